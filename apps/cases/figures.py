"""Open and overdue cases, counted for the caseload pages below."""

from __future__ import annotations

from datetime import date

from django.db.models import Count

from apps.cases.models import Case
from apps.cases.models.cases import CaseQuerySet


def open_of_users(users: list[int], on: date) -> dict[int, int]:
    return _counts(Case.objects.open(), "commissioner_id", users)


def open_of_talents(talents: list[int], on: date) -> dict[int, int]:
    return _counts(Case.objects.open(), "talent_id", talents)


def overdue_of_users(users: list[int], on: date) -> dict[int, int]:
    return _counts(Case.objects.overdue(on), "commissioner_id", users)


def overdue_of_talents(talents: list[int], on: date) -> dict[int, int]:
    return _counts(Case.objects.overdue(on), "talent_id", talents)


def _counts(cases: CaseQuerySet, field: str, ids: list[int]) -> dict[int, int]:
    return dict(
        cases.filter(**{f"{field}__in": ids})
        .order_by()
        .values_list(field)
        .annotate(Count("pk"))
    )
