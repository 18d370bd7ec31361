"""The calendar on screen: everybody on the staff reads it, administrators edit it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps

from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from apps.core.access import roles_required, staff_only
from apps.core.errors import DomainError
from apps.core.roles import Role
from apps.workdays import effects, services
from apps.workdays.calendar import LIBRARY_YEARS
from apps.workdays.effects import Moved
from apps.workdays.forms import AnnounceForm, DaysForm, NoticeForm, WithdrawForm
from apps.workdays.models import AnnouncedYear, HolidayException
from apps.workdays.months import name_of, year_facts
from apps.workdays.services import edits

system_administrators = roles_required(Role.SYSTEM_ADMIN)
YEARS = range(2004, 2100)


def administrators(view: Callable) -> Callable:
    """Open to those whom ``may_edit`` lets edit: a district's administrator is not one."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not edits.may_edit(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return system_administrators(guarded)


@staff_only
def year_now(request: HttpRequest) -> HttpResponse:
    return redirect("workdays:year", year=timezone.localdate().year)


@staff_only
def year_page(request: HttpRequest, year: int) -> HttpResponse:
    """Twelve months; what is special stands below as a list too."""
    _check_year(year)
    known = services.get_calendar()
    rows = {row.date: row for row in HolidayException.objects.filter(date__year=year)}
    facts = year_facts(year, known, rows)
    return render(
        request,
        "workdays/year.html",
        {
            "year": year,
            "facts": facts,
            "tiles": _tiles(facts),
            "is_known": known.is_known(year),
            "is_from_library": year in LIBRARY_YEARS,
            "announced": AnnouncedYear.objects.filter(year=year).first(),
            "entered": rows,
            "today": timezone.localdate(),
            "weekdays": _weekday_letters(),
            "days_url": reverse("workdays:now") + "day/",
            "previous_year": year - 1 if year - 1 in YEARS else None,
            "next_year": year + 1 if year + 1 in YEARS else None,
            "may_edit": edits.may_edit(request.user),
        },
    )


@staff_only
def day_page(request: HttpRequest, day: date) -> HttpResponse:
    """What one day is, by which document; administrators take its entry out here."""
    _check_year(day.year)
    known = services.get_calendar()
    row = HolidayException.objects.filter(date=day).first()
    may_edit = edits.may_edit(request.user)
    moved = effects.preview(edits.calendar_without(day)) if row and may_edit else []
    return render(
        request,
        "workdays/day.html",
        {
            "day": day,
            "row": row,
            "is_known": known.is_known(day.year),
            "is_workday": known.is_known(day.year) and known.is_workday(day),
            "name": row.name if row else name_of(day),
            "may_edit": may_edit,
            "consequences": _consequences(moved),
        },
    )


@administrators
@require_POST
def day_clear(request: HttpRequest, day: date) -> HttpResponse:
    get_object_or_404(HolidayException, date=day)
    services.clear_day(day=day, by=request.user, at=timezone.now())
    flash.success(request, _("The entry is taken out."))
    return redirect("workdays:year", year=day.year)


@administrators
def year_edit(request: HttpRequest, year: int) -> HttpResponse:
    """Paste the notice or enter days by hand; the answer is a preview."""
    _check_year(year)
    return _edit_page(request, year)


@administrators
@require_POST
def year_preview(request: HttpRequest, year: int, how: str) -> HttpResponse:
    """What would be entered and which deadlines would move; nothing is saved yet."""
    _check_year(year)
    form = _form(how, request, year)
    if not form.is_valid():
        return _edit_page(request, year, **{how: form}, status=422)
    entries = form.entries()
    moved = effects.preview(edits.calendar_with(entries))
    known = services.get_calendar()
    rows = [
        {
            "entry": entry,
            "is_change": not known.is_known(entry.date.year)
            or known.is_workday(entry.date) != entry.is_workday,
        }
        for entry in entries
    ]
    return render(
        request,
        "workdays/preview.html",
        {
            "year": year,
            "how": how,
            "form": form,
            "rows": rows,
            "document": form.document_text(),
            "consequences": [_entry_sentence(rows), *_consequences(moved)],
        },
    )


