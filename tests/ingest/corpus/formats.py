"""What do number formats and slips of unit or point do to a figure?

A format shows another number than the cell holds; a slip is a plain number that its own history
contradicts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.ingest.corpus.base import (
    FINE,
    NOT_REFUSED,
    ROWS,
    SAID,
    Case,
    Config,
    Key,
    Truth,
    at,
    others,
    replaced,
    somewhere,
    without,
)
from tests.ingest.corpus.books import Raw, Shown, of_grid, typed


def _shown(role: str, shape: str, scale: float = 1.0) -> Callable[[Config], bytes]:
    """The true number, perhaps scaled, in a number format."""
    return typed(role, lambda config: Shown(config.value(role) * scale, shape))


_SAME_NUMBER: tuple[tuple[str, str, str, str], ...] = (
    (
        "percent-in-quotes",
        "share",
        '0.0"%"',
        "the sign is decoration: the cell holds 72.4, not 0.724",
    ),
    ("percent-escaped", "share", "0.0\\%", "the sign is decoration"),
    ("red-negative", "signed", "0.0;[Red]-0.0", "colour does not scale"),
    ("scientific", "money", "0.00E+00", "fewer digits are shown than the cell holds"),
    ("no-decimals", "share", "0", "fewer digits are shown than the cell holds"),
    ("chinese-digits", "share", "[DBNum1][$-804]General", "shown in characters"),
)
_OTHER_NUMBER: tuple[tuple[str, str, str, str], ...] = (
    ("wan-by-format", "yuan", '0!.0,"万"', "shows 万, holds 元"),
    ("wan-by-condition", "yuan", '[>=10000]0!.0,"万";0', "shows 万 from 10,000 on, holds 元"),
    (
        "unit-in-quotes",
        "money",
        '#,##0.0"亿"',
        "a unit as decoration does not scale; beside another unit it contradicts",
    ),
    ("thousands-cut", "money", "#,##0,", "shows thousands, holds ones"),
    ("millions-cut", "money", '0.0,,"百万"', "shows millions, holds ones"),
    ("shown-as-nothing", "money", ";;;", "a value that the sheet does not show"),
)


def _slip(name: str, role: str, factor: float, why: str) -> Case:
    """A number off by a factor: said, whether or not it may then be stored as typed."""
    stored = replaced(role, lambda value: value * factor)
    return Case(
        name,
        "values",
        typed(role, lambda config: config.value(role) * factor),
        SAID,
        why,
        place=at(role),
        stored=stored,
        needed=others(role),
    )


def _outside(name: str, value: float, why: str) -> Case:
    """A share outside its natural limits."""
    stored = replaced("share", lambda _: value)
    return Case(
        name,
        "values",
        typed("share", lambda config: value),
        SAID,
        why,
        place=at("share"),
        stored=stored,
        needed=others("share"),
    )


def _series(config: Config) -> frozenset[Key]:
    """Every year of the figure `money` in its region."""
    return frozenset(key for key in config.truth if key[:2] == config.roles["money"][:2])


def _series_times(factor: float) -> Callable[[Config], Truth]:
    return lambda config: {
        key: value * (factor if key in _series(config) else 1)
        for key, value in config.truth.items()
    }


def _whole_series(factor: float) -> Callable[[Config], bytes]:
    """Every year of one indicator off by a factor: only the declared base and goal contradict
    it.
    """

    def make(config: Config) -> bytes:
        typed_values = {config.truth[key] for key in _series(config)}
        grid = [
            [
                cell * factor if isinstance(cell, float | int) and cell in typed_values else cell
                for cell in row
            ]
            for row in config.grid()
        ]
        return of_grid(config, grid)

    return make


def _not_in_series(config: Config) -> frozenset[Key]:
    return frozenset(config.truth) - _series(config)


CASES = (
    *(
        Case(name, "values", _shown(role, shape), FINE, why, place=at(role))
        for name, role, shape, why in _SAME_NUMBER
    ),
    *(
        Case(name, "values", _shown(role, shape), NOT_REFUSED, why, place=at(role))
        for name, role, shape, why in _OTHER_NUMBER
    ),
    Case(
        "percent-format",
        "values",
        _shown("share", "0.0%", 0.01),
        SAID,
        "shows 72.4%, holds 0.724: taken as shown, and said",
        place=at("share"),
    ),
    Case(
        "percent-format-condition",
        "values",
        _shown("share", '[>=0]0.0%;"—"', 0.01),
        SAID,
        "a percentage in a format of several parts",
        place=at("share"),
    ),
    Case(
        "percent-format-on-money",
        "values",
        _shown("money", "0.00%"),
        SAID,
        "an amount shown as a percentage",
        place=at("money"),
        needed=others("money"),
    ),
    Case(
        "format-of-a-day",
        "values",
        _shown("money", "yyyy-mm-dd"),
        ROWS,
        "shown as a day: which of the two is meant?",
        place=at("money"),
        stored=without("money"),
    ),
    Case(
        "format-of-a-time",
        "values",
        typed("share", lambda config: Shown(0.5, "h:mm")),
        ROWS,
        "shown as a time of day",
        place=at("share"),
        stored=without("share"),
    ),
    Case(
        "day-of-a-year",
        "values",
        typed("share", lambda config: Shown(date(2021, 1, 1), "yyyy")),
        ROWS,
        "a day that shows only its year",
        place=at("share"),
        stored=without("share"),
    ),
    Case(
        "boolean-formula",
        "values",
        typed("money", lambda config: Raw('<c r="{at}" t="b"><f>1=1</f><v>1</v></c>')),
        ROWS,
        "the answer of a comparison",
        place=at("money"),
        stored=without("money"),
    ),
    _slip(
        "slip-ten-thousand-up",
        "money",
        1e4,
        "the next smaller unit of the tables, typed without a word",
    ),
    _slip(
        "slip-ten-thousand-down",
        "money",
        1e-4,
        "the next larger unit of the tables, typed without a word",
    ),
    _slip("slip-ten-up", "money", 10, "the point one place off"),
    _slip("slip-ten-down", "money", 0.1, "the point one place off"),
    _slip("slip-ten-count", "count", 10, "a nought too many"),
    _slip("slip-hundred-up", "money", 100, "two places off"),
    _slip("slip-share-as-fraction", "share", 0.01, "a fraction where the column holds percentages"),
    _slip(
        "slip-share-ten-down", "share", 0.1, "inside the limits, and a tenth of every other year"
    ),
    _slip("slip-share-times-hundred", "share", 100, "a percentage multiplied once more"),
    _outside("above-the-limit", 100.4, "a share above 100 %"),
    _outside("below-the-limit", -0.5, "a share below 0 %"),
    Case(
        "slip-in-every-year",
        "values",
        _whole_series(1e-4),
        SAID,
        "all years alike: the plan's own base and goal contradict them",
        place=somewhere,
        stored=_series_times(1e-4),
        needed=_not_in_series,
    ),
)
