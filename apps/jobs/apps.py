from django.apps import AppConfig

from apps.core import schedule


class JobsConfig(AppConfig):
    name = "apps.jobs"

    def ready(self) -> None:
        schedule.every(60, name="jobs.sweep", task="jobs.sweep")
