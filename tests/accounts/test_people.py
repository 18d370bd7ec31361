"""Accounts opened, changed, closed; passwords: who may, and what is refused."""

from __future__ import annotations

import re

import pytest
from django.db import transaction

from apps.accounts import services
from apps.accounts.models import User
from apps.accounts.services import NameTaken, NotYourself
from apps.accounts.services.people import READABLE, temporary_password
from apps.audit.models import AuditEvent
from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import Role
from tests.accounts.factories import OfficeFactory, RoleGrantFactory, UserFactory

pytestmark = pytest.mark.django_db
SARTU, RANGHULU = "230602", "230604"
PHONE = "+8613900000001"


@pytest.fixture
def admin():
    return UserFactory(role=Role.SYSTEM_ADMIN)


@pytest.fixture
def sartu_admin():
    return UserFactory(role=Role.SYSTEM_ADMIN, region=SARTU)


def refused(error, act, **facts):
    """The refusal, after seeing that no account and no trace of it is left."""
    before = list(User.objects.order_by("pk").values())
    events = AuditEvent.objects.count()
    with pytest.raises(error) as caught, transaction.atomic():
        act(**facts)
    assert list(User.objects.order_by("pk").values()) == before
    assert AuditEvent.objects.count() == events
    return caught.value


def new(by, at, **more) -> dict:
    return {
        "username": "wang.xl",
        "name": "王晓岚",
        "office_id": OfficeFactory().pk,
        "by": by,
        "at": at,
    } | more


