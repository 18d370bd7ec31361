from datetime import timedelta

import pytest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from apps.core import hints
from apps.notifications.models import Delivery, Message
from apps.notifications.services import NewMessage, post_message, post_messages, posting
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def broker_is_asked():
    hints.ask_again()
    yield
    hints.ask_again()


def post(user, at, key="case-closed:17", **changes):
    return post_message(
        **{
            "key": key,
            "recipient": user,
            "subject": "Case C-2026-000017 was closed",
            "body": "It was answered.",
            "url": "/cases/17/",
            "at": at,
            **changes,
        }
    )


def test_a_message_is_in_the_inbox_and_in_the_outbox(at):
    user = UserFactory(email="li@example.org")

    message = post(user, at)

    assert Message.objects.visible_to(user).get() == message
    delivery = Delivery.objects.get()
    assert (delivery.message, delivery.state, delivery.next_try_at) == (
        message,
        "pending",
        at,
    )


def test_the_same_fact_is_told_once_and_keeps_its_first_words(at):
    user = UserFactory(email="li@example.org")
    first = post(user, at)

    second = post(user, at + timedelta(days=3), subject="Other words")

    assert second == first
    assert second.subject == "Case C-2026-000017 was closed"
    assert Delivery.objects.count() == 1


def test_one_fact_is_told_to_each_of_two_people(at):
    post(UserFactory(email="a@example.org"), at)
    post(UserFactory(email="b@example.org"), at)

    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    "changes", [{"email": ""}, {"email": "gone@example.org", "is_active": False}]
)
def test_without_an_address_it_stays_in_the_inbox(at, changes):
    post(UserFactory(**changes), at)

    assert Message.objects.count() == 1
    assert not Delivery.objects.exists()


def test_texts_are_in_the_language_of_the_reader(at):
    subject = format_lazy("{} {}", _("Yes"), 7)
    chinese = post(UserFactory(language="zh-hans"), at, subject=subject)
    english = post(UserFactory(language="en"), at, subject=lambda: _("Yes") + " 7")

    assert english.subject == "Yes 7"
    assert chinese.subject == "是 7"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("ID 230602199005179969 was wrong", "ID …9969 was wrong"),
        ("ID 23060219900517996X was wrong", "ID …996X was wrong"),
        ("call 13912345678", "call …5678"),
        ("account 6222021234567890123.", "account …0123."),
        ("case C-2026-000123 of 2026-11-20", "case C-2026-000123 of 2026-11-20"),
        ("amount ¥1,234,567.00", "amount ¥1,234,567.00"),
    ],
)
def test_long_numbers_lose_all_but_their_end_whoever_wrote_them(at, typed, shown):
    message = post(UserFactory(), at, subject=typed, body=typed)

    assert (message.subject, message.body) == (shown, shown)


def test_a_subject_is_one_line_of_limited_length(at):
    message = post(UserFactory(), at, subject="a\r\nBcc: all@example.org " + "x" * 300)

    assert message.subject.startswith("a Bcc: all@example.org")
    assert len(message.subject) == 200


@pytest.mark.parametrize(
    "url", ["https://evil.example", "//evil.example", "/\\evil", "x"]
)
def test_a_link_out_of_the_house_is_refused_by_the_database(at, url):
    with pytest.raises(Exception, match="notifications_message_url_is_local"):
        post(UserFactory(), at, url=url)


def test_many_are_posted_in_a_few_statements(at, django_assert_num_queries):
    users = UserFactory.create_batch(30, email="x@example.org")
    messages = [NewMessage("news:1", user.pk, "News") for user in users]

    with django_assert_num_queries(5):  # savepoint, languages, messages, deliveries
        assert post_messages(messages, at=at) == 30

    with django_assert_num_queries(4):
        assert post_messages(messages, at=at) == 0
    assert Delivery.objects.count() == 30


def test_the_same_message_twice_in_one_batch_is_one(at):
    user = UserFactory()

    assert post_messages([NewMessage("a", user.pk, "A")] * 2, at=at) == 1


def test_people_who_are_gone_stop_nobody(at):
    user = UserFactory()

    posted = post_messages(
        [NewMessage("a", user.pk, "A"), NewMessage("a", 999_999_999, "A")], at=at
    )

    assert posted == 1


def test_is_handed_to_a_worker_only_after_commit(
    at, monkeypatch, django_capture_on_commit_callbacks
):
    handed = []
    monkeypatch.setattr(
        posting.deliver, "apply_async", lambda kwargs, **_options: handed.append(kwargs)
    )
    with django_capture_on_commit_callbacks(execute=True):
        post(UserFactory(email="li@example.org"), at)
        assert handed == []

    assert handed == [{"delivery_ids": [Delivery.objects.get().pk]}]


def test_a_broker_that_is_down_does_not_break_the_act_nor_slow_it(
    at, monkeypatch, django_capture_on_commit_callbacks
):
    asked = []

    def down(**kwargs):
        asked.append(kwargs)
        raise OperationalError("no broker")

    monkeypatch.setattr(posting.deliver, "apply_async", down)
    with django_capture_on_commit_callbacks(execute=True):
        post(UserFactory(email="li@example.org"), at)
        post(UserFactory(email="wang@example.org"), at)

    assert len(asked) == 1  # the second does not wait for the same silence
    states = Delivery.objects.values_list("state", flat=True)
    assert list(states) == ["pending", "pending"]  # the sweep finds them
