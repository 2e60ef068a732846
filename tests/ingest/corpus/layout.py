"""Where does the table stand, and what else stands around it?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.ingest.corpus.base import (
    ANYTHING,
    FINE,
    LISTED_OR_REFUSED,
    NOT_REFUSED,
    NOT_SILENT,
    READ_OR_REFUSED,
    SAID,
    WHOLE,
    Case,
    Config,
    Grid,
    Place,
    Truth,
    at,
    letters,
    nothing,
    row_places,
    somewhere,
    without,
)
from tests.ingest.corpus.books import Sheet, book, of_grid

_HALF = 12


def _grid(change: Callable[[Config, Grid], Grid]) -> Callable[[Config], bytes]:
    """A maker of workbooks from a change of the unspoilt grid."""
    return lambda config: of_grid(config, change(config, config.grid()))


def _headed(change: Callable[[Config, list[Any]], list[Any]]) -> Callable[[Config], bytes]:
    """A maker of workbooks from a change of the header."""
    return _grid(lambda config, grid: [change(config, grid[0]), *grid[1:]])


def _end(config: Config, text: str) -> Grid:
    """The grid with a line below it, after an empty row."""
    return [*config.grid(), [], [text]]


def _renamed(heading: str, other: str) -> Callable[[Config], bytes]:
    return _headed(lambda config, header: [other if cell == heading else cell for cell in header])


def _without_columns(config: Config, drop: Callable[[Any], bool]) -> Grid:
    """The grid without the columns whose heading says so."""
    grid = config.grid()
    kept = [place for place, heading in enumerate(grid[0]) if not drop(heading)]
    return [[row[place] for place in kept] for row in grid]


def _no_values(config: Config) -> bytes:
    return of_grid(
        config,
        _without_columns(config, lambda heading: heading == "数值" or isinstance(heading, int)),
    )


def _no_regions(config: Config) -> bytes:
    return of_grid(config, _without_columns(config, lambda heading: heading == "地区"))


def _two_tables(config: Config) -> bytes:
    """The second half as a table of its own below the first, its columns in reverse order."""
    grid = config.grid()
    turned = [list(reversed(row)) for row in [grid[0], *grid[_HALF:]]]
    return of_grid(config, [*grid[:_HALF], [], *turned])


def _side_by_side(config: Config) -> bytes:
    """The second half as a table of its own beside the first."""
    grid = config.grid()
    left, right = grid[:_HALF], [grid[0], *grid[_HALF:]]
    height, width = max(len(left), len(right)), len(grid[0])
    rows = zip(
        [*left, *[[None] * width] * (height - len(left))],
        [*right, *[[None] * width] * (height - len(right))],
        strict=True,
    )
    return of_grid(config, [[*one, None, *other] for one, other in rows])


def _header_again(config: Config, grid: Grid) -> Grid:
    return [*grid[:_HALF], grid[0], *grid[_HALF:]]


def _transposed(config: Config, grid: Grid) -> Grid:
    return [list(column) for column in zip(*grid, strict=True)]


def _total(config: Config, grid: Grid) -> Grid:
    """A last row that adds everything up."""
    width, first = len(grid[0]), config.column("money") - 1
    total: list[Any] = [None] * width
    total[config.headings.index("指标名称")] = "合计"
    for place in range(len(config.headings), width) if config.wide else [first]:
        total[place] = round(sum(row[place] for row in grid[1:]), 1)
    return [*grid, total]


def _total_row(config: Config) -> tuple[Place, ...]:
    return row_places(config, len(config.grid()) + 1)


def _merged_values(config: Config) -> bytes:
    """One number in a cell merged over two figures: the year before, or the row above."""
    grid, one, two = config.grid(), config.cell("earlier"), config.cell("money")
    grid[config.row("money") - 1][config.column("money") - 1] = None
    return of_grid(
        config, grid, after=f'<mergeCells count="1"><mergeCell ref="{one}:{two}"/></mergeCells>'
    )


def _both_gone(config: Config) -> Truth:
    return {
        key: value
        for key, value in without("money")(config).items()
        if key != config.roles["earlier"]
    }


def _beyond(config: Config, grid: Grid) -> Grid:
    """A number to the right of the table, under no heading."""
    grid[config.row("money") - 1] += [None, 99999]
    return grid


def _beyond_place(config: Config) -> Place:
    return config.sheet, f"{letters(len(config.grid()[0]) + 2)}{config.row('money')}"


def _two_headers(config: Config) -> bytes:
    """A heading over the numbers that spans them, above the header proper."""
    grid, first = config.grid(), config.column("money")
    last = len(grid[0]) if config.wide else first
    above: list[Any] = [None] * len(grid[0])
    start = len(config.headings) + 1 if config.wide else first
    above[start - 1] = "年份" if config.wide else "统计数据"
    merge = (
        f'<mergeCells count="1"><mergeCell ref="{letters(start)}1:{letters(last)}1"/></mergeCells>'
        if last > start
        else ""
    )
    return of_grid(config, [above, *grid], after=merge)


def _bilingual(config: Config, header: list[Any]) -> list[Any]:
    english = {
        "指标编码": "Indicator",
        "指标名称": "Name",
        "单位": "Unit",
        "地区": "Region",
        "年份": "Year",
        "数值": "Value",
    }
    return [f"{cell}\n{english[cell]}" if cell in english else cell for cell in header]


def _spaced(config: Config, header: list[Any]) -> list[Any]:
    return [f" {cell[:2]}　{cell[2:]} " if isinstance(cell, str) else cell for cell in header]


def _city_rows(config: Config) -> Truth:
    """The figures of the city alone."""
    city = config.roles["money"][1]
    return {key: value for key, value in config.truth.items() if key[1] == city}


def _latest_first(config: Config, grid: Grid) -> Grid:
    count = len(config.headings)
    return (
        [[*row[:count], *reversed(row[count:])] for row in grid]
        if config.wide
        else [grid[0], *reversed(grid[1:])]
    )


def _title_rows(count: int) -> Callable[[Config], bytes]:
    return _grid(
        lambda config, grid: [
            ["2024年主要指标"],
            *([f"说明之{number}"] for number in range(1, count)),
            *grid,
        ]
    )


def _extra_row(*cells: Any) -> Callable[[Config], bytes]:
    """A row in the middle of the table that is none of its rows."""
    return _grid(lambda config, grid: [*grid[:_HALF], list(cells), *grid[_HALF:]])


_SOUND: tuple[tuple[str, Callable[[Config], bytes], str], ...] = (
    ("titles-above", _title_rows(3), "a title and two lines above the table"),
    (
        "latest-first",
        _grid(_latest_first),
        "years in descending order, as the national bureau prints them",
    ),
    (
        "rows-between",
        _grid(lambda config, grid: [row for each in grid for row in (each, [])]),
        "every second row is empty",
    ),
    (
        "further-down-and-right",
        _grid(lambda config, grid: [[], [], *([None, None, *row] for row in grid)]),
        "the table begins at C3",
    ),
    (
        "source-below",
        lambda config: of_grid(config, _end(config, "数据来源：市统计局")),
        "a line about the source below the table",
    ),
    (
        "note-below",
        lambda config: of_grid(
            config, _end(config, "注：1.2024年数据为初步核算数；2.比重按现价计算。")
        ),
        "a note below the table that mentions numbers",
    ),
    ("headings-with-spaces", _headed(_spaced), "blanks inside headings, to align them"),
    (
        "header-frozen",
        lambda config: of_grid(
            config, config.grid(), before='<cols><col min="1" max="1" width="40"/></cols>'
        ),
        "widths concern no figure",
    ),
)
_EITHER: tuple[tuple[str, Callable[[Config], bytes], frozenset[str], str], ...] = (
    (
        "header-in-row-thirty",
        _title_rows(29),
        READ_OR_REFUSED,
        "far below the top, yet a table: all or nothing",
    ),
    ("two-header-rows", _two_headers, READ_OR_REFUSED, "a heading that spans the numbers"),
    (
        "headings-in-two-languages",
        _headed(_bilingual),
        READ_OR_REFUSED,
        "two lines in each heading",
    ),
    ("transposed", _grid(_transposed), ANYTHING, "rows and columns exchanged"),
    ("header-again", _grid(_header_again), NOT_REFUSED, "the header is repeated on each page"),
    ("two-tables", _two_tables, ANYTHING, "a second table below, its columns in another order"),
    ("two-tables-side-by-side", _side_by_side, ANYTHING, "a second table to the right"),
)

CASES = (
    *(Case(name, "layout", make, FINE, why) for name, make, why in _SOUND),
    *(Case(name, "layout", make, outcomes, why) for name, make, outcomes, why in _EITHER),
    Case(
        "no-header",
        "layout",
        _grid(lambda config, grid: grid[1:]),
        LISTED_OR_REFUSED,
        "which column is which is a guess",
        stored=nothing,
    ),
    Case(
        "empty-sheet",
        "layout",
        lambda config: of_grid(config, []),
        WHOLE,
        "nothing to read",
        stored=nothing,
    ),
    Case(
        "only-headings",
        "layout",
        _grid(lambda config, grid: grid[:1]),
        NOT_SILENT,
        "a table without rows",
        stored=nothing,
    ),
    Case(
        "no-values", "layout", _no_values, LISTED_OR_REFUSED, "no column of numbers", stored=nothing
    ),
    Case(
        "no-regions",
        "layout",
        _no_regions,
        LISTED_OR_REFUSED,
        "rows of several regions that nothing tells apart",
        stored=_city_rows,
    ),
    Case(
        "heading-misspelt",
        "layout",
        _renamed("指标编码", "指标编玛"),
        NOT_SILENT,
        "the names still tell the indicators, the heading must be said",
        place=lambda config: (config.sheet, "A1"),
        instead=lambda config: (somewhere(config),),
    ),
    Case(
        "region-heading-misspelt",
        "layout",
        _renamed("地区", "地驱"),
        NOT_SILENT,
        "a misspelt heading must not turn every district into the city; what stands under it "
        "may still tell",
        place=lambda config: (config.sheet, f"{letters(config.headings.index('地区') + 1)}1"),
    ),
    Case(
        "total-row",
        "layout",
        _grid(_total),
        SAID,
        "a sum of everything is no indicator",
        place=somewhere,
        instead=_total_row,
    ),
    Case(
        "subtotal-between",
        "layout",
        _extra_row(None, "小计", None, None, 1, 2, 3),
        SAID,
        "a row in the middle that belongs to no indicator",
        place=somewhere,
    ),
    Case(
        "heading-between",
        "layout",
        _extra_row("二、社会发展"),
        NOT_REFUSED,
        "a heading in the middle, without numbers",
    ),
    Case(
        "merged-values",
        "layout",
        _merged_values,
        SAID,
        "one number over two figures: whose is it?",
        place=at("earlier"),
        instead=lambda config: (at("money")(config),),
        stored=_both_gone,
    ),
    Case(
        "number-beside-the-table",
        "layout",
        _grid(_beyond),
        SAID,
        "a number under no heading",
        place=_beyond_place,
        instead=lambda config: (somewhere(config),),
    ),
    Case(
        "cover-sheet",
        "layout",
        lambda config: book(
            Sheet("封面", [["某市"], [], ["主要指标"], ["二〇二五年三月"]]),
            Sheet(config.sheet, config.grid()),
        ),
        FINE,
        "a cover holds no figures",
    ),
    Case(
        "sheet-without-table",
        "layout",
        lambda config: book(
            Sheet(config.sheet, config.grid()), Sheet("草稿", [["GDP", 1, 2, 3], [None, 4, 5, 6]])
        ),
        SAID,
        "numbers in a sheet that is no table: passed over, and said",
        place=lambda config: ("草稿", None),
    ),
)
