"""Handing in: everything that is wrong at once, or a number and a clock."""

from datetime import date

import pytest

from apps.applications import services
from apps.applications.matters import Incomplete
from apps.applications.models import Application, Step
from apps.applications.services import AlreadyApplied, NotOpen, submission
from apps.applications.services.drafts import NotAsked
from apps.applications.services.intake import Listed
from apps.applications.services.submission import WindowOver
from apps.applications.states import Status
from apps.audit.models import AuditEvent, NumberSeries
from apps.core.errors import DomainError, NotAllowed
from apps.notifications.models import Message
from apps.policies.models import PolicyVersion
from apps.subsidies.models import Calculation, HomePurchaseClaim
from tests.applications.factories import REQUIRED, Walk, a_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return a_city()


@pytest.fixture
def walk(city):
    return Walk(city).start()


def nothing_was_handed_in(walk) -> bool:
    application = walk.application
    return (
        application.status == Status.DRAFT
        and application.number is None
        and not Step.objects.exists()
        and not NumberSeries.objects.filter(prefix="AL").exists()
        and not HomePurchaseClaim.objects.exists()
        and not Calculation.objects.exists()
        and not Message.objects.exists()
        and not AuditEvent.objects.filter(
            action="applications.application.moved"
        ).exists()
    )


class TestSubmit:
    def test_takes_a_number_freezes_the_version_and_starts_the_clock(self, walk):
        walk.fill().submit()
        application = walk.application
        assert application.number == "AL-2026-000001"
        assert application.reference_date == date(2026, 10, 16)
        step = Step.objects.get()
        assert (step.code, step.days, step.due_date) == (
            "acceptance",
            5,
            date(2026, 10, 23),
        )
        assert application.due_date == date(2026, 10, 23)

    def test_says_everything_at_once_and_changes_nothing(self, walk):
        services.save_draft(
            application_id=walk.pk,
            by=walk.applicant,
            at=walk.at,
            claim={"area": "huge"},
            stated={"person.title": "emperor", "person.age": "20"},
        )
        with pytest.raises(Incomplete) as refusal:
            walk.submit()
        errors = refusal.value.errors
        assert {
            "claim.area",
            "claim.price",
            "claim.contract_number",
            "stated.person.title",
            "stated.person.age",
            "material.contract",
            "material.deed",
            "declared",
        } <= set(errors)
        assert "material.insurance" not in errors  # shared, never demanded
        assert "material.title" not in errors  # where it applies
        assert nothing_was_handed_in(walk)

    @pytest.mark.parametrize("missing", REQUIRED)
    def test_each_required_paper_is_required(self, walk, missing):
        walk.fill(papers=[code for code in REQUIRED if code != missing])
        with pytest.raises(Incomplete) as refusal:
            walk.submit()
        assert list(refusal.value.errors) == [f"material.{missing}"]
        assert nothing_was_handed_in(walk)

    def test_a_paper_may_follow_only_where_the_policy_says_so(self, walk):
        papers = [code for code in REQUIRED if code != "invoice"]
        walk.fill(papers=papers, promises=("deed", "invoice"))
        with pytest.raises(Incomplete) as refusal:
            walk.submit()
        assert list(refusal.value.errors) == ["material.invoice"]

    def test_a_paper_taken_back_is_missing_again(self, walk):
        walk.fill()
        paper = walk.application.papers.get(material="pledge")
        services.detach(paper_id=paper.pk, by=walk.applicant, at=walk.at)
        with pytest.raises(Incomplete):
            walk.submit()

    def test_a_promise_for_what_is_there_is_not_kept(self, walk):
        walk.fill(papers=(*REQUIRED, "deed")).submit()
        assert not walk.application.promised_papers.exists()

    def test_needs_the_declaration(self, walk):
        walk.fill()
        services.save_draft(
            application_id=walk.pk, by=walk.applicant, at=walk.at, declared=False
        )
        with pytest.raises(Incomplete) as refusal:
            walk.submit()
        assert list(refusal.value.errors) == ["declared"]

    def test_nobody_else_hands_it_in(self, walk, city):
        walk.fill()
        with pytest.raises(NotAllowed):
            services.submit(application_id=walk.pk, by=city.city, at=walk.at)
        assert nothing_was_handed_in(walk)

    def test_twice_is_refused_and_takes_no_second_number(self, walk):
        walk.fill().submit()
        with pytest.raises(DomainError):
            walk.submit()
        assert NumberSeries.objects.get(prefix="AL").last == 1

    def test_a_failed_one_gives_its_number_back(self, city, monkeypatch):
        first, second = Walk(city).start().fill(), Walk(city).start().fill()
        real = submission.tell_applicant
        monkeypatch.setattr(submission, "tell_applicant", _boom)
        with pytest.raises(RuntimeError):
            first.submit()
        monkeypatch.setattr(submission, "tell_applicant", real)
        second.submit()
        assert second.application.number == "AL-2026-000001"

    def test_a_policy_that_ended_meanwhile_is_refused(self, walk):
        walk.fill()
        PolicyVersion.objects.update(until_date=date(2026, 10, 16))
        with pytest.raises(NotOpen):
            walk.submit()

    def test_what_was_granted_meanwhile_is_refused(self, walk):
        walk.fill()
        Application.objects.filter(pk=walk.pk).update(talent=_granted_to(walk))
        with pytest.raises(AlreadyApplied):
            services.submit(
                application_id=walk.pk,
                by=Application.objects.get(pk=walk.pk).talent.user,
                at=walk.at,
            )

    def test_answers_become_rows_and_once_only(self, walk):
        walk.fill()
        services.save_draft(
            application_id=walk.pk,
            by=walk.applicant,
            at=walk.at,
            stated={"education.master": "false", "person.title": ""},
        )
        walk.submit()
        entry = walk.application.fact_entries.get()
        assert (entry.fact, entry.value, entry.basis) == (
            "education.master",
            False,
            "stated",
        )


