from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, transaction

from apps.accounts.models import Region
from apps.core import hints
from apps.core.errors import DomainError, NotAllowed
from apps.jobs import runner
from apps.jobs.models import Checkpoint, Job
from apps.jobs.services import acts, ask_to_cancel, start, sweep, try_again
from apps.notifications.models import Message
from tests.accounts.factories import UserFactory
from tests.jobs.factories import AT, JobFactory

pytestmark = pytest.mark.django_db


def run(job, at=AT):
    result = runner.run(job.pk, clock=lambda: at)
    job.refresh_from_db()
    return result


def test_runs_to_its_end_and_tells_the_starter(kind):
    def work(ctx):
        ctx.progress(3, 10)
        ctx.finish({"created": 10}, url="/talents/")

    kind(work)
    job = JobFactory(payload={"n": 1})

    run(job)

    assert (job.state, job.done, job.total, job.attempt) == ("done", 10, 10, 1)
    assert (job.result, job.started_at, job.finished_at) == ({"created": 10}, AT, AT)
    message = Message.objects.get(recipient=job.by)
    assert (message.subject, message.url) == ("Done: Count · roster.xlsx", "/talents/")


def test_a_job_that_is_over_is_not_run_again(kind):
    ran = []
    kind(lambda ctx: ran.append(ctx))
    job = JobFactory()
    run(job)

    assert run(job) is None
    assert len(ran) == 1
    assert Message.objects.count() == 1


def test_a_refusal_is_shown_in_its_own_words(kind):
    def work(ctx):
        raise DomainError("Row 7 has no name.")

    kind(work)
    job = JobFactory()

    run(job)

    assert (job.state, job.error) == ("failed", "Row 7 has no name.")
    assert Message.objects.get().body == "Row 7 has no name."


def test_a_defect_shows_nothing_of_its_inside(kind):
    def work(ctx):
        raise KeyError("id 230602199005179969")

    kind(work)
    job = JobFactory()

    run(job)

    assert job.state == "failed"
    assert "2306" not in job.error
    assert str(job.pk) in job.error


def test_a_database_that_went_away_leaves_the_job_to_be_taken_over(kind):
    def work(ctx):
        raise OperationalError("server closed the connection unexpectedly")

    kind(work)
    job = JobFactory()

    assert run(job) is None
    assert (job.state, job.error) == ("running", "")
    kind(lambda ctx: None)
    run(job, AT + timedelta(minutes=3))
    assert (job.state, job.takeovers) == ("done", 1)


def test_an_unknown_kind_fails_instead_of_waiting_for_ever():
    job = JobFactory(kind="tests.unknown")

    run(job)

    assert job.state == "failed"


class TestClaim:
    @pytest.mark.parametrize(
        ("silent", "taken"), [(119, False), (120, False), (121, True)]
    )
    def test_takes_over_after_two_silent_minutes(self, kind, silent, taken):
        kind(lambda ctx: None)
        job = JobFactory(running=True)

        run(job, AT + timedelta(seconds=silent))

        assert (job.state == "done") == taken
        assert (job.attempt, job.takeovers) == ((2, 1) if taken else (1, 0))

    def test_gives_up_what_kills_its_worker_again_and_again(self, kind):
        ran = []
        kind(ran.append)
        job = JobFactory(running=True, takeovers=runner.MAX_TAKEOVERS)

        run(job, AT + timedelta(minutes=3))

        assert (job.state, ran) == ("failed", [])
        assert Message.objects.get().recipient == job.by


class TestResume:
    """A worker dies after chunk 2 of 4; another one goes on."""

    def work(self, ctx, dies_after=None):
        for number in range(4):
            if number < ctx.state.get("next", 0):
                continue
            with transaction.atomic():
                Region.objects.create(code=f"99000{number}", name=f"{ctx.attempt}")
                ctx.checkpoint({"next": number + 1})
                if number == 2 and dies_after == "before commit":
                    raise KeyboardInterrupt
            if number == 1 and dies_after == "after commit":
                raise KeyboardInterrupt
            ctx.progress(number + 1, 4)

    @pytest.mark.parametrize("when", ["after commit", "before commit"])
    def test_nothing_is_done_twice_and_nothing_is_left_out(self, kind, when):
        kind(lambda ctx: self.work(ctx, when))
        job = JobFactory()
        with pytest.raises(KeyboardInterrupt):
            run(job)
        job.refresh_from_db()
        assert job.state == "running"  # nobody is left to say otherwise

        kind(self.work)
        run(job, AT + timedelta(minutes=3))

        assert (job.state, job.done, job.takeovers) == ("done", 4, 1)
        done = Region.objects.filter(code__startswith="99000").order_by("code")
        by_attempt = [region.name for region in done]
        assert by_attempt == ["1", "1", "2", "2"]

    def test_a_worker_that_lost_its_job_cannot_commit_another_chunk(self, kind):
        """Merely slow, not dead: the other one has taken over meanwhile."""
        job = JobFactory()

        def slow(ctx):
            Checkpoint.objects.filter(job=job).update(attempt=2)
            Job.objects.filter(pk=job.pk).update(attempt=2)
            self.work(ctx)

        kind(slow)

        assert run(job) is None
        assert not Region.objects.filter(code__startswith="99000").exists()
        assert (job.state, job.attempt) == ("running", 2)
        assert not Message.objects.exists()


