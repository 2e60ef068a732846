"""Workbooks of several sheets, and sheets of several tables."""

from __future__ import annotations

from tests.ingest.tables.base import CITIES, CITY, JINGHU, MEIXI, PARTS, SHITANG, Table
from tests.ingest.tables.files import workbook
from tests.ingest.tables.page import Key, Page, other, table

_NAMES = ["全市", "镜湖区", "梅溪区", "梅溪县", "石塘市", "禹陵市"]
_REGIONS = [CITY, *PARTS]


def indicator_a_sheet() -> list[Page]:
    """A contents page with page numbers, then one indicator a sheet, named by the sheet alone."""
    contents = Page("目录")
    contents.merge("A1:B1", "目  录", "title")
    contents.down("A2", ["1 地区生产总值", "2 常住人口", "3 固定资产投资"])
    contents.down("B2", [2021, 2022, 2023], "text")  # page numbers that could be years
    pages = [contents]
    for sheet, unit in (
        ("地区生产总值", "单位：万元"),
        ("常住人口(人)", ""),
        ("固定资产投资", "单位：亿元"),
    ):
        page = Page(sheet)
        page.put("D1", unit, "unit")
        page.across("A2", ["年份", "全市", "镜湖区", "石塘市"])
        page.down("A3", [2021, 2022, 2023])
        pages.append(page)
    places: list[Key] = [CITY, JINGHU, SHITANG]
    pages[1].figures(
        "B3", down=[2021, 2022, 2023], across=places, fixed=("gdp",), worth={"gdp": "0.0001"}
    )
    pages[2].figures(
        "B3",
        down=[2021, 2022, 2023],
        across=places,
        fixed=("resident",),
        worth={"resident": "0.0001"},
    )
    pages[3].figures(
        "B3",
        down=[2021, 2022, 2023],
        across=[other(2991.3, 3180.7, 3362.5), other(788, 821, 866), other(640, 672, 701)],
    )
    return pages


def year_a_sheet() -> list[Page]:
    """One year a sheet, named by the sheet alone; a sheet of explanations and an empty one."""
    pages = []
    for year in (2021, 2022, 2023):
        page = Page(f"{year}年")
        page.across(
            "A1",
            ["地区", "地区生产总值(亿元)", "一般公共预算收入(亿元)", "社会消费品零售总额(亿元)"],
        )
        page.down("A2", _NAMES)
        page.figures("B2", down=_REGIONS, across=["gdp", "revenue", "retail"], fixed=(year,))
        pages.append(page)
    words = Page("主要统计指标解释", widths={"A:A": 90})
    words.down(
        "A1",
        [
            "地区生产总值  指按市场价格计算的一个地区所有常住单位在一定时期内生产活动的最终成果。",
            "常住人口  指实际经常居住在某地区半年以上的人口，2020年为普查数。",
        ],
        "text",
    )
    return [*pages, words, Page("Sheet5")]


def side_by_side() -> list[Page]:
    """Two tables beside each other, one over years, one over places, a column apart."""
    page = Page("表1表2")
    page.merge("A1:C1", "表1 主要年份生产总值和人口", "title")
    page.merge("E1:G1", "表2 2023年各县（市、区）财政收入", "title")
    page.across("A2", ["年份", "生产总值(亿元)", "常住人口(万人)"])
    page.across("E2", ["地区", "一般公共预算收入(万元)", "比上年增长(%)"])
    page.down("A3", range(2018, 2024))
    page.figures("B3", down=range(2018, 2024), across=["gdp", "resident"])
    page.down("E3", _NAMES)
    growth = other(8.7, 8.9, 8.1, 8.6, 8.9, 9.2)
    page.figures(
        "F3", down=_REGIONS, across=["revenue", growth], fixed=(2023,), worth={"revenue": "0.0001"}
    )
    return [page]


