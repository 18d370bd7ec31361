"""What a talent's page shows of policies: what the person may claim, and why not more."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.roles import Role
from apps.policies.looks import Standing, benefits_for
from apps.policies.models import Match, OptOut
from apps.talents import merging
from apps.talents.models import Talent
from apps.talents.panels import Panel
from apps.talents.panels import register as register_panel

SEEING = frozenset(
    {
        Role.COMMISSIONER,
        Role.DISTRICT_REVIEWER,
        Role.CITY_REVIEWER,
        Role.APPROVER,
        Role.AUDITOR,
    }
)
TITLES = {
    Standing.FITS: _("May be claimed now, as far as the register knows"),
    Standing.OPEN: _("Nearly: something is not known yet"),
    Standing.NOT: _("Not now: a condition does not seem to be met"),
}


def panel_context(talent, user, request) -> dict:
    """Every policy in force, the fitting ones first, each with what decides it."""
    on = timezone.localdate()  # noqa: TID251 - the page's own day
    benefits = benefits_for(talent, on=on, ahead=True)
    groups = [
        (TITLES[standing], [each for each in benefits if each.standing == standing])
        for standing in Standing
    ]
    return {"groups": [(title, rows) for title, rows in groups if rows], "on": on}


def _matches(old: Talent, _kept: Talent) -> int:
    """The kept entry is asked anew: its own marks see to that."""
    return Match.objects.filter(talent=old).delete()[0]


def _wishes(old: Talent, kept: Talent) -> int:
    """Who wanted no word under either entry gets none."""
    moved = 0
    for wish in OptOut.objects.filter(talent=old):
        OptOut.objects.get_or_create(
            talent=kept,
            policy=wish.policy,
            defaults={"created_at": wish.created_at},
        )
        wish.delete()
        moved += 1
    return moved


def register() -> None:
    merging.register("policies.match", _matches)
    merging.register("policies.optout", _wishes)
    register_panel(
        Panel(
            key="entitlements",
            title=_("Entitlements"),
            template="policies/_talent_panel.html",
            context=panel_context,
            order=30,
            roles=SEEING,
        )
    )
