from celery import shared_task
from django.utils import timezone

from apps.applications.services import tacit


@shared_task(name="applications.settle_due", ignore_result=True)
def settle_due(**_later: object) -> None:
    """Deemed acceptance and deemed withdrawal, for every day missed as well."""
    tacit.settle_due(on=timezone.localdate(), at=timezone.now())
