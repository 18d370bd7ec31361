"""The same person brought in twice at once; a worker that dies in the middle."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection

from apps.core.roles import Role
from apps.jobs import runner
from apps.talents.models import IdentityDocument, RosterImport, Talent, UnverifiedKey
from apps.talents.roster import applying, services, staging
from tests.accounts.factories import UserFactory
from tests.talents.roster.conftest import AT, check, counts, import_, run_job, upload
from tests.talents.roster.files import as_xlsx, dirty_roster
from tests.talents.roster.test_rules import file, line

pytestmark = pytest.mark.django_db(transaction=True)


def started(**cells) -> RosterImport:
    """An import of one person by somebody of his own, ready for a worker."""
    user = UserFactory(role=Role.CITY_REVIEWER)
    roster = check(upload(user, file(line(**cells))), allow_undocumented=True)
    assert roster.created == 1, "both must believe that the person is new"
    return services.start_import(roster_id=roster.pk, by=user, at=AT)


def at_once(rosters, monkeypatch, step: str) -> list[dict]:
    """Both workers have looked and found nobody before either writes."""
    meet = threading.Barrier(len(rosters))
    real = getattr(applying, step)

    def together(*args):
        with suppress(threading.BrokenBarrierError):
            meet.wait(timeout=5)
        return real(*args)

    monkeypatch.setattr(applying, step, together)

    def work(roster):
        try:
            runner.run(roster.job_id, clock=lambda: AT)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(roster,)) for roster in rosters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    for roster in rosters:
        roster.refresh_from_db()
        assert roster.state == "done", roster.job.error
    return [counts(roster) for roster in rosters]


@pytest.mark.race
class TestTheSamePersonTwiceAtOnce:
    def test_becomes_one_entry(self, monkeypatch):
        found = at_once([started(), started()], monkeypatch, "_take_documents")
        assert Talent.objects.count() == IdentityDocument.objects.count() == 1
        assert sorted((c["created"], c["unchanged"]) for c in found) == [(0, 1), (1, 0)]

    def test_without_the_key_there_would_be_two(self, monkeypatch):
        """The control: the meeting point really makes a race."""
        table, real = IdentityDocument._meta.db_table, applying.run
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass "
                "AND contype = 'u' AND pg_get_constraintdef(oid) LIKE '%%number_index%%'",
                [table],
            )
            (name,) = cursor.fetchone()
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')

        def careless(sql, scope, **more):
            sql = sql.replace("ON CONFLICT (number_index) DO NOTHING", "")
            return real(sql, scope, **more)

        monkeypatch.setattr(applying, "run", careless)
        try:
            at_once([started(), started()], monkeypatch, "_take_documents")
            assert Talent.objects.count() == 2
        finally:
            Talent.documents.rel.related_model.objects.all().delete()
            with connection.cursor() as cursor:
                cursor.execute(
                    f'ALTER TABLE {table} ADD CONSTRAINT "{name}" UNIQUE (number_index)'
                )

    def test_without_a_document_becomes_one_profile(self, monkeypatch):
        bare = {"证件号码": "", "出生日期": "1990.5", "用人单位": "某厂"}
        found = at_once(
            [started(**bare), started(**bare)], monkeypatch, "_take_unverified_keys"
        )
        assert Talent.objects.count() == UnverifiedKey.objects.count() == 1
        assert sorted((c["created"], c["unchanged"]) for c in found) == [(0, 1), (1, 0)]

    def test_different_people_do_not_wait_for_each_other(self, monkeypatch):
        users = [UserFactory(role=Role.CITY_REVIEWER) for _n in range(2)]
        made = dirty_roster(80)
        monkeypatch.setattr(applying, "CHUNK", 25)
        rosters = []
        for user, rows in zip(
            users, (made.rows, list(reversed(made.rows))), strict=True
        ):
            made.rows = rows
            roster = check(upload(user, as_xlsx(made)))
            rosters.append(services.start_import(roster_id=roster.pk, by=user, at=AT))
        found = at_once(rosters, monkeypatch, "_lock_known")
        assert Talent.objects.count() == IdentityDocument.objects.count() == 80
        assert sum(c["created"] for c in found) == 80


class TestADeadWorker:
    def test_leaves_work_that_the_next_one_finishes_once(self, monkeypatch):
        user = UserFactory(role=Role.CITY_REVIEWER)
        made = dirty_roster(80)
        roster = check(upload(user, as_xlsx(made)))
        roster = services.start_import(roster_id=roster.pk, by=user, at=AT)
        monkeypatch.setattr(applying, "CHUNK", 25)
        real, calls = applying._mark_done, []

        def dies(scope):
            calls.append(scope)
            if len(calls) == 2:
                raise SystemExit  # as a kill does: nothing below it is caught
            real(scope)

        monkeypatch.setattr(applying, "_mark_done", dies)
        with pytest.raises(SystemExit):
            runner.run(roster.job_id, clock=lambda: AT)
        assert Talent.objects.count() == 25
        monkeypatch.setattr(applying, "_mark_done", real)

        roster = run_job(roster, at=AT + timedelta(minutes=3))

        assert roster.state == "done"
        assert roster.job.takeovers == 1
        assert counts(roster)["created"] == made.people
        assert Talent.objects.count() == IdentityDocument.objects.count() == made.people
        assert list(
            Talent.objects.order_by("number").values_list("number", flat=True)
        ) == [f"T-2026-{n:06d}" for n in range(1, made.people + 1)]

    def test_half_written_can_be_undone(self, monkeypatch):
        user = UserFactory(role=Role.CITY_REVIEWER)
        roster = check(upload(user, as_xlsx(dirty_roster(60))))
        roster = services.start_import(roster_id=roster.pk, by=user, at=AT)
        monkeypatch.setattr(applying, "CHUNK", 25)
        real, calls = applying._create_people, []

        def fails(*args):
            calls.append(args)
            if len(calls) == 2:
                raise RuntimeError("disk full")
            return real(*args)

        monkeypatch.setattr(applying, "_create_people", fails)
        roster = run_job(roster)
        assert (roster.state, roster.job.state) == ("importing", "failed")
        assert Talent.objects.count() == 25
        roster = services.undo_import(roster_id=roster.pk, why="x", by=user, at=AT)
        roster = run_job(roster)
        assert not Talent.objects.exists()
        assert roster.state == "undone", roster.job.error
        assert not roster.roster_rows.filter(
            outcome="created", is_undone=False
        ).exists()

    def test_a_check_that_dies_leaves_nothing_staged(self, monkeypatch):
        user = UserFactory(role=Role.CITY_REVIEWER)
        roster = check(upload(user), run=False)
        monkeypatch.setattr(
            "apps.talents.roster.comparing.foresee", lambda scope: 1 / 0
        )
        roster = run_job(roster)
        assert roster.state == "checking"
        assert not roster.roster_rows.exists()
        monkeypatch.undo()
        services.change_columns(roster_id=roster.pk, by=user, at=AT)
        roster.refresh_from_db()
        assert check(roster).state == "checked"


def test_memory_stays_flat(db, monkeypatch):
    """Rows pass through in chunks: none are kept once they are written."""
    user = UserFactory(role=Role.CITY_REVIEWER)
    monkeypatch.setattr("apps.talents.roster.staging.CHUNK", 50)
    seen: list[int] = []
    real = staging._copy
    monkeypatch.setattr(
        "apps.talents.roster.staging._copy",
        lambda model, columns, lines: (
            seen.append(len(lines)),
            real(model, columns, lines),
        ),
    )
    import_(user, as_xlsx(dirty_roster(200)))
    assert max(seen) <= 50
