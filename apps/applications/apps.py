from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.audit import actions
from apps.core import nav, schedule
from apps.core.roles import STAFF_ROLES, Role

ACTIONS = {
    "applications.application.moved": _("moved an application on"),
    "applications.draft.started": _("began an application"),
    "applications.draft.saved": _("saved a draft"),
    "applications.paper.added": _("added a paper"),
    "applications.paper.removed": _("took a paper back"),
    "applications.facts.stated": _("stated facts"),
    "applications.fact.checked": _("settled a fact by the papers"),
    "applications.check.answered": _("answered a joint check"),
    "applications.notice.drafted": _("put a public notice together"),
    "applications.notice.discarded": _("let a public notice go"),
    "applications.notice.published": _("published a notice"),
    "applications.notice.lengthened": _("lengthened a notice"),
    "applications.notice.ended": _("ended a notice"),
    "applications.objection.filed": _("objected to an application"),
    "applications.objection.settled": _("settled an objection"),
}


class ApplicationsConfig(AppConfig):
    name = "apps.applications"

    def ready(self) -> None:
        from apps.applications import clock, moving, on_talent, permissions, reminders
        from apps.applications.claimed import taken
        from apps.applications.models import Application, PublicNotice
        from apps.applications.models.notices import NOTICE_ROLES
        from apps.applications.states import REVIEWING_ROLES
        from apps.documents.services import register_owner
        from apps.notifications.reminders import register as register_reminder
        from apps.policies.taken import register as register_taken
        from apps.workdays.services import register_effect

        schedule.every(
            900, name="applications.settle_due", task="applications.settle_due"
        )
        register_effect("applications.steps", clock.EFFECT_LABEL, clock.move_deadlines)
        register_reminder("applications.due_soon", reminders.due_soon)
        register_reminder("applications.correction_ending", reminders.correction_ending)
        register_reminder("applications.overdue", reminders.overdue)

        register_taken(taken)
        moving.register()
        on_talent.register()

        def can_see(user, pk: int) -> bool:
            application = Application.objects.visible_to(user).filter(pk=pk).first()
            return application is not None and permissions.may_read_papers(
                user, application
            )

        register_owner("applications.application", can_see=can_see)
        for code, words in ACTIONS.items():
            actions.register(code, words)
        actions.register_target(
            "applications.application",
            _("application"),
            lambda pk: _page_of(Application, "detail", pk),
        )
        actions.register_target(
            "applications.publicnotice",
            _("public notice"),
            lambda pk: _page_of(PublicNotice, "notice", pk),
        )
        nav.register(
            nav.NavItem(
                key="desk",
                label=_("Review desk"),
                url_name="applications:desk",
                icon="clipboard-check",
                group="review",
                order=10,
                roles=frozenset(REVIEWING_ROLES),
                phone=True,
                shortcut="r",
            )
        )
        nav.register(
            nav.NavItem(
                key="applications",
                label=_("All applications"),
                url_name="applications:list",
                icon="card-list",
                group="review",
                order=20,
                roles=frozenset(STAFF_ROLES),
                phone=True,
                shortcut="a",
            )
        )
        nav.register(
            nav.NavItem(
                key="checks",
                label=_("Joint checks"),
                url_name="applications:checks",
                icon="building-check",
                group="review",
                order=15,
                roles=frozenset({Role.DEPARTMENT_HANDLER}),
                phone=True,
                shortcut="q",
            )
        )
        nav.register(
            nav.NavItem(
                key="notices",
                label=_("Public notices"),
                url_name="applications:notices",
                icon="megaphone",
                group="review",
                order=30,
                roles=frozenset(NOTICE_ROLES),
                shortcut="b",
            )
        )
        for order, role in enumerate(
            (Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER, Role.APPROVER), 20
        ):
            nav.register_home(role, "applications:desk", order=order)


def _page_of(model, name: str, pk: str) -> str:
    number = model.objects.filter(pk=pk).values_list("number", flat=True).first()
    return reverse(f"applications:{name}", args=[number]) if number else ""
