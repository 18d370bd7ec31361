"""The way of an application: seen by its person, corrected in time, nothing internal."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.applications.services import decide
from apps.applications.services.intake import Listed
from apps.applications.states import Status
from apps.notifications.models import Message
from tests.applications.factories import CLAIM, Walk, a_city, a_picture
from tests.portal.conftest import sign_in

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
OPINION = "INTERNAL-OPINION-0815"


def day(month: int, number: int, hour: int = 12) -> datetime:
    return datetime(2026, month, number, hour, tzinfo=SHANGHAI)


@pytest.fixture
def walk():
    return Walk(a_city())


@pytest.fixture
def me(walk):
    return sign_in(walk.applicant)


def page(client, walk, name: str = "application"):
    return client.get(reverse(f"portal:{name}", args=[walk.application.number]))


class TestThePage:
    @pytest.mark.parametrize("language", ["en", "zh-hans"])
    @pytest.mark.parametrize(
        "stop", ["submitted", "in_prelim", "in_second", "approved"]
    )
    def test_opens_at_every_stop_in_both_languages(self, walk, me, stop, language):
        getattr(walk, stop)()
        walk.applicant.language = language
        walk.applicant.save()
        assert page(me, walk).status_code == 200
        assert page(me, walk, "receipt").status_code == 200

    def test_tells_who_holds_it_and_the_promised_day(self, walk, me):
        walk.submitted()
        with time_machine.travel(day(10, 19)):
            text = page(me, walk).text
        assert "230602人才工作中心" in text
        assert "Decision promised by" in text

    def test_says_no_earlier_than_where_the_year_is_not_announced(self, walk, me):
        walk.at = day(12, 28)
        walk.submitted()
        with time_machine.travel(day(12, 29)):
            text = page(me, walk).text
        assert "at the earliest" in text
        assert "2027" in text

    def test_shows_the_amount_with_its_steps_once_it_is_approved(self, walk, me):
        walk.approved()
        text = page(me, walk).text
        assert "Amount decided" in text
        assert "¥111,760.28" in text
        assert "80% of" in text

    def test_a_refusal_says_why_and_names_the_right_to_review(self, walk, me):
        walk.in_prelim()
        decide(
            application_id=walk.pk,
            by=walk.city.district,
            at=walk.at + timedelta(hours=1),
            version=walk.version,
            outcome="reject",
            reason="not_the_home",
            note="The home lies outside the urban area.",
            opinion=OPINION,
        )
        text = page(me, walk).text
        assert "The home lies outside the urban area." in text
        assert "reconsideration" in text
        assert OPINION not in text

    def test_leaks_no_internal_opinion_and_no_name_of_an_official(self, walk, me):
        walk.in_prelim()
        walk.city.district.name = "OFFICIAL-NAME"
        walk.city.district.save()
        walk.decide(walk.city.district, opinion=OPINION)
        for name in ("application", "receipt"):
            text = page(me, walk, name).text
            assert OPINION not in text
            assert "OFFICIAL-NAME" not in text
        home = me.get(reverse("portal:applications")).text
        assert OPINION not in home

    def test_does_not_show_what_a_reviewer_worked_out_before_the_decision(
        self, walk, me
    ):
        walk.in_second()
        assert "Amount decided" not in page(me, walk).text
        assert "Estimate when you sent it" in page(me, walk).text

    @pytest.mark.parametrize("name", ["application", "receipt", "correct"])
    def test_is_not_there_for_another_person(self, walk, strange_client, name):
        walk.submitted()
        assert page(strange_client, walk, name).status_code == 404

    def test_a_promised_paper_can_still_be_handed_in(self, walk, me):
        walk.submitted()
        assert 'id="paper-deed"' in page(me, walk).text
        file = SimpleUploadedFile("deed.png", a_picture(), "image/png")
        url = reverse("portal:paper_add", args=[walk.pk, "deed"])
        assert me.post(url, {"file": file}).status_code == 302
        assert not walk.application.promised_papers.filter(handed_in_at=None).exists()

    def test_nothing_else_can_be_added_any_more(self, walk, me):
        walk.submitted()
        before = walk.application.papers.count()
        file = SimpleUploadedFile("x.png", a_picture(), "image/png")
        me.post(reverse("portal:paper_add", args=[walk.pk, "invoice"]), {"file": file})
        assert walk.application.papers.count() == before


class TestCorrection:
    """Asked on Friday 16 October 2026: ten working days end on Friday the 30th."""

    LAST = day(10, 30, 23)

    @pytest.fixture
    def returned(self, walk):
        walk.submitted()
        return walk.ask_correction(
            Listed("看不清", material="invoice"),
            Listed("与合同不一致", field="claim.area"),
        )

    def answer(self, me, walk, **data):
        url = reverse("portal:correct", args=[walk.application.number])
        return me.post(url, {"area": CLAIM["area"], "note": "", **data})

    def upload(self, me, walk, material="invoice"):
        file = SimpleUploadedFile("new.png", a_picture("black"), "image/png")
        url = reverse("portal:paper_add", args=[walk.pk, material])
        return me.post(url, {"file": file})

    def test_shows_exactly_what_is_listed_and_the_days_left(self, returned, me):
        with time_machine.travel(day(10, 28)):
            text = page(me, returned, "correct").text
        assert "看不清" in text
        assert "与合同不一致" in text
        assert 'name="area"' in text
        assert 'name="price"' not in text
        assert 'id="paper-contract"' not in text
        assert "2 working days left" in text

    def test_is_sent_on_the_last_day(self, returned, me):
        with time_machine.travel(self.LAST):
            self.upload(me, returned)
            response = self.answer(me, returned, area="139.50")
        assert response.status_code == 302
        assert returned.application.status == Status.SUBMITTED
        assert str(returned.application.home_purchase.area) == "139.50"

    def test_is_refused_a_day_later_and_changes_nothing(self, returned, me):
        with time_machine.travel(self.LAST + timedelta(days=3)):
            self.upload(me, returned)
            response = self.answer(me, returned, area="139.50")
        assert response.status_code == 422
        assert returned.application.status == Status.RETURNED
        assert str(returned.application.home_purchase.area) == "140.01"

    def test_says_what_is_not_corrected_yet_and_keeps_what_was_typed(
        self, returned, me
    ):
        with time_machine.travel(day(10, 20)):
            response = self.answer(me, returned, area="139.50")
        assert response.status_code == 422
        assert "Please add a new file" in response.text
        assert 'value="139.50"' in response.text
        assert returned.application.status == Status.RETURNED
        assert returned.application.draft["claim"]["area"] == "139.50"

    def test_changes_nothing_that_is_not_listed(self, returned, me):
        with time_machine.travel(day(10, 20)):
            self.upload(me, returned)
            self.answer(me, returned, area="139.50", price="1")
        assert str(returned.application.home_purchase.price) == "980000.00"

    def test_takes_no_file_that_is_not_listed(self, returned, me):
        with time_machine.travel(day(10, 20)):
            self.upload(me, returned, "contract")
        assert returned.application.papers.filter(material="contract").count() == 1

    def test_is_saved_for_later_without_being_sent(self, returned, me):
        with time_machine.travel(day(10, 20)):
            self.answer(me, returned, area="139.50", later="1")
        assert returned.application.status == Status.RETURNED
        assert returned.application.draft["claim"]["area"] == "139.50"

    def test_sent_twice_is_sent_once(self, returned, me):
        with time_machine.travel(day(10, 20)):
            self.upload(me, returned)
            self.answer(me, returned, area="139.50")
            second = self.answer(me, returned, area="139.50")
        assert second.status_code == 302
        new = [t.new for t in returned.application.transitions.all()]
        assert new.count(Status.SUBMITTED) == 2

    def test_another_person_corrects_nothing(self, returned, strange_client):
        url = reverse("portal:correct", args=[returned.application.number])
        assert strange_client.post(url, {"area": "1"}).status_code == 404
        assert returned.application.draft["claim"]["area"] == "140.01"


class TestWithdrawing:
    def test_ends_it_and_allows_to_apply_again(self, walk, me):
        walk.in_prelim()
        me.post(
            reverse("portal:application_withdraw", args=[walk.pk]), {"note": "sold"}
        )
        assert walk.application.status == Status.WITHDRAWN
        assert "Apply again" in page(me, walk).text

    def test_is_refused_once_it_is_decided_and_changes_nothing(self, walk, me):
        walk.approved()
        me.post(reverse("portal:application_withdraw", args=[walk.pk]))
        assert walk.application.status == Status.APPROVED

    def test_throws_a_draft_away(self, walk, me):
        walk.start()
        me.post(reverse("portal:application_withdraw", args=[walk.pk]))
        assert walk.application.status == Status.WITHDRAWN
        assert me.get(reverse("portal:applications")).status_code == 200


def test_messages_lead_to_the_persons_own_page(walk):
    walk.submitted()
    message = Message.objects.get(recipient=walk.applicant)
    url = reverse("portal:application", args=[walk.application.number])
    assert message.url == url


def test_the_page_asks_the_same_number_of_queries_with_few_and_many_papers(
    walk, me, django_assert_num_queries
):
    walk.in_prelim()
    page(me, walk)
    with django_assert_num_queries(19):
        page(me, walk)
    for _ in range(4):
        walk.attach("deed")
    with django_assert_num_queries(19):
        page(me, walk)
