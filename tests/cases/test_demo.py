"""The demonstration's commissioners and cases: every state, all rules kept."""

from random import Random

import pytest

from apps.accounts import demo as accounts
from apps.cases import demo as cases
from apps.cases.clock import due_of, due_of_task, local_date
from apps.cases.models import Case, DepartmentTask, FollowUp
from apps.cases.states import CaseStatus, TaskStatus
from apps.commissioners import demo as commissioners
from apps.commissioners.models import Assignment, Commissioner, ContactLog
from apps.commissioners.queries import due_for_contact, with_load
from apps.core.roles import Role
from apps.notifications.models import Delivery
from apps.talents import demo as talents
from apps.talents.models import Talent
from tests.accounts.factories import RoleGrantFactory, UserFactory


@pytest.fixture
def city(db, at):
    made = accounts.build()
    talents.build(size=2500, rng=Random("talents"), at=at, by=made.users["city"])
    for region in ("230602", "230604"):
        for talent in Talent.objects.active().filter(region=region)[:4]:
            talent.user = UserFactory()
            RoleGrantFactory(user=talent.user, role=Role.TALENT, office=None)
            talent.save()
    facts = {"at": at, "users": made.users, "offices": made.offices}
    commissioners.build(rng=Random("commissioners"), **facts)
    cases.build(rng=Random("cases"), **facts)
    return made


def test_has_everything_and_breaks_no_rule(city, at):
    on = local_date(at)
    assert Commissioner.objects.count() == commissioners.COMMISSIONERS
    own = Commissioner.objects.get(user=city.users["commissioner"])
    mine = Assignment.objects.active(on).filter(commissioner=own)
    assert 70 <= mine.count() <= 80
    assert due_for_contact(mine, on).exists()
    for row in with_load(Commissioner.objects.all()):
        assert row.load <= row.capacity
    assert ContactLog.objects.count() > mine.count()
    assert set(Case.objects.values_list("status", flat=True)) == set(CaseStatus.values)
    assert set(DepartmentTask.objects.values_list("status", flat=True)) >= {
        TaskStatus.SENT,
        TaskStatus.ACCEPTED,
        TaskStatus.RETURNED,
        TaskStatus.ANSWERED,
    }
    assert Case.objects.overdue(on).exists()
    assert Case.objects.filter(score__lte=2, supervised_at__isnull=False).exists()
    assert FollowUp.objects.filter(done_at__isnull=True).exists()
    assert not Case.objects.filter(opened_at__gt=at).exists()
    # The kept deadlines are what the clock says.
    for case in Case.objects.open().prefetch_related("pauses"):
        due = due_of(case, case.pauses.all())
        assert (case.due_date, case.due_earliest) == (due.date, due.earliest)
    for task in DepartmentTask.objects.open().select_related("case"):
        due = due_of_task(task, task.case, task.case.pauses.all())
        assert task.due_date == due.date
    assert not Delivery.objects.exists()
