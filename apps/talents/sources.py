"""What the register itself puts on a person's time line."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from apps.talents.models import Talent
from apps.talents.timeline import TimelineEntry


def life(talent: Talent, user) -> Iterator[TimelineEntry]:
    """Career, honours and consents; what has no date is left out."""
    yield TimelineEntry(
        at=talent.created_at,
        title=_("Entered on the register"),
        text=talent.number,
        icon="person-plus",
    )
    for job in talent.employments.select_related("employer"):
        if job.from_date:
            yield TimelineEntry(
                at=job.from_date,
                title=_("Began at {employer}").format(employer=job.employer),
                text=job.position,
                icon="briefcase",
            )
        if job.until_date:
            yield TimelineEntry(
                at=job.until_date,
                title=_("Left {employer}").format(employer=job.employer),
                icon="box-arrow-left",
            )
    for school in talent.educations.all():
        if school.graduated_on:
            yield TimelineEntry(
                at=school.graduated_on,
                title=_("Graduated: {level}").format(level=school.get_level_display()),
                text=" · ".join(filter(None, (school.school, school.major))),
                icon="mortarboard",
            )
    for way in talent.introductions.all():
        if way.introduced_on:
            yield TimelineEntry(
                at=way.introduced_on,
                title=_("Introduced: {mode}").format(mode=way.get_mode_display()),
                text=way.batch,
                icon="box-arrow-in-right",
            )


def honours(talent: Talent, user) -> Iterator[TimelineEntry]:
    for award in talent.grades.select_related("level__scheme"):
        yield TimelineEntry(
            at=award.issued_on,
            title=_("Graded: {level}").format(level=award.level),
            text=str(award.level.scheme),
            icon="award",
            kind="ok",
        )
    for title in talent.programme_titles.all():
        if title.given_on:
            yield TimelineEntry(
                at=title.given_on,
                title=_("Title: {title}").format(title=title.name),
                text=title.issuer,
                icon="stars",
                kind="ok",
            )


def agreements(talent: Talent, user) -> Iterator[TimelineEntry]:
    for consent in talent.consents.all():
        purpose = consent.get_scope_display()
        yield TimelineEntry(
            at=consent.given_at,
            title=_("Consent given: {purpose}").format(purpose=purpose),
            icon="file-earmark-check",
        )
        if consent.withdrawn_at:
            yield TimelineEntry(
                at=consent.withdrawn_at,
                title=_("Consent withdrawn: {purpose}").format(purpose=purpose),
                icon="file-earmark-x",
            )
