"""Headers of two rows, and columns that stand beside the figures: growth, ranks, goals, bases."""

from __future__ import annotations

from tests.ingest.tables.base import CITY, PARTS, Table
from tests.ingest.tables.files import workbook
from tests.ingest.tables.page import Key, Page, other, table

_NAMES = ["全  市", "镜湖区", "梅溪区", "梅溪县", "石塘市", "禹陵市"]
_REGIONS = [CITY, *PARTS]


def indicator_over_years() -> list[Page]:
    """Indicators above, merged over their years; districts down."""
    page = Page("13-2", widths={"B:J": 10})
    page.merge("A1:J1", "13-2 各县（市、区）主要指标", "title")
    page.merge("A3:A4", "地  区")
    page.merge("B3:D3", "地区生产总值(亿元)")
    page.merge("E3:G3", "规模以上工业增加值(亿元)")
    page.merge("H3:J3", "年末常住人口(万人)")
    page.across("B4", ["2021年", "2022年", "2023年"] * 3)
    page.down("A5", _NAMES)
    industry = [
        other(1688.3, 412.9, 560.1, 140.2, 402.7, 172.4),
        other(1802.9, 441.0, 601.8, 149.9, 426.3, 183.9),
        other(1897.4, 460.2, 634.5, 158.8, 449.7, 194.2),
    ]
    columns: list[Key] = [("gdp", 2021), ("gdp", 2022), ("gdp", 2023), *industry]
    page.figures(
        "B5",
        down=_REGIONS,
        across=[*columns, ("resident", 2021), ("resident", 2022), ("resident", 2023)],
        form="0.00_ ",
    )
    return [page]


def year_over_indicators() -> list[Page]:
    """Years above, merged over their indicators; a third block repeats the names and holds
    growth.
    """
    page = Page("13-3", widths={"B:J": 13})
    page.merge("A1:J1", "13-3 各县（市、区）经济指标及增长情况", "title")
    page.merge("A2:A3", "县（市、区）")
    for area, over in (
        ("B2:D2", "2022年"),
        ("E2:G2", "2023年"),
        ("H2:J2", "2023年比2022年增长(%)"),
    ):
        page.merge(area, over)
    names = ["地区生产总值(亿元)", "一般公共预算收入(亿元)", "社会消费品零售总额(亿元)"]
    page.across("B3", [*names, *names, "地区生产总值", "一般公共预算收入", "社会消费品零售总额"])
    page.down("A4", _NAMES)
    both: list[Key] = [
        (indicator, year) for year in (2022, 2023) for indicator in ("gdp", "revenue", "retail")
    ]
    growth = [
        other(6.0, 5.7, 5.1, 5.5, 6.9, 6.9),
        other(8.7, 8.9, 8.1, 8.6, 8.9, 9.2),
        other(6.8, 7.2, 6.6, 6.2, 6.7, 6.7),
    ]
    page.figures("B4", down=_REGIONS, across=[*both, *growth])
    return [page]


def growth_columns() -> list[Page]:
    """Two years, their growth and an index side by side; a serial number before the names."""
    page = Page("主要指标", widths={"B:B": 24, "C:G": 12})
    page.merge("A1:G1", "2023年国民经济和社会发展主要指标", "title")
    page.across(
        "A2", ["序号", "指标", "单位", "2022年", "2023年", "2023年比上年±%", "2023年为2020年%"]
    )
    page.down("A3", [1, 2, 3, 4, 5])
    page.down(
        "B3",
        [
            "地区生产总值",
            "规模以上工业增加值",
            "一般公共预算收入",
            "常住人口",
            "城镇居民人均可支配收入",
        ],
    )
    page.down("C3", ["亿元", "亿元", "万元", "万人", "元"])
    page.figures(
        "D3",
        down=["gdp", other(1802.9, 1897.4, 5.2, 121.4), "revenue", "resident", "urban_income"],
        across=[
            2022,
            2023,
            other(6.1, 5.2, 8.7, 0.6, 5.5),
            other(119.7, 121.4, 115.5, 102.0, 120.0),
        ],
        worth={"revenue": "0.0001"},
    )
    return [page]


