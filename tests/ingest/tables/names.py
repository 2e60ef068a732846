"""Names as they are really printed: indented, numbered, footnoted, nearly the declared ones, or
open to question.
"""

from __future__ import annotations

from tests.ingest.tables.base import Table
from tests.ingest.tables.files import workbook
from tests.ingest.tables.page import Content, Key, Page, Raised, other, table


def indents_and_numbering() -> list[Page]:
    """Chapters, numbers, 其中, # and spaces of every kind before the names."""
    page = Page("主要指标", widths={"A:A": 40, "B:D": 12})
    page.across("A1", ["指　　标", "2021年", "2022年", "2023年"])
    lines: list[tuple[str, Key]] = [
        ("一、综合", other(None, None, None)),
        ("（一）地区生产总值(亿元)", "gdp"),
        ("\u3000\u3000第一产业增加值(亿元)", "primary"),
        ("\u00a0\u00a0\u00a0\u00a0第二产业增加值(亿元)", "secondary"),
        ("\u3000\u3000\u3000#工业增加值(亿元)", other(2043.8, 2190.5, 2301.7)),
        ("    ＃第三产业增加值(亿元)", "tertiary"),
        ("1.年末户籍人口(万人)", "registered"),
        ("\u3000\u3000其中：女性", other(223.6, 223.3, 222.9)),
        ("2、年末常住人口(万人)", "resident"),
        ("\u3000\u3000其中:城镇", other(365.8, 371.8, 379.9)),
        ("二、财政和贸易", other(None, None, None)),
        ("1. 财政总收入(亿元)", other(781.2, 744.6, 812.3)),
        ("\u3000其中：一般公共预算收入(亿元)", "revenue"),
        ("（2）社会消费品零售总额(亿元)", "retail"),
        ("三、人民生活", other(None, None, None)),
        ("①城镇居民人均可支配收入(元)", "urban_income"),
        ("\u3000②农村居民人均可支配收入(元)", "rural_income"),
    ]
    page.down("A2", [name for name, _ in lines])
    page.figures("B2", down=[key for _, key in lines], across=[2021, 2022, 2023])
    return [page]


def footnotes() -> list[Page]:
    """Marks on names, years and numbers, and everything that may stand below a table."""
    page = Page("1-5", widths={"A:A": 34, "B:D": 13})
    page.merge("A1:D1", "1-5 国民经济主要指标①", "title")
    page.across("A2", ["指标", "2021年", "2022年②", "2023年*"])
    names: list[Content] = [
        "地区生产总值①(亿元)",
        Raised("常住人口(万人)", "③"),
        "一般公共预算收入*(亿元)",
        "城镇化率[3](%)",
    ]
    names += [
        "社会消费品零售总额 (亿元) ④",
        Raised("城镇居民人均可支配收入(元)", "1)"),
        "进出口总额⑤(亿元)",
    ]
    page.down("A3", names)
    rows: list[Key] = [
        "gdp",
        "resident",
        "revenue",
        "urbanization",
        "retail",
        "urban_income",
        other(2701.4, 2882.6, 2980.6),
    ]
    page.figures("B3", down=rows, across=[2021, 2022, 2023])
    page.show("D3", "5812.47*")
    page.show("B4", "518.9③")
    page.show("C5", "430.18 ②")
    page.show("D6", "72.4 [3]")
    foot = [
        "注：①本表按当年价格计算，2022年为最终核实数。",
        "   ②2022年一般公共预算收入按自然口径计算。",
        "   ③2020年以后为第七次全国人口普查修订数。",
        "* 2023年为初步核算数。",
        "1) 2013年起为城乡一体化住户调查数据，与2012年及以前口径不同。",
        "资料来源：越州市统计局",
        "数据来源：国家统计局越州调查队",
    ]
    page.down("A10", foot, "note")
    page.across("A17", ["审核：李某", None, "制表：王某", "2024年8月20日"], "note")
    return [page]


