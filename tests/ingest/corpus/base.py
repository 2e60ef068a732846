"""What is a case of the corpus, and what must a correct importer answer to it?

A configuration is a small declaration with an unspoilt workbook that holds its `truth`. A case
spoils that workbook in one way and says what may come of it. Expectations follow from what is true
for the person who uploads the file, never from what some importer happens to do; where two answers
are both honest, both are listed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Key = tuple[str, str, int]
Truth = dict[Key, float]
Place = tuple[str | None, str | None]
Grid = list[list[Any]]
Layer = Literal[
    "controls",
    "container",
    "xml",
    "values",
    "blanks",
    "errors",
    "identity",
    "years",
    "names",
    "units",
    "layout",
    "kinds",
]

ACCEPTED, WARNED, LISTED, REFUSED = (
    "accepted",
    "accepted-with-warning",
    "row-errors-listed",
    "reject-whole-file",
)
FINE = frozenset({ACCEPTED, WARNED})
SAID = frozenset({WARNED, LISTED})
ROWS = frozenset({LISTED})
WHOLE = frozenset({REFUSED})
READ_OR_REFUSED = frozenset({ACCEPTED, WARNED, REFUSED})
WARNED_OR_REFUSED = frozenset({WARNED, REFUSED})
LISTED_OR_REFUSED = frozenset({LISTED, REFUSED})
NOT_SILENT = frozenset({WARNED, LISTED, REFUSED})
NOT_REFUSED = frozenset({ACCEPTED, WARNED, LISTED})
ANYTHING = frozenset({ACCEPTED, WARNED, LISTED, REFUSED})


def letters(column: int) -> str:
    """The name of a column counted from 1: 28 → AB."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


@dataclass(frozen=True)
class Record:
    """One indicator in one region, with its values by year."""

    indicator: str
    region: str
    values: Mapping[int, float]


@dataclass(frozen=True, eq=False)
class Config:
    """A declaration with its unspoilt workbook: layout, headings, rows, and the figures that bad
    things happen to.
    """

    name: str
    declaration: str
    layout: Literal["wide", "long"]
    sheet: str
    headings: tuple[str, ...]
    years: tuple[int, ...]
    names: Mapping[str, str]
    units: Mapping[str, str]
    regions: Mapping[str, str]
    records: tuple[Record, ...]
    roles: Mapping[str, Key]
    """Figures by the part they play: money, share (limits 0 to 100), people, yuan, count, signed,
    digits, district.
    """
    sibling: tuple[str, float]
    """Another unit for the figure `money`, and how many of it one of the indicator's own unit
    is.
    """

    @property
    def truth(self) -> Truth:
        """Every value of the unspoilt workbook, in the indicators' own units."""
        return {
            (record.indicator, record.region, year): value
            for record in self.records
            for year, value in record.values.items()
        }

    @property
    def wide(self) -> bool:
        """Whether years stand across."""
        return self.layout == "wide"

    def grid(self) -> Grid:
        """The unspoilt sheet, its header first; a new one at every call."""
        header: list[Any] = [*self.headings, *(self.years if self.wide else ())]
        rows: Grid = []
        for record in self.records:
            for years in [self.years] if self.wide else [(year,) for year in record.values]:
                known = self._known(record.indicator, record.region, years[0])
                rows.append(
                    [known[heading] for heading in self.headings]
                    + [record.values[year] for year in years if self.wide]
                )
        return [header, *rows]

    def _known(self, indicator: str, region: str, year: int) -> dict[str, Any]:
        return {
            "指标编码": indicator,
            "指标名称": self.names[indicator],
            "单位": self.units[indicator],
            "地区": self.regions[region],
            "年份": year,
            "数值": self.truth[indicator, region, year],
            "数据性质": "已公布",
            "来源": "统计公报",
            "备注": "年报",
        }

    def row(self, role: str) -> int:
        """The row of a figure, counted from 1 as a spreadsheet does."""
        indicator, region, year = self.roles[role]
        row = 1
        for record in self.records:
            own = (record.indicator, record.region) == (indicator, region)
            if own:
                return row + 1 + (0 if self.wide else list(record.values).index(year))
            row += 1 if self.wide else len(record.values)
        raise KeyError(role)

    def column(self, role: str, heading: str | None = None) -> int:
        """The column of a figure's value, or of a heading, counted from 1."""
        if heading is None and self.wide:
            return len(self.headings) + 1 + self.years.index(self.roles[role][2])
        return self.headings.index(heading or "数值") + 1

    def cell(self, role: str, heading: str | None = None) -> str:
        """The address of a figure's value, or of what stands under a heading in its row."""
        return f"{letters(self.column(role, heading))}{self.row(role)}"

    def year_cell(self, role: str) -> str:
        """The address of the cell that states a figure's year: in the header, or in its own row."""
        return f"{letters(self.column(role))}1" if self.wide else self.cell(role, "年份")

    def value(self, role: str) -> float:
        """The true value of a figure."""
        return self.truth[self.roles[role]]

    def row_keys(self, role: str) -> frozenset[Key]:
        """The figures that stand in the same row."""
        indicator, region, _ = self.roles[role]
        return (
            frozenset(key for key in self.truth if key[:2] == (indicator, region))
            if self.wide
            else frozenset({self.roles[role]})
        )

    def year_keys(self, role: str) -> frozenset[Key]:
        """The figures whose year is stated by the same cell."""
        year = self.roles[role][2]
        return (
            frozenset(key for key in self.truth if key[2] == year)
            if self.wide
            else frozenset({self.roles[role]})
        )


