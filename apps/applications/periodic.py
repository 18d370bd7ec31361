from celery import shared_task
from django.utils import timezone

from apps.applications.services import notices, tacit


@shared_task(name="applications.settle_due", ignore_result=True)
def settle_due(**_later: object) -> None:
    """Deemed acceptance and withdrawal, the end of notices: for every day missed as well."""
    on, at = timezone.localdate(), timezone.now()
    tacit.settle_due(on=on, at=at)
    notices.end_due(on=on, at=at)
