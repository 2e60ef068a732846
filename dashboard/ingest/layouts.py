"""Which columns does a sheet have, and is it the long or the wide layout?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboard.core.wording import plain

HEADINGS: dict[str, tuple[str, ...]] = {
    "indicator": ("指标编码", "指标代码", "编码", "indicator", "id"),
    "name": ("指标名称", "指标", "名称", "name"),
    "region": ("地区", "区域", "region"),
    "year": ("年份", "年度", "year"),
    "month": ("月份", "截至月份", "month"),
    "value": ("数值", "指标值", "value"),
    "unit": ("单位", "计量单位", "unit"),
    "quality": ("数据性质", "性质", "quality"),
    "published": ("发布日期", "公布日期", "published"),
    "source": ("来源", "数据来源", "source"),
    "note": ("备注", "note"),
}
"""Column → the headings that name it; the first one is what the template prints."""

INFORMATIVE = ("来源", "未采用", "说明", "目录")
"""Sheets that a workbook may carry for its readers; they are not reported as unread."""

_BY_HEADING = {plain(heading): column for column, headings in HEADINGS.items() for heading in headings}
_YEAR = re.compile(r"^(19|20|21)\d{2}年?$")
_DEEPEST_HEADER = 15


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a sheet's header is and what each column means; `years` is filled in the wide layout."""

    header: int
    columns: dict[str, int]
    years: dict[int, int]
    unknown: dict[int, str]
    twice: tuple[tuple[int, str], ...]

    @property
    def wide(self) -> bool:
        """Whether years stand across."""
        return bool(self.years)


def recognise(rows: Iterable[Sequence[object]]) -> Layout | None:
    """The layout by the first row that reads as a header, or None; rows and columns count from 1."""
    for number, row in enumerate(rows, start=1):
        if number > _DEEPEST_HEADER:
            return None
        layout = _header(number, row)
        named = layout.columns.keys() & {"indicator", "name"}
        if named and (layout.years or layout.columns.keys() >= {"year", "value"}):
            return layout
    return None


def _header(number: int, row: Sequence[object]) -> Layout:
    columns: dict[str, int] = {}
    years: dict[int, int] = {}
    unknown: dict[int, str] = {}
    twice: list[tuple[int, str]] = []
    for position, content in enumerate(row, start=1):
        heading = "" if content is None else str(content).strip()
        if not heading:
            continue
        column = _BY_HEADING.get(plain(heading))
        year = int(plain(heading)[:4]) if _YEAR.match(plain(heading)) else None
        if column in columns or (year is not None and year in years.values()):
            twice.append((position, heading))
        elif column is not None:
            columns[column] = position
        elif year is not None:
            years[position] = year
        else:
            unknown[position] = heading
    if columns.keys() >= {"year", "value"}:
        unknown |= {position: str(year) for position, year in years.items()}
        years = {}
    elif years:
        unknown |= {columns.pop(column): HEADINGS[column][0] for column in ("year", "value") if column in columns}
    return Layout(number, columns, years, unknown, tuple(twice))
