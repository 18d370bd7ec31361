"""The sample policies for the walk over every address: one in force, one with a draft."""

from datetime import date

from django.utils import timezone

from apps.policies.drafting import begin_version
from apps.policies.seed import load_policies
from apps.policies.seed_settling import load_settling


def samples(people) -> dict:
    at = timezone.now()
    policy = load_settling(at=at)
    begin_version(
        policy_id=policy.pk,
        from_date=date(2030, 1, 1),
        by=people["city_reviewer"],
        at=at,
    )
    code = {"code": load_policies(at=at).code}
    draft = {"code": policy.code, "number": 2}
    return {
        "policies:detail": code,
        "policies:begin": code,
        "policies:draft": draft,
        "policies:draft_edit": {**draft, "part": "conditions"},
        "policies:draft_effect": draft,
        "policies:draft_propose": draft,
        "policies:draft_consent": draft,
        "policies:draft_discard": draft,
    }
