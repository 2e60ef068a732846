"""Whose figure is it? Unknown, misspelt and contradicting ids, names and regions, and figures that
stand twice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.ingest.corpus.base import (
    NOT_REFUSED,
    ROWS,
    SAID,
    Case,
    Config,
    Grid,
    Place,
    at,
    in_row,
    letters,
    other_rows,
    row_places,
    somewhere,
    without,
    without_row,
)
from tests.ingest.corpus.books import Sheet, Shown, book, of_grid, typed, with_cell

_CYRILLIC = str.maketrans("aeopcxi", "аеорсхі")
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
ID, NAME, REGION = "指标编码", "指标名称", "地区"


def _id(config: Config) -> str:
    return config.roles["money"][0]


def _region_code(config: Config) -> str:
    return config.roles["district"][1]


def _row_with(role: str, **cells: Callable[[Config], Any]) -> Callable[[Config], bytes]:
    """The row of a figure with other things under its headings."""
    headings = {"id": ID, "name": NAME, "region": REGION}

    def make(config: Config) -> bytes:
        grid = config.grid()
        for kind, cell in cells.items():
            grid[config.row(role) - 1][config.column(role, headings[kind]) - 1] = cell(config)
        return of_grid(config, grid)

    return make


def _other_id(config: Config) -> str:
    return config.roles["people"][0]


def _added(change: Callable[[Config, list[Any]], list[Any]]) -> Callable[[Config], bytes]:
    """The sheet with a changed copy of the row of `money` at its end."""

    def make(config: Config) -> bytes:
        grid = config.grid()
        return of_grid(config, [*grid, change(config, list(grid[config.row("money") - 1]))])

    return make


def _doubled(config: Config, row: list[Any]) -> list[Any]:
    """A row in which the figure `money` is twice as high."""
    place = config.column("money") - 1
    return [*row[:place], row[place] * 2, *row[place + 1 :]]


def _last(config: Config) -> Place:
    """The cell of `money` in a row added at the end."""
    return config.sheet, f"{letters(config.column('money'))}{len(config.grid()) + 1}"


def _last_row(config: Config) -> tuple[Place, ...]:
    return row_places(config, len(config.grid()) + 1)


def _two_sheets(change: Callable[[Config], Grid]) -> Callable[[Config], bytes]:
    return lambda config: book(Sheet(config.sheet, config.grid()), Sheet("补充", change(config)))


def _supplement(config: Config) -> tuple[Place, ...]:
    return (("补充", config.cell("money")),)


def _merged(config: Config) -> bytes:
    """Id and name written once, in cells merged over the rows of their indicator."""
    grid, merges, first = config.grid(), [], 1
    for number in range(1, len(grid) + 1):
        if number < len(grid) and grid[number][0] == grid[first][0]:
            continue
        merges += [
            f'<mergeCell ref="{letter}{first + 1}:{letter}{number}"/>'
            for letter in "AB"
            if number > first + 1
        ]
        for row in grid[first + 1 : number]:
            row[0] = row[1] = None
        first = number
    return of_grid(
        config, grid, after=f'<mergeCells count="{len(merges)}">{"".join(merges)}</mergeCells>'
    )


_SAME_TO_A_PERSON: tuple[tuple[str, Callable[[Config], Any], str, str], ...] = (
    ("id-trailing-space", lambda config: f"{_id(config)} ", ID, "a blank that cannot be seen"),
    ("id-no-break-space", lambda config: f"\u00a0{_id(config)}", ID, "a blank that cannot be seen"),
    ("id-zero-width", lambda config: f"{_id(config)}\u200b", ID, "a character that cannot be seen"),
    (
        "id-full-width",
        lambda config: _id(config).translate(_FULL_WIDTH),
        ID,
        "letters of a Chinese keyboard",
    ),
    ("id-capitals", lambda config: _id(config).upper(), ID, "capitals"),
    (
        "name-with-spaces",
        lambda config: f"　{config.names[_id(config)]} ",
        NAME,
        "indented, as yearbooks indent parts of a whole",
    ),
    (
        "region-as-code",
        lambda config: config.roles["money"][1],
        REGION,
        "the code instead of the name",
    ),
    (
        "region-as-number",
        lambda config: int(config.roles["money"][1]),
        REGION,
        "the code as a number",
    ),
    (
        "region-with-spaces",
        lambda config: f"{config.regions[config.roles['money'][1]]}　",
        REGION,
        "a blank that cannot be seen",
    ),
    (
        "region-in-percent-format",
        lambda config: Shown(config.regions[config.roles["money"][1]], "0%"),
        REGION,
        "a number format on a text changes nothing",
    ),
    (
        "region-short",
        lambda config: config.regions[config.roles["money"][1]][:-1],
        REGION,
        "the name without 市",
    ),
)
_NEARLY: tuple[tuple[str, Callable[[Config], Any], str, str], ...] = (
    (
        "id-unknown-name-known",
        lambda config: "no_such_indicator",
        ID,
        "the id says nothing, the name says all",
    ),
    (
        "id-homoglyph",
        lambda config: _id(config).translate(_CYRILLIC),
        ID,
        "letters of another alphabet that look the same",
    ),
    ("id-is-a-number", lambda config: 101, ID, "an id of another system"),
    (
        "name-unknown-id-known",
        lambda config: "没有这个指标",
        NAME,
        "the id says all, the name something else",
    ),
    (
        "region-with-province",
        lambda config: f"某省{config.regions[config.roles['money'][1]]}",
        REGION,
        "the name with something before it",
    ),
)
_UNKNOWN_REGIONS: tuple[tuple[str, Callable[[Config], Any], str], ...] = (
    ("region-unknown", lambda config: "某某区", "a region that the plan does not name"),
    (
        "region-of-another-province",
        lambda config: "广州市",
        "a real region that is not in the plan",
    ),
    (
        "region-code-of-another-province",
        lambda config: "440100",
        "a real code that is not in the plan",
    ),
    ("region-fraction", lambda config: int(_region_code(config)) + 0.5, "no code is a fraction"),
    ("region-total", lambda config: "合计", "a sum of regions is no region"),
)

CASES = (
    *(
        Case(
            name,
            "identity",
            typed("money", cell, heading),
            NOT_REFUSED,
            why,
            place=at("money", heading),
            instead=in_row("money"),
        )
        for name, cell, heading, why in _SAME_TO_A_PERSON
    ),
    *(
        Case(
            name,
            "identity",
            typed("money", cell, heading),
            SAID,
            why,
            place=at("money", heading),
            instead=in_row("money"),
        )
        for name, cell, heading, why in _NEARLY
    ),
    *(
        Case(
            name,
            "identity",
            typed("district", cell, REGION),
            ROWS,
            why,
            place=at("district", REGION),
            stored=without_row("district"),
        )
        for name, cell, why in _UNKNOWN_REGIONS
    ),
    Case(
        "unknown-indicator",
        "identity",
        _row_with(
            "money", id=lambda config: "no_such_indicator", name=lambda config: "没有这个指标"
        ),
        ROWS,
        "neither id nor name is known: nothing is created",
        place=at("money", ID),
        instead=in_row("money"),
        stored=without_row("money"),
    ),
    Case(
        "nameless",
        "identity",
        _row_with("money", id=lambda config: None, name=lambda config: None),
        ROWS,
        "figures that belong to nobody",
        place=somewhere,
        stored=without_row("money"),
    ),
    Case(
        "id-and-name-contradict",
        "identity",
        _row_with("money", id=_other_id),
        ROWS,
        "the id of one indicator with the name of another",
        place=at("money", ID),
        instead=in_row("money"),
        stored=without_row("money"),
    ),
    Case(
        "other-digits-in-name",
        "identity",
        _row_with(
            "digits",
            id=lambda config: None,
            name=lambda config: (
                config.names[config.roles["digits"][0]].replace("15", "20").replace("2.5", "10")
            ),
        ),
        ROWS,
        "PM10 is not PM2.5, twenty minutes are not fifteen",
        place=at("digits", NAME),
        instead=in_row("digits"),
        stored=without_row("digits"),
    ),
    Case(
        "part-of-a-name",
        "identity",
        _row_with(
            "money", id=lambda config: None, name=lambda config: config.names[_id(config)][:2]
        ),
        ROWS,
        "two characters of a name may be anything",
        place=at("money", NAME),
        instead=in_row("money"),
        stored=without_row("money"),
    ),
    Case(
        "region-missing",
        "identity",
        typed("district", lambda config: None, REGION),
        ROWS,
        "a district's row without its region reads as the city's and contradicts it",
        place=at("district", REGION),
        instead=in_row("district"),
        stored=without_row("district"),
    ),
    Case(
        "same-figure-twice",
        "identity",
        _added(lambda config, row: row),
        SAID,
        "the same row again: stored once, and said",
        place=_last,
        instead=lambda config: (*_last_row(config), *in_row("money")(config)),
    ),
    Case(
        "two-values-for-one-figure",
        "identity",
        _added(_doubled),
        ROWS,
        "two rows that contradict each other: neither is taken, both are named",
        place=at("money"),
        instead=lambda config: (_last(config),),
        also=lambda config: (at("money")(config), _last(config)),
        stored=without("money"),
    ),
    Case(
        "same-figure-in-two-sheets",
        "identity",
        _two_sheets(Config.grid),
        SAID,
        "the same table again: stored once, and said",
        place=lambda config: ("补充", None),
        instead=lambda config: (somewhere(config),),
    ),
    Case(
        "two-values-in-two-sheets",
        "identity",
        _two_sheets(lambda config: with_cell(config, "money", config.value("money") * 2)),
        ROWS,
        "two sheets that contradict each other",
        place=at("money"),
        instead=_supplement,
        stored=without("money"),
    ),
    Case(
        "merged-names",
        "identity",
        _merged,
        NOT_REFUSED,
        "id and name stand once over several rows; each row is still its own",
        place=somewhere,
    ),
    Case(
        "quality-unknown",
        "identity",
        lambda config: of_grid(config, _qualities(config, "拍脑袋")),
        SAID,
        "a quality that nobody knows",
        place=somewhere,
        needed=other_rows("money"),
    ),
)


def _qualities(config: Config, word: str) -> Grid:
    """The grid with a word about quality in the row of `money`."""
    grid = config.grid()
    if config.wide:
        grid = [[*row, "已公布" if number else "数据性质"] for number, row in enumerate(grid)]
        grid[config.row("money") - 1][-1] = word
        return grid
    return with_cell(config, "money", word, "数据性质")
