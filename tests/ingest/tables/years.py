"""Yearbook tables of one city over the years: where the unit stands, two languages, and the many
ways to write a year.
"""

from __future__ import annotations

from datetime import date

from tests.ingest.tables.base import Table
from tests.ingest.tables.files import workbook
from tests.ingest.tables.page import Key, Page, other, table

_WAN = {
    "gdp": "0.0001",
    "primary": "0.0001",
    "secondary": "0.0001",
    "tertiary": "0.0001",
    "revenue": "0.0001",
}
"""What one 万元 is in 亿元."""


def units_in_the_header() -> list[Page]:
    """Years down as numbers, indicators across, units in brackets of both widths; averages and
    notes under the years.
    """
    page = Page("1-3", widths={"B:I": 13})
    page.merge("A1:I1", "1-3  主要年份国民经济主要指标", "title")
    header = [
        "年份",
        "地区生产总值(亿元)",
        "第一产业增加值（亿元）",
        "第二产业增加值（亿元）",
        "第三产业增加值（亿元）",
    ]
    header += [
        "人均地区生产总值(元/人)",
        "社会消费品零售总额(亿元)",
        "固定资产投资(亿元)",
        "城镇化率(%)",
    ]
    page.across("A3", header)
    page.down(
        "A4",
        [
            *range(2014, 2024),
            "“十三五”年均增长(%)",
            "2021-2023年均增长(%)",
            "2023年数据为初步核算数。",
        ],
    )
    investment = other(
        1790.6, 1981.2, 2163.5, 2340.1, 2477.9, 2622.4, 2748.1, 2991.3, 3180.7, 3362.5
    )
    columns: list[Key] = [
        "gdp",
        "primary",
        "secondary",
        "tertiary",
        "per_head",
        "retail",
        investment,
        "urbanization",
    ]
    page.figures("B4", down=range(2014, 2024), across=columns)
    page.across("B14", [6.8, 2.1, 6.2, 7.9, 6.0, 6.7, 6.8, None], "figure")
    page.across("B15", [6.1, 2.5, 6.6, 5.8, 5.7, 6.5, 7.0, None], "figure")
    return [page]


def unit_row() -> list[Page]:
    """A row of units under the header; the revenue is printed in 万元."""
    page = Page("2-2", widths={"B:H": 12})
    page.merge("A1:H1", "2-2 国民经济主要指标", "title")
    header = [
        "年  份",
        "地区生产总值",
        "一般公共\n预算收入",
        "年末常住\n人口",
        "城镇化率",
        "城镇居民人均\n可支配收入",
    ]
    page.across("A2", [*header, "农村居民人均\n可支配收入", "全社会用电量"])
    page.across("A3", [None, "(亿元)", "(万元)", "(万人)", "(%)", "(元)", "(元)", "(亿千瓦时)"])
    page.down("A4", [f"{year}年" for year in range(2017, 2024)])
    power = other(318.2, 341.9, 357.4, 362.8, 401.5, 412.3, 437.7)
    columns: list[Key] = [
        "gdp",
        "revenue",
        "resident",
        "urbanization",
        "urban_income",
        "rural_income",
        power,
    ]
    page.figures("B4", down=range(2017, 2024), across=columns, worth={"revenue": "0.0001"})
    page.down("A11", ["资料来源：越州市统计局、国家统计局越州调查队。"], "note")
    return [page]


def unit_line() -> list[Page]:
    """A unit line at the right above the table, overruled by headers that name their own unit."""
    page = Page("2-4", widths={"B:H": 14})
    page.merge("A1:H1", "2-4 地区生产总值与财政收入", "title")
    page.put("H2", "单位：万元", "unit")
    header = [
        "年份",
        "地区生产总值",
        "第一产业增加值",
        "第二产业增加值",
        "第三产业增加值",
        "一般公共预算收入",
    ]
    page.across("A3", [*header, "税收收入占一般公共预算收入比重(%)", "常住人口(万人)"])
    page.down("A4", range(2019, 2024))
    taxes = other(84.1, 82.6, 85.3, 80.2, 83.7)
    columns: list[Key] = ["gdp", "primary", "secondary", "tertiary", "revenue", taxes, "resident"]
    page.figures("B4", down=range(2019, 2024), across=columns, worth=_WAN, form="#,##0.##")
    return [page]


