"""Tables of many places: districts down or across, totals among them, pages that go on, short and
ambiguous names.
"""

from __future__ import annotations

from tests.ingest.tables.base import (
    CITIES,
    CITY,
    JINGHU,
    MEIXI,
    MEIXI_COUNTY,
    MINGZHOU,
    PARTS,
    SHITANG,
    YULING,
    Table,
)
from tests.ingest.tables.files import workbook
from tests.ingest.tables.page import Key, Page, other, table

_REGIONS = [CITY, *PARTS]
_NAMES = ["全市", "镜湖区", "梅溪区", "梅溪县", "石塘市", "禹陵市"]


def districts_down() -> list[Page]:
    """Districts down, indicators across; the year stands in the title only; names are spread with
    spaces.
    """
    page = Page("13-1", widths={"B:I": 11})
    page.merge("A1:I1", "13-1  2023年各县（市、区）主要经济指标", "title")
    header = [
        "县（市、区）",
        "土地面积\n（平方公里）",
        "地区生产总值\n（亿元）",
        "第一产业增加值（亿元）",
        "第二产业增加值（亿元）",
    ]
    page.across(
        "A3",
        [
            *header,
            "第三产业增加值（亿元）",
            "年末常住人口（万人）",
            "城镇化率\n（%）",
            "人均地区生产总值（元）",
        ],
    )
    page.down("A4", ["全　　市", "镜 湖 区", "梅 溪 区", "梅 溪 县", "石 塘 市", "禹 陵 市"])
    land = other(8279, 362, 1041, 1213, 2311, 1789)
    columns: list[Key] = [
        land,
        "gdp",
        "primary",
        "secondary",
        "tertiary",
        "resident",
        "urbanization",
        "per_head",
    ]
    page.figures("B4", down=_REGIONS, across=columns, fixed=(2023,))
    page.down("A10", ["注：各县（市、区）数据之和因四舍五入可能不等于全市数。"], "note")
    return [page]


def one_indicator_over_years() -> list[Page]:
    """Districts down, years across; indicator and unit stand in the title line only."""
    page = Page("13-4", widths={"B:D": 12})
    page.merge("A1:D1", "13-4 各县（市、区）地区生产总值（2021—2023年）", "title")
    page.put("D2", "单位：亿元", "unit")
    page.across("A3", ["地 区", "2021年", "2022年", "2023年"])
    page.down("A4", _NAMES)
    page.figures("B4", down=_REGIONS, across=[2021, 2022, 2023], fixed=("gdp",), form="0.00")
    return [page]


def districts_across() -> list[Page]:
    """Indicators down, districts across; the year in brackets under the title, another year in the
    date of issue.
    """
    page = Page("分县", widths={"A:A": 26, "B:G": 10})
    page.merge("A1:G1", "各县（市、区）主要经济指标", "title")
    page.merge("A2:G2", "（2023年）", "title")
    page.merge("A3:G3", "发布日期：2024年3月12日", "unit")
    page.across("A4", ["指标＼地区", *_NAMES])
    names = [
        "地区生产总值(亿元)",
        "年末户籍人口(万人)",
        "粮食总产量(万吨)",
        "社会消费品零售总额(亿元)",
        "农村居民人均可支配收入(元)",
    ]
    page.down("A5", names)
    grain = other(92.4, 3.1, 20.7, 22.9, 25.2, 20.5)
    page.figures(
        "B5",
        down=["gdp", "registered", grain, "retail", "rural_income"],
        across=_REGIONS,
        fixed=(2023,),
    )
    return [page]


def continued_pages() -> list[Page]:
    """Printed pages one under another: the same places with other indicators, the year only on the
    first page.
    """
    page = Page("13-5", widths={"B:D": 16})
    blocks: list[tuple[int, str, list[str], list[Key]]] = [
        (
            1,
            "13-5 各县（市、区）国民经济主要指标（2023年）",
            ["地区生产总值(亿元)", "第一产业增加值(亿元)", "常住人口(万人)"],
            ["gdp", "primary", "resident"],
        ),
        (
            12,
            "13-5 各县（市、区）国民经济主要指标（2023年） 续表1",
            ["财政总收入(亿元)", "一般公共预算收入(万元)", "户籍人口(人)"],
            [],
        ),
        (
            23,
            "续表2 continued",
            ["城镇居民人均可支配收入(元)", "社会消费品零售总额(亿元)", "城镇化率(%)"],
            ["urban_income", "retail", "urbanization"],
        ),
    ]
    revenue = other(812.3, 205.1, 236.9, 70.8, 196.4, 103.1)
    for top, title, header, indicators in blocks:
        page.merge(f"A{top}:D{top}", title, "title")
        page.across(f"A{top + 2}", ["地区", *header])
        page.down(f"A{top + 3}", _NAMES)
        columns = indicators or [revenue, "revenue", "registered"]
        page.figures(
            f"B{top + 3}",
            down=_REGIONS,
            across=columns,
            fixed=(2023,),
            worth={"revenue": "0.0001", "registered": "0.0001"},
        )
    return [page]


