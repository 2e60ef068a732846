"""Which columns do records have? One model a kind of record: its columns, their types and meanings;
frames, files, the API with its description, and the reference take them from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, get_args

from pydantic import BaseModel, ConfigDict

from dashboard.core.vocabulary.text import Text

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """What a column means, and its short head where a sheet shows it."""

    meaning: Text
    head: Text | None = None


class Words(BaseModel):
    """A wording in both languages."""

    model_config = ConfigDict(extra="forbid")

    zh: str
    en: str


class Record(BaseModel):
    """A record that is written for other programs; every column has a type and a meaning."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """A column without a meaning, or of a type that has no schema, is no column."""
        for name in cls.model_fields:
            find_column(cls, name)
            build_column_schema(cls, name)


def find_column(model: type[Record], name: str) -> Column:
    """What a column of a record means; raises TypeError where nobody has said."""
    for note in model.model_fields[name].metadata:
        if isinstance(note, Column):
            return note
    raise TypeError(f"{model.__name__}.{name} has no meaning")


def list_columns(model: type[Record]) -> tuple[str, ...]:
    """The columns of a record, in their order."""
    return tuple(model.model_fields)


def describe_columns(model: type[Record]) -> dict[str, Text]:
    """Every column of a record with its meaning."""
    return {name: find_column(model, name).meaning for name in model.model_fields}


def find_head(model: type[Record], name: str) -> Text:
    """The short head of a column, its meaning where it has none."""
    column = find_column(model, name)
    return column.head or column.meaning


WORDS_SCHEMA: Schema = {
    "type": "object",
    "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
    "required": ["zh", "en"],
    "additionalProperties": False,
}
SCHEMAS: dict[object, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    list[str]: {"type": "array", "items": {"type": "string"}},
    Words: WORDS_SCHEMA,
}
"""Type of a column → its JSON schema; a type that is not here has none."""


def find_type(model: type[Record], name: str) -> object:
    """The type of a column's values, where there is one."""
    annotation: object = model.model_fields[name].annotation
    return get_args(annotation)[0] if _is_optional(model, name) else annotation


def _is_optional(model: type[Record], name: str) -> bool:
    annotation: object = model.model_fields[name].annotation
    return isinstance(annotation, UnionType) and NoneType in get_args(annotation)


def build_column_schema(model: type[Record], name: str) -> Schema:
    """The JSON schema of a column's values; raises TypeError for a type without one."""
    plain_type = find_type(model, name)
    if plain_type not in SCHEMAS:
        raise TypeError(f"{model.__name__}.{name}: {plain_type} has no schema")
    plain = SCHEMAS[plain_type]
    if not _is_optional(model, name):
        return plain
    if plain is WORDS_SCHEMA:
        return {"oneOf": [plain, {"type": "null"}]}
    return {**plain, "type": [plain["type"], "null"]}


class PlanRecord(Record):
    """A plan that is declared."""

    id: Annotated[str, Column(Text("规划编码", "id of the plan"))]
    name: Annotated[Words, Column(Text("名称", "its name"))]
    first: Annotated[int, Column(Text("第一年", "its first year"))]
    last: Annotated[int, Column(Text("最后一年", "its last year"))]
    target_count: Annotated[int, Column(Text("目标数", "how many targets it has"))]


class IndicatorRecord(Record):
    """An indicator as it is declared."""

    id: Annotated[str, Column(Text("指标编码", "id of the indicator"))]
    name: Annotated[Words, Column(Text("名称", "its name"))]
    unit: Annotated[Words, Column(Text("单位", "its unit"))]
    decimals: Annotated[int, Column(Text("公布的小数位数", "decimals that the publisher prints"))]
    measure: Annotated[str | None, Column(Text("指标类型", "what kind of measure it is"))]
    better: Annotated[
        str | None, Column(Text("方向：越大越好或越小越好", "whether more or less is better"))
    ]
    owner: Annotated[Words | None, Column(Text("责任单位", "the department that answers for it"))]
    themes: Annotated[list[str], Column(Text("主题", "its themes"))]
    prices: Annotated[str | None, Column(Text("价格口径", "current or constant prices"))]
    formula: Annotated[str | None, Column(Text("推算公式", "the formula that it is calculated by"))]
    targets: Annotated[list[str], Column(Text("目标编码", "ids of its targets"))]