def bilingual_rows() -> list[Page]:
    """A Chinese header row, an English one below it, and both again in title and unit line."""
    page = Page("2-5", widths={"B:F": 16})
    page.merge("A1:F1", "2-5 地区生产总值(2018-2023年)", "title")
    page.merge("A2:F2", "Gross Regional Product (2018-2023)", "title")
    page.put("A3", "单位：亿元", "text")
    page.put("F3", "(100 million yuan)", "unit")
    page.across(
        "A4",
        [
            "年 份",
            "地区生产总值",
            "第一产业增加值",
            "第二产业增加值",
            "第三产业增加值",
            "人均地区生产总值(元)",
        ],
    )
    english = [
        "Year",
        "Gross Regional\nProduct",
        "Value-added of the\nPrimary Industry",
        "Value-added of the\nSecondary Industry",
    ]
    page.across(
        "A5",
        [*english, "Value-added of the\nTertiary Industry", "Per Capita GRP\n(yuan)"],
        "english",
    )
    page.down("A6", range(2018, 2024))
    page.figures(
        "B6", down=range(2018, 2024), across=["gdp", "primary", "secondary", "tertiary", "per_head"]
    )
    page.down(
        "A12",
        [
            "a) 本表绝对数按当年价格计算。",
            "a) Figures in this table are calculated at current prices.",
        ],
        "note",
    )
    return [page]


def bilingual_cells() -> list[Page]:
    """Both languages in one cell, on one line or on two, units in both."""
    page = Page("1-2 主要指标", widths={"A:A": 44})
    page.merge(
        "A1:D1",
        "1-2 国民经济和社会发展主要指标 Main Indicators on Economic and Social Development",
        "title",
    )
    page.across("A2", ["指    标\nItem", "2021", "2022", "2023"])
    names = [
        "地区生产总值 Gross Domestic Product (亿元)",
        "  第一产业增加值\n  Value-added of Primary Industry (100 million yuan)",
        "全社会固定资产投资(亿元)\nTotal Investment in Fixed Assets (100 million yuan)",
        "年末常住人口(万人)\nResident Population at Year-end (10 000 persons)",
        "一般公共预算收入(万元) General Public Budget Revenue (10 000 yuan)",
        "城镇居民人均可支配收入(元)\nPer Capita Disposable Income of Urban Households (yuan)",
        "研发经费支出占地区生产总值比重 (%)  R&D Expenditure as Percentage of GDP (%)",
    ]
    page.down("A3", names)
    rows: list[Key] = [
        "gdp",
        "primary",
        other(2991.3, 3180.7, 3362.5),
        "resident",
        "revenue",
        "urban_income",
        "rd_share",
    ]
    page.figures("B3", down=rows, across=[2021, 2022, 2023], worth={"revenue": "0.0001"})
    return [page]


def years_in_three_dresses() -> list[Page]:
    """Years as numbers, as dates that show a year only, and as text with spaces and full-width
    digits.
    """
    numbers, dates, texts = Page("数字年份"), Page("日期年份"), Page("文字年份")
    numbers.across("A1", ["指标", *range(2019, 2024)])
    numbers.down("A2", ["地区生产总值(亿元)", "社会消费品零售总额(亿元)"])
    numbers.figures("B2", down=["gdp", "retail"], across=range(2019, 2024))
    dates.across("A1", ["年份", "常住人口(万人)", "城镇化率(%)"])
    dates.down("A2", [date(year, 12, 31) for year in range(2019, 2024)], form='yyyy"年"')
    dates.figures("B2", down=range(2019, 2024), across=["resident", "urbanization"])
    texts.across("A1", ["指标", "2 0 1 9", "２０２０", "\u30002021 ", "2022 年", "2 0 2 3 年"])
    texts.down("A2", ["人均地区生产总值(元)", "一般公共预算收入(亿元)"])
    texts.figures("B2", down=["per_head", "revenue"], across=range(2019, 2024))
    return [numbers, dates, texts]


