"""The claim as people type it: on a phone, with units, full-width digits and commas."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Region
from apps.accounts.models.places import region_prefix
from apps.core.forms import DateField
from apps.talents.identity.documents import guess_kind, read_document
from apps.talents.identity.resident_id import InvalidNumber
from apps.talents.identity.text import compact

_UNITS = re.compile(r"(?:平方米|平米|㎡|m2|m²|元|¥|￥|rmb|yuan|[,，\s])", re.IGNORECASE)
LARGEST_AREA = Decimal("2000")
LARGEST_PRICE = Decimal("100000000")
CO_BUYERS_MAX = 5
YES_NO = [("true", _("yes")), ("false", _("no"))]


class NumberField(forms.DecimalField):
    """Reads "128.50 平方米", "１２８．５", "¥850,000" and plain numbers."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            text = unicodedata.normalize("NFKC", value)
            value = _UNITS.sub("", text)
        return super().to_python(value)


class YesNoField(forms.TypedChoiceField):
    """A question that must be answered; neither answer is set beforehand."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs) -> None:
        super().__init__(
            choices=YES_NO,
            coerce=lambda value: value in (True, "true", "True"),
            empty_value=None,
            **kwargs,
        )

    def to_python(self, value: Any) -> str:
        if isinstance(value, bool):
            value = "true" if value else "false"
        return super().to_python(value)


class CoBuyersField(forms.JSONField):
    """[{"name": …, "document": …}], empty rows left out."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> list[dict[str, str]]:
        if value in (None, "", []):
            return []
        rows = value if isinstance(value, list) else super().to_python(value)
        if not isinstance(rows, list) or len(rows) > CO_BUYERS_MAX:
            raise forms.ValidationError(
                _("At most %(count)s further buyers."), params={"count": CO_BUYERS_MAX}
            )
        found = []
        for row in rows:
            name = str((row or {}).get("name", "")).strip()
            number = str((row or {}).get("document", "")).strip()
            if name or number:
                found.append({"name": name[:100], "document": number[:40]})
        return found

    def validate(self, value: list[dict[str, str]]) -> None:
        for row in value:
            if not row["name"] or not row["document"]:
                raise forms.ValidationError(
                    _("Give name and document number of every further buyer.")
                )


def districts():
    """The districts and counties of the city, without the city itself."""
    prefix = region_prefix(settings.TALENT_CITY)
    return Region.objects.filter(code__startswith=prefix).exclude(
        code=settings.TALENT_CITY
    )


class HomePurchaseForm(forms.Form):
    """The home.  ``on`` is the local day on which it is read."""

    contract_number = forms.CharField(
        label=_("Filing number of the purchase contract"),
        help_text=_("On the first page of the filed contract."),
        max_length=40,
    )
    contract_date = DateField(label=_("Contract filed on"))
    district = forms.ModelChoiceField(
        label=_("District of the home"), queryset=Region.objects.none()
    )
    address = forms.CharField(
        label=_("Address of the home"),
        help_text=_("As on the contract: estate, building, entrance, door."),
        max_length=150,
    )
    is_new_commercial = YesNoField(label=_("Is it new commercial housing?"))
    in_urban_area = YesNoField(label=_("Does it lie in the urban area of the city?"))
    area = NumberField(
        label=_("Floor area in m²"),
        help_text=_("As on the contract, with two decimals."),
        max_digits=8,
        decimal_places=2,
        min_value=Decimal("1"),
        max_value=LARGEST_AREA,
    )
    price = NumberField(
        label=_("Price in yuan"),
        max_digits=14,
        decimal_places=2,
        min_value=Decimal("1"),
        max_value=LARGEST_PRICE,
    )
    deed_tax = NumberField(
        label=_("Deed tax paid, in yuan"),
        help_text=_("As on the tax receipt; 0 if none was due."),
        max_digits=14,
        decimal_places=2,
        min_value=Decimal("0"),
    )
    deed_date = DateField(
        label=_("Date of the real-estate certificate"),
        help_text=_("Empty while it has not been issued."),
        required=False,
    )
    unit_number = forms.CharField(
        label=_("Real-estate unit number"),
        help_text=_("28 characters on the certificate; empty while there is none."),
        max_length=40,
        required=False,
    )
    co_buyers = CoBuyersField(label=_("Further buyers"), required=False)

    def __init__(self, *args, on: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["district"].queryset = districts()

    def clean_contract_number(self) -> str:
        number = unicodedata.normalize("NFKC", self.cleaned_data["contract_number"])
        if len(compact(number)) < 6:
            raise forms.ValidationError(_("A filing number has 6 characters or more."))
        return number.strip()

    def clean_unit_number(self) -> str:
        number = compact(self.cleaned_data["unit_number"])
        if number and len(number) != 28:
            raise forms.ValidationError(
                _(
                    "A real-estate unit number has 28 characters, this one has %(count)s."
                ),
                params={"count": len(number)},
            )
        return number

    def clean_contract_date(self) -> date:
        return self._not_later(self.cleaned_data["contract_date"])

    def clean_deed_date(self) -> date | None:
        day = self.cleaned_data["deed_date"]
        return self._not_later(day) if day else None

    def _not_later(self, day: date) -> date:
        if day > self.on:
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean_co_buyers(self) -> list[dict[str, str]]:
        rows = self.cleaned_data["co_buyers"]
        seen = set()
        for row in rows:
            kind = guess_kind(row["document"])
            try:
                if kind is None:
                    raise ValueError(row["name"])
                number = read_document(kind, row["document"], on=self.on).number
            except (InvalidNumber, ValueError) as error:
                raise forms.ValidationError(
                    _("The document number of %(name)s is not right."),
                    params={"name": row["name"]},
                ) from error
            if number in seen:
                raise forms.ValidationError(_("A buyer is named twice."))
            seen.add(number)
            row["document"] = number
        return rows

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        price, tax = cleaned.get("price"), cleaned.get("deed_tax")
        if price is not None and tax is not None and tax > price:
            self.add_error("deed_tax", _("The tax cannot be more than the price."))
        filed, deed = cleaned.get("contract_date"), cleaned.get("deed_date")
        if filed and deed and deed < filed:
            self.add_error(
                "deed_date", _("The certificate comes after the filed contract.")
            )
        return cleaned


def readable_values(claim: Mapping[str, Any], *, on: date) -> dict[str, Any]:
    """The fields of an unfinished claim that can be read, one by one."""
    found = {}
    form = HomePurchaseForm(on=on)
    for name in ("area", "price", "deed_tax", "is_new_commercial", "in_urban_area"):
        try:
            value = form.fields[name].clean(claim.get(name))
        except forms.ValidationError:
            continue
        if value is not None:
            found[name] = value
    return found