def bulletin_annex() -> list[Page]:
    """The annex of a bulletin: the year in the title, one column of figures and one of growth."""
    page = Page("附表")
    page.merge("A1:D1", "附表1  2023年越州市国民经济和社会发展统计公报主要数据", "title")
    page.across("A2", ["指  标", "单  位", "绝对数", "比上年增长(%)"])
    names = [
        "地区生产总值",
        "　其中：第一产业增加值",
        "　　　　第二产业增加值",
        "　　　　第三产业增加值",
        "进出口总额",
    ]
    page.down("A3", [*names, "城镇化率"])
    page.down("B3", ["亿元"] * 5 + ["%"])
    exports = other(2980.6, 3.4)
    growth = other(6.1, 3.2, 5.4, 6.9, 3.4, "提高1.1个百分点")
    page.figures(
        "C3",
        down=["gdp", "primary", "secondary", "tertiary", exports, "urbanization"],
        across=[2023, growth],
    )
    return [page]


def year_over_value_and_growth() -> list[Page]:
    """Each year merged over a figure and its growth."""
    page = Page("1-4", widths={"B:E": 12})
    page.merge("A1:E1", "1-4 主要指标及增速", "title")
    page.merge("A2:A3", "指    标")
    page.merge("B2:C2", "2022年")
    page.merge("D2:E2", "2023年")
    page.across("B3", ["绝对值", "增速(%)"] * 2)
    page.down(
        "A4", ["地区生产总值(亿元)", "社会消费品零售总额(亿元)", "农村居民人均可支配收入(元)"]
    )
    growth = [other(3.9, 4.5, 7.2), other(6.1, 6.8, 7.1)]
    page.figures(
        "B4", down=["gdp", "retail", "rural_income"], across=[2022, growth[0], 2023, growth[1]]
    )
    return [page]


def ranks() -> list[Page]:
    """An indicator merged over its amount, its rank, its growth and the growth's rank."""
    page = Page("位次", widths={"B:I": 10})
    page.merge("A1:I1", "2023年各县（市、区）主要经济指标及位次", "title")
    page.merge("A2:A3", "单位")
    page.merge("B2:E2", "地区生产总值")
    page.merge("F2:I2", "一般公共预算收入")
    page.across("B3", ["总量(亿元)", "位次", "增速(%)", "位次"] * 2)
    page.down("A4", [name.replace(" ", "") for name in _NAMES])
    of_gdp = [
        other("—", 2, 1, 5, 3, 4),
        other(6.1, 6.0, 5.6, 5.9, 6.5, 6.7),
        other("—", 3, 5, 4, 2, 1),
    ]
    of_revenue = [
        other("—", 2, 1, 5, 3, 4),
        other(8.7, 8.9, 8.1, 8.6, 8.9, 9.2),
        other("—", 2, 5, 4, 2, 1),
    ]
    columns: list[Key] = [("gdp", 2023), *of_gdp, ("revenue", 2023), *of_revenue]
    page.figures("B4", down=_REGIONS, across=columns)
    return [page]


def plan_beside_actual() -> list[Page]:
    """A plan's table: base and goal stand beside what was reached, kinds of goals in merged cells
    at the left.
    """
    page = Page("完成情况", widths={"B:B": 30, "C:I": 12})
    page.merge("A1:I1", "“十四五”规划主要指标完成情况", "title")
    header = [
        "类别",
        "指标",
        "单位",
        "2020年基期",
        "2022年实际",
        "2023年实际",
        "2024年计划",
        "2025年目标",
        "属性",
    ]
    page.across("A2", header)
    page.merge("A3:A5", "经济发展", "name")
    page.merge("A6:A8", "民生福祉", "name")
    page.down("B3", ["地区生产总值", "社会消费品零售总额", "研发经费支出占地区生产总值比重"])
    page.down("B6", ["常住人口城镇化率", "城镇居民人均可支配收入", "每千人口拥有执业医师数"])
    page.down("C3", ["亿元", "亿元", "%", "%", "元", "人"])
    base = other(4590, 2100, 2.7, 69.6, 66018, 3.3)
    plan, goal = other(6200, 2700, 3.2, 73, 84000, 3.9), other(6500, 2900, 3.4, 74, 90000, 4.0)
    doctors = other(3.3, 3.7, 3.8, 3.9, 4.0, "预期性")
    nature = other("预期性", "预期性", "预期性", "预期性", "预期性", "预期性")
    rows: list[Key] = ["gdp", "retail", "rd_share", "urbanization", "urban_income", doctors]
    page.figures("D3", down=rows, across=[base, 2022, 2023, plan, goal, nature])
    return [page]


