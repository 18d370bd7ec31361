"""Calculations of any benefit: kept with their trace, compared before approval."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from apps.applications.models import Application, Decision
from apps.applications.services import AmountChanged
from apps.applications.states import Outcome
from apps.core.money import format_yuan
from apps.policies import facts
from apps.policies.calculation import Worked
from apps.subsidies.models import Calculation


def keep(
    *,
    application: Application,
    decision: Decision | None,
    worked: Worked,
    at: datetime,
    inputs: Mapping[str, str] | None = None,
) -> None:
    """Keep a calculation: the inputs it used, its trace, its result.

    ``inputs`` are values of the claim beside the facts that the rules asked for.
    """
    used = {}
    for result in (worked.eligibility, *(each.result for each in worked.tiers)):
        for test in result.tests():
            name = test.node.fact
            known = test.found is not None and test.found.is_known
            used[name] = facts.get(name).dump(test.found.value) if known else None
    Calculation.objects.create(
        application=application,
        decision=decision,
        version_used_id=application.version_used_id,
        answer=worked.answer.value,
        inputs=used | dict(inputs or {}),
        trace=[step.as_data() for step in worked.trace],
        tiers=worked.codes,
        amount=worked.amount,
        ceiling=worked.ceiling,
        at=at,
    )


def reviewed(application: Application) -> Calculation | None:
    """The calculation of the last review that agreed."""
    return (
        Calculation.objects.filter(
            application=application, decision__outcome=Outcome.PASS
        )
        .order_by("-pk")
        .first()
    )


def check_amount(application: Application, worked: Worked) -> None:
    """What is approved is what was reviewed, to the cent."""
    before = reviewed(application)
    if before is not None and before.amount != worked.amount:
        raise AmountChanged(
            _(
                "Reviewed: {reviewed}; worked out again now: {now}. Send it back to be "
                "reviewed again."
            ).format(
                reviewed=format_yuan(before.amount), now=format_yuan(worked.amount)
            )
        )
