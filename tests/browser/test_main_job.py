"""The main job from the office's file to "approved" on the talent's phone.

One test, because each part stands on the one before: import, assign, log a contact,
open a case, apply with photographed papers, correct, review, approve, look.
Pictures of every station are kept in ``test-output/``.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from apps.applications.models import Application
from apps.cases.models import Case
from apps.commissioners.models import Assignment, ContactLog
from apps.core.roles import Role
from apps.talents.models import Education, RosterRow, Talent
from talentsvc.celery import app
from tests.accounts.factories import UserFactory
from tests.applications.factories import CLAIM, REQUIRED, a_city, a_picture
from tests.browser.roster_pages import import_file
from tests.commissioners.factories import CommissionerFactory
from tests.talents.roster.files import as_xlsx, dirty_roster, office_sample

SARTU = "230602"


@pytest.fixture
def city(transactional_db, settings):
    """The office: a person for every desk, and work done as soon as it is handed on."""
    app.conf.task_always_eager = True
    settings.MEDIA_ROOT = settings.TALENT_DATA / "walk"
    yield a_city(at=timezone.now())
    app.conf.task_always_eager = False


def pick(page: Page, name: str, value: str) -> None:
    """Choose a radio button as a person does: by its label."""
    button = page.locator(f"input[type=radio][name={name}][value='{value}']").first
    page.locator(f"label[for='{button.get_attribute('id')}']").first.click()


def test_the_main_job(open_window, city, tmp_path):
    talent = import_a_roster(open_window, city, tmp_path)
    commissioner = assign(open_window, city, talent)
    log_contact_and_case(open_window, commissioner, talent)
    applicant = give_account(talent)
    number = apply_on_a_phone(open_window, applicant, talent)
    ask_for_correction(open_window, city, number)
    correct_on_the_phone(open_window, applicant, number)
    for who in ("district", "district", "city", "approver"):
        decide(open_window, getattr(city, who), number, who)
    see_the_result(open_window, applicant, number)


def press(page: Page, button: Locator) -> None:
    """Press a button and wait for the page that answers."""
    with page.expect_navigation():
        button.click()


def test_the_offices_own_roster_ends_at_its_true_counts(open_window, city):
    """1,200 rows through the pages: 1,156 people, 31 refused by reason, 13 repeated."""
    path, truth = office_sample()
    window = open_window(width="laptop", user=city.city)
    counts = import_file(window, path, shots=False)
    assert counts["rows"] == truth["rows"]
    assert counts["created"] == truth["importable"] == Talent.objects.count()
    assert counts["rejected"] == sum(truth["rejected"].values())
    assert counts["updated"] + counts["unchanged"] == truth["repeated_in_file"]
    assert counts["held"] == 0
    refused = RosterRow.objects.filter(outcome="rejected")
    # The first reason is the one that decided.
    reasons = [row.reasons[0] for row in refused]
    assert {r: reasons.count(r) for r in set(reasons)} == truth["rejected"]


def import_a_roster(open_window, city, tmp_path) -> Talent:
    """The city's reviewer takes an office's file in; the counts are the file's truth."""
    made = dirty_roster(people=40)
    path = tmp_path / "名册.xlsx"
    path.write_bytes(as_xlsx(made).getvalue())
    window = open_window(width="laptop", user=city.city)
    counts = import_file(window, path)
    assert counts["created"] == Talent.objects.count()
    assert counts["rejected"] == made.rejected_count
    talent = Talent.objects.filter(region=SARTU).order_by("pk").first()
    window.open(f"/talents/{talent.number}/")
    expect(window.page.locator("h1")).to_contain_text(talent.name)
    window.shot("walk-03-talent")
    return talent


def assign(open_window, city, talent: Talent):
    commissioner = CommissionerFactory()
    window = open_window(width="laptop", user=city.district)
    page = window.open(f"/commissioners/talents/{talent.pk}/assign/")
    page.locator("select[name=commissioner]").select_option(str(commissioner.pk))
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_load_state()
    window.shot("walk-03-assigned")
    assert Assignment.objects.get(talent=talent).commissioner == commissioner
    return commissioner.user


def log_contact_and_case(open_window, user, talent: Talent) -> None:
    """On the phone in the corridor: a contact in four taps, then a case."""
    window = open_window(width="phone", user=user)
    page = window.open("/cases/today/")
    window.shot("walk-04-today")
    page.goto(f"{window.address}/commissioners/mine/")
    expect(page.locator("main")).to_contain_text(talent.name)
    page.goto(f"{window.address}/commissioners/talents/{talent.pk}/contact/")
    pick(page, "channel", "phone")
    page.locator("input[name=outcome]").first.evaluate("each => each.labels[0].click()")
    window.shot("walk-05-contact", whole=False)
    with page.expect_response("**/contact/"):
        page.locator(".contact-form button.btn-primary").click()
    assert ContactLog.objects.filter(talent=talent, by=user).count() == 1
    page.goto(f"{window.address}/cases/new/?talent={talent.pk}")
    page.locator("select[name=item]").select_option(index=1)
    page.locator("[name=title]").fill("子女入学咨询")
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_load_state()
    window.shot("walk-06-case")
    assert Case.objects.get(talent=talent).title == "子女入学咨询"


