from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.audit import actions
from apps.core import nav
from apps.core.roles import STAFF_ROLES


class PoliciesConfig(AppConfig):
    name = "apps.policies"

    def ready(self) -> None:
        from apps.policies import on_talent, person_catalogue

        person_catalogue.register_all()
        on_talent.register()
        nav.register(
            nav.NavItem(
                key="policies",
                label=_("Policies"),
                url_name="policies:list",
                icon="journal-text",
                group="review",
                order=40,
                roles=frozenset(STAFF_ROLES),
                shortcut="p",
            )
        )
        actions.register(
            "policies.version.published", _("published a version of a policy")
        )
        actions.register_target(
            "policies.policyversion",
            _("version of a policy"),
            lambda _pk: reverse("policies:list"),
        )
