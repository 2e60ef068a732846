"""What does every file say of itself? Plan, place, year, data, rules and moment, so that a number
can be found again.
"""

from __future__ import annotations

from datetime import datetime

from dashboard.core.analysis.filtering import FILTERS
from dashboard.core.vocabulary.rules import RULES
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import Text, format_untranslated, join_texts

ProvenanceLine = tuple[Text, Text]
"""A name and what is said of it."""
UNVERIFIED = Text(
    "标“未核实”的数字没有官方来源核对，依据它的评价另行计数。",
    "Figures marked “unverified” were not checked against an official source; verdicts on them "
    "are counted apart.",
)

NOT_READ = Text("导出页，不作为数据读取", "an exported page, not read as data")
"""What stands on every page of an exported workbook that a later upload passes over."""


def format_title(snapshot: Snapshot) -> Text:
    """What a file is called."""
    plan = snapshot.registry.plans[snapshot.view.plan].name
    place = snapshot.registry.regions[snapshot.view.region].name
    return Text(
        f"{plan.zh}执行情况（{place.zh}）", f"{plan.in_('en')}: how it stands ({place.in_('en')})"
    )


def list_provenance(snapshot: Snapshot, made: datetime) -> tuple[ProvenanceLine, ...]:
    """Everything that leads back to the same numbers."""
    registry, view = snapshot.registry, snapshot.view
    version, moment = Text("数据文件夹", "data folder"), Text("现在", "now")
    if snapshot.version is not None:
        version = format_untranslated(str(snapshot.version))
    if view.known_on:
        moment = format_untranslated(str(view.known_on))
    lines: list[ProvenanceLine] = [
        (Text("规划", "Plan"), registry.plans[view.plan].name),
        (Text("地区", "Region"), registry.regions[view.region].name),
        (Text("数据年份", "Year of the data"), format_untranslated(str(view.year))),
        (Text("数据版本", "Version of the data"), version),
        (Text("时点", "As known on"), moment),
        (Text("规则", "Rules"), RULES[view.rules].name),
        (Text("生成时间", "Made"), format_untranslated(f"{made:%Y-%m-%d %H:%M}")),
    ]
    filters = _describe_filters(snapshot)
    if filters:
        lines.append((Text("只含", "Only"), filters))
    if registry.fictional:
        lines.append((Text("注意", "Note"), registry.fictional))
    lines.append((Text("数据性质", "Quality"), UNVERIFIED))
    return tuple(lines)


def _describe_filters(snapshot: Snapshot) -> Text | None:
    """The filters that are set, in words."""
    view = snapshot.view
    parts = [STATUSES[view.status].name] if view.status in STATUSES else []
    for name, kind in FILTERS.items():
        value = str(getattr(view, name))
        if value:
            parts.append(kind.describe_value(snapshot.registry, value))
    if not parts:
        return None
    return join_texts(parts, Text("、", ", "))