def unit_column() -> list[Page]:
    """Every row has its unit in a column, none of them the declared one's twin; a ditto mark; a
    column of notes.
    """
    page = Page("表3", widths={"B:B": 9, "C:E": 13, "F:F": 22})
    page.across("A1", ["指标名称", "计量单位", "2021年", "2022年", "2023年", "备注"])
    page.down(
        "A2",
        [
            "地区生产总值",
            "第一产业增加值",
            "人均地区生产总值",
            "常住人口",
            "户籍人口",
            "城镇化率",
            "粮食产量",
            "研发经费占比",
        ],
    )
    page.down("B2", ["万元", "〃", "万元", "人", "万人", "%", "吨", "‰"])
    rows: list[Key] = [
        "gdp",
        "primary",
        "per_head",
        "resident",
        "registered",
        "urbanization",
        other(931204, 920117, 924466),
        "rd_share",
    ]
    worth = {
        "gdp": "0.0001",
        "primary": "0.0001",
        "per_head": "10000",
        "resident": "0.0001",
        "rd_share": "0.1",
    }
    page.figures("C2", down=rows, across=[2021, 2022, 2023], worth=worth)
    page.down(
        "F2",
        [
            "2023年为初步核算数",
            None,
            "按年平均常住人口计算",
            "2022年末为抽样调查推算数",
            None,
            None,
            None,
            "全社会口径",
        ],
        "name",
    )
    return [page]


def near_names() -> list[Page]:
    """Names that hold a declared name and mean something else, among the declared ones."""
    page = Page("指标", widths={"A:A": 44, "B:C": 12})
    page.across("A1", ["指标", "2022年", "2023年"])
    lines: list[tuple[str, Key]] = [
        ("地区生产总值(亿元)", "gdp"),
        ("地区生产总值指数(上年=100)", other(103.9, 106.1)),
        ("地区生产总值增速(%)", other(3.9, 6.1)),
        ("国民生产总值(亿元)", other(5390.2, 5721.8)),
        ("地区生产总值（2020年不变价）(亿元)", other(5402.1, 5731.6)),
        ("万元地区生产总值能耗(吨标准煤)", other(0.42, 0.41)),
        ("人均地区生产总值增长(%)", other(3.4, 5.5)),
        ("第二产业增加值(亿元)", "secondary"),
        ("第二产业增加值增速(%)", other(3.8, 5.4)),
        ("第二产业增加值占地区生产总值比重(%)", other(47.4, 47.0)),
        ("第一产业从业人员(万人)", other(21.3, 20.8)),
        ("一般公共预算收入(亿元)", "revenue"),
        ("一般公共预算支出(亿元)", other(688.1, 702.4)),
        ("人均一般公共预算收入(元)", other(8271, 8938)),
        ("城镇化率(%)", "urbanization"),
        ("户籍人口城镇化率(%)", other(55.8, 56.7)),
        ("常住人口自然增长率(‰)", other(-1.2, -1.6)),
        ("限额以上社会消费品零售总额(亿元)", other(902.7, 951.3)),
        ("居民人均可支配收入(元)", other(65120, 69810)),
        ("城镇居民人均生活消费支出(元)", other(43170, 46022)),
        ("农村居民人均纯收入(元)", other(39880, 42713)),
        ("研发经费支出(亿元)", other(162.4, 179.0)),
    ]
    page.down("A2", [name for name, _ in lines])
    page.figures("B2", down=[key for _, key in lines], across=[2022, 2023])
    return [page]


def names_to_ask_about() -> list[Page]:
    """Names that may or may not be a declared indicator's."""
    page = Page("指标", widths={"A:A": 30})
    page.across("A1", ["指标", "2022年", "2023年"])
    lines: list[tuple[str, Key]] = [
        ("地区生产总值(亿元)", "gdp"),
        ("  第一产业", other(184.06, 190.75)),
        ("  第二产业", other(2602.33, 2730.16)),
        ("  第三产业", other(2699.66, 2891.56)),
        ("年末总人口(万人)", other(447.02, 446.18)),
        ("城市化率(%)", other(71.3, 72.4)),
        ("城镇人口比重(%)", other(71.3, 72.4)),
        ("公共财政预算收入(亿元)", other(430.18, 467.53)),
        ("社会消费品零售总额(亿元)", "retail"),
        ("R&D经费支出占GDP比例(%)", other(2.96, 3.08)),
        ("城镇居民人均收入(元)", other(75108, 79233)),
    ]
    page.down("A2", [name for name, _ in lines])
    page.figures("B2", down=[key for _, key in lines], across=[2022, 2023])
    return [page]


