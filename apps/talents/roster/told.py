"""What an import puts on the time line of a person whom it made or changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.talents import words
from apps.talents.models import RosterRow, Talent
from apps.talents.models.roster import RosterImport
from apps.talents.roster.states import Outcome
from apps.talents.timeline import TimelineEntry

# Of a row's changes these only say where something was written.
_PLACES = {"document_id", "ended_employment_id"}
_NEW = {
    "new_document": "document",
    "new_education": "education",
    "new_introduction": "introduction",
    "new_grade": "grade",
}


def imports(
    talent: Talent, user, *, before: datetime | None = None, limit: int | None = None
) -> Iterator[TimelineEntry]:
    """One query.  Which fields, not which values: those stand in the history."""
    rows = (
        RosterRow.objects.filter(
            talent=talent,
            outcome__in=[Outcome.CREATED, Outcome.UPDATED],
            repeats=None,
            roster__imported_at__isnull=False,
        )
        .select_related("roster")
        .defer("phone_before", "phone_after", "roster__sample")
        .order_by("-roster__imported_at", "-pk")
    )
    seen = RosterImport.objects.visible_to(user).filter(pk=OuterRef("roster_id"))
    rows = rows.annotate(is_open=Exists(seen))
    if before is not None:
        rows = rows.filter(roster__imported_at__lt=before)
    for row in rows[:limit]:
        made = row.outcome == Outcome.CREATED
        yield TimelineEntry(
            at=row.roster.imported_at,
            title=_("Put on the register by a roster")
            if made
            else _("Changed by a roster"),
            text=_text(row),
            url=reverse("talents:roster", args=[row.roster.number])
            if row.is_open
            else "",
            icon="file-earmark-arrow-up",
            kind="late" if row.is_undone else "",
        )


def _text(row: RosterRow) -> str:
    names = (
        _NEW.get(name, name.removesuffix("_id"))
        for name in row.changes
        if name not in _PLACES
    )
    parts = [
        _("{file}, row {row}").format(file=row.roster.number, row=row.number),
        ", ".join(dict.fromkeys(str(words.field_label(name)) for name in names)),
        _("undone later") if row.is_undone else "",
    ]
    return " · ".join(filter(None, parts))
