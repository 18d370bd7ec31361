"""Requests for help: two fields, once however often sent, nothing internal shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.cases import services
from apps.cases.models import Case, CaseEvent, Rating, ServiceItem
from apps.cases.states import CaseStatus
from apps.documents.models import Document
from tests.applications.factories import a_picture
from tests.cases.conftest import Town, town
from tests.cases.factories import CaseFactory
from tests.portal.conftest import sign_in

__all__ = ["town"]
NEW = "portal:request_new"


@pytest.fixture
def me(town: Town):
    return sign_in(town.asker)


def page(client, case: Case):
    return client.get(reverse("portal:request", args=[case.number]))


def act(client, case: Case, name: str, **data):
    return client.post(reverse(f"portal:request_{name}", args=[case.number]), data)


def photo(name: str = "door.png", content: bytes | None = None):
    return SimpleUploadedFile(
        name, a_picture() if content is None else content, "image/png"
    )


class TestAsking:
    def test_two_fields_make_a_request_that_the_commissioner_gets(self, me, town):
        item = ServiceItem.objects.get(code="housing")
        response = me.post(reverse(NEW), {"item": item.pk, "text": "Where do I apply?"})
        case = Case.objects.get()
        assert response.url == reverse("portal:request", args=[case.number])
        assert (case.talent, case.item, case.source) == (town.talent, item, "portal")

    def test_without_an_item_the_office_sorts_it(self, me):
        me.post(reverse(NEW), {"text": "Help"})
        assert Case.objects.get().item.code == "other"

    def test_sent_again_it_is_the_same_request(self, me):
        first = me.post(reverse(NEW), {"text": "Help"})
        second = me.post(reverse(NEW), {"text": "Help"})
        assert first.url == second.url
        assert Case.objects.count() == 1

    def test_other_words_are_another_request(self, me):
        me.post(reverse(NEW), {"text": "Help"})
        me.post(reverse(NEW), {"text": "Help with something else"})
        assert Case.objects.count() == 2

    def test_an_empty_request_is_refused_beside_its_field_and_nothing_is_made(self, me):
        response = me.post(reverse(NEW), {"text": " "})
        assert response.status_code == 422
        assert 'href="#id_text"' in response.text
        assert not Case.objects.exists()

    def test_photographs_belong_to_it_and_to_nobody_else(self, me, town, stranger):
        me.post(reverse(NEW), {"text": "Help", "photos": [photo(), photo("b.png")]})
        case = Case.objects.get()
        files = Document.objects.of(f"cases.case:{case.pk}")
        assert files.count() == 2
        address = reverse("documents:file", args=[files[0].pk])
        assert me.get(address).status_code == 200
        assert sign_in(town.user).get(address).status_code == 200
        assert sign_in(stranger.user).get(address).status_code == 404

    def test_a_refused_photograph_loses_neither_text_nor_the_good_one(self, me):
        response = me.post(
            reverse(NEW),
            {"text": "My long story", "photos": [photo(), photo("bad.png", b"MZ")]},
        )
        assert response.status_code == 422
        assert "My long story" in response.text
        assert not Case.objects.exists()
        kept = Document.objects.get()
        assert f'name="kept" value="{kept.pk}"' in response.text
        me.post(reverse(NEW), {"text": "My long story", "kept": kept.pk})
        kept.refresh_from_db()
        assert kept.owner == f"cases.case:{Case.objects.get().pk}"

    def test_nobody_hands_in_another_persons_upload(self, me, strange_client):
        me.post(reverse(NEW), {"text": "x", "photos": [photo(), photo("b", b"MZ")]})
        theirs = Document.objects.get()
        strange_client.post(reverse(NEW), {"text": "Mine", "kept": theirs.pk})
        theirs.refresh_from_db()
        assert theirs.owner == ""

    def test_says_which_entry_is_wrong_when_asked_from_there(self, me):
        page = me.get(reverse(NEW) + "?about=Education: bachelor").text
        assert "This entry is wrong: Education: bachelor" in page


class TestTheRequest:
    def test_shows_no_internal_word(self, me, town):
        case = town.claimed()
        services.add_note(
            case_id=case.pk, text="INTERNAL-NOTE", by=town.user, at=town.later(hours=1)
        )
        services.send_to_departments(
            case_id=case.pk,
            main_id=town.bureau.pk,
            question="INTERNAL-QUESTION",
            by=town.user,
            at=town.later(hours=2),
        )
        text = page(me, case).text
        assert "INTERNAL" not in text
        assert town.user.name in text

    def test_another_persons_request_is_not_there(self, strange_client, town):
        case = town.answered()
        before = CaseEvent.objects.count()
        assert page(strange_client, case).status_code == 404
        for name in ("reply", "confirm", "rate", "withdraw"):
            answer = act(strange_client, case, name, text="x", score=5, reason="x")
            assert answer.status_code == 404
        assert CaseEvent.objects.count() == before

    def test_answers_a_question_and_the_clock_runs_again(self, me, town):
        case = town.claimed()
        services.ask_talent(
            case_id=case.pk,
            question="Which school?",
            by=town.user,
            at=town.later(hours=1),
        )
        assert "Which school?" in page(me, case).text
        act(me, case, "reply", text="The first one.")
        case.refresh_from_db()
        assert case.status == CaseStatus.IN_PROGRESS
        assert "The first one." in page(me, case).text

    def test_an_empty_reply_is_refused_and_changes_nothing(self, me, town):
        case = town.claimed()
        response = act(me, case, "reply", text="")
        assert response.status_code == 422
        assert not CaseEvent.objects.filter(kind="replied").exists()

    def test_confirms_and_rates(self, me, town):
        case = town.answered()
        assert "Does this solve it?" in page(me, case).text
        act(me, case, "confirm")
        act(me, case, "rate", score=4, words="")
        case.refresh_from_db()
        assert (case.status, case.score) == (CaseStatus.CLOSED, 4)
        assert "How satisfied are you?" not in page(me, case).text

    @pytest.mark.parametrize("score", [1, 2])
    def test_a_low_rating_needs_a_word_and_then_opens_it_again(self, me, town, score):
        case = town.answered()
        assert act(me, case, "rate", score=score, words="").status_code == 422
        assert not Rating.objects.exists()
        act(me, case, "rate", score=score, words="Nobody called.")
        case.refresh_from_db()
        assert case.status == CaseStatus.REOPENED
        assert case.is_supervised

    def test_a_rating_out_of_range_is_refused_and_changes_nothing(self, me, town):
        case = town.answered()
        assert act(me, case, "rate", score=6).status_code == 422
        assert not Rating.objects.exists()

    def test_rated_twice_is_refused_with_what_was_typed(self, me, town):
        case = town.answered()
        act(me, case, "rate", score=5)
        response = act(me, case, "rate", score=3, words="Changed my mind")
        assert response.status_code == 422
        assert Rating.objects.get().score == 5

    def test_is_taken_back_with_a_reason(self, me, town):
        case = town.claimed()
        assert act(me, case, "withdraw", reason="").status_code == 422
        act(me, case, "withdraw", reason="Solved by itself")
        case.refresh_from_db()
        assert case.status == CaseStatus.WITHDRAWN

    @pytest.mark.parametrize("language", ["en", "zh-hans"])
    def test_opens_in_both_languages(self, me, town, language):
        case = town.answered()
        town.asker.language = language
        town.asker.save()
        assert page(me, case).status_code == 200
        assert me.get(reverse(NEW)).status_code == 200


def test_the_list_asks_the_same_number_of_queries_for_few_and_many(
    me, town, django_assert_num_queries
):
    url = reverse("portal:requests")
    CaseFactory(talent=town.talent)
    me.get(url)
    with django_assert_num_queries(7):
        me.get(url)
    for n in range(30):
        CaseFactory(talent=town.talent, opened_at=town.at - timedelta(days=n))
    with django_assert_num_queries(7):
        me.get(url)
    assert "page=2" in me.get(url).text


def test_a_request_asks_the_same_number_of_queries_with_few_and_many_words(
    me, town, django_assert_num_queries
):
    case = town.claimed()
    page(me, case)
    with django_assert_num_queries(10):
        page(me, case)
    for n in range(10):
        services.reply(
            case_id=case.pk, text=f"And {n}", by=town.asker, at=town.later(hours=n + 1)
        )
    with django_assert_num_queries(10):
        page(me, case)
