"""Which sheets has the workbook of a view, and what stands on each?"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dashboard.core.analysis import follow_up, gaps, projects, provenance, records, regions
from dashboard.core.analysis.gaps import Pair
from dashboard.core.analysis.provenance import NOT_READ
from dashboard.core.checks.findings import KINDS, OUTCOMES
from dashboard.core.declaration import phrases
from dashboard.core.verdicts import standing
from dashboard.core.vocabulary.model import NATURES, OBSERVATIONS, Indicator, rows_of
from dashboard.core.vocabulary.qualities import QUALITIES
from dashboard.core.vocabulary.statuses import STATUSES, label
from dashboard.core.vocabulary.text import Text, months_text
from dashboard.exports import Matter, courses
from dashboard.exports.grid import Cell, Formula, Sheet

ANY = -1
MOST_FIGURES = 100_000
"""Figures on one sheet; of more, those of the region looked at are given, and the first sheet says so."""
VERDICTS = Text("评价", "Verdicts")


def about(matter: Matter) -> Sheet:
    """What the workbook is: what everything was judged by, and how many verdicts of each status there are."""
    say, rows = matter.say, [[Cell(matter.say(name)), Cell(matter.say(value))] for name, value in matter.imprint]
    state = standing.standing(matter.snapshot, matter.view.plan, matter.view.region)
    if len(matter.snapshot.observations) > MOST_FIGURES:
        part = Text("“数据”表只含所看地区的数据", "the sheet of figures holds those of this region alone")
        rows.append([Cell(say(Text("数据", "Figures"))), Cell(say(part))])
    rows += [[], [Cell(say(Text("一句话", "In a sentence"))), Cell(say(standing.headline(state, matter.view.year)))], []]
    rows.append([Cell(say(Text("评价", "Verdict"))), Cell(say(Text("项数", "How many"))), Cell(say(Text("含义", "Meaning")))])
    words = [(row.status, _word(matter, (row, target))) for row, target in matter.rows]
    for status, word in dict.fromkeys((status, word) for status, word in words):
        count = Formula(f"=COUNTIF('{say(VERDICTS)}'!$A:$A,\"{word}\")", float(words.count((status, word))))
        rows.append([Cell(word, status=status), Cell(count, 0), Cell(say(STATUSES[status].meaning))])
    heads = ((Text("项目", "Item"), 18), (Text("内容", "Content"), 60), (Text("", ""), 40))
    return _sheet(matter, Text("说明", "About"), heads, rows, Text("这份工作簿是什么", "What this workbook is"))


def verdicts(matter: Matter) -> Sheet:
    """Every verdict with its numbers; what can be followed by a formula is one."""
    heads = tuple((head, width) for head, width, _ in _VERDICT.values())
    rows = [[make(matter, pair) for _, _, make in _VERDICT.values()] for pair in matter.rows]
    said = Text("各项目标的评价；斜体为未核实数据", "How every target stands; figures in italics are unverified")
    return _sheet(matter, VERDICTS, heads, rows, said, fixed=2)


def _word(matter: Matter, pair: Pair) -> str:
    row, target = pair
    return f"{STATUSES[row.status].symbol} {matter.say(label(row.status, target.last, matter.snapshot.as_of))}"


def _indicator(matter: Matter, pair: Pair) -> Indicator:
    return matter.registry.indicators[pair[1].indicator]


def _known(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)


def _number(matter: Matter, pair: Pair, value: float | None, more: int = 0, formulas: tuple[str, ...] = ()) -> Cell:
    """A number of a verdict with the indicator's decimals; as a formula where one of some gives the same."""
    indicator, known = _indicator(matter, pair), _known(value)
    if known is None:
        return Cell()
    decimals = indicator.decimals + more if indicator.unit else 0
    unverified = pair[0].quality == "unverified"
    for text in formulas:
        if _same(_worth(text, pair), known):
            return Cell(Formula(_lettered(text), known), decimals, unverified=unverified)
    return Cell(known, max(decimals, 0), unverified=unverified)


