import re
from datetime import date

import pytest
from django.urls import reverse

from apps.core.roles import Role
from apps.workdays import effects
from apps.workdays.models import AnnouncedYear, HolidayException
from tests.accounts.factories import UserFactory
from tests.workdays.factories import (
    DOCUMENT,
    AnnouncedYearFactory,
    HolidayExceptionFactory,
)
from tests.workdays.test_notice import NOTICE_2026

pytestmark = pytest.mark.django_db
BY_HAND = {
    "first": "2027-01-01",
    "last": "2027年1月3日",
    "kind": "off",
    "name": "元旦",
    "document": DOCUMENT,
}


@pytest.fixture
def sign_in(client):
    def sign_in(role, **user):
        user = UserFactory(role=role, **user)
        client.force_login(user)
        return user

    return sign_in


@pytest.mark.parametrize(
    ("role", "year", "edit", "announce"),
    [
        (Role.SYSTEM_ADMIN, 200, 200, 200),
        (Role.COMMISSIONER, 200, 403, 403),
        (Role.AUDITOR, 200, 403, 403),
        (Role.SECURITY_ADMIN, 200, 403, 403),
        (Role.TALENT, 403, 403, 403),
    ],
)
def test_who_reads_and_who_edits(client, sign_in, role, year, edit, announce):
    sign_in(role)
    pages = [
        client.get(reverse(f"workdays:{name}", args=[2027])).status_code
        for name in ("year", "edit", "announce")
    ]
    assert pages == [year, edit, announce]


def test_a_district_s_administrator_only_reads_the_city_s_calendar(client, sign_in):
    sign_in(Role.SYSTEM_ADMIN, region="230602")
    page = client.get("/calendar/2027/")
    edit = client.get(reverse("workdays:edit", args=[2027]))

    assert (page.status_code, edit.status_code) == (200, 403)
    assert "Enter days" not in page.content.decode()


@pytest.mark.parametrize("how", ["notice", "days"])
@pytest.mark.parametrize("name", ["preview", "save"])
def test_nobody_else_sends_an_edit(client, sign_in, name, how):
    sign_in(Role.COMMISSIONER)
    client.post(reverse(f"workdays:{name}", args=[2027, how]), BY_HAND)
    assert not HolidayException.objects.exists()


def test_the_first_page_is_this_year_s_by_the_local_day(client, sign_in, time_machine):
    time_machine.move_to("2026-12-31T16:30:00Z")  # half past midnight in Daqing
    sign_in(Role.COMMISSIONER)

    answer = client.get(reverse("workdays:now"))

    assert answer.headers["Location"] == "/calendar/2027/"


@pytest.mark.parametrize("year", [2003, 2100, 9999])
def test_no_page_for_a_year_out_of_reach(client, sign_in, year):
    sign_in(Role.COMMISSIONER)
    assert client.get(f"/calendar/{year}/").status_code == 404


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "0000-00-00"])
def test_no_page_for_a_day_that_is_none(client, sign_in, day):
    sign_in(Role.COMMISSIONER)
    assert client.get(f"/calendar/day/{day}/").status_code == 404


class TestYearPage:
    def test_says_state_in_words_not_by_colour_alone(self, client, sign_in):
        sign_in(Role.COMMISSIONER)
        page = client.get("/calendar/2026/").content.decode()

        assert "Saturday, working day, National Day" in page
        assert "Thursday, day off, National Day" in page

    def test_an_unknown_year_says_so_and_counts_nothing(self, client, sign_in):
        sign_in(Role.COMMISSIONER)
        page = client.get("/calendar/2027/")

        assert "have not been announced" in page.content.decode()
        assert page.context["facts"].workdays is None

    def test_2026_has_248_working_days(self, client, sign_in):
        sign_in(Role.COMMISSIONER)
        facts = client.get("/calendar/2026/").context["facts"]

        assert (facts.workdays, facts.days_off, facts.make_up_days) == (248, 33, 6)

    @pytest.mark.parametrize("entries", [1, 30])
    def test_costs_the_same_with_any_number_of_entries(
        self, client, sign_in, entries, django_assert_num_queries
    ):
        sign_in(Role.SYSTEM_ADMIN)
        for number in range(entries):
            HolidayExceptionFactory(date=date(2027, 3, 1 + number))
        client.get("/calendar/2027/")

        # user, roles, stamp, entries, announced, badge
        with django_assert_num_queries(6):
            client.get("/calendar/2027/")


