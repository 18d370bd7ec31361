"""Pages that change one person's entry: one frame, one table of what can be added."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.access import roles_required
from apps.core.errors import DomainError
from apps.talents import permissions, services
from apps.talents.forms import people as people_forms
from apps.talents.models import GradeAward, Membership, Talent
from apps.talents.visibility import EDITING_ROLES, REVIEWING_ROLES

editors = roles_required(*EDITING_ROLES)


@dataclass(frozen=True)
class Section:
    """Something that can be added to an entry: its form and its act."""

    title: str | Promise
    form: type[people_forms.EditForm]
    act: Callable
    needs_day: bool = False  # the act asks for the local day as ``on``


SECTIONS = {
    "document": Section(
        gettext_lazy("Add a document"),
        people_forms.DocumentForm,
        services.add_document,
        needs_day=True,
    ),
    "employment": Section(
        gettext_lazy("New employment"),
        people_forms.EmploymentForm,
        services.start_employment,
    ),
    "education": Section(
        gettext_lazy("Add a degree"),
        people_forms.EducationForm,
        services.add_education,
    ),
    "introduction": Section(
        gettext_lazy("Add an introduction"),
        people_forms.IntroductionForm,
        services.add_introduction,
    ),
    "grade": Section(
        gettext_lazy("Give a grade"), people_forms.GradeForm, services.award_grade
    ),
    "title": Section(
        gettext_lazy("Add a programme title"),
        people_forms.TitleForm,
        services.add_title,
    ),
    "member": Section(
        gettext_lazy("Add a household member"),
        people_forms.MemberForm,
        services.add_member,
    ),
    "account": Section(
        gettext_lazy("New bank account"),
        people_forms.AccountForm,
        services.add_bank_account,
    ),
    "consent": Section(
        gettext_lazy("Record a consent"),
        people_forms.ConsentForm,
        services.give_consent,
    ),
    "status": Section(
        gettext_lazy("Left, died, came back"),
        people_forms.StatusForm,
        services.set_status,
    ),
}


def _person(request: HttpRequest, number: str) -> Talent:
    """The entry, if the person at the screen may see it; 404 or 403 otherwise."""
    return get_object_or_404(
        Talent.objects.visible_to(request.user).select_related("region"), number=number
    )


def _values(form: forms.Form) -> dict:
    return form.values() if hasattr(form, "values") else form.cleaned_data


def _page(
    request: HttpRequest,
    talent: Talent | None,
    form: forms.Form,
    title: str | Promise,
    **context,
) -> HttpResponse:
    refusal = permissions.why_not_edit(request.user, talent) if talent else None
    return render(
        request,
        "talents/editing/form.html",
        {"talent": talent, "form": form, "title": title, "refusal": refusal, **context},
        status=422 if form.errors else 200,
    )


def _attempt(form: forms.Form, act: Callable[[], object]) -> bool:
    """Run the act; a refusal becomes an error of the form."""
    try:
        act()
    except DomainError as error:
        if isinstance(error, services.PossibleDuplicate):
            form.offer_to_confirm()
        field = "number" if error.code == "bad_number" else None
        form.add_error(_field_of(form, field), error.message)
        return False
    return True


def _field_of(form: forms.Form, wanted: str | None) -> str | None:
    names = [wanted, f"document_{wanted}"] if wanted else []
    return next((name for name in names if name in form.fields), None)


@roles_required(*REVIEWING_ROLES)
def talent_new(request: HttpRequest) -> HttpResponse:
    """Put somebody on the register; a possible double is shown before saving."""
    form = people_forms.RegisterForm(request.POST or None, by=request.user)
    made: list[Talent] = []

    def act() -> None:
        made.append(
            services.register_talent(
                **_values(form),
                by=request.user,
                at=timezone.now(),
                on=timezone.localdate(),
            )
        )

    alike: list[str] = []
    if form.is_valid():
        try:
            act()
        except services.PossibleDuplicate as error:
            alike = error.numbers
            form.offer_to_confirm()
            form.add_error(None, error.message)
        except DomainError as error:
            wanted = "number" if error.code == "bad_number" else None
            form.add_error(_field_of(form, wanted), error.message)
        else:
            messages.success(request, _("The person is on the register now."))
            return redirect("talents:detail", number=made[0].number)
    people = Talent.objects.visible_to(request.user).filter(number__in=alike)
    return _page(
        request,
        None,
        form,
        _("New person on the register"),
        alike=people.select_related("employer"),
    )


@editors
def talent_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change the entry.  A page that is stale says so and shows what is there now."""
    talent = _person(request, number)
    initial = {
        name: getattr(talent, name)
        for name in (*people_forms.ChangeForm.base_fields,)
        if name not in {"region", "phone"}
    } | {"region": talent.region_id, "phone": talent.masked_phone}
    form = people_forms.ChangeForm(
        request.POST or None, initial=initial, by=request.user, talent=talent
    )
    if form.is_valid() and _attempt(
        form,
        lambda: services.change_person(
            talent_id=talent.pk, by=request.user, at=timezone.now(), **_values(form)
        ),
    ):
        messages.success(request, _("The entry was changed."))
        return redirect("talents:detail", number=number)
    differing = []
    if form.errors and form.data.get("version") != str(talent.version):
        # Both values: what somebody saved meanwhile, and what was typed here.
        differing = [
            (form.fields[name].label, initial[name], form.data.get(name, ""))
            for name in form.fields
            if name != "version"
            and str(initial[name] or "") != (form.data.get(name) or "")
        ]
        form.data = form.data.copy()
        form.data["version"] = str(talent.version)
    return _page(request, talent, form, _("Change the entry"), differing=differing)


