"""Departments check at the same time; not answered is unknown, a problem is no refusal."""

from datetime import date

import pytest
from django.urls import reverse

from apps.applications import services
from apps.applications.models import JointCheck, Transition
from apps.applications.services import joint
from apps.applications.states import Status
from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import Role
from apps.notifications.models import Message
from tests.accounts.factories import UserFactory
from tests.applications.factories import a_doctor
from tests.applications.route import a_full_city, answer, in_joint_check, through_notice
from tests.applications.test_races import LATER, at_once, meeting, without_locks


@pytest.fixture
def city(db):
    return a_full_city()


def checks(walk) -> list[str]:
    return list(
        walk.application.joint_checks.order_by("pk").values_list("result", flat=True)
    )


class TestAsking:
    def test_every_department_is_asked_at_once_with_its_own_clock(self, city):
        walk = in_joint_check(city)
        assert walk.application.status == Status.JOINT_CHECK
        found = JointCheck.objects.order_by("pk").values_list("office", "due_date")
        # Friday 16 October 2026: three and five working days later.
        assert list(found) == [
            (city.offices[0].pk, date(2026, 10, 21)),
            (city.offices[1].pk, date(2026, 10, 23)),
        ]

    def test_the_handlers_are_told_once(self, city):
        in_joint_check(city)
        told = Message.objects.filter(key__startswith="joint-check:")
        assert {message.recipient for message in told} == set(city.handlers)

    def test_a_department_sees_its_own_checks_and_no_others(self, city):
        in_joint_check(city)
        for place in (0, 1):
            seen = JointCheck.objects.visible_to(city.handlers[place])
            assert {check.office for check in seen} == {city.offices[place]}


class TestAnswering:
    def test_when_all_are_clear_it_goes_on_by_itself(self, city):
        walk = in_joint_check(city)
        answer(walk, city, 1)
        assert walk.application.status == Status.JOINT_CHECK
        answer(walk, city, 0)
        assert walk.application.status == Status.PUBLICITY

    def test_a_problem_waits_for_a_person(self, city):
        walk = in_joint_check(city)
        answer(walk, city, 0, "problem", "名下已有住房")
        answer(walk, city, 1)
        assert walk.application.status == Status.JOINT_CHECK
        with pytest.raises(DomainError, match="why you agree"):
            walk.decide(city.city)
        walk.decide(city.city, opinion="已核实，为误登记")
        assert walk.application.status == Status.PUBLICITY

    def test_silence_is_not_a_yes(self, city):
        walk = in_joint_check(city)
        answer(walk, city, 0)
        with pytest.raises(joint.NotAnswered, match="社会保险中心"):
            walk.decide(city.city, opinion="催办无果")
        assert walk.application.status == Status.JOINT_CHECK
        assert not walk.application.decisions.filter(step_code="joint_check").exists()

    def test_the_reviewer_may_refuse_for_a_problem(self, city):
        walk = in_joint_check(city)
        answer(walk, city, 0, "problem", "名下已有住房")
        walk.decide(city.city, "reject", reason="untrue", note="名下已有住房。")
        assert walk.application.status == Status.REJECTED

    @pytest.mark.parametrize(
        ("result", "note"), [("problem", "  "), ("", "x"), ("maybe", "x")]
    )
    def test_an_answer_says_what_and_why_and_nothing_changed(self, city, result, note):
        walk = in_joint_check(city)
        with pytest.raises(DomainError):
            answer(walk, city, 0, result, note)
        assert checks(walk) == ["", ""]

    def test_another_department_may_not(self, city):
        walk = in_joint_check(city)
        check = walk.application.joint_checks.order_by("pk")[0]
        with pytest.raises(NotAllowed):
            services.answer_check(
                check_id=check.pk, by=city.handlers[1], at=LATER, result="clear"
            )
        assert checks(walk) == ["", ""]

    def test_nobody_answers_about_himself(self, city):
        walk = in_joint_check(city, a_doctor(user=city.handlers[0]))
        assert not JointCheck.objects.visible_to(city.handlers[0]).exists()
        with pytest.raises(NotAllowed):
            answer(walk, city, 0)
        assert checks(walk) == ["", ""]

    def test_an_answer_is_given_once(self, city):
        walk = in_joint_check(city)
        answer(walk, city, 0)
        with pytest.raises(joint.AnsweredAlready):
            answer(walk, city, 0, "problem", "改主意")
        assert checks(walk) == ["clear", ""]

    def test_after_the_withdrawal_nothing_is_answered(self, city):
        walk = in_joint_check(city)
        services.withdraw(
            application_id=walk.pk, by=walk.applicant, at=LATER, version=walk.version
        )
        with pytest.raises(DomainError):
            answer(walk, city, 0)
        assert checks(walk) == ["", ""]

    def test_what_is_over_is_not_asked_any_more(self, city, client):
        walk = in_joint_check(city)
        client.force_login(city.handlers[0])
        url = reverse("applications:checks")
        assert len(client.get(url).context["page"].rows) == 1
        services.withdraw(
            application_id=walk.pk, by=walk.applicant, at=LATER, version=walk.version
        )
        assert client.get(url).context["page"].rows == []


class TestSignatures:
    def test_above_the_threshold_a_second_approver_signs(self, city):
        walk = through_notice(city)
        walk.decide(city.approver)
        assert walk.application.status == Status.SECOND_APPROVAL
        with pytest.raises(NotAllowed):
            walk.decide(city.approver)
        assert walk.application.status == Status.SECOND_APPROVAL
        walk.decide(UserFactory(role=Role.APPROVER))
        assert walk.application.status == Status.APPROVED

    @pytest.mark.parametrize(
        ("above", "status"),
        [
            ("111760.28", Status.APPROVED),  # just the amount: not above
            ("111760.27", Status.SECOND_APPROVAL),
        ],
    )
    def test_the_cent_above_decides(self, db, above, status):
        city = a_full_city(above=above)
        walk = through_notice(city)
        walk.decide(city.approver)
        assert walk.application.status == status


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
class TestBothDepartmentsAtOnce:
    def both(self, monkeypatch):
        city = a_full_city()
        walk = in_joint_check(city)
        meeting(monkeypatch, joint, "results_of")
        outcomes = at_once(
            *(lambda p=place: answer(walk, city, p, at=LATER) for place in (0, 1))
        )
        moved = Transition.objects.filter(
            application=walk.pk, new=Status.PUBLICITY
        ).count()
        return walk, sorted(outcomes), moved

    def test_without_the_lock_it_stands_still(self, monkeypatch):
        """Each sees the other's answer missing.  If this fails, the test below proves
        nothing."""
        without_locks(monkeypatch)
        walk, outcomes, moved = self.both(monkeypatch)
        assert (outcomes, moved) == (["done", "done"], 0)
        assert checks(walk) == ["clear", "clear"]

    def test_it_goes_on_exactly_once(self, monkeypatch):
        walk, outcomes, moved = self.both(monkeypatch)
        assert (outcomes, moved) == (["done", "done"], 1)
        assert walk.application.status == Status.PUBLICITY
