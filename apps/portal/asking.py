"""A request from the talent's own page: once, however often the phone sends it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from apps.accounts.models import User
from apps.audit.services import target_of
from apps.cases.models import Case, Source
from apps.cases.services import open_request
from apps.documents.services import hand_in
from apps.talents.models import Talent

# The same words about the same thing within this time are the same request.
SAME_WITHIN = timedelta(minutes=10)


@transaction.atomic
def ask_for_help(
    *,
    talent_id: int,
    item_id: int | None,
    text: str,
    document_ids: Iterable[int] = (),
    by: User,
    at: datetime,
) -> Case:
    """Open a request with its photographs.

    A phone that lost the answer sends again: the same text about the same item within
    ten minutes gives the first request back.  Locks the person's entry.
    """
    Talent.objects.select_for_update(of=("self",)).get(pk=talent_id)
    twin = _twin(talent_id, item_id, text, at)
    if twin is not None:
        return twin
    case = open_request(talent_id=talent_id, item_id=item_id, text=text, by=by, at=at)
    documents = list(document_ids)
    if documents:
        hand_in(document_ids=documents, owner=target_of(case), by=by, at=at)
    return case


def _twin(talent_id: int, item_id: int | None, text: str, at: datetime) -> Case | None:
    same = Case.objects.filter(
        talent_id=talent_id,
        source=Source.PORTAL,
        text=text.strip(),
        opened_at__gt=at - SAME_WITHIN,
    )
    if item_id is not None:
        same = same.filter(item_id=item_id)
    return same.order_by("-opened_at").first()
