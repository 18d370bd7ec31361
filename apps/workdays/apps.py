from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    name = "apps.workdays"

    def ready(self) -> None:
        from apps.workdays import current

        current.connect()
