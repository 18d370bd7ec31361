from datetime import timedelta

import pytest

from apps.cases import services
from apps.cases.models import DepartmentTask
from apps.cases.states import CaseStatus, IllegalTransition, TaskStatus
from apps.core.errors import DomainError, NotAllowed
from apps.notifications.models import Message
from tests.accounts.factories import OfficeFactory
from tests.cases.factories import department


def fresh(task):
    task.refresh_from_db()
    task.case.refresh_from_db()
    return task


def accepted(town):
    task = town.sent()
    return services.accept_task(
        task_id=task.pk, by=town.handler, at=town.later(hours=2)
    )


class TestSend:
    def test_gives_one_main_and_assisting_tasks_and_tells_the_handlers(self, town):
        case = town.claimed()
        tasks = services.send_to_departments(
            case_id=case.pk,
            main_id=town.bureau.pk,
            assisting_ids=[department("health").pk, town.bureau.pk],
            question="请核实",
            by=town.user,
            at=town.at,
        )
        assert [t.duty for t in tasks] == ["main", "assisting"]
        case.refresh_from_db()
        assert case.status == CaseStatus.WITH_DEPARTMENT
        told = Message.objects.filter(recipient=town.handler).get()
        assert "请核实" not in told.body

    def test_a_second_main_one_is_refused_and_changes_nothing(self, town):
        task = town.sent()
        with pytest.raises(services.BusyDepartment):
            services.send_to_departments(
                case_id=task.case_id,
                main_id=department("health").pk,
                question="再核实",
                by=town.user,
                at=town.at,
            )
        assert DepartmentTask.objects.count() == 1

    def test_a_talent_office_is_no_department(self, town):
        case = town.claimed()
        with pytest.raises(DomainError):
            services.send_to_departments(
                case_id=case.pk,
                main_id=OfficeFactory().pk,
                question="x",
                by=town.user,
                at=town.at,
            )
        case.refresh_from_db()
        assert case.status == CaseStatus.CLAIMED


class TestAccept:
    def test_names_the_handler(self, town):
        task = fresh(accepted(town))
        assert (task.status, task.handler) == (TaskStatus.ACCEPTED, town.handler)

    @pytest.mark.parametrize("who", ["user", "head", "city", "asker"])
    def test_is_the_departments_own(self, town, who):
        task = town.sent()
        with pytest.raises(NotAllowed):
            services.accept_task(task_id=task.pk, by=getattr(town, who), at=town.at)
        assert fresh(task).status == TaskStatus.SENT

    def test_twice_changes_nothing(self, town):
        task = accepted(town)
        again = services.accept_task(
            task_id=task.pk, by=town.handler, at=town.later(hours=5)
        )
        assert again.accepted_at == task.accepted_at


