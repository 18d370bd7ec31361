from decimal import Decimal

import pytest

from apps.core.money import format_yuan, round_money
from apps.core.templatetags.ui import wan


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        ("0.004", "0.00"),
        ("0.005", "0.01"),
        ("1.115", "1.12"),
        ("-0.005", "-0.01"),
        ("2.675", "2.68"),
        ("100", "100.00"),
    ],
)
def test_rounds_half_up_to_the_cent(amount, rounded):
    assert str(round_money(Decimal(amount))) == rounded


@pytest.mark.parametrize("wrong", [0.1, 1, "1.00"])
def test_refuses_what_is_no_decimal(wrong):
    with pytest.raises(TypeError, match="Decimal"):
        round_money(wrong)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("1234567", "¥1,234,567.00"),
        ("0", "¥0.00"),
        ("-1234.5", "-¥1,234.50"),
        ("-0.001", "¥0.00"),
    ],
)
def test_shows_yuan(amount, text):
    assert format_yuan(Decimal(amount)) == text


def test_shows_ten_thousands_without_the_unit():
    assert wan(Decimal("1234567.00")) == "123.46"
    assert wan(None) == ""
