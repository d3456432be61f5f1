"""Amounts of money: whole numbers of the smallest unit of a currency, so that every sum is exact."""

from decimal import Decimal

from django.utils.formats import number_format

DIGITS = 2
"""Every currency an association may have (``directory.forms.CURRENCIES``) has hundredths."""

MOST = 10_000_000
"""100,000.00: a larger amount is a slip of the hand."""


def minor(amount: Decimal) -> int:
    """``Decimal("25.50")`` is 2550. Raises ValueError where the amount has a part of a hundredth."""
    scaled = amount.scaleb(DIGITS)
    if scaled != scaled.to_integral_value():
        raise ValueError(amount)
    return int(scaled)


def major(amount: int) -> Decimal:
    """2550 is ``Decimal("25.50")``."""
    return Decimal(amount).scaleb(-DIGITS)


def words(amount: int, currency: str) -> str:
    """2550 and USD is "25.50 USD", as the active language writes numbers."""
    return f"{number_format(major(amount), DIGITS, use_l10n=True, force_grouping=True)} {currency}"
