"""Downloads from the national bureau's database: preamble, header in row 4, units inside names,
footer.
"""

from __future__ import annotations

from functools import partial

from tests.ingest.tables.base import CITIES, CITY, MINGZHOU, Table
from tests.ingest.tables.files import html, separated, workbook
from tests.ingest.tables.page import Key, Page, other, table

_SHEET = "主要城市年度数据"
_FOOT = "数据来源：国家统计局"


def _download(preamble: list[str], header: list[str], sheet: str = _SHEET) -> Page:
    page = Page(sheet, font="Arial")
    page.down("A1", preamble, "text")
    page.across("A4", header, "text")
    return page


def _years(first: int, last: int, step: int = 1) -> list[str]:
    return [f"{year}年" for year in range(first, last + step, step)]


def newest_first() -> list[Page]:
    """Ten years from the newest to the oldest; the newest column is there and empty."""
    page = _download(
        ["数据库：主要城市年度数据", "地区：越州", "时间：最近10年"],
        ["指标", *_years(2024, 2015, -1)],
    )
    names = [
        "年末户籍人口(万人)",
        "地区生产总值(亿元)",
        "第一产业增加值(亿元)",
        "第二产业增加值(亿元)",
        "第三产业增加值(亿元)",
    ]
    names += [
        "地方一般公共预算收入(亿元)",
        "地方一般公共预算支出(亿元)",
        "社会消费品零售总额(亿元)",
        "房地产开发投资额(亿元)",
    ]
    page.down("A5", [*names, "在岗职工平均工资(元)", _FOOT], "text")
    nobody: list[Key] = [
        other(467.53, 430.18, 451.36, 404.77, 395.02, 368.45, 330.58, 304.12, 285.74),
        other(702.4, 688.1, 671.9, 655.3, 640.7, 581.2, 512.9, 468.8, 430.6),
    ]
    homes = other(588.1, 640.3, 701.8, 662.5, 610.4, 540.9, 478.3, 421.7, 402.9)
    wages = other(112430, 106218, 99871, 91240, 84102, 76993, 69120, 62877, 57410)
    rows: list[Key] = [
        "registered",
        "gdp",
        "primary",
        "secondary",
        "tertiary",
        *nobody,
        "retail",
        homes,
        wages,
    ]
    page.figures("C5", down=rows, across=range(2023, 2014, -1))
    page.gap("H7", "C8", "F12")  # holes inside the rows: missing, not 0
    return [page]


def oldest_first() -> list[Page]:
    """Another city, years rising, one money row in 万元 among rows in 亿元."""
    page = _download(
        ["数据库：主要城市年度数据", "地区：明州市", "时间：2019-2023"],
        ["指标", *_years(2019, 2023)],
    )
    names = [
        "国内生产总值(亿元)",
        "年末户籍人口(万人)",
        "一般公共预算收入(万元)",
        "城镇化率(%)",
        "年末实有公共汽电车营运车辆数(辆)",
    ]
    page.down("A5", [*names, _FOOT], "text")
    rows: list[Key] = [
        "gdp",
        "registered",
        "revenue",
        "urbanization",
        other(9120, 9388, 9501, 9467, 9530),
    ]
    page.figures(
        "B5", down=rows, across=range(2019, 2024), fixed=(MINGZHOU,), worth={"revenue": "0.0001"}
    )
    page.gap("D6")
    return [page]


def one_indicator() -> list[Page]:
    """Cities down, years across; the indicator and its unit stand in row 2 only."""
    page = _download(
        ["数据库：主要城市年度数据", "指标：国内生产总值(亿元)", "时间：最近10年"],
        ["地区", *_years(2023, 2014, -1)],
    )
    page.down("A5", ["越州", "明州", "东瓯", "禾城", "瓯宁", _FOOT], "text")
    stranger = other(2210.4, 2105.8, 1998.3, 1790.2, 1744.6, 1652.9, 1530.1, 1411.7, 1302.5, 1240.8)
    page.figures("B5", down=[*CITIES, stranger], across=range(2023, 2013, -1), fixed=("gdp",))
    return [page]


def of_the_province() -> list[Page]:
    """The right indicators of a region that nobody declared: nothing of it is the city's."""
    page = _download(
        ["数据库：分省年度数据", "地区：江海省", "时间：最近3年"],
        ["指标", *_years(2023, 2021, -1)],
        "分省年度数据",
    )
    page.down(
        "A5", ["地区生产总值(亿元)", "第一产业增加值(亿元)", "年末常住人口(万人)", _FOOT], "text"
    )
    for at, contents in (
        ("B5", [80120.6, 76433.9, 72980.4]),
        ("B6", [2310.5, 2245.8, 2170.1]),
        ("B7", [6480, 6455, 6421]),
    ):
        page.across(at, contents, "figure")
    return [page]


