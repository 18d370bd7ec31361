"""Looks behind masks: for a reason, in the trail, and not without end."""

from datetime import timedelta

import pytest
from django.urls import reverse

from apps.audit.models import AuditEvent
from apps.core.errors import DomainError, NotAllowed
from apps.core.roles import Role
from apps.talents.models import Talent
from apps.talents.services import revealing
from apps.talents.visibility import REVEALING_ROLES
from tests.accounts.factories import UserFactory
from tests.talents.factories import (
    BankAccountFactory,
    IdentityDocumentFactory,
    MembershipFactory,
    TalentFactory,
)

pytestmark = pytest.mark.django_db
PHONE = "15400001234"
REVIEWING = (Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER, Role.APPROVER)


@pytest.fixture
def reviewer():
    return UserFactory(role=Role.DISTRICT_REVIEWER, region="230602")


@pytest.fixture
def talent():
    return TalentFactory(document=True, phone=f"+86{PHONE}")


def look(talent, by, at, what="phone", reason="call back"):
    return revealing.reveal(talent_id=talent.pk, what=what, reason=reason, by=by, at=at)


def test_shows_each_protected_field_and_records_which(talent, reviewer, at):
    account = BankAccountFactory(talent=talent)
    home = MembershipFactory(talent=talent).household
    child = MembershipFactory(
        household=home, talent=None, relation="child", name="王乐乐",
        document_number="230602201501019970",
    )  # fmt: skip
    document = talent.documents.get()
    expected = {
        "phone": PHONE,
        document.reveal_key: document.number,
        account.reveal_key: account.number,
        child.reveal_key: child.document_number,
        child.name_key: "王乐乐",
    }
    assert {what: look(talent, reviewer, at, what) for what in expected} == expected
    events = AuditEvent.objects.filter(is_read=True)
    assert {event.data["field"] for event in events} == expected.keys()
    assert {event.why for event in events} == {"call back"}
    assert not any(value in str(events.values()) for value in expected.values())


@pytest.mark.parametrize("role", Role.values)
def test_only_duties_that_work_with_people_may_look(role, talent, at):
    user = UserFactory(role=role, region="230602")
    if role in REVIEWING:
        assert look(talent, user, at) == PHONE
        return
    with pytest.raises(NotAllowed):
        look(talent, user, at)
    assert not AuditEvent.objects.filter(is_read=True).exists()


def test_nobody_looks_beyond_the_own_region(talent, at):
    with pytest.raises(NotAllowed):
        look(talent, UserFactory(role=Role.DISTRICT_REVIEWER, region="230603"), at)


@pytest.mark.parametrize("reason", ["", "   ", "abc"])
def test_refuses_without_a_reason_and_shows_nothing(reason, talent, reviewer, at):
    with pytest.raises(DomainError):
        look(talent, reviewer, at, reason=reason)
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    "what",
    ["name", "document-", "document-x", "document-999999", "phone-1", "", "__-1"],
)
def test_refuses_a_field_that_is_not_there(what, talent, reviewer, at):
    with pytest.raises(DomainError):
        look(talent, reviewer, at, what)
    assert not AuditEvent.objects.exists()


def test_shows_nothing_of_another_person(talent, reviewer, at):
    other = IdentityDocumentFactory()
    with pytest.raises(DomainError):
        look(talent, reviewer, at, other.reveal_key)


def test_stops_at_so_many_looks_an_hour_and_records_the_refusal(
    talent, reviewer, at, settings
):
    settings.TALENT_REVEALS_PER_HOUR = 2
    look(talent, reviewer, at)
    look(talent, reviewer, at + timedelta(minutes=1))
    with pytest.raises(revealing.TooManyLooks):
        look(talent, reviewer, at + timedelta(minutes=59))
    refused = AuditEvent.objects.get(action=revealing.REFUSED)
    assert refused.actor == reviewer
    assert refused.data["field"] == "phone"
    # Half an hour later the first look is more than an hour ago.
    assert look(talent, reviewer, at + timedelta(minutes=61)) == PHONE
    # Another person's looks are counted apart.
    other = UserFactory(role=Role.CITY_REVIEWER)
    assert look(talent, other, at + timedelta(minutes=59)) == PHONE


# On screen ---------------------------------------------------------------------------


def address(talent, what="phone"):
    return reverse("talents:reveal", args=[talent.number, what])


def test_shows_the_value_once_and_lets_nothing_keep_it(client, talent, reviewer):
    client.force_login(reviewer)
    asked = client.get(address(talent))
    assert PHONE not in asked.content.decode()
    shown = client.post(address(talent), {"usual": "call"})
    assert PHONE in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert PHONE not in client.get(address(talent)).content.decode()


def test_gives_htmx_a_fragment(client, talent, reviewer):
    client.force_login(reviewer)
    headers = {"HX-Request": "true"}
    shown = client.post(address(talent), {"usual": "call"}, headers=headers)
    text = shown.content.decode()
    assert PHONE in text
    assert "<html" not in text


def test_asks_for_words_where_no_usual_reason_is_chosen(client, talent, reviewer):
    client.force_login(reviewer)
    refused = client.post(address(talent), {"usual": "", "words": "abc"})
    assert refused.status_code == 422
    assert PHONE not in refused.content.decode()
    shown = client.post(address(talent), {"usual": "", "words": "a visit"})
    assert PHONE in shown.content.decode()


@pytest.mark.parametrize("role", Role.values)
def test_the_page_opens_for_those_who_may_ask(role, client, talent):
    client.force_login(UserFactory(role=role, region="230602"))
    status = client.get(address(talent)).status_code
    assert status == (
        200 if role in REVIEWING else 404 if role in REVEALING_ROLES else 403
    )


def test_a_form_about_the_person_keeps_the_number_behind_its_mask(
    client, talent, reviewer
):
    client.force_login(reviewer)
    url = reverse("talents:edit", args=[talent.number])
    form = client.get(url)
    assert PHONE not in form.content.decode()
    data = {
        name: field.value() or "" for name, field in
        ((f.name, f) for f in form.context["form"])
    }  # fmt: skip
    assert client.post(url, {**data, "name": "王新名"}).status_code == 302
    changed = Talent.objects.get(pk=talent.pk)
    assert (changed.name, changed.phone) == ("王新名", f"+86{PHONE}")
