"""When each part is due, what its re-test says, who bears it, how long it binds.

Pure: no clock, no database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from apps.core.money import ZERO, round_money
from apps.policies.choices import DueFrom, GateFails, LockBreach
from apps.policies.definitions import TierRule
from apps.policies.facts import Subject
from apps.policies.rules import Answer, Result, evaluate
from apps.policies.terms import Part, Terms
from apps.policies.years import add_months, add_years


@dataclass(frozen=True)
class Planned:
    """One part of a payment.  ``due_on`` is unknown while its date is not there yet."""

    number: int
    amount: Decimal
    due_on: date | None


def plan(
    total: Decimal, terms: Terms, dates: Mapping[str, date | None]
) -> list[Planned]:
    """The parts, to the cent: their sum is ``total`` whatever the weights.

    ``dates`` maps ``DueFrom`` to a day.  Without instalments it is one part, due at once.
    """
    if not terms.parts:
        return [Planned(1, total, dates.get(DueFrom.APPROVAL))]
    weights = sum(part.weight for part in terms.parts)
    planned, gone, before = [], 0, ZERO
    for part in terms.parts:
        gone += part.weight
        upto = round_money(total * gone / weights)
        start = dates.get(part.due_from)
        due_on = add_months(start, part.months) if start else None
        planned.append(Planned(part.number, upto - before, due_on))
        before = upto
    return planned


class Verdict(Enum):
    PAY = "pay"
    PAUSE = "pause"
    STOP = "stop"
    RECOVER = "recover"


def retest(part: Part, subject: Subject) -> tuple[Verdict, Result]:
    """Ask the gate on the day of paying.  Not known is never "no": it waits."""
    result = evaluate(part.gate, subject)
    if result.answer is Answer.MET:
        return Verdict.PAY, result
    if result.answer is Answer.UNKNOWN:
        return Verdict.PAUSE, result
    return {
        GateFails.PAUSE: Verdict.PAUSE,
        GateFails.STOP: Verdict.STOP,
        GateFails.RECOVER: Verdict.RECOVER,
    }[GateFails(part.if_not_met)], result


def split(amount: Decimal, terms: Terms) -> dict[str, Decimal]:
    """Who bears how much; the shares add up to the amount, to the cent."""
    shares: dict[str, Decimal] = {}
    percent = before = ZERO
    for payer, part in terms.funding:
        percent += part
        upto = round_money(amount * percent / 100)
        shares[payer] = upto - before
        before = upto
    return shares


def locked_until(
    terms: Terms, chosen: Iterable[TierRule], dates: Mapping[str, date | None]
) -> date | None:
    """The first day on which the home may be sold; ``None``: no lock, or not begun.

    A tier's own years go before the version's; of several the longest bind.
    """
    years = max(
        (tier.lock_years for tier in chosen if tier.lock_years is not None),
        default=terms.lock_years,
    )
    start = dates.get(terms.lock_from) if terms.lock_from else None
    return add_years(start, years) if years and start else None


def refund_due(
    terms: Terms,
    paid: Decimal,
    *,
    sold_on: date,
    until: date | None,
    is_bought_again: bool = False,
) -> Decimal:
    """What comes back when a home is sold; nothing where another is bought in the city."""
    if until is None or sold_on >= until or is_bought_again:
        return ZERO
    return paid if terms.lock_breach == LockBreach.FULL_REFUND else ZERO
