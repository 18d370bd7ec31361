from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.audit import actions
from apps.core import nav, schedule
from apps.core.roles import STAFF_ROLES


class JobsConfig(AppConfig):
    name = "apps.jobs"

    def ready(self) -> None:
        schedule.every(60, name="jobs.sweep", task="jobs.sweep")
        nav.register(
            nav.NavItem(
                key="jobs",
                label=_("Long work"),
                url_name="jobs:list",
                icon="hourglass-split",
                group="work",
                order=95,
                roles=STAFF_ROLES,
            )
        )
        actions.register("jobs.job.started", _("started long work"))
        actions.register("jobs.job.cancel_asked", _("asked to stop long work"))
        actions.register("jobs.job.tried_again", _("had long work go on"))
        actions.register_target(
            "jobs.job", _("work"), lambda pk: reverse("jobs:detail", args=[pk])
        )
