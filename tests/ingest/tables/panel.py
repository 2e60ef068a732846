"""Long panels from data vendors: one row a place and year, scope and unit as tails of the
headers.
"""

from __future__ import annotations

from functools import partial

from tests.ingest.tables.base import CITY, JINGHU, MINGZHOU, Table
from tests.ingest.tables.files import separated, workbook
from tests.ingest.tables.page import Key, Page, other, table

_ROWS: list[Key] = [(region, year) for region in (CITY, MINGZHOU) for year in (2021, 2022, 2023)]


def header_tails() -> list[Page]:
    """Cities by years; the same indicator for the whole city and for its urban districts."""
    page = Page("new", font="Calibri", widths={"C:K": 14})
    header = [
        "城市",
        "年份",
        "地区生产总值_当年价格_全市_万元",
        "地区生产总值_当年价格_市辖区_万元",
        "第二产业占GDP的比重_全市_百分比",
    ]
    header += [
        "社会消费品零售额_全市_万元",
        "年末总人口_全市_万人",
        "常住人口_全市_万人",
        "人均地区生产总值_全市_元",
    ]
    page.across("A1", [*header, "城镇化率_全市_百分比", "地区生产总值增长率_全市_百分比"], "text")
    page.down("A2", ["越州市"] * 3 + ["明州市"] * 3 + ["瓯宁市"] * 2, "text")
    page.down("B2", [2021, 2022, 2023] * 2 + [2022, 2023], "text")
    urban, share = (
        other(30210600, 32105200, 34018700, 71820400, 76240900, 80011300),
        other(46.8, 47.4, 47, 47.1, 46.6, 46.1),
    )
    people, growth = (
        other(447.75, 447.02, 446.18, 611.35, 613.96, 616.44),
        other(8.6, 3.9, 6.1, 8.2, 3.5, 5.5),
    )
    columns: list[Key] = [
        "gdp",
        urban,
        share,
        "retail",
        people,
        "resident",
        "per_head",
        "urbanization",
        growth,
    ]
    page.figures("C2", down=_ROWS, across=columns, worth={"gdp": "0.0001", "retail": "0.0001"})
    page.across("C8", [21058000, 9912000, 44.1, 8421000, 251.3, 260.4, 80867, 61.2, 3.6], "figure")
    page.across("C9", [22104000, 10387000, 43.8, 8990000, 250.8, 261, 84690, 62, 5.0], "figure")
    return [page]


def one_figure_a_row() -> list[Page]:
    """One figure a row, the indicator in a column, its unit in another, the place by its code."""
    page = Page("")
    page.across(
        "A1", ["行政区划代码", "地区", "年份", "指标名称", "计量单位", "数值", "数据来源"], "text"
    )
    lines: list[tuple[str, str, int, str, str, str]] = [
        ("gdp", CITY, 2022, "生产总值", "万元", "0.0001"),
        ("gdp", CITY, 2023, "GDP", "亿元", "1"),
        ("resident", CITY, 2023, "年末常住人口", "人", "0.0001"),
        ("rd_share", CITY, 2023, "R&D经费占GDP比重", "%", "1"),
        ("revenue", JINGHU, 2023, "一般公共预算收入", "亿元", "1"),
    ]
    for row, (indicator, region, year, name, unit, worth) in enumerate(lines, start=2):
        place = "越州市" if region == CITY else "镜湖区"
        page.across(f"A{row}", [region, place, year, name, unit], "text")
        page.figures(f"F{row}", down=[(indicator, region)], across=[year], worth={indicator: worth})
        page.put(f"G{row}", "越州统计年鉴2024")
    page.across(
        "A7",
        ["339002", "镜湖区", 2023, "规模以上工业增加值", "亿元", 460.2, "越州统计年鉴2024"],
        "text",
    )
    page.across(
        "A8", ["339199", "望海区", 2023, "地区生产总值", "亿元", 5120.8, "明州统计年鉴2024"], "text"
    )
    return [page]


TABLES: tuple[Table, ...] = (
    table(
        "panel_header_tails",
        "城市面板数据.xlsx",
        header_tails,
        workbook,
        unread=(
            "地区生产总值_当年价格_市辖区_万元",
            "第二产业占GDP的比重_全市_百分比",
            "地区生产总值增长率_全市_百分比",
            "瓯宁市",
        ),
        asked=("年末总人口_全市_万人",),
        why="The tail says scope and unit: 市辖区 is a part of the city, 百分比 of growth is no "
        "level, 万元 is not 亿元.",
    ),
    table(
        "panel_one_figure_a_row",
        "指标长表.csv",
        one_figure_a_row,
        partial(separated, encoding="utf-8-sig"),
        unread=("规模以上工业增加值", "望海区"),
        why="One indicator under two aliases and two units; a place that is declared nowhere; "
        "the source names the yearbook's year.",
    ),
)
