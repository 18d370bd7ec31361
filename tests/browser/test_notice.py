"""Two departments check in parallel; one objection in the notice stops one person only.

Through the pages, as the people of the office, a stranger and the talents see it.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.applications import services
from apps.applications.models import Objection, PublicNotice
from apps.applications.states import Status
from apps.workdays.calendar import LIBRARY_YEARS
from apps.workdays.models import AnnouncedYear, HolidayException
from tests.applications.factories import a_doctor
from tests.applications.route import a_full_city, in_joint_check


@pytest.fixture
def city(transactional_db):
    """The route with departments and notice, on a calendar that reaches far enough."""
    today = timezone.localdate()
    for year in {today.year, (today + timedelta(days=60)).year} - set(LIBRARY_YEARS):
        HolidayException.objects.create(
            date=today.replace(year=year, month=1, day=1),
            is_workday=False,
            name="元旦",
            document="国办发明电",
        )
        AnnouncedYear.objects.create(year=year, document="国办发明电")
    return a_full_city()


def send(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).click()


def test_parallel_checks_and_one_objection(open_window, city):
    one = in_joint_check(city, a_doctor(name="赵一平"), number=1)
    other = in_joint_check(city, a_doctor(name="钱二安"), number=2)
    for place, width in ((1, "phone"), (0, "laptop")):
        answer_all(open_window, city.handlers[place], width, count=2)
    assert {one.application.status, other.application.status} == {Status.PUBLICITY}
    notice = publish(open_window, city)
    object_as_a_stranger(open_window, notice, "赵*平")
    assert one.application.status == Status.OBJECTION_HOLD
    assert other.application.status == Status.PUBLICITY
    the_person_concerned_sees_it(open_window, one)
    after = notice.until_date + timedelta(days=1)
    services.end_due(on=after, at=timezone.now() + timedelta(days=30))
    assert one.application.status == Status.OBJECTION_HOLD
    assert other.application.status == Status.APPROVAL
    settle(open_window, city, notice)
    assert one.application.status == Status.APPROVAL


def answer_all(open_window, handler, width: str, *, count: int) -> None:
    """A handler opens each check and answers it, on the phone or at the desk."""
    window = open_window(width=width, user=handler, language="zh-CN")
    for number in range(count):
        page = window.open("/applications/checks/")
        if number == 0:
            window.shot("notice-01-checks")
        send(page, "main tbody tr:first-child th a")
        page.locator("label[for^=id_result]").first.click()
        if number == 0:
            assert not window.scrolls_sideways()
            window.shot("notice-02-check")
        send(page, "main form button.btn-primary")
    expect(window.page.locator("main tbody tr")).to_have_count(0)
    assert window.problems == []


def publish(open_window, city) -> PublicNotice:
    """The city's reviewer sees just what will be shown, then publishes it."""
    window = open_window(width="laptop", user=city.city)
    page = window.open("/applications/notices/")
    window.shot("notice-03-list")
    send(page, ".page-actions a.btn-primary")
    page.locator("[name=title]").fill("2026年第一批购房补贴公示")
    window.shot("notice-04-new")
    send(page, "main form button.btn-primary")
    main = page.locator("main")
    for masked in ("赵*平", "钱*安"):
        expect(main).to_contain_text(masked)
    expect(main).not_to_contain_text("赵一平")
    window.shot("notice-05-draft")
    send(page, "main form[action$='/publish/'] button")
    window.shot("notice-06-published")
    assert window.problems == []
    return PublicNotice.objects.get()


def object_as_a_stranger(open_window, notice: PublicNotice, name: str) -> None:
    """Nobody signs in; the page is in no index and shows no secret."""
    window = open_window(width="phone")
    page = window.open("/notices/")
    send(page, "main section a")
    page.wait_for_url(f"**/notices/{notice.address}/")
    assert page.locator("meta[name=robots]").get_attribute("content") == (
        "noindex, nofollow"
    )
    assert not window.scrolls_sideways()
    window.shot("notice-07-public")
    send(page, "main form button.btn-primary")  # nothing filled in
    expect(page.locator("main form .invalid-feedback").first).to_be_visible()
    entry = page.locator("select[name=entry] option", has_text=name)
    page.locator("select[name=entry]").select_option(entry.get_attribute("value"))
    page.locator("[name=name]").fill("孙三")
    page.locator("[name=phone]").fill("13900000000")
    page.locator("[name=text]").fill("其配偶名下已有住房，可查。")
    send(page, "main form button.btn-primary")
    window.shot("notice-08-objected")
    objection = Objection.objects.get()
    assert (objection.name, objection.phone) == ("孙三", "13900000000")
    assert window.problems == []


def the_person_concerned_sees_it(open_window, walk) -> None:
    window = open_window(width="phone", user=walk.applicant)
    page = window.open(f"/my/applications/{walk.application.number}/")
    window.shot("notice-09-applicant")
    expect(page.locator("main")).to_contain_text("Objection being looked into")
    # Who objected, and why, is for the office alone.
    expect(page.locator("main")).not_to_contain_text("孙三")
    expect(page.locator("main")).not_to_contain_text("名下已有住房")
    assert window.problems == []


def settle(open_window, city, notice: PublicNotice) -> None:
    window = open_window(width="laptop", user=city.city)
    page = window.open(f"/applications/notices/{notice.number}/")
    expect(page.locator("main")).to_contain_text("孙三")
    page.locator("main input[value=dismissed]").evaluate("e => e.labels[0].click()")
    page.locator("main textarea").fill("经核查，配偶名下无房。")
    window.shot("notice-10-objection")
    send(page, "main form[action$='/settle/'] button")
    window.shot("notice-11-result")
    assert window.problems == []