class TestReturn:
    # Sent on Friday at ten: 24 hours without days off end on Monday at ten.
    @pytest.mark.parametrize(("days", "minutes"), [(0, 30), (3, 0)])
    def test_within_24_hours_sends_the_case_back(self, town, days, minutes):
        task = town.sent()
        at = town.later(days=days, minutes=minutes)
        services.return_task(
            task_id=task.pk, reason="住建部门办", by=town.handler, at=at
        )
        task = fresh(task)
        assert (task.status, task.answer) == (TaskStatus.RETURNED, "住建部门办")
        assert task.case.status == CaseStatus.RETURNED

    def test_a_minute_later_is_refused_and_changes_nothing(self, town):
        task = town.sent()
        with pytest.raises(services.CannotReturn):
            services.return_task(
                task_id=task.pk,
                reason="晚了",
                by=town.handler,
                at=town.later(days=3, minutes=1),
            )
        assert fresh(task).status == TaskStatus.SENT
        assert task.case.status == CaseStatus.WITH_DEPARTMENT

    def test_needs_a_reason(self, town):
        task = town.sent()
        with pytest.raises(DomainError):
            services.return_task(
                task_id=task.pk, reason=" ", by=town.handler, at=town.at
            )
        assert fresh(task).status == TaskStatus.SENT

    def test_an_assisting_one_leaves_the_main_one_at_it(self, town):
        case = town.claimed()
        main = department("health")
        tasks = services.send_to_departments(
            case_id=case.pk,
            main_id=main.pk,
            assisting_ids=[town.bureau.pk],
            question="请核实",
            by=town.user,
            at=town.at,
        )
        services.return_task(
            task_id=tasks[1].pk, reason="不相关", by=town.handler, at=town.at
        )
        case.refresh_from_db()
        assert case.status == CaseStatus.WITH_DEPARTMENT

    def test_what_the_city_named_cannot_be_returned(self, town):
        task = town.sent()
        services.return_task(
            task_id=task.pk, reason="不是", by=town.handler, at=town.at
        )
        named = services.name_main(
            case_id=task.case_id,
            office_id=town.bureau.pk,
            question="请办理",
            reason="按三定方案",
            by=town.city,
            at=town.at,
        )
        with pytest.raises(services.CannotReturn):
            services.return_task(
                task_id=named.pk, reason="还是不是", by=town.handler, at=town.at
            )
        assert fresh(named).status == TaskStatus.SENT


class TestNameMain:
    def test_is_the_citys(self, town):
        task = town.sent()
        services.return_task(
            task_id=task.pk, reason="不是", by=town.handler, at=town.at
        )
        for by in (town.head, town.user, town.handler):
            with pytest.raises(NotAllowed):
                services.name_main(
                    case_id=task.case_id,
                    office_id=town.bureau.pk,
                    question="x",
                    reason="y",
                    by=by,
                    at=town.at,
                )
        assert DepartmentTask.objects.count() == 1

    def test_comes_after_a_dispute(self, town):
        task = town.sent()
        with pytest.raises(DomainError):
            services.name_main(
                case_id=task.case_id,
                office_id=town.bureau.pk,
                question="x",
                reason="y",
                by=town.city,
                at=town.at,
            )


class TestAnswerTask:
    def test_brings_the_case_back_when_it_was_the_last(self, town):
        task = accepted(town)
        services.answer_task(
            task_id=task.pk, text="有学位", by=town.handler, at=town.later(hours=3)
        )
        task = fresh(task)
        assert task.status == TaskStatus.ANSWERED
        assert task.case.status == CaseStatus.IN_PROGRESS
        assert Message.objects.filter(
            recipient=town.user, key__startswith="case-event"
        ).exists()

    def test_before_it_is_accepted_is_refused(self, town):
        task = town.sent()
        with pytest.raises(IllegalTransition):
            services.answer_task(
                task_id=task.pk, text="好", by=town.handler, at=town.at
            )

    def test_while_another_is_at_it_the_case_waits(self, town):
        case = town.claimed()
        tasks = services.send_to_departments(
            case_id=case.pk,
            main_id=town.bureau.pk,
            assisting_ids=[department("health").pk],
            question="请核实",
            by=town.user,
            at=town.at,
        )
        services.accept_task(task_id=tasks[0].pk, by=town.handler, at=town.at)
        services.answer_task(
            task_id=tasks[0].pk, text="好", by=town.handler, at=town.at
        )
        case.refresh_from_db()
        assert case.status == CaseStatus.WITH_DEPARTMENT
        services.call_off_task(
            task_id=tasks[1].pk, reason="不再需要", by=town.user, at=town.at
        )
        case.refresh_from_db()
        assert case.status == CaseStatus.IN_PROGRESS


def test_a_departments_day_is_counted_from_its_sending(town):
    case = town.claimed(at=town.at - timedelta(days=3))
    tasks = services.send_to_departments(
        case_id=case.pk,
        main_id=town.bureau.pk,
        question="请核实",
        workdays=2,
        by=town.user,
        at=town.at,
    )
    assert str(tasks[0].due_date) == "2026-11-24"
