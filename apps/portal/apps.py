from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PortalConfig(AppConfig):
    name = "apps.portal"

    def ready(self) -> None:
        from apps.applications.links import register_applicant_page
        from apps.audit import actions
        from apps.core import nav
        from apps.core.roles import Role
        from apps.portal.views.applications import applicant_page

        register_applicant_page(applicant_page)
        own = frozenset({Role.TALENT})
        pages = [
            (10, "my-page", _("Home"), "portal:home", "house"),
            (
                20,
                "apply",
                pgettext_lazy("portal", "Apply"),
                "portal:policies",
                "file-earmark-plus",
            ),
            (30, "help", _("Help"), "portal:requests", "chat-dots"),
            # The inbox comes between, at 90.
            (95, "my-data", _("Me"), "portal:data", "person-vcard"),
        ]
        for order, key, label, url_name, icon in pages:
            nav.register(
                nav.NavItem(
                    key=key,
                    label=label,
                    url_name=url_name,
                    icon=icon,
                    group="work",
                    order=order,
                    roles=own,
                    phone=True,
                )
            )
        nav.register_home(Role.TALENT, "portal:home", order=100)
        actions.register("portal.data.copied", _("took a copy of the own data"))
        actions.register("talents.consent.given", _("agreed to a purpose"))
        actions.register("talents.consent.withdrawn", _("took a consent back"))
