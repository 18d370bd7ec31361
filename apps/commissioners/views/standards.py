"""Contact standards: the list, and a form that shows who would be due before it saves."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.commissioners import services
from apps.commissioners.forms import StandardForm
from apps.commissioners.models import ServiceStandard
from apps.commissioners.services.standards import KEEPERS
from apps.core.access import roles_required
from apps.core.errors import DomainError
from apps.core.forms import fingerprint, posted

keepers = roles_required(*KEEPERS)
FIELDS = tuple(StandardForm.base_fields)


@keepers
def standard_list(request: HttpRequest) -> HttpResponse:
    """The most particular first, as they are applied.  One query."""
    rows = ServiceStandard.objects.select_related("office", "level__scheme")
    return render(
        request,
        "commissioners/standards.html",
        {
            "standards": sorted(
                rows, key=lambda row: (row.level_id is None, row.office_id is None)
            ),
            "may_keep": services.may_keep_standards(request.user),
        },
    )


@keepers
def standard_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@keepers
def standard_edit(request: HttpRequest, pk: int) -> HttpResponse:
    rows = ServiceStandard.objects.select_related("office", "level__scheme")
    return _edit(request, get_object_or_404(rows, pk=pk))


def _edit(request: HttpRequest, standard: ServiceStandard | None) -> HttpResponse:
    if not services.may_keep_standards(request.user):
        raise PermissionDenied
    initial = {name: getattr(standard, name) for name in FIELDS} if standard else None
    form = StandardForm(posted(request), initial=initial)
    effects: list[str] = []
    removes = standard is not None and "remove" in request.POST

    def act() -> None:
        who = {"by": request.user, "at": timezone.now()}
        if removes:
            services.remove_standard(standard_id=standard.pk, **who)
        else:
            services.save_standard(
                standard_id=standard.pk if standard else None,
                **form.cleaned_data,
                **who,
            )

    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("confirmed") == fingerprint(form):
                act()
                messages.success(request, _("The standard was saved."))
                return redirect("commissioners:standards")
            effects = services.effects_of_standard(act, on=timezone.localdate())
        except DomainError as error:
            form.add_error(None, error.message)
    return render(
        request,
        "commissioners/standard_form.html",
        {
            "form": form,
            "title": str(standard) if standard else _("New contact standard"),
            "consequences": effects,
            "removes": removes and bool(effects),
            "may_remove": standard is not None
            and bool(standard.office_id or standard.level_id),
            "confirmed": fingerprint(form) if effects else "",
        },
        status=422 if form.errors else 200,
    )
