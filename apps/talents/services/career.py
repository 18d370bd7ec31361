"""Employment, education, introductions, grades and titles of one person."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.core.errors import DomainError
from apps.talents.choices import EducationLevel
from apps.talents.models import (
    Education,
    Employment,
    GradeAward,
    GradeScheme,
    Introduction,
    ProgrammeTitle,
)
from apps.talents.services.locking import lock_talent


@transaction.atomic
def start_employment(
    *,
    talent_id: int,
    employer_id: int,
    position: str,
    from_date: date | None,
    contract_years: int | None,
    insured_since: date | None,
    by: User,
    at: datetime,
) -> Employment:
    """Begin the present employment; the one before ends the day this one begins.

    Raises ``DomainError`` when this one would begin before the one before it.
    """
    talent = lock_talent(talent_id, by=by)
    before = talent.employments.filter(until_date=None).first()
    if before is not None:
        if from_date and before.from_date and from_date < before.from_date:
            raise DomainError(
                _(
                    "The present employment began on {day}: this one cannot be earlier."
                ).format(day=before.from_date)
            )
        before.until_date = from_date or on_day(at)
        before.save(update_fields=["until_date", "updated_at"])
    job = Employment.objects.create(
        talent=talent,
        employer_id=employer_id,
        position=position,
        from_date=from_date,
        contract_years=contract_years,
        insured_since=insured_since,
    )
    talent.employer_id = employer_id
    talent.version += 1
    talent.save(update_fields=["employer", "version", "updated_at"])
    record(
        "talents.employment.started",
        target=talent,
        by=by,
        at=at,
        old=before.employer_id if before else None,
        new=employer_id,
    )
    return job


@transaction.atomic
def end_employment(*, talent_id: int, on: date, by: User, at: datetime) -> None:
    """End the present employment: ``on`` is the first day without it."""
    talent = lock_talent(talent_id, by=by)
    job = talent.employments.filter(until_date=None).first()
    if job is None:
        return
    if job.from_date and on < job.from_date:
        raise DomainError(_("An employment ends after it begins."))
    job.until_date = on
    job.save(update_fields=["until_date", "updated_at"])
    talent.employer = None
    talent.version += 1
    talent.save(update_fields=["employer", "version", "updated_at"])
    record("talents.employment.ended", target=talent, by=by, at=at, old=job.employer_id)


@transaction.atomic
def add_education(
    *, talent_id: int, level: str, by: User, at: datetime, **details
) -> Education:
    """Add a degree; the entry shows the highest of all."""
    talent = lock_talent(talent_id, by=by)
    degree = Education.objects.create(talent=talent, level=level, **details)
    best = max(
        (EducationLevel(each.level) for each in talent.educations.all()),
        key=lambda each: each.rank,
    )
    talent.education = best
    talent.version += 1
    talent.save(update_fields=["education", "version", "updated_at"])
    record("talents.education.added", target=talent, by=by, at=at, new=level)
    return degree


@transaction.atomic
def add_introduction(
    *, talent_id: int, by: User, at: datetime, **details
) -> Introduction:
    talent = lock_talent(talent_id, by=by)
    row = Introduction.objects.create(talent=talent, **details)
    record("talents.introduction.added", target=talent, by=by, at=at, new=row.mode)
    return row


@transaction.atomic
def add_title(*, talent_id: int, by: User, at: datetime, **details) -> ProgrammeTitle:
    """Add a programme title.  Raises ``DomainError`` when the person has it already."""
    talent = lock_talent(talent_id, by=by)
    try:
        with transaction.atomic():
            title = ProgrammeTitle.objects.create(talent=talent, **details)
    except IntegrityError as error:
        raise DomainError(_("The person has this title already.")) from error
    record("talents.title.added", target=talent, by=by, at=at, new=title.name)
    return title


@transaction.atomic
def award_grade(
    *, talent_id: int, level_id: int, by: User, at: datetime, **details
) -> GradeAward:
    """Give a grade; several schemes stand side by side, within one there is one grade.

    Raises ``DomainError`` for a day on which the scheme gives none, or on which a grade
    of the scheme is in force.
    """
    talent = lock_talent(talent_id, by=by)
    scheme = GradeScheme.objects.get(levels=level_id)
    issued_on = details["issued_on"]
    if issued_on < scheme.from_date or (
        scheme.until_date is not None and issued_on > scheme.until_date
    ):
        raise DomainError(_("The scheme gives no grades on that day."))
    held = talent.grades.valid(issued_on).filter(level__scheme=scheme)
    if held.exclude(level=level_id, issued_on=issued_on).exists():
        raise DomainError(
            _("A grade of this scheme is in force on that day. Revoke it first.")
        )
    try:
        with transaction.atomic():
            award = GradeAward.objects.create(
                talent=talent, level_id=level_id, **details
            )
    except IntegrityError as error:
        raise DomainError(_("This grade was given on that day already.")) from error
    record("talents.grade.awarded", target=talent, by=by, at=at, new=str(award.level))
    return award


@transaction.atomic
def set_grade_status(
    *, award_id: int, status: str, by: User, at: datetime, why: str
) -> GradeAward:
    """Suspend, revoke or restore a grade; a revoked one stays revoked."""
    award = GradeAward.objects.select_related("level").get(pk=award_id)
    talent = lock_talent(award.talent_id, by=by)
    award.refresh_from_db(fields=["status"])
    if not why.strip():
        raise DomainError(_("Say why."))
    if award.status == GradeAward.Status.REVOKED:
        raise DomainError(_("A revoked grade is given anew, not restored."))
    if award.status == status:
        return award
    old, award.status = award.status, status
    award.save(update_fields=["status", "updated_at"])
    record(
        "talents.grade.status_changed",
        target=talent,
        by=by,
        at=at,
        why=why,
        old={"grade": str(award.level), "status": old},
        new={"status": status},
    )
    return award


def on_day(at: datetime) -> date:
    """The local day of a moment."""
    return timezone.localtime(at).date()
