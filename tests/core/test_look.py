"""The look: one place for colours, and words that can be read on every one of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
TOKENS = dict(
    re.findall(
        r"(--t-[a-z-]+): (#[0-9a-f]{6});", (ROOT / "static/css/talent.css").read_text()
    )
)


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_21():
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0


@pytest.mark.parametrize(
    ("text", "grounds"),
    [
        ("ink", "page surface raised hover primary-faint due-page"),
        ("muted", "page surface raised hover groove primary-faint"),
        ("placeholder", "surface"),
        ("primary", "page surface hover primary-faint raised"),
        ("primary-dark", "primary-faint primary-soft surface"),
        ("white", "primary primary-dark late late-dark ok due"),
        ("primary-soft", "primary"),
        ("ok", "ok-faint surface"),
        ("due", "due-faint due-page surface"),
        ("late", "late-faint surface"),
        ("info", "info-faint surface"),
    ],
)
def test_words_stand_out_from_every_ground_they_are_put_on(text, grounds):
    for ground in grounds.split():
        ratio = contrast(TOKENS[f"--t-{text}"], TOKENS[f"--t-{ground}"])
        assert ratio >= 4.5, f"{text} on {ground}: {ratio:.2f}"


def test_edges_of_fields_and_marks_can_be_seen():
    for mark in ("line-dark", "due-mark", "late", "primary"):
        assert contrast(TOKENS[f"--t-{mark}"], TOKENS["--t-surface"]) >= 3, mark


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_only_the_tokens_name_a_colour(sheet):
    text = re.sub(r"^ +--[a-z-]+: .*;$", "", sheet.read_text(), flags=re.MULTILINE)
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*;)", text)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_token_that_is_used_exists(sheet):
    every = "".join(path.read_text() for path in SHEETS)
    defined = set(re.findall(r"(--[a-z0-9-]+):", every))
    used = set(re.findall(r"var\((--t-[a-z0-9-]+)", sheet.read_text()))
    assert used <= defined
