"""Money is ``Decimal`` yuan with two places; this is the only rounding."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def round_money(amount: Decimal) -> Decimal:
    """Round half up to the cent (分).

    Raises ``TypeError`` for anything but ``Decimal``: ``Decimal(0.1)`` would keep the
    binary error silently.
    """
    if not isinstance(amount, Decimal):
        raise TypeError(f"money must be Decimal, got {type(amount).__name__}")
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def format_yuan(amount: Decimal) -> str:
    """¥1,234,567.00"""
    rounded = round_money(amount)
    sign = "-" if rounded < 0 else ""
    return f"{sign}¥{abs(rounded):,}"