def truth(config: Config) -> Truth:
    """Every value of the unspoilt workbook may be stored."""
    return config.truth


def nothing(config: Config) -> Truth:
    """No value may be stored."""
    return {}


@dataclass(frozen=True, eq=False)
class Case:
    """One way in which a workbook goes wrong, and what a correct importer may answer.

    `place` is the cell that some issue must name when the answer is accepted-with-warning or
    row-errors-listed; naming one of `instead` is as good, and every one of `also` must be named
    besides, be it in a message. Each observation must be one of `stored` with its value. When the
    file is accepted without a word, all of `stored` must be there; when it is
    accepted with a warning, every key of `needed` (all of `stored` unless said otherwise).
    `filename` is a name that was sent along, not a path to write to.
    """

    name: str
    layer: Layer
    make: Callable[[Config], bytes]
    outcomes: frozenset[str]
    why: str
    filename: str = "book.xlsx"
    place: Callable[[Config], Place] | None = None
    instead: Callable[[Config], tuple[Place, ...]] | None = None
    also: Callable[[Config], tuple[Place, ...]] | None = None
    stored: Callable[[Config], Truth] = truth
    needed: Callable[[Config], frozenset[Key]] | None = None

    def must(self, config: Config, outcome: str) -> frozenset[Key]:
        """The figures that have to be among the observations of a file with this outcome."""
        if outcome not in FINE:
            return frozenset()
        return (
            frozenset(self.stored(config))
            if self.needed is None or outcome == ACCEPTED
            else self.needed(config)
        )


def without(role: str) -> Callable[[Config], Truth]:
    """Everything but one figure may be stored."""
    return lambda config: _less(config, frozenset({config.roles[role]}))


def without_row(role: str) -> Callable[[Config], Truth]:
    """Everything but the row of a figure may be stored."""
    return lambda config: _less(config, config.row_keys(role))


def without_year(role: str) -> Callable[[Config], Truth]:
    """Everything but the figures under the year of one may be stored."""
    return lambda config: _less(config, config.year_keys(role))


def _less(config: Config, keys: frozenset[Key]) -> Truth:
    return {key: value for key, value in config.truth.items() if key not in keys}


def others(role: str) -> Callable[[Config], frozenset[Key]]:
    """Every figure but one has to be there."""
    return lambda config: frozenset(without(role)(config))


def other_rows(role: str) -> Callable[[Config], frozenset[Key]]:
    """Every figure outside one row has to be there."""
    return lambda config: frozenset(without_row(role)(config))


def other_years(role: str) -> Callable[[Config], frozenset[Key]]:
    """Every figure outside the year of one has to be there."""
    return lambda config: frozenset(without_year(role)(config))


