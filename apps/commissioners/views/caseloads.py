"""How full everybody is, and the people one serves oneself."""

from __future__ import annotations

from datetime import date

from django.contrib import messages as flash
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import RoleGrant, User
from apps.commissioners import figures, services
from apps.commissioners.forms import (
    CaseloadFilterForm,
    MineFilterForm,
    NewCommissionerForm,
    ReasonForm,
    TermsForm,
)
from apps.commissioners.links import talent_url
from apps.commissioners.models import Assignment, Commissioner
from apps.commissioners.models.people import HEAD_ROLES, OVERSIGHT_ROLES, Language
from apps.commissioners.permissions import is_head_for
from apps.commissioners.queries import (
    silence_of,
    silent_counts,
    with_load,
    with_silence,
)
from apps.commissioners.words import next_due, silent_for
from apps.core.access import roles_required
from apps.core.errors import DomainError
from apps.core.lists import Column, ListPage
from apps.core.roles import Role
from apps.core.templatetags.ui import day

heads = roles_required(*HEAD_ROLES)
overseers = roles_required(*OVERSIGHT_ROLES)
colleagues = roles_required(*OVERSIGHT_ROLES, Role.COMMISSIONER)


@roles_required(Role.COMMISSIONER)
def mine(request: HttpRequest) -> HttpResponse:
    """The talents one serves today, the longest silence first."""
    on = timezone.localdate()
    rows = Assignment.objects.active(on).filter(commissioner__user=request.user)
    page = _talent_page(request, rows, on)
    return render(
        request,
        "commissioners/mine.html",
        {"page": page, "figures": figures.registered(), "may_log": True},
    )


