"""What does a new workbook do to what is known, and why is a figure revised? Rows told apart,
reasons, and how they are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard.core.changes.compare import KEY, ValueChange, iterate_values
from dashboard.core.vocabulary.text import Text

Key = tuple[str, str, int, int]
"""Indicator, region, year, month."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a figure is revised: the mark with which its note begins, and the nature it gets (None:
    as the file states it).
    """

    id: str
    name: Text
    mark: str
    quality: str | None


REASONS: dict[str, Reason] = {
    reason.id: reason
    for reason in (
        Reason("final", Text("最终核实", "final verification"), "最终核实修订", "final"),
        Reason("census", Text("普查修订", "revision after a census"), "普查修订", "revised"),
        Reason("correction", Text("更正（原数有误）", "correction of a mistake"), "更正", None),
    )
}
"""A row whose note begins with one of the marks supersedes what earlier versions say of its key,
whatever its nature.
"""

FORMULA = " ← "
"""What stands in the cell of a value that a formula gave: the figures it was made of."""
_MARKS = tuple(reason.mark for reason in REASONS.values())


def is_superseding_note(note: str) -> bool:
    """Whether a row's note says that it replaces what was known."""
    return str(note).strip().startswith(_MARKS)


@dataclass(frozen=True, slots=True)
class SortedRows:
    """The rows of a workbook, told apart by what is in force: the new and the revised ones, and how
    many say the same.
    """

    fresh: tuple[ValueChange, ...]
    unchanged: int
    revised: tuple[ValueChange, ...]

    @property
    def new(self) -> int:
        return len(self.fresh)


def sort_rows(rows: pd.DataFrame, in_force: pd.DataFrame) -> SortedRows:
    """Tell a workbook's rows apart.

    A row that gives the same value another nature is not a revision; one where only a formula gave
    a value is new.
    """
    known = {key: value for key, value in iterate_values(in_force) if FORMULA not in value.cell}
    unchanged, fresh, revised = 0, [], []
    for key, value in iterate_values(rows):
        before = known.get(key)
        if before is None:
            fresh.append(ValueChange(*key, None, value))
        elif before.amount == value.amount:
            unchanged += 1
        else:
            revised.append(ValueChange(*key, before, value))
    return SortedRows(tuple(fresh), unchanged, tuple(revised))


def list_unexplained_keys(revised: Iterable[Key], reasons: Mapping[Key, str]) -> list[Key]:
    """The revised keys for which no reason of the table was given."""
    return [key for key in revised if reasons.get(key) not in REASONS]


def apply_reasons(rows: pd.DataFrame, reasons: Mapping[Key, str]) -> pd.DataFrame:
    """Rows as they are kept: those revised with the mark of their reason before their note, and the
    nature it gives them.
    """
    notes, qualities = list(rows["note"]), list(rows["quality"])
    keys = zip(*(rows[column] for column in KEY), strict=True)
    for position, (indicator, region, year, month) in enumerate(keys):
        key = (indicator, region, int(year), int(month))
        reason = REASONS.get(reasons.get(key, ""))
        if reason is None:
            continue
        note = str(notes[position]).strip()
        if not is_superseding_note(note):
            note = f"{reason.mark}：{note}".rstrip("：")
        notes[position] = note
        qualities[position] = reason.quality or qualities[position]
    return rows.assign(note=notes, quality=qualities)
