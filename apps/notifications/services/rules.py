from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.core.errors import NotAllowed
from apps.core.roles import Role
from apps.notifications.models import ReminderRule


@transaction.atomic
def switch_rule(*, rule_id: int, is_on: bool, by: User, at: datetime) -> ReminderRule:
    """Let a reminder rule rest, or wake it: then it makes up for what it missed."""
    if not by.reach(Role.SYSTEM_ADMIN).is_everything:
        raise NotAllowed(_("Only a system administrator switches reminder rules."))
    rule = ReminderRule.objects.select_for_update().get(pk=rule_id)
    if rule.is_on == is_on:
        return rule
    rule.is_on = is_on
    rule.save(update_fields=["is_on"])
    record(
        "notifications.rule.switched",
        target=rule,
        by=by,
        at=at,
        old={"is_on": not is_on},
        new={"is_on": is_on},
    )
    return rule
