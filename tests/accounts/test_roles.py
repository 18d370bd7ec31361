"""Duties given and ended: who may, what is refused, and that nothing changes then."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from apps.accounts.models import RoleGrant
from apps.accounts.services import (
    IncompatibleDuties,
    NotYourself,
    RoleHeldAlready,
    end_role,
    grant_role,
)
from apps.audit.models import AuditEvent
from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import DUTY_GROUPS, Role, duty_group
from tests.accounts.factories import OfficeFactory, RoleGrantFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
SARTU, RANGHULU = "230602", "230604"
PAIRS = [
    (one, other)
    for group in DUTY_GROUPS.values()
    for one in sorted(group)
    for other in sorted(group)
    if one != other
]


@pytest.fixture
def admin():
    return UserFactory(role=Role.SECURITY_ADMIN)


def give(person, role: str, *, by, at: datetime, office=None, **more) -> RoleGrant:
    if office is None and role != Role.TALENT:
        office = OfficeFactory()
    more = {"from_date": DAY, "reason": "任职文件"} | more
    return grant_role(
        user_id=person.pk,
        role=role,
        office_id=office.pk if office else None,
        by=by,
        at=at,
        **more,
    )


def refused(error, person, role, **more) -> None:
    before = list(RoleGrant.objects.values())
    events = AuditEvent.objects.count()
    with pytest.raises(error) as caught, transaction.atomic():
        give(person, role, **more)
    assert caught.value.message
    assert list(RoleGrant.objects.values()) == before
    assert AuditEvent.objects.count() == events


class TestGrant:
    def test_gives_the_duty_and_writes_it_down(self, admin, at):
        person = UserFactory()
        grant = give(
            person, Role.APPROVER, by=admin, at=at, until_date=date(2027, 1, 1)
        )
        assert grant.granted_by == admin
        assert grant.duty_group == "money"
        event = AuditEvent.objects.get(action="accounts.role.granted")
        assert (event.actor, event.why) == (admin, "任职文件")
        assert event.data["new"]["until"] == "2027-01-01"
        assert person.has_role(Role.APPROVER) or at.date() > DAY

    def test_the_city_sets_up_its_first_administrators_without_anybody(self, at):
        assert give(UserFactory(), Role.SECURITY_ADMIN, by=None, at=at).pk

    def test_a_talent_has_no_office(self, admin, at):
        assert give(UserFactory(), Role.TALENT, by=admin, at=at).office is None

    @pytest.mark.parametrize(("held", "wanted"), PAIRS)
    def test_refuses_two_duties_that_exclude_each_other(self, admin, at, held, wanted):
        person = UserFactory(role=held)
        refused(IncompatibleDuties, person, wanted, by=admin, at=at)

    def test_names_both_duties_in_the_sentence(self, admin, at):
        person = UserFactory(role=Role.FINANCE_MAKER, name="陈静怡")
        with override("en"), pytest.raises(IncompatibleDuties) as caught:
            give(person, Role.FINANCE_CHECKER, by=admin, at=at)
        assert caught.value.message == (
            "陈静怡 is Finance maker in that time: one person cannot be Finance checker "
            "as well."
        )

    def test_another_office_does_not_make_them_compatible(self, admin, at):
        person = UserFactory(role=Role.FINANCE_MAKER, region=SARTU)
        office = OfficeFactory(region_id=RANGHULU)
        refused(
            IncompatibleDuties, person, Role.APPROVER, by=admin, at=at, office=office
        )

    @pytest.mark.parametrize(
        ("until", "allowed"),
        [
            (DAY - timedelta(days=1), True),
            (DAY, True),
            (DAY + timedelta(days=1), False),
        ],
    )
    def test_one_after_the_other_is_allowed_from_the_day_on(
        self, admin, at, until, allowed
    ):
        person = UserFactory()
        RoleGrantFactory(user=person, role=Role.FINANCE_MAKER, until_date=until)
        if allowed:
            assert give(person, Role.FINANCE_CHECKER, by=admin, at=at).pk
        else:
            refused(IncompatibleDuties, person, Role.FINANCE_CHECKER, by=admin, at=at)

    def test_duties_of_no_group_go_together(self, admin, at):
        person = UserFactory(role=Role.COMMISSIONER)
        for role in (Role.DISTRICT_REVIEWER, Role.HOUSING_MANAGER, Role.APPROVER):
            assert give(person, role, by=admin, at=at).pk

    def test_refuses_the_same_duty_at_the_same_office_twice(self, admin, at):
        person = UserFactory(role=Role.COMMISSIONER)
        refused(RoleHeldAlready, person, Role.COMMISSIONER, by=admin, at=at)
        other = OfficeFactory(region_id=SARTU)
        assert give(person, Role.COMMISSIONER, by=admin, at=at, office=other).pk

    def test_refuses_oneself(self, admin, at):
        refused(NotYourself, admin, Role.APPROVER, by=admin, at=at)

    @pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, Role.LEADER])
    def test_refuses_everybody_but_the_security_administrator(self, at, role):
        other = UserFactory(role=role)
        refused(NotAllowed, UserFactory(), Role.COMMISSIONER, by=other, at=at)

    def test_refuses_an_office_outside_the_area(self, at):
        admin = UserFactory(role=Role.SECURITY_ADMIN, region=SARTU)
        there, here = OfficeFactory(region_id=RANGHULU), OfficeFactory(region_id=SARTU)
        person = UserFactory()
        for office in (there, OfficeFactory()):
            refused(
                NotAllowed, person, Role.COMMISSIONER, by=admin, at=at, office=office
            )
        assert give(person, Role.COMMISSIONER, by=admin, at=at, office=here).pk

    def test_refuses_a_closed_account_and_an_office_out_of_use(self, admin, at):
        closed = UserFactory(is_active=False)
        refused(DomainError, closed, Role.COMMISSIONER, by=admin, at=at)
        office = OfficeFactory(code="old", is_active=False)
        refused(
            DomainError,
            UserFactory(),
            Role.COMMISSIONER,
            by=admin,
            at=at,
            office=office,
        )

    @pytest.mark.parametrize("end", [DAY, DAY - timedelta(days=1)])
    def test_refuses_an_end_that_is_not_after_the_beginning(self, admin, at, end):
        refused(
            DomainError, UserFactory(), Role.LEADER, by=admin, at=at, until_date=end
        )


class TestEnd:
    def end(self, grant, *, by, at, on=DAY) -> RoleGrant:
        return end_role(grant_id=grant.pk, on=on, by=by, at=at, reason="调离")

    def test_ends_on_the_day_and_writes_it_down(self, admin, at):
        grant = RoleGrantFactory()
        self.end(grant, by=admin, at=at)
        grant.refresh_from_db()
        assert grant.until_date == DAY
        event = AuditEvent.objects.get()
        assert (event.action, event.why) == ("accounts.role.ended", "调离")

    def test_one_that_has_not_begun_never_begins(self, admin, at):
        grant = RoleGrantFactory(from_date=date(2027, 1, 1))
        assert self.end(grant, by=admin, at=at).until_date == date(2027, 1, 1)

    def test_asking_twice_changes_nothing(self, admin, at):
        grant = RoleGrantFactory()
        self.end(grant, by=admin, at=at)
        self.end(grant, by=admin, at=at, on=DAY + timedelta(days=9))
        grant.refresh_from_db()
        assert grant.until_date == DAY
        assert AuditEvent.objects.count() == 1

    def test_refuses_a_day_in_the_past_and_changes_nothing(self, admin, at):
        grant = RoleGrantFactory()
        with override("en"), pytest.raises(DomainError, match="past"):
            self.end(grant, by=admin, at=at, on=DAY - timedelta(days=1))
        grant.refresh_from_db()
        assert grant.until_date is None
        assert not AuditEvent.objects.exists()

    @pytest.mark.parametrize("who", ["self", "system", "elsewhere"])
    def test_refuses_oneself_others_and_other_areas(self, admin, at, who):
        grant = RoleGrantFactory(user=admin if who == "self" else UserFactory())
        by = {
            "self": admin,
            "system": UserFactory(role=Role.SYSTEM_ADMIN),
            "elsewhere": UserFactory(role=Role.SECURITY_ADMIN, region=SARTU),
        }[who]
        with pytest.raises((NotYourself, NotAllowed)):
            self.end(grant, by=by, at=at)
        grant.refresh_from_db()
        assert grant.until_date is None
        assert not AuditEvent.objects.exists()


class TestDatabase:
    """The same rules once more, against whoever writes past the services."""

    def insert(self, user, role, *, group=None, office=True, start=DAY, end=None):
        office_id = OfficeFactory().pk if office else None
        group = duty_group(role) if group is None else group
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO accounts_rolegrant (user_id, role, office_id, from_date, "
                "until_date, duty_group, reason, granted_at) "
                "VALUES (%s, %s, %s, %s, %s, %s, '', now())",
                [user.pk, role, office_id, start, end, group],
            )

    def test_takes_what_is_right(self):
        self.insert(UserFactory(), Role.APPROVER)

    @pytest.mark.parametrize(("held", "wanted"), PAIRS)
    def test_refuses_incompatible_duties(self, held, wanted):
        person = UserFactory(role=held)
        with pytest.raises(IntegrityError, match="accounts_no_incompatible_duties"):
            self.insert(person, wanted)

    def test_periods_that_only_touch_are_no_conflict(self):
        person = UserFactory()
        self.insert(person, Role.FINANCE_MAKER, end=DAY + timedelta(days=5))
        self.insert(person, Role.APPROVER, start=DAY + timedelta(days=5))
        with pytest.raises(IntegrityError, match="incompatible"):
            self.insert(
                person,
                Role.FINANCE_CHECKER,
                start=DAY + timedelta(days=4),
                end=DAY + timedelta(days=5),
            )

    @pytest.mark.parametrize(
        ("change", "constraint"),
        [
            ({"group": ""}, "accounts_duty_group_follows_role"),
            ({"group": "administration"}, "accounts_duty_group_follows_role"),
            ({"role": "king", "group": ""}, "accounts_role_known"),
            ({"office": False}, "accounts_office_unless_talent"),
            ({"role": Role.TALENT}, "accounts_office_unless_talent"),
            ({"end": DAY - timedelta(days=1)}, "accounts_grant_ends_after_it_begins"),
        ],
    )
    def test_refuses_rows_that_cannot_be(self, change, constraint):
        with pytest.raises(IntegrityError, match=constraint):
            self.insert(UserFactory(), **({"role": Role.APPROVER} | change))

    def test_refuses_the_same_grant_twice(self):
        person = UserFactory(role=Role.COMMISSIONER)
        with pytest.raises(IntegrityError, match="accounts_no_grant_twice"):
            self.insert(person, Role.COMMISSIONER)
        talent = UserFactory(role=Role.TALENT)
        with pytest.raises(IntegrityError, match="accounts_no_grant_twice"):
            self.insert(talent, Role.TALENT, office=False)
