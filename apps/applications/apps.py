from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "apps.applications"

    def ready(self) -> None:
        from apps.applications import clock, moving, permissions
        from apps.applications.models import Application
        from apps.core import schedule
        from apps.documents.services import register_owner
        from apps.workdays.services import register_effect

        schedule.every(
            900, name="applications.settle_due", task="applications.settle_due"
        )
        register_effect("applications.steps", clock.EFFECT_LABEL, clock.move_deadlines)

        moving.register()

        def can_see(user, pk: int) -> bool:
            application = Application.objects.visible_to(user).filter(pk=pk).first()
            return application is not None and permissions.may_read_papers(
                user, application
            )

        register_owner("applications.application", can_see=can_see)
