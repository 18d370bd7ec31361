"""Who may open what, the contact in four taps, and pages that cost the same at size."""

from datetime import timedelta

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from apps.commissioners.models import Assignment, ContactLog, HandOver
from apps.core.roles import Role
from apps.talents.models import Talent
from tests.accounts.factories import UserFactory
from tests.commissioners.factories import (
    AssignmentFactory,
    CommissionerFactory,
    ContactLogFactory,
    HandOverFactory,
    HandOverItemFactory,
)
from tests.support.queries import queries_of
from tests.talents.factories import TalentFactory

PEOPLE = ["commissioner", "head", "far_head", "city", "auditor", "handler", "talent"]
SEES = {
    "commissioners:caseloads": {"head", "far_head", "city", "auditor"},
    "commissioners:mine": {"commissioner"},
    "commissioners:enrol": {"head", "far_head", "city"},
    "commissioners:balance": {"head", "far_head", "city"},
    "commissioners:handovers": {"commissioner", "head", "far_head", "city", "auditor"},
    "commissioners:contacts": {"commissioner", "head", "far_head", "city", "auditor"},
}


def person(office, who):
    made = {
        "commissioner": lambda: office.one.user,
        "auditor": lambda: UserFactory(role=Role.AUDITOR),
        "handler": lambda: UserFactory(role=Role.DEPARTMENT_HANDLER),
        "talent": lambda: UserFactory(role=Role.TALENT),
    }
    return made[who]() if who in made else getattr(office, who)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("page", SEES)
def test_who_opens_which_page(client, office, page, who):
    AssignmentFactory(commissioner=office.one)
    client.force_login(person(office, who))
    wanted = 200 if who in SEES[page] else 403
    assert client.get(reverse(page)).status_code == wanted


@pytest.mark.parametrize(
    ("page", "codes"),
    [
        ("detail", (200, 200, 404, 200, 200, 403, 403)),
        ("terms", (403, 200, 404, 200, 403, 403, 403)),
        ("release", (403, 200, 404, 200, 403, 403, 403)),
        ("hand_over", (200, 200, 404, 200, 200, 403, 403)),
    ],
)
def test_who_opens_a_caseload(client, office, page, codes):
    AssignmentFactory(commissioner=office.one)
    for who, code in zip(PEOPLE, codes, strict=True):
        client.force_login(person(office, who))
        got = client.get(reverse(f"commissioners:{page}", args=[office.one.pk]))
        assert got.status_code == code, who


def test_who_sees_a_hand_over_and_whose_names(client, office):
    item = HandOverItemFactory(
        handover__from_commissioner=office.one, handover__to_commissioner=office.two
    )
    url = reverse("commissioners:handover", args=[item.handover_id])
    for who, code in [("one", 200), ("two", 200), ("far", 404), ("head", 200)]:
        by = getattr(office, who)
        client.force_login(getattr(by, "user", by))
        assert client.get(url).status_code == code, who


class TestContact:
    @pytest.fixture
    def url(self, office, client):
        AssignmentFactory(talent=office.talent, commissioner=office.one)
        client.force_login(office.one.user)
        return reverse("commissioners:contact", args=[office.talent.pk])

    def test_three_taps_and_save(self, client, office, url):
        today = reverse("cases:today")
        answer = client.post(
            url,
            {"channel": "phone", "outcome": "well", "next_in": "7", "next": today},
        )
        assert answer.url == today
        contact = ContactLog.objects.get()
        assert (contact.by, contact.channel) == (office.one.user, "phone")
        assert contact.next_date >= timezone.localdate() + timedelta(days=7)

    def test_by_htmx_only_the_form_is_replaced(self, client, office, url):
        form = client.get(url, headers={"hx-request": "true"}).content.decode()
        assert form.count("<form") == 1
        assert "<html" not in form
        saved = client.post(
            url,
            {"channel": "wechat", "outcome": "request"},
            headers={"hx-request": "true"},
        ).content.decode()
        assert "<html" not in saved
        assert f"{reverse('cases:new')}?talent={office.talent.pk}" in saved

    def test_what_is_wrong_is_said_and_nothing_lost(self, client, office, url):
        answer = client.post(url, {"outcome": "well", "note": "询问续租"})
        assert answer.status_code == 422
        assert "询问续租" in answer.content.decode()
        answer = client.post(
            url, {"channel": "phone", "outcome": "well", "note": "电话13800001234"}
        )
        assert answer.status_code == 422
        assert not ContactLog.objects.exists()

    def test_leads_nowhere_else(self, client, office, url):
        answer = client.post(
            url,
            {"channel": "phone", "outcome": "well", "next": "https://example.org/"},
        )
        assert "example.org" not in answer.url

    def test_undo_takes_it_back(self, client, office, url):
        client.post(url, {"channel": "phone", "outcome": "well"})
        contact = ContactLog.objects.get()
        client.post(reverse("commissioners:contact_undo", args=[contact.pk]))
        contact.refresh_from_db()
        assert contact.undone_at is not None

    def test_of_a_talent_of_somebody_else_is_not_there(self, client, office, url):
        other = TalentFactory()
        client.force_login(office.one.user)
        page = client.get(reverse("commissioners:contact", args=[other.pk]))
        assert page.status_code == 404


