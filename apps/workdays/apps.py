from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.audit import actions
from apps.core import nav, reminders
from apps.core.roles import STAFF_ROLES


class WorkdaysConfig(AppConfig):
    name = "apps.workdays"

    def ready(self) -> None:
        from apps.workdays import current
        from apps.workdays.reminders import missing_year

        current.connect()
        reminders.register(
            "workdays.missing_year", missing_year, _("Next year's calendar is missing")
        )
        nav.register(
            nav.NavItem(
                key="calendar",
                label=_("Working-day calendar"),
                url_name="workdays:now",
                icon="calendar3",
                group="settings",
                order=40,
                roles=STAFF_ROLES,
            )
        )
        actions.register("workdays.days.set", _("entered days in the calendar"))
        actions.register("workdays.day.cleared", _("took a day out of the calendar"))
        actions.register("workdays.year.announced", _("marked a year announced"))
        actions.register("workdays.year.withdrawn", _("took back an announced year"))
        actions.register_target(
            "workdays.calendar",
            _("calendar"),
            lambda year: reverse("workdays:year", args=[year]),
        )