class ObservationRecord(Record):
    """A published figure: a row of the observations frame."""

    indicator: Annotated[
        str, Column(Text("指标编码", "id of the indicator"), Text("指标编码", "indicator id"))
    ]
    region: Annotated[str, Column(Text("地区代码", "code of the region"), Text("地区", "region"))]
    year: Annotated[int, Column(Text("年份", "year"), Text("年份", "year"))]
    month: Annotated[
        int,
        Column(
            Text("截至月份，12 为全年", "the month that it runs through; 12 is a full year"),
            Text("月份", "month"),
        ),
    ]
    value: Annotated[
        float,
        Column(Text("数值，按指标单位", "value, in the indicator's unit"), Text("数值", "value")),
    ]
    quality: Annotated[
        str | None, Column(Text("数据性质", "nature of the figure"), Text("数据性质", "quality"))
    ]
    published: Annotated[
        date | None, Column(Text("发布日期", "day of release"), Text("发布日期", "published"))
    ]
    source: Annotated[str, Column(Text("来源", "source"), Text("来源", "source"))]
    cell: Annotated[str, Column(Text("工作簿的单元格", "cell of the workbook"))]
    note: Annotated[str, Column(Text("备注", "note"), Text("备注", "note"))]


class FigureRecord(ObservationRecord):
    """A published figure, and whether it counts."""

    in_force: Annotated[
        bool,
        Column(
            Text(
                "是否采用：同一指标、地区、时间有多个值时，评价用的那一个",
                "whether it is the one that counts where several values were published",
            )
        ),
    ]


class VerdictRecord(Record):
    """A verdict: a row of the verdicts frame."""

    target: Annotated[str, Column(Text("目标编码", "id of the target"))]
    indicator: Annotated[str, Column(Text("指标编码", "id of the indicator"))]
    plan: Annotated[str, Column(Text("规划编码", "id of the plan"))]
    promise: Annotated[
        str,
        Column(
            Text(
                "承诺编码，同一承诺的目标合并计数",
                "id of the promise; targets that share one are counted together",
            )
        ),
    ]
    region: Annotated[str, Column(Text("地区代码", "code of the region"))]
    year: Annotated[int, Column(Text("评价年份", "the year judged"), Text("数据年份", "Year"))]
    month: Annotated[
        int,
        Column(
            Text(
                "数据截至月份，12 为全年",
                "the month that the figure runs through; 12 is a full year",
            )
        ),
    ]
    actual: Annotated[
        float | None,
        Column(
            Text("实际值，按指标单位", "the published value, in the indicator's unit"),
            Text("现值", "Actual"),
        ),
    ]
    quality: Annotated[
        str | None, Column(Text("数据性质", "nature of the figure"), Text("数据性质", "Quality"))
    ]
    base: Annotated[
        float | None,
        Column(Text("基期值", "the value that the path begins with"), Text("基期值", "Base")),
    ]
    goal: Annotated[
        float | None, Column(Text("目标值", "the number to be reached"), Text("目标值", "Goal"))
    ]
    expected: Annotated[
        float | None,
        Column(
            Text(
                "序时目标：到评价年按序时进度应有的值", "what the path asks for in the year judged"
            ),
            Text("序时目标", "Due"),
        ),
    ]
    progress: Annotated[
        float | None,
        Column(
            Text(
                "完成率：从基期到目标已走的份额；累计为已有之和，每年的为达标年数",
                "the share that is done: of the way from base to goal, of a sum, of years known",
            ),
            Text("完成率", "Progress"),
        ),
    ]
    elapsed: Annotated[
        float | None,
        Column(
            Text("时间：从基期到目标已过的份额", "the share of the time that has passed"),
            Text("时间进度", "Time gone"),
        ),
    ]
    ratio: Annotated[float | None, Column(Text("已走路程与应走路程之比", "way done over way due"))]
    gap_to_path: Annotated[
        float | None,
        Column(
            Text("与序时目标之差", "the value less what is due"),
            Text("与序时目标之差", "Less what is due"),
        ),
    ]
    gap_to_goal: Annotated[
        float | None,
        Column(Text("与目标之差", "the value less the goal"), Text("与目标之差", "Less the goal")),
    ]
    lag_years: Annotated[float | None, Column(Text("比序时进度晚几年", "years behind the path"))]
    pace: Annotated[float | None, Column(Text("近年每年变化", "the change a year of late"))]
    needed: Annotated[
        float | None,
        Column(
            Text("年均需要的变化", "the change a year that is still needed"),
            Text("年均需增", "Needed a year"),
        ),
    ]
    needed_growth: Annotated[
        float | None,
        Column(Text("还需年均增长，份额", "the growth a year that is still needed, as a fraction")),
    ]
    best_pace: Annotated[
        float | None,
        Column(
            Text("有记录以来最快的一年", "the best year on record"), Text("历史最快", "Best year")
        ),
    ]
    forecast: Annotated[
        float | None, Column(Text("预测目标年的值", "the forecast for the goal's year"))
    ]
    low: Annotated[
        float | None, Column(Text("预测八成区间下限", "lower end of the forecast's 80 % interval"))
    ]
    high: Annotated[
        float | None, Column(Text("预测八成区间上限", "upper end of the forecast's 80 % interval"))
    ]
    status: Annotated[str, Column(Text("评价", "the verdict"), Text("评价", "Verdict"))]
    step: Annotated[str, Column(Text("决定评价的步骤", "the step that decided"))]
    last_year: Annotated[
        float | None, Column(Text("最近一次有数据的年份", "the last year with a figure"))
    ]
    last_status: Annotated[str | None, Column(Text("当时的评价", "the verdict then"))]
    price_status: Annotated[
        str | None,
        Column(
            Text(
                "换用基期年价格则为的评价；不变则空",
                "the verdict at the base year's prices; empty where it stays",
            )
        ),
    ]
    base_status: Annotated[
        str | None,
        Column(
            Text(
                "换另一公布的基期则为的评价；不变则空",
                "the verdict on another published base; empty where it stays",
            )
        ),
    ]
    native_class: Annotated[
        str | None,
        Column(Text("所选规则自己的等级", "the class that the chosen rules use themselves")),
    ]
    native_score: Annotated[
        float | None,
        Column(Text("所选规则自己的分数", "the score that the chosen rules use themselves")),
    ]
    flags: Annotated[list[str], Column(Text("标记", "marks"))]