def give_account(talent: Talent):
    """An account of the talent's own, and the degree as the certificate office keeps it."""
    user = UserFactory(role=Role.TALENT, name=talent.name, language="zh-hans")
    talent.user = user
    talent.education = "doctor"
    talent.save()
    Education.objects.filter(talent=talent).delete()
    Education.objects.create(
        talent=talent,
        level="doctor",
        mode="full_time",
        graduated_on=date(2018, 7, 1),
        verified_on=date(2025, 1, 6),
    )
    return user


def apply_on_a_phone(open_window, user, talent: Talent) -> str:
    window = open_window(width="phone", user=user)
    page = window.open("/my/policies/home-purchase/")
    window.shot("walk-07-policy")
    page.locator("form[action*='apply'] button").first.click()
    page.wait_for_url("**/known/")
    window.shot("walk-08-known")
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_url("**/facts/")
    for name, value in CLAIM.items():
        if name == "co_buyers":
            continue
        if isinstance(value, bool):
            page.locator(f"input[name={name}][value=true]").check()
        elif name == "district":
            page.locator("select[name=district]").select_option(value)
        else:
            page.locator(f"[name={name}]").fill(value)
    window.shot("walk-09-facts")
    page.locator("main form button.btn-primary").last.click()
    page.wait_for_url("**/papers/")
    for code in (*REQUIRED, "deed"):
        photograph(page, code)
    window.shot("walk-10-papers")
    page.locator("main form button.btn-primary").last.click()
    page.wait_for_url("**/send/")
    window.shot("walk-11-summary")
    page.locator("[name=declared]").check()
    page.locator("main form button.btn-primary").last.click()
    page.wait_for_load_state()
    application = Application.objects.get(talent=talent)
    expect(page.locator("main")).to_contain_text(application.number)
    window.shot("walk-12-receipt")
    return application.number


def photograph(page: Page, code: str, color: str = "white") -> None:
    block = page.locator(f"#paper-{code}")
    before = block.locator(".file-list > li").count()
    block.locator("form.upload > input.upload-file").set_input_files(
        {
            "name": f"{code}.png",
            "mimeType": "image/png",
            "buffer": a_picture(color, 600),
        }
    )
    send = block.locator("button.upload-send")
    if send.is_visible():
        send.click()
    expect(block.locator(".file-list > li")).to_have_count(before + 1)


def ask_for_correction(open_window, city, number: str) -> None:
    window = open_window(width="desktop", user=city.district)
    page = window.open("/applications/desk/")
    expect(page.locator("main")).to_contain_text(number)
    window.shot("walk-13-desk")
    page.goto(f"{window.address}/applications/{number}/review/")
    page.locator("input[name=outcome][value=correction]").check()
    page.locator("details.correction-items").evaluate("each => each.open = true")
    page.locator("[name*='invoice']").first.fill("发票照片看不清，请重新拍摄。")
    choose_reason_for(page, "correction")
    window.shot("walk-14-review")
    press(page, page.locator("#decision button[type=submit]"))
    assert Application.objects.get(number=number).status == "returned_for_correction"


def choose_reason_for(page: Page, outcome: str) -> None:
    """The first reason of the group that belongs to the outcome."""
    label = page.locator(f"label:has(input[name=outcome][value={outcome}])")
    group = label.inner_text().strip()
    value = page.evaluate(
        """(group) => [...document.querySelectorAll('select[name=reason] optgroup')]
             .find((each) => each.label === group).querySelector('option').value""",
        group,
    )
    page.locator("select[name=reason]").select_option(value)


def correct_on_the_phone(open_window, user, number: str) -> None:
    window = open_window(width="phone", user=user)
    page = window.open("/my/")
    window.shot("walk-15-what-needs-me")
    page.goto(f"{window.address}/my/applications/{number}/correct/")
    photograph(page, "invoice", "black")
    window.shot("walk-16-correct")
    press(page, page.locator("main form[data-draft] button.btn-primary"))
    assert Application.objects.get(number=number).status == "submitted"


def decide(open_window, user, number: str, who: str) -> None:
    """Pass one step: acceptance and first review, second review, approval."""
    before = Application.objects.get(number=number).status
    window = open_window(width="desktop", user=user)
    page = window.open(f"/applications/{number}/review/")
    outcome = "accept" if before == "submitted" else "pass"
    page.locator(f"input[name=outcome][value={outcome}]").check()
    if outcome == "accept":
        choose_reason_for(page, outcome)
    window.shot(f"walk-17-{before}-by-{who}")
    press(page, page.locator("#decision button[type=submit]"))
    assert Application.objects.get(number=number).status != before


def see_the_result(open_window, user, number: str) -> None:
    window = open_window(width="phone", user=user)
    page = window.open(f"/my/applications/{number}/")
    application = Application.objects.get(number=number)
    assert application.status == "approved"
    expect(page.locator("main")).to_contain_text(str(application.get_status_display()))
    expect(page.locator("main")).to_contain_text("¥111,760.28")
    assert not window.scrolls_sideways()
    window.shot("walk-18-approved")
