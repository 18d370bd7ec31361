"""The first page: what needs me now, how far things are, whom to call."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from apps.applications.states import Status
from apps.applications.track import track
from apps.core.context import badge
from apps.portal import home as rules
from apps.portal.access import talent_page
from apps.portal.cards import cards_of
from apps.portal.requests import rows_of
from apps.portal.views.apply import own_applications
from apps.portal.views.help import own_requests


@talent_page
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    talent = request.talent
    found = own_applications(request).exclude(status=Status.WITHDRAWN, number=None)
    applications = cards_of(found.order_by("-saved_at", "-pk"), on)
    cases = list(
        own_requests(request)
        .filter(status__in=rules.PRESENT)
        .order_by("-opened_at", "-pk")
    )
    sent = [each for each in applications if each.is_live and each.number]
    featured = sent[0] if sent else None
    others = [each for each in applications if each is not featured and each.number]
    context = {
        "talent": talent,
        "todos": rules.todos(
            applications=applications,
            cases=cases,
            unread=badge("inbox", request.user),
            has_decided_on_privacy=rules.has_decided_on_privacy(talent),
            on=on,
        ),
        "featured": featured,
        "track": track(featured, request.user, on=on) if featured else None,
        "others": others[: rules.SHOWN],
        "assignment": rules.commissioner_of(talent, on),
        "benefits": rules.open_benefits(talent, applications, on=on)[: rules.SHOWN],
        "requests": rows_of(cases[: rules.SHOWN], on),
    }
    return render(request, "portal/home.html", context)
