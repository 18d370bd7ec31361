from celery import shared_task

from apps.documents import services


@shared_task(name="documents.scan_pending")
def scan_pending(**_later: object) -> None:
    services.scan_pending()
