"""Which two workbooks are spoilt? One wide, one long, with other indicators, units and regions; all
values are made up.
"""

from __future__ import annotations

from tests.ingest.corpus.base import Config, Record

FIRST_YAML = """\
title: {zh: 甲方案监测, en: First trial plan}
fictional: {zh: 数值为虚构, en: The values are made up}
region: "330400"
regions:
  "330400": {zh: 嘉兴市, en: Jiaxing}
  "330402": {zh: 南湖区, en: Nanhu, within: "330400"}
  "330411": {zh: 秀洲区, en: Xiuzhou, within: "330400"}
plans:
  five: {name: {zh: 五年规划, en: Five-year plan}, years: 2021-2025}
  year: {name: {zh: 2022年度目标, en: Targets for 2022}, years: 2022-2022}
indicators:
  gdp:
    name: {zh: 地区生产总值, en: Gross domestic product}
    unit: 亿元
    decimals: 1
    measure: flow
    better: higher
    prices: current
    aliases: ["生产总值"]
    targets:
      - {plan: five, by: 2025, reach: 8500, base: {year: 2020, value: 5509.5}}
  revenue:
    name: {zh: 一般公共预算收入, en: General public budget revenue}
    unit: 亿元
    decimals: 1
    measure: flow
    better: higher
    targets:
      - {plan: year, in: 2022, at_least: 590}
  urbanization:
    name: {zh: 常住人口城镇化率, en: Urbanization rate}
    unit: "%"
    decimals: 1
    measure: rate
    better: higher
    limits: [0, 100]
    targets:
      - {plan: five, by: 2025, at_least: 75, base: {year: 2020, value: 71.3}}
  circle_15:
    name: {zh: 15分钟医疗圈覆盖率, en: Share of people 15 minutes from care}
    unit: "%"
    decimals: 1
    measure: rate
    better: higher
    limits: [0, 100]
  growth:
    name: {zh: 地区生产总值增速, en: Growth of gross domestic product}
    unit: "%"
    decimals: 1
    measure: growth
    better: higher
    targets:
      - {plan: year, in: 2022, about: 6}
  population:
    name: {zh: 常住人口, en: Resident population}
    unit: 万人
    decimals: 1
    measure: stock
    better: neither
  income:
    name: {zh: 居民人均可支配收入, en: Disposable income per head}
    unit: 元
    decimals: 0
    measure: flow
    better: higher
    targets:
      - {plan: five, by: 2025, reach: 75000, base: {year: 2020, value: 54667}}
  firms:
    name: {zh: 高新技术企业数, en: High-tech enterprises}
    unit: 个
    decimals: 0
    measure: stock
    better: higher
    targets:
      - {plan: five, by: 2025, at_least: 4800, base: {year: 2020, value: 2305}}
"""

SECOND_YAML = """\
title: {zh: 乙方案监测, en: Second trial plan}
fictional: {zh: 数值为虚构, en: The values are made up}
region: "320600"
regions:
  "320600": {zh: 南通市, en: Nantong}
  "320612": {zh: 通州区, en: Tongzhou, within: "320600"}
  "320682": {zh: 如皋市, en: Rugao, within: "320600"}
plans:
  five: {name: {zh: 五年规划, en: Five-year plan}, years: 2021-2025}
indicators:
  investment:
    name: {zh: 技术改造投资, en: Investment in technical renewal}
    unit: 万元
    decimals: 0
    measure: flow
    better: higher
    targets:
      - {plan: five, by: 2025, reach: 11000000, base: {year: 2020, value: 8406000}}
  good_air:
    name: {zh: 空气质量优良天数比率, en: Share of days with good air}
    unit: "%"
    decimals: 1
    measure: rate
    better: higher
    limits: [0, 100]
    targets:
      - {plan: five, every: 2021-2025, at_least: 85}
  retail_growth:
    name: {zh: 社会消费品零售总额增速, en: Growth of retail sales}
    unit: "%"
    decimals: 1
    measure: growth
    better: higher
  patents:
    name: {zh: 发明专利授权量, en: Invention patents granted}
    unit: 件
    decimals: 0
    measure: flow
    better: higher
    targets:
      - {plan: five, by: 2025, at_least: 5200, base: {year: 2020, value: 3120}}
  households:
    name: {zh: 常住户数, en: Resident households}
    unit: 万户
    decimals: 1
    measure: stock
    better: neither
  wage:
    name: {zh: 城镇单位平均工资, en: Average urban wage}
    unit: 元
    decimals: 0
    measure: flow
    better: higher
  pm25:
    name: {zh: PM2.5平均浓度, en: Mean concentration of PM2.5}
    unit: 微克/立方米
    decimals: 0
    measure: rate
    better: lower
    targets:
      - {plan: five, by: 2025, at_most: 27, base: {year: 2020, value: 34}}
  roads:
    name: {zh: 高速公路通车里程, en: Length of motorways}
    unit: 公里
    decimals: 1
    measure: stock
    better: higher
"""


