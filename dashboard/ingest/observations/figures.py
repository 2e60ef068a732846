"""The figures read so far, column by column: a million of them must fit."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from dashboard.core.vocabulary.model import DECIMALS, OBSERVATIONS
from dashboard.ingest.cells import format_address
from dashboard.ingest.observations.values import Amount

_TEXTS = ("indicator", "region", "quality", "source", "note")
_NUMBERS = {"year": "int64", "month": "int64", "value": "float64", DECIMALS: "Int64"}


@dataclass
class Figures:
    """Figures of one sheet with all they are of; texts are shared from figure to figure."""

    sheet: str
    file: str
    indicator: list[str] = field(default_factory=list)
    region: list[str] = field(default_factory=list)
    year: array[int] = field(default_factory=lambda: array("h"))
    month: array[int] = field(default_factory=lambda: array("h"))
    value: array[float] = field(default_factory=lambda: array("d"))
    decimals: array[int] = field(default_factory=lambda: array("b"))
    quality: list[str] = field(default_factory=list)
    published: list[date] = field(default_factory=list)
    source: list[str] = field(default_factory=list)
    note: list[str] = field(default_factory=list)
    row: array[int] = field(default_factory=lambda: array("l"))
    column: array[int] = field(default_factory=lambda: array("l"))

    def add(
        self,
        of: tuple[str, str],
        when: tuple[int, int],
        amount: Amount,
        texts: tuple[str, date, str, str],
        at: tuple[int, int],
    ) -> None:
        """A figure: its indicator and region, year and month, value and decimals, quality, release,
        source and note, row and column.
        """
        self.indicator.append(of[0])
        self.region.append(of[1])
        self.year.append(when[0])
        self.month.append(when[1])
        self.value.append(amount.value)
        self.decimals.append(amount.decimals)
        self.quality.append(texts[0])
        self.published.append(texts[1])
        self.source.append(texts[2])
        self.note.append(texts[3])
        self.row.append(at[0])
        self.column.append(at[1])

    def frame(self) -> pd.DataFrame:
        """An observations frame with the decimals of its cells; the figures are given up column by
        column, so that they are not held twice.
        """
        prefix = f"{self.file} › {self.sheet} › "
        columns: dict[str, pd.Series[Any]] = {
            name: pd.Series(self._taken(name), dtype="str") for name in _TEXTS
        }
        columns |= {
            name: pd.Series(self._taken(name), dtype=kind) for name, kind in _NUMBERS.items()
        }
        columns["published"] = pd.to_datetime(pd.Series(self._taken("published"), dtype="object"))
        cells = (
            prefix + format_address(row, column)
            for row, column in zip(self._taken("row"), self._taken("column"), strict=True)
        )
        columns["cell"] = pd.Series(list(cells), dtype="str")
        return pd.DataFrame({name: columns.pop(name) for name in (*OBSERVATIONS, DECIMALS)})

    def _taken(self, name: str) -> Any:
        return self.__dict__.pop(name)


def merge_frames(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Several frames as one; an empty one has the columns and types of a full one."""
    filled = [frame for frame in frames if len(frame)]
    if len(filled) == 1:
        return filled[0]
    return pd.concat(filled, ignore_index=True) if filled else Figures("", "").frame()
