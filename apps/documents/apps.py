from django.apps import AppConfig

from apps.core import schedule


class DocumentsConfig(AppConfig):
    name = "apps.documents"

    def ready(self) -> None:
        schedule.every(
            300, name="documents.scan_pending", task="documents.scan_pending"
        )