class SaidVerdictRecord(VerdictRecord):
    """A verdict with what is said of it in words, for readers who have no declaration at hand."""

    name: Annotated[
        Words, Column(Text("指标名称", "name of the indicator"), Text("指标", "Indicator"))
    ]
    unit: Annotated[Words, Column(Text("单位", "its unit"), Text("单位", "Unit"))]
    bound: Annotated[
        Words, Column(Text("目标，如“不低于85%”", "the target in words, as “at least 85%”"))
    ]
    reason: Annotated[
        Words, Column(Text("理由，一句话", "the reason, in a sentence"), Text("原因", "Reason"))
    ]


class VersionRecord(Record):
    """A version of the data."""

    number: Annotated[int, Column(Text("版本号", "number of the version"))]
    kind: Annotated[
        str, Column(Text("import 为入库，undo 为撤销", "import: a workbook; undo: one withdrawn"))
    ]
    withdraws: Annotated[int | None, Column(Text("撤销的版本", "the version that it withdraws"))]
    file: Annotated[str, Column(Text("文件名", "name of the workbook"))]
    at: Annotated[str, Column(Text("入库时间", "when it was published"))]
    released: Annotated[date | None, Column(Text("发布日期", "day of release of its figures"))]
    quality: Annotated[str | None, Column(Text("数据性质", "nature of its figures"))]
    rows: Annotated[int, Column(Text("数据条数", "how many figures it brought"))]
    withdrawn: Annotated[bool, Column(Text("是否已被撤销", "whether it is withdrawn"))]
    note: Annotated[str, Column(Text("备注", "note"))]


class CsvVerdictRecord(VerdictRecord):
    """A verdict as a row of a file in one language, with what it was judged by."""

    indicator_name: Annotated[str, Column(Text("指标名称", "name of the indicator"))]
    unit: Annotated[str, Column(Text("单位", "its unit"))]
    region_name: Annotated[str, Column(Text("地区名称", "name of the region"))]
    reason: Annotated[str, Column(Text("理由，一句话", "the reason, in a sentence"))]
    known_on: Annotated[date | None, Column(Text("时点", "as known on this day"))]
    version: Annotated[int | None, Column(Text("数据版本", "version of the data"))]
    rules: Annotated[str, Column(Text("评价规则", "the rule set that judged"))]
    made: Annotated[str, Column(Text("生成时间", "when the file was made"))]
