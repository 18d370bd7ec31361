from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from apps.core import nav, reminders
from apps.core.roles import Role


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
