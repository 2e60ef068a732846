"""Which workbook should be filled in? The long layout with one row for every figure that is wanted,
and what was known last.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

import xlsxwriter

from dashboard.core.declaration import formulas
from dashboard.core.declaration.phrases import format_bound, format_period
from dashboard.core.declaration.phrases import format_value as printed
from dashboard.core.vocabulary import qualities
from dashboard.core.vocabulary.model import Indicator, Registry
from dashboard.core.vocabulary.targets import UNMEASURED
from dashboard.core.vocabulary.units import UNITS
from dashboard.ingest.recognition.layouts import HEADINGS

SHEET, GUIDE = "数据", "说明"
DONE = "是/否"
_WIDTHS = {
    "indicator": 28,
    "name": 40,
    "region": 12,
    "year": 8,
    "month": 8,
    "value": 14,
    "unit": 12,
    "quality": 12,
    "published": 14,
    "source": 36,
    "note": 36,
    "known": 26,
}
_ROWS_MORE = 500
"""Empty rows beneath the wanted ones that may be filled in as well."""
_MONTH_RULE: dict[str, object] = {
    "validate": "integer",
    "criteria": "between",
    "minimum": 1,
    "maximum": 12,
    "error_message": "请写 1 至 12；全年留空",
}
_DAY_RULE: dict[str, object] = {
    "validate": "date",
    "criteria": ">=",
    "value": date(1949, 10, 1),
    "error_message": "请写成 2024-03-20",
}
Known = Mapping[tuple[str, str], Mapping[int, float]]


@dataclass(frozen=True)
class Wanted:
    """Which figures are asked for: of a plan, a region, a year, or all that a target waits for up
    to a year.
    """

    plan: str | None = None
    year: int | None = None
    region: str | None = None
    until: int | None = None

    def rows(self, registry: Registry) -> list[tuple[Indicator, str, int]]:
        """The indicator, region and year of every figure; of one by a formula those of its
        inputs.
        """
        keys: dict[tuple[str, str, int], None] = {}
        for target in registry.targets:
            if (self.plan and target.plan != self.plan) or target.is_stated:
                continue
            years = self._list_years(target.begins(registry.plans[target.plan]), target.last)
            for region in target.regions:
                if self.region not in (None, region):
                    continue
                for name in _list_inputs(registry, target.indicator):
                    keys |= {(name, region, year): None for year in years}
        return [(registry.indicators[indicator], region, year) for indicator, region, year in keys]

    def _list_years(self, first: int, last: int) -> list[int]:
        """Which of a target's years are asked for."""
        if self.year:
            return [self.year] if first <= self.year <= last else []
        return list(range(first, min(last, self.until or last) + 1))


def _list_inputs(registry: Registry, name: str) -> list[str]:
    """What is to be filled in for an indicator: itself, or what its formula reads."""
    formula = registry.indicators[name].formula
    if formula is None:
        return [name]
    inputs = formulas.parse(formula).inputs
    return [one for given in inputs for one in _list_inputs(registry, given)]


@dataclass
class _Looks:
    """The formats of the sheet: what may be typed into is unlocked, the rest is protected."""

    book: Any
    heading: Any = field(init=False)
    fixed: Any = field(init=False)
    open_: Any = field(init=False)
    day: Any = field(init=False)
    free: Any = field(init=False)

    def __post_init__(self) -> None:
        border = {"border": 1, "border_color": "#8a94a1"}
        self.heading = self.book.add_format(
            {"bold": True, "bg_color": "#17498c", "font_color": "#ffffff", "border": 1}
        )
        self.fixed = self.book.add_format(
            {"bg_color": "#f4f6f8", "border": 1, "border_color": "#e2e6ec"}
        )
        self.open_ = self.book.add_format(
            {**border, "num_format": "0.############", "locked": False}
        )
        self.day = self.book.add_format({**border, "num_format": "yyyy-mm-dd", "locked": False})
        self.free = self.book.add_format({"locked": False})


def build_template(
    registry: Registry,
    wanted: Wanted | None = None,
    made: date | None = None,
    known: Known | None = None,
) -> bytes:
    """A workbook with a row for each wanted figure, values empty, beside each what was known last.

    `made` dates the workbook's properties, so that the same call gives the same bytes; `known` are
    values in force.
    """
    wanted = wanted or Wanted()
    output = io.BytesIO()
    book = xlsxwriter.Workbook(
        output, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties(
        {"created": datetime.combine(made or date(2020, 1, 1), datetime.min.time())}
    )
    rows = wanted.rows(registry)
    _write_data_sheet(book, registry, rows, known or {})
    _write_guide(book, registry, wanted.plan, rows)
    book.close()
    return output.getvalue()


def _write_data_sheet(
    book: Any, registry: Registry, rows: list[tuple[Indicator, str, int]], known: Known
) -> None:
    sheet, looks = book.add_worksheet(SHEET), _Looks(book)
    columns = list(HEADINGS)
    for position, column in enumerate(columns):
        sheet.set_column(position, position, _WIDTHS[column])
        sheet.write_string(0, position, HEADINGS[column][0], looks.heading)
    sheet.freeze_panes(1, 2)
    for at, (indicator, region, year) in enumerate(rows, start=1):
        _write_row(sheet, looks, at, _build_fixed_cells(registry, indicator, region, year, known))
    for at in range(len(rows) + 1, len(rows) + _ROWS_MORE + 1):
        sheet.set_row(at, None, looks.free)
    _add_validation(
        sheet, registry, rows, {column: position for position, column in enumerate(columns)}
    )
    sheet.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)
    sheet.protect(
        "",
        {
            "autofilter": True,
            "sort": True,
            "format_columns": True,
            "format_rows": True,
            "select_locked_cells": True,
        },
    )


