"""Accounts: the list, one person, and what the system administrator does to them."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from apps.accounts import permissions, services
from apps.accounts.forms import AccountForm, ReasonForm, UserFilterForm
from apps.accounts.models import RoleGrant, User
from apps.accounts.models.users import ACCOUNT_READERS
from apps.accounts.words import reach_in_words
from apps.core.access import roles_required
from apps.core.crypto import mask_phone
from apps.core.errors import DomainError
from apps.core.forms import posted
from apps.core.lists import Column, ListPage
from apps.core.roles import Role
from apps.core.templatetags.ui import moment

readers = roles_required(*ACCOUNT_READERS)
keepers = roles_required(Role.SYSTEM_ADMIN)
resetters = roles_required(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)


@readers
def user_list(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    grants = RoleGrant.objects.active(today).select_related("office")
    page = ListPage(
        request,
        User.objects.visible_to(request.user)
        .select_related("office")
        .defer("phone", "password")
        .prefetch_related(Prefetch("grants", grants, to_attr="grants_today")),
        columns=[
            Column(gettext_lazy("Name"), sort="name"),
            Column(gettext_lazy("User name"), sort="username"),
            Column(gettext_lazy("Office")),
            Column(gettext_lazy("Duties today")),
            Column(gettext_lazy("Last signed in")),
            Column(gettext_lazy("State")),
        ],
        order="username",
        form=UserFilterForm(request.GET, on=today),
    )
    for person in page.rows:
        person.last_login_text = moment(person.last_login)
    return render(
        request,
        "accounts/user_list.html",
        {"page": page, "may_open": request.user.has_role(Role.SYSTEM_ADMIN)},
    )


@readers
def user_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Who somebody is, what the duties reach, and the history of duties."""
    person = _person(request, pk)
    today = timezone.localdate()
    grants = list(
        person.grants.select_related("office__region", "granted_by").order_by(
            "-from_date", "-pk"
        )
    )
    for grant in grants:
        grant.state = _state(grant, today)
        grant.may_end = grant.state in {"now", "later"} and not (
            permissions.why_not_give_duty(request.user, person, grant.office)
        )
    why = permissions
    return render(
        request,
        "accounts/user_detail.html",
        {
            "person": person,
            "phone": mask_phone(person.phone),
            "grants": grants,
            "reach": reach_in_words(g for g in grants if g.state == "now"),
            "may_change": not why.why_not_change_account(request.user, person, today),
            "may_reset": person.is_active
            and not why.why_not_reset_password(request.user, person, today),
            "may_give": person.is_active
            and request.user.pk != person.pk
            and request.user.has_role(Role.SECURITY_ADMIN),
            "may_audit": request.user.has_role(Role.AUDITOR, Role.AUDIT_ADMIN),
            "is_self": request.user.pk == person.pk,
        },
    )


def _state(grant: RoleGrant, today) -> str:
    if grant.until_date is not None and grant.until_date <= max(today, grant.from_date):
        return "over"
    return "later" if grant.from_date > today else "now"


def _person(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(
        User.objects.visible_to(request.user).select_related("office__region"), pk=pk
    )


@keepers
@never_cache
def user_new(request: HttpRequest) -> HttpResponse:
    """Open an account; its temporary password is shown here, once."""
    form = AccountForm(posted(request), by=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        office = data.pop("office")
        try:
            person, password = services.create_account(
                **data,
                office_id=office.pk if office else None,
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error(_field_of(error), error.message)
        else:
            return _show_password(request, person, password)
    return render(
        request,
        "accounts/user_form.html",
        {"form": form, "draft": "account"},
        status=422 if form.errors else 200,
    )


@keepers
def user_edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    initial = {
        name: getattr(person, name) for name in ("name", "name_en", "phone", "email")
    }
    # The number is not shown to who keeps accounts: a new one replaces it.
    initial |= {"office": person.office_id, "phone": ""}
    form = AccountForm(posted(request), initial=initial, by=request.user, is_new=False)
    form.fields["phone"].help_text = _(
        "Now {number}. Empty keeps it; a new number replaces it."
    ).format(number=mask_phone(person.phone) or "–")
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        office = data.pop("office")
        data["phone"] = data["phone"] or person.phone
        try:
            services.update_account(
                user_id=person.pk,
                **data,
                office_id=office.pk if office else None,
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error(_field_of(error), error.message)
        else:
            messages.success(request, _("The account was changed."))
            return redirect("accounts:user", pk=person.pk)
    return render(
        request,
        "accounts/user_form.html",
        {"form": form, "person": person},
        status=422 if form.errors else 200,
    )


def _field_of(error: DomainError) -> str | None:
    return {"name_taken": "username", "phone_taken": "phone"}.get(error.code)


@keepers
def user_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the account, or open it again, for a reason."""
    person = _person(request, pk)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.set_active(
                user_id=person.pk,
                is_active=not person.is_active,
                by=request.user,
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(
                request,
                _("The account is closed.")
                if person.is_active
                else _("The account is open again."),
            )
            return redirect("accounts:user", pk=person.pk)
    return render(
        request,
        "accounts/user_state.html",
        {"form": form, "person": person, "consequences": _state_effects(person)},
        status=422 if form.errors else 200,
    )


def _state_effects(person: User) -> list[str]:
    if not person.is_active:
        return [
            _("{name} may sign in again.").format(name=person),
            _("The duties that have not ended count again."),
        ]
    return [
        _("{name} is signed out everywhere with the next click.").format(name=person),
        _("Nobody can sign in with this account; its duties do not count meanwhile."),
        _("What the person did stays as it is."),
    ]


@resetters
@never_cache
def user_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a temporary password, shown here once."""
    person = _person(request, pk)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            password = services.reset_password(
                user_id=person.pk,
                by=request.user,
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return _show_password(request, person, password)
    consequences = [
        _(
            "The present password stops working; {name} is signed out everywhere."
        ).format(name=person),
        _(
            "A temporary password is shown to you once. It must be changed when signing in."
        ),
    ]
    return render(
        request,
        "accounts/user_password.html",
        {"form": form, "person": person, "consequences": consequences},
        status=422 if form.errors else 200,
    )


def _show_password(request: HttpRequest, person: User, password: str) -> HttpResponse:
    return render(
        request,
        "accounts/temporary_password.html",
        {"person": person, "password": password},
    )
