"""Objections to a public notice: they stop the person concerned and nobody else."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.applications import clock
from apps.applications.models import (
    Application,
    NoticeEntry,
    Objection,
    Pause,
    PublicNotice,
)
from apps.applications.services.moves import (
    close_step,
    enter_review,
    lock,
    move,
    open_step_of,
    tell_applicant,
)
from apps.applications.services.notices import pass_notice
from apps.applications.states import Status
from apps.audit.services import record
from apps.core.days import day_of
from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import Role
from apps.policies.choices import StepCode


class NoticeOver(DomainError):
    """The window is closed; the sentence says until when it was open."""

    code = "notice_over"


@transaction.atomic
def take_objection(
    *, entry_id: int, name: str, phone: str, text: str, at: datetime
) -> Objection:
    """Keep what somebody with a name says; the person concerned waits from now on.

    Nobody signs in for it.  Raises ``NoticeOver`` outside of the window, and
    ``DomainError`` without a name, a phone or reasons: nothing anonymous is taken.
    """
    entry = NoticeEntry.objects.select_related("notice").get(pk=entry_id)
    notice = PublicNotice.objects.select_for_update().get(pk=entry.notice_id)
    on = day_of(at)
    if notice.state != "running" or not notice.from_date <= on <= notice.until_date:
        raise NoticeOver(_("This notice is over; objections were taken until its end."))
    name, phone, text = name.strip(), phone.strip(), text.strip()
    if not (name and phone and text):
        raise DomainError(
            _("Your real name, a phone number and your reasons are needed."),
            code="incomplete",
        )
    objection = Objection.objects.create(
        entry=entry,
        name=name[:100],
        phone=phone[:40],
        text=text[:2000],
        filed_at=at,
    )
    application = lock(entry.application_id)
    if application.status == Status.PUBLICITY:
        _hold(application, at)
    record(
        "applications.objection.filed",
        target=application,
        by=None,
        at=at,
        new={"notice": notice.number, "objection": objection.pk},
    )
    return objection


def _hold(application: Application, at: datetime) -> None:
    step = open_step_of(application, StepCode.PUBLICITY)
    Pause.objects.create(step=step, reason=Pause.Reason.OBJECTION, from_date=day_of(at))
    clock.set_due(step)
    step.save()
    clock.copy_due(application, step)
    move(application, Status.OBJECTION_HOLD, by=None, at=at, reason="objection")
    tell_applicant(
        application,
        "objection",
        subject=gettext_lazy("An objection to your application is being looked into"),
        body=gettext_lazy(
            "The clock stands still until it is settled. You will be told what was found."
        ),
        at=at,
    )


@transaction.atomic
def settle_objection(
    *, objection_id: int, by: User, at: datetime, upheld: bool, finding: str
) -> Objection:
    """Say what was found.  Upheld: the application is reviewed once more, by people.

    Not upheld and no other open: it goes back into the notice, or on where the window
    is over.  Raises ``NotAllowed``, ``DomainError`` without a finding.
    """
    found = Objection.objects.select_related("entry").get(pk=objection_id)
    notice = PublicNotice.objects.select_for_update().get(pk=found.entry.notice_id)
    application = lock(found.entry.application_id)
    objection = Objection.objects.select_for_update().get(pk=objection_id)
    if not by.reach(Role.CITY_REVIEWER).covers(application.region_id):
        raise NotAllowed(_("Objections are settled by the city's reviewers."))
    if application.talent.user_id == by.pk:
        raise NotAllowed(_("Nobody decides on his or her own application."))
    if objection.state != Objection.State.OPEN:
        raise NotAllowed(_("This objection is settled."))
    if not finding.strip():
        raise DomainError(_("Say what was found."), code="no_finding")
    objection.state = Objection.State.UPHELD if upheld else Objection.State.DISMISSED
    objection.finding = finding.strip()[:2000]
    objection.settled_by, objection.settled_at = by, at
    objection.save()
    record(
        "applications.objection.settled",
        target=application,
        by=by,
        at=at,
        new={"objection": objection.pk, "state": objection.state},
    )
    if application.status == Status.OBJECTION_HOLD:
        _go_on(application, notice, by=by, at=at, upheld=upheld)
    return objection


def _go_on(
    application: Application,
    notice: PublicNotice,
    *,
    by: User,
    at: datetime,
    upheld: bool,
) -> None:
    step = open_step_of(application, StepCode.PUBLICITY)
    if upheld:
        _end_pause(step, at)
        close_step(step, by=by, at=at)
        NoticeEntry.objects.filter(notice=notice, application=application).update(
            is_live=False
        )
        earlier = clock.previous_step(application, StepCode.PUBLICITY)
        enter_review(application, earlier, by=by, at=at, reason="objection")
        return
    others = Objection.objects.filter(
        entry__notice=notice,
        entry__application=application,
        state=Objection.State.OPEN,
    )
    if others.exists():
        return
    _end_pause(step, at)
    if notice.ended_at is not None:
        # It waited for the finding: the next step begins now, not in the past.
        pass_notice(application, notice, at=at, start=day_of(at))
        return
    clock.set_due(step)
    step.save()
    clock.copy_due(application, step)
    move(application, Status.PUBLICITY, by=by, at=at, reason="not_upheld")


def _end_pause(step, at: datetime) -> None:
    step.pauses.filter(until_date=None).update(until_date=day_of(at))
    step.is_stopped = False
