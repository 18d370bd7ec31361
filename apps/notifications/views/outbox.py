"""What left the house, for those who keep it running."""

from __future__ import annotations

from django.contrib import messages as flash
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from apps.core.access import roles_required
from apps.core.errors import DomainError
from apps.core.lists import Column, ListPage
from apps.core.roles import Role
from apps.core.templatetags.ui import moment
from apps.notifications import services
from apps.notifications.forms import DeliveryFilterForm
from apps.notifications.models import Delivery, DeliveryState, ReminderRule
from apps.notifications.reminders import label_of, registered

administrators = roles_required(Role.SYSTEM_ADMIN)
STATUS_KINDS = {
    DeliveryState.PENDING: "due",
    DeliveryState.SENDING: "info",
    DeliveryState.SENT: "ok",
    DeliveryState.FAILED: "no",
}


@administrators
def delivery_list(request: HttpRequest) -> HttpResponse:
    """The outbox without its texts: who, by which way, and what went wrong."""
    page = ListPage(
        request,
        Delivery.objects.visible_to(request.user).select_related("message__recipient"),
        columns=[
            Column(gettext_lazy("Recipient")),
            Column(gettext_lazy("State")),
            Column(gettext_lazy("Tries"), numeric=True),
            Column(gettext_lazy("Written"), sort="pk"),
            Column(gettext_lazy("Last error")),
            Column(""),
        ],
        order="-pk",
        form=DeliveryFilterForm(request.GET),
    )
    for delivery in page.rows:
        delivery.time_text = moment(delivery.message.created_at)
        delivery.kind = STATUS_KINDS[delivery.state]
    return render(
        request,
        "notifications/delivery_list.html",
        {"page": page, "tiles": _tiles(request, page.path)},
    )


@administrators
@require_POST
def delivery_retry(request: HttpRequest, pk: int) -> HttpResponse:
    delivery = get_object_or_404(Delivery.objects.visible_to(request.user), pk=pk)
    try:
        services.send_again(delivery_id=delivery.pk, by=request.user, at=timezone.now())
    except DomainError as refusal:
        flash.error(request, refusal.message)
    else:
        flash.success(request, _("It is being sent again."))
    return redirect("notifications:deliveries")


@administrators
def rule_list(request: HttpRequest) -> HttpResponse:
    """Every reminder rule with its last run."""
    rules = list(ReminderRule.objects.visible_to(request.user))
    for rule in rules:
        rule.label = label_of(rule.name)
        rule.tried_text = moment(rule.tried_at)
    known = {rule.name for rule in rules}
    waiting = [label_of(name) for name in registered() if name not in known]
    return render(
        request,
        "notifications/rule_list.html",
        {"rules": rules, "waiting": waiting},
    )


@administrators
@require_POST
def rule_switch(request: HttpRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(ReminderRule.objects.visible_to(request.user), pk=pk)
    rule = services.switch_rule(
        rule_id=rule.pk,
        is_on=request.POST.get("is_on") == "yes",
        by=request.user,
        at=timezone.now(),
    )
    if rule.is_on:
        flash.success(request, _("The rule reminds again, of what was missed too."))
    else:
        flash.success(request, _("The rule reminds nobody until it is switched on."))
    return redirect("notifications:rules")


def _tiles(request: HttpRequest, path: str) -> list[dict]:
    counts = dict(
        Delivery.objects.visible_to(request.user)
        .exclude(state=DeliveryState.SENT)
        .order_by()
        .values_list("state")
        .annotate(Count("pk"))
    )
    shown = {
        DeliveryState.PENDING: "due",
        DeliveryState.SENDING: "",
        DeliveryState.FAILED: "late",
    }
    return [
        {
            "label": state.label,
            "value": counts.get(state, 0),
            "url": f"{path}?state={state}",
            "kind": kind if counts.get(state) else "",
        }
        for state, kind in shown.items()
    ]
