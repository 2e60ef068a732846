"""Which figures stand on the page of an indicator? Its published values by year, and the latest of
the regions, each table in one unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.core.declaration import paths, phrases
from dashboard.core.verdicts.statement import NOTHING
from dashboard.core.vocabulary import digits
from dashboard.core.vocabulary.column_units import Column
from dashboard.core.vocabulary.digits import format_number
from dashboard.core.vocabulary.model import FULL_YEAR, Indicator, Target, iterate_rows
from dashboard.core.vocabulary.qualities import QUALITIES
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.text import (
    Text,
    format_untranslated,
    format_year_to_date,
    join_texts,
)

PRICES = {"current": Text("现价", "current prices"), "constant": Text("不变价", "constant prices")}


@dataclass(frozen=True)
class FigureRow:
    """One published figure as a row: the numbers bare, in the unit of the column."""

    when: Text
    value: Text
    quality: Text
    mark: Text
    due: str
    gap: str
    published: str
    source: Text
    note: str
    cell: str


@dataclass(frozen=True)
class FigureTable:
    """Every published figure, those in force and the others; in which unit; why there is none."""

    unit: Text
    in_force: tuple[FigureRow, ...]
    superseded: tuple[FigureRow, ...]
    is_stated_in_words: bool


@dataclass(frozen=True)
class RegionRow:
    """The latest figure of a region."""

    code: str
    name: Text
    year: str
    value: Text
    quality: Text
    mark: Text


@dataclass(frozen=True)
class RegionTable:
    """The latest figures of the regions, in one unit; none where fewer than two have one."""

    unit: Text
    rows: tuple[RegionRow, ...]


def build_figure_table(
    snapshot: Snapshot, indicator: Indicator, target: Target | None
) -> FigureTable:
    """The figures of the view's region in one unit, chosen by their size."""
    in_force, superseded = _list_records(snapshot, indicator)
    column = Column.of(indicator, [record.value for record in (*in_force, *superseded)])
    due = _list_due_values(target)
    return FigureTable(
        unit=format_units(column.indicator),
        in_force=tuple(_build_figure_row(column, record, due) for record in in_force),
        superseded=tuple(_build_figure_row(column, record, {}) for record in superseded),
        is_stated_in_words=_is_stated_in_words(snapshot, indicator),
    )


def _list_records(snapshot: Snapshot, indicator: Indicator) -> tuple[list[Any], list[Any]]:
    """The figures in force and the others, newest first; values by formula are in force only."""
    region = snapshot.view.region
    in_force = _sort_newest_first(snapshot.values(indicator.id, region))
    places = {(record.cell, record.year, record.month) for record in in_force}
    readable = _sort_newest_first(snapshot.filter_readable(indicator.id, region))
    others = [
        record for record in readable if (record.cell, record.year, record.month) not in places
    ]
    return in_force, others


def _sort_newest_first(rows: pd.DataFrame) -> list[Any]:
    return list(iterate_rows(rows.sort_values(["year", "month"], ascending=False)))


def _list_due_values(target: Target | None) -> dict[int, float]:
    """What each year asks for: a point of the path, or the bound of a yearly target."""
    if target is None:
        return {}
    line = paths.find_path_points(target)
    if line is not None:
        return dict(zip(line[0].astype(int), line[1], strict=True))
    goal = paths.find_goal(target) if target.period in ("in", "every") else None
    if goal is None:
        return {}
    return dict.fromkeys(range(target.first, target.last + 1), goal)


def _is_stated_in_words(snapshot: Snapshot, indicator: Indicator) -> bool:
    """Whether there is no number to report: every target is stated in words."""
    targets = snapshot.registry.of(indicator.id)
    return indicator.unit is None and all(target.is_stated for target in targets)


def _build_figure_row(column: Column, record: Any, due: dict[int, float]) -> FigureRow:
    """A figure with what was due in its year, in the unit of the column."""
    indicator, amount = column.indicator, record.value * column.factor
    expected, gap, published = "", "", ""
    if record.month == FULL_YEAR and int(record.year) in due:
        asked = due[int(record.year)] * column.factor
        expected, gap = digits.print_difference(amount, asked, least=indicator.decimals)
    if pd.notna(record.published):
        published = record.published.date().isoformat()
    source = Text(record.source, record.source)
    if record.source.startswith(f"{indicator.id} = "):
        source = Text("由公式推算", "calculated by formula")
    quality, mark = _read_quality(record.quality)
    return FigureRow(
        when=format_year_to_date(int(record.year), int(record.month)),
        value=_format_published(indicator, amount),
        quality=quality,
        mark=mark,
        due=expected,
        gap=gap,
        published=published,
        source=source,
        note=record.note,
        cell=record.cell,
    )


def _format_published(indicator: Indicator, amount: float) -> Text:
    if indicator.unit is None:
        return phrases.format_value(indicator, amount)
    number = digits.format_published_number(indicator, amount)
    return Text(number, number)


def _read_quality(quality: object) -> tuple[Text, Text]:
    """The name and the mark of a quality; nothing of one that is not known."""
    kind = QUALITIES.get(str(quality))
    return (kind.name, kind.mark) if kind else (NOTHING, NOTHING)


def build_region_table(snapshot: Snapshot, indicator: Indicator) -> RegionTable:
    """The latest figure of every region that has one, where more than one has."""
    latest = snapshot.latest(indicator.id)
    column = Column.of(indicator, latest["value"].tolist())
    rows = []
    if len(latest) > 1:
        codes = (code for code in snapshot.registry.regions if code in latest.index)
        rows = [_build_region_row(snapshot, column, code, latest.loc[code]) for code in codes]
    return RegionTable(format_units(column.indicator), tuple(rows))


def _build_region_row(snapshot: Snapshot, column: Column, code: str, figure: Any) -> RegionRow:
    indicator, amount = column.indicator, float(figure["value"]) * column.factor
    value = phrases.format_value(indicator, amount)
    if indicator.unit is not None:
        value = format_untranslated(format_number(amount, indicator.decimals))
    quality, mark = _read_quality(figure["quality"])
    name = snapshot.registry.regions[code].name
    return RegionRow(code, name, str(figure["year"]), value, quality, mark)


def format_units(indicator: Indicator) -> Text:
    """Unit and price basis, for a heading."""
    unit = indicator.unit.short if indicator.unit else NOTHING
    parts = [unit, PRICES[indicator.prices] if indicator.prices else NOTHING]
    return join_texts([part for part in parts if part.zh], Text(" · ", " · "))
