"""How far an application has come, in the same words for the applicant and the staff.

Who holds it is an office, never a person; internal opinions are not here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _

from apps.accounts.models import Office
from apps.applications import clock
from apps.applications.models import Application, Step
from apps.applications.reasons import REMEDY
from apps.applications.states import FINAL, HOLDERS, REFUSALS, Outcome, Status
from apps.core.roles import Role
from apps.core.templatetags.ui import day, moment
from apps.policies.choices import StepCode
from apps.workdays.services import DueDate, due, get_calendar, workdays_left


@dataclass(frozen=True)
class TrackStep:
    """One stop.  ``state`` is what ``core/_track.html`` draws."""

    code: str
    label: str
    state: str  # done, now, wait, late, no, todo
    office: str = ""
    detail: str = ""
    note: str = ""
    closed_at: datetime | None = None
    due: DueDate | None = None


@dataclass(frozen=True)
class Track:
    """``promised``: when the last step ends if every step takes its whole limit."""

    status: str
    steps: list[TrackStep]
    promised: DueDate | None
    next_words: str
    refusal: str = ""
    remedy: str = ""
    days_left: int | None = None
    items: list = field(default_factory=list)

    @property
    def promised_words(self) -> str:
        return due_words(self.promised) if self.promised else ""

    @property
    def current(self) -> TrackStep | None:
        under_way = [s for s in self.steps if s.state in {"now", "wait", "late"}]
        return under_way[-1] if under_way else None


def due_words(end: DueDate | None) -> str:
    """2027 is not announced: say from when on, and why no more can be said."""
    if end is None:
        return ""
    if end.date is not None:
        return day(end.date)
    if end.is_stopped:
        return _("the clock stands still")
    return _(
        "{day} at the earliest: the working days of {year} are not announced"
    ).format(day=day(end.earliest), year=end.unknown_year)


def left_words(days: int | None) -> str:
    """Working days left, or how many it is over."""
    if days is None:
        return ""
    if days < 0:
        return _("{count} working days over").format(count=-days)
    if days == 0:
        return _("due today")
    return _("{count} working days left").format(count=days)


def track(application: Application, user, *, on: date) -> Track:
    """The stops of one application as ``user`` may see them on a day.

    The caller has checked that the user may see it.  Five queries at most.
    """
    status = application.status
    steps = list(application.steps.all())
    if application.submitted_at is None:
        return Track(status, [], None, _("Finish the draft and hand it in."))
    decisions = {d.step_id: d for d in application.decisions.all()}
    offices = _offices(application)
    stops = [
        TrackStep(
            "submitted",
            _("Application received"),
            "done",
            detail=moment(application.submitted_at),
            note=_("Receipt number {number}").format(number=application.number),
            closed_at=application.submitted_at,
        )
    ]
    stops += [
        _stop(step, decisions.get(step.pk), application, offices, on) for step in steps
    ]
    if status not in FINAL:
        stops += [
            TrackStep(
                code,
                str(StepCode(code).label),
                "todo",
                office=offices[code],
                detail=offices[code],
            )
            for code in _steps_to_come(application)
        ]
    stops.append(_end(application))
    refusal = next(
        (d.note for d in decisions.values() if d.outcome in REFUSALS),
        "",
    )
    if status == Status.REVOKED:
        refusal = application.transitions.get(new=Status.REVOKED).note
    current = _current(application, steps)
    return Track(
        status,
        stops,
        _promised(application, current),
        _next_words(application),
        refusal=refusal,
        remedy=str(REMEDY) if refusal else "",
        days_left=workdays_left(current.due_date, on) if current else None,
        items=_items(application),
    )


def _current(application: Application, steps: list[Step]) -> Step | None:
    code = application.step
    found = [s for s in steps if s.code == code and s.closed_at is None]
    return found[-1] if found else None


def _stop(step: Step, decision, application: Application, offices, on) -> TrackStep:
    label = str(StepCode(step.code).label)
    office = offices[step.code]
    if step.closed_at is not None:
        return TrackStep(
            step.code,
            label,
            "done",
            office,
            detail=moment(step.closed_at),
            note=_outcome_words(step, decision, application),
            closed_at=step.closed_at,
        )
    end = clock.kept_due(step)
    if step.is_stopped:
        return TrackStep(
            step.code,
            label,
            "wait",
            office,
            detail=_("The clock stands still while an objection is looked into.")
            if step.code == StepCode.PUBLICITY
            else _("The clock stands still while you correct."),
            due=end,
        )
    is_late = end.date is not None and on > end.date
    return TrackStep(
        step.code,
        label,
        "late" if is_late else ("wait" if step.code == StepCode.CORRECTION else "now"),
        office,
        detail=_("With {office}, until {day}").format(
            office=office, day=due_words(end)
        ),
        note=left_words(workdays_left(end, on)),
        due=end,
    )


def _outcome_words(step: Step, decision, application: Application) -> str:
    if step.is_tacit:
        if step.code == StepCode.ACCEPTANCE and application.is_deemed_accepted:
            return _("Counts as accepted: the time was over")
        return _("Not corrected in time")
    if decision is None:
        return ""
    return {
        Outcome.ACCEPT: _("Accepted"),
        Outcome.NOT_ACCEPT: _("Not accepted"),
        Outcome.PASS: _("Done"),
        Outcome.REJECT: _("Refused"),
        Outcome.SEND_BACK: _("Checked once more by the step before"),
    }.get(decision.outcome, "")


def _steps_to_come(application: Application) -> list[str]:
    route = clock.route_of(application)
    code = application.step
    if code not in route:
        return route
    return route[route.index(code) + 1 :]


def _end(application: Application) -> TrackStep:
    is_over = application.status in FINAL
    refused = application.status in {
        Status.REJECTED,
        Status.NOT_ACCEPTED,
        Status.REVOKED,
    }
    return TrackStep(
        "end",
        str(Status(application.status).label) if is_over else _("Decision"),
        ("no" if refused else "done") if is_over else "todo",
        detail=moment(application.closed_at) if is_over else "",
        closed_at=application.closed_at,
    )


def _promised(application: Application, current: Step | None) -> DueDate | None:
    """The end of the whole way, each remaining step at its full limit."""
    if current is None or application.status in FINAL:
        return None
    limits = clock.limits_of(application)
    days = sum(limits[code] for code in _steps_to_come(application))
    if current.code == StepCode.CORRECTION:
        # Only the applicant can end this; nothing can be promised meanwhile.
        return DueDate(None, current.earliest_date, is_stopped=True)
    end = clock.kept_due(current)
    if end.is_stopped:
        return end
    if end.date is not None:
        return due(end.date, days)
    return DueDate(None, get_calendar().earliest(end.earliest, days), end.unknown_year)


def _next_words(application: Application) -> str:
    status = application.status
    if status == Status.RETURNED:
        return _("Correct what is listed; then the office goes on.")
    if status == Status.SUBMITTED:
        return _("The office checks whether everything is there.")
    if status == Status.APPROVED:
        return _("Approved. Payment follows by the office's procedure.")
    if status in {Status.WITHDRAWN, Status.DEEMED_WITHDRAWN}:
        return _("You may apply again at any time.")
    if status in FINAL:
        return ""
    coming = _steps_to_come(application)
    if not coming:
        return _("This is the last step before the decision.")
    return _("Next: {step}.").format(step=StepCode(coming[0]).label)


def _items(application: Application) -> list:
    if application.status != Status.RETURNED:
        return []
    return list(application.correction.items.all())


def _offices(application: Application) -> dict[str, str]:
    """The office that holds each step: the district's, then the city's."""
    regions = [application.region_id, settings.TALENT_CITY]
    found: dict[str, str] = {}
    for office in Office.objects.filter(
        region_id__in=regions, kind=Office.Kind.TALENT, is_active=True
    ):
        found.setdefault(office.region_id, str(office))
    district = found.get(application.region_id) or str(application.region)
    city = found.get(settings.TALENT_CITY) or _("City talent office")
    offices = {
        code: district if role == Role.DISTRICT_REVIEWER else city
        for code, role in HOLDERS.items()
    }
    offices[StepCode.CORRECTION] = _("the applicant")
    return offices