def header_in_the_middle() -> list[Page]:
    """A long list of places broken by a page: the header comes again, the list goes on."""
    page = Page("14-1", widths={"B:D": 12})
    page.merge("A1:D1", "14-1 各地一般公共预算收入", "title")
    page.put("D2", "单位：亿元", "unit")
    page.across("A3", ["地区", "2021年", "2022年", "2023年"])
    page.down("A4", ["越州市", "镜湖区", "梅溪区", "梅溪县"])
    page.figures(
        "B4",
        down=[CITY, JINGHU, MEIXI, MEIXI_COUNTY],
        across=[2021, 2022, 2023],
        fixed=("revenue",),
    )
    page.merge("A9:D9", "14-1 续表", "title")
    page.put("D10", "单位：亿元", "unit")
    page.across("A11", ["地区", "2021年", "2022年", "2023年"])
    page.down("A12", ["石塘市", "禹陵市", "明州市", "东瓯市", "禾城市"])
    page.figures(
        "B12", down=[SHITANG, YULING, *CITIES[1:]], across=[2021, 2022, 2023], fixed=("revenue",)
    )
    return [page]


def totals_among_places() -> list[Page]:
    """The province above, groups, sub-totals and totals among the districts; means and totals under
    the cities.
    """
    page, cities = Page("分县"), Page("分市")
    page.merge("A1:C1", "2023年分县（市、区）生产总值和常住人口", "title")
    page.across("A2", ["地区", "生产总值(亿元)", "常住人口(万人)"])
    names = [
        "全  省",
        "全  市",
        "一、市区",
        "镜湖区",
        "梅溪区",
        "小  计",
        "二、县（市）",
        "梅溪县",
        "石塘市",
        "禹陵市",
    ]
    page.down("A3", [*names, "小  计", "合  计"])
    town, county = other(3204.08, 289.8), other(2608.39, 234.9)
    rows: list[Key] = [other(80120.6, 6480), CITY, town, JINGHU, MEIXI, town, other(None, None)]
    rows += [MEIXI_COUNTY, SHITANG, YULING, county, other(5812.47, 524.7)]
    page.figures("B3", down=rows, across=["gdp", "resident"], fixed=(2023,))
    cities.merge("A1:C1", "2023年各市财政和贸易", "title")
    cities.across("A2", ["城市", "一般公共预算收入(亿元)", "社会消费品零售总额(亿元)"])
    cities.down("A3", ["越州市", "明州市", "东瓯市", "禾城市", "总  计", "平  均"])
    sums = [other(3169.03, 12749.6), other(792.26, 3187.4)]
    cities.figures("B3", down=[*CITIES, *sums], across=["revenue", "retail"], fixed=(2023,))
    return [page, cities]


def of_another_city() -> list[Page]:
    """A neighbour's yearbook: 全市 there is the neighbour."""
    page = Page("表一")
    page.merge("A1:D1", "明州市2023年分区县主要经济指标", "title")
    page.across("A2", ["区 县", "地区生产总值(亿元)", "一般公共预算收入(亿元)", "常住人口(万人)"])
    page.down("A3", ["全  市", "望海区", "东钱区", "四明县"])
    parts = [other(5120.8, 690.4, 331.2), other(4402.3, 561.9, 318.7), other(2962.8, 335, 222.5)]
    page.figures(
        "B3", down=[MINGZHOU, *parts], across=["gdp", "revenue", "resident"], fixed=(2023,)
    )
    page.down("A8", ["数据来源：明州市统计局"], "note")
    return [page]


def short_names() -> list[Page]:
    """Places without 市, 区 and 县: one name could be a district or a county."""
    page = Page("2023年")
    page.across("A1", ["地区", "地区生产总值(亿元)", "一般公共预算收入(亿元)"])
    page.down("A2", ["越州", "镜湖", "梅溪", "石塘", "禹陵", "明州", "东瓯", "禾城", "越州高新区"])
    rows: list[Key] = [
        CITY,
        JINGHU,
        other(1683.72, 136.05),
        SHITANG,
        YULING,
        *CITIES[1:],
        other(402.6, 51.7),
    ]
    page.figures("B2", down=rows, across=["gdp", "revenue"], fixed=(2023,))
    return [page]