def _series(indicator: str, region: str, start: int, *values: float) -> Record:
    """One indicator in one region, its years following one another."""
    return Record(indicator, region, dict(enumerate(values, start)))


_CITY, _NANHU, _XIUZHOU = "330400", "330402", "330411"
FIRST = Config(
    name="first",
    declaration=FIRST_YAML,
    layout="wide",
    sheet="数据",
    headings=("指标编码", "指标名称", "单位", "地区"),
    years=(2020, 2021, 2022, 2023, 2024),
    names={
        "gdp": "地区生产总值",
        "revenue": "一般公共预算收入",
        "urbanization": "常住人口城镇化率",
        "circle_15": "15分钟医疗圈覆盖率",
        "growth": "地区生产总值增速",
        "population": "常住人口",
        "income": "居民人均可支配收入",
        "firms": "高新技术企业数",
    },
    units={
        "gdp": "亿元",
        "revenue": "亿元",
        "urbanization": "%",
        "circle_15": "%",
        "growth": "%",
        "population": "万人",
        "income": "元",
        "firms": "个",
    },
    regions={_CITY: "嘉兴市", _NANHU: "南湖区", _XIUZHOU: "秀洲区"},
    records=(
        _series("gdp", _CITY, 2020, 5509.5, 6355.3, 6739.5, 7062.5, 7569.5),
        _series("gdp", _NANHU, 2020, 720.4, 812.6, 845.1, 880.3, 935.2),
        _series("gdp", _XIUZHOU, 2020, 640.2, 702.8, 741.3, 768.9, 811.6),
        _series("revenue", _CITY, 2020, 558.8, 594.8, 606.3, 628.9, 642.1),
        _series("revenue", _NANHU, 2020, 70.1, 75.2, 77.8, 80.4, 83.3),
        _series("revenue", _XIUZHOU, 2020, 61.7, 66.3, 68.2, 70.9, 73.5),
        _series("urbanization", _CITY, 2020, 71.3, 71.9, 72.4, 73.2, 73.9),
        _series("urbanization", _NANHU, 2020, 84.6, 85.1, 85.7, 86.2, 86.8),
        _series("urbanization", _XIUZHOU, 2020, 68.5, 69.2, 69.8, 70.6, 71.1),
        _series("circle_15", _CITY, 2020, 88.1, 90.2, 92.5, 94.2, 95.6),
        _series("growth", _CITY, 2020, 5.1, 6.4, 5.6, 6.3, 5.5),
        _series("growth", _NANHU, 2020, 4.8, 6.1, 5.3, 5.9, 5.2),
        _series("growth", _XIUZHOU, 2020, 5.3, 6.6, 5.8, 6.2, 5.7),
        _series("population", _CITY, 2020, 540.1, 551.6, 555.1, 558.4, 561.2),
        _series("population", _NANHU, 2020, 66.2, 67.4, 68.1, 68.8, 69.3),
        _series("population", _XIUZHOU, 2020, 59.8, 61.2, 62.1, 62.9, 63.4),
        _series("income", _CITY, 2020, 54667, 60048, 62626, 66217, 69422),
        _series("income", _NANHU, 2020, 61203, 66871, 69514, 73120, 76488),
        _series("income", _XIUZHOU, 2020, 52914, 57866, 60371, 63705, 66812),
        _series("firms", _CITY, 2020, 2305, 2851, 3427, 3966, 4385),
        _series("firms", _NANHU, 2020, 412, 487, 559, 634, 701),
        _series("firms", _XIUZHOU, 2020, 355, 431, 503, 572, 629),
    ),
    roles={
        "money": ("gdp", _CITY, 2022),
        "share": ("urbanization", _CITY, 2022),
        "people": ("population", _CITY, 2022),
        "yuan": ("income", _CITY, 2022),
        "count": ("firms", _CITY, 2022),
        "signed": ("growth", _CITY, 2022),
        "digits": ("circle_15", _CITY, 2022),
        "district": ("gdp", _NANHU, 2022),
        "earlier": ("gdp", _CITY, 2021),
        "later": ("gdp", _CITY, 2024),
    },
    sibling=("万元", 1e4),
)

