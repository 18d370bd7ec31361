"""Two at once on PostgreSQL, each with a control that shows the race is real."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection, models

from apps.applications import services
from apps.applications.models import Application, Decision, Transition
from apps.applications.services import drafts, review, submission
from apps.applications.states import Status
from apps.core.roles import Role
from apps.subsidies.models import HomePurchaseClaim
from tests.accounts.factories import UserFactory
from tests.applications.factories import AT, Walk, a_city, a_doctor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
LATER = AT + timedelta(days=5)


def at_once(*acts):
    """Run all in threads of their own; (what came out of each, in order)."""
    outcomes = [""] * len(acts)

    def run(place, act):
        try:
            act()
            outcomes[place] = "done"
        except Exception as error:  # noqa: BLE001 - whatever it is, the test names it
            outcomes[place] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def meeting(monkeypatch, module, name, people=2):
    """Whoever calls it waits there for the others: with a lock they never arrive."""
    meet = threading.Barrier(people)
    real = getattr(module, name)

    def slow(*args, **more):
        found = real(*args, **more)
        with suppress(threading.BrokenBarrierError):
            meet.wait(timeout=1)
        return found

    monkeypatch.setattr(module, name, slow)


def without_locks(monkeypatch):
    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda self, **kw: self)


@pytest.fixture
def city():
    return a_city()


class TestTwoReviewersDecideAtOnce:
    def both(self, city, monkeypatch):
        walk = Walk(city).in_second()
        version, second = walk.version, UserFactory(role=Role.CITY_REVIEWER)
        meeting(monkeypatch, review, "assess")

        def decide(by, outcome, **words):
            return lambda: services.decide(
                application_id=walk.pk,
                by=by,
                at=LATER,
                version=version,
                outcome=outcome,
                **words,
            )

        outcomes = at_once(
            decide(city.city, "pass"),
            decide(second, "reject", reason="untrue", note="材料不实。"),
        )
        return walk, sorted(outcomes)

    def test_without_the_lock_only_the_database_stops_the_second(
        self, city, monkeypatch
    ):
        """If this fails, the test below proves nothing."""
        without_locks(monkeypatch)
        _walk, outcomes = self.both(city, monkeypatch)
        assert outcomes == ["NotAllowed", "done"]

    def test_exactly_one_counts_and_the_other_is_told(self, city, monkeypatch):
        walk, outcomes = self.both(city, monkeypatch)
        assert outcomes == ["StaleVersion", "done"]
        assert Decision.objects.filter(step_code="second_review").count() == 1
        moves = Transition.objects.filter(
            application=walk.pk, new__in=[Status.APPROVAL, Status.REJECTED]
        )
        assert moves.count() == 1
        assert walk.application.status == moves.get().new


class TestNumbers:
    def submit_all(self, city, count):
        walks = [
            Walk(city).start().fill(contract_number=f"DQ2026-70000{n}")
            for n in range(count)
        ]
        outcomes = at_once(
            *(
                lambda walk=walk: services.submit(
                    application_id=walk.pk, by=walk.applicant, at=LATER
                )
                for walk in walks
            )
        )
        numbers = Application.objects.exclude(number=None).values_list("number")
        return outcomes, sorted(int(number[-6:]) for (number,) in numbers)

    def test_counting_without_a_lock_gives_one_twice(self, city, monkeypatch):
        """If this fails, the test below proves nothing."""

        def naive(prefix, *, on):
            last = Application.objects.exclude(number=None).count()
            return f"{prefix}-{on.year}-{last + 1:06d}"

        monkeypatch.setattr(submission, "next_number", naive)
        meeting(monkeypatch, submission, "next_number")
        outcomes, _numbers = self.submit_all(city, 2)
        assert sorted(outcomes) == ["IntegrityError", "done"]

    def test_of_parallel_submissions_follow_without_a_gap(self, city):
        outcomes, numbers = self.submit_all(city, 8)
        assert outcomes == ["done"] * 8
        assert numbers == list(range(1, 9))


class TestOneHomeTwoApprovals:
    INDEX = "subsidies_one_grant_a_contract"

    def approve_both(self, city, monkeypatch):
        walks = [Walk(city).in_approval(), Walk(city).in_approval()]
        meeting(monkeypatch, review, "assess")
        outcomes = at_once(
            *(
                lambda walk=walk: services.decide(
                    application_id=walk.pk,
                    by=city.approver,
                    at=LATER,
                    version=walk.version,
                    outcome="pass",
                )
                for walk in walks
            )
        )
        return sorted(outcomes)

    def test_without_the_constraint_both_would_be_granted(self, city, monkeypatch):
        """If this fails, the test below proves nothing."""
        constraint = next(
            each
            for each in HomePurchaseClaim._meta.constraints
            if each.name == self.INDEX
        )
        with connection.schema_editor() as editor:
            editor.remove_constraint(HomePurchaseClaim, constraint)
        try:
            assert self.approve_both(city, monkeypatch) == ["done", "done"]
        finally:
            HomePurchaseClaim.objects.update(granted_at=None)
            with connection.schema_editor() as editor:
                editor.add_constraint(HomePurchaseClaim, constraint)

    def test_one_is_granted_and_the_other_refused(self, city, monkeypatch):
        assert self.approve_both(city, monkeypatch) == ["HomeGrantedAlready", "done"]
        assert HomePurchaseClaim.objects.exclude(granted_at=None).count() == 1
        assert Application.objects.filter(status=Status.APPROVED).count() == 1


class TestTwoWindowsBeginAtOnce:
    def test_both_get_the_same_draft(self, city, monkeypatch):
        talent = a_doctor()
        meeting(monkeypatch, drafts, "version_for")
        found = []

        def start():
            found.append(
                services.start_draft(
                    talent=talent, policy=city.policy, by=talent.user, at=AT
                ).pk
            )

        assert at_once(start, start) == ["done", "done"]
        assert len(set(found)) == 1
        assert Application.objects.count() == 1


class TestAcceptanceAgainstTheClock:
    def test_the_reviewer_or_silence_never_both(self, city, monkeypatch):
        walk = Walk(city).submitted()
        version, at = walk.version, AT + timedelta(days=10)
        outcomes = at_once(
            lambda: services.accept(
                application_id=walk.pk, by=city.district, at=at, version=version
            ),
            lambda: services.settle(application_id=walk.pk, on=at.date(), at=at),
        )
        assert outcomes[1] == "done"
        assert outcomes[0] in {"done", "StaleVersion"}
        assert Transition.objects.filter(new=Status.ACCEPTED).count() == 1
        assert walk.application.accepted_at == walk.application.submitted_at
