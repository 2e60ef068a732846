"""How are verdicts and figures written for other programs? Plain records, every column
described.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pandas as pd

from dashboard.core.declaration import phrases
from dashboard.core.verdicts.reasons import describe_verdict
from dashboard.core.verdicts.sentence_data import Known, read_known_values
from dashboard.core.vocabulary.model import OBSERVATIONS, VERDICTS, Registry, Snapshot, iterate_rows
from dashboard.core.vocabulary.text import Text

Record = dict[str, Any]
VERDICT_COLUMNS: dict[str, Text] = {
    "target": Text("目标编码", "id of the target"),
    "indicator": Text("指标编码", "id of the indicator"),
    "plan": Text("规划编码", "id of the plan"),
    "promise": Text(
        "承诺编码，同一承诺的目标合并计数",
        "id of the promise; targets that share one are counted together",
    ),
    "region": Text("地区代码", "code of the region"),
    "year": Text("评价年份", "the year judged"),
    "month": Text(
        "数据截至月份，12 为全年", "the month that the figure runs through; 12 is a full year"
    ),
    "actual": Text("实际值，按指标单位", "the published value, in the indicator's unit"),
    "quality": Text("数据性质", "nature of the figure"),
    "base": Text("基期值", "the value that the path begins with"),
    "goal": Text("目标值", "the number to be reached"),
    "expected": Text(
        "应达值：到评价年按计划路径应有的值", "what the path asks for in the year judged"
    ),
    "progress": Text(
        "进度：从基期到目标已走的份额", "the share of the way from base to goal that is done"
    ),
    "elapsed": Text("时间：从基期到目标已过的份额", "the share of the time that has passed"),
    "ratio": Text("已走路程与应走路程之比", "way done over way due"),
    "gap_to_path": Text("与应达值之差", "the value less what is due"),
    "gap_to_goal": Text("与目标之差", "the value less the goal"),
    "lag_years": Text("比路径晚几年", "years behind the path"),
    "pace": Text("近年每年变化", "the change a year of late"),
    "needed": Text("还需每年变化", "the change a year that is still needed"),
    "needed_growth": Text(
        "还需年均增长，份额", "the growth a year that is still needed, as a fraction"
    ),
    "best_pace": Text("有记录以来最快的一年", "the best year on record"),
    "forecast": Text("推算目标年的值", "the forecast for the goal's year"),
    "low": Text("推算八成区间下限", "lower end of the forecast's 80 % interval"),
    "high": Text("推算八成区间上限", "upper end of the forecast's 80 % interval"),
    "status": Text("评价", "the verdict"),
    "step": Text("决定评价的步骤", "the step that decided"),
    "last_year": Text("最近一次有数据的年份", "the last year with a figure"),
    "last_status": Text("当时的评价", "the verdict then"),
    "native_class": Text("所选规则自己的等级", "the class that the chosen rules use themselves"),
    "native_score": Text("所选规则自己的分数", "the score that the chosen rules use themselves"),
    "flags": Text("标记", "marks"),
}
"""What each column of a verdict means."""
WORD_COLUMNS: dict[str, Text] = {
    "name": Text("指标名称", "name of the indicator"),
    "unit": Text("单位", "its unit"),
    "bound": Text("目标，如“不低于85%”", "the target in words, as “at least 85%”"),
    "reason": Text("理由，一句话", "the reason, in a sentence"),
}
"""What is said of a verdict in words, in JSON and by the API."""
FIGURE_COLUMNS: dict[str, Text] = {
    "indicator": Text("指标编码", "id of the indicator"),
    "region": Text("地区代码", "code of the region"),
    "year": Text("年份", "year"),
    "month": Text("截至月份，12 为全年", "the month that it runs through; 12 is a full year"),
    "value": Text("数值，按指标单位", "value, in the indicator's unit"),
    "quality": Text("数据性质", "nature of the figure"),
    "published": Text("发布日期", "day of release"),
    "source": Text("来源", "source"),
    "cell": Text("工作簿的单元格", "cell of the workbook"),
    "note": Text("备注", "note"),
    "in_force": Text(
        "是否采用：同一指标、地区、时间有多个值时，评价用的那一个",
        "whether it is the one that counts where several values were published",
    ),
}
"""What each column of a published figure means."""
PLAN_COLUMNS: dict[str, Text] = {
    "id": Text("规划编码", "id of the plan"),
    "name": Text("名称", "its name"),
    "first": Text("第一年", "its first year"),
    "last": Text("最后一年", "its last year"),
    "target_count": Text("目标数", "how many targets it has"),
}
"""What each column of a plan means."""
INDICATOR_COLUMNS: dict[str, Text] = {
    "id": Text("指标编码", "id of the indicator"),
    "name": Text("名称", "its name"),
    "unit": Text("单位", "its unit"),
    "decimals": Text("公布的小数位数", "decimals that the publisher prints"),
    "measure": Text("指标类型", "what kind of measure it is"),
    "better": Text("方向：越大越好或越小越好", "whether more or less is better"),
    "owner": Text("责任单位", "the department that answers for it"),
    "themes": Text("主题", "its themes"),
    "prices": Text("价格口径", "current or constant prices"),
    "formula": Text("推算公式", "the formula that it is calculated by"),
    "targets": Text("目标编码", "ids of its targets"),
}
"""What each column of an indicator means."""
VERSION_COLUMNS: dict[str, Text] = {
    "number": Text("版本号", "number of the version"),
    "kind": Text("import 为入库，undo 为撤销", "import: a workbook; undo: one withdrawn"),
    "withdraws": Text("撤销的版本", "the version that it withdraws"),
    "file": Text("文件名", "name of the workbook"),
    "at": Text("入库时间", "when it was published"),
    "released": Text("发布日期", "day of release of its figures"),
    "quality": Text("数据性质", "nature of its figures"),
    "rows": Text("数据条数", "how many figures it brought"),
    "withdrawn": Text("是否已被撤销", "whether it is withdrawn"),
    "note": Text("备注", "note"),
}
"""What each column of a version means."""

_INTEGERS = ("target_count", "year", "month", "first", "last", "number", "rows", "decimals")
_TEXTS = (
    "target",
    "indicator",
    "plan",
    "promise",
    "region",
    "status",
    "step",
    "id",
    "kind",
    "file",
    "at",
    "source",
    "cell",
    "note",
)
_MAYBE_TEXTS = ("quality", "last_status", "native_class", "measure", "better", "prices", "formula")
KINDS: dict[str, str] = {
    **dict.fromkeys(_INTEGERS, "integer"),
    **dict.fromkeys(_TEXTS, "text"),
    **dict.fromkeys(_MAYBE_TEXTS, "maybe text"),
    "withdraws": "maybe integer",
    "in_force": "boolean",
    "withdrawn": "boolean",
    "published": "maybe day",
    "released": "maybe day",
    "flags": "texts",
    "themes": "texts",
    "targets": "texts",
    "name": "words",
    "unit": "words",
    "owner": "maybe words",
    "bound": "words",
    "reason": "words",
    "value": "number",
}
"""Column → what it holds; any other a number or nothing. Words are in both languages, as `{"zh": …,
"en": …}`.
"""


def find_column_kind(name: str) -> str:
    """What a column holds."""
    return KINDS.get(name, "maybe number")


def build_text_record(text: Text) -> Record:
    """A text in both languages."""
    return {"zh": text.zh, "en": text.in_("en")}


def list_plans(registry: Registry) -> list[Record]:
    """Every plan that is declared."""
    counts = Counter(target.plan for target in registry.targets)
    return [
        {
            "id": one.id,
            "name": build_text_record(one.name),
            "first": one.first,
            "last": one.last,
            "target_count": counts[one.id],
        }
        for one in registry.plans.values()
    ]


def list_indicators(registry: Registry, wanted: Iterable[str]) -> list[Record]:
    """Some indicators as they are declared, with all their targets."""
    found = []
    for name in wanted:
        one = registry.indicators[name]
        found.append(
            {
                "id": one.id,
                "name": build_text_record(one.name),
                "unit": build_text_record(one.unit_text),
                "decimals": one.decimals,
                "measure": one.measure,
                "better": one.better,
                "owner": build_text_record(one.owner) if one.owner else None,
                "themes": list(one.themes),
                "prices": one.prices,
                "formula": one.formula,
                "targets": [target.id for target in registry.of(one.id)],
            }
        )
    return found


def describe_reason(snapshot: Snapshot, row: Any, known: Known | None = None) -> Text:
    """The sentence of one verdict (a row of the snapshot's verdicts, as a named tuple); for many,
    hand over `known` once.
    """
    values = (
        read_known_values(snapshot.values(row.indicator, row.region)) if known is None else known
    )
    return describe_verdict(snapshot.registry, values, row, snapshot.view.rules, snapshot.as_of)


def list_verdicts(snapshot: Snapshot, rows: Iterable[Any] | None = None) -> list[Record]:
    """Verdicts (all of them, or some rows) with their reasons: missing numbers are None, flags a
    list.
    """
    wanted = list(iterate_rows(snapshot.verdicts) if rows is None else rows)
    regions = {row.region for row in wanted}
    known = read_known_values(
        snapshot.filter_region(regions.pop()) if len(regions) == 1 else snapshot.in_force
    )
    found = []
    for row in wanted:
        text = describe_reason(snapshot, row, known)
        record: Record = {column: convert_to_plain(getattr(row, column)) for column in VERDICTS}
        found.append({**record, "flags": list(row.flags), "reason": build_text_record(text)})
    return found


def list_named_verdicts(snapshot: Snapshot, rows: Iterable[Any]) -> list[Record]:
    """Verdicts with everything that is said of them in words, for readers who have no declaration
    at hand.
    """
    registry, found = snapshot.registry, []
    for record in list_verdicts(snapshot, rows):
        indicator, target = (
            registry.indicators[record["indicator"]],
            registry.target(record["target"]),
        )
        texts = {
            "name": build_text_record(indicator.name),
            "unit": build_text_record(indicator.unit_text),
            "bound": build_text_record(phrases.format_bound(registry, target)),
        }
        found.append(
            {
                **{name: value for name, value in record.items() if name != "reason"},
                **texts,
                "reason": record["reason"],
            }
        )
    return found


def list_figures(snapshot: Snapshot, rows: pd.DataFrame) -> list[Record]:
    """Published figures, each with whether it is in force; days as 2024-03-20."""
    key = ["indicator", "region", "year", "month", "cell"]
    counted = set(snapshot.in_force[key].itertuples(index=False, name=None))
    found = []
    for row in iterate_rows(rows):
        record: Record = {column: convert_to_plain(getattr(row, column)) for column in OBSERVATIONS}
        day = record["published"]
        record["published"] = f"{day:%Y-%m-%d}" if day is not None else None
        found.append({**record, "in_force": tuple(getattr(row, name) for name in key) in counted})
    return found


def convert_to_plain(value: object) -> Any:
    """A value without numpy or pandas around it; NaN, NaT and NA become None."""
    if (
        value is None
        or value is pd.NA
        or value is pd.NaT
        or (isinstance(value, float) and math.isnan(value))
    ):
        return None
    item = getattr(value, "item", None)
    return item() if callable(item) else value
