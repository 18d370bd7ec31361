"""The frame of every page in a real browser: keys, phone, drafts, weight, no script."""

from __future__ import annotations

import gzip
import re

import pytest
from playwright.sync_api import expect

from apps.accounts.models import RoleGrant, User
from apps.core.roles import Role
from tests.accounts.factories import OfficeFactory, UserFactory

PASSWORD = "right-horse-9"
MOST = 300 * 1024  # what a first load may transfer
PAGES = [
    "/users/",
    "/users/{pk}/",
    "/users/new/",
    "/offices/",
    "/regions/",
    "/account/",
    "/keys/",
    "/no-such-page/",
]
COMPRESSED = ("text/", "application/javascript", "image/svg")


@pytest.fixture
def sysadmin(live_server):
    user = UserFactory(username="sysadmin", name="孔维新", role=Role.SYSTEM_ADMIN)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def secadmin(live_server):
    return UserFactory(username="secadmin", role=Role.SECURITY_ADMIN)


def many_people(count: int = 30) -> None:
    office = OfficeFactory()
    for n in range(count):
        UserFactory(username=f"p{n:02}", name=f"职员{n:02}", office=office)


class TestKeys:
    def test_rows_are_walked_with_j_and_k_and_opened_with_enter(
        self, open_window, sysadmin
    ):
        many_people(3)
        page = open_window(user=sysadmin).open("/users/")
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        focused = page.evaluate("document.activeElement.dataset.href")
        assert focused == page.locator("[data-href]").first.get_attribute("data-href")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{focused}")

    def test_g_and_a_letter_moves(self, open_window, sysadmin):
        page = open_window(user=sysadmin).open("/users/")
        page.keyboard.press("g")
        page.keyboard.press("o")
        page.wait_for_url("**/offices/")

    def test_letters_typed_into_a_field_stay_letters(self, open_window, sysadmin):
        page = open_window(user=sysadmin).open("/users/")
        page.locator("[name=q]").last.click()
        page.keyboard.type("g/o?j")
        assert page.locator("#id_q").input_value() == "g/o?j"
        page.wait_for_url("**/users/")

    def test_the_question_mark_shows_the_list_of_keys(self, open_window, sysadmin):
        page = open_window(user=sysadmin).open("/users/")
        page.keyboard.press("?")
        assert page.locator("dialog#keys").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator("dialog#keys").is_visible()

    def test_a_slash_goes_to_the_search(self, open_window, sysadmin):
        page = open_window(user=sysadmin).open("/users/")
        if page.locator("#search-everywhere").count():
            page.keyboard.press("/")
            assert page.evaluate("document.activeElement.id") == "search-everywhere"

    def test_the_first_tab_skips_to_the_content(self, open_window, sysadmin):
        page = open_window(user=sysadmin).open("/users/")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"


class TestLists:
    def test_a_filter_changes_rows_and_address_without_a_new_page(
        self, open_window, sysadmin
    ):
        many_people(5)
        page = open_window(user=sysadmin).open("/users/")
        page.evaluate("window.stays = true")
        page.fill("#id_q", "p03")
        page.keyboard.press("Enter")
        page.wait_for_url("**/users/?q=p03")
        page.locator("#list tbody tr").first.wait_for()
        expect(page.locator("#list tbody tr")).to_have_count(1)
        expect(page.locator(".chips .chip")).to_have_count(1)
        assert page.evaluate("window.stays") is True

    def test_the_address_alone_gives_the_same_list(self, open_window, sysadmin):
        many_people(30)
        page = open_window(user=sysadmin).open("/users/?sort=-username")
        page.locator("a[rel=next]").click()
        page.wait_for_url("**after=*")
        page.locator("a[rel=prev]").wait_for()
        rows = page.locator("#list tbody th").all_inner_texts()
        again = open_window(user=sysadmin)
        again.page.goto(page.url)
        assert again.page.locator("#list tbody th").all_inner_texts() == rows

    def test_back_shows_the_list_before(self, open_window, sysadmin):
        many_people(5)
        page = open_window(user=sysadmin).open("/users/")
        page.fill("#id_q", "p03")
        page.keyboard.press("Enter")
        page.wait_for_url("**q=p03")
        page.go_back()
        page.wait_for_url("**/users/")
        page.locator("#list tbody tr").nth(3).wait_for()

    def test_empty_filters_stay_out_of_the_address(self, open_window, sysadmin):
        window = open_window(user=sysadmin, javascript=True)
        page = window.open("/users/")
        page.select_option("#id_state", "closed")
        page.wait_for_url(re.compile(r"/users/\?state=closed$"))


class TestPhone:
    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_nothing_scrolls_sideways_and_the_bar_is_at_hand(
        self, open_window, sysadmin, language
    ):
        sysadmin.language = language
        sysadmin.save()
        window = open_window(width="phone", user=sysadmin)
        for path in PAGES:
            page = window.open(path.format(pk=sysadmin.pk))
            assert not window.scrolls_sideways(), path
            assert page.locator(".bottombar").is_visible(), path
            assert not page.locator(".sidenav").is_visible(), path

    def test_filters_open_on_demand(self, open_window, sysadmin):
        page = open_window(width="phone", user=sysadmin).open("/users/")
        assert not page.locator("#id_q").is_visible()
        page.locator(".filters-toggle").click()
        assert page.locator("#id_q").is_visible()

    def test_more_shows_the_whole_navigation(self, open_window, live_server):
        user = UserFactory(
            roles=[Role.SYSTEM_ADMIN, Role.COMMISSIONER, Role.DISTRICT_REVIEWER,
                   Role.AUDITOR, Role.CITY_REVIEWER]
        )  # fmt: skip
        page = open_window(width="phone", user=user).open("/users/")
        page.locator(".bottombar summary").click()
        assert page.locator(".more-sheet a").count() > 5


