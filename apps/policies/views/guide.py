"""Policies to read: what may be claimed, by which rule, with which papers, how fast."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.access import signed_in
from apps.core.money import format_yuan
from apps.policies import facts, links
from apps.policies.choices import StepCode
from apps.policies.definitions import TierRule, read_definition
from apps.policies.drafting import CONSENTING, PREPARING
from apps.policies.explain import rule_lines
from apps.policies.models import Policy, PolicyVersion, StepLimit
from apps.policies.models.policies import EDITING_ROLES


@dataclass(frozen=True)
class Entry:
    """A policy with the version in force, if there is one."""

    policy: Policy
    version: PolicyVersion | None
    apply_url: str


@signed_in
def policy_list(request: HttpRequest) -> HttpResponse:
    """The guide: every policy there is, the ones in force first.  Two queries."""
    today = timezone.localdate()
    in_force = PolicyVersion.objects.in_force(today)
    policies = (
        Policy.objects.visible_to(request.user)
        .select_related("department")
        .prefetch_related(Prefetch("versions", in_force, to_attr="in_force"))
    )
    entries = [
        Entry(
            policy,
            policy.in_force[0] if policy.in_force else None,
            links.apply_page(policy, request.user) if policy.in_force else "",
        )
        for policy in policies
    ]
    entries.sort(key=lambda entry: entry.version is None)
    return render(request, "policies/policy_list.html", {"entries": entries})


@signed_in
def policy_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One policy; ``?version=2`` shows another version, the one in force otherwise."""
    user, today = request.user, timezone.localdate()
    policy = get_object_or_404(
        Policy.objects.visible_to(user).select_related("department"), code=code
    )
    versions = list(PolicyVersion.objects.visible_to(user).filter(policy=policy))
    version = _chosen(versions, request.GET.get("version"), today)
    context = {
        "policy": policy,
        "versions": versions,
        "version": version,
        "is_in_force": version is not None
        and version.is_published
        and version.covers(today),
        "may_edit": user.has_role(*EDITING_ROLES),
        "may_prepare": user.has_role(*PREPARING),
        "draft_number": next((v.number for v in versions if not v.is_published), None)
        if user.has_role(*PREPARING, *CONSENTING)
        else None,
    }
    if version is not None:
        definition = read_definition(version)
        context |= {
            "conditions": list(rule_lines(definition.conditions)),
            "tiers": [(tier, amount_words(tier)) for tier in definition.tiers],
            "ceiling": facts.get(definition.ceiling_fact).label
            if definition.ceiling_fact
            else "",
            "materials": list(version.materials.all()),
            "limits": sorted(version.limits.all(), key=_place),
            "limit_notes": list(
                dict.fromkeys(each.shown_note for each in version.limits.all())
            ),
            "apply_url": links.apply_page(policy, user)
            if context["is_in_force"]
            else "",
        }
    return render(request, "policies/policy_detail.html", context)


def _chosen(
    versions: list[PolicyVersion], wanted: str | None, today
) -> PolicyVersion | None:
    if wanted is not None:
        found = [v for v in versions if str(v.number) == wanted]
        if not found:
            raise Http404
        return found[0]
    in_force = [v for v in versions if v.is_published and v.covers(today)]
    return next(iter(in_force or versions), None)


def _place(limit: StepLimit) -> int:
    """In the order in which an applicant meets the steps."""
    return list(StepCode).index(StepCode(limit.step))


def amount_words(tier: TierRule) -> str:
    """¥50,000.00; 80% of the deed tax; 60% of the price, at most ¥400,000.00."""
    if tier.amount is not None:
        return format_yuan(tier.amount)
    return share_words(tier)


def share_words(tier: TierRule) -> str:
    base = facts.get(tier.base_fact).label
    percent = f"{tier.percent.normalize():f}%"
    if tier.cap is None:
        return _("{percent} of: {base}").format(percent=percent, base=base)
    return _("{percent} of: {base}, at most {cap}").format(
        percent=percent, base=base, cap=format_yuan(tier.cap)
    )
