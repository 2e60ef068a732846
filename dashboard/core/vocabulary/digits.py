"""How many digits does a number show? Every number that a person sees is printed here."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal

from dashboard.core.vocabulary.model import Indicator
from dashboard.core.vocabulary.text import DASH, MINUS

WIDE = Context(prec=400)
"""Room for every digit a float can have."""


def format_number(value: float | None, decimals: int, *, sign: bool = False) -> str:
    """A number rounded half up for display: 7991.4 → "7991", −0.21 → "−0.21", 50000 → "50,000",
    missing → "—".
    """
    if value is None or not math.isfinite(value):
        return DASH
    quantum = Decimal(1).scaleb(-decimals)
    rounded = Decimal(repr(float(value))).quantize(quantum, rounding=ROUND_HALF_UP, context=WIDE)
    # Four digits read well without a comma: 7991, 50,000.
    digits = f"{abs(rounded):,f}" if abs(rounded) >= 10000 else f"{abs(rounded):f}"
    if rounded < 0:
        return MINUS + digits
    if sign and rounded > 0:
        return "+" + digits
    return digits


def count_printed_decimals(value: float, at_most: int = 6) -> int:
    """How many decimals a number needs to be printed as it was typed: 8500 → 0, 11.6 → 1."""
    if not math.isfinite(value):
        return 0
    exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
    return min(at_most, max(0, -int(exponent)))


def count_telling_decimals(value: float, other: float, decimals: int) -> int:
    """The decimals at which two different numbers also look different: 7.96 against 8 needs two.

    Differences below a thousandth of the last printed digit stay hidden.
    """
    if not (math.isfinite(value) and math.isfinite(other)):
        return decimals
    for extra in range(4):
        if format_number(value, decimals + extra) != format_number(other, decimals + extra):
            return decimals + extra
    return decimals


def format_percent(share: float | None, decimals: int = 0) -> str:
    """A fraction as a percentage: 0.79 → "79%"."""
    if share is None or not math.isfinite(share):
        return DASH
    return format_number(float(Decimal(repr(float(share))) * 100), decimals) + "%"


def count_value_decimals(indicator: Indicator, value: float, against: float) -> int:
    """Decimals to show a value with: as the publisher prints, more where rounding would hide a
    difference or belie a gap.
    """
    if not math.isfinite(against) or math.isclose(value, against, rel_tol=1e-9):
        return indicator.decimals
    beside = min(count_path_decimals(indicator, against), count_printed_decimals(round(value, 6)))
    return count_telling_decimals(value, against, max(indicator.decimals, beside))


def count_path_decimals(indicator: Indicator, value: float) -> int:
    """Decimals of a calculated value: one more than the publisher prints where it needs them."""
    printed = count_printed_decimals(round(value, 6))
    return min(indicator.decimals + 1, max(indicator.decimals, printed))


def format_value_number(indicator: Indicator, value: float, *against: float) -> str:
    """A value as the publisher prints it, told apart from every number it is held against."""
    decimals = [count_value_decimals(indicator, value, one) for one in against]
    return format_number(value, max(decimals, default=indicator.decimals))


def format_path_number(indicator: Indicator, value: float) -> str:
    """A calculated value: what the path asks for, a mean, a step."""
    return format_number(value, count_path_decimals(indicator, value))


def format_stated_number(value: float) -> str:
    """A number that the plan states, as it was typed."""
    return format_number(value, count_printed_decimals(value))


def format_bound_number(indicator: Indicator, value: float) -> tuple[str, bool]:
    """A bound's number as the plan prints it, and whether its digits print it exactly (not a
    third).
    """
    rounded = round(value, 4)
    if abs(value - rounded) <= 1e-9 * max(1.0, abs(value)):
        return format_number(value, count_printed_decimals(rounded)), True
    return format_number(value, indicator.decimals + 1), False


def format_published_number(indicator: Indicator, amount: float) -> str:
    """A figure with all the digits that were published: 2.87 where the indicator prints 2.9."""
    printed = count_printed_decimals(round(amount, 4), 4)
    return format_number(amount, max(indicator.decimals, printed))


def format_difference_number(indicator: Indicator, amount: float, *, sign: bool = False) -> str:
    """A difference of two values, never rounded to nothing."""
    decimals = count_path_decimals(indicator, amount)
    while decimals < 6 and amount and float(f"{amount:.{decimals}f}") == 0:
        decimals += 1
    return format_number(amount, decimals, sign=sign)
