"""What this app shows on a talent's page, and how cases follow a joined entry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.cases.history import entry
from apps.cases.messages import server_of, staff_url
from apps.cases.models import Case, CaseEvent, EventKind
from apps.cases.states import OPEN, CaseStatus
from apps.cases.words import row_deadline
from apps.commissioners.permissions import is_head_for, serves
from apps.core.roles import Role
from apps.core.templatetags.ui import day
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

READERS = frozenset(
    {Role.COMMISSIONER, Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER, Role.AUDITOR}
)
SHOWN = 50
# What is worth a line in the story of a person; the rest stands on the case's page.
TOLD = (
    EventKind.OPENED,
    EventKind.ANSWERED,
    EventKind.RATED,
    EventKind.CLOSED,
    EventKind.REOPENED,
    EventKind.WITHDRAWN,
)


def facts(talent: Talent, user: User) -> Iterator[Fact]:
    if user.has_role(*READERS):
        count = Case.objects.visible_to(user).open().filter(talent=talent).count()
        if count:
            yield Fact(gettext_lazy("Open cases"), str(count), "?tab=cases")


def acts(talent: Talent, user: User) -> Iterator[Act]:
    on = timezone.localdate()  # noqa: TID251 - the page is about today
    if serves(user, talent.pk, on=on) or is_head_for(user, talent.region_id):
        yield Act(
            gettext_lazy("New case"),
            f"{reverse('cases:new')}?talent={talent.pk}",
            "plus-lg",
        )


def panel(talent: Talent, user: User, request) -> dict:
    on = timezone.localdate()  # noqa: TID251 - the page is about today
    rows = list(
        Case.objects.visible_to(user)
        .filter(talent=talent)
        .select_related("item", "commissioner")
        .order_by("-opened_at", "-pk")[:SHOWN]
    )
    for row in rows:
        row.url = staff_url(row)
        row.deadline = row_deadline(row, on)
        row.opened_text = day(row.opened_at)
    return {"cases": rows}


def timeline(
    talent: Talent, user: User, *, before: datetime | None, limit: int
) -> Iterator[TimelineEntry]:
    """The turns of each case that this person may see."""
    if not user.has_role(*READERS):
        return
    events = CaseEvent.objects.filter(
        case__in=Case.objects.visible_to(user).filter(talent=talent), kind__in=TOLD
    )
    if before is not None:
        events = events.filter(at__lt=before)
    for event in events.select_related("case", "by").order_by("-at", "-pk")[:limit]:
        told = entry(event)
        yield TimelineEntry(
            at=event.at,
            title=f"{event.case.title} · {told.title}",
            text=_("Case {number}").format(number=event.case.number),
            url=staff_url(event.case),
            icon=told.icon,
            kind=told.kind if told.kind != "due" else "",
        )


def move_cases(old: Talent, kept: Talent) -> int:
    """With the person; what is not over goes on with whoever serves the kept entry."""
    cases = Case.objects.filter(talent=old)
    server = server_of(kept.pk)
    if server is not None:
        cases.filter(
            status__in=[*OPEN, CaseStatus.ANSWERED, CaseStatus.CONFIRMED]
        ).exclude(status=CaseStatus.NEW).update(commissioner_id=server)
    return cases.update(talent=kept)


def register_all() -> None:
    register_facts(facts)
    register_acts(acts)
    register(
        Panel(
            key="cases",
            title=gettext_lazy("Cases"),
            template="cases/_person_cases.html",
            context=panel,
            order=20,
            roles=READERS,
        )
    )
    register_source(timeline)
    merging.register("cases.case", move_cases)
