"""Writes the whole register, chunk by chunk, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from random import Random

from django.db import transaction
from django.utils import timezone

from apps.audit.numbers import numbers
from apps.audit.services import record
from apps.talents import models
from apps.talents.demo.copying import (
    copy_rows,
    indexes_built_at_the_end,
    reserve_ids,
    settle,
)
from apps.talents.demo.employers import Employers
from apps.talents.demo.grades import Schemes
from apps.talents.demo.people import people
from apps.talents.demo.rows import FIELDS, Rows
from apps.talents.models.people import NUMBER_PREFIX

CHUNK = 10_000
# From here on building the indexes afterwards is the faster way.
MANY = 20_000


@dataclass
class DemoRegister:
    """What was made.  The lists hold ids of people, in the order they were made."""

    people: int
    employers: int
    first_id: int
    graded: list[int] = field(default_factory=list)
    foreign: list[int] = field(default_factory=list)
    couples: list[tuple[int, int]] = field(default_factory=list)


def build(
    *,
    size: int,
    rng: Random,
    at: datetime,
    by=None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> DemoRegister:
    """Make ``size`` people with all that hangs on them, once in a database.

    Call ``settle_register`` after the transaction, or the planner knows nothing of the
    new rows.  Half a million lock the register until commit.
    """
    on = timezone.localtime(at).date()
    quick = indexes_built_at_the_end(*FIELDS) if size >= MANY else nullcontext()
    with transaction.atomic(), quick:
        schemes = Schemes(size=size)
        employers = Employers(size=size, rng=rng, at=at)
        rows = Rows(rng=rng, at=at, on=on, employers=employers, schemes=schemes)
        ids = reserve_ids(models.Talent, size)
        named = zip(
            ids,
            numbers(NUMBER_PREFIX, size, on=on),
            people(size, rng=rng, on=on),
            strict=True,
        )
        done = 0
        for chunk in _chunks(named):
            for pk, number, person in chunk:
                rows.add(pk, number, person)
            _write(rows)
            done += len(chunk)
            progress(done, size)
        record(
            "talents.register.demonstrated",
            target="talents.register:demonstration",
            by=by,
            at=at,
            data={"people": size, "employers": employers.count},
        )
    return DemoRegister(
        people=size,
        employers=employers.count,
        first_id=ids.start,
        graded=rows.graded,
        foreign=rows.foreign,
        couples=rows.couples,
    )


def settle_register() -> None:
    """VACUUM and ANALYZE what ``build`` wrote; not inside a transaction."""
    settle(models.Employer, *FIELDS)


def _chunks(items: Iterable) -> Iterator[list]:
    items = iter(items)
    while chunk := list(islice(items, CHUNK)):
        yield chunk


def _write(rows: Rows) -> None:
    households = rows.tables[models.Household]
    ids = reserve_ids(models.Household, len(households)) if households else range(0)
    rows.tables[models.Household] = [(ids[row[0]], *row[1:]) for row in households]
    rows.tables[models.Membership] = [
        (ids[row[0]], *row[1:]) for row in rows.tables[models.Membership]
    ]
    for model, fields in FIELDS.items():
        if rows.tables[model]:
            copy_rows(model, fields, rows.tables[model])
    rows.tables.clear()
