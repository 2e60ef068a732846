"""Numbers that are not plainly numbers: text with spaces and commas, percent formats, marks for
what is missing.
"""

from __future__ import annotations

from tests.ingest.tables.base import CITY, PARTS, Table
from tests.ingest.tables.files import workbook
from tests.ingest.tables.page import Page, table


def numbers_as_text() -> list[Page]:
    """Figures pasted as text: commas, full-width digits, spaces before and after."""
    page = Page("Sheet1", font="Calibri")
    page.across("A1", ["指标", "2021年", "2022年", "2023年"])
    page.down(
        "A2",
        [
            "地区生产总值(亿元)",
            "人均地区生产总值(元)",
            "常住人口(万人)",
            "城镇化率(%)",
            "一般公共预算收入(万元)",
        ],
    )
    rows = ["gdp", "per_head", "resident", "urbanization", "revenue"]
    page.figures("B2", down=rows, across=[2021, 2022, 2023], worth={"revenue": "0.0001"})
    shown = {
        "B2": "5,173.88",
        "C2": " 5486.05 ",
        "D2": "５８１２．４７",
        "B3": "100,146",
        "C3": "105，471",
        "D3": "\u00a0111126",
        "B4": "518.90",
        "C4": "521.4\u3000",
        "D4": "524.7 ",
        "B5": "70.5%",
        "C5": "71.3 ％",
        "D5": "72.40",
        "B6": "4,513,600",
        "C6": "4301800",
        "D6": "4,675,300.00",
    }
    for at, text in shown.items():
        page.show(at, text)
    return [page]


def groups_of_three() -> list[Page]:
    """Thousands set apart by spaces, as the national standard of figures in print has it."""
    page = Page("收入")
    page.across("A1", ["年份", "城镇居民人均可支配收入(元)", "一般公共预算收入(万元)"])
    page.down("A2", [2021, 2022, 2023])
    page.figures(
        "B2",
        down=[2021, 2022, 2023],
        across=["urban_income", "revenue"],
        worth={"revenue": "0.0001"},
    )
    for at, text in {
        "B2": "71 674",
        "B3": "75\u2009108",
        "B4": "79\u00a0233",
        "C2": "4 513 600",
        "C3": "4 301 800",
    }.items():
        page.show(at, text)
    return [page]


def percent_formats() -> list[Page]:
    """Shares stored as fractions and shown as percent, and shares that only carry the sign."""
    page = Page("2-8", widths={"B:C": 16})
    page.across("A1", ["年份", "城镇化率", "研发经费支出占地区生产总值比重(%)"])
    page.down("A2", [2021, 2022, 2023])
    page.figures(
        "B2",
        down=[2021, 2022, 2023],
        across=["urbanization"],
        worth={"urbanization": "100"},
        form="0.0%",
    )
    page.figures("C2", down=[2021, 2022, 2023], across=["rd_share"], form='0.00"%"')
    page.show("C4", 0.0308, "0.00%")
    return [page]


def missing_marks() -> list[Page]:
    """What a yearbook prints where there is no figure; a zero stays a zero."""
    page = Page("缺数", widths={"B:E": 13})
    page.merge("A1:E1", "2023年各县（市、区）主要指标", "title")
    page.across(
        "A2",
        ["地区", "地区生产总值(亿元)", "第一产业增加值(亿元)", "常住人口(万人)", "城镇化率(%)"],
    )
    page.down("A3", ["全市", "镜湖区", "梅溪区", "梅溪县", "石塘市", "禹陵市"])
    page.figures(
        "B3",
        down=[CITY, *PARTS],
        across=["gdp", "primary", "resident", "urbanization"],
        fixed=(2023,),
    )
    for at, mark in {
        "B4": "…",
        "C4": "—",
        "D5": "-",
        "E6": "...",
        "E7": "",
        "C8": "　",
        "D8": "暂无",
        "E8": "××",
    }.items():
        page.gap(at, content=mark)
    page.expect("C4", 0, page.reads["缺数!C5"]._replace(region=PARTS[0], value=0.0))
    page.down(
        "A10",
        ["注：“…”表示数据不足本表最小单位数，“—”表示无该项数据，“-”和空格表示数据不详。"],
        "note",
    )
    return [page]


TABLES: tuple[Table, ...] = (
    table(
        "numbers_as_text",
        "粘贴.xlsx",
        numbers_as_text,
        workbook,
        why="Every figure is text: with commas of both widths, full-width digits, spaces, a "
        "percent sign that repeats the header's.",
    ),
    table(
        "groups_of_three",
        "三位分节.xlsx",
        groups_of_three,
        workbook,
        why="GB/T 15835 sets thousands apart by a thin space: 79 233 is one number where every "
        "group has three digits.",
    ),
    table(
        "percent_formats",
        "2-8.xlsx",
        percent_formats,
        workbook,
        why="0.724 shown as 72.4% is 72.4; 3.08 shown as 3.08% is 3.08; one column may hold both.",
    ),
    table(
        "missing_marks",
        "缺数.xlsx",
        missing_marks,
        workbook,
        why="Marks of a missing figure are not 0; a district without farms prints a real 0.",
    ),
)
