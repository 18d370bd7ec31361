"""A person's own copy of the data kept about him or her (PIPL, articles 45 and 15)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.audit.services import record
from apps.core.errors import NotAllowed
from apps.portal.kept import sections_of
from apps.portal.looks import looks_at
from apps.portal.notices import SCOPES
from apps.talents.models import Consent, Talent

SCHEMA = "talentsvc.own-data/1"


@transaction.atomic
def make_copy(
    *, talent_id: int, unmasked: bool, by: User, at: datetime
) -> dict[str, object]:
    """Gather everything the person may have, as plain values, and record that it went.

    ``unmasked`` puts whole document, phone and account numbers in; the caller has asked
    for the password again.  Keys are stable, labels are in the reader's language.
    Raises ``NotAllowed`` for another person's entry.
    """
    talent = Talent.objects.select_related("region", "employer").get(pk=talent_id)
    if talent.user_id != by.pk:
        raise NotAllowed("not the person's own entry")
    parts = [
        {
            "key": section.key,
            "title": str(section.title),
            "records": [
                {
                    "source": row.source,
                    "updated_on": row.updated_on,
                    "facts": [
                        {
                            "key": fact.key,
                            "label": str(fact.label),
                            "value": fact.text(unmasked=unmasked),
                        }
                        for fact in row.facts
                    ],
                }
                for row in section.records
            ],
        }
        for section in sections_of(talent)
    ]
    copy = {
        "schema": SCHEMA,
        "made_at": at,
        "is_masked": not unmasked,
        "register_number": talent.number,
        "sections": parts,
        "consents": consents_of(talent),
        "looks": [
            {"at": look.at, "by": look.office, "field": look.field, "why": look.why}
            for look in looks_at(talent, limit=None)
        ],
    }
    record(
        "portal.data.copied",
        target=talent,
        by=by,
        at=at,
        data={"masked": not unmasked},
    )
    return copy


def consents_of(talent: Talent) -> list[dict[str, object]]:
    """Every consent there ever was, in the order of the purposes, newest first."""
    rows = sorted(
        Consent.objects.filter(talent=talent).order_by("-given_at", "-pk"),
        key=lambda row: list(SCOPES).index(Consent.Scope(row.scope)),
    )
    return [
        {
            "scope": row.scope,
            "label": row.get_scope_display(),
            "notice": row.notice_version,
            "given_at": row.given_at,
            "withdrawn_at": row.withdrawn_at,
        }
        for row in rows
    ]
