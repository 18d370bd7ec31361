from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from apps.core import nav
from apps.core.roles import Role


class TalentsConfig(AppConfig):
    name = "apps.talents"

    def ready(self) -> None:
        from apps.talents import moving
        from apps.talents.roster import registration
        from apps.talents.views.employers import READERS

        moving.register_all()
        registration.register_all()
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
