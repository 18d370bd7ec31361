"""Hand-overs: ask, order, answer."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from apps.commissioners import services
from apps.commissioners.forms import HandOverFilterForm, HandOverForm, NoteForm
from apps.commissioners.links import talent_url
from apps.commissioners.models import Commissioner, HandOver
from apps.commissioners.models.handovers import HandOverStatus
from apps.commissioners.permissions import is_head_for
from apps.commissioners.queries import with_load
from apps.commissioners.views.caseloads import colleagues
from apps.core.errors import DomainError
from apps.core.lists import Column, ListPage
from apps.core.templatetags.ui import moment
from apps.talents.models import Talent

KINDS = {
    HandOverStatus.PENDING: "due",
    HandOverStatus.ACCEPTED: "ok",
    HandOverStatus.DECLINED: "no",
    HandOverStatus.WITHDRAWN: "muted",
}


@colleagues
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """From one commissioner to another: the head orders, the commissioner asks."""
    source = get_object_or_404(
        with_load(Commissioner.objects.visible_to(request.user)).select_related(
            "user", "office__region"
        ),
        pk=pk,
    )
    is_head = is_head_for(request.user, source.office.region_id)
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        source=source,
        on=timezone.localdate(),
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chosen = [talent.pk for talent in data["talents"]]
        if not chosen:
            chosen = list(form.fields["talents"].queryset.values_list("pk", flat=True))
        act = services.hand_over_now if is_head else services.request_hand_over
        try:
            made = act(
                from_id=source.pk,
                to_id=data["to"].pk,
                talent_ids=chosen,
                by=request.user,
                at=timezone.now(),
                reason=data["reason"],
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            flash.success(
                request,
                _("They have passed over; their open cases went along.")
                if is_head
                else _("{name} has been asked.").format(name=made.to_commissioner),
            )
            return redirect("commissioners:handover", pk=made.pk)
    consequences = (
        [
            _("It happens at once, nobody is asked."),
            _("{name} sees them no more from this moment on.").format(name=source),
            _("Their open cases go along."),
        ]
        if is_head
        else [_("Nothing changes until it is accepted.")]
    )
    return render(
        request,
        "commissioners/hand_over.html",
        {
            "form": form,
            "source": source,
            "is_head": is_head,
            "consequences": consequences,
        },
        status=422 if form.errors else 200,
    )


@colleagues
def handover_list(request: HttpRequest) -> HttpResponse:
    page = ListPage(
        request,
        HandOver.objects.visible_to(request.user).select_related(
            "from_commissioner__user", "to_commissioner__user"
        ),
        columns=[
            Column(gettext_lazy("From")),
            Column(gettext_lazy("To")),
            Column(gettext_lazy("Reason")),
            Column(gettext_lazy("Asked for"), sort="pk"),
            Column(gettext_lazy("Status")),
        ],
        order="-pk",
        form=HandOverFilterForm(request.GET),
    )
    for row in page.rows:
        row.kind = KINDS[HandOverStatus(row.status)]
        row.time_text = moment(row.requested_at)
    return render(request, "commissioners/handover_list.html", {"page": page})


@colleagues
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _handover(request, pk), NoteForm())


@colleagues
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(request, pk, services.accept_hand_over)


@colleagues
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(request, pk, services.decline_hand_over)


@colleagues
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = _handover(request, pk)
    try:
        services.withdraw_hand_over(
            handover_id=found.pk, by=request.user, at=timezone.now()
        )
    except DomainError as error:
        flash.error(request, error.message)
    return redirect("commissioners:handover", pk=pk)


def _answer(request: HttpRequest, pk: int, act) -> HttpResponse:
    found = _handover(request, pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            act(
                handover_id=found.pk,
                by=request.user,
                at=timezone.now(),
                note=form.cleaned_data["note"],
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            flash.success(request, _("Your answer was sent."))
            return redirect("commissioners:handover", pk=pk)
    return _page(request, found, form, status=422)


def _handover(request: HttpRequest, pk: int) -> HandOver:
    return get_object_or_404(
        HandOver.objects.visible_to(request.user).select_related(
            "from_commissioner__user",
            "from_commissioner__office",
            "to_commissioner__user",
            "to_commissioner__office",
            "requested_by",
            "answered_by",
        ),
        pk=pk,
    )


def _page(
    request: HttpRequest, found: HandOver, form: NoteForm, status: int = 200
) -> HttpResponse:
    """The people by name only for those who may see them."""
    meant = Talent.objects.filter(assignments__handover_items__handover=found)
    visible = set(
        Talent.objects.visible_to(request.user)
        .filter(pk__in=meant.values("pk"))
        .values_list("pk", flat=True)
    )
    people = [
        (talent.name, talent_url(talent) if talent.pk in visible else "")
        for talent in meant.select_related("employer").order_by("sort_key", "pk")
    ]
    is_pending = found.status == HandOverStatus.PENDING
    return render(
        request,
        "commissioners/handover.html",
        {
            "handover": found,
            "people": people,
            "kind": KINDS[HandOverStatus(found.status)],
            "form": form,
            "may_answer": is_pending and found.is_for(request.user),
            "may_withdraw": is_pending and found.requested_by_id == request.user.pk,
        },
        status=status,
    )