def parts_of_something_else() -> list[Page]:
    """Declared names and parts of GDP as rows below another heading."""
    page = Page("投资和就业", widths={"A:A": 30})
    page.across("A1", ["项目", "2022年", "2023年"])
    lines: list[tuple[str, Key]] = [
        ("固定资产投资(亿元)", other(3180.7, 3362.5)),
        ("  第一产业", other(28.4, 30.2)),
        ("  第二产业", other(1102.6, 1190.8)),
        ("  第三产业", other(2049.7, 2141.5)),
        ("全社会从业人员(万人)", other(328.9, 327.4)),
        ("  第一产业", other(21.3, 20.8)),
        ("  第二产业", other(165.2, 163.9)),
        ("  第三产业", other(142.4, 142.7)),
        ("常住人口(万人)", "resident"),
    ]
    page.down("A2", [name for name, _ in lines])
    page.figures("B2", down=[key for _, key in lines], across=[2022, 2023])
    return [page]


TABLES: tuple[Table, ...] = (
    table(
        "indents_and_numbering",
        "主要指标.xlsx",
        indents_and_numbering,
        workbook,
        unread=("工业增加值", "女性", "城镇", "财政总收入"),
        why="What stands before a name is not the name. 其中 may name a declared indicator (the "
        "budget's part of all revenue) or nobody's.",
    ),
    table(
        "footnotes",
        "1-5.xlsx",
        footnotes,
        workbook,
        unread=("进出口总额",),
        why="Marks on names, years and numbers take nothing from them; notes, sources and "
        "signatures are no rows.",
    ),
    table(
        "unit_column",
        "表3.xlsx",
        unit_column,
        workbook,
        unread=("粮食产量",),
        why="Each row has a unit of its own, 〃 repeats the one above, GDP per head is in 万元, "
        "the R&D share per mille.",
    ),
    table(
        "near_names",
        "近似指标.xlsx",
        near_names,
        workbook,
        unread=(
            "地区生产总值指数",
            "地区生产总值增速",
            "国民生产总值",
            "地区生产总值（2020年不变价）",
            "万元地区生产总值能耗",
            "人均地区生产总值增长",
            "第二产业增加值增速",
            "第二产业增加值占地区生产总值比重",
            "第一产业从业人员",
            "一般公共预算支出",
            "人均一般公共预算收入",
            "户籍人口城镇化率",
            "常住人口自然增长率",
            "限额以上社会消费品零售总额",
            "居民人均可支配收入",
            "城镇居民人均生活消费支出",
            "农村居民人均纯收入",
            "研发经费支出",
        ),
        why="Growth, indices, shares, constant prices, per head, other scopes: each holds a "
        "declared name and is not it.",
    ),
    table(
        "names_to_ask_about",
        "待确认指标.xlsx",
        names_to_ask_about,
        workbook,
        asked=(
            "第一产业",
            "第二产业",
            "第三产业",
            "年末总人口",
            "城市化率",
            "城镇人口比重",
            "公共财政预算收入",
            "R&D经费支出占GDP比例",
            "城镇居民人均收入",
        ),
        why="Old names, loose names and names of which half is missing: likely, and not "
        "declared. The figures look right, which proves nothing.",
    ),
    table(
        "parts_of_something_else",
        "投资就业.xlsx",
        parts_of_something_else,
        workbook,
        unread=("固定资产投资", "全社会从业人员", "第一产业", "第二产业", "第三产业"),
        why="第一产业 here is a part of investment and of employment: in the first even the unit "
        "would fit.",
    ),
)
