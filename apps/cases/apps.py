from django.apps import AppConfig
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from apps.audit import actions
from apps.core import nav, reminders, schedule
from apps.core.roles import Role

# Who keeps the list of service items, for the whole city.
KEEPERS = frozenset({Role.SYSTEM_ADMIN, Role.CITY_REVIEWER})
HEADS = frozenset({Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER, Role.AUDITOR})


class CasesConfig(AppConfig):
    name = "apps.cases"

    def ready(self) -> None:
        from apps.cases import effects, figures, person_page
        from apps.cases import reminders as rules
        from apps.cases.models import Case
        from apps.cases.services.oversight import move_with_talent
        from apps.commissioners import figures as caseload
        from apps.commissioners.signals import talents_moved
        from apps.documents.services import register_owner
        from apps.workdays.services import register_effect

        talents_moved.connect(move_with_talent, dispatch_uid="cases.move_with_talent")
        caseload.register(
            caseload.Figure(
                "open", _("Open cases"), figures.open_of_users, figures.open_of_talents
            )
        )
        caseload.register(
            caseload.Figure(
                "overdue",
                _("Overdue"),
                figures.overdue_of_users,
                figures.overdue_of_talents,
                is_bad=True,
            )
        )
        caseload.register_after_request(
            _("Open a case"),
            lambda talent_id: f"{reverse('cases:new')}?talent={talent_id}",
        )
        register_owner(
            "cases.case",
            can_see=lambda user, pk: (
                Case.objects.visible_to(user).filter(pk=pk).exists()
            ),
        )
        register_effect("cases", _("Deadlines of cases"), effects.move)
        reminders.register("cases.due_soon", rules.due_soon)
        reminders.register("cases.overdue", rules.overdue)
        reminders.register("cases.call_backs", rules.call_backs)
        reminders.register("cases.tasks_overdue", rules.tasks_overdue)
        schedule.daily(
            hour=7, minute=30, name="cases.close_silent", task="cases.close_silent"
        )
        person_page.register_all()
        _register_words()
        _register_pages()


def _register_words() -> None:
    """The trail says of a case what its own history says."""
    from apps.cases.models import Case
    from apps.cases.models.events import EventKind

    for kind in EventKind:
        actions.register(
            f"cases.case.{kind}", format_lazy(_("case: {what}"), what=kind.label)
        )

    def page_of(pk: str) -> str:
        number = Case.objects.filter(pk=pk).values_list("number", flat=True).first()
        return reverse("cases:detail", args=[number]) if number else ""

    actions.register_target("cases.case", _("case"), page_of)
    actions.register_target(
        "cases.serviceitem",
        _("service item"),
        lambda pk: reverse("cases:item_edit", args=[pk]),
    )
    actions.register("cases.item.set_up", _("set up a service item"))
    actions.register("cases.item.changed", _("changed a service item"))


def _register_pages() -> None:
    nav.register(
        nav.NavItem(
            key="today",
            label=_("Today"),
            url_name="cases:today",
            icon="sun",
            group="work",
            order=1,
            roles=frozenset({Role.COMMISSIONER}),
            phone=True,
            shortcut="n",
        )
    )
    nav.register(
        nav.NavItem(
            key="cases",
            label=_("Cases"),
            url_name="cases:list",
            icon="clipboard-check",
            group="work",
            order=20,
            roles=frozenset({Role.COMMISSIONER}) | HEADS,
            phone=True,
            shortcut="c",
        )
    )
    nav.register(
        nav.NavItem(
            key="supervision",
            label=_("Supervision"),
            url_name="cases:supervision",
            icon="eye",
            group="work",
            order=25,
            roles=HEADS,
            shortcut="v",
        )
    )
    nav.register(
        nav.NavItem(
            key="department-desk",
            label=_("Department desk"),
            url_name="cases:desk",
            icon="building",
            group="work",
            order=5,
            roles=frozenset({Role.DEPARTMENT_HANDLER}),
            phone=True,
            shortcut="d",
        )
    )
    nav.register_home(Role.COMMISSIONER, "cases:today", order=10)
    nav.register_home(Role.DEPARTMENT_HANDLER, "cases:desk", order=20)
    nav.register(
        nav.NavItem(
            key="service-items",
            label=_("Service items"),
            url_name="cases:items",
            icon="list-check",
            group="settings",
            order=30,
            roles=KEEPERS,
        )
    )
