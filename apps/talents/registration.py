"""What the register tells the apps below: its pages, its acts, its rows that move."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.audit import actions
from apps.core import nav
from apps.core.roles import Role
from apps.talents import moving, sources, timeline
from apps.talents.views.employers import READERS
from apps.talents.visibility import EDITING_ROLES, REGISTRY_ROLES

# What the acts on the register are called in the trail; who did it comes before.
ACTIONS = {
    "talents.account.invited": _("made a code for an account"),
    "talents.account.opened": _("opened an account with a code"),
    "talents.register.demonstrated": _("made the demonstration register"),
    "talents.talent.registered": _("put the person on the register"),
    "talents.talent.changed": _("changed the entry"),
    "talents.talent.status_changed": _("changed the status"),
    "talents.talent.merged": _("joined two entries"),
    "talents.document.added": _("added a document"),
    "talents.document.corrected": _("corrected a document number"),
    "talents.employment.started": _("recorded a new employment"),
    "talents.employment.ended": _("ended the employment"),
    "talents.education.added": _("added a degree"),
    "talents.introduction.added": _("added an introduction"),
    "talents.title.added": _("added a programme title"),
    "talents.grade.awarded": _("gave a grade"),
    "talents.grade.status_changed": _("changed the state of a grade"),
    "talents.household.joined": _("added a household member"),
    "talents.household.left": _("ended a household membership"),
    "talents.account.added": _("gave a new bank account"),
    "talents.consent.given": _("recorded a consent"),
    "talents.consent.withdrawn": _("withdrew a consent"),
    "talents.reveal.refused": _("was refused a look at a protected number"),
    "talents.employer.set_up": _("set up an employer"),
    "talents.employer.changed": _("changed an employer"),
    "talents.scheme.set_up": _("set up a grade scheme"),
    "talents.scheme.changed": _("changed a grade scheme"),
    "talents.level.set_up": _("set up a grade level"),
    "talents.level.changed": _("changed a grade level"),
}


def register_all() -> None:
    moving.register_all()
    for source in (sources.life, sources.honours, sources.agreements):
        timeline.register(source)
    actions.register_all(ACTIONS)
    for kind, label, page in (
        ("talents.talent", _("person"), "talents:by_id"),
        ("talents.employer", _("employer"), "talents:employer"),
        ("talents.gradescheme", _("grade scheme"), "talents:scheme_edit"),
    ):
        actions.register_target(kind, label, _leads_to(page))
    actions.register_target("talents.gradelevel", _("grade level"))
    nav.register(
        nav.NavItem(
            key="talents",
            label=_("Talents"),
            url_name="talents:list",
            icon="people",
            group="people",
            order=10,
            roles=frozenset({*REGISTRY_ROLES, *EDITING_ROLES}),
            phone=True,
            shortcut="t",
        )
    )
    nav.register(
        nav.NavItem(
            key="employers",
            label=_("Employers"),
            url_name="talents:employers",
            icon="building",
            group="people",
            order=30,
            roles=frozenset(READERS),
            shortcut="e",
        )
    )
    nav.register(
        nav.NavItem(
            key="schemes",
            label=_("Grade schemes"),
            url_name="talents:schemes",
            icon="award",
            group="settings",
            order=50,
            roles=frozenset({Role.SYSTEM_ADMIN}),
        )
    )


def _leads_to(page: str):
    return lambda pk: reverse(page, args=[pk])