def bilingual_ends() -> list[Page]:
    """Chinese names at the left end of each row, English ones at the right."""
    page = Page("15-1", widths={"B:D": 14, "E:E": 16})
    page.merge("A1:E1", "15-1 各市主要经济指标(2023年)", "title")
    page.merge("A2:E2", "Main Economic Indicators by City (2023)", "title")
    page.across(
        "A3",
        [
            "地  区",
            "地区生产总值\n(亿元)",
            "年末常住人口\n(万人)",
            "人均地区生产总值\n(元)",
            "Region",
        ],
    )
    english = [
        "GRP\n(100 million yuan)",
        "Resident Population\n(10 000 persons)",
        "Per Capita GRP\n(yuan)",
    ]
    page.across("A4", [None, *english, None], "english")
    page.down("A5", ["越州市", "明州市", "东瓯市", "禾城市"])
    page.down("E5", ["Yuezhou", "Mingzhou", "Dong'ou", "Hecheng"])
    page.figures("B5", down=CITIES, across=["gdp", "resident", "per_head"], fixed=(2023,))
    return [page]


def places_merged_at_the_left() -> list[Page]:
    """Each place once, in a cell merged over its indicators."""
    page = Page("分地区", widths={"B:B": 24})
    page.across("A1", ["地区", "指标", "单位", "2021年", "2022年", "2023年"])
    for top, name, region in ((2, "越州市", CITY), (5, "镜湖区", JINGHU), (8, "石塘市", SHITANG)):
        page.merge(f"A{top}:A{top + 2}", name, "name")
        page.down(f"B{top}", ["地区生产总值", "常住人口", "一般公共预算收入"])
        page.down(f"C{top}", ["亿元", "万人", "万元"])
        rows: list[Key] = ["gdp", "resident", "revenue"]
        page.figures(
            f"D{top}",
            down=rows,
            across=[2021, 2022, 2023],
            fixed=(region,),
            worth={"revenue": "0.0001"},
        )
    return [page]


def years_merged_at_the_left() -> list[Page]:
    """Each year once, in a cell merged over the places."""
    page = Page("分年度")
    page.across("A1", ["年份", "地区", "地区生产总值(亿元)", "社会消费品零售总额(亿元)"])
    for top, year in ((2, 2022), (8, 2023)):
        page.merge(f"A{top}:A{top + 5}", f"{year}年", "name")
        page.down(f"B{top}", _NAMES)
        page.figures(f"C{top}", down=_REGIONS, across=["gdp", "retail"], fixed=(year,))
    return [page]


TABLES: tuple[Table, ...] = (
    table(
        "districts_down_year_in_title",
        "越州统计年鉴2024.xlsx",
        districts_down,
        workbook,
        unread=("土地面积",),
        why="The year is the title's 2023, not the yearbook's 2024; 全市 is the city; names are "
        "spread with spaces of two kinds.",
    ),
    table(
        "districts_down_years_across",
        "13-4.xlsx",
        one_indicator_over_years,
        workbook,
        why="Nothing but the title says which indicator it is, and the years in the title are a "
        "range.",
    ),
    table(
        "districts_across",
        "分县指标.xlsx",
        districts_across,
        workbook,
        unread=("粮食总产量",),
        why="The year of the figures is under the title; the date of issue names the year after.",
    ),
    table(
        "continued_pages",
        "13-5.xlsx",
        continued_pages,
        workbook,
        unread=("财政总收入",),
        why="续表 goes on with other indicators in the same columns; the last page names no year "
        "of its own. 财政总收入 is another revenue.",
    ),
    table(
        "header_in_the_middle",
        "14-1.xlsx",
        header_in_the_middle,
        workbook,
        why="Title, unit line and header come again between the places.",
    ),
    table(
        "totals_among_places",
        "分县生产总值.xlsx",
        totals_among_places,
        workbook,
        unread=("全  省", "市区"),
        why="全市 is the city; 小计, 合计, 总计 and 平均 are nobody; the province and the urban districts "
        "together are not declared.",
    ),
    table(
        "of_another_city",
        "明州主要指标.xlsx",
        of_another_city,
        workbook,
        unread=("望海区", "东钱区", "四明县"),
        why="The title names another declared city: 全市 is that one, never the declaration's own.",
    ),
    table(
        "short_names_of_places",
        "各地2023.xlsx",
        short_names,
        workbook,
        unread=("越州高新区",),
        asked=("梅溪",),
        why="The year is the sheet's name. 梅溪 is the district or the county; a development zone "
        "is not the city whose name it begins with.",
    ),
    table(
        "bilingual_ends",
        "15-1.xlsx",
        bilingual_ends,
        workbook,
        why="The English names at the right repeat the places and bring no figures.",
    ),
    table(
        "places_merged_at_the_left",
        "分地区.xlsx",
        places_merged_at_the_left,
        workbook,
        why="Only the first row of a merged cell holds its place.",
    ),
    table(
        "years_merged_at_the_left",
        "分年度.xlsx",
        years_merged_at_the_left,
        workbook,
        why="Only the first row of a merged cell holds its year.",
    ),
)
