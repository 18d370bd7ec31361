"""What action codes and targets are called on screen.

An app says it in a module of its own, ``apps/<app>/audit_words.py``, which is found at
start-up:

    ACTIONS = {"cases.case.closed": _("closed a case")}
    TARGETS = {"cases.case": (_("case"), "cases:by_pk")}  # URL name, or ""
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

Label = str | Promise
MODULE = "audit_words"

_labels: dict[str, Label] = {}
_targets: dict[str, tuple[Label, str]] = {}


def find_words() -> None:
    for config in apps.get_app_configs():
        name = f"{config.name}.{MODULE}"
        if config.name.startswith("apps.") and find_spec(name):
            module = import_module(name)
            _labels.update(getattr(module, "ACTIONS", {}))
            _targets.update(getattr(module, "TARGETS", {}))


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
    _label, url_name = _targets.get(kind, ("", ""))
    if not url_name or not key:
        return ""
    try:
        return reverse(url_name, args=[key])
    except NoReverseMatch:
        return ""


def known() -> list[tuple[str, Label]]:
    """Every code that has words, in the order of codes."""
    return sorted(_labels.items())
