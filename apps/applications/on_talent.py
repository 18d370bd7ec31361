"""What a talent's page shows of applications: a tab and entries of the time line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.applications.models import Application, Transition
from apps.applications.queue import HEAVY
from apps.applications.rows import prepare
from apps.applications.states import Status
from apps.core.roles import Role
from apps.talents.panels import Panel
from apps.talents.panels import register as register_panel
from apps.talents.timeline import TimelineEntry
from apps.talents.timeline import register as register_timeline

SEEING = frozenset(
    {
        Role.COMMISSIONER,
        Role.DISTRICT_REVIEWER,
        Role.CITY_REVIEWER,
        Role.APPROVER,
        Role.AUDITOR,
    }
)
# What is worth a line; the steps in between stand on the application's own page.
TOLD = {
    Status.SUBMITTED: ("file-earmark-arrow-up", ""),
    Status.RETURNED: ("pencil", "due"),
    Status.ACCEPTED: ("inbox", ""),
    Status.APPROVED: ("check-circle", "ok"),
    Status.REJECTED: ("x-octagon", "late"),
    Status.NOT_ACCEPTED: ("x-octagon", "late"),
    Status.WITHDRAWN: ("arrow-counterclockwise", ""),
    Status.DEEMED_WITHDRAWN: ("clock-history", "late"),
}


def panel_context(talent, user, request) -> dict:
    rows = list(
        Application.objects.visible_to(user)
        .handed_in()
        .filter(talent=talent)
        .select_related("policy", "region")
        .defer(*HEAVY)
        .order_by("-submitted_at", "-pk")
    )
    on = timezone.localdate()  # noqa: TID251 - the page's own day
    prepare(rows, on=on, url_name="applications:detail")
    return {"applications": rows}


def timeline_source(
    talent, user, *, before: datetime | None = None, limit: int | None = None
) -> Iterator[TimelineEntry]:
    """One query; only of applications that the user may see."""
    seen = Application.objects.visible_to(user).handed_in().filter(talent=talent)
    moves = Transition.objects.filter(
        application__in=seen.values("pk"), new__in=TOLD
    ).select_related("application__policy")
    if before is not None:
        moves = moves.filter(at__lt=before)
    for move in moves.order_by("-at", "-pk")[:limit]:
        icon, kind = TOLD[Status(move.new)]
        yield TimelineEntry(
            at=move.at,
            title=f"{move.application.policy}: {Status(move.new).label}",
            text=move.application.number,
            url=reverse("applications:detail", args=[move.application.number]),
            icon=icon,
            kind=kind,
        )


def register() -> None:
    register_panel(
        Panel(
            key="applications",
            title=_("Benefit applications"),
            template="applications/_talent_panel.html",
            context=panel_context,
            order=40,
            roles=SEEING,
        )
    )
    register_timeline(timeline_source)