class TestEdit:
    def test_no_two_fields_of_the_page_share_an_id(self, client, sign_in):
        sign_in(Role.SYSTEM_ADMIN)
        page = client.get(reverse("workdays:edit", args=[2027])).content.decode()

        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))

    def test_by_hand_shows_first_and_saves_then(self, client, sign_in, monkeypatch):
        monkeypatch.setattr(effects, "_effects", {})
        effects.register_effect("tests", "Cases", lambda calendar, save: 3)
        sign_in(Role.SYSTEM_ADMIN)

        preview = client.post(reverse("workdays:preview", args=[2027, "days"]), BY_HAND)
        assert "Cases: 3 open deadlines will move." in preview.content.decode()
        assert not HolidayException.objects.exists()

        answer = client.post(reverse("workdays:save", args=[2027, "days"]), BY_HAND)
        assert answer.headers["Location"] == reverse("workdays:announce", args=[2027])
        days = HolidayException.objects.values_list("date", flat=True)
        assert list(days) == [date(2027, 1, day) for day in (1, 2, 3)]

    def test_a_pasted_notice_is_read_whole(self, client, sign_in):
        sign_in(Role.SYSTEM_ADMIN)
        text = NOTICE_2026

        preview = client.post(
            reverse("workdays:preview", args=[2026, "notice"]), {"text": text}
        )
        assert "33 days off and 6 working days are entered." in preview.content.decode()
        sent_on = {
            field.html_name: field.value() or "" for field in preview.context["form"]
        }
        client.post(reverse("workdays:save", args=[2026, "notice"]), sent_on)

        assert HolidayException.objects.filter(is_workday=True).count() == 6
        assert HolidayException.objects.filter(is_workday=False).count() == 33

    @pytest.mark.parametrize("name", ["preview", "save"])
    @pytest.mark.parametrize(
        ("how", "changes", "error"),
        [
            ("days", {"first": ""}, "This field is required"),
            ("days", {"first": "2027-02-30"}, "valid date"),
            ("days", {"last": "2026-12-31"}, "before the first"),
            ("days", {"last": "2027-03-01"}, "60 days at once"),
            ("days", {"document": ""}, "This field is required"),
            ("notice", {"text": "nothing"}, "No days were found"),
            ("notice", {"text": NOTICE_2026}, "This notice is about 2026, not 2027."),
            ("notice", {"text": "一、元旦:1月1日放假,共1天。"}, "has no number"),
        ],
    )
    def test_bad_input_says_what_and_where_and_saves_nothing(
        self, client, sign_in, name, how, changes, error
    ):
        sign_in(Role.SYSTEM_ADMIN)
        data = {**BY_HAND, "document": DOCUMENT if how == "days" else "", **changes}

        answer = client.post(reverse(f"workdays:{name}", args=[2027, how]), data)

        assert answer.status_code == 422
        assert error in answer.content.decode()
        assert not HolidayException.objects.exists()


class TestAnnounce:
    def test_needs_the_days_first(self, client, sign_in):
        sign_in(Role.SYSTEM_ADMIN)
        answer = client.post(
            reverse("workdays:announce", args=[2027]), {"document": DOCUMENT}
        )

        assert answer.status_code == 422
        assert not AnnouncedYear.objects.exists()

    def test_marks_and_takes_back(self, client, sign_in):
        sign_in(Role.SYSTEM_ADMIN)
        HolidayExceptionFactory()
        address = reverse("workdays:announce", args=[2027])

        client.post(address, {"document": DOCUMENT})
        assert AnnouncedYear.objects.get().year == 2027

        client.post(address, {"why": ""})
        assert AnnouncedYear.objects.exists()
        client.post(address, {"why": "Too early."})
        assert not AnnouncedYear.objects.exists()

    def test_there_is_nothing_to_announce_about_a_year_of_the_library(
        self, client, sign_in
    ):
        sign_in(Role.SYSTEM_ADMIN)
        assert client.get("/calendar/2026/announce/").status_code == 404


class TestDay:
    def test_an_administrator_takes_an_entry_out(self, client, sign_in):
        sign_in(Role.SYSTEM_ADMIN)
        row = HolidayExceptionFactory()

        client.post(reverse("workdays:clear", args=[row.date]))

        assert not HolidayException.objects.exists()

    def test_the_rest_of_the_staff_only_reads(self, client, sign_in):
        AnnouncedYearFactory()
        row = HolidayExceptionFactory()
        sign_in(Role.COMMISSIONER)

        page = client.get(reverse("workdays:day", args=[row.date])).content.decode()
        assert DOCUMENT in page
        assert "Take the entry out" not in page
        answer = client.post(reverse("workdays:clear", args=[row.date]))
        assert answer.status_code == 403
        assert HolidayException.objects.exists()
