from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from apps.audit import actions
from apps.core import nav, reminders
from apps.core.roles import Role

# What is done with caseloads, as the trail says it; who did it comes before.
ACTIONS = {
    "commissioners.register.demonstrated": _("made the demonstration caseloads"),
    "commissioners.commissioner.enrolled": _("made somebody a commissioner"),
    "commissioners.terms.changed": _("changed a commissioner's capacity or leave"),
    "commissioners.assignment.made": _("gave a talent a commissioner"),
    "commissioners.assignment.ended": _("ended a commissioner's care of a talent"),
    "commissioners.contact.logged": _("logged a contact"),
    "commissioners.contact.undone": _("took back a logged contact"),
    "commissioners.proposal.made": _("had a balanced proposal made"),
    "commissioners.standard.set": _("set how often talents are contacted"),
    "commissioners.standard.removed": _("removed a contact standard"),
    "commissioners.handover.asked": _("asked for a hand-over"),
    "commissioners.handover.accepted": _("accepted a hand-over"),
    "commissioners.handover.declined": _("declined a hand-over"),
    "commissioners.handover.withdrawn": _("took back a hand-over"),
}


class CommissionersConfig(AppConfig):
    name = "apps.commissioners"

    def ready(self) -> None:
        from apps.commissioners import person_page
        from apps.commissioners.reminders import contact_due
        from apps.commissioners.services import balancing
        from apps.commissioners.visibility import assigned_to
        from apps.jobs import services as jobs
        from apps.talents.visibility import register_visibility

        register_visibility(assigned_to)
        person_page.register_all()
        reminders.register("commissioners.contact_due", contact_due)
        actions.register_all(ACTIONS)
        for kind, label in (
            ("commissioners.commissioner", _("commissioner")),
            ("commissioners.assignment", _("assignment")),
            ("commissioners.contactlog", _("contact")),
            ("commissioners.handover", _("hand-over")),
            ("commissioners.proposal", _("proposal")),
            ("commissioners.servicestandard", _("contact standard")),
        ):
            actions.register_target(kind, label)
        jobs.register(
            balancing.JOB, balancing.run_job, _("Assign commissioners as proposed")
        )
        nav.register(
            nav.NavItem(
                key="mine",
                label=_("My talents"),
                url_name="commissioners:mine",
                icon="people",
                group="work",
                order=10,
                roles=frozenset({Role.COMMISSIONER}),
                phone=True,
                shortcut="m",
            )
        )
        nav.register(
            nav.NavItem(
                key="caseloads",
                label=_("Caseloads"),
                url_name="commissioners:caseloads",
                icon="bar-chart-steps",
                group="people",
                order=30,
                roles=frozenset(
                    {Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER, Role.AUDITOR}
                ),
                shortcut="w",
            )
        )
        nav.register(
            nav.NavItem(
                key="standards",
                label=_("Contact standards"),
                url_name="commissioners:standards",
                icon="telephone-forward",
                group="settings",
                order=35,
                roles=frozenset({Role.SYSTEM_ADMIN, Role.CITY_REVIEWER}),
            )
        )
