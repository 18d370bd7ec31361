from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def day_of(at: datetime) -> date:
    """The local day of a moment: at 07:30 in Daqing the UTC day is still yesterday."""
    return timezone.localtime(at).date()
