"""What is a statistical table that the importer is tried on, and what does a correct reader take
from it?
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple


class Cell(NamedTuple):
    """One figure as it must be stored: in the indicator's own unit; a month below 12 is a year to
    date.
    """

    indicator: str
    region: str
    year: int
    value: float
    month: int = 12


@dataclass(frozen=True)
class Table:
    """One file and what an experienced statistician reads from it; whatever is not in `cells` must
    not be stored.
    """

    name: str
    make: Callable[[], bytes]
    filename: str
    cells: dict[str, Cell]
    """By "sheet!A1". Text files have no sheets: their keys begin with "!", rows and columns counted
    as a spreadsheet opens them.
    """
    unread: tuple[str, ...]
    """Pieces of printed names that stand for no declared indicator or region: to be listed, never
    stored.
    """
    asked: tuple[str, ...]
    """Pieces of printed names that could be meant either way: to be asked, never guessed."""
    why: str


CITY = "339000"
"""The city whose declaration this is: 全市."""
JINGHU, MEIXI, MEIXI_COUNTY, SHITANG, YULING = "339002", "339003", "339021", "339081", "339082"
MINGZHOU, DONGOU, HECHENG = "339100", "339200", "339300"
PARTS = (JINGHU, MEIXI, MEIXI_COUNTY, SHITANG, YULING)
CITIES = (CITY, MINGZHOU, DONGOU, HECHENG)
REGIONS = {
    CITY: "越州市",
    JINGHU: "镜湖区",
    MEIXI: "梅溪区",
    MEIXI_COUNTY: "梅溪县",  # a district and a county of one name: 梅溪 alone could be either
    SHITANG: "石塘市",
    YULING: "禹陵市",
    MINGZHOU: "明州市",
    DONGOU: "东瓯市",
    HECHENG: "禾城市",
}

INDICATORS = {
    "gdp": "地区生产总值",
    "primary": "第一产业增加值",
    "secondary": "第二产业增加值",
    "tertiary": "第三产业增加值",
    "resident": "常住人口",
    "registered": "户籍人口",
    "urbanization": "城镇化率",
    "per_head": "人均地区生产总值",
    "revenue": "一般公共预算收入",
    "retail": "社会消费品零售总额",
    "urban_income": "城镇居民人均可支配收入",
    "rural_income": "农村居民人均可支配收入",
    "rd_share": "研发经费支出占地区生产总值比重",
}

DECLARATION = """\
title: {zh: 越州市规划指标监测, en: Yuezhou plan indicators}
region: "339000"
fictional: {zh: 地区与数字均为虚构, en: Places and figures are invented}
regions:
  "339000": {zh: 越州市, en: Yuezhou}
  "339002": {zh: 镜湖区, en: Jinghu District, within: "339000"}
  "339003": {zh: 梅溪区, en: Meixi District, within: "339000"}
  "339021": {zh: 梅溪县, en: Meixi County, within: "339000"}
  "339081": {zh: 石塘市, en: Shitang, within: "339000"}
  "339082": {zh: 禹陵市, en: Yuling, within: "339000"}
  "339100": {zh: 明州市, en: Mingzhou}
  "339200": {zh: 东瓯市, en: Dong'ou}
  "339300": {zh: 禾城市, en: Hecheng}
documents:
  outline: {title: {zh: 越州市“十四五”规划纲要, en: Outline of the 14th Five-Year Plan of Yuezhou}, issued: 2021-02-26}
plans:
  fyp14: {name: {zh: “十四五”规划, en: 14th Five-Year Plan}, years: 2021-2025}
themes:
  economy: {zh: 经济, en: Economy}
  people: {zh: 人口与生活, en: People}
indicators:
  gdp:
    name: {zh: 地区生产总值, en: Gross regional product}
    unit: "亿元"
    decimals: 2
    measure: flow
    better: higher
    prices: current
    themes: [economy]
    aliases: ["国内生产总值", "生产总值", "GDP"]
    targets:
      - {plan: fyp14, by: 2025, reach: 6500, base: {year: 2020, value: 4590},
         source: {document: outline, section: "主要目标", phrase: "地区生产总值达到6500亿元"}}
  primary:
    name: {zh: 第一产业增加值, en: Value added of primary industry}
    unit: "亿元"
    decimals: 2
    measure: flow
    better: neither
    prices: current
    themes: [economy]
  secondary:
    name: {zh: 第二产业增加值, en: Value added of secondary industry}
    unit: "亿元"
    decimals: 2
    measure: flow
    better: neither
    prices: current
    themes: [economy]
  tertiary:
    name: {zh: 第三产业增加值, en: Value added of tertiary industry}
    unit: "亿元"
    decimals: 2
    measure: flow
    better: neither
    prices: current
    themes: [economy]
  resident:
    name: {zh: 常住人口, en: Resident population}
    unit: "万人"
    decimals: 2
    measure: stock
    better: neither
    themes: [people]
    aliases: ["年末常住人口"]
  registered:
    name: {zh: 户籍人口, en: Registered population}
    unit: "万人"
    decimals: 2
    measure: stock
    better: neither
    themes: [people]
    aliases: ["年末户籍人口", "年末户籍总人口"]
  urbanization:
    name: {zh: 城镇化率, en: Urbanization rate}
    unit: "%"
    decimals: 1
    measure: rate
    better: higher
    limits: [0, 100]
    themes: [people]
    aliases: ["常住人口城镇化率"]
  per_head:
    name: {zh: 人均地区生产总值, en: Gross regional product per head}
    unit: "元"
    decimals: 0
    measure: flow
    better: higher
    prices: current
    themes: [economy]
    aliases: ["人均生产总值", "人均GDP"]
  revenue:
    name: {zh: 一般公共预算收入, en: General public budget revenue}
    unit: "亿元"
    decimals: 2
    measure: flow
    better: higher
    prices: current
    themes: [economy]
  retail:
    name: {zh: 社会消费品零售总额, en: Retail sales of consumer goods}
    unit: "亿元"
    decimals: 1
    measure: flow
    better: higher
    prices: current
    themes: [economy]
    aliases: ["社会消费品零售额"]
  urban_income:
    name: {zh: 城镇居民人均可支配收入, en: Disposable income per head of urban residents}
    unit: "元"
    decimals: 0
    measure: flow
    better: higher
    prices: current
    themes: [people]
    aliases: ["城镇常住居民人均可支配收入"]
  rural_income:
    name: {zh: 农村居民人均可支配收入, en: Disposable income per head of rural residents}
    unit: "元"
    decimals: 0
    measure: flow
    better: higher
    prices: current
    themes: [people]
    aliases: ["农村常住居民人均可支配收入"]
  rd_share:
    name: {zh: 研发经费支出占地区生产总值比重, en: "R&D expenditure as a share of gross regional product"}
    unit: "%"
    decimals: 2
    measure: rate
    better: higher
    limits: [0, 100]
    themes: [economy]
    aliases: ["研发经费占比", "R&D经费占GDP比重"]
"""