@overseers
def caseloads(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    page = ListPage(
        request,
        with_load(Commissioner.objects.visible_to(request.user)).select_related(
            "user", "office"
        ),
        columns=[
            Column(gettext_lazy("Commissioner"), sort="user__name"),
            Column(gettext_lazy("Office"), sort="office_id"),
            Column(gettext_lazy("Talents"), sort="load", numeric=True),
            Column(gettext_lazy("Load")),
            *[Column(each.label, numeric=True) for each in figures.registered()],
            Column(gettext_lazy("Silent"), numeric=True),
            Column(gettext_lazy("State")),
        ],
        order="-load",
        form=CaseloadFilterForm(request.GET, user=request.user),
        size=50,
    )
    _add_figures(page.rows, on)
    return render(
        request,
        "commissioners/caseloads.html",
        {
            "page": page,
            "figures": figures.registered(),
            "is_head": request.user.has_role(*HEAD_ROLES),
        },
    )


def _add_figures(rows: list[Commissioner], on: date) -> None:
    users = [row.user_id for row in rows]
    ids = [row.pk for row in rows]
    silent = silent_counts(ids, on)
    serving = set(
        Commissioner.objects.serving(on).filter(pk__in=ids).values_list("pk", flat=True)
    )
    counted = [(each, each.of_users(users, on)) for each in figures.registered()]
    for row in rows:
        row.silent = silent.get(row.pk, 0)
        row.is_full = row.load >= row.capacity
        row.is_serving = row.pk in serving
        row.figures = [
            (each.label, counts.get(row.user_id, 0), each.is_bad)
            for each, counts in counted
        ]


@colleagues
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One commissioner's caseload; colleagues see the figures, heads the people too."""
    on = timezone.localdate()
    commissioner = _commissioner(request, pk)
    is_head = is_head_for(request.user, commissioner.office.region_id)
    is_own = commissioner.user_id == request.user.pk
    rows = (
        Assignment.objects.visible_to(request.user)
        .active(on)
        .filter(commissioner=commissioner)
    )
    page = _talent_page(request, rows, on)
    _add_figures([commissioner], on)
    return render(
        request,
        "commissioners/detail.html",
        {
            "commissioner": commissioner,
            "page": page,
            "figures": figures.registered(),
            "languages": " · ".join(
                str(Language(code).label) for code in commissioner.languages
            ),
            "fields": " · ".join(commissioner.fields),
            "is_head": is_head,
            "may_hand_over": is_head or is_own,
            "may_log": is_own,
        },
    )


def _talent_page(
    request: HttpRequest, rows: QuerySet[Assignment], on: date
) -> ListPage:
    page = ListPage(
        request,
        with_silence(rows, on).select_related("talent__employer"),
        columns=[
            Column(gettext_lazy("Talent"), sort="talent__sort_key"),
            Column(gettext_lazy("Employer")),
            Column(gettext_lazy("Silent for"), sort="silent_since"),
            Column(gettext_lazy("Last contact")),
            Column(gettext_lazy("Next contact due")),
            *[Column(each.label, numeric=True) for each in figures.registered()],
            Column(""),
        ],
        order="silent_since",
        form=MineFilterForm(request.GET, on=on),
    )
    talents = [row.talent_id for row in page.rows]
    counted = [(each, each.of_talents(talents, on)) for each in figures.registered()]
    for row in page.rows:
        silence = silence_of(row, on)
        row.url = talent_url(row.talent)
        row.is_due = silence.is_due
        row.silent_text = silent_for(silence)
        row.last_text = day(row.last_contact_at)
        row.next_text = next_due(silence, row.next_date)
        row.figures = [
            (each.label, counts.get(row.talent_id, 0), each.is_bad)
            for each, counts in counted
        ]
    return page


def _commissioner(request: HttpRequest, pk: int) -> Commissioner:
    return get_object_or_404(
        with_load(Commissioner.objects.visible_to(request.user)).select_related(
            "user", "office__region"
        ),
        pk=pk,
    )


@heads
def enrol(request: HttpRequest) -> HttpResponse:
    """Give somebody who has the duty a caseload."""
    on = timezone.localdate()
    grants = (
        RoleGrant.objects.active(on)
        .filter(
            request.user.reach(*HEAD_ROLES).filter("office__region"),
            role=Role.COMMISSIONER,
            user__commissioner__isnull=True,
        )
        .order_by("user_id", "-from_date")
    )
    people = User.objects.filter(is_active=True, pk__in=grants.values("user_id"))
    form = NewCommissionerForm(
        request.POST if request.method == "POST" else None, people=people
    )
    if request.method == "POST" and form.is_valid():
        user = form.cleaned_data["user"]
        try:
            made = services.enrol(
                user_id=user.pk,
                office_id=grants.filter(user=user).values_list("office_id", flat=True)[
                    0
                ],
                capacity=form.cleaned_data["capacity"],
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            flash.success(request, _("{name} has a caseload.").format(name=made))
            return redirect("commissioners:detail", pk=made.pk)
    return render(
        request,
        "commissioners/enrol.html",
        {"form": form, "has_people": people.exists()},
        status=422 if form.errors else 200,
    )


@heads
def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """Capacity, languages, fields, leave."""
    commissioner = _commissioner(request, pk)
    form = TermsForm(
        request.POST if request.method == "POST" else None,
        initial={
            "capacity": commissioner.capacity,
            "languages": commissioner.languages,
            "fields_known": "、".join(commissioner.fields),
            "is_on_leave": commissioner.is_on_leave,
        },
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.set_terms(
                commissioner_id=commissioner.pk,
                capacity=data["capacity"],
                languages=data["languages"],
                fields=data["fields_known"],
                is_on_leave=data["is_on_leave"],
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            flash.success(request, _("Saved."))
            return redirect("commissioners:detail", pk=pk)
    return render(
        request,
        "commissioners/terms.html",
        {"form": form, "commissioner": commissioner},
        status=422 if form.errors else 200,
    )


@heads
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Take everybody from a commissioner who leaves."""
    commissioner = _commissioner(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            count = services.release_caseload(
                commissioner_id=commissioner.pk,
                by=request.user,
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            flash.success(
                request,
                _("{count} talents are without a commissioner now.").format(
                    count=count
                ),
            )
            return redirect("commissioners:balance")
    consequences = [
        _("{count} talents have no commissioner until they are assigned again.").format(
            count=commissioner.load
        ),
        _("{name} sees none of them from this moment on.").format(name=commissioner),
        _("Their open cases stay with the office head until then."),
    ]
    return render(
        request,
        "commissioners/release.html",
        {"form": form, "commissioner": commissioner, "consequences": consequences},
        status=422 if form.errors else 200,
    )
