"""What is special about each kind of benefit: the apps above say it here.

``applications`` runs one flow for everything; a *matter* knows what is claimed, which
facts follow from it, and what an approval takes (a home is subsidised once).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from apps.core.errors import DomainError

if TYPE_CHECKING:
    from apps.applications.models import Application
    from apps.policies.calculation import Worked


@dataclass(frozen=True)
class Duplicate:
    """Another application for the same thing.  ``is_granted``: it was approved."""

    application: Application
    what: str | Promise
    is_granted: bool


class Incomplete(DomainError):
    """Something is missing or wrong; ``errors`` maps a field to its sentences.

    Fields: ``claim.<name>``, ``stated.<fact>``, ``material.<code>``, ``declared``.
    """

    code = "incomplete"

    def __init__(self, message: str, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__(message)
        self.errors = {field: list(texts) for field, texts in errors.items()}


@dataclass(frozen=True)
class Matter:
    """The hooks of one kind of benefit.

    ``fields``: (name, label) of what is entered, for correction lists.
    ``clean(claim, on)``: the checked claim; raises ``Incomplete`` with bare names.
    ``draft_values(claim)``: what can be read of an unfinished claim, for a preview.
    ``values(application)``: claim values of a submitted application.
    ``dates(cleaned)``: days by ``DecidedBy`` other than that of applying.
    ``region(cleaned)``: the district that handles it, or ``None``: the applicant's.
    ``save(application, cleaned)``: keep the claim; refuses what was granted already.
    ``check_amount(application, worked)``: before approval, against the last review.
    ``keep(decision, worked, at)``: keep the calculation of a decision, or of a
    submission (``decision`` is ``None``).
    ``grant(application, at)``: take what can be given only once; raises when taken.
    ``duplicates(application)``: others for the same thing.
    ``give_back(application)``: a revoked grant sets free what it took.
    ``panel(application, user)``: (template, context) of the claim on staff pages.
    """

    kind: str
    fields: Sequence[tuple[str, str | Promise]]
    clean: Callable[[Mapping[str, Any], date], dict[str, Any]]
    draft_values: Callable[[Mapping[str, Any]], dict[str, Any]]
    values: Callable[[Application], Mapping[str, Any]]
    dates: Callable[[Mapping[str, Any]], Mapping[str, date | None]]
    region: Callable[[Mapping[str, Any]], str | None]
    save: Callable[[Application, Mapping[str, Any]], None]
    check_amount: Callable[[Application, Worked], None]
    keep: Callable[..., None]
    grant: Callable[..., None]
    duplicates: Callable[[Application], list[Duplicate]]
    panel: Callable[..., tuple[str, dict[str, Any]]]
    give_back: Callable[[Application], None] = lambda _application: None

    def label_of(self, field: str) -> str:
        return str(dict(self.fields).get(field, field))


_matters: dict[str, Matter] = {}


def register(matter: Matter) -> None:
    _matters[matter.kind] = matter


def get(kind: str) -> Matter:
    """Raises ``LookupError`` for a kind that no app takes care of."""
    return _matters[kind]


def is_registered(kind: str) -> bool:
    """Whether this kind of benefit can be applied for here."""
    return kind in _matters


def matter_of(application: Application) -> Matter:
    return get(application.policy.kind)
