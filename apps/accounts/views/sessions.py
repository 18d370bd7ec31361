"""Signing in and out, and the language of the pages."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import views as auth_views
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from apps.accounts import services
from apps.accounts.backends import find_user
from apps.accounts.forms import SignInForm
from apps.core.access import open_page, signed_in


class SignInView(auth_views.LoginView):
    """User name or mobile number, and password; then where one wanted to go."""

    form_class = SignInForm
    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form: SignInForm) -> HttpResponse:
        response = super().form_valid(form)
        services.record_sign_in(user=form.get_user(), at=timezone.now())
        return response

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        # The lock-out page replaces this answer (axes); it is written down once.
        if getattr(self.request, "axes_failures_since_start", None):
            is_locked = getattr(self.request, "axes_locked_out", False)
            note = (
                services.record_lock_out
                if is_locked
                else services.record_refused_sign_in
            )
            note(user=find_user(form.data.get("username", "")), at=timezone.now())
        return render(
            self.request,
            self.template_name,
            self.get_context_data(form=form),
            status=422,
        )


class SignOutView(auth_views.LogoutView):
    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            services.record_sign_out(user=request.user, at=timezone.now())
        return super().post(request, *args, **kwargs)


sign_in = open_page(SignInView.as_view())
sign_out = signed_in(SignOutView.as_view())


@open_page
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language and stay on the page; remembered for the person."""
    wanted = request.POST.get("language", "")
    response = HttpResponseRedirect(_same_site(request, request.POST.get("next", "")))
    if wanted in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            services.choose_language(
                user=request.user, language=wanted, at=timezone.now()
            )
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wanted,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


def _same_site(request: HttpRequest, url: str) -> str:
    is_safe = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if url and is_safe else resolve_url("core:home")
