"""Monthly and quarterly tables: only the year to date is a figure, with its month; a single month
or quarter is not.
"""

from __future__ import annotations

from tests.ingest.tables.base import CITY, JINGHU, SHITANG, Cell, Table
from tests.ingest.tables.files import workbook
from tests.ingest.tables.page import Page, table


def _to_date(
    page: Page,
    at: str,
    value: float,
    indicator: str,
    month: int,
    *,
    region: str = CITY,
    year: int = 2023,
) -> None:
    page.expect(at, value, Cell(indicator, region, year, value, month))


def month_beside_year_to_date() -> list[Page]:
    """One sheet a month; this month, the year to date, the year before and growth side by side."""
    september, june = Page("9月", widths={"A:A": 26}), Page("6月", widths={"A:A": 26})
    september.merge("A1:F1", "2023年9月全市主要经济指标", "title")
    september.across(
        "A2", ["指标名称", "计量单位", "9月", "1-9月累计", "上年同期累计", "累计比上年同期增长(%)"]
    )
    names = [
        "地区生产总值",
        "规模以上工业增加值",
        "一般公共预算收入",
        "社会消费品零售总额",
        "城镇居民人均可支配收入",
    ]
    september.down("A3", names)
    september.down("B3", ["亿元", "亿元", "亿元", "亿元", "元"])
    september.down("C3", [None, 162.4, 31.47, 218.6, "-"], "figure")
    september.down("D3", [None, 1371.5, None, None, None], "figure")
    september.down("E3", [3986.4, 1309.2, 341.2, 1749.8, 57103], "figure")
    september.down("F3", [6.2, 5.0, 9.3, 6.4, 5.5], "figure")
    for at, value, indicator in (
        ("D3", 4230.55, "gdp"),
        ("D5", 372.9, "revenue"),
        ("D6", 1862.4, "retail"),
        ("D7", 60218, "urban_income"),
    ):
        _to_date(september, at, value, indicator, 9)
    june.merge("A1:E1", "2023年6月全市主要经济指标", "title")
    june.across("A2", ["指标", "单位", "本月", "本月止累计", "累计±%"])
    june.down("A3", ["一般公共预算收入", "社会消费品零售总额"])
    june.down("B3", ["万元", "万元"])
    june.down("C3", [402300, 2190000], "figure")
    june.down("E3", [10.2, 6.9], "figure")
    june.expect("D3", 2651800, Cell("revenue", CITY, 2023, 265.18, 6))
    june.expect("D4", 12134000, Cell("retail", CITY, 2023, 1213.4, 6))
    return [september, june]


def districts_to_date() -> list[Page]:
    """Districts down; each indicator merged over the month, the year to date and growth."""
    page = Page("分县进度", widths={"B:G": 11})
    page.merge("A1:G1", "2023年11月各县（市、区）主要指标", "title")
    page.merge("A2:A3", "地区")
    page.merge("B2:D2", "一般公共预算收入(亿元)")
    page.merge("E2:G2", "社会消费品零售总额(亿元)")
    page.across("B3", ["11月", "1-11月", "增长(%)"] * 2)
    page.down("A4", ["全市", "镜湖区", "石塘市"])
    for at, contents in {
        "B4": [29.8, 7.1, 6.9],
        "D4": [8.8, 9.0, 8.7],
        "E4": [231.5, 63.7, 50.2],
        "G4": [6.7, 7.1, 6.6],
    }.items():
        page.down(at, contents, "figure")
    for row, region, revenue, retail in (
        (4, CITY, 441.02, 2318.7),
        (5, JINGHU, 111.65, 637.9),
        (6, SHITANG, 106.2, 498.3),
    ):
        _to_date(page, f"C{row}", revenue, "revenue", 11, region=region)
        _to_date(page, f"F{row}", retail, "retail", 11, region=region)
    return [page]


def spans_down() -> list[Page]:
    """Spans of months down in figures and in words; the last of each year is the year."""
    page = Page("进度", widths={"B:C": 16})
    page.across("A1", ["时间", "地区生产总值(亿元)", "一般公共预算收入(亿元)"])
    lines = [
        ("2022年一季度", 2022, 3, 1201.33, 118.4),
        ("2022年上半年", 2022, 6, 2587.9, 240.66),
        ("2022年前三季度", 2022, 9, 3986.4, 341.2),
        ("2022年", 2022, 12, 5486.05, 430.18),
        ("2023年1-3月", 2023, 3, 1265.48, 130.75),
        ("2023年1－6月", 2023, 6, 2740.17, 265.18),
        ("2023年1—9月", 2023, 9, 4230.55, 372.9),
        ("2023年1-12月", 2023, 12, 5812.47, 467.53),
    ]
    for row, (span, year, month, gdp, revenue) in enumerate(lines, start=2):
        page.put(f"A{row}", span, "name")
        _to_date(page, f"B{row}", gdp, "gdp", month, year=year)
        _to_date(page, f"C{row}", revenue, "revenue", month, year=year)
    return [page]


