"""One's own messages."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from apps.core.access import signed_in
from apps.core.lists import Column, ListPage
from apps.core.templatetags.ui import moment
from apps.notifications import services
from apps.notifications.forms import InboxFilterForm
from apps.notifications.models import Message


@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    """Newest first, what is unread in bold."""
    page = ListPage(
        request,
        Message.objects.visible_to(request.user),
        columns=[
            Column(gettext_lazy("Message")),
            Column(gettext_lazy("Received"), sort="pk"),
        ],
        order="-pk",
        form=InboxFilterForm(request.GET),
    )
    for message in page.rows:
        message.time_text = moment(message.created_at)
    return render(
        request,
        "notifications/inbox.html",
        {
            "page": page,
            "has_unread": any(message.read_at is None for message in page.rows),
            # What comes in while the page is read must not be marked read with it.
            "latest": max((message.pk for message in page.rows), default=0),
        },
    )


@signed_in
def message_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole message; opening it marks it read."""
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    services.mark_read(message_id=pk, by=request.user, at=timezone.now())
    return render(request, "notifications/message_detail.html", {"message": message})


@signed_in
def message_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark it read and go where it points to."""
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    services.mark_read(message_id=pk, by=request.user, at=timezone.now())
    if message.url and url_has_allowed_host_and_scheme(message.url, allowed_hosts=None):
        return redirect(message.url)
    return redirect("notifications:detail", pk=pk)


@signed_in
@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    """Mark everything up to the newest message that the page showed."""
    up_to = request.POST.get("up_to", "")
    if not up_to.isdecimal() or len(up_to) > 18:
        flash.error(request, _("Nothing was marked: please load the page again."))
        return redirect("notifications:inbox")
    count = services.mark_all_read(by=request.user, at=timezone.now(), up_to=int(up_to))
    flash.success(
        request,
        ngettext(
            "{count} message marked read.", "{count} messages marked read.", count
        ).format(count=count),
    )
    return redirect("notifications:inbox")