def preliminary() -> list[Page]:
    """Years that carry a word on how final their figures are."""
    accounts, money, people = Page("核算"), Page("财政贸易"), Page("收入")
    accounts.across("A1", ["指标", "2021年(最终核实)", "2022年（最终核实）", "2023年(初步)"])
    accounts.down(
        "A2",
        [
            "地区生产总值(亿元)",
            "第一产业增加值(亿元)",
            "第二产业增加值(亿元)",
            "第三产业增加值(亿元)",
        ],
    )
    accounts.figures(
        "B2", down=["gdp", "primary", "secondary", "tertiary"], across=[2021, 2022, 2023]
    )
    money.across("A1", ["指标", "2021", "2022", "2023P"])
    money.down("A2", ["一般公共预算收入(亿元)", "社会消费品零售总额(亿元)"])
    money.figures("B2", down=["revenue", "retail"], across=[2021, 2022, 2023])
    people.across("A1", ["年份", "城镇居民人均可支配收入(元)", "农村居民人均可支配收入(元)"])
    people.down("A2", ["2021年", "2022年", "2023年*", "* 为快报数，以年鉴公布数为准。"])
    people.figures("B2", down=[2021, 2022, 2023], across=["urban_income", "rural_income"])
    return [accounts, money, people]


def folded() -> list[Page]:
    """A long table folded in two to save paper: the same header again to the right."""
    page = Page("2-1", widths={"A:F": 14})
    page.merge("A1:F1", "2-1 历年地区生产总值和常住人口", "title")
    page.across("A2", ["年份", "地区生产总值\n(亿元)", "常住人口\n(万人)"] * 2)
    for at, first in (("A3", 2014), ("D3", 2019)):
        page.down(at, range(first, first + 5))
    page.figures("B3", down=range(2014, 2019), across=["gdp", "resident"])
    page.figures("E3", down=range(2019, 2024), across=["gdp", "resident"])
    return [page]


def year_words() -> list[Page]:
    """Years with words after them: 年度, 全年, 年末, 年底."""
    flows, stocks = Page("流量"), Page("存量")
    flows.across("A1", ["指标", "2021年度", "2022年全年", "2023年1-12月"])
    flows.down("A2", ["地区生产总值(亿元)", "一般公共预算收入(亿元)"])
    flows.figures("B2", down=["gdp", "revenue"], across=[2021, 2022, 2023], form="0.00_ ")
    stocks.across("A1", ["指标", "2021年末", "2022年底", "2023年年末"])
    stocks.down("A2", ["常住人口(万人)", "户籍人口(万人)"])
    stocks.figures(
        "B2",
        down=["resident", "registered"],
        across=[2021, 2022, 2023],
        form="0.0_);[Red]\\(0.0\\)",
    )
    return [flows, stocks]


TABLES: tuple[Table, ...] = (
    table(
        "years_down_units_in_header",
        "1-3.xlsx",
        units_in_the_header,
        workbook,
        unread=("固定资产投资",),
        why="Averages over several years and a note that begins with a year stand among the "
        "years; retail sales of 2018 are 2019.",
    ),
    table(
        "years_down_unit_row",
        "2-2.xlsx",
        unit_row,
        workbook,
        unread=("全社会用电量",),
        why="The units stand in a row of their own, names break inside a word, one money column "
        "is in 万元.",
    ),
    table(
        "years_down_unit_line",
        "2-4.xlsx",
        unit_line,
        workbook,
        unread=("税收收入占一般公共预算收入比重",),
        why="One unit line for the table; two headers overrule it. The share of taxes ends like "
        "the revenue it is a share of.",
    ),
    table(
        "bilingual_header_rows",
        "2-5.xlsx",
        bilingual_rows,
        workbook,
        why="The English header row is neither a year nor an indicator more.",
    ),
    table(
        "bilingual_cells",
        "1-2.xlsx",
        bilingual_cells,
        workbook,
        unread=("全社会固定资产投资",),
        why="The Chinese name before the English one names the indicator; in one row the "
        "English says GDP as well, of another indicator.",
    ),
    table(
        "years_in_three_dresses",
        "年份.xlsx",
        years_in_three_dresses,
        workbook,
        why="A year is a number, a date formatted as a year, or text with spaces and full-width "
        "digits.",
    ),
    table(
        "preliminary_years",
        "初步核算.xlsx",
        preliminary,
        workbook,
        why="A mark on a year says how final it is; the year is the year.",
    ),
    table(
        "folded_years",
        "历年数据.xlsx",
        folded,
        workbook,
        why="The second half of the years stands to the right under the same header.",
    ),
)