def bureau_quarters() -> list[Page]:
    """The bureau's quarterly download: 累计值 is the year to date, 当季值 a quarter alone, both under
    第三季度.
    """
    page = Page("分地区季度数据", font="Arial", widths={"A:A": 40})
    page.down(
        "A1",
        [
            "数据库：分地区季度数据",
            "地区：越州市",
            "时间：2022年第三季度至第四季度,2023年第二季度至第三季度",
        ],
        "text",
    )
    page.across(
        "A4",
        ["指标", "2023年第三季度", "2023年第二季度", "2022年第四季度", "2022年第三季度"],
        "text",
    )
    names = [
        "地区生产总值_累计值(亿元)",
        "地区生产总值_当季值(亿元)",
        "第三产业增加值_累计值(亿元)",
    ]
    page.down(
        "A5", [*names, "地区生产总值指数(上年同期=100)_累计值", "数据来源：国家统计局"], "text"
    )
    page.across("B6", [1490.38, 1474.69, 1499.65, 1398.5], "figure")
    page.across("B8", [106.2, 106.4, 103.9, 103.5], "figure")
    columns = [
        ("B", 2023, 9, 4230.55, 2118.31),
        ("C", 2023, 6, 2740.17, 1380.4),
        ("D", 2022, 12, 5486.05, 2699.66),
        ("E", 2022, 9, 3986.4, 1978.2),
    ]
    for column, year, month, gdp, tertiary in columns:
        _to_date(page, f"{column}5", gdp, "gdp", month, year=year)
        _to_date(page, f"{column}7", tertiary, "tertiary", month, year=year)
    return [page]


def bureau_months() -> list[Page]:
    """The bureau's monthly download: the current month and growth beside the year to date."""
    page = Page("分地区月度数据", font="Arial", widths={"A:A": 40})
    page.down("A1", ["数据库：分地区月度数据", "地区：越州市", "时间：最近3个月"], "text")
    page.across("A4", ["指标", "2023年9月", "2023年8月", "2023年7月"], "text")
    tails = ["当期值(亿元)", "累计值(亿元)", "同比增长(%)", "累计增长(%)"]
    page.down(
        "A5", [*(f"社会消费品零售总额_{tail}" for tail in tails), "数据来源：国家统计局"], "text"
    )
    for row, figures in ((5, [218.6, 214.9, 215.5]), (7, [6.1, 5.8, 5.9]), (8, [6.4, 6.5, 6.6])):
        page.across(f"B{row}", figures, "figure")
    for at, value, month in (("B6", 1862.4, 9), ("C6", 1643.8, 8), ("D6", 1428.9, 7)):
        _to_date(page, at, value, "retail", month)
    return [page]


TABLES: tuple[Table, ...] = (
    table(
        "month_beside_year_to_date",
        "月报.xlsx",
        month_beside_year_to_date,
        workbook,
        unread=("规模以上工业增加值",),
        why="累计 is the year to date of the title's year; the month alone, the year before and "
        "growth are not.",
    ),
    table(
        "districts_to_date",
        "分县进度.xlsx",
        districts_to_date,
        workbook,
        why="1-11月 is the year to date even where nothing says 累计.",
    ),
    table(
        "spans_down",
        "进度.xlsx",
        spans_down,
        workbook,
        why="一季度, 上半年 and 前三季度 are years to date of 3, 6 and 9 months; 1-12月 is the year.",
    ),
    table(
        "bureau_quarters",
        "季度数据.xlsx",
        bureau_quarters,
        workbook,
        unread=("地区生产总值_当季值", "地区生产总值指数(上年同期=100)_累计值"),
        why="Under 第三季度 the 累计值 is January to September; the 当季值 is nobody's.",
    ),
    table(
        "bureau_months",
        "月度数据.xlsx",
        bureau_months,
        workbook,
        unread=(
            "社会消费品零售总额_当期值",
            "社会消费品零售总额_同比增长",
            "社会消费品零售总额_累计增长",
        ),
        why="Four names that begin alike: only 累计值 is the level, and it is the year to date.",
    ),
)
