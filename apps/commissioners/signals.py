"""What apps above may listen to.  Payloads are plain values."""

from django.dispatch import Signal

# Sent inside the transaction: ``moves`` [(talent id, old user id or None, new user id
# or None), …], ``by_id``, ``at``, ``reason``.
talents_moved = Signal()
