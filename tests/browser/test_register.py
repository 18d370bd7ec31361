"""The register in a real browser: list, search, person, a look behind a mask."""

from random import Random

import pytest

from apps.audit.models import AuditEvent
from apps.core.roles import Role
from apps.talents.demo import build
from apps.talents.models import GradeAward, Talent
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = [("desktop", "zh-CN"), ("phone", "en")]


@pytest.fixture
def reviewer(at):
    build(size=400, rng=Random(3), at=at)
    return UserFactory(role=Role.CITY_REVIEWER, name="周审核", language="zh-hans")


def graded() -> Talent:
    """Somebody with a grade, a telephone and a document."""
    pk = GradeAward.objects.filter(talent__documents__isnull=False).first().talent_id
    return Talent.objects.get(pk=pk)


@pytest.mark.parametrize(("width", "language"), WIDTHS)
def test_the_pages_fit_and_look(width, language, reviewer, open_window):
    if language == "en":
        reviewer.language = "en"
        reviewer.save(update_fields=["language"])
    window = open_window(width=width, language=language, user=reviewer)
    talent = graded()
    pages = {
        "list": "/talents/",
        "list-search": "/talents/?q=wang&category=skilled",
        "person": f"/talents/{talent.number}/",
        "person-register": f"/talents/{talent.number}/?tab=register",
        "person-changes": f"/talents/{talent.number}/?tab=changes",
        "person-edit": f"/talents/{talent.number}/edit/",
        "person-new": "/talents/new/",
        "reveal": f"/talents/{talent.number}/reveal/phone/",
        "search": "/talents/search/?q=石油",
        "employers": "/talents/employers/",
        "employer": f"/talents/employers/{talent.employer_id}/",
    }
    for name, path in pages.items():
        window.open(path)
        window.shot(f"register-{name}")
        assert not window.scrolls_sideways(), name


def test_suggests_while_typing_and_opens_with_the_keyboard(reviewer, open_window):
    talent = Talent.objects.filter(status="active", nationality="CN").first()
    window = open_window(width="laptop", user=reviewer)
    page = window.open("/talents/")
    page.keyboard.press("/")
    page.keyboard.type(talent.pinyin)
    option = page.locator("#search-suggestions [role=option]").first
    option.wait_for()
    window.shot("register-suggestions", whole=False)
    assert page.locator("#search-everywhere").get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert option.get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url("**/talents/T-*/")
    assert talent.name in page.inner_text("h1")


def test_escape_closes_the_suggestions(reviewer, open_window):
    page = open_window(width="laptop", user=reviewer).open("/talents/")
    page.fill("#search-everywhere", "wang")
    page.locator("#search-suggestions [role=option]").first.wait_for()
    page.press("#search-everywhere", "Escape")
    assert page.locator("#search-suggestions [role=option]").count() == 0


def test_a_number_is_shown_for_a_reason_and_once(reviewer, open_window):
    talent = graded()
    page = open_window(width="phone", user=reviewer).open(f"/talents/{talent.number}/")
    number = talent.phone.removeprefix("+86")
    assert number not in page.content()
    page.locator("#phone a").click()
    page.locator("form#phone select").select_option("call")
    page.locator("form#phone button").click()
    page.get_by_text(number).wait_for()
    event = AuditEvent.objects.get(action="audit.field.revealed")
    assert event.data["field"] == "phone"
    page.reload()
    assert number not in page.content()


def test_everything_works_without_javascript(reviewer, open_window):
    talent = graded()
    window = open_window(width="laptop", user=reviewer, javascript=False)
    page = window.open("/talents/")
    page.fill("#search-everywhere", talent.number)
    page.press("#search-everywhere", "Enter")
    page.wait_for_url(f"**/talents/{talent.number}/")
    page.locator("#phone a").click()
    page.select_option("select[name=usual]", "call")
    page.click("main button[type=submit]")
    assert talent.phone.removeprefix("+86") in page.inner_text("main")
