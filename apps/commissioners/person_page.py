"""What this app shows on a talent's page, and how its rows follow a joined entry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.commissioners.models import Assignment, ContactLog, HandOver, HandOverItem
from apps.commissioners.models.handovers import HandOverStatus
from apps.commissioners.permissions import is_head_for, serves
from apps.commissioners.queries import silence_of, with_silence
from apps.commissioners.words import next_due, silent_for
from apps.core.roles import STAFF_ROLES, Role
from apps.core.templatetags.ui import moment
from apps.talents import merging
from apps.talents.models import Talent
from apps.talents.panels import (
    Act,
    Fact,
    Panel,
    register,
    register_acts,
    register_facts,
)
from apps.talents.timeline import TimelineEntry
from apps.talents.timeline import register as register_source

SHOWN = 30
ICONS = {
    "phone": "telephone",
    "wechat": "wechat",
    "visit": "person-walking",
    "meeting": "people",
    "email": "envelope",
    "other": "chat",
}


def facts(talent: Talent, user: User) -> Iterator[Fact]:
    """Who serves the talent, and how long it has been silent."""
    on = timezone.localdate()  # noqa: TID251 - the page is about today
    row = (
        with_silence(Assignment.objects.active(on).filter(talent=talent), on)
        .select_related("commissioner__user", "commissioner__office")
        .first()
    )
    if row is None:
        yield Fact(gettext_lazy("Commissioner"), _("none yet"))
        return
    yield Fact(
        gettext_lazy("Commissioner"), f"{row.commissioner} · {row.commissioner.office}"
    )
    silence = silence_of(row, on)
    yield Fact(
        gettext_lazy("Silent for"),
        f"{silent_for(silence)} · {_('next contact')} {next_due(silence, row.next_date)}",
    )


def acts(talent: Talent, user: User) -> Iterator[Act]:
    on = timezone.localdate()  # noqa: TID251 - the page is about today
    leads = is_head_for(user, talent.region_id)
    is_server = serves(user, talent.pk, on=on)
    if is_server or leads:
        yield Act(
            gettext_lazy("Log contact"),
            reverse("commissioners:contact", args=[talent.pk]),
            "pencil-square",
            is_main=is_server,
        )
    if leads:
        yield Act(
            gettext_lazy("Commissioner"),
            reverse("commissioners:assign", args=[talent.pk]),
            "person-check",
        )


def contacts_panel(talent: Talent, user: User, request) -> dict:
    rows = list(
        ContactLog.objects.visible_to(user)
        .standing()
        .filter(talent=talent)
        .select_related("by")[: SHOWN + 1]
    )
    for row in rows:
        row.time_text = moment(row.at)
    before = (
        Assignment.objects.filter(talent=talent)
        .select_related("commissioner__user")
        .order_by("-from_date", "-pk")[:SHOWN]
    )
    return {"contacts": rows[:SHOWN], "has_more": len(rows) > SHOWN, "servers": before}


def contacts(
    talent: Talent, user: User, *, before: datetime | None, limit: int
) -> Iterator[TimelineEntry]:
    rows = ContactLog.objects.visible_to(user).standing().filter(talent=talent)
    if before is not None:
        rows = rows.filter(at__lt=before)
    for row in rows.select_related("by")[:limit]:
        yield TimelineEntry(
            at=row.at,
            title=_("Contact: {how}, {what}").format(
                how=row.get_channel_display(), what=row.get_outcome_display()
            ),
            text=" · ".join(filter(None, (row.note, str(row.by)))),
            icon=ICONS[row.channel],
        )


def assignments(talent: Talent, user: User) -> Iterator[TimelineEntry]:
    if not user.is_staff_member:
        return
    rows = Assignment.objects.filter(talent=talent).select_related("commissioner__user")
    for row in rows:
        yield TimelineEntry(
            at=row.from_date,
            title=_("Served by {name}").format(name=row.commissioner),
            text=row.reason,
            icon="person-check",
        )


def move_assignments(old: Talent, kept: Talent) -> int:
    """Periods that do not overlap move; an open one beside an open one ends."""
    ours = list(kept.assignments.all())
    open_one = next((row for row in ours if row.until_date is None), None)
    moved = 0
    for row in old.assignments.order_by("from_date"):
        if any(_overlap(row, other) for other in ours):
            if row.until_date is None and open_one is not None:
                _end_for_good(row, open_one)
            continue
        row.talent = kept
        row.save(update_fields=["talent"])
        ours.append(row)
        moved += 1
    return moved


def _overlap(one: Assignment, other: Assignment) -> bool:
    return (other.until_date is None or one.from_date < other.until_date) and (
        one.until_date is None or other.from_date < one.until_date
    )


def _end_for_good(row: Assignment, other: Assignment) -> None:
    row.until_date = max(row.from_date, other.from_date)
    row.save(update_fields=["until_date"])
    waiting = HandOverItem.objects.filter(assignment=row, is_pending=True)
    touched = list(waiting.values_list("handover_id", flat=True))
    waiting.update(is_pending=False)
    HandOver.objects.pending().filter(
        ~Q(items__is_pending=True), pk__in=touched
    ).update(status=HandOverStatus.WITHDRAWN, answered_at=F("requested_at"))


def move_contacts(old: Talent, kept: Talent) -> int:
    return ContactLog.objects.filter(talent=old).update(talent=kept)


def register_all() -> None:
    register_facts(facts)
    register_acts(acts)
    register(
        Panel(
            key="contacts",
            title=gettext_lazy("Contacts"),
            template="commissioners/_person_contacts.html",
            context=contacts_panel,
            order=40,
            roles=frozenset(STAFF_ROLES) - {Role.DEPARTMENT_HANDLER},
        )
    )
    register_source(contacts)
    register_source(assignments)
    merging.register("commissioners.assignment", move_assignments)
    merging.register("commissioners.contactlog", move_contacts)
