"""The register's pages: who gets them, what they show, how many questions they ask."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core.roles import Role
from apps.talents import panels, timeline
from apps.talents.choices import TalentStatus
from apps.talents.models import Talent
from apps.talents.panels import Act, Fact, ListColumn, Panel
from apps.talents.timeline import TimelineEntry
from tests.accounts.factories import UserFactory
from tests.talents.factories import (
    BankAccountFactory,
    ConsentFactory,
    EducationFactory,
    EmployerFactory,
    EmploymentFactory,
    GradeAwardFactory,
    IdentityDocumentFactory,
    IntroductionFactory,
    MembershipFactory,
    ProgrammeTitleFactory,
    TalentFactory,
)

pytestmark = pytest.mark.django_db
SARTU, LONGFENG = "230602", "230603"


@pytest.fixture
def reviewer(client):
    user = UserFactory(role=Role.DISTRICT_REVIEWER, region=SARTU)
    client.force_login(user)
    return user


@pytest.fixture
def registries(monkeypatch):
    """What this test registers is gone afterwards."""
    for module, names in (
        (panels, ("_panels", "_facts", "_acts", "_columns")),
        (timeline, ("_sources",)),
    ):
        for name in names:
            monkeypatch.setattr(module, name, getattr(module, name).copy())


def rich_person(**fields) -> Talent:
    """Somebody with a row of everything."""
    employer = EmployerFactory()
    talent = TalentFactory(
        document=True, phone="+8615400001234", employer=employer, **fields
    )
    EmploymentFactory(talent=talent, employer=employer)
    for factory in (
        EducationFactory,
        IntroductionFactory,
        GradeAwardFactory,
        ProgrammeTitleFactory,
        MembershipFactory,
        BankAccountFactory,
        ConsentFactory,
    ):
        factory(talent=talent)
    return talent


def queries_of(client, url, **headers) -> int:
    client.get(url, headers=headers)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url, headers=headers)
    assert response.status_code == 200
    return len(queries)


def page_of(talent, **query) -> str:
    return reverse("talents:detail", args=[talent.number], query=query or None)


# Who gets the pages ------------------------------------------------------------------

READERS = {
    Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER, Role.APPROVER, Role.AUDITOR,
}  # fmt: skip


@pytest.mark.parametrize("role", [*Role.values, None])
def test_the_list_opens_for_those_who_read_the_register(role, client):
    client.force_login(UserFactory(role=role))
    opens = role in READERS | {Role.COMMISSIONER}
    response = client.get(reverse("talents:list"))
    assert response.status_code == (200 if opens else 403)


@pytest.mark.parametrize("role", sorted(READERS))
def test_a_person_of_another_region_is_not_there(role, client):
    talent = TalentFactory(region_id=LONGFENG, name="无名氏")
    client.force_login(UserFactory(role=role, region=SARTU))
    assert client.get(page_of(talent)).status_code == 404
    assert "无名氏" not in client.get(reverse("talents:list")).content.decode()
    by_id = client.get(reverse("talents:by_id", args=[talent.pk]))
    assert by_id.status_code == 404


def test_a_talent_gets_no_page_of_the_register(client):
    user = UserFactory(role=Role.TALENT)
    talent = TalentFactory(user=user)
    client.force_login(user)
    assert client.get(page_of(talent)).status_code == 403


# The list ----------------------------------------------------------------------------


def listed(client, **query) -> list[str]:
    page = client.get(reverse("talents:list"), query).context["page"]
    assert page.count == len(page.rows) or page.has_next
    return [row["name"] for row in page.rows]


def test_lists_in_the_order_of_names(client, reviewer):
    for name in ("张三", "阿福", "王五", "欧阳锋"):
        TalentFactory(name=name)
    assert listed(client) == ["阿福", "欧阳锋", "王五", "张三"]
    assert listed(client, sort="-sort_key") == ["张三", "王五", "欧阳锋", "阿福"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "王"}, ["王五"]),
        ({"q": "wangwu"}, ["王五"]),
        ({"q": "石化"}, ["王五"]),
        ({"category": "skilled"}, ["王五"]),
        ({"education": "doctor"}, ["王五"]),
        ({"verified": "no"}, ["王五"]),
        ({"foreign": "on"}, ["王五"]),
        ({"status": "left"}, ["王五"]),
        ({"employer": "大庆石化示范厂"}, ["王五"]),
        ({"employer": "石化"}, ["王五"]),
        ({"region": SARTU}, ["张三", "王五"]),
        ({"region": LONGFENG}, []),
        ({"q": "王", "category": "party"}, []),
        ({"q": "李"}, []),
        ({"category": "no such"}, ["张三", "王五"]),
    ],
)
def test_narrows_by_every_filter(query, expected, client, reviewer):
    TalentFactory(name="张三", category="party")
    TalentFactory(
        name="王五", category="skilled", education="doctor", is_verified=False,
        nationality="RU", status=TalentStatus.LEFT,
        employer=EmployerFactory(name="大庆石化示范厂"),
    )  # fmt: skip
    TalentFactory(name="王李石化", region_id=LONGFENG, category="party")
    assert sorted(listed(client, **query)) == sorted(expected)


def test_narrows_by_a_grade_in_force(client, reviewer):
    award = GradeAwardFactory(talent__name="王五")
    over = GradeAwardFactory(
        talent__name="张三", level=award.level, valid_until=date(2025, 1, 1)
    )
    assert listed(client, level=award.level_id) == ["王五"]
    assert over.level_id == award.level_id


def test_nothing_invisible_is_counted(client, reviewer):
    TalentFactory(name="王一")
    TalentFactory.create_batch(3, name="王二", region_id=LONGFENG)
    for query in ({}, {"q": "王"}, {"region": LONGFENG}, {"q": "wang"}):
        page = client.get(reverse("talents:list"), query).context["page"]
        assert page.count == len(page.rows) <= 1


def test_leaves_out_entries_that_were_merged(client, reviewer):
    kept = TalentFactory(name="王一")
    TalentFactory(name="王二", status=TalentStatus.MERGED, merged_into=kept)
    assert listed(client) == ["王一"]
    assert listed(client, q="王") == ["王一"]


def test_says_more_than_where_counting_stops(client, reviewer, monkeypatch):
    monkeypatch.setattr("apps.talents.listing.SEARCH_COUNTED_TO", 2)
    TalentFactory.create_batch(4, name="王一")
    page = client.get(reverse("talents:list"), {"q": "王"}).context["page"]
    assert page.count_text == "more than 2"
    exact = client.get(page.count_all_url).context["page"]
    assert exact.count == 4
    assert exact.count_all_url == ""


def test_counts_by_the_kept_tally_where_it_is_right(client, reviewer):
    TalentFactory.create_batch(2)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("talents:list"), {"category": "professional"})
    assert page.context["page"].count == 2
    assert any("talents_registrytally" in query["sql"] for query in queries)


def test_a_search_goes_on_over_pages_both_ways(client, reviewer):
    names = [f"王{chr(0x4E00 + n)}" for n in range(30)]
    for name in names:
        TalentFactory(name=name)
    first = client.get(reverse("talents:list"), {"q": "王"}).context["page"]
    second = client.get(first.next_url).context["page"]
    back = client.get(second.previous_url).context["page"]
    assert [row["pk"] for row in back.rows] == [row["pk"] for row in first.rows]
    together = {row["name"] for row in (*first.rows, *second.rows)}
    assert together == set(names)


@pytest.mark.parametrize(
    "query", [{}, {"q": "王"}, {"q": "wang"}, {"category": "party"}]
)
def test_the_list_asks_the_same_at_few_and_at_many_rows(query, client, reviewer):
    url = reverse("talents:list", query=query or None)
    GradeAwardFactory(talent=TalentFactory(name="王一", category="party"))
    few = queries_of(client, url)
    for number in range(60):
        GradeAwardFactory(
            talent=TalentFactory(name=f"王{number}", category="party", employed=True)
        )
    assert queries_of(client, url) == few <= 13


def test_apps_above_add_columns(client, reviewer, registries):
    talent = TalentFactory()
    panels.register_column(
        "served", ListColumn("Served by", lambda ids, user: {ids[0]: "李专员"})
    )
    page = client.get(reverse("talents:list"))
    assert "李专员" in page.content.decode()
    assert page.context["page"].shown[0]["pk"] == talent.pk


# Search on top of every page -----------------------------------------------------------


def found(client, query, **headers):
    return client.get(reverse("talents:search"), {"q": query}, headers=headers)


def test_finds_people_and_employers(client, reviewer):
    TalentFactory(name="王石化")
    EmployerFactory(name="大庆石化示范厂")
    page = found(client, "石化").content.decode()
    assert "王石化" in page
    assert "大庆石化示范厂" in page


def test_finds_nobody_out_of_sight(client, reviewer):
    talent = TalentFactory(name="王石化", region_id=LONGFENG, document=True)
    number = talent.documents.get().number
    for query in ("王石化", "wangshihua", talent.number, number, number[-4:]):
        response = found(client, query)
        assert response.status_code == 200
        assert not response.context["people"]
        assert talent.number not in response.content.decode().replace(query, "")


@pytest.mark.parametrize("what", ["number", "document", "phone"])
def test_a_whole_number_leads_to_the_page(what, client, reviewer):
    talent = TalentFactory(document=True, phone="+8615400001234")
    query = {
        "number": talent.number.lower(),
        "document": talent.documents.get().number,
        "phone": "15400001234",
    }[what]
    assert found(client, query).url == page_of(talent)


def test_a_merged_number_leads_on_to_the_kept_entry(client, reviewer):
    kept = TalentFactory()
    old = TalentFactory(status=TalentStatus.MERGED, merged_into=kept)
    response = client.get(found(client, old.number).url)
    assert response.url == page_of(kept)


def test_htmx_gets_suggestions_only(client, reviewer):
    TalentFactory(name="王五")
    response = found(client, "王", **{"HX-Request": "true"})
    text = response.content.decode()
    assert "王五" in text
    assert "<html" not in text
    assert found(client, "", **{"HX-Request": "true"}).content.strip() == b""


def test_suggestions_ask_the_same_at_few_and_at_many(client, reviewer):
    url = reverse("talents:search", query={"q": "王"})
    TalentFactory(name="王一")
    few = queries_of(client, url, **{"HX-Request": "true"})
    for number in range(30):
        TalentFactory(name=f"王{number}", employed=True)
    # With enough names that begin with it, those that have it inside are not asked for.
    assert queries_of(client, url, **{"HX-Request": "true"}) <= few <= 8


# The person ------------------------------------------------------------------------------


@pytest.mark.parametrize("tab", ["", "register", "changes"])
def test_every_tab_opens_for_somebody_with_everything(tab, client, reviewer):
    talent = rich_person()
    response = client.get(page_of(talent, tab=tab))
    assert response.status_code == 200
    assert talent.name in response.content.decode()


@pytest.mark.parametrize("tab", ["", "register", "changes"])
def test_protected_numbers_stay_behind_their_masks(tab, client, reviewer):
    talent = rich_person()
    text = client.get(page_of(talent, tab=tab)).content.decode()
    for secret in (
        talent.documents.get().number,
        talent.bank_accounts.get().number,
        "15400001234",
    ):
        assert secret not in text
        assert secret[4:10] not in text


@pytest.mark.parametrize("tab", ["", "register", "changes"])
def test_a_person_asks_the_same_with_few_and_with_many_rows(tab, client, reviewer):
    talent = rich_person()
    url = page_of(talent, tab=tab)

    def add(years: range) -> None:
        for year in years:
            EmploymentFactory(
                talent=talent, until_date=date(year, 9, 1), from_date=None
            )
            EducationFactory(talent=talent)
            IntroductionFactory(talent=talent)
            GradeAwardFactory(talent=talent)
            ProgrammeTitleFactory(talent=talent)
            BankAccountFactory(talent=talent, is_current=False)
            IdentityDocumentFactory(talent=talent, passport=True, is_main=False)

    add(range(2000, 2002))  # so that nothing is left out for having no rows
    few = queries_of(client, url)
    add(range(2002, 2014))
    assert queries_of(client, url) == few <= 26


def test_a_section_shows_five_rows_and_all_on_demand(client, reviewer):
    talent = TalentFactory()
    EducationFactory.create_batch(7, talent=talent)
    url = page_of(talent, tab="register")
    sections = {s.key: s for s in client.get(url).context["sections"]}
    assert len(sections["educations"].rows) == 5
    assert sections["educations"].has_more
    whole = client.get(f"{url}&all=educations").context["sections"]
    assert len({s.key: s for s in whole}["educations"].rows) == 7


def test_an_unknown_tab_is_not_found(client, reviewer):
    assert client.get(page_of(TalentFactory(), tab="nonsense")).status_code == 404


def test_apps_above_add_tabs_facts_and_acts(client, reviewer, registries):
    talent = TalentFactory()
    panels.register(
        Panel(
            "cases", "Cases of the person", "talents/tabs/changes.html",
            context=lambda talent, user, request: {"lines": [], "further": None},
        )
    )  # fmt: skip
    panels.register(
        Panel(
            "hidden", "For others", "talents/tabs/changes.html", context=lambda *_: {},
            roles=frozenset({Role.AUDITOR}),
        )
    )  # fmt: skip
    panels.register_facts(lambda talent, user: [Fact("Served by", "李专员", "/x/")])
    panels.register_acts(lambda talent, user: [Act("Log a contact", "/y/", "chat")])
    text = client.get(page_of(talent)).content.decode()
    for shown in ("Cases of the person", "李专员", "Log a contact"):
        assert shown in text
    assert "For others" not in text
    assert client.get(page_of(talent, tab="cases")).status_code == 200
    assert client.get(page_of(talent, tab="hidden")).status_code == 404


def test_the_time_line_pages_by_date_and_loses_nothing(client, reviewer, registries):
    talent = TalentFactory()
    days = [date(2020, 1, 1 + n // 2) for n in range(40)]
    timeline.register(
        lambda talent, user: [
            TimelineEntry(at=day, title=f"event {n}") for n, day in enumerate(days)
        ]
    )
    seen, url = [], page_of(talent)
    while url:
        context = client.get(url).context
        seen += [entry.title for entry in context["entries"]]
        further = context["further"]
        url = page_of(talent, before=further.isoformat()) if further else None
    events = [title for title in seen if title.startswith("event")]
    assert len(events) == len(set(events)) == 40


def test_a_source_that_can_is_told_how_much_is_shown(registries):
    asked = []

    def source(talent, user, *, before, limit):
        asked.append((before, limit))
        return []

    timeline.register(source)
    timeline.entries(TalentFactory(), UserFactory(), limit=5)
    assert asked == [(None, 10)]


@pytest.mark.parametrize("before", ["nonsense", "2026-13-45", "2026-01-01", "\x00"])
def test_a_mangled_place_in_the_time_line_is_the_first_page(before, client, reviewer):
    talent = TalentFactory()
    response = client.get(page_of(talent), {"before": before})
    assert response.status_code == 200
    assert client.get(page_of(talent, tab="changes", before=before)).status_code == 200


def test_the_head_names_grades_in_force_only(client, reviewer):
    talent = TalentFactory()
    GradeAwardFactory(talent=talent, level__name="庆甲类")
    GradeAwardFactory(talent=talent, level__name="庆乙类", valid_until=date(2025, 1, 1))
    text = client.get(page_of(talent)).content.decode()
    head = text[: text.index("</h1>") + 2000]
    assert "庆甲类" in head
    assert "庆乙类" not in head.partition("person-head")[0]


def test_an_auditor_may_look_but_not_change_or_reveal(client):
    client.force_login(UserFactory(role=Role.AUDITOR))
    talent = rich_person()
    text = client.get(page_of(talent, tab="register")).content.decode()
    assert reverse("talents:edit", args=[talent.number]) not in text
    assert "/reveal/" not in text
    reveal = reverse("talents:reveal", args=[talent.number, "phone"])
    assert client.get(reveal).status_code == 403