def _same(one: float | None, other: float) -> bool:
    return one is not None and math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def _numbers(pair: Pair) -> dict[str, float | None]:
    row, target = pair
    return {
        "year": float(row.year), "base_year": float(target.base.year) if target.base else None, "base": _known(row.base),
        "goal_year": float(target.last), "goal": _known(row.goal), "actual": _known(row.actual), "expected": _known(row.expected),
        "progress": _known(row.progress), "elapsed": _known(row.elapsed),
    }  # fmt: skip


def _worth(text: str, pair: Pair) -> float | None:
    """What a formula gives with a verdict's numbers; nothing where one is missing or it cannot be worked out."""
    function, needs = _FORMULAS[text]
    numbers = _numbers(pair)
    values = [numbers[name] for name in needs]
    if any(value is None for value in values):
        return None
    try:
        found = function(*values)
    except (ZeroDivisionError, ValueError, OverflowError):
        return None
    return found if isinstance(found, float) else None


_FORMULAS: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "={base}+({goal}-{base})*({year}-{base_year})/({goal_year}-{base_year})": (
        lambda b, g, y, s, e: b + (g - b) * (y - s) / (e - s), ("base", "goal", "year", "base_year", "goal_year"),
    ),
    "={base}*({goal}/{base})^(({year}-{base_year})/({goal_year}-{base_year}))": (
        lambda b, g, y, s, e: b * (g / b) ** ((y - s) / (e - s)), ("base", "goal", "year", "base_year", "goal_year"),
    ),
    "={actual}-{expected}": (lambda a, e: a - e, ("actual", "expected")),
    "={actual}-{goal}": (lambda a, g: a - g, ("actual", "goal")),
    "=({actual}-{base})/({goal}-{base})": (lambda a, b, g: (a - b) / (g - b), ("actual", "base", "goal")),
    "=({year}-{base_year})/({goal_year}-{base_year})": (
        lambda y, s, e: (y - s) / (e - s), ("year", "base_year", "goal_year"),
    ),
    "=({goal}-{actual})/({goal_year}-{year})": (lambda g, a, e, y: (g - a) / (e - y), ("goal", "actual", "goal_year", "year")),
}  # fmt: skip
"""Formula with the columns it names → the same worked out here, and the numbers it takes: a formula is written only where both agree."""
_STRAIGHT, _COMPOUND, _TO_PATH, _TO_GOAL, _DONE, _GONE, _NEEDED = _FORMULAS


def _lettered(text: str) -> str:
    """A formula with the letters of the columns that it names, on the row #."""
    return text.format(**{name: f"{chr(ord('A') + at)}#" for at, name in enumerate(_VERDICT)})


def _share(value: float | None, formula: str, pair: Pair) -> Cell:
    known = _known(value)
    if known is None:
        return Cell()
    live = _same(_worth(formula, pair), known)
    return Cell(Formula(_lettered(formula), known) if live else known, 3, form="0.0%")


def _reason(matter: Matter, pair: Pair) -> Cell:
    return Cell(matter.say(records.reason(matter.snapshot, pair[0])))


