"""The sample policy for the walk over every address."""

from django.utils import timezone

from apps.policies.seed import load_policies


def samples(people) -> dict:
    return {"policies:detail": {"code": load_policies(at=timezone.now()).code}}
