"""Signing in, being locked out, the forced new password, languages, sessions."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts import services
from apps.accounts.models import RoleGrant
from apps.audit.models import AuditEvent
from apps.core.roles import Role
from tests.accounts.factories import RoleGrantFactory, UserFactory

pytestmark = pytest.mark.django_db
LOGIN = reverse("accounts:login")
PASSWORD = "right-horse-9"
PHONE = "+8613900000001"


@pytest.fixture
def person():
    user = UserFactory(username="wang.xl", phone=PHONE, role=Role.AUDITOR)
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, name="wang.xl", password=PASSWORD, **more):
    extra = {key: more.pop(key) for key in ("REMOTE_ADDR",) if key in more}
    return client.post(LOGIN, {"username": name, "password": password, **more}, **extra)


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    "name", ["wang.xl", "WANG.XL", " wang.xl ", "13900000001", "+86 139 0000 0001"]
)
def test_takes_the_user_name_or_the_mobile_number(client, person, name):
    assert sign_in(client, name).status_code == 302
    assert is_in(client)
    event = AuditEvent.objects.get(action="accounts.session.began")
    assert event.actor == person


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("wang.xl", "wrong"),
        ("nobody", PASSWORD),
        ("13900000002", PASSWORD),
        ("", PASSWORD),
        ("wang.xl", ""),
        ("wang\x00.xl", "x"),
    ],
)
def test_refuses_with_one_sentence_whatever_is_wrong(client, person, name, password):
    response = sign_in(client, name, password)
    assert response.status_code == 422
    assert not is_in(client)


def test_a_wrong_name_and_a_wrong_password_read_the_same(client, person):
    answers = {
        sign_in(client, "wang.xl", "wrong").context["form"].non_field_errors()[0],
        sign_in(client, "nobody", "wrong").context["form"].non_field_errors()[0],
    }
    assert len(answers) == 1


def test_a_closed_account_is_refused_like_a_wrong_password(client, person):
    person.is_active = False
    person.save()
    assert sign_in(client).status_code == 422


def test_refusals_are_written_down_without_what_was_typed(client, person):
    sign_in(client, "wang.xl", "wrong")
    sign_in(client, "my-secret-password", "wrong")
    known, unknown = AuditEvent.objects.order_by("pk")
    assert known.target == f"accounts.user:{person.pk}"
    assert unknown.target == "accounts.user:unknown"
    assert "my-secret" not in f"{unknown.data}{unknown.target_label}{unknown.why}"


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/audit/?who=x", "/audit/?who=x"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_goes_on_only_within_the_site(client, person, wanted, goes):
    assert sign_in(client, next=wanted)["Location"] == goes


def test_who_is_in_does_not_sign_in_again(client, person):
    client.force_login(person)
    assert client.get(LOGIN).status_code == 302


class TestLock:
    LIMIT = settings.AXES_FAILURE_LIMIT

    def fail(self, client, times, name="wang.xl"):
        for n in range(times):
            response = sign_in(client, name, "wrong", REMOTE_ADDR=f"10.0.0.{n}")
        return response

    def test_counts_per_account_wherever_the_attempts_come_from(self, client, person):
        assert self.fail(client, self.LIMIT - 1).status_code == 422
        assert self.fail(client, 1).status_code == 429
        response = sign_in(client, REMOTE_ADDR="10.9.9.9")
        assert response.status_code == 429
        assert "accounts/locked_out.html" in [t.name for t in response.templates]
        assert not is_in(client)

    def test_counts_name_and_number_as_one_account(self, client, person):
        self.fail(client, self.LIMIT - 1)
        assert self.fail(client, 1, name="139 0000 0001").status_code == 429

    def test_others_at_the_same_address_may_sign_in(self, client, person):
        other = UserFactory(username="other")
        other.set_password(PASSWORD)
        other.save()
        self.fail(client, self.LIMIT)
        response = sign_in(client, "other", REMOTE_ADDR="10.0.0.1")
        assert response.status_code == 302

    def test_a_success_begins_the_count_anew(self, client, person):
        self.fail(client, self.LIMIT - 1)
        sign_in(client)
        client.logout()
        assert self.fail(client, self.LIMIT - 1).status_code == 422

    def test_opens_after_a_quarter_of_an_hour(self, client, person):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            self.fail(client, self.LIMIT)
            clock.shift(timedelta(minutes=14, seconds=59))
            assert sign_in(client).status_code == 429
            clock.shift(timedelta(seconds=2))
            assert sign_in(client).status_code == 302

    def test_the_lock_is_written_down_once(self, client, person):
        self.fail(client, self.LIMIT + 3)
        assert (
            AuditEvent.objects.filter(action="accounts.account.locked").count(),
            AuditEvent.objects.filter(action="accounts.session.refused").count(),
        ) == (1, self.LIMIT - 1)


class TestSessions:
    def test_signing_out_is_an_act(self, client, person):
        client.force_login(person)
        assert client.get(reverse("accounts:logout")).status_code == 405
        assert client.post(reverse("accounts:logout")).status_code == 302
        assert not is_in(client)
        assert AuditEvent.objects.get().action == "accounts.session.ended"

    def test_ends_the_other_sessions_and_keeps_this_one(self, person):
        here, there = Client(), Client()
        for client in (here, there):
            client.force_login(person)
        here.post(reverse("accounts:end_sessions"))
        assert here.get("/account/").status_code == 200
        assert there.get("/account/").status_code == 302

    def test_a_new_password_ends_the_other_sessions(self, person):
        here, there = Client(), Client()
        for client in (here, there):
            client.force_login(person)
        new = "another-horse-7"
        form = {"old": PASSWORD, "new": new, "again": new}
        assert here.post(reverse("accounts:password"), form).status_code == 302
        assert here.get("/account/").status_code == 200
        assert there.get("/account/").status_code == 302

    def test_a_role_that_ends_today_closes_its_pages_with_the_next_click(
        self, client, person
    ):
        client.force_login(person)
        assert client.get("/audit/").status_code == 200
        admin = UserFactory(role=Role.SECURITY_ADMIN)
        services.end_role(
            grant_id=RoleGrant.objects.get(user=person).pk,
            on=timezone.localdate(),
            by=admin,
            at=timezone.now(),
            reason="调离",
        )
        assert client.get("/audit/").status_code == 403

    def test_a_role_counts_from_midnight_in_daqing(self, client):
        user = UserFactory()
        today = timezone.localdate()
        RoleGrantFactory(
            user=user, role=Role.AUDITOR, from_date=today + timedelta(days=1)
        )
        client.force_login(user)
        assert client.get("/audit/").status_code == 403
        midnight = timezone.localtime().replace(
            hour=0, minute=0, second=1, microsecond=0
        ) + timedelta(days=1)
        with time_machine.travel(midnight, tick=False):
            client.force_login(user)
            assert client.get("/audit/").status_code == 200


class TestForcedChange:
    @pytest.fixture
    def temporary(self, client, person):
        person.must_change_password = True
        person.save()
        client.force_login(person)
        return person

    @pytest.mark.parametrize("page", ["/", "/audit/", "/account/", "/keys/"])
    def test_every_page_leads_to_the_password(self, client, temporary, page):
        assert client.get(page)["Location"] == reverse("accounts:password")

    def test_a_fragment_moves_the_whole_page(self, client, temporary):
        response = client.get("/audit/", headers={"HX-Request": "true"})
        assert response["HX-Redirect"] == reverse("accounts:password")

    def test_leaving_and_the_language_stay_open(self, client, temporary):
        assert client.get(reverse("accounts:password")).status_code == 200
        client.post(reverse("accounts:language"), {"language": "zh-hans"})
        temporary.refresh_from_db()
        assert temporary.language == "zh-hans"
        assert client.post(reverse("accounts:logout")).status_code == 302

    def test_a_good_new_one_opens_everything(self, client, temporary):
        form = {"old": PASSWORD, "new": "another-horse-7", "again": "another-horse-7"}
        client.post(reverse("accounts:password"), form)
        assert client.get("/audit/").status_code == 200

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"old": "wrong"}, "old"),
            ({"again": "another-horse-8"}, "again"),
            ({"new": "short-1", "again": "short-1"}, "new"),
            ({"new": "1234567890123", "again": "1234567890123"}, "new"),
            ({"new": "password1234", "again": "password1234"}, "new"),
            ({"new": "wang.xl-wang", "again": "wang.xl-wang"}, "new"),
            ({"new": PASSWORD, "again": PASSWORD}, "new"),
        ],
    )
    def test_a_bad_one_is_refused_and_changes_nothing(
        self, client, temporary, change, field
    ):
        form = {"old": PASSWORD, "new": "another-horse-7", "again": "another-horse-7"}
        response = client.post(reverse("accounts:password"), form | change)
        assert response.status_code == 422
        assert list(response.context["form"].errors) == [field]
        temporary.refresh_from_db()
        assert temporary.check_password(PASSWORD)
        assert temporary.must_change_password


class TestLanguage:
    def choose(self, client, language, **more):
        return client.post(reverse("accounts:language"), {"language": language, **more})

    def test_is_chinese_until_somebody_chooses(self, client):
        page = client.get(LOGIN)
        assert '<html lang="zh-hans">' in page.content.decode()
        assert "登录" in page.content.decode()

    def test_is_kept_in_the_browser_before_signing_in(self, client):
        response = self.choose(client, "en", next=LOGIN)
        assert response["Location"] == LOGIN
        page = client.get(LOGIN)
        assert '<html lang="en">' in page.content.decode()
        assert "Sign in" in page.content.decode()

    def test_is_remembered_for_the_person_in_every_browser(self, client, person):
        client.force_login(person)
        self.choose(client, "zh-hans")
        other = Client()
        other.force_login(person)
        assert other.get("/account/")["Content-Language"] == "zh-hans"

    @pytest.mark.parametrize("wrong", ["fr", "", "../en"])
    def test_another_one_changes_nothing(self, client, person, wrong):
        client.force_login(person)
        self.choose(client, wrong)
        person.refresh_from_db()
        assert person.language == "en"

    def test_leads_nowhere_else(self, client):
        response = self.choose(client, "en", next="https://evil.example/")
        assert response["Location"] == "/"