_Make = Callable[[Matter, Pair], Cell]
_VERDICT: dict[str, tuple[Text, int, _Make]] = {
    "status": (Text("评价", "Verdict"), 12, lambda m, p: Cell(_word(m, p), status=p[0].status)),
    "name": (Text("指标", "Indicator"), 30, lambda m, p: Cell(m.say(_indicator(m, p).name))),
    "unit": (Text("单位", "Unit"), 10, lambda m, p: Cell(m.say(_indicator(m, p).unit_text))),
    "target": (Text("目标", "Target"), 24, lambda m, p: Cell(m.say(phrases.period(p[1])) + m.say(Text("", " ")) + m.say(phrases.bound(m.registry, p[1])))),
    "year": (Text("数据年份", "Year"), 9, lambda _, p: Cell(int(p[0].year), 0, form="0")),
    "base_year": (Text("基期年", "Base year"), 8, lambda _, p: Cell(p[1].base.year, 0, form="0") if p[1].base else Cell()),
    "base": (Text("基期值", "Base"), 12, lambda m, p: _number(m, p, p[0].base, 1)),
    "goal_year": (Text("目标年", "Goal year"), 8, lambda _, p: Cell(p[1].last, 0, form="0")),
    "goal": (Text("目标值", "Goal"), 12, lambda m, p: _number(m, p, p[0].goal, 1)),
    "actual": (Text("现值", "Actual"), 12, lambda m, p: _number(m, p, p[0].actual)),
    "quality": (Text("数据性质", "Quality"), 10, lambda m, p: Cell(m.say(QUALITIES[p[0].quality].name) if p[0].quality in QUALITIES else "")),
    "expected": (Text("应达", "Due"), 12, lambda m, p: _number(m, p, p[0].expected, 1, (_STRAIGHT, _COMPOUND))),
    "gap_to_path": (Text("与应达之差", "Less what is due"), 12, lambda m, p: _number(m, p, p[0].gap_to_path, 1, (_TO_PATH,))),
    "gap_to_goal": (Text("与目标之差", "Less the goal"), 12, lambda m, p: _number(m, p, p[0].gap_to_goal, 1, (_TO_GOAL,))),
    "progress": (Text("进度", "Progress"), 9, lambda _, p: _share(p[0].progress, _DONE, p)),
    "elapsed": (Text("时间已过", "Time gone"), 9, lambda _, p: _share(p[0].elapsed, _GONE, p)),
    "needed": (Text("还需每年", "Needed a year"), 11, lambda m, p: _number(m, p, p[0].needed, 1, (_NEEDED,))),
    "best_pace": (Text("历史最快", "Best year"), 11, lambda m, p: _number(m, p, p[0].best_pace, 1)),
    "nature": (Text("性质", "Nature"), 9, lambda m, p: Cell(m.say(NATURES[gaps.nature(m.registry, p[1]) or "unstated"]))),
    "owner": (Text("责任单位", "Owner"), 16, lambda m, p: Cell(m.say(gaps.owner(m.registry, p[1])))),
    "reason": (Text("原因", "Reason"), 80, _reason),
}  # fmt: skip
"""The columns of verdicts; a formula names them by these keys."""


def gap_rows(matter: Matter) -> Sheet:
    """What needs action, the binding and the worst first: why, and what is being done."""
    state = standing.standing(matter.snapshot, matter.view.plan, matter.view.region)
    heads = (
        (Text("评价", "Verdict"), 12), (Text("指标", "Indicator"), 30), (Text("单位", "Unit"), 10), (Text("现值", "Actual"), 12),
        (Text("应达", "Due"), 12), (Text("差距", "Gap"), 12), (Text("还需每年", "Needed a year"), 11), (Text("历史最快", "Best year"), 11),
        (Text("责任单位", "Owner"), 16), (Text("原因说明", "Explanation"), 50), (Text("措施", "Actions"), 60),
    )  # fmt: skip
    rows = [_gap(matter, pair) for pair in gaps.gaps(state, matter.registry)]
    return _sheet(matter, Text("差距", "Gaps"), heads, rows, Text("需要采取措施的目标", "Targets that need action"), fixed=2)


def _gap(matter: Matter, pair: Pair) -> list[Cell]:
    row, target = pair
    said = matter.follow_up.explanations(target.indicator, row.region).get(int(row.year), [])
    acts = [
        matter.say(follow_up.told(one, matter.made.date())) for one in matter.follow_up.actions_of(target.indicator, row.region)
    ]
    gap, _ = gaps.gap_of(row)
    shown = {name: _VERDICT[name][2](matter, pair) for name in ("status", "name", "unit", "actual", "needed", "best_pace", "owner")}
    plain = {name: _number(matter, pair, value, 1) for name, value in (("due", row.expected), ("gap", gap), ("needed", row.needed))}
    return [
        shown["status"], shown["name"], shown["unit"], shown["actual"], plain["due"], plain["gap"], plain["needed"],
        shown["best_pace"], shown["owner"], Cell(said[0].text if said else ""), Cell("\n".join(acts)),
    ]  # fmt: skip