def test_the_whole_way_of_a_proposal_through_its_pages(client, office):
    TalentFactory.create_batch(2)
    client.force_login(office.head)
    answer = client.post(reverse("commissioners:balance"), {"group": "everybody"})
    page = client.get(answer.url).content.decode()
    assert "Would be assigned" in page
    assert not Assignment.objects.exists()
    answer = client.post(answer.url + "apply/")
    assert "/jobs/" in answer.url


def test_the_head_assigns_and_ends_through_the_page(client, office):
    client.force_login(office.head)
    url = reverse("commissioners:assign", args=[office.talent.pk])
    assert client.get(url).status_code == 200
    empty = client.post(url, {})
    assert empty.status_code == 422
    client.post(url, {"commissioner": office.one.pk})
    assert Assignment.objects.get().commissioner == office.one
    client.post(
        reverse("commissioners:end", args=[office.talent.pk]), {"reason": "迁出"}
    )
    assert not Assignment.objects.open().exists()


def test_the_hand_over_through_its_pages(client, office):
    AssignmentFactory(talent=office.talent, commissioner=office.one)
    client.force_login(office.one.user)
    url = reverse("commissioners:hand_over", args=[office.one.pk])
    client.post(url, {"to": office.two.pk, "reason": "调岗"})
    handover = HandOver.objects.get()
    client.force_login(office.two.user)
    client.post(reverse("commissioners:handover_accept", args=[handover.pk]))
    assert list(Talent.objects.visible_to(office.two.user)) == [office.talent]


class TestCost:
    """The same number of queries at 50 and at 5,000 rows."""

    @pytest.fixture(autouse=True)
    def _taker(self, office):
        self.taker = office.two

    def fill(self, count: int, commissioner=None) -> None:
        talents = TalentFactory.build_batch(count)
        for talent in talents:
            talent.refresh_terms([])
        Talent.objects.bulk_create(talents)
        owners = [commissioner] if commissioner else CommissionerFactory.create_batch(3)
        Assignment.objects.bulk_create(
            AssignmentFactory.build(talent=talent, commissioner=owners[n % len(owners)])
            for n, talent in enumerate(talents)
        )
        ContactLog.objects.bulk_create(
            ContactLogFactory.build(talent=talent, by=owners[0].user)
            for talent in talents[::2]
        )
        HandOver.objects.bulk_create(
            HandOverFactory.build(
                from_commissioner=owners[0],
                to_commissioner=self.taker,
                requested_by=owners[0].user,
            )
            for _each in range(count)
        )

    @pytest.mark.parametrize(
        ("page", "who"),
        [
            ("caseloads", "city"),
            ("mine", "one"),
            ("contacts", "city"),
            ("handovers", "city"),
        ],
    )
    @override_settings(DEBUG=False)
    def test_lists(self, client, office, page, who):
        by = getattr(office, who)
        client.force_login(getattr(by, "user", by))
        url = reverse(f"commissioners:{page}")
        served = office.one if page == "mine" else None
        counts = []
        for count in (50, 4950):
            self.fill(count, served)
            counts.append(queries_of(client, url))
        assert counts[0] == counts[1]
        assert (
            counts[0]
            == {"caseloads": 12, "mine": 8, "contacts": 5, "handovers": 5}[page]
        )

    def test_a_caseload(self, client, office):
        client.force_login(office.head)
        url = reverse("commissioners:detail", args=[office.one.pk])
        counts = []
        for count in (50, 450):
            self.fill(count, office.one)
            counts.append(queries_of(client, url))
        assert counts[0] == counts[1]
