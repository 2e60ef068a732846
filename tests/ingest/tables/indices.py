"""Tables whose names are the declared ones and whose figures are not: indices, growth, constant
prices, sections.
"""

from __future__ import annotations

from tests.ingest.tables.base import Table
from tests.ingest.tables.files import workbook
from tests.ingest.tables.page import Page, other, table


def sections() -> list[Page]:
    """The same four names three times: amounts, shares and indices, each under its own line."""
    page = Page("2-3", widths={"A:A": 24})
    page.merge("A1:D1", "2-3 地区生产总值及构成", "title")
    page.across("A2", ["指标", "2021年", "2022年", "2023年"])
    names = ["地区生产总值", "第一产业增加值", "第二产业增加值", "第三产业增加值"]
    for row, heading in ((3, "绝对数（亿元）"), (8, "构成（%）"), (13, "指数（上年=100）")):
        page.merge(f"A{row}:D{row}", heading, "section")
        page.down(f"A{row + 1}", names)
    page.figures(
        "B4",
        down=["gdp", "primary", "secondary", "tertiary"],
        across=[2021, 2022, 2023],
        form="0.00_ ",
    )
    shares = [
        other(100, 100, 100),
        other(3.4, 3.4, 3.3),
        other(46.8, 47.4, 47.0),
        other(49.8, 49.2, 49.7),
    ]
    page.figures("B9", down=shares, across=[2021, 2022, 2023], form="0.0_ ")
    indices = [
        other(108.6, 103.9, 106.1),
        other(102.4, 103.0, 103.2),
        other(110.1, 103.8, 105.4),
        other(107.8, 104.1, 106.9),
    ]
    page.figures("B14", down=indices, across=[2021, 2022, 2023])
    return [page]


def index_table() -> list[Page]:
    """A whole table of indices: the bracket under the title says so, the header does not."""
    page = Page("2-6", widths={"B:F": 14})
    page.merge("A1:F1", "2-6 地区生产总值指数", "title")
    page.put("F2", "（上年=100）", "unit")
    page.across(
        "A3",
        [
            "年份",
            "地区生产总值",
            "第一产业增加值",
            "第二产业增加值",
            "第三产业增加值",
            "人均地区生产总值",
        ],
    )
    page.down("A4", [2021, 2022, 2023])
    for row, figures in (
        (4, [108.6, 102.4, 110.1, 107.8, 108.1]),
        (5, [103.9, 103.0, 103.8, 104.1, 103.4]),
    ):
        page.across(f"B{row}", figures, "figure")
    page.across("B6", [106.1, 103.2, 105.4, 106.9, 105.5], "figure")
    page.down("A7", ["注：本表按可比价格计算。"], "note")
    return [page]


def constant_prices() -> list[Page]:
    """The right names and the right unit at the prices of another year."""
    page = Page("2-7", widths={"B:C": 16})
    page.merge("A1:C1", "2-7 地区生产总值（2020年不变价）", "title")
    page.put("C2", "单位：亿元", "unit")
    page.across("A3", ["年份", "地区生产总值", "第三产业增加值"])
    page.down("A4", [2021, 2022, 2023])
    for row, figures in ((4, [4985.1, 2500.0]), (5, [5179.5, 2602.5]), (6, [5495.4, 2782.1])):
        page.across(f"B{row}", figures, "figure")
    return [page]


def growth_by_title() -> list[Page]:
    """Two sheets alike: one is of growth, the other of a declared rate."""
    pages = []
    for sheet, title in (
        ("增速", "各市地区生产总值增速（2021—2023年）"),
        ("城镇化", "各市城镇化率（2021—2023年）"),
    ):
        page = Page(sheet)
        page.merge("A1:D1", title, "title")
        page.put("D2", "单位：%", "unit")
        page.across("A3", ["城市", "2021年", "2022年", "2023年"])
        page.down("A4", ["越州市", "明州市"])
        pages.append(page)
    growth, rate = pages
    growth.across("B4", [8.6, 3.9, 6.1], "figure")
    growth.across("B5", [8.2, 3.5, 5.5], "figure")
    rate.figures(
        "B4", down=["339000", "339100"], across=[2021, 2022, 2023], fixed=("urbanization",)
    )
    return pages


def two_units_in_a_line() -> list[Page]:
    """One unit line for money and shares: which is whose follows from the indicator."""
    page = Page("监测")
    page.merge("A1:D1", "主要指标", "title")
    page.put("D2", "单位：万元、%", "unit")
    page.across("A3", ["指标", "2021年", "2022年", "2023年"])
    page.down("A4", ["地区生产总值", "一般公共预算收入", "城镇化率", "研发经费占比"])
    worth = {"gdp": "0.0001", "revenue": "0.0001"}
    page.figures(
        "B4",
        down=["gdp", "revenue", "urbanization", "rd_share"],
        across=[2021, 2022, 2023],
        worth=worth,
    )
    return [page]


TABLES: tuple[Table, ...] = (
    table(
        "sections",
        "2-3.xlsx",
        sections,
        workbook,
        why="Only the section of amounts holds the declared indicators; shares and indices "
        "repeat the names.",
    ),
    table(
        "index_table",
        "2-6.xlsx",
        index_table,
        workbook,
        unread=("地区生产总值指数",),
        why="Every header is a declared name and every figure is an index.",
    ),
    table(
        "constant_prices",
        "2-7.xlsx",
        constant_prices,
        workbook,
        unread=("地区生产总值（2020年不变价）",),
        why="The declared indicator is at current prices; unit and name alone would let these "
        "figures in.",
    ),
    table(
        "growth_by_title",
        "各市增速.xlsx",
        growth_by_title,
        workbook,
        unread=("地区生产总值增速",),
        why="The title's indicator is not the declared one whose name it begins with; its twin, "
        "in the same unit, is.",
    ),
    table(
        "two_units_in_a_line",
        "监测表.xlsx",
        two_units_in_a_line,
        workbook,
        why="Money is in the line's 万元 and shares in its %: each indicator takes the unit of "
        "its own kind.",
    ),
)
