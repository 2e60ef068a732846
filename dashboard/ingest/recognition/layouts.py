"""What is a table made of? Headings, columns, and what stands for the whole table; the words that
name them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from dashboard.core.declaration.target_checks import normalize_name
from dashboard.core.vocabulary.units import Unit
from dashboard.ingest.recognition import labels
from dashboard.ingest.recognition.names import Match
from dashboard.ingest.recognition.page import Page

HEADINGS: dict[str, tuple[str, ...]] = {
    "indicator": (
        "指标编码",
        "指标代码",
        "指标编号",
        "指标ID",
        "编码",
        "代码",
        "indicator",
        "indicator id",
        "indicator code",
        "id",
        "code",
    ),
    "name": (
        "指标名称",
        "指标",
        "指标名",
        "名称",
        "项目",
        "指标项目",
        "统计指标",
        "name",
        "indicator name",
        "item",
        "indicators",
    ),
    "region": (
        "地区",
        "区域",
        "地区名称",
        "所属地区",
        "地区代码",
        "区域代码",
        "行政区划代码",
        "行政区",
        "行政区划",
        "城市",
        "城市名称",
        "市县",
        "县市区",
        "县（市、区）",
        "市、县（区）",
        "区县",
        "地市",
        "地级市",
        "市州",
        "县市",
        "县（市）",
        "省",
        "省份",
        "省市",
        "省市区",
        "省（区、市）",
        "国家",
        "国家和地区",
        "国家（地区）",
        "乡镇",
        "街道",
        "region",
        "region name",
        "region code",
        "area",
        "city",
        "district",
        "county",
        "province",
        "country",
        "country name",
        "country or area",
        "geography",
        "location",
    ),
    "year": ("年份", "年度", "年", "统计年份", "统计年度", "数据年份", "时间", "year"),
    "month": ("月份", "截至月份", "月", "month"),
    "value": (
        "数值",
        "指标值",
        "指标数值",
        "统计值",
        "数据值",
        "实际值",
        "数据",
        "绝对数",
        "绝对值",
        "绝对额",
        "绝对量",
        "总额",
        "实绩",
        "总量",
        "完成数",
        "完成值",
        "value",
        "actual",
    ),
    "unit": ("单位", "计量单位", "数据单位", "指标单位", "unit", "units"),
    "quality": ("数据性质", "性质", "数据状态", "quality"),
    "published": (
        "发布日期",
        "公布日期",
        "发布时间",
        "公布时间",
        "published",
        "released",
        "release date",
    ),
    "source": ("来源", "数据来源", "资料来源", "source"),
    "note": ("备注", "附注", "note", "notes", "remark", "remarks"),
    "known": ("最近已知值", "last known value"),
}
"""Column → the headings that name it; the first one is what the template prints."""

INFORMATIVE = ("来源", "未采用", "说明", "目录", "填表说明")
"""Sheets that a workbook may carry for its readers; they are not reported as unread."""

QUALIFIERS = (
    "时期",
    "期间",
    "季度",
    "报告期",
    "分组",
    "口径",
    "统计口径",
    "性别",
    "城乡",
    "类型",
    "数据类型",
    "指标类型",
)
"""Headings of columns that say of which months or part a row's figures are."""

NO_PLACES = re.compile(
    "备注|附注|^注|来源|出处|依据|文号|文件|单位|责任|负责|部门|牵头|配合|联系|填报|填表|"
    "审核|报送|电话|邮箱|网址|链接|说明|描述|含义|定义|口径|解释|指标|项目|内容|性质|类型|"
    "类别|分类|分组|属性|频率|频度|周期|时间|时期|日期|期间|公式|方法|算法|代码|编码|编号|"
    "序号|状态|进展|情况|原因|措施|问题|意见|趋势|排名|位次|名次|等级|方向|维度|主题|领域|"
    "行业|产业|英文|note|remark|comment|source|unit|descri|defin|explan|indicator|series|"
    "variable|item|code|^id$|status|owner|contact|type|categ|freq|date|time|period|formula|"
    "method|link|url|theme|topic|sector|scale|flag|footnote|counterpart",
    re.IGNORECASE,
)
"""Headings of columns of words that are no places; any other such column may hold some."""

ROLES = {
    normalize_name(heading): column for column, headings in HEADINGS.items() for heading in headings
}
ROLES |= dict.fromkeys(map(normalize_name, QUALIFIERS), "qualifier")
SAMPLE_ROWS = 200
"""Rows that are looked at to tell what a sheet or a column holds."""


@dataclass
class Column:
    """One column under a header: either it says something about each row, or it holds figures of an
    indicator, region or year.
    """

    position: int
    heading: str = ""
    row: int = 0
    role: str = ""
    when: labels.When | None = None
    indicator: Match | None = None
    region: Match | None = None
    unit: Unit | None = None
    to_date: bool = False
    by_content: bool = False
    is_growth: bool = False
    """Whether its figures are the growth of what the table's title names."""
    reached: str = ""
    """A label of an upper header row that is taken to reach over to this column, though nothing is
    merged.
    """

    @property
    def figures(self) -> bool:
        """Whether figures stand in it."""
        return self.role == "value"

    @property
    def key(self) -> tuple[object, ...]:
        """What its figures are of; two columns with one key are one column too many."""
        if self.role == "qualifier":
            return (self.role, self.position)
        when = self.when or labels.When(None)
        indicator = self.indicator.id if self.indicator else None
        region = self.region.id if self.region else None
        return (self.role, when.year, when.month, when.single, indicator, region)


@dataclass(frozen=True)
class Statement:
    """Something that holds for a whole table, and the cell that says so ("" for the sheet's name or
    the default).
    """

    value: object
    cell: str
    text: str


@dataclass(frozen=True)
class Objection:
    """What speaks against a whole table: an issue's code, the cell and the text that say so, and
    whether it is read all the same.
    """

    code: str
    cell: str
    text: str
    read: bool = False


@dataclass
class Table:
    """A table on a sheet: its header, its columns, and what was said above it."""

    page: Page
    first: int
    header: int
    columns: list[Column] = field(default_factory=list)
    unread: list[Column] = field(default_factory=list)
    twice: list[Column] = field(default_factory=list)
    last: int = 0
    said: dict[str, Statement] = field(default_factory=dict)
    units: tuple[Unit, ...] | None = None
    title: str = ""
    nearest_title: str = ""
    """The title right above it, else its sheet's name: what a column 增速 is the growth of."""
    names_regions: bool | None = None
    """Whether its column of regions says anything; found out when first asked."""
    objection: Objection | None = None
    holds_days: bool | None = None
    """Whether days within a year stand in its column of years; found out when first asked."""

    def at(self, role: str) -> int:
        """The position of the column with a role, 0 without one."""
        for column in self.columns:
            if column.role == role:
                return 0 if role == "value" else column.position
        return 0

    def value_of(self, what: str) -> object:
        """What was said of the whole table, None where nothing was."""
        return self.said[what].value if what in self.said else None

    @cached_property
    def values(self) -> list[Column]:
        """The columns of figures."""
        return [column for column in self.columns if column.figures]

    @property
    def template(self) -> bool:
        """Whether it is a form made for this purpose: then every row is meant, and a name that is
        unknown is an error.
        """
        if self.at("indicator"):
            return True
        has_place_or_time = self.at("region") or self.at("year")
        return bool(self.at("name") and self.at("unit") and has_place_or_time)

    @property
    def left(self) -> int:
        return min((column.position for column in self.columns), default=1)
