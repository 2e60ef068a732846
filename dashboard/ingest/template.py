"""Which workbook should be filled in? The long layout with one row for every figure that is wanted."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import xlsxwriter

from dashboard.core import qualities
from dashboard.core.model import Indicator, Registry
from dashboard.core.phrases import bound, period
from dashboard.core.targets import UNMEASURED
from dashboard.core.units import UNITS
from dashboard.ingest.layouts import HEADINGS

SHEET, GUIDE = "数据", "说明"
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
}
_ROWS_TO_VALIDATE = 5000


def write(registry: Registry, plan: str | None = None, year: int | None = None, made: date | None = None) -> bytes:
    """A workbook with a row for each wanted figure, values empty: of one plan and year, or of the whole declaration.

    `made` dates the workbook's properties, so that the same call gives the same bytes.
    """
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime.combine(made or date(2020, 1, 1), datetime.min.time())})
    _data(book, registry, wanted(registry, plan, year))
    _guide(book, registry, plan)
    book.close()
    return output.getvalue()


def wanted(registry: Registry, plan: str | None = None, year: int | None = None) -> list[tuple[Indicator, str, int]]:
    """The indicator, region and year of every figure that some target is waiting for."""
    rows: dict[tuple[str, str, int], None] = {}
    for target in registry.targets:
        if (plan and target.plan != plan) or target.bound == "stated":
            continue
        begins = target.begins(registry.plans[target.plan])
        years = [year] if year else list(range(begins, target.last + 1))
        for region in target.regions:
            rows |= {(target.indicator, region, at): None for at in years if begins <= at <= target.last}
    return [(registry.indicators[indicator], region, at) for indicator, region, at in rows]


def _data(book: Any, registry: Registry, rows: list[tuple[Indicator, str, int]]) -> None:
    sheet = book.add_worksheet(SHEET)
    heading = book.add_format({"bold": True, "bg_color": "#17498c", "font_color": "#ffffff", "border": 1})
    fixed = book.add_format({"bg_color": "#f4f6f8", "border": 1, "border_color": "#e2e6ec"})
    open_ = book.add_format({"border": 1, "border_color": "#8a94a1", "num_format": "0.############"})
    day = book.add_format({"border": 1, "border_color": "#8a94a1", "num_format": "yyyy-mm-dd"})
    columns = list(HEADINGS)
    for position, column in enumerate(columns):
        sheet.write_string(0, position, HEADINGS[column][0], heading)
        sheet.set_column(position, position, _WIDTHS[column])
    sheet.freeze_panes(1, 2)
    for at, (indicator, region, year) in enumerate(rows, start=1):
        known: dict[str, object] = {
            "indicator": indicator.id,
            "name": indicator.name.zh,
            "region": registry.regions[region].name.zh,
            "year": year,
            "unit": indicator.unit.name if indicator.unit else "是/否",
        }
        for position, column in enumerate(columns):
            if column in known:
                sheet.write(at, position, known[column], fixed)
            else:
                sheet.write_blank(at, position, None, day if column == "published" else open_)
    places = {column: position for position, column in enumerate(columns)}
    _choices(sheet, places["quality"], [quality.name.zh for quality in qualities.QUALITIES.values()])
    _choices(sheet, places["region"], [region.name.zh for region in registry.regions.values()][:30])
    sheet.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)


def _choices(sheet: Any, column: int, values: list[str]) -> None:
    sheet.data_validation(1, column, _ROWS_TO_VALIDATE, column, {"validate": "list", "source": values, "ignore_blank": True})


def _guide(book: Any, registry: Registry, plan: str | None) -> None:
    sheet = book.add_worksheet(GUIDE)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 90)
    bold = book.add_format({"bold": True})
    lines = [
        ("怎么填", "只在“数据”表填写“数值”一列；没有数据的行留空，空白不会删除已有数据。"),
        ("数值", "只填数字，单位写在“单位”列；百分比填 3.3，不填 0.033。建成类填 是 或 否。"),
        ("月份", "全年数据留空；累计到某月的数据填该月，如 1–9 月填 9。"),
        ("数据性质", "、".join(quality.name.zh for quality in qualities.QUALITIES.values())),
        ("发布日期", "写成 2024-03-20；不知道就留空。"),
        ("单位", "可用：" + "、".join(UNITS)),
        ("", ""),
        ("指标", "要对照的目标"),
    ]
    lines += [
        (registry.indicators[target.indicator].name.zh, f"{period(target).zh}{bound(registry, target).zh}")
        for target in registry.targets
        if (not plan or target.plan == plan) and target.bound not in UNMEASURED
    ]
    for at, (left, right) in enumerate(lines):
        sheet.write_string(at, 0, left, bold)
        sheet.write_string(at, 1, right)
