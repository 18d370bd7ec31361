"""What action codes and targets are called on screen.  Apps register theirs in ``ready()``."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import NoReverseMatch
from django.utils.functional import Promise

Label = str | Promise

_labels: dict[str, Label] = {}
_targets: dict[str, tuple[Label, Callable[[str], str] | None]] = {}


def register(code: str, label: Label) -> None:
    """``register("cases.case.closed", _("closed a case"))``: who did it comes before."""
    _labels[code] = label


def register_all(words: dict[str, Label]) -> None:
    _labels.update(words)


def register_target(
    kind: str, label: Label, url: Callable[[str], str] | None = None
) -> None:
    """``kind`` is ``<app>.<model>``; ``url(pk)`` leads to the row's page."""
    _targets[kind] = (label, url)


def label_of(code: str) -> str:
    """The words for a code; the code itself while nobody has given any."""
    return str(_labels.get(code, code))


def target_in_words(target: str, label: str) -> str:
    """``talents.talent:12`` and its label → "talent 王晓岚"."""
    kind, _, key = target.partition(":")
    word = str(_targets[kind][0]) if kind in _targets else kind
    return " ".join(part for part in (word, label or key) if part)


def target_url(target: str) -> str:
    kind, _, key = target.partition(":")
    _label, url = _targets.get(kind, ("", None))
    if url is None or not key.isdigit():
        return ""
    try:
        return url(key)
    except NoReverseMatch:
        return ""


def known() -> list[tuple[str, Label]]:
    """Every code that has words, in the order of codes."""
    return sorted(_labels.items())
