"""Log a contact with a thumb, take it back, read what was logged."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from apps.commissioners import figures, services
from apps.commissioners.forms import ContactFilterForm, ContactForm
from apps.commissioners.links import talent_url
from apps.commissioners.models import ContactLog, NextStep, Outcome
from apps.commissioners.permissions import why_not_log_contact
from apps.commissioners.services.contacts import day_in
from apps.commissioners.views.caseloads import colleagues
from apps.core.access import roles_required
from apps.core.errors import DomainError
from apps.core.lists import Column, ListPage
from apps.core.roles import Role
from apps.core.templatetags.ui import moment
from apps.talents.models import Talent

loggers = roles_required(Role.COMMISSIONER, Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER)


@loggers
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """The form, alone for htmx; after saving, back where one was."""
    now = timezone.now()
    on = timezone.localtime(now).date()
    talent = get_object_or_404(
        Talent.objects.visible_to(request.user).select_related("employer"), pk=pk
    )
    back = _back(request, talent)
    refusal = why_not_log_contact(request.user, talent, on=on)
    form = ContactForm(
        request.POST if request.method == "POST" else None,
        initial={"next_in": NextStep.NONE},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        happened = form.happened_at(now)
        days = NextStep(data["next_in"] or NextStep.NONE).days
        try:
            contact = services.log_contact(
                talent_id=talent.pk,
                channel=data["channel"],
                outcome=data["outcome"],
                note=data["note"],
                next_date=day_in(days, on=on) if days else None,
                happened_at=happened,
                by=request.user,
                at=now,
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return _saved(request, talent, contact, back)
    context = {
        "talent": talent,
        "talent_url": talent_url(talent),
        "form": form,
        "big": [
            (channel.value, channel.label, icon)
            for channel, icon in zip(
                form.BIG, ("telephone", "wechat", "person-walking"), strict=True
            )
        ],
        "other": [
            choice
            for choice in form.fields["channel"].choices
            if choice[0] not in form.BIG
        ],
        "back": back,
        "refusal": refusal,
    }
    template = "_contact_form.html" if request.htmx else "contact.html"
    return render(
        request,
        f"commissioners/{template}",
        context,
        status=422 if form.errors else 200,
    )


def _saved(
    request: HttpRequest, talent: Talent, contact: ContactLog, back: str
) -> HttpResponse:
    links = [
        (link.label, link.url(talent.pk))
        for link in figures.after_request()
        if contact.outcome == Outcome.REQUEST
    ]
    if request.htmx:
        return render(
            request,
            "commissioners/_contact_saved.html",
            {"talent": talent, "contact": contact, "links": links, "back": back},
        )
    flash.success(request, _("The contact with {name} is logged.").format(name=talent))
    if links:
        return redirect(links[0][1])
    return redirect(back)


def _back(request: HttpRequest, talent: Talent) -> str:
    """Where the person came from: a page of ours, else the talent's."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return wanted
    return talent_url(talent)


@loggers
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    contact = get_object_or_404(
        ContactLog.objects.visible_to(request.user).select_related("talent"), pk=pk
    )
    try:
        services.undo_contact(contact_id=contact.pk, by=request.user, at=timezone.now())
    except DomainError as error:
        flash.error(request, error.message)
    else:
        flash.success(
            request,
            _("The contact with {name} was taken back.").format(name=contact.talent),
        )
    return redirect(_back(request, contact.talent))


@colleagues
def contact_list(request: HttpRequest) -> HttpResponse:
    """That people were contacted, newest first."""
    page = ListPage(
        request,
        ContactLog.objects.visible_to(request.user)
        .standing()
        .select_related("talent", "by"),
        columns=[
            Column(gettext_lazy("When"), sort="at"),
            Column(gettext_lazy("Talent")),
            Column(gettext_lazy("How")),
            Column(gettext_lazy("What came of it")),
            Column(gettext_lazy("Next contact")),
            Column(gettext_lazy("By")),
        ],
        order="-at",
        form=ContactFilterForm(request.GET, user=request.user),
    )
    for row in page.rows:
        row.url = talent_url(row.talent)
        row.time_text = moment(row.at)
        row.next_text = row.next_date.isoformat() if row.next_date else ""
    return render(request, "commissioners/contact_list.html", {"page": page})
