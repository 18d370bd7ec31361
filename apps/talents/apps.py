from django.apps import AppConfig


class TalentsConfig(AppConfig):
    name = "apps.talents"

    def ready(self) -> None:
        from apps.talents import moving

        moving.register_all()