def replaced(role: str, value: Callable[[float], float]) -> Callable[[Config], Truth]:
    """One figure may be stored as typed, though it differs from the truth; everything else as it
    is.
    """
    return lambda config: {**config.truth, config.roles[role]: value(config.value(role))}


def at(role: str, heading: str | None = None) -> Callable[[Config], Place]:
    """The cell of a figure's value, or of a heading in its row."""
    return lambda config: (config.sheet, config.cell(role, heading))


def at_year(role: str) -> Callable[[Config], Place]:
    """The cell that states a figure's year."""
    return lambda config: (config.sheet, config.year_cell(role))


def in_row(role: str) -> Callable[[Config], tuple[Place, ...]]:
    """Any cell of a figure's row."""
    return lambda config: row_places(config, config.row(role))


def row_places(config: Config, row: int) -> tuple[Place, ...]:
    """Every cell of a row of the sheet, and of the two columns that a case may add."""
    width = len(config.headings) + (len(config.years) if config.wide else 0) + 2
    return tuple((config.sheet, f"{letters(column)}{row}") for column in range(1, width + 1))


def somewhere(config: Config) -> Place:
    """Some place in the sheet."""
    return config.sheet, None


def wrong(case: Case, config: Config, answer: Mapping[str, Any]) -> list[str]:
    """What is wrong with an importer's answer to a case: one sentence each, nothing when it is
    right.
    """
    outcome, issues = answer["outcome"], answer["issues"]
    found = (
        []
        if outcome in case.outcomes
        else [f"outcome {outcome}, expected one of {sorted(case.outcomes)}"]
    )
    found += _wrong_values(case, config, answer["observations"], outcome)
    if outcome != ACCEPTED and not issues:
        found.append(f"{outcome}, and nothing is said")
    if outcome in SAID and case.place is not None:
        found += _unnamed(case, config, issues)
    return found + [
        f"a message is not fit to print: {text[:60]!a}"
        for text in _texts(issues)
        if not printable(text)
    ]


def _wrong_values(
    case: Case, config: Config, observations: list[Mapping[str, Any]], outcome: str
) -> list[str]:
    stored, seen, found = case.stored(config), set[Key](), []
    for row in observations:
        key = (row["indicator"], row["region"], row["year"])
        if key in seen:
            found.append(f"{key} stands twice among the observations")
        seen.add(key)
        if key not in stored or row["month"] != 12:
            found.append(f"{key} must not be stored, found {row['value']}")
        elif not abs(row["value"] - stored[key]) <= 1e-9 * abs(stored[key]):
            found.append(f"{key} is {stored[key]}, found {row['value']}")
    return found + [f"{key} was lost" for key in sorted(case.must(config, outcome) - seen)]


def _unnamed(case: Case, config: Config, issues: list[Mapping[str, Any]]) -> list[str]:
    assert case.place is not None
    either = (case.place(config), *(case.instead(config) if case.instead else ()))
    found = (
        [] if any(_named(place, issues) for place in either) else [f"no issue names {either[0]}"]
    )
    return found + [
        f"nothing names {place}"
        for place in (case.also(config) if case.also else ())
        if not _mentioned(place, issues)
    ]


def _named(place: Place, issues: list[Mapping[str, Any]]) -> bool:
    sheet, cell = place
    return any(
        (sheet is None or issue["sheet"] == sheet) and (cell is None or issue["cell"] == cell)
        for issue in issues
    )


def _mentioned(place: Place, issues: list[Mapping[str, Any]]) -> bool:
    return _named(place, issues) or any(
        place[1] is not None and place[1] in text for text in _texts(issues)
    )


def _texts(issues: list[Mapping[str, Any]]) -> list[str]:
    return [text for issue in issues for text in issue["message"].values()]


def printable(text: str, longest: int = 1000) -> bool:
    """Whether a message can be shown and logged as it is: one line, no control, bidi or zero-width
    character, not endless.
    """
    hidden = {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
    return len(text) <= longest and not any(
        unicodedata.category(character) in hidden for character in text
    )
