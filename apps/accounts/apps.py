from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.core import nav
from apps.core.roles import Role


class AccountsConfig(AppConfig):
    name = "apps.accounts"

    def ready(self) -> None:
        from apps.audit import actions

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
        actions.register_all(ACTIONS)
        actions.register_target(
            "accounts.user",
            _("account"),
            lambda pk: reverse("accounts:user", args=[pk]),
        )
        actions.register_target("accounts.office", _("office"))


ACTIONS = {
    "accounts.role.granted": _("gave a duty"),
    "accounts.role.ended": _("ended a duty"),
    "accounts.account.opened": _("opened an account"),
    "accounts.account.changed": _("changed an account"),
    "accounts.account.closed": _("closed an account"),
    "accounts.account.reopened": _("opened an account again"),
    "accounts.account.locked": _("locked an account after wrong passwords"),
    "accounts.password.changed": _("changed the own password"),
    "accounts.password.reset": _("gave a temporary password"),
    "accounts.session.began": _("signed in"),
    "accounts.session.ended": _("signed out"),
    "accounts.session.refused": _("was refused at sign-in"),
    "accounts.session.others_ended": _("signed out everywhere else"),
    "accounts.office.set_up": _("set up an office"),
    "accounts.office.changed": _("changed an office"),
}
