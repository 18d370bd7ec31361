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
        for code, label in ACTIONS.items():
            actions.register(f"accounts.{code}", label)
        actions.register_target(
            "accounts.user",
            _("account"),
            lambda pk: reverse("accounts:user", args=[pk]) if pk.isdigit() else "",
        )
        actions.register_target("accounts.office", _("office"))


ACTIONS = {
    "role.granted": _("gave a duty"),
    "role.ended": _("ended a duty"),
    "account.opened": _("opened an account"),
    "account.changed": _("changed an account"),
    "account.closed": _("closed an account"),
    "account.reopened": _("opened an account again"),
    "account.locked": _("locked an account after wrong passwords"),
    "password.changed": _("changed the own password"),
    "password.reset": _("gave a temporary password"),
    "session.began": _("signed in"),
    "session.ended": _("signed out"),
    "session.refused": _("was refused at sign-in"),
    "session.others_ended": _("signed out everywhere else"),
    "office.set_up": _("set up an office"),
    "office.changed": _("changed an office"),
}
