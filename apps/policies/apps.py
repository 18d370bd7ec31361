from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.audit import actions
from apps.core import nav, schedule
from apps.core.roles import STAFF_ROLES

DRAFTING = {
    "policies.version.begun": _("began a new version of a policy"),
    "policies.version.edited": _("edited a draft of a policy"),
    "policies.version.proposed": _("proposed a version of a policy"),
    "policies.version.ended": _("ended a version of a policy"),
    "policies.version.discarded": _("let a draft of a policy go"),
}


class PoliciesConfig(AppConfig):
    name = "apps.policies"

    def ready(self) -> None:
        from apps.jobs.results import register_counts
        from apps.jobs.services import register as register_job
        from apps.policies import effects, on_talent, person_catalogue, work

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
        nav.register(
            nav.NavItem(
                key="matches",
                label=_("Policy finds people"),
                url_name="policies:matches",
                icon="person-check",
                group="review",
                order=35,
                roles=on_talent.SEEING,
                shortcut="y",
            )
        )
        register_job(work.SWEEP, work.run, _("Policies asked of the whole register"))
        register_counts(work.SWEEP, work.COUNTS)
        register_job(effects.KIND, effects.run, _("Effect of a draft policy"))
        register_counts(effects.KIND, effects.COUNTS)
        schedule.daily(hour=0, minute=20, name="policies.sweep", task="policies.sweep")
        schedule.every(60, name="policies.sweep_changed", task="policies.sweep_changed")
        actions.register("policies.telling.refused", _("wants no word of benefits"))
        actions.register("policies.telling.wanted", _("wants word of benefits again"))
        for code, words in DRAFTING.items():
            actions.register(code, words)
        actions.register("policies.registry.swept", _("asked policies of everybody"))
        actions.register(
            "policies.version.published", _("published a version of a policy")
        )
        actions.register_target(
            "policies.policyversion",
            _("version of a policy"),
            lambda _pk: reverse("policies:list"),
        )
