"""Applying: every step saves, mistakes lose nothing, sending is one act."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from apps.applications.models import Application, Paper
from apps.applications.states import Status
from apps.talents.models import Consent, Education
from tests.applications.factories import CLAIM, REQUIRED, a_city, a_doctor, a_picture
from tests.portal.conftest import sign_in

pytestmark = pytest.mark.django_db
TYPED = {
    **CLAIM,
    "is_new_commercial": "true",
    "in_urban_area": "true",
    "co_buyers": None,
    "co_name": "",
    "co_document": "",
    "deed_date": "",
    "unit_number": "",
}
TYPED.pop("co_buyers")


class Applicant:
    """Somebody at the pages, with the draft she began."""

    def __init__(self, city) -> None:
        self.city = city
        self.talent = a_doctor()
        self.client = sign_in(self.talent.user)

    def start(self) -> Applicant:
        self.client.post(reverse("portal:apply_start", args=["home-purchase"]))
        return self

    @property
    def application(self) -> Application:
        return Application.objects.get(talent=self.talent)

    def url(self, step: str) -> str:
        return reverse("portal:apply", args=[self.application.pk, step])

    def post(self, step: str, **data):
        return self.client.post(self.url(step), data)

    def upload(self, material: str, content: bytes | None = None, **more):
        file = SimpleUploadedFile(
            f"{material}.png", a_picture() if content is None else content, "image/png"
        )
        return self.client.post(
            reverse("portal:paper_add", args=[self.application.pk, material]),
            {"file": file, **more},
        )

    def fill(self) -> Applicant:
        self.post("facts", **TYPED)
        for material in REQUIRED:
            self.upload(material)
        self.post("papers", **{"promise-deed": "on"})
        return self

    def send(self, **data):
        body = {"declared": "on", "version": self.application.version, **data}
        return self.post("send", **body)


@pytest.fixture
def me():
    return Applicant(a_city(at=timezone.now())).start()


class TestTheWay:
    def test_goes_from_the_guide_to_the_receipt(self, me):
        assert me.post("known").url == me.url("facts")
        assert me.post("facts", **TYPED).url == me.url("papers")
        for material in REQUIRED:
            assert me.upload(material).status_code == 302
        assert me.post("papers", **{"promise-deed": "on"}).url == me.url("send")
        page = me.client.get(me.url("send")).text
        assert "¥111,760.28" in page
        response = me.send()
        number = me.application.number
        assert response.url == reverse("portal:receipt", args=[number])
        receipt = me.client.get(response.url).text
        assert number in receipt
        assert me.application.status == Status.SUBMITTED

    def test_starting_twice_goes_on_with_the_first(self, me):
        me.start()
        assert Application.objects.count() == 1

    def test_asks_nothing_about_the_person_that_the_register_knows(self, me):
        known = me.client.get(me.url("known")).text
        assert "Full-time doctorate" in known
        facts = me.client.get(me.url("facts")).text
        assert "Do you hold a doctorate" not in facts

    @pytest.mark.parametrize("step", ["known", "facts", "papers", "send"])
    def test_each_step_opens_in_chinese_too(self, me, step):
        me.talent.user.language = "zh-hans"
        me.talent.user.save()
        page = me.client.get(me.url(step))
        assert page.status_code == 200
        assert 'lang="zh-hans"' in page.text


class TestDrafts:
    def test_keeps_what_is_wrong_as_it_was_typed_and_says_so_beside_it(self, me):
        response = me.post("facts", **{**TYPED, "area": "about ninety", "price": "1"})
        assert response.status_code == 422
        assert me.application.draft["claim"]["area"] == "about ninety"
        assert me.application.draft["claim"]["address"] == CLAIM["address"]
        assert "What you typed is saved" in response.text
        assert 'value="about ninety"' in me.client.get(me.url("facts")).text

    def test_goes_on_later_without_a_word_about_mistakes(self, me):
        response = me.post("facts", later="1", **{**TYPED, "area": ""})
        assert response.url == reverse("portal:applications")
        assert me.application.draft["claim"]["address"] == CLAIM["address"]

    def test_keeps_further_buyers_with_a_mistake_in_one(self, me):
        response = me.post(
            "facts", **{**TYPED, "co_name": "李四", "co_document": "not a number"}
        )
        assert response.status_code == 422
        assert me.application.draft["claim"]["co_buyers"] == [
            {"name": "李四", "document": "not a number"}
        ]

    def test_a_refused_file_changes_nothing_and_says_why(self, me):
        response = me.upload("invoice", b"MZ this is a program")
        assert response.status_code == 422
        assert not Paper.objects.exists()
        assert 'id="paper-invoice"' in response.text

    def test_a_fragment_alone_answers_an_upload_from_the_page(self, me):
        file = SimpleUploadedFile("a.png", a_picture(), "image/png")
        response = me.client.post(
            reverse("portal:paper_add", args=[me.application.pk, "invoice"]),
            {"file": file},
            headers={"HX-Request": "true"},
        )
        assert response.status_code == 200
        assert "<html" not in response.text
        assert "a.png" in response.text

    def test_replaces_a_file_only_when_the_new_one_is_taken(self, me):
        me.upload("invoice")
        old = Paper.objects.get()
        me.upload("invoice", b"no picture", replace=old.pk)
        old.refresh_from_db()
        assert old.removed_at is None
        me.upload("invoice", a_picture("black"), replace=old.pk)
        old.refresh_from_db()
        assert old.removed_at is not None
        assert Paper.objects.filter(removed_at=None).count() == 1

    def test_removes_a_file(self, me):
        me.upload("invoice")
        me.client.post(reverse("portal:paper_remove", args=[Paper.objects.get().pk]))
        assert not Paper.objects.filter(removed_at=None).exists()


class TestSending:
    def test_tells_everything_that_is_missing_at_once_and_sends_nothing(self, me):
        response = me.send()
        assert response.status_code == 422
        for words in ("Filed purchase contract", "Invoice for the home"):
            assert words in response.text
        assert f"{me.url('papers')}#paper-contract" in response.text
        assert me.application.status == Status.DRAFT

    def test_does_not_send_without_the_declaration(self, me):
        me.fill()
        response = me.send(declared="")
        assert response.status_code == 422
        assert me.application.status == Status.DRAFT

    def test_pressing_twice_makes_one_application_and_shows_its_receipt(self, me):
        me.fill()
        version = me.application.version
        first = me.send(version=version)
        second = me.post("send", declared="on", version=version)
        third = me.client.get(second.url)
        assert first.url.endswith("/receipt/")
        assert Application.objects.exclude(number=None).count() == 1
        assert third.status_code == 200

    def test_refuses_a_summary_that_is_out_of_date(self, me):
        """Changed on another device since this page was shown."""
        me.fill()
        shown = me.application.version
        me.post("facts", **{**TYPED, "area": "90"})
        response = me.send(version=shown)
        assert response.status_code == 422
        assert me.application.status == Status.DRAFT

    def test_agreeing_to_checks_is_asked_apart_and_only_kept_when_ticked(self, me):
        me.fill()
        assert 'name="data_check"' in me.client.get(me.url("send")).text
        me.send()
        assert not Consent.objects.exists()

    def test_keeps_the_consent_that_was_ticked(self, me):
        me.fill()
        me.send(data_check="on")
        assert Consent.objects.get().scope == Consent.Scope.DATA_CHECK

    def test_what_does_not_fit_may_be_sent_all_the_same(self, me):
        me.fill()
        me.post("facts", **{**TYPED, "in_urban_area": "false"})
        page = me.client.get(me.url("send")).text
        assert "does not seem to be met" in page
        me.send()
        assert me.application.status == Status.SUBMITTED


class TestWhoseItIs:
    @pytest.mark.parametrize("step", ["known", "facts", "papers", "send"])
    def test_another_persons_draft_is_not_there(self, me, strange_client, step):
        assert strange_client.get(me.url(step)).status_code == 404
        assert strange_client.post(me.url(step), TYPED).status_code == 404
        assert me.application.draft.get("claim") in (None, {})

    def test_nobody_adds_or_removes_another_persons_paper(self, me, strange_client):
        me.upload("invoice")
        paper = Paper.objects.get()
        add = reverse("portal:paper_add", args=[me.application.pk, "invoice"])
        file = SimpleUploadedFile("a.png", a_picture(), "image/png")
        assert strange_client.post(add, {"file": file}).status_code == 404
        remove = reverse("portal:paper_remove", args=[paper.pk])
        assert strange_client.post(remove).status_code == 404
        assert Paper.objects.filter(removed_at=None).count() == 1

    def test_nobody_throws_away_another_persons_draft(self, me, strange_client):
        url = reverse("portal:application_withdraw", args=[me.application.pk])
        assert strange_client.post(url).status_code == 404
        assert me.application.status == Status.DRAFT


@pytest.mark.parametrize(
    ("step", "count"), [("known", 10), ("facts", 11), ("papers", 8), ("send", 13)]
)
def test_a_step_asks_the_same_number_of_queries_with_few_and_many_papers(
    me, step, count, django_assert_num_queries
):
    me.client.get(me.url(step))
    with django_assert_num_queries(count):
        me.client.get(me.url(step))
    for material in REQUIRED:
        me.upload(material)
        me.upload(material)
    with django_assert_num_queries(count):
        me.client.get(me.url(step))


class TestQuestions:
    """Only what the register does not know and what would decide."""

    def unsure(self, me) -> Applicant:
        """A master from abroad: whether it counts as full-time is not known."""
        Education.objects.filter(talent=me.talent).update(
            level="master", mode=Education.Mode.OVERSEAS
        )
        me.talent.education = "master"
        me.talent.save()
        return me

    def test_a_doctor_is_asked_about_no_degree(self, me):
        page = me.client.get(me.url("facts")).text
        assert "About you" not in page

    def test_what_is_open_is_asked_and_the_answer_counts(self, me):
        self.unsure(me)
        page = me.client.get(me.url("facts")).text
        assert 'name="stated.education.master"' in page
        answers = {
            "stated.education.master": "true",
            "stated.education.master.world_class": "true",
        }
        me.post("facts", **TYPED, **answers)
        assert me.application.draft["stated"]["education.master"] == "true"
        assert "¥81,760.28" in me.client.get(me.url("send")).text

    def test_not_being_sure_is_an_answer_that_holds_nobody_up(self, me):
        self.unsure(me).fill()
        me.post("facts", **TYPED, **{"stated.education.master": ""})
        me.send()
        assert me.application.status == Status.SUBMITTED

    def test_a_date_that_is_none_is_refused_beside_its_field_and_the_rest_is_kept(
        self, me
    ):
        self.unsure(me)
        name = "stated.education.master.graduated_on"
        assert f'name="{name}"' in me.client.get(me.url("facts")).text
        response = me.post("facts", **TYPED, **{name: "last summer"})
        assert response.status_code == 422
        assert f'href="#id_{name}"' in response.text
        assert me.application.draft["claim"]["area"] == CLAIM["area"]