_WHOLE, _TONGZHOU, _RUGAO = "320600", "320612", "320682"
SECOND = Config(
    name="second",
    declaration=SECOND_YAML,
    layout="long",
    sheet="年度数据",
    headings=("指标编码", "指标名称", "地区", "年份", "数值", "单位", "数据性质", "来源", "备注"),
    years=(2019, 2020, 2021, 2022, 2023),
    names={
        "investment": "技术改造投资",
        "good_air": "空气质量优良天数比率",
        "retail_growth": "社会消费品零售总额增速",
        "patents": "发明专利授权量",
        "households": "常住户数",
        "wage": "城镇单位平均工资",
        "pm25": "PM2.5平均浓度",
        "roads": "高速公路通车里程",
    },
    units={
        "investment": "万元",
        "good_air": "%",
        "retail_growth": "%",
        "patents": "件",
        "households": "万户",
        "wage": "元",
        "pm25": "微克/立方米",
        "roads": "公里",
    },
    regions={_WHOLE: "南通市", _TONGZHOU: "通州区", _RUGAO: "如皋市"},
    records=(
        _series("investment", _WHOLE, 2019, 8125000, 8406000, 8911500, 9350200, 9788400),
        _series("good_air", _WHOLE, 2019, 84.1, 87.7, 87.1, 86.4, 85.2),
        _series("retail_growth", _WHOLE, 2021, 6.9, 5.6, 6.3),
        _series("patents", _WHOLE, 2020, 3120, 3544, 4012, 4471),
        _series("patents", _TONGZHOU, 2023, 655),
        _series("households", _WHOLE, 2021, 268.4, 270.2, 271.9),
        _series("wage", _WHOLE, 2021, 105210, 111408, 118960),
        _series("pm25", _WHOLE, 2022, 29, 28),
        _series("pm25", _RUGAO, 2023, 27),
        _series("roads", _WHOLE, 2023, 561.2),
    ),
    roles={
        "money": ("investment", _WHOLE, 2021),
        "share": ("good_air", _WHOLE, 2021),
        "people": ("households", _WHOLE, 2022),
        "yuan": ("wage", _WHOLE, 2022),
        "count": ("patents", _WHOLE, 2022),
        "signed": ("retail_growth", _WHOLE, 2022),
        "digits": ("pm25", _WHOLE, 2022),
        "district": ("patents", _TONGZHOU, 2023),
        "earlier": ("investment", _WHOLE, 2020),
        "later": ("investment", _WHOLE, 2023),
    },
    sibling=("亿元", 1e-4),
)