@administrators
@require_POST
def year_save(request: HttpRequest, year: int, how: str) -> HttpResponse:
    _check_year(year)
    form = _form(how, request, year)
    if not form.is_valid():
        return _edit_page(request, year, **{how: form}, status=422)
    moved = services.set_days(
        entries=form.entries(),
        document=form.document_text(),
        by=request.user,
        at=timezone.now(),
    )
    flash.success(
        request,
        " ".join([_("The days are entered."), *_consequences(moved, done=True)]),
    )
    if not services.get_calendar().is_known(year):
        return redirect("workdays:announce", year=year)
    return redirect("workdays:year", year=year)


@administrators
def year_announce(request: HttpRequest, year: int) -> HttpResponse:
    """Mark a year complete, or take that back, seeing first what will move."""
    _check_year(year)
    if year in LIBRARY_YEARS:
        raise Http404
    row = AnnouncedYear.objects.filter(year=year).first()
    form_class = WithdrawForm if row else AnnounceForm
    form = form_class(request.POST or None, initial=_last_document(year))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            act = services.withdraw_year if row else services.announce_year
            try:
                moved = act(
                    year=year, by=request.user, at=timezone.now(), **form.cleaned_data
                )
            except DomainError as refusal:
                form.add_error(None, refusal.message)
            else:
                sentence = (
                    _("{year} is unknown again.") if row else _("{year} is known.")
                )
                flash.success(
                    request,
                    " ".join(
                        [sentence.format(year=year), *_consequences(moved, done=True)]
                    ),
                )
                return redirect("workdays:year", year=year)
    moved = effects.preview(edits.calendar_announcing(year, announced=row is None))
    return render(
        request,
        "workdays/announce.html",
        {
            "year": year,
            "row": row,
            "form": form,
            "entered": HolidayException.objects.filter(date__year=year).count(),
            "consequences": _consequences(moved) or [_("No open deadline moves.")],
        },
        status=status,
    )


def _form(how: str, request: HttpRequest, year: int):
    if how == "notice":
        return NoticeForm(request.POST, year=year)
    return DaysForm(request.POST)


def _edit_page(
    request: HttpRequest,
    year: int,
    *,
    notice: NoticeForm | None = None,
    days: DaysForm | None = None,
    status: int = 200,
) -> HttpResponse:
    initial = _last_document(year)
    return render(
        request,
        "workdays/edit.html",
        {
            "year": year,
            "notice_form": notice or NoticeForm(year=year),
            "days_form": days or DaysForm(initial=initial),
        },
        status=status,
    )


def _last_document(year: int) -> dict:
    row = HolidayException.objects.filter(date__year=year).order_by("-pk").first()
    return {"document": row.document} if row else {}


def _check_year(year: int) -> None:
    if year not in YEARS:
        raise Http404


def _tiles(facts) -> list[dict]:
    unknown = _("not announced")
    return [
        {"label": _("Working days"), "value": facts.workdays or unknown},
        {"label": _("Days off in holidays"), "value": facts.days_off},
        {"label": _("Make-up working days"), "value": facts.make_up_days},
    ]


def _weekday_letters() -> list[tuple[str, str]]:
    """(letters of a column, whole word), Monday first."""
    short = [_("Mo"), _("Tu"), _("We"), _("Th"), _("Fr"), _("Sa"), _("Su")]
    return list(zip(short, WEEKDAYS.values(), strict=True))


def _entry_sentence(rows: list[dict]) -> str:
    off = sum(not row["entry"].is_workday for row in rows)
    return _("{off} days off and {work} working days are entered.").format(
        off=off, work=len(rows) - off
    )


def _consequences(moved: list[Moved], *, done: bool = False) -> list[str]:
    """One sentence for each kind of deadline that an edit moves."""
    sentences = []
    for each in moved:
        if not each.count:
            continue
        if done:
            text = ngettext(
                "{what}: {n} open deadline moved.",
                "{what}: {n} open deadlines moved.",
                each.count,
            )
        else:
            text = ngettext(
                "{what}: {n} open deadline will move.",
                "{what}: {n} open deadlines will move.",
                each.count,
            )
        sentences.append(text.format(what=each.label, n=each.count))
    return sentences
