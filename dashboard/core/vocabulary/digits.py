"""How many digits does a number show? Every number that a person sees is printed here, and a
verdict's arithmetic so that it subtracts to the letter.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from dashboard.core.vocabulary.text import DASH, MINUS

if TYPE_CHECKING:  # whoever only counts digits loads no tables
    from dashboard.core.vocabulary.model import Indicator, Target

WIDE = Context(prec=400)
"""Room for every digit a float can have."""
MOST_DECIMALS = 6
SAME = 1e-9
"""The share of a number below which a difference is the noise of calculation (METHODS, `reaches`).
"""


def format_number(value: float | None, decimals: int, *, sign: bool = False) -> str:
    """A number rounded half up for display: 7991.4 → "7991", −0.21 → "−0.21", 50000 → "50,000",
    missing → "—".
    """
    if value is None or not math.isfinite(value):
        return DASH
    rounded = _quantize(value, decimals)
    # Four digits read well without a comma: 7991, 50,000.
    digits = f"{abs(rounded):,f}" if abs(rounded) >= 10000 else f"{abs(rounded):f}"
    if rounded < 0:
        return MINUS + digits
    if sign and rounded > 0:
        return "+" + digits
    return digits


def _quantize(value: float, decimals: int) -> Decimal:
    quantum = Decimal(1).scaleb(-decimals)
    return Decimal(repr(float(value))).quantize(quantum, rounding=ROUND_HALF_UP, context=WIDE)


def round_half_up(value: float, decimals: int) -> float:
    """A number as it is printed with so many decimals; what is not finite stays so."""
    return float(_quantize(value, decimals)) if math.isfinite(value) else value


def subtract(value: float, other: float) -> float:
    """The difference of two printed numbers, exact in their digits: 2.95 − 3.1 is −0.15."""
    if not (math.isfinite(value) and math.isfinite(other)):
        return math.nan
    return float(Decimal(repr(float(value))) - Decimal(repr(float(other))))


def is_printed_exactly(value: float) -> bool:
    """Whether four decimals print a number as it is: not a third."""
    return math.isfinite(value) and abs(value - round(value, 4)) <= 1e-9 * max(1.0, abs(value))


def count_printed_decimals(value: float, at_most: int = 6) -> int:
    """How many decimals a number needs to be printed as it was typed: 8500 → 0, 11.6 → 1."""
    if not math.isfinite(value):
        return 0
    written = repr(float(value))
    if "e" in written:
        exponent = Decimal(written).normalize().as_tuple().exponent
        return min(at_most, max(0, -int(exponent)))
    places = written.partition(".")[2]
    return 0 if places == "0" else min(at_most, len(places))


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


ENGLISH_SCALES = (("hundred million ", 8, "billion ", 9), ("ten thousand ", 4, "thousand ", 3))
"""Chinese powers of ten in a unit, and those that English counts by."""


_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def scale_to_english(number: str, unit: str) -> tuple[str, str]:
    """A printed number, or a range of them, and its unit as English counts: 7791 hundred million
    yuan → 779.1, billion yuan. Digits only move, so that numbers that subtract still do.
    """
    for ours, power, theirs, other in ENGLISH_SCALES:
        if unit.startswith(ours) and _NUMBER.search(number):
            move = partial(_move_point, power - other)
            return _NUMBER.sub(move, number), theirs + unit.removeprefix(ours)
    return number, unit


def _move_point(places: int, found: re.Match[str]) -> str:
    amount = Decimal(found[0].replace(",", "")).scaleb(places)
    return format_number(float(amount), max(0, -int(amount.as_tuple().exponent)))


def format_percent(share: float | None, decimals: int = 0) -> str:
    """A fraction as a percentage: 0.79 → "79%"."""
    if share is None or not math.isfinite(share):
        return DASH
    return format_number(float(Decimal(repr(float(share))) * 100), decimals) + "%"


def count_path_decimals(indicator: Indicator, value: float) -> int:
    """Decimals of a calculated value: one more than the publisher prints where it needs them."""
    printed = count_printed_decimals(round(value, 6))
    return min(indicator.decimals + 1, max(indicator.decimals, printed))


def format_value_number(indicator: Indicator, value: float) -> str:
    """A value as the publisher prints it."""
    return format_number(value, indicator.decimals)


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
    if is_printed_exactly(value):
        return format_number(value, count_printed_decimals(round(value, 4))), True
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


@dataclass(frozen=True, slots=True)
class PrintedNumbers:
    """The numbers of one verdict as they are printed, in the indicator's unit; NaN where unknown.

    `decimals` are those of every one but the goal, which keeps the plan's own. Of all digits from
    the published ones on they are the fewest at which each printed gap has its true sign and is
    less than half of itself away from the true one. What is due has the digits of a calculated
    value while there is nothing to hold against it.
    """

    decimals: int
    actual: float
    due: float
    gap_to_due: float
    gap_to_goal: float
    actual_text: str
    due_text: str


def print_numbers(indicator: Indicator, target: Target, row: Any) -> PrintedNumbers:
    """The printed numbers of a row of the verdicts frame."""
    actual, due, goal = row.actual, row.expected, row.goal
    is_stated = is_printed_exactly(goal) and goal in (target.x, target.high)

    def print_goal(decimals: int) -> float:
        """As the plan prints it; what another figure gives, or no digits print, is rounded too."""
        return float(goal) if is_stated else round_half_up(goal, decimals)

    least = indicator.decimals
    if is_stated:
        least = max(least, count_printed_decimals(goal, 4))
    enough = (
        decimals
        for decimals in range(least, MOST_DECIMALS + 1)
        if _fits(actual, due, round_half_up(due, decimals), decimals)
        and _fits(actual, goal, print_goal(decimals), decimals)
    )
    decimals = next(enough, least)
    shown = round_half_up(actual, decimals)
    due_decimals = count_path_decimals(indicator, due)
    if math.isfinite(actual):
        due, due_decimals = round_half_up(due, decimals), decimals
    return PrintedNumbers(
        decimals,
        shown,
        due,
        subtract(shown, due),
        subtract(shown, print_goal(decimals)),
        format_number(shown, decimals),
        format_number(due, due_decimals),
    )


def print_difference(actual: float, due: float, *, least: int) -> tuple[str, str]:
    """What was due and the signed gap to it as they are printed beside a figure with all its
    digits, `least` at least; they subtract to the letter.
    """
    least = max(least, count_printed_decimals(round(actual, 4), 4))
    enough = (
        decimals
        for decimals in range(least, MOST_DECIMALS + 1)
        if _fits(actual, due, round_half_up(due, decimals), decimals)
    )
    decimals = next(enough, least)
    shown = round_half_up(due, decimals)
    gap = subtract(round_half_up(actual, decimals), shown)
    return format_number(shown, decimals), format_number(gap, decimals, sign=True)


def _fits(actual: float, against: float, printed: float, decimals: int) -> bool:
    """Whether the printed difference tells the true one; also where there is none to tell."""
    true = actual - against
    if not math.isfinite(true):
        return True
    shown = subtract(round_half_up(actual, decimals), printed)
    if abs(true) <= SAME * max(abs(actual), abs(against), 10.0**-decimals):
        return shown == 0
    return shown * true > 0 and abs(shown - true) < abs(true) / 2
