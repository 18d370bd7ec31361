"""The counter and the three desks: who may, when, and exactly once."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from apps.applications import services
from apps.applications.models import (
    Application,
    Correction,
    Decision,
    FactEntry,
    Step,
    Transition,
)
from apps.applications.reasons import REMEDY
from apps.applications.services.intake import (
    CorrectionAskedAlready,
    Listed,
    NothingListed,
    TooLate,
)
from apps.applications.services.review import NotSettled, PaperPromised
from apps.applications.states import IllegalTransition, Status
from apps.core.errors import DomainError, NotAllowed, StaleVersion
from apps.core.roles import Role
from apps.notifications.models import Message
from tests.accounts.factories import RoleGrantFactory, UserFactory
from tests.applications.factories import SARTU, Walk, a_city, a_doctor

pytestmark = pytest.mark.django_db
REFUSAL = {"reason": "not_a_class", "note": "不属于支持的类别。"}


@pytest.fixture
def city():
    return a_city()


def act(walk, service, by, **words):
    walk._tick()
    return service(
        application_id=walk.pk, by=by, at=walk.at, version=walk.version, **words
    )


def unchanged(walk, status, decisions) -> bool:
    return (
        walk.application.status == status
        and Decision.objects.filter(application=walk.pk).count() == decisions
    )


class TestCounter:
    def test_accepting_begins_the_first_review(self, city):
        walk = Walk(city).in_prelim()
        application = walk.application
        assert application.status == Status.PRELIM_REVIEW
        assert not application.is_deemed_accepted
        step = Step.objects.get(code="prelim_review")
        assert step.due_date == date(2026, 10, 23)

    @pytest.mark.parametrize(
        "who",
        [
            lambda city: city.city,
            lambda city: city.approver,
            lambda city: UserFactory(role=Role.DISTRICT_REVIEWER, region="230604"),
            lambda city: UserFactory(role=Role.COMMISSIONER, region=SARTU),
            lambda city: UserFactory(role=Role.AUDITOR),
        ],
    )
    def test_only_the_district_accepts(self, city, who):
        walk = Walk(city).submitted()
        with pytest.raises(NotAllowed):
            act(walk, services.accept, who(city))
        assert unchanged(walk, Status.SUBMITTED, 0)

    def test_refusing_needs_reason_and_words(self, city):
        walk = Walk(city).submitted()
        for words in ({"reason": "", "note": "x"}, {"reason": "outside", "note": " "}):
            with pytest.raises(DomainError):
                act(walk, services.refuse_acceptance, city.district, **words)
        assert unchanged(walk, Status.SUBMITTED, 0)

    def test_a_refusal_names_the_ways_to_object(self, city):
        walk = Walk(city).submitted()
        act(
            walk,
            services.refuse_acceptance,
            city.district,
            reason="outside",
            note="请向住建部门申请。",
        )
        assert walk.application.status == Status.NOT_ACCEPTED
        told = Message.objects.filter(recipient=walk.applicant).latest("pk")
        assert "请向住建部门申请。" in told.body
        assert str(REMEDY) in told.body
        assert told.is_statutory


class TestCorrection:
    def test_is_asked_once_the_service_and_the_database_say(self, city):
        walk = Walk(city).submitted().ask_correction()
        walk.attach("invoice")
        walk.resubmit()
        with pytest.raises(CorrectionAskedAlready):
            walk.ask_correction()
        assert walk.application.status == Status.SUBMITTED
        first = Correction.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            Correction.objects.create(
                application=first.application,
                step=first.step,
                requested_by=city.district,
                requested_at=walk.at,
            )

    @pytest.mark.parametrize(
        "items",
        [
            [],
            [Listed(" ", material="invoice")],
            [Listed("?", material="shopping-list")],
            [Listed("?", field="claim.colour")],
            [Listed("?")],
            [Listed("?", material="invoice", field="claim.area")],
        ],
    )
    def test_says_of_each_known_thing_what_is_wrong(self, city, items):
        walk = Walk(city).submitted()
        with pytest.raises(NothingListed):
            act(walk, services.request_correction, city.district, items=items)
        assert unchanged(walk, Status.SUBMITTED, 0)
        assert not Correction.objects.exists()

    def test_tells_the_applicant_until_when(self, city):
        walk = Walk(city).submitted().ask_correction()
        told = Message.objects.filter(recipient=walk.applicant).latest("pk")
        assert "2026-10-30" in told.body

    @pytest.mark.parametrize(("day", "is_late"), [(23, False), (24, True)])
    def test_is_too_late_once_silence_has_spoken(self, city, day, is_late):
        walk = Walk(city).submitted()
        walk.at = walk.at.replace(day=day)
        if not is_late:
            walk.ask_correction()
            return
        with pytest.raises(TooLate):
            walk.ask_correction()
        with pytest.raises(TooLate):
            act(
                walk,
                services.refuse_acceptance,
                city.district,
                reason="outside",
                note="x",
            )
        assert unchanged(walk, Status.SUBMITTED, 0)
        walk.accept()
        assert walk.application.accepted_at == walk.application.submitted_at


STEPS = [
    ("in_prelim", "district", Status.PRELIM_REVIEW, Status.SECOND_REVIEW),
    ("in_second", "city", Status.SECOND_REVIEW, Status.APPROVAL),
    ("in_approval", "approver", Status.APPROVAL, Status.APPROVED),
]


@pytest.mark.parametrize(("go", "who", "here", "after"), STEPS)
class TestEachStep:
    def test_goes_on_with_its_own_person(self, city, go, who, here, after):
        walk = getattr(Walk(city), go)()
        walk.decide(getattr(city, who))
        assert walk.application.status == after

    def test_is_decided_by_nobody_else(self, city, go, who, here, after):
        walk = getattr(Walk(city), go)()
        before = Decision.objects.count()
        others = {"district", "city", "approver"} - {who}
        for user in [*(getattr(city, name) for name in others), walk.applicant]:
            with pytest.raises(NotAllowed):
                walk.decide(user)
        assert unchanged(walk, here, before)

    def test_is_not_decided_on_an_old_page(self, city, go, who, here, after):
        walk = getattr(Walk(city), go)()
        before = Decision.objects.count()
        with pytest.raises(StaleVersion) as refusal:
            services.decide(
                application_id=walk.pk,
                by=getattr(city, who),
                at=walk.at,
                version=walk.version - 1,
                outcome="pass",
            )
        assert str(Status(here).label) in refusal.value.message
        assert unchanged(walk, here, before)

    def test_a_refusal_needs_reason_and_words(self, city, go, who, here, after):
        walk = getattr(Walk(city), go)()
        before = Decision.objects.count()
        with pytest.raises(DomainError):
            walk.decide(getattr(city, who), "reject", reason="untrue")
        assert unchanged(walk, here, before)
        walk.decide(getattr(city, who), "reject", **REFUSAL)
        application = walk.application
        assert application.status == Status.REJECTED
        assert application.facts["conditions"]
        told = Message.objects.filter(recipient=walk.applicant).latest("pk")
        assert str(REMEDY) in told.body

    def test_one_person_with_all_duties_decides_one_step_only(
        self, city, go, who, here, after
    ):
        """The second lock: though the roles would allow it."""
        everything = UserFactory()
        for role in (Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER, Role.APPROVER):
            RoleGrantFactory(user=everything, role=role)
        city.district = everything
        walk = Walk(city).in_prelim().decide(everything)
        with pytest.raises(NotAllowed, match="another step"):
            walk.decide(everything)
        assert walk.application.status == Status.SECOND_REVIEW


class TestTheDatabaseKeepsPeopleApart:
    def insert(self, walk, by, code, outcome="pass"):
        step = walk.application.steps.get(code=code, closed_at=None)
        return Decision.objects.create(
            application_id=walk.pk,
            step=step,
            step_code=code,
            by=by,
            at=walk.at,
            outcome=outcome,
            version=1,
        )

    def test_one_person_two_steps(self, city):
        walk = Walk(city).in_second()
        with pytest.raises(IntegrityError), transaction.atomic():
            self.insert(walk, city.district, "second_review")
        self.insert(walk, city.city, "second_review")

    def test_the_applicant_and_the_preparer(self, city):
        walk = Walk(city).in_prelim()
        helper = UserFactory()
        Application.objects.filter(pk=walk.pk).update(
            helper=helper, helper_consent="当面同意"
        )
        for by in (walk.applicant, helper):
            with pytest.raises(IntegrityError), transaction.atomic():
                self.insert(walk, by, "prelim_review")

    def test_one_step_two_decisions(self, city):
        walk = Walk(city).in_prelim()
        self.insert(walk, city.district, "prelim_review")
        with pytest.raises(IntegrityError), transaction.atomic():
            self.insert(walk, UserFactory(), "prelim_review")

    def test_a_refusal_without_reasons(self, city):
        walk = Walk(city).in_prelim()
        with pytest.raises(IntegrityError), transaction.atomic():
            self.insert(walk, city.district, "prelim_review", outcome="reject")


class TestHistoryIsKept:
    @pytest.mark.parametrize("model", [Transition, Decision, FactEntry])
    def test_neither_changed_nor_removed(self, city, model):
        walk = Walk(city).submitted()
        act(
            walk,
            services.check_fact,
            city.district,
            fact="education.master",
            value="true",
            note="学位证书",
        )
        walk.accept()
        assert model.objects.exists()
        for change in (
            lambda: model.objects.update(at=walk.at),
            lambda: model.objects.all().delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_what_a_decision_froze_stays_frozen(self, city):
        walk = Walk(city).approved()
        for change in (
            {"facts": {"amount": "1"}},
            {"facts": None},
            {"reference_date": date(2020, 1, 1)},
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                Application.objects.filter(pk=walk.pk).update(**change)


class TestSendingBack:
    def test_goes_one_step_back_to_the_same_colleague(self, city):
        walk = Walk(city).in_second()
        walk.decide(city.city, "send_back", reason="recheck", opinion="面积需核实")
        application = walk.application
        assert application.status == Status.PRELIM_REVIEW
        assert list(
            Step.objects.filter(code="prelim_review").values_list("turn", flat=True)
        ) == [1, 2]
        walk.decide(city.district).decide(UserFactory(role=Role.CITY_REVIEWER))
        assert walk.application.status == Status.APPROVAL

    def test_says_why(self, city):
        walk = Walk(city).in_second()
        with pytest.raises(DomainError):
            walk.decide(city.city, "send_back", reason="recheck")
        assert unchanged(walk, Status.SECOND_REVIEW, 2)

    def test_not_from_the_first_step(self, city):
        walk = Walk(city).in_prelim()
        with pytest.raises(IllegalTransition):
            walk.decide(city.district, "send_back", reason="recheck", opinion="x")
        assert unchanged(walk, Status.PRELIM_REVIEW, 1)


class TestAgreeing:
    def test_is_refused_while_something_that_decides_is_unknown(self, city):
        walk = Walk(city, a_doctor()).submitted().accept()
        walk.talent.educations.update(mode="overseas")
        with pytest.raises(NotSettled, match="Full-time doctorate"):
            walk.decide(city.district)
        assert unchanged(walk, Status.PRELIM_REVIEW, 1)

    def test_is_possible_once_a_reviewer_settled_it_by_the_papers(self, city):
        walk = Walk(city, a_doctor()).submitted().accept()
        walk.talent.educations.update(mode="overseas")
        act(
            walk,
            services.check_fact,
            city.district,
            fact="education.doctor",
            value="true",
            note="教育部留学服务中心认证书",
        )
        walk.decide(city.district)
        assert walk.application.status == Status.SECOND_REVIEW
        entry = FactEntry.objects.get()
        assert entry.register_value is None
        assert entry.note == "教育部留学服务中心认证书"

    def test_is_refused_when_a_condition_is_not_met(self, city):
        walk = Walk(city).in_prelim(in_urban_area=False)
        with pytest.raises(NotSettled, match="urban area"):
            walk.decide(city.district)
        assert unchanged(walk, Status.PRELIM_REVIEW, 1)

    def test_waits_for_promised_papers_at_approval(self, city):
        walk = Walk(city).in_second().decide(city.city)
        with pytest.raises(PaperPromised, match="Real-estate certificate"):
            walk.decide(city.approver)
        assert unchanged(walk, Status.APPROVAL, 3)
        walk.attach("deed")
        walk.decide(city.approver)
        assert walk.application.status == Status.APPROVED


class TestCheckingFacts:
    @pytest.mark.parametrize(
        ("fact", "value", "note"),
        [
            ("education.doctor", "perhaps", "证书"),
            ("education.doctor", "true", " "),
            ("person.age", "30", "身份证"),
            ("home.area", "150", "合同"),
            ("person.shoe_size", "42", "鞋"),
        ],
    )
    def test_refuses_what_cannot_be_settled_so(self, city, fact, value, note):
        walk = Walk(city).submitted()
        version = walk.version
        with pytest.raises(DomainError):
            act(
                walk,
                services.check_fact,
                city.district,
                fact=fact,
                value=value,
                note=note,
            )
        assert walk.version == version
        assert not FactEntry.objects.exists()

    def test_is_for_whoever_holds_the_step(self, city):
        walk = Walk(city).submitted()
        for user in (city.city, walk.applicant):
            with pytest.raises(NotAllowed):
                act(
                    walk,
                    services.check_fact,
                    user,
                    fact="education.doctor",
                    value="true",
                    note="证书",
                )
