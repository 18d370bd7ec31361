"""Facts about the home that rules of policies may ask for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.policies.facts import (
    UNKNOWN,
    Fact,
    FactType,
    FactValue,
    Subject,
    register,
)

CLAIM = _("The claim: contract and receipts")


def _of_claim(name: str):
    def read(subject: Subject) -> FactValue:
        value = subject.claim.get(name)
        if value is None:
            return FactValue(UNKNOWN, CLAIM, missing=_("not entered yet"))
        return FactValue(value, CLAIM, subject.claim.get("contract_date"))

    return read


def register_all() -> None:
    for name, kind, label, unit in (
        ("area", FactType.NUMBER, _("Floor area"), "m²"),
        ("price", FactType.MONEY, _("Price of the home"), ""),
        ("deed_tax", FactType.MONEY, _("Deed tax paid"), ""),
        ("contract_date", FactType.DATE, _("Contract filed on"), ""),
        ("deed_date", FactType.DATE, _("Date of the deed"), ""),
        ("is_new_commercial", FactType.BOOLEAN, _("New commercial housing"), ""),
        ("in_urban_area", FactType.BOOLEAN, _("In the urban area"), ""),
    ):
        register(
            Fact(
                f"home.{name}",
                kind,
                label,
                CLAIM,
                _of_claim(name),
                unit,
                about_claim=True,
            )
        )