def goals_over_years() -> list[Page]:
    """Bare years under merged headers: those under 目标 are wishes, those under 实际 are facts."""
    page = Page("监测", widths={"B:F": 11})
    page.merge("A1:F1", "规划指标年度监测表", "title")
    page.merge("A2:A3", "指标名称")
    page.merge("B2:D2", "实际完成")
    page.merge("E2:F2", "规划目标")
    page.across("B3", [2021, 2022, 2023, 2023, 2025])
    page.down("A4", ["地区生产总值(亿元)", "城镇化率(%)", "农村居民人均可支配收入(元)"])
    goals = [other(5700, 72, 46000), other(6500, 74, 53000)]
    page.figures(
        "B4", down=["gdp", "urbanization", "rural_income"], across=[2021, 2022, 2023, *goals]
    )
    return [page]


def split_name() -> list[Page]:
    """A name split over two header rows: one indicator, three kinds of households."""
    page = Page("居民收入", widths={"B:E": 14})
    page.merge("A1:E1", "2023年各县（市、区）常住人口和居民收入", "title")
    page.merge("A2:A3", "县(市、区)")
    page.merge("B2:B3", "常住人口\n(万人)")
    page.merge("C2:E2", "居民人均可支配收入(元)")
    page.across("C3", ["全体居民", "城镇居民", "农村居民"])
    page.down("A4", _NAMES)
    everyone = other(69810, 76241, 71306, 58977, 67740, 61052)
    town, country = (
        other(79233, 82106, 80457, 69215, 78330, 72914),
        other(46604, 49872, 48015, 40263, 47219, 42508),
    )
    page.figures("B4", down=_REGIONS, across=["resident", everyone, town, country], fixed=(2023,))
    return [page]


TABLES: tuple[Table, ...] = (
    table(
        "indicator_over_years",
        "13-2.xlsx",
        indicator_over_years,
        workbook,
        unread=("规模以上工业增加值",),
        why="A merged indicator holds for the years below it and ends where the next one "
        "begins, declared or not.",
    ),
    table(
        "year_over_indicators",
        "13-3.xlsx",
        year_over_indicators,
        workbook,
        why="The third block repeats the names under a header that begins with a year and means "
        "growth.",
    ),
    table(
        "growth_columns",
        "主要指标.xlsx",
        growth_columns,
        workbook,
        unread=("规模以上工业增加值",),
        why="Growth and index columns begin with a year and are not that year's value; the "
        "serial number is no figure.",
    ),
    table(
        "bulletin_annex",
        "公报附表.xlsx",
        bulletin_annex,
        workbook,
        unread=("进出口总额",),
        why="绝对数 is the value of the title's year; 比上年增长 is not.",
    ),
    table(
        "year_over_value_and_growth",
        "1-4.xlsx",
        year_over_value_and_growth,
        workbook,
        why="Half of what stands under a year is its growth.",
    ),
    table(
        "ranks_beside_values",
        "位次表.xlsx",
        ranks,
        workbook,
        why="Only 总量 is the value; the first header cell says 单位 and means the places, not a unit.",
    ),
    table(
        "plan_beside_actual",
        "规划指标完成情况.xlsx",
        plan_beside_actual,
        workbook,
        unread=("每千人口拥有执业医师数",),
        asked=("2020年基期",),
        why="计划 and 目标 are no actuals. A base is the plan's figure of 2020, rounded and from "
        "before the census: whether it is an actual must be asked.",
    ),
    table(
        "goals_over_years",
        "监测表.xlsx",
        goals_over_years,
        workbook,
        why="2023 stands twice: once reached, once wished for.",
    ),
    table(
        "split_name",
        "居民收入.xlsx",
        split_name,
        workbook,
        asked=("居民人均可支配收入",),
        why="城镇居民 under 居民人均可支配收入 is in all likelihood the declared indicator, but no cell "
        "prints its name: a question, not a match.",
    ),
)
