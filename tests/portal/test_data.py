"""My data: masked, with its source, who looked, consents, copies."""

from __future__ import annotations

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.urls import reverse

from apps.audit.models import AuditEvent
from apps.audit.services import record_read
from apps.core.roles import Role
from apps.portal.kept import sections_of
from apps.talents.models import Consent, Membership
from tests.accounts.factories import RoleGrantFactory, UserFactory
from tests.portal.conftest import sign_in
from tests.talents.factories import (
    BankAccountFactory,
    ConsentFactory,
    EducationFactory,
    GradeAwardFactory,
    HouseholdFactory,
    IntroductionFactory,
    MembershipFactory,
    ProgrammeTitleFactory,
)

PAGES = ["data", "looks", "consents", "privacy", "data_copy"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_in_both_languages(client, talent, name, language):
    talent.user.language = language
    talent.user.save()
    response = client.get(reverse(f"portal:{name}"))
    assert response.status_code == 200
    assert f'lang="{language}"' in response.text


@pytest.mark.parametrize("name", PAGES)
def test_staff_does_not_reach_a_talents_pages(db, name):
    reviewer = UserFactory(role=Role.CITY_REVIEWER)
    assert sign_in(reviewer).get(reverse(f"portal:{name}")).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_an_account_without_an_entry_is_told_whom_to_ask(db, name):
    lonely = sign_in(UserFactory(role=Role.TALENT))
    response = lonely.get(reverse(f"portal:{name}"))
    assert "not connected to an entry" in response.text


class TestWhatIsKept:
    def test_shows_numbers_masked_and_no_remark_of_the_office(self, client, talent):
        BankAccountFactory(talent=talent, number="6222000012345678")
        page = client.get(reverse("portal:data")).text
        number = talent.documents.get().number
        assert number not in page
        assert "13812345678" not in page
        assert "6222000012345678" not in page
        assert "138****5678" in page
        assert number[-4:] in page
        assert "INTERNAL-REMARK" not in page

    def test_shows_nothing_of_anybody_else(self, client, stranger):
        assert "李四" not in client.get(reverse("portal:data")).text

    def test_members_of_the_household_stay_masked_even_in_a_whole_copy(self, talent):
        household = HouseholdFactory()
        MembershipFactory(household=household, talent=talent)
        MembershipFactory(
            household=household,
            talent=None,
            relation=Membership.Relation.CHILD,
            name="王小小",
            document_number="230602201505179967",
        )
        household = next(s for s in sections_of(talent) if s.key == "household")
        whole = [
            fact.text(unmasked=True) for row in household.records for fact in row.facts
        ]
        assert "王*小" in whole
        assert not any("2306022015" in text for text in whole)

    def test_asks_the_same_number_of_queries_for_one_row_and_for_many(
        self, client, talent, django_assert_num_queries
    ):
        url = reverse("portal:data")
        client.get(url)

        def count() -> int:
            with django_assert_num_queries(QUERIES_OF_DATA):
                client.get(url)

        count()
        for day in range(1, 6):
            EducationFactory(talent=talent)
            GradeAwardFactory(talent=talent, issued_on=date(2024, 1, day))
            ProgrammeTitleFactory(talent=talent)
            IntroductionFactory(talent=talent)
        count()


# session, user, grants, the entry, badges, then one for each kind of row.
QUERIES_OF_DATA = 12


class TestLooks:
    def test_tells_office_duty_field_and_reason_but_not_the_name(
        self, client, talent, at
    ):
        reviewer = UserFactory(name="SECRET-NAME")
        grant = RoleGrantFactory(user=reviewer, role=Role.DISTRICT_REVIEWER)
        with transaction.atomic():
            record_read("phone", target=talent, by=reviewer, at=at, why="call back")
        page = client.get(reverse("portal:looks")).text
        assert "call back" in page
        assert str(grant.office) in page
        assert "District reviewer" in page
        assert "SECRET-NAME" not in page

    def test_tells_the_duty_of_the_day_of_the_look(self, client, talent, at):
        """The duty ended on the day of the look: from then on it is not named."""
        former = UserFactory()
        RoleGrantFactory(
            user=former,
            role=Role.CITY_REVIEWER,
            until_date=datetime(2026, 11, 20).date(),  # noqa: DTZ001
        )
        for hour, day in ((23, 19), (0, 20)):
            with transaction.atomic():
                record_read(
                    "phone",
                    target=talent,
                    by=former,
                    at=datetime(
                        2026, 11, day, hour, 30, tzinfo=ZoneInfo("Asia/Shanghai")
                    ),
                    why=f"on the {day}th",
                )
        page = client.get(reverse("portal:looks")).text
        newest, _, older = page.partition("on the 20th")
        assert "City reviewer" not in newest
        assert "City reviewer" in older

    def test_shows_no_look_at_somebody_else(self, client, stranger, at):
        with transaction.atomic():
            record_read("phone", target=stranger, by=UserFactory(), at=at, why="OTHER")
        page = client.get(reverse("portal:looks")).text
        assert "OTHER" not in page
        assert "Nobody has looked" in page

    def test_asks_the_same_number_of_queries_for_one_look_and_for_many(
        self, client, talent, at, django_assert_num_queries
    ):
        reviewers = [UserFactory(role=Role.CITY_REVIEWER) for _ in range(4)]

        def look(times: int) -> None:
            for n in range(times):
                with transaction.atomic():
                    record_read("phone", target=talent, by=reviewers[n], at=at, why="x")

        url = reverse("portal:looks")
        look(1)
        client.get(url)
        with django_assert_num_queries(7):
            client.get(url)
        look(4)
        with django_assert_num_queries(7):
            client.get(url)


class TestConsents:
    def test_gives_once_however_often_it_is_sent(self, client, talent):
        for _ in range(2):
            response = client.post(
                reverse("portal:consent_give"), {"scope": "matching"}
            )
            assert response.status_code == 302
        consent = Consent.objects.get(talent=talent)
        assert (consent.scope, consent.notice_version) == ("matching", "2026-1")
        given = AuditEvent.objects.filter(action="talents.consent.given")
        assert given.count() == 1

    def test_withdraws_and_keeps_the_trace(self, client, talent):
        ConsentFactory(talent=talent, scope="service")
        client.post(reverse("portal:consent_withdraw"), {"scope": "service"})
        assert Consent.objects.get(talent=talent).withdrawn_at is not None
        assert (
            AuditEvent.objects.filter(action="talents.consent.withdrawn").count() == 1
        )
        assert "Withdrawn" in client.get(reverse("portal:consents")).text

    def test_a_newer_notice_ends_the_older_consent(self, client, talent):
        old = ConsentFactory(talent=talent, scope="service", notice_version="2025-1")
        assert "Agree to the new notice" in client.get(reverse("portal:consents")).text
        client.post(reverse("portal:consent_give"), {"scope": "service"})
        old.refresh_from_db()
        assert old.withdrawn_at is not None
        assert Consent.objects.filter(talent=talent, withdrawn_at=None).count() == 1

    def test_refuses_an_unknown_purpose_and_changes_nothing(self, client, talent):
        response = client.post(reverse("portal:consent_give"), {"scope": "selling"})
        assert response.status_code == 404
        assert not Consent.objects.exists()

    def test_an_earlier_wording_stays_readable_and_an_unknown_one_is_not_there(
        self, client
    ):
        url = reverse("portal:privacy_version", args=["2026-1"])
        assert "article 17" in client.get(url).text
        assert (
            client.get(reverse("portal:privacy_version", args=["x"])).status_code == 404
        )


class TestCopy:
    def test_gives_a_masked_file_for_machines_and_records_it(self, client, talent):
        response = client.post(reverse("portal:data_copy"), {"shape": "json"})
        copy = json.loads(response.text)
        assert copy["schema"] == "talentsvc.own-data/1"
        assert copy["is_masked"] is True
        assert "13812345678" not in response.text
        assert response["Content-Disposition"].startswith("attachment")
        event = AuditEvent.objects.get(action="portal.data.copied")
        assert event.data == {"masked": True}

    def test_gives_a_page_to_read(self, client, talent):
        response = client.post(reverse("portal:data_copy"), {"shape": "html"})
        assert talent.number in response.text
        assert "138****5678" in response.text

    def test_gives_whole_numbers_for_the_password(self, client, talent):
        talent.user.set_password("a-long-password-2026")
        talent.user.save()
        client.force_login(
            talent.user, backend="apps.accounts.backends.UsernameOrPhoneBackend"
        )
        response = client.post(
            reverse("portal:data_copy"),
            {"shape": "json", "unmasked": "on", "password": "a-long-password-2026"},
        )
        assert "13812345678" in response.text
        assert talent.documents.get().number in response.text

    @pytest.mark.parametrize("password", ["", "wrong-password"])
    def test_refuses_whole_numbers_without_it_and_records_nothing(
        self, client, talent, password
    ):
        response = client.post(
            reverse("portal:data_copy"),
            {"shape": "json", "unmasked": "on", "password": password},
        )
        assert response.status_code == 422
        assert "13812345678" not in response.text
        assert not AuditEvent.objects.filter(action="portal.data.copied").exists()
