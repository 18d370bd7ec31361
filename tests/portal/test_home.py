"""The first page: what needs me now, in the order of how much it presses."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from apps.cases import services as cases
from apps.cases.models import ServiceItem
from apps.core.roles import Role
from apps.notifications.services import post_message
from tests.accounts.factories import UserFactory
from tests.applications.factories import SHANGHAI, Walk, a_city, a_doctor
from tests.commissioners.factories import AssignmentFactory
from tests.portal.conftest import sign_in
from tests.talents.factories import ConsentFactory

pytestmark = pytest.mark.django_db
HOME = "/my/"
TUESDAY = datetime(2026, 10, 20, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def walk():
    return Walk(a_city())


@pytest.fixture
def me(walk):
    return sign_in(walk.applicant)


def show(client, at=TUESDAY) -> str:
    with time_machine.travel(at):
        return client.get(HOME).text


def order(text: str, *words: str) -> bool:
    places = [text.find(word) for word in words]
    return -1 not in places and places == sorted(places)


def ask(walk, text: str):
    return cases.open_request(
        talent_id=walk.talent.pk,
        by=walk.applicant,
        at=walk.at,
        text=text,
        item_id=ServiceItem.objects.get(code="housing").pk,
    )


def test_signing_in_leads_here(me):
    assert me.get("/").url == reverse("portal:home")


def test_says_so_when_nothing_waits(me, walk):
    ConsentFactory(talent=walk.talent)
    assert "Nothing waits for you" in show(me)


def test_puts_a_correction_before_an_answer_before_a_draft_before_messages(me, walk):
    assignment = AssignmentFactory(talent=walk.talent)
    walk.submitted().ask_correction()
    case = ask(walk, "A flat")
    server = assignment.commissioner.user
    cases.claim(case_id=case.pk, by=server, at=walk.at)
    cases.answer(case_id=case.pk, result="solved", text="Done.", by=server, at=walk.at)
    text = show(me)
    assert order(
        text,
        "Correct: ",
        "You have time until",
        "Please say whether the answer solves it",
        "unread message",
        "Read the privacy notice",
    )


def test_a_correction_whose_time_is_over_says_so(me, walk):
    walk.submitted().ask_correction()
    text = show(me, datetime(2026, 11, 2, 9, tzinfo=SHANGHAI))
    assert "The time ended on" in text
    assert "todo-late" in text


def test_leads_back_into_a_draft(me, walk):
    walk.start()
    assert reverse("portal:apply", args=[walk.pk, "known"]) in show(me)


def test_shows_the_track_with_office_and_promised_day(me, walk):
    walk.submitted()
    text = show(me)
    assert "track-column" in text
    assert "Decision promised by" in text
    assert "230602人才工作中心" in text


def test_names_the_commissioner_with_the_offices_telephone(me, walk):
    assignment = AssignmentFactory(talent=walk.talent)
    office = assignment.commissioner.office
    office.phone = "0459-6543210"
    office.save()
    text = show(me)
    assert assignment.commissioner.user.name in text
    assert 'href="tel:0459-6543210"' in text


def test_offers_what_was_not_claimed_yet_and_no_more_what_is_under_way(me, walk):
    assert "What I may claim" in show(me)
    walk.submitted()
    assert 'id="benefits-title"' not in show(me)


def test_shows_nothing_of_anybody_else(walk, me):
    walk.submitted()
    other = a_doctor(user=UserFactory(role=Role.TALENT))
    number = walk.application.number
    text = show(sign_in(other.user))
    assert number not in text


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_opens_in_both_languages(me, walk, language):
    walk.submitted()
    walk.applicant.language = language
    walk.applicant.save()
    assert f'lang="{language}"' in show(me)


def test_asks_the_same_number_of_queries_for_few_and_many(
    me, walk, django_assert_num_queries
):
    AssignmentFactory(talent=walk.talent)
    walk.submitted()
    ask(walk, "First")
    show(me)
    with django_assert_num_queries(20):
        show(me)
    for n in range(8):
        ask(walk, f"Another {n}")
        post_message(
            key=f"k{n}", recipient=walk.applicant, subject=f"News {n}", at=walk.at
        )
    with django_assert_num_queries(20):
        show(me)
