"""Who changed what of a person, and who looked, in sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from apps.audit import actions
from apps.audit.changes import changes_of
from apps.audit.models import AuditEvent
from apps.audit.services import target_of
from apps.core.roles import Role
from apps.talents import words
from apps.talents.models import Talent

PAGE = 25
# Colleagues see what was changed; who looked at what is for those who oversee.
OVERSEERS = (Role.AUDITOR, Role.CITY_REVIEWER)


@dataclass(frozen=True)
class HistoryLine:
    at: datetime
    who: str
    what: str
    why: str
    is_read: bool
    changes: list[tuple[str, str, str]] = field(default_factory=list)


def history_of(
    talent: Talent, user, *, before: int | None = None
) -> tuple[list[HistoryLine], int | None]:
    """The newest lines, and the event before which the next page begins."""
    events = AuditEvent.objects.about(target_of(talent)).order_by("-pk")
    if not user.has_role(*OVERSEERS):
        events = events.filter(is_read=False)
    if before is not None:
        events = events.filter(pk__lt=before)
    found = list(events[: PAGE + 1])
    more = found[PAGE - 1].pk if len(found) > PAGE else None
    return [_line(event) for event in found[:PAGE]], more


def _line(event: AuditEvent) -> HistoryLine:
    what = str(actions.label_of(event.action))
    if event.is_read and "field" in event.data:
        what = f"{what}: {_field_in_words(event.data['field'])}"
    return HistoryLine(
        at=event.at,
        who=event.actor_name,
        what=what,
        why=event.why,
        is_read=event.is_read,
        changes=[
            (
                words.field_label(change.field),
                words.value_text(change.field, change.old),
                words.value_text(change.field, change.new),
            )
            for change in changes_of(event)
        ],
    )


def _field_in_words(what: str) -> str:
    return words.field_label(what.partition("-")[0].partition("_")[0])
