"""One person, seen from every side."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from apps.talents import panels, permissions, timeline
from apps.talents.history import history_of
from apps.talents.models import GradeAward, Talent
from apps.talents.sections import sections_of
from apps.talents.services.invitations import INVITING
from apps.talents.views.editing import SECTIONS
from apps.talents.views.register import register_readers

OVERVIEW, REGISTER, CHANGES = "", "register", "changes"


@register_readers
def talent_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Head and one tab; the other tabs ask nothing until they are opened."""
    talent = find_talent(request, number)
    if talent.merged_into_id is not None:
        kept = get_object_or_404(
            Talent.objects.visible_to(request.user), pk=talent.merged_into_id
        )
        messages.info(
            request,
            _("{old} was merged into this entry.").format(old=talent.number),
        )
        return redirect("talents:detail", kept.number)
    wanted = request.GET.get("tab", OVERVIEW)
    tabs = {panel.key: panel for panel in panels.panels_for(request.user)}
    if wanted == OVERVIEW:
        template, context = "talents/tabs/overview.html", _overview(request, talent)
    elif wanted == REGISTER:
        template, context = "talents/tabs/register.html", _register(request, talent)
    elif wanted == CHANGES:
        template, context = "talents/tabs/changes.html", _changes(request, talent)
    elif wanted in tabs:
        panel = tabs[wanted]
        template = panel.template
        context = panel.context(talent, request.user, request)
    else:
        raise Http404
    if request.htmx and not request.htmx.boosted and "part" in request.GET:
        template = _PARTS.get(wanted, template)
        return render(request, template, {"talent": talent, **context})
    return render(
        request,
        "talents/talent_detail.html",
        {
            **_head(request, talent),
            "tabs": _tabs(talent, tabs, wanted),
            "tab_template": template,
            **context,
        },
    )


_PARTS = {
    OVERVIEW: "talents/_timeline_page.html",
    CHANGES: "talents/_history_page.html",
}


@register_readers
def talent_by_id(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the trail, which knows ids only, leads to."""
    visible = Talent.objects.visible_to(request.user)
    talent = get_object_or_404(visible.only("number"), pk=pk)
    return redirect("talents:detail", talent.number)


def find_talent(request: HttpRequest, number: str) -> Talent:
    """The entry with what its head shows; unseen is not found."""
    return get_object_or_404(
        Talent.objects.visible_to(request.user).select_related("employer", "region"),
        number=number,
    )


def _head(request: HttpRequest, talent: Talent) -> dict:
    today = timezone.localdate()
    may_edit = permissions.why_not_edit(request.user, talent) is None
    return {
        "talent": talent,
        "age": talent.age(today),
        "grades": list(
            GradeAward.objects.valid(today)
            .filter(talent=talent)
            .select_related("level__scheme")
            .order_by("level__rank")[:6]
        ),
        "titles": list(talent.programme_titles.all()[:6]),
        "facts": panels.facts_of(talent, request.user),
        "acts": panels.acts_for(talent, request.user),
        "may_edit": may_edit,
        "may_invite": talent.user_id is None and request.user.has_role(*INVITING),
        "may_merge": permissions.why_not_merge(request.user, talent) is None,
        "add_acts": [
            (reverse("talents:add", args=[talent.number, key]), section.title)
            for key, section in SECTIONS.items()
            if may_edit
        ],
        "may_reveal": permissions.why_not_reveal(request.user, talent) is None,
        "document": talent.documents.filter(is_main=True).defer("number").first(),
    }


def _tabs(talent: Talent, tabs: dict[str, panels.Panel], wanted: str) -> list[dict]:
    here = reverse("talents:detail", args=[talent.number])
    found = [
        (OVERVIEW, _("Overview")),
        (REGISTER, _("Register")),
        *((key, panel.title) for key, panel in tabs.items()),
        (CHANGES, _("Changes")),
    ]
    return [
        {
            "label": label,
            "url": f"{here}?tab={key}" if key else here,
            "is_current": key == wanted,
            "count": None,
        }
        for key, label in found
    ]


def _overview(request: HttpRequest, talent: Talent) -> dict:
    before = _moment(request.GET.get("before", ""))
    entries, further = timeline.entries(talent, request.user, before=before)
    job = talent.employments.filter(until_date=None).select_related("employer").first()
    return {"entries": entries, "further": further, "job": job}


def _register(request: HttpRequest, talent: Talent) -> dict:
    sections = sections_of(
        talent, on=timezone.localdate(), whole=request.GET.get("all", "")
    )
    return {"sections": sections}


def _changes(request: HttpRequest, talent: Talent) -> dict:
    before = request.GET.get("before", "")
    lines, further = history_of(
        talent,
        request.user,
        before=int(before) if before.isdecimal() and len(before) < 16 else None,
    )
    return {"lines": lines, "further": further}


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and timezone.is_aware(found) else None
