"""What may a program ask for? Every parameter of the API with its meaning and the values that it
takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl

from dashboard.core.analysis.filtering import ORDERS
from dashboard.core.vocabulary.model import LOOKS, NATURES, Registry
from dashboard.core.vocabulary.qualities import QUALITIES
from dashboard.core.vocabulary.rules import RULES
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import LANGUAGES, Text

_WHOLE = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: what it means, whether `text`, a `whole` number within ends or a `day`, and the
    values that it may only have.
    """

    meaning: Text
    kind: str = "text"
    least: int = 0
    most: int = 0
    values: Callable[[Registry], Iterable[str]] | None = None

    def expected(self, registry: Registry) -> Text:
        """The values that it may have, in words."""
        if self.values is not None:
            listed = list(self.values(registry))
            more = "…" if len(listed) > _MAX_NAMED else ""
            return Text(
                "应为 " + "、".join(listed[:_MAX_NAMED]) + more,
                "one of " + ", ".join(listed[:_MAX_NAMED]) + more,
            )
        if self.kind == "whole":
            return Text(
                f"应为 {self.least} 至 {self.most} 的整数",
                f"a whole number from {self.least} to {self.most}",
            )
        if self.kind == "day":
            return Text("应为日期，如 2024-03-20", "a day, as 2024-03-20")
        words = "{n} character at most", "{n} characters at most"
        return Text.count(self.most, "应不超过 {n} 个字", *words)

    def allows(self, registry: Registry, value: str) -> bool:
        """Whether a value is one of them."""
        if self.values is not None:
            return value in set(self.values(registry))
        if self.kind == "whole":
            return bool(_WHOLE.fullmatch(value)) and self.least <= int(value) <= self.most
        if self.kind == "day":
            return _is_day(value)
        return len(value) <= self.most


_MAX_NAMED = 12
"""Values that a message names."""


def _is_day(value: str) -> bool:
    try:
        return bool(_DAY.fullmatch(value)) and date.fromisoformat(value) is not None
    except ValueError:
        return False


def _list_orders(_: Registry) -> list[str]:
    return [sign + name for name in ORDERS for sign in ("", "-")]


PARAMETERS: dict[str, Parameter] = {
    "plan": Parameter(Text("规划编码", "id of the plan"), values=lambda registry: registry.plans),
    "region": Parameter(
        Text("地区代码", "code of the region"), values=lambda registry: registry.regions
    ),
    "year": Parameter(
        Text("评价年份，须在规划期内", "the year judged, one of the plan's"), "whole", 1900, 2200
    ),
    "known_on": Parameter(Text("按此日已知的数据", "by what was known on that day"), "day"),
    "version": Parameter(
        Text("按此版本时的数据", "by the data as of that version"), "whole", 0, 10**9 - 1
    ),
    "rules": Parameter(Text("规则集", "rule set"), values=lambda _: RULES),
    "theme": Parameter(
        Text("主题编码", "id of the theme"), values=lambda registry: registry.themes
    ),
    "status": Parameter(Text("评价", "the verdict"), values=lambda _: STATUSES),
    "owner": Parameter(Text("责任单位名称", "name of the owner, in Chinese"), "text", 0, 100),
    "nature": Parameter(Text("约束性或预期性", "binding or indicative"), values=lambda _: NATURES),
    "quality": Parameter(Text("数据性质", "nature of the figure"), values=lambda _: QUALITIES),
    "order": Parameter(
        Text("排序，前加 - 为倒序", "order; turned by a minus before it"), values=_list_orders
    ),
    "q": Parameter(Text("指标名称中的字词", "words of the indicator's name"), "text", 0, 60),
    "indicator": Parameter(
        Text("指标编码", "id of the indicator"), values=lambda registry: registry.indicators
    ),
    "lang": Parameter(Text("文件的语言", "language of the file"), values=lambda _: LANGUAGES),
    "look": Parameter(Text("深浅色", "light or dark"), values=lambda _: LOOKS),
    "from": Parameter(
        Text("从第几条起，从 0 数", "the first record, counted from 0"), "whole", 0, 10**9 - 1
    ),
    "limit": Parameter(Text("最多几条", "records at most"), "whole", 1, 5000),
}
"""Name → parameter; the same names and values as in the addresses of pages."""


def find_parameter_error(
    pairs: Iterable[tuple[str, str]], takes: dict[str, Parameter], registry: Registry
) -> Text | None:
    """What is wrong with a query, None where nothing is: the parameter, what was found, and what it
    may be.
    """
    given: dict[str, str] = {}
    for name, value in pairs:
        short_name = name[:40]
        if name not in takes:
            listed = ", ".join(takes)
            return Text(
                f"没有参数“{short_name}”；可用：{listed}",
                f"there is no parameter “{short_name}”; there are {listed}",
            )
        if name in given:
            return Text(
                f"参数 {short_name} 出现了两次，请只留一个",
                f"{short_name} is given twice: leave one",
            )
        if not takes[name].allows(registry, value):
            may = takes[name].expected(registry)
            return Text(
                f"{short_name}=“{value[:60]}”：{may.zh}", f"{short_name}=“{value[:60]}”: {may.en}"
            )
        given[name] = value
    return None


def find_missing_view(given: dict[str, str], registry: Registry, newest: int) -> Text | None:
    """What a query that is right asks for and is not there: a version to come, or a year that the
    plan says nothing of.
    """
    if "version" in given and int(given["version"]) > newest:
        return Text(
            f"没有版本 {given['version']}，最新为 {newest}",
            f"there is no version {given['version']}; the newest is {newest}",
        )
    plan = registry.plans.get(given.get("plan") or next(iter(registry.plans), ""))
    if "year" in given and plan is not None and not plan.first <= int(given["year"]) <= plan.last:
        return Text(
            f"year={given['year']}：{plan.id} 为 {plan.first} 至 {plan.last} 年",
            f"year={given['year']}: {plan.id} is from {plan.first} to {plan.last}",
        )
    return None


MAX_LENGTH, MAX_PARTS = 4000, 50
"""Characters and parts of a query."""


def find_query_error(
    search: str, registry: Registry, takes: dict[str, Parameter], newest: int
) -> tuple[Text, int] | None:
    """What is wrong with a query (400), or what it asks for and is not there (404); None where
    nothing is.
    """
    if len(search) >= MAX_LENGTH:
        message = Text(
            f"地址过长：参数不超过 {MAX_LENGTH} 个字符",
            f"the address is too long: {MAX_LENGTH} characters of parameters at most",
        )
        return message, 400
    try:
        pairs = parse_qsl(search, keep_blank_values=True, max_num_fields=MAX_PARTS)
    except ValueError:
        return Text(
            f"参数过多：最多 {MAX_PARTS} 个", f"too many parameters: {MAX_PARTS} at most"
        ), 400
    error = find_parameter_error(pairs, takes, registry)
    if error is not None:
        return error, 400
    missing = find_missing_view(dict(pairs), registry, newest)
    return (missing, 404) if missing is not None else None