def _granted_to(walk):
    """Somebody to whom the same policy was granted."""
    other = Walk(walk.city).approved(contract_number="DQ2026-555555")
    return other.talent


def _boom(*_args, **_more):
    raise RuntimeError("the last thing fails")


class TestResubmit:
    def test_continues_the_clock_where_it_stood(self, walk):
        walk.fill().submit()
        walk.at = walk.at.replace(day=20)  # Tuesday: Monday has counted
        walk.ask_correction()
        step = Step.objects.get(code="acceptance")
        assert step.is_stopped
        assert walk.application.due_date == date(2026, 11, 3)  # ten working days
        walk.at = walk.at.replace(day=28)
        walk.attach("invoice")
        walk.resubmit()
        application = walk.application
        assert application.status == Status.SUBMITTED
        # Monday 19 counted; from Wednesday 28 on the remaining four.
        assert application.due_date == date(2026, 11, 2)
        assert application.number == "AL-2026-000001"

    def test_needs_a_new_file_for_each_listed_paper(self, walk):
        walk.fill().submit().ask_correction()
        with pytest.raises(Incomplete) as refusal:
            walk.resubmit()
        assert list(refusal.value.errors) == ["material.invoice"]
        assert walk.application.status == Status.RETURNED

    def test_needs_another_entry_or_a_note_for_each_listed_field(self, walk):
        walk.fill().submit().ask_correction(Listed("税额不符", field="claim.deed_tax"))
        with pytest.raises(Incomplete) as refusal:
            walk.resubmit()
        assert list(refusal.value.errors) == ["claim.deed_tax"]
        walk.resubmit(note="以完税证明为准。")
        assert walk.application.status == Status.SUBMITTED

    def test_takes_the_corrected_entry_into_the_claim(self, walk):
        walk.fill().submit().ask_correction(Listed("面积不符", field="claim.area"))
        services.save_draft(
            application_id=walk.pk, by=walk.applicant, at=walk.at, claim={"area": "139"}
        )
        walk.resubmit()
        assert HomePurchaseClaim.objects.get().area == 139
        assert [k.amount for k in Calculation.objects.order_by("pk")][-1] < 100000

    def test_only_what_was_listed_can_be_changed(self, walk):
        walk.fill().submit().ask_correction()
        with pytest.raises(NotAsked):
            services.save_draft(
                application_id=walk.pk,
                by=walk.applicant,
                at=walk.at,
                claim={"price": "1"},
            )
        with pytest.raises(NotAsked):
            walk.attach("contract")
        assert walk.application.draft["claim"]["price"] == "980000.00"

    @pytest.mark.parametrize(("day", "is_late"), [(30, False), (31, True)])
    def test_the_window_closes_after_its_last_day(self, walk, day, is_late):
        walk.fill().submit().ask_correction()
        assert walk.application.due_date == date(2026, 10, 30)
        walk.attach("invoice")
        walk.at = walk.at.replace(day=day)
        if not is_late:
            walk.resubmit()
            return
        with pytest.raises(WindowOver):
            walk.resubmit()
        assert walk.application.status == Status.RETURNED


class TestWithdraw:
    @pytest.mark.parametrize(
        "go", ["start", "submitted", "in_prelim", "in_second", "in_approval"]
    )
    def test_is_possible_until_the_decision(self, city, go):
        walk = getattr(Walk(city), go)()
        services.withdraw(application_id=walk.pk, by=walk.applicant, at=walk.at)
        assert walk.application.status == Status.WITHDRAWN
        assert not Step.objects.filter(closed_at=None).exists()

    def test_twice_changes_nothing_more(self, walk):
        for _time in range(2):
            services.withdraw(application_id=walk.pk, by=walk.applicant, at=walk.at)
        assert walk.application.transitions.count() == 2

    def test_not_after_the_decision_and_not_by_others(self, city):
        walk = Walk(city).approved()
        with pytest.raises(DomainError):
            services.withdraw(application_id=walk.pk, by=walk.applicant, at=walk.at)
        with pytest.raises(NotAllowed):
            services.withdraw(application_id=walk.pk, by=city.district, at=walk.at)
        assert walk.application.status == Status.APPROVED
