"""The trail on screen: search it, read one event, have the chain checked."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from apps.audit import actions, chain
from apps.audit.changes import changes_of, other_details
from apps.audit.forms import AuditFilterForm
from apps.audit.models import AuditEvent, AuditSeal
from apps.audit.services import record
from apps.core.access import roles_required
from apps.core.lists import Column, ListPage
from apps.core.roles import Role
from apps.core.templatetags.ui import moment

VERIFIED = "audit.chain.verified"
overseers = roles_required(Role.AUDITOR, Role.AUDIT_ADMIN)


@overseers
def event_list(request: HttpRequest) -> HttpResponse:
    """Newest first; deep pages cost what the first one costs."""
    form = AuditFilterForm(request.GET)
    events = AuditEvent.objects.visible_to(request.user)
    page = ListPage(
        request,
        events,
        columns=[
            Column(gettext_lazy("Time"), sort="pk"),
            Column(gettext_lazy("Who")),
            Column(gettext_lazy("What")),
            Column(gettext_lazy("About")),
            Column(gettext_lazy("Reason")),
            Column(gettext_lazy("Address")),
        ],
        order="-pk",
        form=form,
        # Every committed event has one seal and the seals count without a gap.
        count=None if form.active() else lambda _queryset: _last_seal(),
    )
    for event in page.rows:
        event.time_text = moment(event.at)
        event.action_text = actions.label_of(event.action)
        event.target_text = actions.target_in_words(event.target, event.target_label)
    return render(
        request, "audit/event_list.html", {"page": page, "checked": _last_check()}
    )


@overseers
def event_detail(request: HttpRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(
        AuditEvent.objects.visible_to(request.user).select_related("actor", "seal"),
        pk=pk,
    )
    return render(
        request,
        "audit/event_detail.html",
        {
            "event": event,
            "action_text": actions.label_of(event.action),
            "target_text": actions.target_in_words(event.target, event.target_label),
            "target_url": actions.target_url(event.target),
            "changes": changes_of(event),
            "details": other_details(event),
        },
    )


@overseers
@require_POST
def verify_chain(request: HttpRequest) -> HttpResponse:
    """Check every link now, and write down that it was checked."""
    report = chain.verify()
    with transaction.atomic():
        record(
            VERIFIED,
            target="audit.chain",
            by=request.user,
            at=timezone.now(),
            data={
                "is_whole": report.is_whole,
                "events": report.events,
                "unsealed": report.unsealed,
                "broken_at": report.broken_at,
                "last_digest": report.last_digest,
            },
        )
    if report.is_whole:
        messages.success(
            request,
            _("All {count} events hold together.").format(count=f"{report.events:,}"),
        )
    else:
        messages.error(
            request,
            _(
                "The trail does not hold: first broken link {link}, {count} events "
                "without a seal."
            ).format(link=report.broken_at or "–", count=report.unsealed),
        )
    return redirect("audit:list")


def _last_seal() -> int:
    return AuditSeal.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def _last_check() -> AuditEvent | None:
    return AuditEvent.objects.filter(action=VERIFIED).order_by("-pk").first()
