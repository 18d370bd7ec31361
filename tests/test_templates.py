"""What every template keeps to: nothing untranslated, nothing the content policy forbids."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from talentsvc.embedded.places import CHECKOUT

TEMPLATES = sorted((CHECKOUT / "templates").rglob("*.html"))
NOT_SHOWN = re.compile(
    r"{#.*?#}|{%\s*comment.*?endcomment\s*%}"
    r"|{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}"
    r"|{%\s*block \w*class\s*%}.*?{%\s*endblock\s*%}"
    r"|{%.*?%}|{{.*?}}",
    re.DOTALL,
)
# Spelt alike in both languages, or the name of a language in itself.
SAME_EVERYWHERE = re.compile(
    r"GB/T \d+|中文|\b中\b|English|\bEN\b|Enter|Esc|Excel|CSV|PDF|WPS"
)
SHOWN = ("title", "placeholder", "aria-label", "alt", "data-label", "data-confirm")
WORD = re.compile(r"[A-Za-z]{2}|[\u4e00-\u9fff]")


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.forbidden: list[str] = []
        self._in_code = False

    def handle_starttag(self, tag, attributes) -> None:
        self._in_code = tag in {"script", "style"}
        if tag == "style":
            self._forbid("style element")
        for name, value in attributes:
            if name in SHOWN and value and WORD.search(SAME_EVERYWHERE.sub("", value)):
                self.words.append(f"line {self.getpos()[0]}: {name}={value!r}")
            if name == "style" or name.startswith(("on", "hx-on", "hx-vars")):
                self._forbid(name)

    def handle_endtag(self, tag) -> None:
        self._in_code = False

    def handle_data(self, data) -> None:
        if self._in_code and data.strip():
            self._forbid("inline code")
        elif WORD.search(SAME_EVERYWHERE.sub("", data)):
            self.words.append(f"line {self.getpos()[0]}: {data.strip()!r}")

    def _forbid(self, what: str) -> None:
        self.forbidden.append(f"line {self.getpos()[0]}: {what}")


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(NOT_SHOWN.sub(lambda found: "\n" * found[0].count("\n"), text))
    return reader


@pytest.mark.parametrize(
    "path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_shows_no_words_but_translated_ones_and_no_inline_code(path: Path):
    text = path.read_text(encoding="utf-8")
    reader = read(text)
    assert not reader.words
    assert not reader.forbidden
    assert not re.search(r"\|\s*safe\b|autoescape\s+off", text)


@pytest.mark.parametrize(
    "text",
    [
        "<p>Bread</p>",
        "<p>面包</p>",
        '<a title="Bread">{% translate "x" %}</a>',
        "{% if x %}Bread{% endif %}",
    ],
)
def test_the_check_finds_words_nobody_translated(text):
    assert read(text).words


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        '<a onclick="go()">',
        '<a hx-on:click="go()">',
        "<script>go()</script>",
        "<style>p {}</style>",
    ],
)
def test_the_check_finds_what_the_content_policy_forbids(text):
    assert read(text).forbidden


@pytest.mark.parametrize(
    "text",
    [
        '{% translate "Bread" %}',
        "{% blocktranslate %}Bread{% endblocktranslate %}",
        "{# Bread #}",
        '<script src="{% static "x.js" %}"></script>',
        '<p class="bread" data-kind="rye">{{ bread }}</p>',
    ],
)
def test_the_check_accepts_what_is_right(text):
    reader = read(text)
    assert not reader.words
    assert not reader.forbidden
