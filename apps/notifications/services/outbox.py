"""Acts on what leaves the house."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.core import hints
from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import Role
from apps.notifications.delivery import CLAIM_EXPIRES_AFTER
from apps.notifications.models import Delivery, DeliveryState
from apps.notifications.services.posting import BATCH
from apps.notifications.tasks import deliver

SWEEP_LIMIT = 20_000  # rows a minute; what is over comes a minute later


def sweep(*, at: datetime) -> int:
    """Enqueue what was missed, is due again, or whose worker died; return how many."""
    ids = list(
        Delivery.objects.claimable(at, claim_lost_before=at - CLAIM_EXPIRES_AFTER)
        .order_by("pk")
        .values_list("pk", flat=True)[:SWEEP_LIMIT]
    )
    for start in range(0, len(ids), BATCH):
        hints.send_now(deliver, delivery_ids=ids[start : start + BATCH])
    return len(ids)


@transaction.atomic
def send_again(*, delivery_id: int, by: User, at: datetime) -> Delivery:
    """Give a failed delivery a fresh set of tries, the address corrected or not."""
    if not by.reach(Role.SYSTEM_ADMIN).is_everything:
        raise NotAllowed(_("Only a system administrator sends messages again."))
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    if delivery.state != DeliveryState.FAILED:
        raise DomainError(_("This message has not failed."))
    delivery.state = DeliveryState.PENDING
    delivery.tries = 0
    delivery.next_try_at = at
    delivery.save(update_fields=["state", "tries", "next_try_at"])
    record("notifications.delivery.retried", target=delivery, by=by, at=at)
    hints.after_commit(deliver, delivery_ids=[delivery_id])
    return delivery
