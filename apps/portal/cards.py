"""Applications in a list: state, where each stands, what it waits for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.applications.models import Application
from apps.applications.states import KINDS, Status
from apps.portal.words import promise, window
from apps.workdays.services import DueDate


def cards_of(found: Iterable[Application], on: date | None = None) -> list[Application]:
    """The applications with ``page``, ``kind``, ``note`` and ``is_mine`` set.

    ``is_mine``: the next move is the applicant's.  No query for each row.
    """
    cards = list(found)
    for card in cards:
        card.kind = KINDS[card.status]
        card.is_mine = card.status in {Status.DRAFT, Status.RETURNED}
        card.page = _page(card)
        card.note = _note(card, on) if on else ""
    return cards


def _page(card: Application) -> str:
    if card.status == Status.DRAFT:
        return reverse("portal:apply", args=[card.pk, "known"])
    if card.status == Status.RETURNED:
        return reverse("portal:correct", args=[card.number])
    return reverse("portal:application", args=[card.number])


def due_of(card: Application) -> DueDate:
    """The end of the step under way, from the kept columns."""
    return DueDate(card.due_date, card.due_sort, card.due_unknown_year)


def _note(card: Application, on: date) -> str:
    if card.status == Status.DRAFT:
        return _("Not sent yet: go on where you stopped")
    if card.status == Status.RETURNED:
        return window(due_of(card), on)
    return promise(due_of(card), on) if card.is_live else ""