def _build_fixed_cells(
    registry: Registry, indicator: Indicator, region: str, year: int, known: Known
) -> dict[str, object]:
    """What a row says by itself."""
    values = known.get((indicator.id, region), {})
    latest = max((known_year for known_year in values if known_year <= year), default=None)
    known_text = ""
    if latest is not None:
        known_text = f"{printed(indicator, values[latest]).zh}（{latest}年）"
    return {
        "indicator": indicator.id,
        "name": indicator.name.zh,
        "region": registry.regions[region].name.zh,
        "year": year,
        "unit": indicator.unit.name if indicator.unit else DONE,
        "known": known_text,
    }


def _write_row(sheet: Any, looks: _Looks, row: int, fixed: dict[str, object]) -> None:
    for position, column in enumerate(HEADINGS):
        if column in fixed:
            sheet.write(row, position, fixed[column], looks.fixed)
        elif column == "published":
            sheet.write_blank(row, position, None, looks.day)
        else:
            sheet.write_blank(row, position, None, looks.open_)


def _add_validation(
    sheet: Any, registry: Registry, rows: list[tuple[Indicator, str, int]], places: dict[str, int]
) -> None:
    """What may be typed: a number, or 是 and 否; a known quality, month and day. Lists stand on the
    sheet of explanations.
    """

    def validate(column: str, first: int, last: int, rule: dict[str, object]) -> None:
        position = places[column]
        sheet.data_validation(first, position, last, position, {**rule, "ignore_blank": True})

    for _, group in groupby(enumerate(rows, start=1), key=lambda numbered: numbered[1][0].id):
        numbered = list(group)
        (first, (indicator, _, _)), (last, _) = numbered[0], numbered[-1]
        validate("value", first, last, _build_value_rule(indicator))
    last = len(rows) + _ROWS_MORE
    lists = {"quality": len(qualities.QUALITIES), "region": len(registry.regions)}
    for (column, count), letter in zip(lists.items(), "DE", strict=True):
        source = f"={GUIDE}!${letter}$2:${letter}${count + 1}"
        validate(column, 1, last, {"validate": "list", "source": source})
    validate("month", 1, last, _MONTH_RULE)
    validate("published", 1, last, _DAY_RULE)


def _build_value_rule(indicator: Indicator) -> dict[str, object]:
    """A number, within the indicator's limits where it has some, or 是 and 否."""
    message = {"error_title": "数值", "error_message": _format_input_hint(indicator)}
    if indicator.unit is None:
        return {"validate": "list", "source": ["是", "否"], **message}
    least, most = indicator.limits or (-1e15, 1e15)
    number = {"validate": "decimal", "criteria": "between", "minimum": least, "maximum": most}
    return {**number, **message}


def _format_input_hint(indicator: Indicator) -> str:
    if indicator.unit is None:
        return "请选 是 或 否"
    hint = f"请只填数字，单位是{indicator.unit.name}"
    if indicator.limits:
        hint += f"，应在 {indicator.limits[0]:g} 至 {indicator.limits[1]:g} 之间"
    return hint


def _write_guide(
    book: Any, registry: Registry, plan: str | None, rows: list[tuple[Indicator, str, int]]
) -> None:
    sheet = book.add_worksheet(GUIDE)
    for position, width in enumerate((44, 90, 4, 16, 16)):
        sheet.set_column(position, position, width)
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    asked = {indicator.id for indicator, _, _ in rows}
    lines = [
        (
            "怎么填",
            "只在“数据”表填写“数值”一列；没有数据的行留空，空白不会删除已有数据。白色的格可以填写，灰色的格请勿改动。",
        ),
        ("数值", "只填数字，单位写在“单位”列；百分比填 3.3，不填 0.033。建成类填 是 或 否。"),
        ("最近已知值", "供核对用：这一指标最近一次的数值和年份；不会被读取。"),
        ("月份", "全年数据留空；累计到某月的数据填该月，如 1–9 月填 9。"),
        ("数据性质", "从列表中选择；不写按“已公布”读取。"),
        ("发布日期", "写成 2024-03-20；不知道就留空。"),
        ("备注", "更正以前公布的数，请以“更正”开头写明原因。"),
        ("单位", "可用：" + "、".join(UNITS)),
        ("", ""),
        ("指标", "要对照的目标"),
    ]
    lines += [
        (
            registry.indicators[target.indicator].name.zh,
            f"{format_period(target).zh}{format_bound(registry, target).zh}",
        )
        for target in registry.targets
        if (not plan or target.plan == plan)
        and target.bound not in UNMEASURED
        and target.indicator in asked
    ]
    for at, (left, right) in enumerate(lines):
        sheet.write_string(at, 0, left, bold)
        sheet.write_string(at, 1, right, wrapped)
    _write_lists(sheet, registry, bold)


def _write_lists(sheet: Any, registry: Registry, bold: Any) -> None:
    """The lists that cells are chosen from."""
    sheet.write_string(0, 3, "数据性质", bold)
    sheet.write_string(0, 4, "地区", bold)
    for at, quality in enumerate(qualities.QUALITIES.values(), start=1):
        sheet.write_string(at, 3, quality.name.zh)
    for at, region in enumerate(registry.regions.values(), start=1):
        sheet.write_string(at, 4, region.name.zh)