def project_rows(matter: Matter) -> Sheet | None:
    """The livelihood projects with their parts, where there are any."""
    shown = projects.shown(matter.snapshot)
    if shown is None:
        return None
    state, found = shown
    heads = (
        (Text("项目", "Project"), 26), (Text("评价", "Verdict"), 12), (Text("子任务", "Part"), 34), (Text("单位", "Unit"), 8),
        (Text("完成", "Done"), 12), (Text("目标", "Goal"), 12), (Text("截至", "Through"), 16),
    )  # fmt: skip
    rows = [
        [
            Cell(matter.say(project.name)), Cell(_word(matter, pair), status=pair[0].status), Cell(matter.say(_indicator(matter, pair).name)),
            Cell(matter.say(_indicator(matter, pair).unit_text)), _number(matter, pair, pair[0].actual), _number(matter, pair, pair[0].goal),
            Cell(matter.say(months_text(int(pair[0].year), int(pair[0].month))) if math.isfinite(pair[0].actual) else ""),
        ]
        for project in found for pair in project.rows
    ]  # fmt: skip
    return _sheet(matter, Text("民生实事", "Projects"), heads, rows, projects.said(state, found))


def region_rows(matter: Matter) -> Sheet | None:
    """Indicators across the regions within the file's own: base, latest, rank; none where no two have figures."""
    snapshot = matter.snapshot
    names = regions.comparable(snapshot)
    plan = matter.registry.plans[matter.view.plan]
    found = [one for one in (regions.across(snapshot, name, plan.first - 1) for name in names) if one is not None]
    if not found:
        return None
    heads = (
        (Text("指标", "Indicator"), 30), (Text("单位", "Unit"), 10), (Text("地区", "Region"), 14), (Text("基期年", "Base year"), 8),
        (Text("基期值", "Base"), 12), (Text("年份", "Year"), 8), (Text("数值", "Value"), 12), (Text("位次", "Rank"), 8),
    )  # fmt: skip
    rows = [
        [
            Cell(matter.say(one.indicator.name)), Cell(matter.say(one.indicator.unit_text)), Cell(matter.say(place.region.name)),
            Cell(one.base_year, 0, form="0") if place.base else Cell(), _figure(one.indicator, place.base), Cell(one.year, 0, form="0") if place.latest else Cell(), _figure(one.indicator, place.latest),
            Cell(place.rank, 0) if place.rank else Cell(),
        ]
        for one in found for place in (one.city, *one.places)
    ]  # fmt: skip
    return _sheet(
        matter, Text("地区", "Regions"), heads, rows, Text("各地区的基期与最近数据", "Base and latest figures of the regions")
    )


def _figure(indicator: Indicator, figure: regions.Figure | None) -> Cell:
    return Cell(figure.value, indicator.decimals, unverified=figure.quality == "unverified") if figure else Cell()


def figures(matter: Matter) -> Sheet:
    """The published figures in the layout of an upload: reading them again gives the same ones."""
    rows = matter.snapshot.observations
    if len(rows) > MOST_FIGURES:
        rows = rows[rows["region"] == matter.view.region]
    heads = tuple(_HEADS.values())
    return Sheet(Text("数据", "Figures"), heads, [_published(matter, row) for row in rows_of(rows[list(OBSERVATIONS)])], fixed=2)


_HEADS: dict[str, tuple[Text, int]] = {
    "indicator": (Text("指标编码", "indicator id"), 28), "name": (Text("指标名称", "indicator name"), 34), "region": (Text("地区", "region"), 14),
    "year": (Text("年份", "year"), 8), "month": (Text("月份", "month"), 8), "value": (Text("数值", "value"), 14), "unit": (Text("单位", "unit"), 12),
    "quality": (Text("数据性质", "quality"), 12), "published": (Text("发布日期", "published"), 14), "source": (Text("来源", "source"), 40),
    "note": (Text("备注", "note"), 30),
}  # fmt: skip


