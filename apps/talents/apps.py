from django.apps import AppConfig


class TalentsConfig(AppConfig):
    name = "apps.talents"

    def ready(self) -> None:
        # Models are loaded only by now, so these cannot stand at the top.
        from apps.talents import registration
        from apps.talents.roster import registration as roster

        registration.register_all()
        roster.register_all()
