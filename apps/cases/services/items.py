"""The city's service items and their limits, kept by people who need no programmer."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.audit.services import record
from apps.cases.models import Case, ServiceItem
from apps.cases.states import OPEN, CaseStatus
from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import Role

KEEPERS = (Role.SYSTEM_ADMIN, Role.CITY_REVIEWER)
FIELDS = (
    "name",
    "name_en",
    "code",
    "order",
    "limit_workdays",
    "extension_workdays",
    "confirm_workdays",
    "lead_department",
    "source",
    "is_active",
)


class BadItem(DomainError):
    """``field`` names what is wrong, where one field is."""

    code = "bad_item"

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


def may_keep_items(user: User) -> bool:
    """Items are the whole city's: a district's administrator does not change them."""
    return user.reach(*KEEPERS).is_everything


def effects_of(item: ServiceItem | None, values: dict) -> list[str]:
    """What a change means, before it is saved.  Two queries.  A case keeps the limit it was opened with; new ones get the new."""
    if item is None:
        return [_("New requests can be sorted under this item from now on.")]
    of_item = Case.objects.filter(item=item)
    running = of_item.filter(status__in=OPEN).count()
    waiting = of_item.filter(
        status__in=[CaseStatus.ANSWERED, CaseStatus.CONFIRMED]
    ).count()
    found = []
    if values["limit_workdays"] != item.limit_workdays:
        found.append(
            ngettext(
                "The limit goes from {old} to {new} working days for requests that come "
                "in from now on; {count} open case keeps the limit it was promised.",
                "The limit goes from {old} to {new} working days for requests that come "
                "in from now on; {count} open cases keep the limit they were promised.",
                running,
            ).format(
                old=item.limit_workdays, new=values["limit_workdays"], count=running
            )
        )
    if values["confirm_workdays"] != item.confirm_workdays:
        found.append(
            ngettext(
                "Silence confirms after {new} working days instead of {old}; {count} "
                "answered case keeps the day it was told.",
                "Silence confirms after {new} working days instead of {old}; {count} "
                "answered cases keep the day they were told.",
                waiting,
            ).format(
                old=item.confirm_workdays, new=values["confirm_workdays"], count=waiting
            )
        )
    if values["lead_department"] != item.lead_department:
        found.append(
            _("New cases are offered to {department} first.").format(
                department=values["lead_department"] or _("no department")
            )
        )
    if item.is_active and not values["is_active"]:
        found.append(
            ngettext(
                "Nobody can choose it any more; {count} open case goes on as it is.",
                "Nobody can choose it any more; {count} open cases go on as they are.",
                running,
            ).format(count=running)
        )
    return found or [_("Only words and order change; no case is touched.")]


@transaction.atomic
def save_item(*, item_id: int | None, by: User, at: datetime, **values) -> ServiceItem:
    """Set up an item (``item_id=None``) or change one; ``values`` are of ``FIELDS``.

    Open cases keep their limits.  Raises ``NotAllowed``, ``BadItem``.
    """
    if not may_keep_items(by):
        raise NotAllowed(_("Service items are kept for the whole city."))
    item = (
        ServiceItem.objects.select_for_update(of=("self",)).get(pk=item_id)
        if item_id
        else ServiceItem()
    )
    old = {name: _plain(getattr(item, name)) for name in FIELDS} if item_id else {}
    for name in FIELDS:
        setattr(item, name, values[name])
    try:
        item.validate_constraints()
        with transaction.atomic():
            item.save()
    except ValidationError as error:
        raise BadItem(" ".join(error.messages)) from error
    except IntegrityError as error:
        raise BadItem(_("Another item has this code."), "code") from error
    new = {name: _plain(getattr(item, name)) for name in FIELDS}
    changed = [name for name in FIELDS if old.get(name) != new[name]]
    if changed:
        record(
            "cases.item.changed" if item_id else "cases.item.set_up",
            target=item,
            by=by,
            at=at,
            old={name: old[name] for name in changed} if item_id else None,
            new={name: new[name] for name in changed},
        )
    return item


def _plain(value):
    return getattr(value, "code", value)
