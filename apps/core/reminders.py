"""What every app may want said on a date.  Rules are registered in ``ready()``.

``apps.notifications.reminders`` asks them; a rule lives in the app that knows the
deadline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

Text = str | Promise | Callable[[], str]


@dataclass(frozen=True)
class Reminder:
    """One thing to say to one person, once per ``key``.

    ``subject`` and ``body`` are rendered in the recipient's language when they are lazy:
    a translated string, ``format_lazy(…)`` or a function without arguments.
    """

    key: str
    recipient_id: int
    subject: Text
    body: Text = ""
    url: str = ""


Rule = Callable[[date], Iterable[Reminder]]
_rules: dict[str, Rule] = {}
_labels: dict[str, str | Promise] = {}


def register(name: str, rule: Rule, label: str | Promise = "") -> None:
    """``rule(on)`` yields everything that is due on ``on`` *or was due before*.

    Not only what falls on that very day: the scheduler may have stood still for a week.
    The key is what makes a reminder come once, so it names the fact and its due date,
    never the day of asking.  ``label`` is how administrators see the rule.
    """
    _rules[name] = rule
    _labels[name] = label or name


def label_of(name: str) -> str:
    return str(_labels.get(name, name))


def registered() -> dict[str, Rule]:
    return dict(_rules)
