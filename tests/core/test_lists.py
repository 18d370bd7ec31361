"""Paging by key gives what paging by number gives, and takes any address."""

from __future__ import annotations

import base64
import json
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django import forms
from django.db import transaction
from django.db.models import DecimalField, F
from django.db.models.functions import Cast
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.accounts.models import Office, RoleGrant
from apps.core.forms import DateField, FilterForm
from apps.core.lists import Column, ListPage
from tests.accounts.factories import OfficeFactory, UserFactory

pytestmark = pytest.mark.django_db
AMOUNT = Cast(F("phone"), DecimalField(max_digits=12, decimal_places=2))
COLUMNS = [
    Column("Name", sort="name"),
    Column("Amount", sort="amount", numeric=True),
    Column("Code", sort="code"),
    Column("Nothing"),
]


class OfficeFilter(FilterForm):
    name = forms.CharField(label="Name")
    kind = forms.ChoiceField(label="Kind", choices=[("", "—"), *Office.Kind.choices])
    regions = forms.MultipleChoiceField(
        label="Regions", choices=[("230602", "Sartu"), ("230604", "Ranghulu")]
    )
    day = DateField(label="Day")

    def narrow_regions(self, queryset, value):
        return queryset.filter(region_id__in=value)

    def narrow_day(self, queryset, value):
        return queryset


def page_of(address: str = "/offices/", **more) -> ListPage:
    request = RequestFactory().get(address)
    queryset = more.pop("queryset", Office.objects.annotate(amount=AMOUNT))
    more.setdefault("columns", COLUMNS)
    more.setdefault("order", "name")
    return ListPage(request, queryset, **more)


def offices(rows) -> None:
    Office.objects.bulk_create(
        Office(code=f"o{n}", name=name, phone=str(amount), region_id="230600")
        for n, (name, amount) in enumerate(rows)
    )


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["甲", "乙", "丙", "a", "A", "é", "", "%_'\\"]),
            st.decimals(-99, 99, places=2),
        ),
        max_size=14,
    ),
    sort=st.sampled_from(["name", "-name", "amount", "-amount", "code", "-pk"]),
    size=st.integers(1, 5),
)
def test_walking_on_and_back_gives_what_offsets_give(rows, sort, size):
    with transaction.atomic():
        offices(rows)
        field = sort.lstrip("-")
        sign = "-" if sort.startswith("-") else ""
        order = [sort] if field == "pk" else [sort, f"{sign}pk"]
        wanted = list(
            Office.objects.annotate(amount=AMOUNT)
            .order_by(*order)
            .values_list("pk", flat=True)
        )
        pages = [wanted[at : at + size] for at in range(0, len(wanted), size)] or [[]]
        address = f"/offices/?sort={sort}"
        seen, page = [], None
        for _turn in range(len(pages) + 1):
            page = small_page(address, size, order=sort)
            seen.append([row.pk for row in page.rows])
            assert (page.first, page.last) == (
                (1 + sum(map(len, seen[:-1])), sum(map(len, seen)))
                if page.rows
                else (0, 0)
            )
            if not page.next_url:
                break
            address = page.next_url
        assert seen == pages

        for number in range(len(pages) - 2, -1, -1):
            page = small_page(page.previous_url, size, order=sort)
            assert [row.pk for row in page.rows] == pages[number]
            assert page.first == number * size + 1
        assert not page.previous_url
        transaction.set_rollback(True)


def small_page(address: str, size: int, order: str) -> ListPage:
    """A list whose sizes are small enough for examples."""

    class SmallPage(ListPage):
        def _read_rows(self) -> None:
            self.size = size
            super()._read_rows()

    return SmallPage(
        RequestFactory().get(address),
        Office.objects.annotate(amount=AMOUNT),
        columns=COLUMNS,
        order=order,
    )


