"""Benefits that hang on the person alone: settling-in grants, living allowances.

Nothing is entered but what the register does not know; once in a lifetime is held by
the policy (``is_once``) and looked for among what was granted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.applications import matters
from apps.applications.matters import Duplicate, Matter
from apps.applications.models import Application
from apps.applications.states import LIVE, Status
from apps.core.errors import DomainError
from apps.policies.choices import PolicyKind
from apps.subsidies import calculations
from apps.talents.models import IdentityDocument, Talent

KINDS = (PolicyKind.SETTLING_IN, PolicyKind.LIVING)


class GrantedAlready(DomainError):
    code = "granted_already"

    def __init__(self) -> None:
        super().__init__(_("This benefit was granted already: it is given once."))


class PersonalClaimForm(forms.Form):
    """Nothing is asked about the thing claimed: there is none."""

    def __init__(self, *args, on: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.on = on


def clean(_claim: Mapping[str, Any], _on: date) -> dict[str, Any]:
    return {}


def nothing(*_args) -> dict[str, Any]:
    return {}


def save(application: Application, _cleaned: Mapping[str, Any]) -> None:
    _refuse_second(application)


def _refuse_second(application: Application) -> None:
    if not application.version_used.is_once:
        return
    had = Application.objects.filter(
        talent=application.talent_id,
        policy=application.policy_id,
        status=Status.APPROVED,
    ).exclude(pk=application.pk)
    if had.exists():
        raise GrantedAlready


def grant(*, application: Application, at: datetime) -> None:
    """Of two applications of one person the second is refused: the person is locked."""
    Talent.objects.select_for_update(of=("self",)).get(pk=application.talent_id)
    _refuse_second(application)


def duplicates(application: Application) -> list[Duplicate]:
    """Entries of the register that share a document with this person, and apply too."""
    numbers = IdentityDocument.objects.filter(talent=application.talent_id).values(
        "number_index"
    )
    twins = IdentityDocument.objects.filter(number_index__in=numbers).exclude(
        talent=application.talent_id
    )
    others = (
        Application.objects.filter(
            talent__in=twins.values("talent_id"),
            policy=application.policy_id,
            status__in=[*LIVE, Status.APPROVED],
        )
        .select_related("talent", "policy")
        .order_by("submitted_at")
    )
    return [
        Duplicate(other, gettext_lazy("same document"), other.status == Status.APPROVED)
        for other in others
    ]


def panel(application: Application, user) -> tuple[str, dict[str, Any]]:
    return "subsidies/_person.html", {}


def register() -> None:
    for kind in KINDS:
        matters.register(
            Matter(
                kind=kind,
                fields=(),
                clean=clean,
                draft_values=nothing,
                values=nothing,
                dates=nothing,
                region=lambda _cleaned: None,
                save=save,
                check_amount=calculations.check_amount,
                keep=calculations.keep,
                grant=grant,
                duplicates=duplicates,
                panel=panel,
            )
        )