def one_under_another() -> list[Page]:
    """Three tables under one another with headers, units and directions of their own."""
    page = Page("综合", widths={"B:G": 12})
    page.merge("A1:D1", "一、国民经济核算", "title")
    page.put("D2", "单位：亿元", "unit")
    page.across("A3", ["指标", "2021年", "2022年", "2023年"])
    page.down("A4", ["地区生产总值", "第二产业增加值"])
    page.figures("B4", down=["gdp", "secondary"], across=[2021, 2022, 2023])
    page.merge("A8:D8", "二、人口", "title")
    page.put("D9", "单位：人", "unit")
    page.across("A10", ["年份", "户籍人口", "常住人口", "户籍户数(户)"])
    page.down("A11", [2022, 2023])
    homes = other(1702113, 1709845)
    page.figures(
        "B11",
        down=[2022, 2023],
        across=["registered", "resident", homes],
        worth={"registered": "0.0001", "resident": "0.0001"},
    )
    page.merge("A15:D15", "三、2023年各市居民收入", "title")
    page.across("A16", ["城市", "城镇居民人均可支配收入(元)", "农村居民人均可支配收入(元)"])
    page.down("A17", ["越州市", "明州市"])
    page.figures("B17", down=CITIES[:2], across=["urban_income", "rural_income"], fixed=(2023,))
    return [page]


def blank_margins() -> list[Page]:
    """A table that begins in the middle of the sheet, its title merged over it, empty rows and
    columns inside.
    """
    page = Page("综合表", widths={"A:B": 3, "C:C": 24, "D:D": 2})
    page.merge("C4:H5", "越州市主要经济指标", "title")
    page.put("H6", "单位：亿元", "unit")
    page.across("C8", ["项    目", None, "2020年", "2021年", "2022年", "2023年"])
    page.down(
        "C9", ["地区生产总值", None, "一般公共预算收入", "社会消费品零售总额", "居民储蓄存款余额"]
    )
    page.figures("E9", down=["gdp"], across=range(2020, 2024))
    deposits = other(4122.7, 4530.4, 5218.6, 5903.3)
    page.figures("E11", down=["revenue", "retail", deposits], across=range(2020, 2024))
    page.down("C16", ["注：本表按当年价格计算。"], "note")
    return [page]


def places_folded() -> list[Page]:
    """Places in two columns of one page, their figures beside them, under the same header twice."""
    page = Page("分地区")
    page.merge("A1:F1", "2023年各地生产总值和常住人口", "title")
    page.across("A2", ["地区", "生产总值(亿元)", "常住人口(万人)"] * 2)
    page.down("A3", ["越州市", "镜湖区", "梅溪区"])
    page.down("D3", ["明州市", "东瓯市", "禾城市"])
    page.figures("B3", down=[CITY, JINGHU, MEIXI], across=["gdp", "resident"], fixed=(2023,))
    page.figures("E3", down=CITIES[1:], across=["gdp", "resident"], fixed=(2023,))
    return [page]


TABLES: tuple[Table, ...] = (
    table(
        "indicator_a_sheet",
        "一表一指标.xlsx",
        indicator_a_sheet,
        workbook,
        unread=("固定资产投资",),
        why="The sheet's name is the indicator, once with its unit; the contents page pairs "
        "names with numbers and holds no figure.",
    ),
    table(
        "year_a_sheet",
        "一年一表.xlsx",
        year_a_sheet,
        workbook,
        why="The sheet's name is the year; explanations name indicators and years in prose.",
    ),
    table(
        "side_by_side",
        "表1表2.xlsx",
        side_by_side,
        workbook,
        why="Two tables share rows and nothing else: the left one's years are not the right "
        "one's, growth is no revenue.",
    ),
    table(
        "one_under_another",
        "综合.xlsx",
        one_under_another,
        workbook,
        unread=("户籍户数",),
        why="Each table has its own header, unit line and direction; the last takes its year "
        "from its title.",
    ),
    table(
        "blank_margins",
        "综合表.xls.xlsx",
        blank_margins,
        workbook,
        unread=("居民储蓄存款余额",),
        why="Nothing stands in the first rows and columns; an empty column and an empty row lie "
        "inside the table.",
    ),
    table(
        "places_folded",
        "分地区.xlsx",
        places_folded,
        workbook,
        why="Two places a row, each with its own figures to its right.",
    ),
    table(
        "workbook_named_xls",
        "综合表.xls",
        blank_margins,
        workbook,
        unread=("居民储蓄存款余额",),
        why="A new workbook under the old ending.",
    ),
)