def test_sorts_by_a_date_through_a_join():
    person = UserFactory()
    office = OfficeFactory()
    for n in range(30):
        RoleGrant.objects.create(
            user=person,
            role="commissioner",
            office=office,
            from_date=date(2026, 1, 1) + timedelta(days=n // 3 * 3 + n % 3),
            until_date=date(2026, 1, 2) + timedelta(days=n // 3 * 3 + n % 3),
        )
    columns = [Column("From", sort="from_date"), Column("Who", sort="user__username")]
    for sort in ("-from_date", "user__username"):
        first = page_of(
            f"/x/?sort={sort}",
            queryset=RoleGrant.objects.select_related("user"),
            columns=columns,
            order="from_date",
        )
        second = page_of(
            first.next_url,
            queryset=RoleGrant.objects.select_related("user"),
            columns=columns,
            order="from_date",
        )
        assert len(first.rows) == 25
        assert len(second.rows) == 5
        assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}


def cursor(*parts) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "mangled",
    [
        "x",
        "%00",
        "=====",
        cursor(),
        cursor("a", 1),
        cursor("a", "b", "c"),
        cursor("a\x00", 1, 0),
        cursor(["a"], 1, 0),
        cursor({"a": 1}, 1, 0),
        cursor(None, 1, 0),
        cursor("a", 10**30, 0),
    ],
)
@pytest.mark.parametrize("sort", ["name", "amount", "-pk"])
def test_a_mangled_place_is_the_first_page_or_an_empty_one(mangled, sort):
    offices([("甲", "1.00"), ("乙", "2.00")])
    page = page_of(f"/offices/?sort={sort}&after={mangled}")
    assert len(page.rows) in {0, 2}


@pytest.mark.parametrize(
    "wrong", ["password", "-region__name", "name__gt", "", "--name"]
)
def test_sorts_only_by_what_the_headers_offer(wrong):
    offices([("b", "1.00"), ("a", "2.00")])
    page = page_of(f"/offices/?sort={wrong}")
    assert [row.name for row in page.rows] == ["a", "b"]


@pytest.mark.parametrize("wrong", ["7", "-25", "1000000", "x", ""])
def test_takes_no_other_size(wrong):
    assert page_of(f"/offices/?size={wrong}").size == 25


def test_the_address_keeps_everything_and_drops_the_place_when_sorting():
    offices([(f"{n:02}", "1.00") for n in range(60)])
    page = page_of("/offices/?name=&kind=talent&size=50", form=None)
    onward = parse_qs(urlsplit(page.next_url).query)
    assert onward["kind"] == ["talent"]
    assert onward["size"] == ["50"]
    second = page_of(page.next_url)
    headers = {str(head.label): head for head in second.headers}
    assert headers["Name"].direction == "ascending"
    assert headers["Nothing"].url == ""
    assert "after=" not in headers["Amount"].url
    assert "kind=talent" in headers["Amount"].url
    assert parse_qs(urlsplit(headers["Name"].url).query)["sort"] == ["-name"]


class TestFilters:
    def page(self, query: str) -> ListPage:
        address = f"/offices/?{query}"
        form = OfficeFilter(RequestFactory().get(address).GET)
        return page_of(address, form=form)

    def test_narrows_by_equality_by_method_and_by_several(self):
        OfficeFactory(region_id="230602", name="甲", phone="1")
        OfficeFactory(region_id="230604", name="乙", phone="1")
        OfficeFactory(region_id="230603", name="丙", phone="1")
        assert [row.name for row in self.page("name=甲").rows] == ["甲"]
        page = self.page("regions=230602&regions=230604")
        assert {row.name for row in page.rows} == {"甲", "乙"}
        assert [(chip.label, chip.value) for chip in page.chips] == [
            ("Regions", "Sartu, Ranghulu")
        ]

    def test_a_chip_drops_its_filter_and_nothing_else(self):
        page = self.page("name=甲&kind=talent&sort=-name&after=x")
        chips = {chip.label: chip for chip in page.chips}
        query = parse_qs(urlsplit(chips["Name"].url).query)
        assert query == {"kind": ["talent"], "sort": ["-name"]}
        assert chips["Kind"].value == str(Office.Kind.TALENT.label)

    def test_a_wrong_value_narrows_nothing_and_says_so(self):
        OfficeFactory(phone="1")
        page = self.page("kind=castle&day=yesterday")
        assert len(page.rows) == 1
        assert set(page.form.errors) == {"kind", "day"}
        assert page.chips == []

    @pytest.mark.parametrize(
        "typed",
        ["2026-11-22", "2026/11/22", "2026.11.22", "20261122", "2026年11月22日",
         "２０２６-１１-２２", " 2026-11-22 "],
    )  # fmt: skip
    def test_dates_accept_what_people_type(self, typed):
        form = OfficeFilter({"day": typed})
        assert form.is_valid(), form.errors
        assert form.cleaned_data["day"] == date(2026, 11, 22)


def test_rows_and_count_are_two_queries_however_many_rows(django_assert_num_queries):
    offices([("a", "1.00")])
    with django_assert_num_queries(2):
        page = page_of("/offices/")
        assert page.count == len(page.rows) == 1
    offices_more = [
        Office(code=f"m{n}", name="m", phone="1", region_id="230600") for n in range(99)
    ]
    Office.objects.bulk_create(offices_more)
    with django_assert_num_queries(2):
        page = page_of("/offices/?size=100")
        assert page.count == len(page.rows) == 100
