"""Texts in the language of the one who reads them, without what nobody may read there."""

from __future__ import annotations

import re

from django.utils import translation
from django.utils.functional import Promise

from apps.core.reminders import Text

SUBJECT_LENGTH = 200
# Identity numbers, telephone numbers and accounts: eleven digits and more in a row.
# The numbers of cases and applications have six.
_LONG_NUMBER = re.compile(
    r"(?<![0-9A-Za-z/])[0-9]{7,}(?=[0-9]{3}[0-9Xx](?![0-9A-Za-z]))"
)


def render(text: Text, language: str) -> str:
    """Lazy strings and functions are turned to text only here, in ``language``.

    Messages leave the house by mail, so long numbers lose all but their last four
    places whoever wrote them in.
    """
    with translation.override(language):
        if not isinstance(text, str | Promise):
            text = text()
        return _LONG_NUMBER.sub("…", str(text))


def render_subject(text: Text, language: str) -> str:
    return " ".join(render(text, language).split())[:SUBJECT_LENGTH]