class TestCreate:
    def test_opens_an_account_without_duty_that_must_change_its_password(
        self, admin, at
    ):
        user, password = services.create_account(**new(admin, at, phone=PHONE))
        user = User.objects.get(pk=user.pk)
        assert user.check_password(password)
        assert user.must_change_password
        assert not user.roles
        event = AuditEvent.objects.get()
        assert event.action == "accounts.account.opened"
        assert password not in str(event.data)
        assert PHONE[3:] not in str(event.data)

    def test_the_temporary_password_can_be_read_aloud(self):
        assert re.fullmatch(
            rf"([{READABLE}]{{4}}-){{3}}[{READABLE}]{{4}}",
            (one := temporary_password()),
        )
        assert not set("0O1lI") & set(READABLE)
        assert temporary_password() != one

    def test_refuses_a_name_and_a_number_that_are_taken(self, admin, at):
        UserFactory(username="wang.xl")
        UserFactory(phone=PHONE)
        error = refused(NameTaken, services.create_account, **new(admin, at))
        assert error.code == "name_taken"
        error = refused(
            NameTaken,
            services.create_account,
            **new(admin, at, username="other", phone=PHONE),
        )
        assert error.code == "phone_taken"

    @pytest.mark.parametrize("role", [Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
    def test_refuses_the_other_administrators(self, at, role):
        by = UserFactory(role=role)
        refused(NotAllowed, services.create_account, **new(by, at))

    def test_refuses_an_office_outside_the_area_and_none_at_all(self, sartu_admin, at):
        for office_id in (OfficeFactory(region_id=RANGHULU).pk, None):
            refused(
                NotAllowed,
                services.create_account,
                **new(sartu_admin, at, office_id=office_id),
            )
        here = OfficeFactory(region_id=SARTU).pk
        assert services.create_account(**new(sartu_admin, at, office_id=here))


class TestUpdate:
    def facts(self, user, by, at, **more) -> dict:
        return {
            "user_id": user.pk,
            "name": user.name,
            "name_en": "",
            "phone": user.phone,
            "email": "",
            "office_id": user.office_id,
            "by": by,
            "at": at,
        } | more

    def test_writes_down_only_what_changed(self, admin, at):
        user = UserFactory(name="王", office=OfficeFactory())
        services.update_account(**self.facts(user, admin, at, name="汪", phone=PHONE))
        user.refresh_from_db()
        assert (user.name, user.phone) == ("汪", PHONE)
        event = AuditEvent.objects.get()
        assert event.data["old"] == {"name": "王", "phone": ""}
        assert event.data["new"] == {"name": "汪", "phone": "139****0001"}

    def test_nothing_changed_is_nothing_written(self, admin, at):
        user = UserFactory(office=OfficeFactory())
        services.update_account(**self.facts(user, admin, at))
        assert not AuditEvent.objects.exists()

    def test_refuses_a_move_to_another_area(self, sartu_admin, at):
        user = UserFactory(office=OfficeFactory(region_id=SARTU))
        there = OfficeFactory(region_id=RANGHULU)
        refused(
            NotAllowed,
            services.update_account,
            **self.facts(user, sartu_admin, at, office_id=there.pk),
        )

    def test_refuses_somebody_with_a_duty_elsewhere(self, sartu_admin, at):
        user = UserFactory(office=OfficeFactory(region_id=SARTU))
        RoleGrantFactory(user=user, office=OfficeFactory(region_id=RANGHULU))
        refused(
            NotAllowed,
            services.update_account,
            **self.facts(user, sartu_admin, at, name="x"),
        )


class TestClose:
    def test_closes_and_opens_again_for_a_reason(self, admin, at):
        user = UserFactory(office=OfficeFactory())
        for is_active, action in ((False, "closed"), (True, "reopened")):
            services.set_active(
                user_id=user.pk, is_active=is_active, by=admin, at=at, reason="退休"
            )
            user.refresh_from_db()
            assert user.is_active is is_active
            event = AuditEvent.objects.latest("pk")
            assert (event.action, event.why) == (f"accounts.account.{action}", "退休")

    def test_a_session_of_before_stays_ended_after_opening_again(
        self, client, admin, at
    ):
        user = UserFactory(office=OfficeFactory())
        client.force_login(user)
        assert client.get("/account/").status_code == 200
        for is_active in (False, True):
            services.set_active(
                user_id=user.pk, is_active=is_active, by=admin, at=at, reason="x"
            )
            assert client.get("/account/").status_code == 302

    def test_refuses_oneself_others_and_other_areas(self, admin, sartu_admin, at):
        user = UserFactory(office=OfficeFactory(region_id=RANGHULU))
        more = {"is_active": False, "at": at, "reason": "x"}
        act = services.set_active
        refused(NotYourself, act, user_id=admin.pk, by=admin, **more)
        refused(NotAllowed, act, user_id=user.pk, by=sartu_admin, **more)
        security = UserFactory(role=Role.SECURITY_ADMIN)
        refused(NotAllowed, act, user_id=user.pk, by=security, **more)


class TestPasswords:
    def reset(self, user, by, at) -> str:
        return services.reset_password(user_id=user.pk, by=by, at=at, reason="忘记")

    def test_a_reset_gives_a_new_one_to_be_changed(self, admin, at):
        user = UserFactory(office=OfficeFactory())
        user.set_password("before-before")
        user.save()
        password = self.reset(user, admin, at)
        user.refresh_from_db()
        assert user.check_password(password)
        assert user.must_change_password
        assert password not in str(AuditEvent.objects.get().data)

    @pytest.mark.parametrize(
        ("by_role", "person_role", "may"),
        [
            (Role.SYSTEM_ADMIN, Role.APPROVER, True),
            (Role.SYSTEM_ADMIN, Role.SYSTEM_ADMIN, True),
            (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, False),
            (Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, False),
            (Role.SECURITY_ADMIN, Role.SECURITY_ADMIN, True),
            (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, True),
            (Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN, False),
            (Role.SECURITY_ADMIN, Role.APPROVER, False),
            (Role.AUDIT_ADMIN, Role.APPROVER, False),
            (Role.APPROVER, Role.COMMISSIONER, False),
        ],
    )
    def test_nobody_lets_himself_in_as_a_counterpart(
        self, at, by_role, person_role, may
    ):
        by, person = UserFactory(role=by_role), UserFactory(role=person_role)
        if may:
            assert self.reset(person, by, at)
        else:
            refused(NotAllowed, lambda: self.reset(person, by, at))

    def test_refuses_the_own_one_and_a_closed_account(self, admin, at):
        refused(NotAllowed, lambda: self.reset(admin, admin, at))
        closed = UserFactory(is_active=False)
        refused(DomainError, lambda: self.reset(closed, admin, at))

    def test_an_own_new_password_ends_the_duty_to_change_it(self, at):
        user = UserFactory(must_change_password=True)
        services.change_password(user=user, new="another-horse-7", at=at)
        user.refresh_from_db()
        assert user.check_password("another-horse-7")
        assert not user.must_change_password

    def test_refuses_the_old_one_as_the_new_one(self, at):
        user = UserFactory(must_change_password=True)
        user.set_password("same-horse-77")
        user.save()
        refused(
            DomainError, services.change_password, user=user, new="same-horse-77", at=at
        )


class TestOffices:
    def facts(self, by, at, **more) -> dict:
        return {
            "office_id": None,
            "code": "sartu-new",
            "name": "新单位",
            "name_en": "",
            "region_code": SARTU,
            "kind": "talent",
            "phone": "",
            "is_active": True,
            "by": by,
            "at": at,
        } | more

    def test_sets_up_and_changes_one(self, sartu_admin, at):
        office = services.save_office(**self.facts(sartu_admin, at))
        services.save_office(
            **self.facts(sartu_admin, at, office_id=office.pk, name="改名")
        )
        event = AuditEvent.objects.latest("pk")
        assert event.data == {"old": {"name": "新单位"}, "new": {"name": "改名"}}

    def test_refuses_another_area_from_and_to(self, sartu_admin, at):
        refused(
            NotAllowed,
            services.save_office,
            **self.facts(sartu_admin, at, region_code=RANGHULU),
        )
        there = OfficeFactory(region_id=RANGHULU)
        refused(
            NotAllowed,
            services.save_office,
            **self.facts(sartu_admin, at, office_id=there.pk),
        )
        there.refresh_from_db()
        assert there.region_id == RANGHULU

    def test_refuses_a_code_twice_and_other_administrators(self, admin, at):
        OfficeFactory(code="sartu-new")
        refused(NameTaken, services.save_office, **self.facts(admin, at))
        other = UserFactory(role=Role.SECURITY_ADMIN)
        refused(NotAllowed, services.save_office, **self.facts(other, at, code="x"))
