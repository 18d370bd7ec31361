"""The claim as people type it on a phone."""

from datetime import date
from decimal import Decimal

import pytest

from apps.subsidies.forms import HomePurchaseForm, readable_values
from tests.applications.factories import CLAIM
from tests.talents.factories import nth_document

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)


def form(**changes):
    return HomePurchaseForm(data={**CLAIM, **changes}, on=ON)


def test_takes_a_plain_claim():
    assert form().is_valid()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("128.50", "128.50"),
        ("128.5 平方米", "128.5"),
        ("１２８．５０㎡", "128.50"),
        (" 1,28.50 ", "128.50"),
    ],
)
def test_reads_an_area_as_people_write_it(typed, read):
    checked = form(area=typed)
    assert checked.is_valid(), checked.errors
    assert checked.cleaned_data["area"] == Decimal(read)


@pytest.mark.parametrize("typed", ["¥980,000.00", "980000元", "９８００００"])
def test_reads_a_price_as_people_write_it(typed):
    checked = form(price=typed)
    assert checked.is_valid(), checked.errors
    assert checked.cleaned_data["price"] == Decimal(980000)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("contract_number", ""),
        ("contract_number", "12345"),
        ("contract_date", "2026-02-30"),
        ("contract_date", "2026-11-21"),
        ("deed_date", "2026-08-31"),
        ("deed_date", "2026-11-21"),
        ("district", "230600"),
        ("district", "110101"),
        ("address", ""),
        ("is_new_commercial", None),
        ("is_new_commercial", "perhaps"),
        ("area", "0"),
        ("area", "140.005"),
        ("area", "2000.01"),
        ("area", "big"),
        ("price", "0"),
        ("price", "-1"),
        ("deed_tax", "-0.01"),
        ("deed_tax", "980000.01"),
        ("unit_number", "230602 123"),
        ("co_buyers", "not json"),
        ("co_buyers", [{"name": "李四", "document": ""}]),
        ("co_buyers", [{"name": "李四", "document": "230602199005170000"}]),
        ("co_buyers", [{"name": str(n), "document": "x"} for n in range(6)]),
    ],
)
def test_says_beside_the_field_what_is_wrong(field, value):
    checked = form(**{field: value})
    assert not checked.is_valid()
    assert list(checked.errors) == [field]


def test_names_every_missing_field_at_once():
    empty = HomePurchaseForm(data={}, on=ON)
    assert set(empty.errors) == {
        "contract_number",
        "contract_date",
        "district",
        "address",
        "is_new_commercial",
        "in_urban_area",
        "area",
        "price",
        "deed_tax",
    }


def test_takes_further_buyers_and_refuses_one_twice():
    one = {"name": "李四", "document": nth_document(5)}
    assert form(co_buyers=[one, {"name": "", "document": ""}]).is_valid()
    twice = form(co_buyers=[one, {"name": "李 四", "document": nth_document(5)}])
    assert not twice.is_valid()


def test_the_unit_number_has_28_characters():
    number = "230602001001GB00001F00010001"
    checked = form(unit_number=f" {number[:12]} {number[12:]} ".lower())
    assert checked.is_valid(), checked.errors
    assert checked.cleaned_data["unit_number"] == number


def test_of_an_unfinished_claim_what_can_be_read_is_read():
    found = readable_values(
        {"area": "150", "price": "much", "is_new_commercial": False}, on=ON
    )
    assert found == {"area": Decimal(150), "is_new_commercial": False}
