"""Log that a contact happened, and take a slip of the thumb back."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.commissioners.models import ContactLog
from apps.commissioners.permissions import why_not_log_contact
from apps.core.errors import DomainError, NotAllowed
from apps.talents.models import Talent
from apps.workdays.services import UnknownYear, next_workday

# Identity cards, bank cards, telephones: none of them belongs into a note.
_LONG_NUMBER = re.compile(r"\d{7,}[\dXx]{4,}")


class InTheFuture(DomainError):
    code = "in_the_future"


class NumberInNote(DomainError):
    code = "number_in_note"


@transaction.atomic
def log_contact(
    *,
    talent_id: int,
    channel: str,
    outcome: str,
    by: User,
    at: datetime,
    happened_at: datetime | None = None,
    note: str = "",
    next_step: str = "",
    next_date: date | None = None,
    about: str = "",
) -> ContactLog:
    """Write down one contact; ``happened_at`` is now unless told otherwise.

    ``about`` names a case (``cases.case:17``).  Raises ``NotAllowed``, ``InTheFuture``,
    ``NumberInNote``.
    """
    talent = Talent.objects.get(pk=talent_id)
    on = timezone.localtime(at).date()
    if refusal := why_not_log_contact(by, talent, on=on):
        raise NotAllowed(refusal)
    happened_at = happened_at or at
    if happened_at > at:
        raise InTheFuture(_("A contact is logged after it has happened."))
    if next_date is not None and next_date <= timezone.localtime(happened_at).date():
        raise DomainError(_("The next contact comes after this one."))
    if _LONG_NUMBER.search(note) or _LONG_NUMBER.search(next_step):
        raise NumberInNote(
            _("Leave out identity, bank and telephone numbers: nobody needs them here.")
        )
    contact = ContactLog.objects.create(
        talent=talent,
        by=by,
        channel=channel,
        outcome=outcome,
        at=happened_at,
        note=note.strip(),
        next_step=next_step.strip(),
        next_date=next_date,
        about=about,
        logged_at=at,
    )
    record(
        "commissioners.contact.logged",
        target=contact,
        by=by,
        at=at,
        data={"talent": talent_id, "channel": channel, "outcome": outcome},
    )
    return contact


@transaction.atomic
def undo_contact(*, contact_id: int, by: User, at: datetime) -> ContactLog:
    """Take back one's own entry on the day it was made; it stays in the table."""
    contact = ContactLog.objects.select_for_update().get(pk=contact_id)
    if contact.by_id != by.pk:
        raise NotAllowed(_("Only the person who logged a contact takes it back."))
    if contact.undone_at is not None:
        return contact
    if timezone.localtime(contact.logged_at).date() != timezone.localtime(at).date():
        raise NotAllowed(_("An entry can be taken back on its own day only."))
    contact.undone_at = at
    contact.save(update_fields=["undone_at"])
    record(
        "commissioners.contact.undone",
        target=contact,
        by=by,
        at=at,
        data={"talent": contact.talent_id},
    )
    return contact


def day_in(days: int, *, on: date) -> date:
    """The day to call again ``days`` from now: a working day where that is known."""
    wanted = on + timedelta(days=days)
    try:
        return next_workday(wanted)
    except UnknownYear:
        return wanted
