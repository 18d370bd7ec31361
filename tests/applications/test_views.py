"""Who opens which page, what it shows them, what it costs."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.applications import links
from apps.applications.models import Application, Decision, FactEntry
from apps.applications.states import Status
from apps.core.roles import Role
from apps.talents.models import Talent
from tests.accounts.factories import RoleGrantFactory, UserFactory
from tests.applications.factories import SARTU, SHANGHAI, Walk, a_city
from tests.commissioners.factories import AssignmentFactory

pytestmark = pytest.mark.django_db
SECRET = "只给同事看的意见"


@pytest.fixture(autouse=True)
def _no_portal(monkeypatch):
    """The pages by themselves; the portal has its own for the applicant."""
    monkeypatch.setattr(links, "_pages", [])


@pytest.fixture
def city():
    return a_city()


def page(name, walk):
    return reverse(f"applications:{name}", args=[walk.application.number])


def somebody(who, walk, city):
    """A person by what he or she is to the application."""
    elsewhere = "230604"
    make = {
        "applicant": lambda: walk.applicant,
        "another talent": lambda: UserFactory(role=Role.TALENT),
        "district": lambda: city.district,
        "other district": lambda: UserFactory(
            role=Role.DISTRICT_REVIEWER, region=elsewhere
        ),
        "city": lambda: city.city,
        "approver": lambda: city.approver,
        "auditor": lambda: UserFactory(role=Role.AUDITOR),
        "commissioner": lambda: AssignmentFactory(talent=walk.talent).commissioner.user,
        "other commissioner": lambda: UserFactory(role=Role.COMMISSIONER, region=SARTU),
        "leader": lambda: UserFactory(role=Role.LEADER),
        "administrator": lambda: UserFactory(role=Role.SYSTEM_ADMIN),
        "no duty": lambda: UserFactory(),
    }
    return make[who]()


@pytest.mark.parametrize(
    ("who", "detail", "review", "desk", "listed", "papers"),
    [
        ("applicant", 200, 403, 403, 403, True),
        ("another talent", 404, 403, 403, 403, False),
        ("district", 200, 200, 200, 200, True),
        ("other district", 404, 404, 200, 200, False),
        ("city", 200, 302, 200, 200, True),
        ("approver", 200, 302, 200, 200, True),
        ("auditor", 200, 403, 403, 200, True),
        ("commissioner", 200, 403, 403, 200, False),
        ("other commissioner", 404, 403, 403, 200, False),
        ("leader", 404, 403, 403, 200, False),
        ("administrator", 404, 403, 403, 200, False),
        ("no duty", 404, 403, 403, 403, False),
    ],
)
def test_who_opens_which_page(client, city, who, detail, review, desk, listed, papers):
    walk = Walk(city).submitted()
    client.force_login(somebody(who, walk, city))

    found = client.get(page("detail", walk))
    assert found.status_code == detail
    assert client.get(page("review", walk)).status_code == review
    assert client.get(reverse("applications:desk")).status_code == desk
    assert client.get(reverse("applications:list")).status_code == listed
    assert ("示范小区" in found.content.decode()) == papers


@pytest.mark.parametrize(
    ("who", "status", "counts"),
    [
        ("applicant", 403, False),
        ("district", 302, True),
        ("other district", 404, False),
        ("city", 422, False),
        ("approver", 422, False),
        ("auditor", 403, False),
        ("commissioner", 403, False),
    ],
)
def test_who_decides(client, city, who, status, counts):
    walk = Walk(city).in_prelim()
    client.force_login(somebody(who, walk, city))
    answer = client.post(
        page("decide", walk),
        {"version": walk.version, "outcome": "pass", "reason": "conditions_met"},
    )
    assert answer.status_code == status
    assert (walk.application.status == Status.SECOND_REVIEW) == counts
    assert Decision.objects.filter(step_code="prelim_review").exists() == counts


def test_opinions_are_for_the_office_and_never_for_the_applicant(client, city):
    walk = Walk(city).in_prelim()
    walk.decide(city.district, opinion=SECRET)
    seen = {}
    for who in ("applicant", "commissioner", "city", "auditor"):
        client.force_login(somebody(who, walk, city))
        text = client.get(page("detail", walk)).content.decode()
        seen[who] = SECRET in text
        if who in {"applicant", "commissioner"}:
            assert city.district.name not in text
    assert seen == {
        "applicant": False,
        "commissioner": False,
        "city": True,
        "auditor": True,
    }


def test_a_draft_has_no_page_for_the_office(client, city):
    Walk(city).start().fill(papers=())
    client.force_login(city.district)
    assert "示范" not in client.get(reverse("applications:list")).content.decode()


class TestDeciding:
    @pytest.fixture
    def walk(self, city):
        """Handed in the day before yesterday: these pages read the clock."""
        return Walk(city, at=timezone.now() - timedelta(days=2)).submitted()

    def post(self, client, walk, by, **fields):
        client.force_login(by)
        return client.post(page("decide", walk), {"version": walk.version, **fields})

    def test_goes_on_to_the_next_in_the_queue(self, client, city, walk):
        second = Walk(city).submitted(contract_number="DQ2026-888888")
        answer = self.post(
            client, walk, city.district, outcome="accept", reason="complete"
        )
        assert answer.url == page("review", second)

    def test_returns_to_the_desk_when_it_is_empty(self, client, city, walk):
        answer = self.post(
            client, walk, city.district, outcome="accept", reason="complete"
        )
        assert answer.url == reverse("applications:desk")

    def test_an_empty_note_takes_the_text_of_the_reason(self, client, city, walk):
        walk.applicant.language = "zh-hans"
        walk.applicant.save()
        self.post(client, walk, city.district, outcome="not_accept", reason="no_policy")
        assert Decision.objects.get().note == "您申请的事项不在本政策范围内。"

    def test_a_typed_note_stays(self, client, city, walk):
        self.post(
            client,
            walk,
            city.district,
            outcome="not_accept",
            reason="outside",
            note="请向住建局申请。",
        )
        assert Decision.objects.get().note == "请向住建局申请。"

    def test_lists_what_must_be_corrected(self, client, city, walk):
        answer = self.post(
            client,
            walk,
            city.district,
            outcome="correction",
            reason="incomplete",
            **{"item-material-invoice": "照片模糊", "item-claim-area": "与合同不符"},
        )
        assert answer.status_code == 302
        items = walk.application.correction.items.values_list("material", "field")
        assert list(items) == [("invoice", ""), ("", "claim.area")]

    @pytest.mark.parametrize(
        ("fields", "says"),
        [
            ({}, "outcome"),
            ({"outcome": "pass"}, "outcome"),
            ({"outcome": "accept", "reason": "untrue"}, "reason"),
            ({"outcome": "accept"}, "reason"),
            ({"outcome": "correction", "reason": "incomplete"}, "outcome"),
            ({"outcome": "not_accept"}, "reason"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(
        self, client, city, walk, fields, says
    ):
        answer = self.post(client, walk, city.district, note="已写好的说明", **fields)
        assert answer.status_code == 422
        assert says in answer.context["form"].errors
        assert "已写好的说明" in answer.content.decode()
        assert walk.application.status == Status.SUBMITTED

    def test_too_late_keeps_what_was_typed_and_says_what_happened(
        self, client, city, walk
    ):
        old = walk.version
        walk.accept()
        client.force_login(city.district)
        answer = client.post(
            page("decide", walk),
            {
                "version": old,
                "outcome": "not_accept",
                "reason": "outside",
                "note": "已写好的说明",
                "opinion": "已写好的意见",
            },
        )
        text = answer.content.decode()
        assert answer.status_code == 422
        assert "已写好的说明" in text
        assert "已写好的意见" in text
        (said,) = answer.context["form"].non_field_errors()
        assert str(city.district) in said
        assert "District review" in said
        assert walk.application.status == Status.PRELIM_REVIEW
        # The page is fresh: the same form can now be used.
        assert int(answer.context["form"]["version"].value()) == walk.version

    def test_too_late_for_somebody_whose_turn_is_over(self, client, city, walk):
        walk.accept().decide(city.district)
        answer = self.post(
            client,
            walk,
            city.district,
            outcome="reject",
            reason="untrue",
            note="已写好的说明",
        )
        assert answer.status_code == 422
        assert "已写好的说明" in answer.content.decode()
        assert walk.application.status == Status.SECOND_REVIEW

    def test_a_get_changes_nothing(self, client, city, walk):
        client.force_login(city.district)
        assert client.get(page("decide", walk)).status_code == 405


class TestSettlingByPapers:
    @pytest.fixture
    def walk(self, city):
        walk = Walk(city).in_prelim()
        walk.talent.educations.update(mode="overseas")
        return walk

    def test_the_page_asks_only_what_is_unknown_and_decides(self, client, city, walk):
        client.force_login(city.district)
        found = client.get(page("review", walk)).context["fact_forms"]
        assert "education.doctor" in found
        assert "person.title" not in found

    def test_settles_it(self, client, city, walk):
        client.force_login(city.district)
        answer = client.post(
            page("check_fact", walk),
            {
                "fact": "education.doctor",
                "fact_version": walk.version,
                "value": "true",
                "paper": "教育部认证书",
            },
        )
        assert answer.status_code == 302
        assert FactEntry.objects.get().value is True
        text = client.get(page("review", walk)).content.decode()
        assert "教育部认证书" in text

    @pytest.mark.parametrize(
        "fields",
        [
            {"value": "perhaps", "paper": "证书"},
            {"value": "true", "paper": ""},
            {"value": "true", "paper": "证书", "fact_version": 1},
        ],
    )
    def test_says_what_is_wrong(self, client, city, walk, fields):
        client.force_login(city.district)
        answer = client.post(
            page("check_fact", walk),
            {"fact": "education.doctor", "fact_version": walk.version, **fields},
        )
        assert answer.status_code == 422
        assert not FactEntry.objects.exists()

    def test_an_unknown_fact_leads_back(self, client, city, walk):
        client.force_login(city.district)
        answer = client.post(page("check_fact", walk), {"fact": "person.shoe_size"})
        assert answer.status_code == 302


class TestQueue:
    def test_the_desk_stands_in_the_navigation_of_those_who_decide(self, client, city):
        for user in (city.district, city.city, city.approver):
            client.force_login(user)
            response = client.get(reverse("applications:list"))
            desk = reverse("applications:desk")
            assert f'<a href="{desk}" title=' in response.content.decode()

    def numbers(self, client, query=""):
        found = client.get(reverse("applications:desk") + query)
        return [row.number for row in found.context["page"].rows]

    def test_the_most_urgent_comes_first_whatever_its_number(self, client, city):
        urgent = Walk(city).submitted()
        later = Walk(city, at=urgent.at + timedelta(days=3)).submitted(
            contract_number="DQ2026-888888"
        )
        Application.objects.filter(pk=later.pk).update(due_sort=date(2026, 10, 1))
        client.force_login(city.district)
        assert self.numbers(client) == [
            later.application.number,
            urgent.application.number,
        ]

    def test_each_desk_has_its_own_steps(self, client, city):
        walk = Walk(city).in_second()
        for user, has in (
            (city.district, False),
            (city.city, True),
            (city.approver, False),
        ):
            client.force_login(user)
            assert bool(self.numbers(client)) == has
        assert walk.application.status == Status.SECOND_REVIEW

    def test_what_one_decided_before_or_applied_for_is_not_there(self, client, city):
        everything = UserFactory(roles=[Role.CITY_REVIEWER, Role.APPROVER])
        RoleGrantFactory(user=everything, role=Role.DISTRICT_REVIEWER)
        city.city = everything
        Walk(city).in_approval()
        own = Walk(city).submitted(contract_number="DQ2026-888888")
        Talent.objects.filter(pk=own.talent.pk).update(user=None)
        Talent.objects.filter(pk=own.talent.pk).update(user=everything)
        client.force_login(everything)
        assert self.numbers(client) == []

    def test_the_corrected_one_waits_with_the_applicant(self, client, city):
        Walk(city).submitted().ask_correction()
        client.force_login(city.district)
        assert self.numbers(client) == []

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("?q=1", 1),
            ("?q=AL-2026-000002", 1),
            ("?q=王小明", 2),
            ("?q=nobody", 0),
            ("?status=submitted", 2),
            ("?status=approval", 0),
            ("?policy=home-purchase", 2),
            ("?due=over", 2),
            ("?due=unknown", 0),
            ("?due=whatever", 2),
            ("?sort=-number", 2),
        ],
    )
    def test_is_narrowed_by_the_address(self, client, city, query, found):
        for number in (1, 2):
            Walk(city).submitted(contract_number=f"DQ2026-88888{number}")
        client.force_login(city.district)
        assert len(self.numbers(client, query)) == found

    def test_the_page_leads_to_the_ones_before_and_after(self, client, city):
        walks = [
            Walk(city).submitted(contract_number=f"DQ2026-88888{n}") for n in range(3)
        ]
        client.force_login(city.district)
        found = client.get(page("review", walks[1])).context["neighbours"]
        assert (found.before, found.after) == (
            walks[0].application.number,
            walks[2].application.number,
        )


def many(city, count):
    """Applications by the thousand, as a query sees them."""
    at = datetime(2026, 11, 2, 9, 0, tzinfo=SHANGHAI)
    talents = Talent.objects.bulk_create(
        Talent(number=f"T-2026-7{n:05d}", name="甲", region_id=SARTU, sort_key="jia")
        for n in range(count)
    )
    version = city.policy.versions.get()
    Application.objects.bulk_create(
        Application(
            number=f"AL-2026-5{n:05d}",
            talent=talent,
            policy=city.policy,
            version_used=version,
            region_id=SARTU,
            status=Status.SUBMITTED,
            prepared_by=city.approver,
            started_at=at,
            saved_at=at,
            submitted_at=at,
            reference_date=at.date(),
            due_date=date(2026, 11, 9),
            due_sort=date(2026, 11, 9),
        )
        for n, talent in enumerate(talents)
    )


class TestCosts:
    """The same number of queries with 50 and with 5,000 applications."""

    @pytest.mark.parametrize("name", ["desk", "list"])
    def test_of_lists(self, client, city, name, django_assert_num_queries):
        client.force_login(city.district)
        url = reverse(f"applications:{name}")
        many(city, 50)
        client.get(url)
        with django_assert_num_queries(LIST_QUERIES[name]):
            client.get(url)
        Application.objects.all().delete()
        Talent.objects.all().delete()
        many(city, 5000)
        with django_assert_num_queries(LIST_QUERIES[name]):
            answer = client.get(url)
        assert answer.context["page"].count == 5000

    @pytest.mark.parametrize(
        ("go", "who", "name"),
        [
            ("submitted", "district", "review"),
            ("in_approval", "approver", "review"),
            ("approved", "city", "detail"),
        ],
    )
    def test_of_pages_are_few_whatever_is_on_them(
        self, client, city, go, who, name, django_assert_max_num_queries
    ):
        walk = getattr(Walk(city), go)()
        client.force_login(getattr(city, who))
        client.get(page(name, walk))
        with django_assert_max_num_queries(PAGE_QUERIES):
            client.get(page(name, walk))
        many(city, 300)
        with django_assert_max_num_queries(PAGE_QUERIES):
            client.get(page(name, walk))


LIST_QUERIES = {"desk": 8, "list": 7}
PAGE_QUERIES = 46


def test_todays_queue_says_what_is_overdue_in_words(client, city):
    walk = Walk(city).submitted()
    Application.objects.filter(pk=walk.pk).update(
        due_date=timezone.localdate() - timedelta(days=30)
    )
    client.force_login(city.district)
    text = client.get(reverse("applications:desk")).content.decode()
    assert "working days over" in text
    assert "row-late" in text
