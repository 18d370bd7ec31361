"""The talent's pages in a real browser: a phone, both languages, thumbs."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone

from apps.audit.services import record_read
from apps.core.roles import Role
from tests.accounts.factories import UserFactory
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
    const box = (each.closest('label') || each).getBoundingClientRect();
    return box.height < 43.5 || box.width < 43.5;
  })
  .map((each) => `${each.tagName} ${each.textContent.trim().slice(0, 30)} `
    + `${each.getBoundingClientRect().width}x${each.getBoundingClientRect().height}`)"""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("data", "/my/data/"),
        ("looks", "/my/data/looks/"),
        ("consents", "/my/data/consents/"),
        ("privacy", "/my/privacy/"),
        ("copy", "/my/data/copy/"),
    ],
)
def test_a_page_fits_a_phone_and_a_thumb(open_window, talent, name, path, language):
    talent.user.language = language
    talent.user.save()
    window = open_window(width="phone", language=language, user=talent.user)
    page = window.open(path)
    window.shot(f"portal-{name}")
    assert not window.scrolls_sideways()
    assert page.evaluate(SMALL_TARGETS) == []
    page.set_viewport_size({"width": 360, "height": 640})
    assert not window.scrolls_sideways()
