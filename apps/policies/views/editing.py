"""Policies kept by people who do not program: a draft, its parts, its effect, consent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.access import roles_required
from apps.core.errors import DomainError
from apps.policies import drafting, effects
from apps.policies.definitions import read_definition
from apps.policies.edit_forms import CONDITIONS, PARTS, BeginForm, VersionForm
from apps.policies.explain import rule_lines
from apps.policies.models import Policy, PolicyVersion
from apps.policies.services import BadVersion, check_version

preparers = roles_required(*drafting.PREPARING)
readers = roles_required(*drafting.PREPARING, *drafting.CONSENTING)
consenters = roles_required(*drafting.CONSENTING)


@preparers
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """A new version that says what the latest says, to be changed."""
    policy = get_object_or_404(Policy.objects.visible_to(request.user), code=code)
    form = BeginForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            version = drafting.begin_version(
                policy_id=policy.pk,
                from_date=form.cleaned_data["from_date"],
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return redirect("policies:draft", code=code, number=version.number)
    return render(
        request,
        "policies/begin.html",
        {"policy": policy, "form": form},
        status=422 if form.errors else 200,
    )


def _draft_or_404(request: HttpRequest, code: str, number: int) -> PolicyVersion:
    return get_object_or_404(
        PolicyVersion.objects.visible_to(request.user)
        .select_related("policy", "effect", "proposed_by")
        .filter(status="draft"),
        policy__code=code,
        number=number,
    )


@readers
def draft(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The draft on one page: its parts, its faults, its effect, and what comes next."""
    version = _draft_or_404(request, code, number)
    definition = read_definition(version)
    fault = ""
    try:
        check_version(version)
    except BadVersion as error:
        fault = error.message
    effect = getattr(version, "effect", None)
    context = {
        "version": version,
        "policy": version.policy,
        "conditions": list(rule_lines(definition.conditions)),
        "tiers": definition.tiers,
        "parts": [(key, title) for key, (title, _formset) in PARTS.items()],
        "instalments": list(version.instalments.all()),
        "fault": fault,
        "effect": effect,
        "effect_is_old": effect is not None
        and effect.digest != drafting.digest_of(version),
        "may_edit": drafting.why_not_edit(request.user, version) is None,
        "may_consent": version.proposed_at is not None
        and request.user.has_role(*drafting.CONSENTING)
        and version.proposed_by_id != request.user.pk,
    }
    return render(request, "policies/draft.html", context)


@preparers
def edit(request: HttpRequest, code: str, number: int, part: str) -> HttpResponse:
    """One part of the draft; nothing of it is written unless all of it can be read."""
    version = _draft_or_404(request, code, number)
    title, form, is_set = _form_of(request, version, part)
    if request.method == "POST" and form.is_valid():
        try:
            drafting.save_part(
                version_id=version.pk,
                form=form,
                part=part,
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as error:
            flash.error(request, error.message)
        else:
            flash.success(request, _("Kept in the draft. Nothing is in force yet."))
            if "more" in request.POST:
                return redirect(request.path + _query(request))
            return redirect("policies:draft", code=code, number=number)
    context = {
        "version": version,
        "policy": version.policy,
        "title": title,
        "form": None if is_set else form,
        "formset": form if is_set else None,
        "query": _query(request),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "policies/edit_part.html", context, status=status)


def _query(request: HttpRequest) -> str:
    text = request.GET.urlencode()
    return f"?{text}" if text else ""


def _form_of(request: HttpRequest, version: PolicyVersion, part: str):
    """(title, form or set of forms, whether it is a set)."""
    data = request.POST if request.method == "POST" else None
    if part == "general":
        return _("In general"), VersionForm(data, instance=version), False
    if part == "conditions":
        owner, words = _owner_of(request, version)
        form = CONDITIONS(data, instance=version, owner=owner)
        return words, form, True
    if part not in PARTS:
        raise Http404
    title, formset = PARTS[part]
    return title, formset(data, instance=version), True


def _owner_of(
    request: HttpRequest, version: PolicyVersion
) -> tuple[dict[str, Any], str]:
    """Whose conditions: ``?tier=`` or ``?instalment=``, else the version's own."""
    found: dict[str, Any] = {"tier": None, "instalment": None}
    for name, rows in (
        ("tier", version.tiers.all()),
        ("instalment", version.instalments.all()),
    ):
        if pk := request.GET.get(name):
            if not pk.isdigit():
                raise Http404
            found[name] = get_object_or_404(rows, pk=pk)
            return found, _("Conditions of {what}").format(
                what=getattr(found[name], "code", found[name])
            )
    return found, _("Conditions of the version")


@preparers
@require_POST
def count(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Count the effect over the whole register, as a job."""
    version = _draft_or_404(request, code, number)
    job = effects.start_counting(version, by=request.user, at=timezone.now())
    return redirect("jobs:detail", job.pk)


@preparers
@require_POST
def propose(request: HttpRequest, code: str, number: int) -> HttpResponse:
    version = _draft_or_404(request, code, number)
    return _act(
        request, version, drafting.propose, _("Proposed: another person consents.")
    )


@consenters
@require_POST
def consent(request: HttpRequest, code: str, number: int) -> HttpResponse:
    version = _draft_or_404(request, code, number)
    return _act(request, version, drafting.consent, _("In force for its time."))


@preparers
@require_POST
def discard(request: HttpRequest, code: str, number: int) -> HttpResponse:
    version = _draft_or_404(request, code, number)
    return _act(request, version, drafting.discard, _("The draft is gone."))


def _act(request: HttpRequest, version: PolicyVersion, act, words: str) -> HttpResponse:
    try:
        act(version_id=version.pk, by=request.user, at=timezone.now())
    except DomainError as error:
        flash.error(request, error.message)
        return redirect(
            "policies:draft", code=version.policy.code, number=version.number
        )
    flash.success(request, words)
    if PolicyVersion.objects.filter(pk=version.pk, status="draft").exists():
        return redirect(
            "policies:draft", code=version.policy.code, number=version.number
        )
    return redirect("policies:detail", code=version.policy.code)
