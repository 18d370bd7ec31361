from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from apps.policies import sweeps


@shared_task(name="policies.sweep", ignore_result=True)
def sweep(**_later: object) -> None:
    """Versions that began, dates that came, and everybody once a month."""
    sweeps.sweep(on=timezone.localdate(), at=timezone.now())


@shared_task(name="policies.sweep_changed", ignore_result=True)
def sweep_changed(**_later: object) -> None:
    """People whose entry changed in the last minutes, and versions that began."""
    on, at = timezone.localdate(), timezone.now()
    if sweeps.versions_due(on):
        # One worker at it is enough: the next tick finds it done.
        if cache.add("policies.sweeping", True, timeout=600):
            try:
                sweeps.sweep(on=on, at=at)
            finally:
                cache.delete("policies.sweeping")
        return
    sweeps.sweep_changed(on=on, at=at)