def _published(matter: Matter, row: Any) -> list[Cell]:
    indicator = matter.registry.indicators[row.indicator]
    day = records.plain(row.published)
    unit = indicator.unit.name if indicator.unit else ""
    value: Cell = Cell(float(row.value), ANY) if indicator.unit else Cell("是" if row.value == 1 else "否")
    return [
        Cell(indicator.id), Cell(matter.say(indicator.name)), Cell(str(matter.registry.regions[row.region].name.zh)), Cell(int(row.year), 0, form="0"),
        Cell(int(row.month), 0, form="0") if row.month < 12 else Cell(), value, Cell(unit), Cell(QUALITIES[row.quality].name.zh),
        Cell(f"{day:%Y-%m-%d}" if day is not None else ""), Cell(str(row.source)), Cell(str(row.note)),
    ]  # fmt: skip


def definitions(matter: Matter) -> Sheet:
    """What each target says in the plan's own words, and how its indicator is measured."""
    heads = (
        (Text("目标编码", "Target"), 30), (Text("指标", "Indicator"), 30), (Text("单位", "Unit"), 10), (Text("期限", "Period"), 16),
        (Text("要求", "Bound"), 30), (Text("规划原文", "The plan's words"), 60), (Text("文件", "Document"), 40), (Text("位置", "Section"), 30),
        (Text("推算公式", "Formula"), 24), (Text("假定和疑问", "Assumptions and questions"), 40),
    )  # fmt: skip
    rows = []
    for _, target in matter.rows:
        indicator, source = matter.registry.indicators[target.indicator], next(iter(target.sources), None)
        open_ = [matter.say(one) for one in (target.assumption, target.question, indicator.assumption) if one]
        rows.append([
            Cell(target.id), Cell(matter.say(indicator.name)), Cell(matter.say(indicator.unit_text)), Cell(matter.say(phrases.period(target))),
            Cell(matter.say(phrases.bound(matter.registry, target))), Cell(source.phrase if source else ""),
            Cell(matter.say(matter.registry.documents[source.document].title) if source else ""), Cell(source.section if source else ""),
            Cell(indicator.formula or ""), Cell("\n".join(open_)),
        ])  # fmt: skip
    said = Text("目标的出处、口径、公式和假定", "Where targets stand, what is measured, formulas and assumptions")
    return _sheet(matter, Text("口径", "Definitions"), heads, rows, said, fixed=2)


def checks(matter: Matter) -> Sheet | None:
    """What the checks find, where they were run."""
    if not matter.findings:
        return None
    heads = ((Text("结果", "Outcome"), 12), (Text("核对", "Check"), 22), (Text("说明", "What was found"), 100))
    rows = [
        [Cell(matter.say(OUTCOMES[one.outcome].name)), Cell(matter.say(KINDS[one.kind])), Cell(matter.say(one.sentence))]
        for one in matter.findings
    ]
    return _sheet(matter, Text("核对", "Checks"), heads, rows, Text("规划和数据的核对结果", "What the checks find"))


def _sheet(
    matter: Matter, name: Text, heads: tuple[tuple[Text, int], ...], rows: list[list[Cell]], title: Text, fixed: int = 0
) -> Sheet:
    """A sheet for readers: its head says what it is, of which plan, and that it is not read as data."""
    whole = provenance.title(matter.snapshot)
    said = Text(f"{whole.zh}，{matter.view.year}年 · {NOT_READ.zh}", f"{whole.en}, {matter.view.year} · {NOT_READ.en}")
    return Sheet(name, heads, rows, title, said, fixed)


def course_rows(matter: Matter) -> Sheet | None:
    """The years of every target, and charts of them."""
    found = courses.of(matter)
    over = courses.span(found)
    if not found:
        return None
    heads = (
        (Text("指标", "Indicator"), 30), (Text("单位", "Unit"), 10), (Text("线", "Line"), 14),
        *((Text(str(year), str(year)), 10) for year in over),
    )  # fmt: skip
    rows = [row for pair, way in found for row in courses.rows(matter, pair, way, over)]
    made = _sheet(
        matter, Text("走势", "Courses"), heads, rows, Text("历年实际、路径和目标", "Actual, path and goal by year"), fixed=3
    )
    return replace(made, charts=courses.charts(matter, found, over))