class TestForms:
    def test_what_was_typed_comes_back_and_goes_when_it_was_saved(
        self, open_window, sysadmin
    ):
        office = OfficeFactory()
        page = open_window(user=sysadmin).open("/users/new/")
        page.fill("#id_name", "王晓岚")
        page.wait_for_timeout(600)
        page.goto(page.url)
        assert page.locator("#id_name").input_value() == "王晓岚"
        assert page.locator("form .notice-info").is_visible()
        page.fill("#id_username", "wang.xl")
        page.select_option("#id_office", str(office.pk))
        page.locator("main .form-buttons button").click()
        page.locator(".secret").wait_for()
        page.goto(page.url.replace("/users/new/", "/users/"))
        page.goto(page.url + "new/")
        assert page.locator("#id_name").input_value() == ""

    def test_errors_are_summed_up_with_the_way_to_the_field(
        self, open_window, sysadmin
    ):
        page = open_window(user=sysadmin).open("/users/new/")
        page.fill("#id_username", "1wrong")
        page.fill("#id_phone", "12")
        page.locator("main .form-buttons button").click()
        page.locator("[data-errors]").wait_for()
        assert page.evaluate("document.activeElement.hasAttribute('data-errors')")
        expect(page.locator("[data-errors] li")).to_have_count(3)
        page.locator("[data-errors] a").first.click()
        assert page.locator("#id_username").input_value() == "1wrong"
        expect(page.locator("#id_username.is-invalid")).to_have_count(1)

    def test_a_question_is_asked_and_no_means_no(self, open_window, sysadmin):
        page = open_window(user=sysadmin).open("/account/")
        button = page.locator("form[data-confirm] button")
        button.click()
        page.locator("dialog[open] button[value=no]").click()
        assert User.objects.get(pk=sysadmin.pk).session_generation == 0
        button.click()
        page.locator("dialog[open] button[value=yes]").click()
        page.locator(".notice-success").wait_for()
        assert User.objects.get(pk=sysadmin.pk).session_generation == 1


class TestWithoutScript:
    def test_signs_in_changes_the_language_filters_and_pages(
        self, open_window, sysadmin
    ):
        many_people(30)
        page = open_window(javascript=False).open("/users/")
        page.fill("#id_username", "sysadmin")
        page.fill("#id_password", PASSWORD)
        page.locator("main button").click()
        page.wait_for_url("**/users/")
        page.locator("button[name=language]").click()
        page.locator("a[rel=next]").click()
        page.locator("#list tbody tr").first.wait_for()
        page.locator("a[rel=prev]").wait_for()
        page.fill("#id_q", "p07")
        page.locator(".filter-buttons button").click()
        expect(page.locator("#list tbody tr")).to_have_count(1)
        page.locator("summary.tool").click()
        page.locator(".menu-panel form button").click()
        page.wait_for_url("**/login/**")

    def test_gives_a_duty_after_showing_what_it_means(self, open_window, secadmin):
        person, office = UserFactory(), OfficeFactory()
        window = open_window(javascript=False, user=secadmin)
        page = window.open(f"/users/{person.pk}/duties/new/")
        page.select_option("#id_role", Role.AUDITOR)
        page.select_option("#id_office", str(office.pk))
        page.fill("#id_reason", "任职文件")
        page.locator("main .form-buttons button").click()
        page.locator(".confirm li").nth(3).wait_for()
        assert not RoleGrant.objects.filter(user=person).exists()
        page.locator("main .form-buttons button").click()
        page.locator(".notice-success").wait_for()
        assert RoleGrant.objects.get(user=person).role == Role.AUDITOR


@pytest.mark.parametrize("path", ["/login/", "/users/", "/audit/"])
def test_a_first_load_is_light(open_window, live_server, path):
    """As it goes over the wire: text is compressed in service (WhiteNoise, GZip)."""
    many_people(30)
    user = UserFactory(roles=[Role.SYSTEM_ADMIN, Role.AUDITOR])
    window = open_window(user=None if path == "/login/" else user)
    loaded: dict[str, bytes] = {}
    window.page.on("response", lambda r: loaded.update({r.url: _wire(r)}))
    window.open(path)
    window.page.wait_for_load_state("networkidle")
    assert len(loaded) >= 5
    assert sum(map(len, loaded.values())) < MOST / 2, {
        url: len(body) for url, body in loaded.items()
    }
    assert all(url.startswith((live_server.url, "data:")) for url in loaded)


def _wire(response) -> bytes:
    body = response.body()
    kind = response.headers.get("content-type", "")
    return gzip.compress(body) if kind.startswith(COMPRESSED) else body


def test_the_narrow_navigation_is_remembered(open_window, sysadmin):
    page = open_window(width="laptop", user=sysadmin).open("/users/")
    wide = page.locator(".sidenav").bounding_box()["width"]
    page.locator("label.nav-toggle").click()
    page.goto(page.url)
    assert page.locator(".sidenav").bounding_box()["width"] < wide / 2
    assert page.locator("#nav-narrow").is_checked()
