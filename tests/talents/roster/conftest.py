"""An officer of the city with an office, and imports run to their end on the spot."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from apps.core.roles import Role
from apps.jobs import runner
from apps.talents.models import RosterImport
from apps.talents.roster import services
from tests.accounts.factories import OfficeFactory, UserFactory
from tests.talents.roster.files import as_xlsx, dirty_roster

AT = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def _files_of_the_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def officer(db):
    return UserFactory(role=Role.CITY_REVIEWER)


def office_of(user):
    return services.offices_of(user).get()


def run_job(roster: RosterImport, *, at=AT) -> RosterImport:
    """What a worker does with the import's job."""
    runner.run(roster.job_id, clock=lambda: at)
    roster.refresh_from_db()
    roster.job.refresh_from_db()
    return roster


def upload(user, file=None, *, name="roster.xlsx") -> RosterImport:
    return services.upload_roster(
        file=file if file is not None else as_xlsx(dirty_roster(60)),
        name=name,
        office_id=office_of(user).pk,
        by=user,
        at=AT,
    )


def check(roster, *, by=None, run=True, **options) -> RosterImport:
    """Choose the guessed columns and let the check run."""
    roster = services.choose_columns(
        roster_id=roster.pk,
        mapping=options.pop("mapping", roster.mapping),
        allow_undocumented=options.pop("allow_undocumented", False),
        grade_scheme_id=options.pop("grade_scheme_id", None),
        grades_on=options.pop("grades_on", date(2026, 1, 1)),
        by=by or roster.by,
        at=AT,
    )
    return run_job(roster) if run else roster


def import_(user, file=None, **options) -> RosterImport:
    """A file all the way onto the register."""
    roster = check(upload(user, file, name=options.pop("name", "r.xlsx")), **options)
    assert roster.state == "checked", roster.job.error
    return finish(roster)


def finish(roster) -> RosterImport:
    roster = services.start_import(roster_id=roster.pk, by=roster.by, at=AT)
    roster = run_job(roster)
    assert roster.state == "done", roster.job.error
    return roster


def counts(roster) -> dict[str, int]:
    names = ("rows", "created", "updated", "unchanged", "rejected", "held", "repeated")
    return {name: getattr(roster, name) for name in names}


__all__ = [
    "AT",
    "OfficeFactory",
    "check",
    "counts",
    "finish",
    "import_",
    "office_of",
    "run_job",
    "upload",
]