def as_text() -> list[Page]:
    """The same kind of download as text."""
    page = _download(
        ["数据库：主要城市年度数据", "地区：越州", "时间：最近5年"],
        ["指标", *_years(2023, 2019, -1)],
        "",
    )
    names = [
        "地区生产总值(亿元)",
        "第三产业增加值(亿元)",
        "社会消费品零售总额(亿元)",
        "年末总人口(万人)",
        "普通本专科在校学生数(万人)",
    ]
    page.down("A5", [*names, _FOOT], "text")
    rows: list[Key] = [
        "gdp",
        "tertiary",
        "retail",
        other(446.18, 447.02, 447.75, 447.98, 447.61),
        other(11.2, 10.9, 10.4, 9.8, 9.5),
    ]
    page.figures("B5", down=rows, across=range(2023, 2018, -1))
    page.gap("D6", content="")
    return [page]


def cities_as_text() -> list[Page]:
    """Cities down as comma-separated text, a thousands comma inside quotes."""
    preamble = ["数据库：主要城市年度数据", "指标：社会消费品零售总额(亿元)", "时间：最近3年"]
    page = _download(preamble, ["地区", *_years(2023, 2021, -1)], "")
    page.down("A5", ["越州市", "明州市", "东瓯市", "禾城市", _FOOT], "text")
    page.figures("B5", down=CITIES, across=range(2023, 2020, -1), fixed=("retail",))
    page.show("B6", "4,688.0")
    page.show("C6", "4,391.5")
    return [page]


def office_page() -> list[Page]:
    """What an office's report system hands out as .xls: a title over the table, entities, a unit
    line, districts down.
    """
    page = Page("")
    page.merge("A1:F1", "2023年主要经济指标完成情况", "title")
    page.merge("A2:F2", "单位：亿元、万人", "unit")
    page.across(
        "A3",
        [
            "县（市、区）",
            "地区生产总值",
            "一般公共预算收入",
            "社会消费品零售总额",
            "常住人口",
            "实际使用外资(万美元)",
        ],
    )
    page.down(
        "A4",
        [
            "全市",
            "\u00a0\u00a0镜湖区",
            "\u00a0\u00a0梅溪区",
            "\u00a0\u00a0梅溪县",
            "\u00a0\u00a0石塘市",
            "\u00a0\u00a0禹陵市",
        ],
    )
    foreign = other(48210, 17033, 15204, 2871, 9420, 3682)
    regions = [CITY, "339002", "339003", "339021", "339081", "339082"]
    page.figures(
        "B4", down=regions, across=["gdp", "revenue", "retail", "resident", foreign], fixed=(2023,)
    )
    page.merge("A10:F10", "注：地区生产总值按当年价格计算。\n填报单位：综合科", "note")
    return [page]


TABLES: tuple[Table, ...] = (
    table(
        "nbs_newest_first",
        "年度数据.xlsx",
        newest_first,
        workbook,
        unread=("地方一般公共预算支出", "房地产开发投资额", "在岗职工平均工资"),
        asked=("地方一般公共预算收入",),
        why="Region in the preamble, years falling, the newest column empty, holes that are "
        "missing and not 0. 支出 differs from 收入 in one "
        "character; 地方一般公共预算收入 is most likely the declared revenue, but nobody has said so.",
    ),
    table(
        "nbs_oldest_first",
        "主要城市年度数据.xlsx",
        oldest_first,
        workbook,
        unread=("年末实有公共汽电车营运车辆数",),
        why="Years rising; the preamble names another city than the declaration's own, so every "
        "figure is that city's; one row in 万元.",
    ),
    table(
        "nbs_one_indicator_of_cities",
        "年度数据 (1).xlsx",
        one_indicator,
        workbook,
        unread=("瓯宁",),
        why="Indicator and unit only in the preamble; cities by their short names; one city "
        "that is not declared.",
    ),
    table(
        "nbs_of_the_province",
        "分省年度数据.xlsx",
        of_the_province,
        workbook,
        unread=("江海省",),
        why="Every indicator is known and the region is not: the province's figures must not "
        "become the city's.",
    ),
    table(
        "nbs_as_gb18030_text",
        "年度数据.csv",
        as_text,
        partial(separated, encoding="gb18030"),
        unread=("普通本专科在校学生数",),
        asked=("年末总人口",),
        why="A download as GB18030 text, its lines of different lengths. 年末总人口 is the resident "
        "or the registered population.",
    ),
    table(
        "nbs_text_named_xls",
        "年度数据.xls",
        cities_as_text,
        partial(separated, encoding="gbk"),
        why="GBK text that calls itself .xls; thousands commas inside quotes.",
    ),
    table(
        "nbs_tabs_named_xls",
        "导出数据.xls",
        cities_as_text,
        partial(separated, encoding="gb18030", separator="\t"),
        why="Tab-separated GB18030 text that calls itself .xls, as many reporting systems export.",
    ),
    table(
        "office_page_named_xls",
        "主要经济指标完成情况.xls",
        office_page,
        partial(html, charset="gb2312"),
        unread=("实际使用外资",),
        why="An HTML table that calls itself .xls: merged title, year in the title, a unit line "
        "with two units of different kinds, &nbsp; indents.",
    ),
    table(
        "office_page_in_utf8",
        "主要经济指标.xls",
        office_page,
        partial(html, charset="utf-8"),
        unread=("实际使用外资",),
        why="The same page in UTF-8: the encoding is said inside the file.",
    ),
)
