"""Who may open what, and what each page shows."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.cases import services
from apps.cases.acts import ACTS
from apps.cases.models import Case, CaseEvent, DepartmentTask, ServiceItem
from apps.commissioners.models import Assignment
from apps.core.roles import Role
from apps.talents.models import Talent
from tests.accounts.factories import UserFactory
from tests.cases.factories import CaseFactory, DepartmentTaskFactory
from tests.commissioners.factories import AssignmentFactory
from tests.support.queries import queries_of
from tests.talents.factories import TalentFactory

PEOPLE = ["commissioner", "other", "head", "city", "auditor", "handler", "asker", "far"]


def person(town, who):
    if who == "commissioner":
        return town.user
    if who == "other":
        return town.other.user
    if who == "auditor":
        return UserFactory(role=Role.AUDITOR)
    if who == "far":
        return UserFactory(role=Role.DISTRICT_REVIEWER, region="230604")
    return getattr(town, who)


def codes(**by_person):
    return [(who, by_person[who]) for who in PEOPLE]


@pytest.mark.parametrize(
    ("who", "code"),
    codes(
        commissioner=200, other=404, head=200, city=200, auditor=200, handler=403,
        asker=403, far=404,
    ),
)  # fmt: skip
def test_who_sees_a_case(client, town, who, code):
    case = town.claimed()
    client.force_login(person(town, who))
    assert client.get(reverse("cases:detail", args=[case.number])).status_code == code


@pytest.mark.parametrize(
    ("who", "code"),
    codes(
        commissioner=200, other=404, head=200, city=200, auditor=200, handler=200,
        asker=403, far=404,
    ),
)  # fmt: skip
def test_who_sees_a_task(client, town, who, code):
    task = town.sent()
    client.force_login(person(town, who))
    assert client.get(reverse("cases:task", args=[task.pk])).status_code == code


PAGES = {
    "today": {"commissioner", "other"},
    "list": {"commissioner", "other", "head", "city", "auditor", "far"},
    "supervision": {"head", "city", "auditor", "far"},
    "desk": {"handler"},
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", PEOPLE)
def test_who_opens_which_page(client, town, page, who):
    town.claimed()
    client.force_login(person(town, who))
    wanted = 200 if who in PAGES[page] else 403
    assert client.get(reverse(f"cases:{page}")).status_code == wanted


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("act", ACTS)
def test_every_act_has_a_page(client, town, act, language):
    case = town.claimed()
    town.user.language = language
    town.user.save()
    client.force_login(town.user)
    page = client.get(reverse("cases:act", args=[case.number, act]))
    assert page.status_code == 200


def test_an_unknown_act_is_not_there(client, town):
    case = town.claimed()
    client.force_login(town.user)
    page = client.get(reverse("cases:act", args=[case.number, "explode"]))
    assert page.status_code == 404


def test_an_answer_through_the_page(client, town):
    case = town.claimed()
    client.force_login(town.user)
    url = reverse("cases:act", args=[case.number, "answer"])
    data = {"result": "cannot", "text": "目前没有房源", "version": case.version}
    page = client.post(url, data)
    assert page.status_code == 422
    case.refresh_from_db()
    assert case.status == "claimed"
    assert "目前没有房源" in page.content.decode()  # nothing typed is lost
    page = client.post(url, {**data, "reason": "已满", "plan": "进入轮候"})
    assert page.status_code == 302
    case.refresh_from_db()
    assert case.status == "answered"


def test_a_stale_page_shows_both(client, town):
    case = town.claimed()
    seen = case.version
    services.start_work(case_id=case.pk, by=town.user, at=town.at)
    client.force_login(town.user)
    url = reverse("cases:act", args=[case.number, "answer"])
    page = client.post(url, {"result": "solved", "text": "我写的话", "version": seen})
    text = page.content.decode()
    assert page.status_code == 422
    assert "我写的话" in text
    assert "Work began" in text
    case.refresh_from_db()
    assert f'name="version" value="{case.version}"' in text
    assert case.status == "in_progress"


def test_a_department_reads_no_more_than_it_needs(client, town):
    task = town.sent()
    client.force_login(town.handler)
    text = client.get(reverse("cases:task", args=[task.pk])).content.decode()
    assert "138****1234" in text
    assert "13800001234" not in text
    assert task.case.text not in text
    assert (
        client.get(reverse("cases:detail", args=[task.case.number])).status_code == 403
    )


def test_a_department_does_its_task_through_its_pages(client, town):
    task = town.sent()
    client.force_login(town.handler)
    client.post(reverse("cases:task_accept", args=[task.pk]))
    empty = client.post(reverse("cases:task_answer", args=[task.pk]), {"text": " "})
    assert empty.status_code == 422
    client.post(reverse("cases:task_answer", args=[task.pk]), {"text": "有学位"})
    task.refresh_from_db()
    assert (task.status, task.answer) == ("answered", "有学位")


def test_a_new_case_through_the_page(client, town):
    client.force_login(town.user)
    url = reverse("cases:new") + f"?talent={town.talent.pk}"
    assert client.get(url).status_code == 200
    assert client.get(reverse("cases:new")).status_code == 200
    page = client.post(
        reverse("cases:new"),
        {
            "talent": town.talent.pk,
            "item": services.intake._item(None).pk,
            "title": "孩子上学",
            "source": "wechat",
            "priority": "normal",
        },
    )
    case = town.talent.cases.get()
    assert page.url == reverse("cases:detail", args=[case.number])
    assert case.status == "claimed"


def test_today_shows_the_day(client, town):
    town.request()
    town.claimed()
    client.force_login(town.user)
    text = client.get(reverse("cases:today")).content.decode()
    for words in ("Due for contact", "New requests", "My cases by time left"):
        assert words in text
    assert town.talent.name in text


class TestCost:
    """The same number of queries at 50 and at 5,000 rows."""

    def fill(self, town, count: int) -> None:
        on = timezone.localdate()
        people = TalentFactory.build_batch(count)
        for talent in people:
            talent.refresh_terms([])
        Talent.objects.bulk_create(people)
        Assignment.objects.bulk_create(
            AssignmentFactory.build(talent=talent, commissioner=town.commissioner)
            for talent in people
        )
        item = ServiceItem.objects.get(code="housing")
        states = ["claimed", "in_progress", "waiting", "answered", None]
        cases = Case.objects.bulk_create(
            CaseFactory.build(
                **({states[n % 5]: True} if states[n % 5] else {}),
                talent=talent,
                item=item,
                opened_by=town.user,
                **({"commissioner": town.user} if states[n % 5] else {}),
                **(
                    {}
                    if states[n % 5] == "waiting"
                    else {
                        "due_date": on - timedelta(days=n % 9),
                        "due_earliest": on - timedelta(days=n % 9),
                    }
                ),
            )
            for n, talent in enumerate(people)
        )
        DepartmentTask.objects.bulk_create(
            DepartmentTaskFactory.build(
                case=case, office=town.bureau, sent_by=town.user
            )
            for case in cases
        )

    @pytest.mark.parametrize(
        ("page", "who"),
        [
            ("list", "commissioner"),
            ("list", "city"),
            ("today", "commissioner"),
            ("supervision", "city"),
            ("desk", "handler"),
        ],
    )
    def test_lists(self, client, town, page, who):
        client.force_login(person(town, who))
        url = reverse(f"cases:{page}")
        counts = []
        for count in (50, 4950):
            self.fill(town, count)
            counts.append(queries_of(client, url))
        assert counts[0] == counts[1]
        assert counts[0] == PINNED[page]

    def test_a_case(self, client, town):
        client.force_login(town.user)
        counts = []
        for notes in (1, 40):
            case = town.claimed()
            CaseEvent.objects.bulk_create(
                CaseEvent(
                    case=case,
                    kind="note",
                    new_status="claimed",
                    by=town.user,
                    at=town.at,
                )
                for _each in range(notes)
            )
            url = reverse("cases:detail", args=[case.number])
            counts.append(queries_of(client, url))
        assert counts[0] == counts[1] == PINNED["detail"]


PINNED = {"list": 8, "today": 12, "supervision": 8, "desk": 6, "detail": 14}
