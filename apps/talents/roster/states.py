"""What an import may become, and what may become of a row.  Names the edges."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.errors import DomainError


class ImportState(TextChoices):
    MAPPING = "mapping", gettext_lazy("Columns to be chosen")
    CHECKING = "checking", gettext_lazy("Being checked")
    CHECKED = "checked", gettext_lazy("Ready to import")
    IMPORTING = "importing", gettext_lazy("Being imported")
    DONE = "done", gettext_lazy("Imported")
    UNDOING = "undoing", gettext_lazy("Being undone")
    UNDONE = "undone", gettext_lazy("Undone")
    DISCARDED = "discarded", gettext_lazy("Discarded")


S = ImportState
EDGES: dict[ImportState, frozenset[ImportState]] = {
    S.MAPPING: frozenset({S.CHECKING, S.DISCARDED}),
    # Back to the columns: the check failed, or somebody wants to choose again.
    S.CHECKING: frozenset({S.CHECKED, S.MAPPING, S.DISCARDED}),
    S.CHECKED: frozenset({S.IMPORTING, S.MAPPING, S.CHECKING, S.DISCARDED}),
    S.IMPORTING: frozenset({S.DONE, S.UNDOING}),
    # Importing again: rows that were held have been decided.
    S.DONE: frozenset({S.IMPORTING, S.UNDOING}),
    S.UNDOING: frozenset({S.UNDONE}),
    # Undone as far as it went; those refused may be tried again later.
    S.UNDONE: frozenset({S.UNDOING}),
    S.DISCARDED: frozenset(),
}
# From here on the counts must add up.
COUNTED = (S.CHECKED, S.IMPORTING, S.DONE, S.UNDOING, S.UNDONE)


class Outcome(TextChoices):
    """What a row does to the register: foreseen by the check, final after the import."""

    CREATED = "created", gettext_lazy("New person")
    UPDATED = "updated", gettext_lazy("Changes a person")
    UNCHANGED = "unchanged", gettext_lazy("Nothing new")
    REJECTED = "rejected", gettext_lazy("Rejected")
    HELD = "held", gettext_lazy("To be decided")


class Decision(TextChoices):
    """What a person said about a possible duplicate."""

    MERGE = "merge", gettext_lazy("The same person")
    NEW = "new", gettext_lazy("Another person")
    REJECT = "reject", gettext_lazy("Reject the row")


class IllegalTransition(DomainError):
    code = "illegal_transition"


def check_edge(old: str, new: str) -> None:
    """Raise ``IllegalTransition`` unless ``old`` → ``new`` is in ``EDGES``."""
    if ImportState(new) not in EDGES[ImportState(old)]:
        raise IllegalTransition(
            _("An import that is “{old}” cannot become “{new}”.").format(
                old=ImportState(old).label, new=ImportState(new).label
            )
        )
