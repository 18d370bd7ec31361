from celery import shared_task
from django.utils import timezone

from apps.policies import sweeps


@shared_task(name="policies.sweep", ignore_result=True)
def sweep(**_later: object) -> None:
    """Versions that began, dates that came, and everybody once a month."""
    sweeps.sweep(on=timezone.localdate(), at=timezone.now())


@shared_task(name="policies.sweep_changed", ignore_result=True)
def sweep_changed(**_later: object) -> None:
    """People whose entry changed in the last minutes."""
    sweeps.sweep_changed(on=timezone.localdate(), at=timezone.now())
