"""The talent's pages in a real browser: a phone, both languages, thumbs."""

from __future__ import annotations

import io
from datetime import timedelta
from random import Random

import pytest
from django.db import transaction
from django.utils import timezone
from PIL import Image

from apps.applications.models import Application
from apps.applications.services.intake import Listed
from apps.applications.states import Status
from apps.audit.services import record_read
from apps.core.roles import Role
from tests.accounts.factories import UserFactory
from tests.applications.factories import CLAIM, REQUIRED, Walk, a_city
from tests.talents.factories import (
    BankAccountFactory,
    ConsentFactory,
    EducationFactory,
    GradeAwardFactory,
    IdentityDocumentFactory,
    TalentFactory,
)


@pytest.fixture
def talent(transactional_db):
    user = UserFactory(role=Role.TALENT, name="王小明", language="zh-hans")
    talent = TalentFactory(user=user, phone="+8613812345678", employed=True)
    IdentityDocumentFactory(talent=talent)
    EducationFactory(talent=talent)
    GradeAwardFactory(talent=talent)
    BankAccountFactory(talent=talent)
    ConsentFactory(talent=talent)
    with transaction.atomic():
        record_read(
            "phone",
            target=talent,
            by=UserFactory(role=Role.CITY_REVIEWER),
            at=timezone.now(),
            why="回访",
        )
    return talent


# What a thumb cannot hit: links in running text and the hidden boxes behind labels are
# left out, as WCAG 2.5.8 does.
SMALL_TARGETS = """() => [...document.querySelectorAll(
  'main a, main button, main input:not([type=hidden]), main summary, .bottombar a')]
  .filter((each) => each.offsetParent && !each.closest('p, .prose, .breadcrumb, dd'))
  .filter((each) => {
    const label = each.closest('label') || document.querySelector(`label[for="${each.id}"].btn`);
    const box = (label || each).getBoundingClientRect();
    return box.height < 43.5 || box.width < 43.5;
  })
  .map((each) => `${each.tagName} ${each.textContent.trim().slice(0, 30)} `
    + `${each.getBoundingClientRect().width}x${each.getBoundingClientRect().height}`)"""


def check(window, name: str) -> None:
    """It fits a phone, a small phone and a thumb; what does not fails the test's end."""
    page = window.page
    window.shot(f"portal-{name}")
    small = page.evaluate(SMALL_TARGETS)
    if small:
        window.problems.append(f"{name}: too small for a thumb: {small}")
    size = page.viewport_size
    for width, height in ((size["width"], size["height"]), (360, 640)):
        page.set_viewport_size({"width": width, "height": height})
        if window.scrolls_sideways():
            window.problems.append(f"{name}: scrolls sideways at {width}")
    page.set_viewport_size(size)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_my_data_fits_a_phone_and_a_thumb(open_window, talent, language):
    talent.user.language = language
    talent.user.save()
    window = open_window(width="phone", language=language, user=talent.user)
    for name, path in [
        ("data", "/my/data/"),
        ("looks", "/my/data/looks/"),
        ("consents", "/my/data/consents/"),
        ("privacy", "/my/privacy/"),
        ("copy", "/my/data/copy/"),
    ]:
        window.open(path)
        check(window, name)


def a_photograph() -> bytes:
    """As large as a telephone makes it, and as hard to compress."""
    noise = Random(7).randbytes(1600 * 1200 * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", (1600, 1200), noise).save(out, "JPEG", quality=95)
    return out.getvalue()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_talent_applies_from_the_phone_is_corrected_and_sees_it(
    open_window, transactional_db, language
):
    now = timezone.now()
    city = a_city(at=now - timedelta(days=1))
    walk = Walk(city, at=now - timedelta(hours=3))
    walk.applicant.language = language
    walk.applicant.save()
    window = open_window(width="phone", language=language, user=walk.applicant)
    page = window.open("/my/policies/")
    check(window, "policies")
    page.click("article .btn-primary")
    check(window, "policy")
    page.click("main form .btn-primary")
    check(window, "apply-known")
    page.click("main .form-buttons .btn-primary")
    for name, value in CLAIM.items():
        if name in {"is_new_commercial", "in_urban_area"}:
            page.check(f"input[name={name}][value=true]")
        elif name == "district":
            page.select_option("select[name=district]", value)
        elif name != "co_buyers":
            page.fill(f"[name={name}]", value)
    page.fill("[name=area]", "ninety")
    check(window, "apply-facts")
    page.click("main .form-buttons .btn-primary")
    page.wait_for_selector("[data-errors]")
    assert page.evaluate("document.activeElement.matches('[data-errors]')")
    check(window, "apply-facts-errors")
    page.fill("[name=area]", CLAIM["area"])
    page.click("main .form-buttons .btn-primary")
    page.wait_for_url("**/papers/")
    photo = {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": a_photograph()}
    for material in REQUIRED:
        page.set_input_files(f"#file-{material}", photo)
        page.wait_for_selector(f"#paper-{material} .file-link")
    check(window, "apply-papers")
    page.check("#promise-deed")
    page.click("main .form-buttons .btn-primary")
    page.wait_for_url("**/send/")
    check(window, "apply-send")
    page.click("main .btn-lg")
    page.wait_for_selector("[data-errors]")
    page.check("#id_declared")
    page.click("main .btn-lg")
    page.wait_for_url("**/receipt/")
    check(window, "receipt")
    application = Application.objects.get(talent=walk.talent)
    assert application.status == Status.SUBMITTED

    walk.pk = application.pk
    walk.at = timezone.now() - timedelta(hours=1, minutes=1)
    walk.ask_correction(
        Listed("照片模糊，看不清金额", material="invoice"),
        Listed("面积与合同不一致", field="claim.area"),
    )
    page = window.open(f"/my/applications/{application.number}/")
    check(window, "application-returned")
    page.click(".todo")
    check(window, "correct")
    page.set_input_files("#file-invoice", photo)
    page.wait_for_selector("#paper-invoice .file-link >> nth=1")
    page.fill("[name=area]", "139.5")
    page.click("main .form-buttons .btn-primary")
    page.wait_for_url(f"**/applications/{application.number}/")
    walk.at = timezone.now()
    walk.accept().decide(city.district)
    walk.attach("deed")
    walk.decide(city.city).decide(city.approver)
    page.reload()
    assert "61,760.28" in page.inner_text("main")
    check(window, "application-approved")
    window.open("/my/applications/")
    check(window, "applications")
