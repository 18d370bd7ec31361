"""A person's own account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts import services
from apps.accounts.forms import PasswordForm, ProfileForm
from apps.accounts.models import RoleGrant
from apps.accounts.words import reach_in_words
from apps.core.access import signed_in
from apps.core.crypto import mask_phone
from apps.core.errors import DomainError
from apps.core.forms import posted


@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    user = request.user
    initial = {
        "name_en": user.name_en,
        "email": user.email,
        "language": user.language,
    }
    form = ProfileForm(posted(request), initial=initial)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            services.update_profile(user=user, at=timezone.now(), **form.cleaned_data)
            translation.activate(form.cleaned_data["language"])
            messages.success(request, _("Your account was changed."))
            return redirect("accounts:profile")
        status = 422
    grants = (
        RoleGrant.objects.active(timezone.localdate())
        .filter(user=user)
        .select_related("office__region")
    )
    return render(
        request,
        "accounts/profile.html",
        {
            "form": form,
            "phone": mask_phone(user.phone),
            "reach": reach_in_words(grants),
        },
        status=status,
    )


@signed_in
def password(request: HttpRequest) -> HttpResponse:
    """Change the own password; this session goes on, every other one ends."""
    form = PasswordForm(posted(request), user=request.user)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                user = services.change_password(
                    user=request.user, new=form.cleaned_data["new"], at=timezone.now()
                )
            except DomainError as error:
                form.add_error("new", error.message)
            else:
                update_session_auth_hash(request, user)
                messages.success(request, _("Your password was changed."))
                return redirect("core:home")
        status = 422
    return render(request, "accounts/password.html", {"form": form}, status=status)


@signed_in
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    user = services.end_other_sessions(user=request.user, at=timezone.now())
    update_session_auth_hash(request, user)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("accounts:profile")
