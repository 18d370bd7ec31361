"""The stops as the applicant sees them."""

from datetime import date, datetime

import pytest

from apps.applications.track import track
from tests.applications.factories import SHANGHAI, Walk, a_city

pytestmark = pytest.mark.django_db
ON = date(2026, 10, 16)


def states(walk, on=ON):
    found = track(walk.application, walk.applicant, on=on)
    return [(step.code, step.state) for step in found.steps]


def test_shows_what_is_done_what_is_under_way_and_what_comes():
    walk = Walk(a_city()).in_prelim()
    assert states(walk) == [
        ("submitted", "done"),
        ("acceptance", "done"),
        ("prelim_review", "now"),
        ("second_review", "todo"),
        ("approval", "todo"),
        ("end", "todo"),
    ]


def test_promises_the_end_of_all_limits_together():
    walk = Walk(a_city()).in_prelim()
    found = track(walk.application, walk.applicant, on=ON)
    # Friday 16 October: 5 + 5 + 3 working days later.
    assert found.promised.date == date(2026, 11, 4)
    assert found.days_left == 5


def test_a_promise_that_reaches_into_2027_is_unknown_and_says_so():
    at = datetime(2026, 12, 28, 9, 0, tzinfo=SHANGHAI)
    walk = Walk(a_city(at), at=at).in_prelim()
    found = track(walk.application, walk.applicant, on=date(2026, 12, 28))
    assert found.promised.date is None
    assert "2027" in found.promised_words
    assert walk.application.due_date is None
    assert walk.application.due_unknown_year == 2027


def test_while_correcting_the_clock_of_the_office_waits():
    walk = Walk(a_city()).submitted()
    walk.ask_correction()
    assert ("acceptance", "wait") in states(walk)
    assert ("correction", "wait") in states(walk)
    found = track(walk.application, walk.applicant, on=ON)
    assert [item.material for item in found.items] == ["invoice"]
    assert found.promised.is_stopped
