"""A person on the register comes to an account with a code and a document."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from apps.accounts.models import User
from apps.core.errors import NotAllowed
from apps.core.roles import Role
from apps.talents import services
from apps.talents.models import AccountInvitation
from apps.talents.services.invitations import VALID_FOR, BadCode
from tests.accounts.factories import UserFactory
from tests.applications.test_races import at_once
from tests.talents.factories import TalentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
PASSWORD = "Blau-Wiese-42-Turm"  # noqa: S105 - of nobody


@pytest.fixture
def reviewer():
    return UserFactory(role=Role.DISTRICT_REVIEWER, region="230602")


@pytest.fixture
def talent():
    return TalentFactory(document=True)


def tail_of(talent) -> str:
    return talent.documents.get().number[-4:]


def code_for(talent, by, at) -> str:
    return services.invite(talent_id=talent.pk, by=by, at=at)[1]


def open_account(code, tail, at, username="zhang.san", password=PASSWORD):
    return services.activate(
        code=code, tail=tail, username=username, password=password, at=at
    )


def nothing_opened(talent) -> bool:
    talent.refresh_from_db()
    return (
        talent.user is None and not User.objects.filter(username="zhang.san").exists()
    )


class TestOpening:
    def test_code_and_document_open_an_account_of_ones_own(self, talent, reviewer, at):
        user = open_account(code_for(talent, reviewer, at), tail_of(talent), at)
        talent.refresh_from_db()
        assert talent.user == user
        assert user.check_password(PASSWORD)
        assert user.roles == {Role.TALENT}

    def test_small_letters_and_blanks_do_not_matter(self, talent, reviewer, at):
        code = code_for(talent, reviewer, at).lower().replace("-", " ")
        assert open_account(code, tail_of(talent).lower(), at)

    @pytest.mark.parametrize(
        ("later", "opens"),
        [(VALID_FOR - timedelta(seconds=1), True), (VALID_FOR, False)],
    )
    def test_a_code_ends_after_a_fortnight(self, talent, reviewer, at, later, opens):
        code = code_for(talent, reviewer, at)
        if opens:
            assert open_account(code, tail_of(talent), at + later)
        else:
            with pytest.raises(BadCode):
                open_account(code, tail_of(talent), at + later)
            assert nothing_opened(talent)

    def test_a_code_is_used_once(self, talent, reviewer, at):
        code = code_for(talent, reviewer, at)
        open_account(code, tail_of(talent), at)
        with pytest.raises(BadCode):
            open_account(code, tail_of(talent), at, username="li.si")
        assert not User.objects.filter(username="li.si").exists()

    def test_a_new_code_ends_the_earlier_one(self, talent, reviewer, at):
        old = code_for(talent, reviewer, at)
        new = code_for(talent, reviewer, at)
        with pytest.raises(BadCode):
            open_account(old, tail_of(talent), at)
        assert open_account(new, tail_of(talent), at)

    def test_five_wrong_documents_void_the_code(self, talent, reviewer, at):
        code = code_for(talent, reviewer, at)
        for _try in range(5):
            with pytest.raises(BadCode):
                open_account(code, "0000", at)
        with pytest.raises(BadCode):
            open_account(code, tail_of(talent), at)
        assert nothing_opened(talent)

    @pytest.mark.parametrize(
        ("username", "password"),
        [("Zhang San", PASSWORD), ("zhang.san", "1234567890"), ("zhang.san", "short")],
    )
    def test_a_bad_name_or_password_leaves_the_code_as_it_is(
        self, talent, reviewer, at, username, password
    ):
        code = code_for(talent, reviewer, at)
        with pytest.raises(ValidationError):
            open_account(code, tail_of(talent), at, username, password)
        assert nothing_opened(talent)
        assert open_account(code, tail_of(talent), at)

    def test_a_name_that_is_taken_is_said(self, talent, reviewer, at):
        UserFactory(username="zhang.san")
        with pytest.raises(ValidationError) as error:
            open_account(code_for(talent, reviewer, at), tail_of(talent), at)
        assert "username" in error.value.error_dict

    def test_the_code_is_kept_nowhere(self, talent, reviewer, at):
        code = code_for(talent, reviewer, at).replace("-", "")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT row_to_json(i)::text FROM talents_accountinvitation i"
            )
            assert code not in cursor.fetchone()[0]
            cursor.execute("SELECT row_to_json(e)::text FROM audit_auditevent e")
            assert all(code not in row[0] for row in cursor.fetchall())


class TestInviting:
    @pytest.mark.parametrize("role", [Role.APPROVER, Role.SYSTEM_ADMIN, Role.TALENT])
    def test_others_do_not_invite(self, talent, at, role):
        with pytest.raises(NotAllowed):
            code_for(talent, UserFactory(role=role), at)
        assert not AccountInvitation.objects.exists()

    def test_nor_does_another_district(self, talent, at):
        other = UserFactory(role=Role.DISTRICT_REVIEWER, region="230604")
        with pytest.raises(NotAllowed):
            code_for(talent, other, at)

    @pytest.mark.parametrize(
        "fields", [{"document": False}, {"document": True, "left": True}]
    )
    def test_only_who_is_on_the_register_with_a_document(self, reviewer, at, fields):
        with pytest.raises(NotAllowed):
            code_for(TalentFactory(**fields), reviewer, at)

    def test_who_has_an_account_is_not_invited(self, reviewer, at):
        talent = TalentFactory(document=True, user=UserFactory())
        with pytest.raises(NotAllowed):
            code_for(talent, reviewer, at)


class TestPages:
    def test_from_the_office_to_the_first_sign_in(self, client, talent, reviewer):
        client.force_login(reviewer)
        page = client.post(reverse("talents:invite", args=[talent.number]))
        code = page.context["code"]
        assert code in page.content.decode()
        again = client.get(reverse("talents:invite", args=[talent.number]))
        assert code not in again.content.decode()
        client.logout()
        sent = {
            "code": code,
            "tail": tail_of(talent),
            "username": "zhang.san",
            "password": PASSWORD,
            "again": PASSWORD,
        }
        response = client.post(reverse("portal:activate"), sent)
        assert response.url == reverse("accounts:login")
        response = client.post(
            reverse("accounts:login"), {"username": "zhang.san", "password": PASSWORD}
        )
        assert response.status_code == 302
        assert client.get(reverse("portal:home")).status_code == 200

    def test_what_is_wrong_is_said_and_passwords_must_agree(self, client):
        page = client.post(
            reverse("portal:activate"), {"password": PASSWORD, "again": "other"}
        )
        assert page.status_code == 422
        assert set(page.context["form"].errors) == {"code", "tail", "username", "again"}

    def test_after_many_tries_the_door_is_closed_for_an_hour(self, client):
        for _try in range(20):
            assert client.post(reverse("portal:activate"), {}).status_code == 422
        assert client.post(reverse("portal:activate"), {}).status_code == 429

    def test_behind_a_proxy_people_are_told_apart(self, client, settings):
        settings.TALENT_PROXIES = 1
        url = reverse("portal:activate")
        for _try in range(21):
            client.post(url, {}, headers={"x-forwarded-for": "192.0.2.1"})
        other = client.post(url, {}, headers={"x-forwarded-for": "192.0.2.2"})
        assert other.status_code == 422


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_of_two_at_once_with_one_code_one_opens(at):
    reviewer = UserFactory(role=Role.DISTRICT_REVIEWER, region="230602")
    talent = TalentFactory(document=True)
    code = code_for(talent, reviewer, at)
    outcomes = at_once(
        *(
            lambda name=name: open_account(code, tail_of(talent), at, username=name)
            for name in ("one.name", "other.name")
        )
    )
    assert sorted(outcomes) == ["BadCode", "done"]
    assert User.objects.filter(username__endswith=".name").count() == 1
