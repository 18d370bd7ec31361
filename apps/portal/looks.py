"""Who looked at a person's sensitive fields: the office and the duty, not the name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import RoleGrant
from apps.audit.models import AuditEvent
from apps.audit.services import target_of
from apps.core.roles import Role
from apps.talents.models import IdentityDocument, Talent

SHOWN = 200  # the newest; the copy of one's data holds all of them


@dataclass(frozen=True)
class Look:
    at: datetime
    office: str
    field: str
    why: str


def looks_at(talent: Talent, *, limit: int | None = SHOWN) -> list[Look]:
    """The trace's reads of ``talent``, newest first.  Three queries at any number.

    The person is told which office with which duty looked and why.  The name of the
    official stands in the trace, for the auditor to whom a complaint goes.
    """
    targets = [
        target_of(talent),
        *(
            f"talents.identitydocument:{pk}"
            for pk in IdentityDocument.objects.filter(talent=talent)
            .order_by("pk")
            .values_list("pk", flat=True)
        ),
    ]
    events = list(
        AuditEvent.objects.filter(is_read=True, target__in=targets)
        .exclude(actor_id=talent.user_id)
        .order_by("-at", "-pk")[:limit]
    )
    offices = _offices({event.actor_id for event in events if event.actor_id})
    return [
        Look(
            at=event.at,
            office=offices.of(event.actor_id, timezone.localtime(event.at).date()),
            field=_field_words(event.data.get("field", "")),
            why=event.why,
        )
        for event in events
    ]


class _Offices:
    def __init__(self, grants: list[RoleGrant]) -> None:
        self._grants = grants

    def of(self, actor_id: int | None, on: date) -> str:
        """Office and duties that the person held on the day of the look."""
        if actor_id is None:
            return _("The system")
        held = [
            grant
            for grant in self._grants
            if grant.user_id == actor_id
            and grant.from_date <= on
            and (grant.until_date is None or grant.until_date > on)
        ]
        if not held:
            return _("A member of staff")
        duties = " / ".join(sorted({str(Role(grant.role).label) for grant in held}))
        places = " / ".join(sorted({str(grant.office) for grant in held}))
        return f"{places} · {duties}"


def _offices(actor_ids: set[int]) -> _Offices:
    return _Offices(
        list(
            RoleGrant.objects.filter(~Q(role=Role.TALENT), user_id__in=actor_ids)
            .select_related("office")
            .order_by("pk")
        )
    )


def _field_words(field: str) -> str:
    known = {
        "phone": _("Mobile number"),
        "number": _("Document number"),
        "document": _("Document number"),
        "documents": _("Document number"),
        "account": _("Bank account number"),
        "household": _("Household"),
        "birth_date": _("Date of birth"),
    }
    return known.get(field.rpartition(".")[2], field)
