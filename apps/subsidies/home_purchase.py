"""The home-purchase subsidy as a matter of ``applications``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.applications import matters
from apps.applications.matters import Duplicate, Incomplete, Matter
from apps.applications.models import Application
from apps.applications.states import LIVE, Status
from apps.core.errors import DomainError
from apps.policies.choices import DecidedBy, PolicyKind
from apps.subsidies import calculations
from apps.subsidies.forms import HomePurchaseForm, readable_values
from apps.subsidies.models import (
    CoBuyer,
    HomePurchaseClaim,
    buyer_index,
    contract_index,
    unit_index,
)
from apps.talents.models import IdentityDocument

FIELDS = tuple(
    (name, field.label) for name, field in HomePurchaseForm.base_fields.items()
)
FACTS = ("area", "price", "deed_tax", "is_new_commercial", "in_urban_area")
COLUMNS = (
    "contract_number",
    "contract_date",
    "district",
    "address",
    "is_new_commercial",
    "in_urban_area",
    "area",
    "price",
    "deed_tax",
    "deed_date",
    "unit_number",
)


class HomeGrantedAlready(DomainError):
    """A subsidy was approved for this home; whose is nobody's business."""

    code = "home_granted_already"

    def __init__(self) -> None:
        super().__init__(
            _("A subsidy for this home has been approved already: it is given once.")
        )


def clean(claim: Mapping[str, Any], on: date) -> dict[str, Any]:
    form = HomePurchaseForm(data=dict(claim), on=on)
    if not form.is_valid():
        raise Incomplete(
            _("Something is missing or wrong."),
            {
                name: [str(each) for each in texts]
                for name, texts in form.errors.items()
            },
        )
    return form.cleaned_data


def draft_values(claim: Mapping[str, Any]) -> dict[str, Any]:
    return readable_values(claim, on=date.max)


def values(application: Application) -> dict[str, Any]:
    claim = application.home_purchase
    return {
        name: getattr(claim, name) for name in (*FACTS, "contract_date", "deed_date")
    }


def dates(cleaned: Mapping[str, Any]) -> dict[str, date | None]:
    return {
        DecidedBy.CONTRACT_FILED: cleaned["contract_date"],
        DecidedBy.DEED: cleaned["deed_date"],
    }


def region(cleaned: Mapping[str, Any]) -> str | None:
    """The district where the home is looks at it."""
    return cleaned["district"].code


def save(application: Application, cleaned: Mapping[str, Any]) -> None:
    """Write the claim; refuse a home that was subsidised."""
    taken = _same_home(
        contract_index(cleaned["contract_number"]), unit_index(cleaned["unit_number"])
    )
    if (
        HomePurchaseClaim.objects.filter(taken, granted_at__isnull=False)
        .exclude(application=application)
        .exists()
    ):
        raise HomeGrantedAlready
    claim, _created = HomePurchaseClaim.objects.update_or_create(
        application=application,
        defaults={name: cleaned[name] for name in COLUMNS},
    )
    claim.co_buyers.all().delete()
    for row in cleaned["co_buyers"]:
        CoBuyer.objects.create(
            claim=claim, name=row["name"], document_number=row["document"]
        )
    # A query or the cached relation may still hold what was there before.
    application.home_purchase = claim


def _same_home(contract: str, unit: str) -> Q:
    found = Q(contract_index=contract)
    return found | Q(unit_index=unit) if unit else found


def keep(*, application: Application, **more) -> None:
    claim = application.home_purchase
    calculations.keep(
        application=application,
        inputs={"home.price": str(claim.price), "home.deed_tax": str(claim.deed_tax)},
        **more,
    )


def grant(*, application: Application, at: datetime) -> None:
    """Take the home; of two applications for it the second is refused here."""
    claim = HomePurchaseClaim.objects.select_for_update().get(application=application)
    claim.granted_at = at
    try:
        with transaction.atomic():
            claim.save(update_fields=["granted_at"])
    except IntegrityError as error:
        raise HomeGrantedAlready from error


def give_back(application: Application) -> None:
    """The home may be subsidised again, to whomever it belongs."""
    HomePurchaseClaim.objects.filter(application=application).update(granted_at=None)


def duplicates(application: Application) -> list[Duplicate]:
    """Others, under way or approved, for the same contract or the same home."""
    claim = application.home_purchase
    others = (
        HomePurchaseClaim.objects.filter(
            _same_home(claim.contract_index, claim.unit_index),
            application__status__in=[*LIVE, Status.APPROVED],
        )
        .exclude(application=application)
        .select_related("application__talent", "application__policy")
        .order_by("application__submitted_at")
    )
    return _bought_together(application) + [
        Duplicate(
            other.application,
            gettext_lazy("same contract")
            if other.contract_index == claim.contract_index
            else gettext_lazy("same real-estate unit"),
            other.granted_at is not None,
        )
        for other in others
    ]


def _bought_together(application: Application) -> list[Duplicate]:
    """Claims of others that name this applicant among the buyers."""
    documents = IdentityDocument.objects.filter(talent=application.talent_id)
    mine = [buyer_index(document.number) for document in documents]
    claims = (
        HomePurchaseClaim.objects.filter(
            co_buyers__document_index__in=mine,
            application__status__in=[*LIVE, Status.APPROVED],
        )
        .exclude(application__talent=application.talent_id)
        .select_related("application__talent", "application__policy")
        .distinct()
    )
    return [
        Duplicate(claim.application, gettext_lazy("applicant as a buyer"), False)
        for claim in claims
    ]


def panel(application: Application, user) -> tuple[str, dict[str, Any]]:
    claim = HomePurchaseClaim.objects.select_related("district").get(
        application=application
    )
    buyers = list(claim.co_buyers.all())
    return "subsidies/_claim.html", {
        "claim": claim,
        "co_buyers": buyers,
        "yes_no_words": f"{_('yes')},{_('no')}",
    }


def register() -> None:
    matters.register(
        Matter(
            kind=PolicyKind.HOME_PURCHASE,
            fields=FIELDS,
            clean=clean,
            draft_values=draft_values,
            values=values,
            dates=dates,
            region=region,
            save=save,
            check_amount=calculations.check_amount,
            keep=keep,
            grant=grant,
            duplicates=duplicates,
            panel=panel,
            give_back=give_back,
        )
    )
