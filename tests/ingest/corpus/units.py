"""In which unit? Unknown, missing, contradicting, or another of the same kind."""

from __future__ import annotations

from collections.abc import Callable

from tests.ingest.corpus.base import (
    FINE,
    NOT_REFUSED,
    NOT_SILENT,
    ROWS,
    SAID,
    Case,
    Config,
    Place,
    Truth,
    at,
    in_row,
    letters,
    other_rows,
    other_years,
    row_places,
    somewhere,
    without_row,
)
from tests.ingest.corpus.books import just, of_grid, typed, with_cell

UNIT = "单位"


def _unit(role: str, unit: str | None) -> Callable[[Config], bytes]:
    """Another unit in the row of a figure, its numbers as they were."""
    return typed(role, lambda config: unit, UNIT)


def _own(change: Callable[[str], str]) -> Callable[[Config], bytes]:
    """The row's own unit spelt in another way."""
    return typed("money", lambda config: change(config.units[config.roles["money"][0]]), UNIT)


def _scaled(
    role: str, factor: Callable[[Config], float], unit: Callable[[Config], str]
) -> Callable[[Config], bytes]:
    """Another unit in the row of a figure, with its numbers converted."""

    def make(config: Config) -> bytes:
        grid = with_cell(config, role, unit(config), UNIT)
        row, first = grid[config.row(role) - 1], config.column(role) - 1
        places = range(len(config.headings), len(row)) if config.wide else [first]
        for place in places:
            row[place] = float(f"{row[place] * factor(config):.12g}")
        return of_grid(config, grid)

    return make


def _misstated(config: Config) -> Truth:
    """The row as its stated unit has it: converted, and therefore off by the factor."""
    _, factor = config.sibling
    return {
        key: value / factor if key in config.row_keys("money") else value
        for key, value in config.truth.items()
    }


def _no_column(config: Config) -> bytes:
    place = config.headings.index(UNIT)
    return of_grid(config, [row[:place] + row[place + 1 :] for row in config.grid()])


def _headed(config: Config) -> bytes:
    """A unit behind the heading of the numbers that is not the one of the unit column."""
    grid, place = config.grid(), config.column("money") - 1
    grid[0][place] = f"{grid[0][place]}（{config.sibling[0]}）"
    return of_grid(config, grid)


def _heading(config: Config) -> Place:
    return config.sheet, f"{letters(config.column('money'))}1"


def _titled(config: Config) -> bytes:
    """A line above the table that states another unit than its rows do."""
    return of_grid(config, [["主要指标"], [f"单位：{config.sibling[0]}"], *config.grid()])


def _twice(config: Config) -> bytes:
    """A second column of units that contradicts the first."""
    unit = config.sibling[0]
    return of_grid(
        config, [[*row, unit if number else UNIT] for number, row in enumerate(config.grid())]
    )


_WRONG: tuple[tuple[str, str, str, str], ...] = (
    ("unit-unknown", "money", "斗", "a unit that nobody knows"),
    ("unit-micrometres", "money", "微米", "a unit of another kind"),
    ("unit-kilometres-for-money", "money", "公里", "a unit of another kind"),
    ("unit-percent-for-money", "money", "%", "a share where an amount is declared"),
    ("unit-money-for-share", "share", "亿元", "an amount where a share is declared"),
    ("unit-people-for-money", "money", "万人", "people where an amount is declared"),
    ("unit-dollars", "money", "亿美元", "another currency"),
    ("unit-money-for-people", "people", "万元", "an amount where people are declared"),
    ("unit-a-number", "money", "10000", "a number is no unit"),
    ("unit-ranks", "count", "位", "a rank where a count is declared"),
)
_SPELT: tuple[tuple[str, Callable[[str], str], str], ...] = (
    ("unit-with-spaces", lambda unit: f" {unit[:1]} {unit[1:]} ", "blanks in the unit"),
    ("unit-in-brackets", lambda unit: f"（{unit}）", "brackets around the unit"),
    ("unit-with-word", lambda unit: f"单位：{unit}", "the word before the unit"),
    ("unit-zero-width", lambda unit: f"{unit}\u200b", "a character that cannot be seen"),
)


CASES = (
    *(
        Case(
            name,
            "units",
            _unit(role, unit),
            ROWS,
            why,
            place=at(role, UNIT),
            instead=in_row(role),
            stored=without_row(role),
        )
        for name, role, unit, why in _WRONG
    ),
    *(
        Case(
            name,
            "units",
            _own(change),
            NOT_REFUSED,
            why,
            place=at("money", UNIT),
            instead=in_row("money"),
        )
        for name, change, why in _SPELT
    ),
    Case(
        "unit-full-width-percent",
        "units",
        _unit("share", "％"),
        FINE,
        "the sign of a Chinese keyboard",
        place=at("share", UNIT),
        instead=in_row("share"),
    ),
    Case(
        "unit-missing",
        "units",
        _unit("money", None),
        SAID,
        "the declared unit is a guess that must be said",
        place=at("money", UNIT),
        instead=in_row("money"),
    ),
    Case(
        "unit-sibling",
        "units",
        _scaled("money", lambda config: config.sibling[1], lambda config: config.sibling[0]),
        SAID,
        "another unit of the same kind, numbers to match: converted, and said",
        place=at("money", UNIT),
        instead=in_row("money"),
    ),
    Case(
        "unit-per-mille",
        "units",
        _scaled("share", lambda config: 10, just("‰")),
        SAID,
        "per mille for per cent, numbers to match: converted, and said",
        place=at("share", UNIT),
        instead=in_row("share"),
    ),
    Case(
        "unit-share-of-one",
        "units",
        _scaled("share", lambda config: 0.01, just("比例")),
        SAID,
        "shares of one for per cent, numbers to match: converted, and said",
        place=at("share", UNIT),
        instead=in_row("share"),
    ),
    Case(
        "unit-sibling-not-meant",
        "units",
        typed("money", lambda config: config.sibling[0], UNIT),
        SAID,
        "another unit was chosen and the numbers were left: off by ten thousand against every "
        "other year",
        place=somewhere,
        stored=_misstated,
        needed=other_rows("money"),
    ),
    Case(
        "unit-points-for-percent",
        "units",
        _unit("share", "个百分点"),
        SAID,
        "a difference of shares where a share is declared",
        place=at("share", UNIT),
        instead=in_row("share"),
        needed=other_rows("share"),
    ),
    Case(
        "unit-column-missing", "units", _no_column, NOT_SILENT, "no unit anywhere", place=somewhere
    ),
    Case(
        "unit-in-heading-contradicts",
        "units",
        _headed,
        NOT_SILENT,
        "the heading says one unit, the column another",
        place=_heading,
        instead=lambda config: (somewhere(config),),
        needed=other_years("money"),
    ),
    Case(
        "unit-in-title-contradicts",
        "units",
        _titled,
        NOT_SILENT,
        "the line above says one unit, the column another",
        place=lambda config: (config.sheet, "A2"),
        instead=lambda config: (somewhere(config),),
    ),
    Case(
        "unit-column-twice",
        "units",
        _twice,
        NOT_SILENT,
        "two columns of units that contradict each other",
        place=lambda config: (config.sheet, f"{letters(len(config.grid()[0]) + 1)}1"),
        instead=lambda config: (somewhere(config), *row_places(config, 1)),
    ),
)