class TestCancel:
    def test_a_waiting_job_is_over_at_once(self, at):
        job = JobFactory()

        ask_to_cancel(job_id=job.pk, by=job.by, at=at)

        job.refresh_from_db()
        assert (job.state, job.finished_at) == ("cancelled", at)
        assert Message.objects.get().subject.startswith("Cancelled")

    def test_a_running_job_stops_at_its_next_step_and_keeps_what_it_has(self, kind, at):
        job = JobFactory()

        def work(ctx):
            ctx.progress(1, 3)
            ask_to_cancel(job_id=job.pk, by=job.by, at=at)
            ctx.progress(3, 3)
            raise AssertionError("went on")

        kind(work)
        run(job)

        assert job.state == "cancelled"
        assert Message.objects.count() == 1

    def test_refuses_what_is_over_and_changes_nothing(self, at):
        job = JobFactory(over=True)

        with pytest.raises(acts.JobIsOver):
            ask_to_cancel(job_id=job.pk, by=job.by, at=at)

        job.refresh_from_db()
        assert (job.state, job.is_cancel_asked) == ("done", False)

    def test_refuses_somebody_else_and_changes_nothing(self, at):
        job = JobFactory()

        with pytest.raises(NotAllowed):
            ask_to_cancel(job_id=job.pk, by=UserFactory(), at=at)

        job.refresh_from_db()
        assert (job.state, job.is_cancel_asked) == ("queued", False)


class TestTryAgain:
    def test_goes_on_from_the_last_checkpoint(self, kind, at):
        seen = []
        kind(lambda ctx: seen.append(ctx.state))
        job = JobFactory(failed=True, checkpoint={"next": 3})

        try_again(job_id=job.pk, by=job.by, at=at)
        run(job)

        assert (job.state, job.error, seen) == ("done", "", [{"next": 3}])

    def test_the_second_end_is_told_too(self, kind, at):
        def broken(ctx):
            raise DomainError("No.")

        kind(broken)
        job = JobFactory()
        run(job)
        try_again(job_id=job.pk, by=job.by, at=at)
        run(job)

        assert Message.objects.filter(subject__startswith="Failed").count() == 2

    @pytest.mark.parametrize("trait", ["over", "running"])
    def test_refuses_what_has_not_failed(self, trait, at):
        job = JobFactory(**{trait: True})

        with pytest.raises(DomainError):
            try_again(job_id=job.pk, by=job.by, at=at)


class TestStartAndSweep:
    @pytest.fixture
    def sent(self, monkeypatch):
        sent = []
        monkeypatch.setattr(
            acts.run_job,
            "apply_async",
            lambda kwargs, queue, **options: sent.append((kwargs["job_id"], queue)),
        )
        hints.ask_again()
        yield sent
        hints.ask_again()

    def test_is_handed_over_after_commit_to_the_queue_of_its_kind(
        self, kind, sent, at, django_capture_on_commit_callbacks
    ):
        kind(lambda ctx: None, queue="default")
        with django_capture_on_commit_callbacks(execute=True):
            job = start("tests.count", by=UserFactory(), at=at, payload={})
            assert sent == []

        assert sent == [(job.pk, "default")]

    def test_a_queue_nobody_listens_to_is_refused_when_the_app_starts(self, kind):
        with pytest.raises(ImproperlyConfigured):
            kind(lambda ctx: None, queue="nowhere")

    def test_a_broker_that_is_down_costs_a_minute_and_no_job(
        self, kind, monkeypatch, at, django_capture_on_commit_callbacks, sent
    ):
        def down(*_args, **_kwargs):
            raise ConnectionError

        monkeypatch.setattr(hints, "QUIET_SECONDS", 0)
        kind(lambda ctx: None)
        with monkeypatch.context() as broken:
            broken.setattr(acts.run_job, "apply_async", down)
            with django_capture_on_commit_callbacks(execute=True):
                job = start("tests.count", by=UserFactory(), at=at, payload={})
        assert sweep(at=at + timedelta(seconds=60)) == 0
        assert sweep(at=at + timedelta(seconds=61)) == 1
        assert sent == [(job.pk, "jobs")]

    def test_takes_over_what_is_silent_and_leaves_what_lives(self, kind, sent):
        kind(lambda ctx: None)
        dead = JobFactory(running=True)
        JobFactory(running=True, heartbeat_at=AT + timedelta(seconds=60))
        JobFactory(over=True)

        sweep(at=AT + timedelta(seconds=121))

        assert sent == [(dead.pk, "jobs")]
