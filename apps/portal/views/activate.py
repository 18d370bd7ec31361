"""Open an account with the code from the office.  Anybody may come here."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from apps.core.access import open_page
from apps.core.errors import DomainError
from apps.core.http import is_over_limit
from apps.portal.forms import ActivateForm
from apps.talents import services

TRIES_AN_HOUR = 20  # of one address, whatever the codes


@open_page
@sensitive_post_parameters("password", "again", "code")
def activate(request: HttpRequest) -> HttpResponse:
    form = ActivateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and is_over_limit(
        request, "activate", an_hour=TRIES_AN_HOUR
    ):
        form.add_error(None, _("Too many tries from here. Come back in an hour."))
        return render(request, "portal/activate.html", {"form": form}, status=429)
    if form.is_valid():
        data = form.cleaned_data
        try:
            user = services.activate(
                code=data["code"],
                tail=data["tail"],
                username=data["username"],
                password=data["password"],
                at=timezone.now(),
            )
        except ValidationError as error:
            _add(form, error)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(
                request,
                _("Your account is open, {name}. Sign in now.").format(name=user.name),
            )
            return redirect("accounts:login")
    status = 422 if form.errors else 200
    response = render(request, "portal/activate.html", {"form": form}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _add(form: ActivateForm, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error("password", error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
