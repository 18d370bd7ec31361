from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from apps.core import nav
from apps.core.roles import Role


class AccountsConfig(AppConfig):
    name = "apps.accounts"

    def ready(self) -> None:
        administrators = frozenset(
            {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.AUDITOR}
        )
        nav.register(
            nav.NavItem(
                key="users",
                label=_("Accounts"),
                url_name="accounts:users",
                icon="person-badge",
                group="settings",
                order=70,
                roles=administrators,
                phone=True,
                shortcut="u",
            )
        )
        nav.register(
            nav.NavItem(
                key="offices",
                label=_("Offices"),
                url_name="accounts:offices",
                icon="building",
                group="settings",
                order=75,
                roles=administrators,
                phone=True,
                shortcut="o",
            )
        )
        nav.register(
            nav.NavItem(
                key="regions",
                label=_("Regions"),
                url_name="accounts:regions",
                icon="map",
                group="settings",
                order=76,
                roles=administrators,
            )
        )
        nav.register_home(Role.SYSTEM_ADMIN, "accounts:users", order=70)
        nav.register_home(Role.SECURITY_ADMIN, "accounts:users", order=75)
