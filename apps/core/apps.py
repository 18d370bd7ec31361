from django.apps import AppConfig


class CoreConfig(AppConfig):
    """No tables: what every app above shares."""

    name = "apps.core"
