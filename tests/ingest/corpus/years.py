"""Which year is it? Years with slips, as days, as ranges, twice, or far away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.ingest.corpus.base import (
    ANYTHING,
    FINE,
    NOT_REFUSED,
    ROWS,
    SAID,
    Case,
    Config,
    Key,
    Place,
    Truth,
    at_year,
    in_row,
    other_years,
    somewhere,
    without_year,
)
from tests.ingest.corpus.books import Raw, Shown, of_grid, with_year

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_CHARACTERS = str.maketrans("0123456789", "〇一二三四五六七八九")


def year(config: Config) -> int:
    """The true year that is spoilt."""
    return config.roles["money"][2]


def _stated(value: Callable[[int], Any]) -> Callable[[Config], bytes]:
    """The year of `money` stated in another way: in the header of a wide sheet, in its own row of a
    long one.
    """
    return lambda config: of_grid(config, with_year(config, "money", value(year(config))))


def _around(config: Config) -> tuple[Place, ...]:
    """Anything in the row of `money`, or the sheet as a whole where the year heads a column."""
    return (somewhere(config),) if config.wide else in_row("money")(config)


def _moved_to(other: int) -> Callable[[Config], Truth]:
    """The figures may be stored under the year as typed."""
    return lambda config: {
        **without_year("money")(config),
        **{(key[0], key[1], other): config.truth[key] for key in config.year_keys("money")},
    }


def _two_years(config: Config) -> Truth:
    """Everything but the two years that are now one."""
    gone: set[Key] = {*config.year_keys("money"), *config.year_keys("earlier")}
    return {key: value for key, value in config.truth.items() if key not in gone}


def _earlier_again(config: Config) -> bytes:
    return of_grid(config, with_year(config, "money", config.roles["earlier"][2]))


_SAME: tuple[tuple[str, Callable[[int], Any], str], ...] = (
    ("year-with-character", lambda year: f"{year}年", "as statistical tables head their columns"),
    ("year-as-text", str, "a number stored as text"),
    (
        "year-full-width",
        lambda year: str(year).translate(_FULL_WIDTH),
        "digits of a Chinese keyboard",
    ),
    ("year-with-spaces", lambda year: f" {year} 年 ", "blanks"),
    (
        "year-as-float",
        lambda year: Raw(f'<c r="{{at}}"><v>{year}.0</v></c>'),
        "the same number as other programs write it",
    ),
)
_MAYBE: tuple[tuple[str, Callable[[int], Any], frozenset[str], str], ...] = (
    (
        "year-in-characters",
        lambda year: f"{year}年".translate(_CHARACTERS),
        NOT_REFUSED,
        "the year in words",
    ),
    ("year-with-whole", lambda year: f"{year}年度", NOT_REFUSED, "the whole year, said"),
    (
        "year-as-first-day",
        lambda year: date(year, 1, 1),
        ANYTHING,
        "a spreadsheet made a day of the year",
    ),
    (
        "year-as-last-day",
        lambda year: Shown(date(year, 12, 31), "yyyy年"),
        ANYTHING,
        "a day that shows only its year",
    ),
    (
        "year-in-format-of-a-day",
        lambda year: Shown(year, "yyyy年"),
        SAID,
        "holds 2021, shows 1905: neither may pass in silence",
    ),
    ("year-of-two-digits", lambda year: year % 100, SAID, "which century?"),
    ("year-of-two-digits-as-text", lambda year: f"{year % 100}年", SAID, "which century?"),
    ("year-expected", lambda year: f"{year}预计", SAID, "an expectation is no result"),
    ("year-estimate", lambda year: f"{year}E", SAID, "an estimate, as analysts mark it"),
    ("year-with-star", lambda year: f"{year}*", SAID, "a footnote on the year"),
    (
        "year-with-letter",
        lambda year: f"{year}".replace("0", "O"),
        SAID,
        "letters that look like noughts",
    ),
)
_UNREADABLE: tuple[tuple[str, Callable[[int], Any], str], ...] = (
    ("year-of-five-digits", lambda year: year * 10 + 1, "a digit too many"),
    ("year-of-three-digits", lambda year: year // 10, "a digit too few"),
    ("year-long-ago", lambda year: year - 200, "nobody counted then: a slip"),
    ("year-nought", lambda year: 0, "no year"),
    ("year-negative", lambda year: -year, "no year"),
    ("year-with-fraction", lambda year: year + 0.5, "no year"),
    (
        "year-with-point-one",
        lambda year: f"{year}.1",
        "what a program makes of a heading that stands twice",
    ),
    ("year-range", lambda year: f"{year}-{year + 1}", "two years"),
    ("year-sum", lambda year: f"{year - 1}至{year}年累计", "a sum over years"),
    ("year-average", lambda year: f"{year - 4}-{year}年均", "an average over years"),
    ("year-missing", lambda year: None, "figures without a year"),
    ("year-in-words", lambda year: "去年", "depends on when it is read"),
    ("year-true", lambda year: True, "counted as 1 by Python"),
    (
        "year-error",
        lambda year: Raw('<c r="{at}" t="e"><v>#REF!</v></c>'),
        "an error instead of a year",
    ),
)

CASES = (
    *(Case(name, "years", _stated(value), FINE, why) for name, value, why in _SAME),
    *(
        Case(
            name,
            "years",
            _stated(value),
            outcomes,
            why,
            place=at_year("money"),
            instead=_around,
            needed=other_years("money"),
        )
        for name, value, outcomes, why in _MAYBE
    ),
    *(
        Case(
            name,
            "years",
            _stated(value),
            SAID,
            why,
            place=at_year("money"),
            instead=_around,
            stored=without_year("money"),
        )
        for name, value, why in _UNREADABLE
    ),
    Case(
        "year-in-the-future",
        "years",
        _stated(lambda _: 2035),
        SAID,
        "no result can be known yet",
        place=at_year("money"),
        instead=_around,
        stored=_moved_to(2035),
        needed=other_years("money"),
    ),
    Case(
        "year-twice",
        "years",
        _earlier_again,
        ROWS,
        "two columns or rows claim one year with different values: neither is taken",
        place=at_year("money"),
        instead=lambda config: (
            at_year("earlier")(config),
            (config.sheet, config.cell("money")),
            (config.sheet, config.cell("earlier")),
        ),
        stored=_two_years,
    ),
)
