"""Small things that every page draws."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.translation import override

from apps.core.templatetags import ui

ROOT = Path(__file__).resolve().parents[2]


def draw(text: str, **context) -> str:
    return Template(text).render(Context(context))


def test_an_icon_is_drawn_inline_and_hidden_from_readers():
    svg = draw('{% icon "house" %}')
    assert svg.startswith("<svg")
    assert 'aria-hidden="true"' in svg
    assert "style=" not in svg


@pytest.mark.parametrize("name", ["no-such-picture", "../etc/passwd", "A", ""])
def test_a_wrong_icon_name_is_found_at_once(name):
    with pytest.raises(TemplateSyntaxError):
        draw("{% icon name %}", name=name)


def test_every_icon_that_a_template_names_exists():
    for path in (ROOT / "templates").rglob("*.html"):
        for name in re.findall(r'{% icon "([^"]+)" %}', path.read_text()):
            assert ui._icon_svg(name), path


@pytest.mark.parametrize("kind", ui._SHAPES)
def test_a_status_is_word_shape_and_colour(kind):
    html = draw("{% status kind label %}", kind=kind, label="<b>")
    assert f"status-{kind}" in html
    assert "<svg" in html
    assert "&lt;b&gt;" in html


def test_money_is_exact_and_large_sums_are_also_short():
    assert "¥1,234,567.00" in draw("{% money a %}", a=Decimal("1234567"))
    with override("zh-hans"):
        large = draw("{% money a True %}", a=Decimal("1234567"))
    assert "(123.46 万元)" in large
    assert "—" in draw("{% money a %}", a=None)


def test_days_and_moments_are_local():
    late = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)
    assert ui.day(late) == "2026-11-22"
    assert ui.moment(late) == "2026-11-22 01:30"
    assert ui.day(date(2026, 11, 22)) == ui.moment(date(2026, 11, 22)) == "2026-11-22"
    assert ui.day(None) == ui.moment(None) == ui.day_in_words(None) == ""


def test_a_day_in_a_sentence():
    with override("zh-hans"):
        assert ui.day_in_words(date(2026, 11, 22)) == "11月22日 周日"
    with override("en"):
        assert ui.day_in_words(date(2026, 11, 22)) == "Sun 22 Nov"


def test_a_masked_value_offers_the_way_to_ask():
    html = draw("{% masked m url %}", m="138****5678", url="/x/?a=1&b=2")
    assert "138****5678" in html
    assert 'href="/x/?a=1&amp;b=2"' in html
    assert "<a" not in draw("{% masked m %}", m="138****5678")
    assert "—" in draw("{% masked m %}", m="")


def test_a_crumb_is_a_link_or_the_page_itself():
    assert 'href="/a/"' in draw('{% crumb "A" "/a/" %}')
    assert 'aria-current="page"' in draw('{% crumb "A" %}')
    assert "&lt;" in draw("{% crumb name %}", name="<")


@pytest.mark.parametrize("folder", ["templates"])
def test_no_template_needs_what_the_content_policy_forbids(folder):
    """Inline styles, inline scripts and on… attributes; emails are no pages."""
    bad = []
    for path in sorted((ROOT / folder).rglob("*.html")):
        text = path.read_text()
        if re.search(
            r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", text
        ):
            bad.append(str(path.relative_to(ROOT)))
    assert not bad
