from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from apps.core import nav
from apps.core.roles import Role


class AuditConfig(AppConfig):
    name = "apps.audit"

    def ready(self) -> None:
        from apps.audit import actions

        nav.register(
            nav.NavItem(
                key="audit",
                label=_("Audit trail"),
                url_name="audit:list",
                icon="shield-check",
                group="oversight",
                order=10,
                roles=frozenset({Role.AUDITOR, Role.AUDIT_ADMIN}),
                phone=True,
                shortcut="l",
            )
        )
        nav.register_home(Role.AUDIT_ADMIN, "audit:list", order=80)
        nav.register_home(Role.AUDITOR, "audit:list", order=85)
        actions.register("audit.field.revealed", _("looked at a protected field"))
        actions.register("audit.chain.verified", _("checked the audit trail"))
        actions.register_target("audit.chain", _("audit trail"))