@editors
def talent_add(request: HttpRequest, number: str, section: str) -> HttpResponse:
    """Add a document, a degree, an employment, … to an entry."""
    if section not in SECTIONS:
        raise Http404
    talent = _person(request, number)
    what = SECTIONS[section]
    form = what.form(request.POST or None, by=request.user, talent=talent)
    day = {"on": timezone.localdate()} if what.needs_day else {}
    if form.is_valid() and _attempt(
        form,
        lambda: what.act(
            talent_id=talent.pk,
            by=request.user,
            at=timezone.now(),
            **day,
            **_values(form),
        ),
    ):
        messages.success(request, _("Saved."))
        return redirect("talents:detail", number=number)
    return _page(request, talent, form, what.title)


@editors
def grade_status(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Suspend, revoke or restore a grade."""
    talent = _person(request, number)
    award = get_object_or_404(GradeAward.objects.filter(talent=talent), pk=pk)
    form = people_forms.GradeStatusForm(
        request.POST or None,
        initial={"status": award.status},
        by=request.user,
        talent=talent,
    )
    if form.is_valid() and _attempt(
        form,
        lambda: services.set_grade_status(
            award_id=award.pk, by=request.user, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("Saved."))
        return redirect("talents:detail", number=number)
    return _page(request, talent, form, str(award.level))


@editors
def employment_end(request: HttpRequest, number: str) -> HttpResponse:
    talent = _person(request, number)
    form = people_forms.EndForm(
        request.POST or None,
        initial={"on": timezone.localdate()},
        by=request.user,
        talent=talent,
    )
    if form.is_valid() and _attempt(
        form,
        lambda: services.end_employment(
            talent_id=talent.pk,
            on=form.cleaned_data["on"],
            by=request.user,
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("The employment was ended."))
        return redirect("talents:detail", number=number)
    return _page(request, talent, form, _("End the present employment"))


@editors
def member_end(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    talent = _person(request, number)
    mine = talent.memberships.filter(until_date=None).values("household_id")
    member = get_object_or_404(
        Membership.objects.filter(household_id__in=mine, until_date=None), pk=pk
    )
    form = people_forms.EndForm(
        request.POST or None,
        initial={"on": timezone.localdate()},
        by=request.user,
        talent=talent,
    )
    if form.is_valid() and _attempt(
        form,
        lambda: services.end_membership(
            talent_id=talent.pk,
            membership_id=member.pk,
            on=form.cleaned_data["on"],
            by=request.user,
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("Saved."))
        return redirect("talents:detail", number=number)
    return _page(request, talent, form, _("End this person's time in the household"))


@editors
def consent_withdraw(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """From now on nothing is done under it; what was done stays done."""
    talent = _person(request, number)
    consent = get_object_or_404(talent.consents.filter(withdrawn_at=None), pk=pk)
    form = people_forms.WithdrawForm(
        request.POST or None, by=request.user, talent=talent
    )
    if form.is_valid() and _attempt(
        form,
        lambda: services.withdraw_consent(
            talent_id=talent.pk,
            consent_id=consent.pk,
            by=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        ),
    ):
        messages.success(request, _("The consent was withdrawn."))
        return redirect("talents:detail", number=number)
    return _page(
        request,
        talent,
        form,
        _("Withdraw a consent: {purpose}").format(purpose=consent),
    )


@editors
def talent_merge(request: HttpRequest, number: str) -> HttpResponse:
    """Join this entry into another one: first what will happen, then the act."""
    old = _person(request, number)
    form = people_forms.MergeForm(
        request.POST or None,
        initial={"kept": request.GET.get("into", "")},
        by=request.user,
        talent=old,
    )
    kept = None
    if form.is_valid():
        kept = (
            Talent.objects.visible_to(request.user)
            .filter(number=form.cleaned_data["kept"].upper())
            .select_related("employer", "region")
            .first()
        )
        if kept is None:
            form.add_error("kept", _("No entry that you may see has this number."))
        elif "confirmed" in request.POST and _attempt(
            form,
            lambda: services.merge_talents(
                old_id=old.pk,
                kept_id=kept.pk,
                by=request.user,
                at=timezone.now(),
                why=form.cleaned_data["why"],
            ),
        ):
            messages.success(request, _("The two entries are one now."))
            return redirect("talents:detail", number=kept.number)
    return render(
        request,
        "talents/editing/merge.html",
        {
            "talent": old,
            "kept": kept,
            "form": form,
            "refusal": permissions.why_not_merge(request.user, old),
        },
        status=422 if form.errors else 200,
    )
