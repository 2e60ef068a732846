"""Which sheets has the workbook of a view, and what stands on each?"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dashboard.core.analysis import follow_up, gaps, projects, provenance, records, regions
from dashboard.core.analysis.provenance import NOT_READ
from dashboard.core.checks.checks import KINDS
from dashboard.core.checks.findings import OUTCOMES
from dashboard.core.declaration import phrases
from dashboard.core.verdicts import standing
from dashboard.core.verdicts.statement import Statement, build_statement, build_statements
from dashboard.core.vocabulary.model import OBSERVATIONS, Indicator, Target, iterate_rows
from dashboard.core.vocabulary.qualities import QUALITIES
from dashboard.core.vocabulary.record_models import (
    ObservationRecord,
    SaidVerdictRecord,
    find_head,
)
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import Text
from dashboard.exports import ExportRequest, courses
from dashboard.exports.grid import Cell, Formula, Sheet

ALL_DECIMALS = -1
MOST_FIGURES = 100_000
"""Figures on one sheet; of more, those of the region looked at are given, and the first sheet says
so.
"""
VERDICTS = Text("评价", "Verdicts")


def build_about(request: ExportRequest) -> Sheet:
    """What the workbook is: what everything was judged by, and how many verdicts of each status
    there are.
    """
    say = request.say
    rows = [[Cell(say(name)), Cell(say(value))] for name, value in request.imprint]
    state = standing.build_standing(request.snapshot, request.view.plan, request.view.region)
    if len(request.snapshot.observations) > MOST_FIGURES:
        part = Text(
            "“数据”表只含所看地区的数据", "the sheet of figures holds those of this region alone"
        )
        rows.append([Cell(say(Text("数据", "Figures"))), Cell(say(part))])
    rows += [
        [],
        [
            Cell(say(Text("一句话", "In a sentence"))),
            Cell(say(standing.describe_headline(state, request.view.year))),
        ],
        [],
    ]
    rows.append(
        [
            Cell(say(Text("评价", "Verdict"))),
            Cell(say(Text("项数", "How many"))),
            Cell(say(Text("含义", "Meaning"))),
        ]
    )
    statements = [build_statement(request.snapshot, row) for row, _ in request.rows]
    words = [(one.row.status, _format_status(request, one)) for one in statements]
    for status, word in dict.fromkeys((status, word) for status, word in words):
        count = Formula(
            f"=COUNTIF('{say(VERDICTS)}'!$A:$A,\"{word}\")", float(words.count((status, word)))
        )
        rows.append(
            [Cell(word, status=status), Cell(count, 0), Cell(say(STATUSES[status].meaning))]
        )
    heads = ((Text("项目", "Item"), 18), (Text("内容", "Content"), 60), (Text("", ""), 40))
    return _build_sheet(
        request,
        Text("说明", "About"),
        heads,
        rows,
        Text("这份工作簿是什么", "What this workbook is"),
    )


def build_verdicts(request: ExportRequest) -> Sheet:
    """Every verdict with its numbers; what can be followed by a formula is one."""
    heads = tuple((head, width) for head, width, _ in _VERDICT.values())
    statements = build_statements(request.snapshot, [row for row, _ in request.rows])
    rows = [[make(request, one) for _, _, make in _VERDICT.values()] for one in statements]
    title = Text(
        "各项目标的评价；斜体为未核实数据",
        "How every target stands; figures in italics are unverified",
    )
    return _build_sheet(request, VERDICTS, heads, rows, title, fixed=2)


def _format_status(request: ExportRequest, one: Statement) -> str:
    return f"{STATUSES[one.row.status].symbol} {request.say(one.status)}"


def _convert_missing(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)


def _build_number(
    one: Statement, value: float | None, more: int = 0, formulas: tuple[str, ...] = ()
) -> Cell:
    """A number of a verdict with the indicator's decimals; as a formula where one of some gives the
    same.
    """
    known = _convert_missing(value)
    if known is None:
        return Cell()
    decimals = max(0, one.indicator.decimals + more) if one.indicator.unit else 0
    unverified = one.row.quality == "unverified"
    for text in formulas:
        if _is_same(_compute_formula(text, one), known):
            return Cell(Formula(_format_formula(text), known), decimals, unverified=unverified)
    return Cell(known, decimals, unverified=unverified)


def _is_same(one: float | None, other: float) -> bool:
    return one is not None and math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def _list_numbers(one: Statement) -> dict[str, float | None]:
    row, target = one.row, one.target
    return {
        "year": float(row.year),
        "base_year": float(target.base.year) if target.base else None,
        "base": _convert_missing(row.base),
        "goal_year": float(target.last),
        "goal": _convert_missing(row.goal),
        "actual": _convert_missing(row.actual),
        "expected": _convert_missing(row.expected),
        "progress": _convert_missing(row.progress),
        "elapsed": _convert_missing(row.elapsed),
    }


def _compute_formula(text: str, one: Statement) -> float | None:
    """What a formula gives with a verdict's numbers; nothing where one is missing or it cannot be
    worked out.
    """
    function, needs = _FORMULAS[text]
    numbers = _list_numbers(one)
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
        lambda b, g, y, s, e: b + (g - b) * (y - s) / (e - s),
        ("base", "goal", "year", "base_year", "goal_year"),
    ),
    "={base}*({goal}/{base})^(({year}-{base_year})/({goal_year}-{base_year}))": (
        lambda b, g, y, s, e: b * (g / b) ** ((y - s) / (e - s)),
        ("base", "goal", "year", "base_year", "goal_year"),
    ),
    "={actual}-{expected}": (lambda a, e: a - e, ("actual", "expected")),
    "={actual}-{goal}": (lambda a, g: a - g, ("actual", "goal")),
    "=({actual}-{base})/({goal}-{base})": (
        lambda a, b, g: (a - b) / (g - b),
        ("actual", "base", "goal"),
    ),
    "=({year}-{base_year})/({goal_year}-{base_year})": (
        lambda y, s, e: (y - s) / (e - s),
        ("year", "base_year", "goal_year"),
    ),
    "=({goal}-{actual})/({goal_year}-{year})": (
        lambda g, a, e, y: (g - a) / (e - y),
        ("goal", "actual", "goal_year", "year"),
    ),
}
"""Formula with the columns it names → the same worked out here, and the numbers it takes: a formula
is written only where both agree.
"""
_STRAIGHT, _COMPOUND, _TO_PATH, _TO_GOAL, _DONE, _GONE, _NEEDED = _FORMULAS


def _format_formula(text: str) -> str:
    """A formula with the letters of the columns that it names, on the row #."""
    return text.format(**{name: f"{chr(ord('A') + at)}#" for at, name in enumerate(_VERDICT)})


def _build_share(one: Statement, value: float | None, formula: str) -> Cell:
    known = _convert_missing(value)
    if known is None:
        return Cell()
    live = _is_same(_compute_formula(formula, one), known)
    return Cell(Formula(_format_formula(formula), known) if live else known, 3, form="0.0%")


def _find_head(column: str) -> Text:
    return find_head(SaidVerdictRecord, column)


_CellBuilder = Callable[[ExportRequest, Statement], Cell]
_VERDICT: dict[str, tuple[Text, int, _CellBuilder]] = {
    "status": (
        _find_head("status"),
        12,
        lambda request, one: Cell(_format_status(request, one), status=one.row.status),
    ),
    "name": (_find_head("name"), 30, lambda request, one: Cell(request.say(one.name))),
    "unit": (
        _find_head("unit"),
        10,
        lambda request, one: Cell(request.say(one.indicator.unit_text)),
    ),
    "target": (
        Text("目标", "Target"),
        24,
        lambda request, one: Cell(request.say(one.period + Text("", " ") + one.bound)),
    ),
    "year": (_find_head("year"), 9, lambda _, one: Cell(int(one.row.year), 0, form="0")),
    "base_year": (
        Text("基期年", "Base year"),
        8,
        lambda _, one: Cell(one.target.base.year, 0, form="0") if one.target.base else Cell(),
    ),
    "base": (_find_head("base"), 12, lambda _, one: _build_number(one, one.row.base, 1)),
    "goal_year": (
        Text("目标年", "Goal year"),
        8,
        lambda _, one: Cell(one.target.last, 0, form="0"),
    ),
    "goal": (_find_head("goal"), 12, lambda _, one: _build_number(one, one.row.goal, 1)),
    "actual": (_find_head("actual"), 12, lambda _, one: _build_number(one, one.row.actual)),
    "quality": (
        _find_head("quality"),
        10,
        lambda request, one: Cell(request.say(one.quality)),
    ),
    "expected": (
        _find_head("expected"),
        12,
        lambda _, one: _build_number(one, one.row.expected, 1, (_STRAIGHT, _COMPOUND)),
    ),
    "gap_to_path": (
        _find_head("gap_to_path"),
        12,
        lambda _, one: _build_number(one, one.row.gap_to_path, 1, (_TO_PATH,)),
    ),
    "gap_to_goal": (
        _find_head("gap_to_goal"),
        12,
        lambda _, one: _build_number(one, one.row.gap_to_goal, 1, (_TO_GOAL,)),
    ),
    "progress": (
        _find_head("progress"),
        9,
        lambda _, one: _build_share(one, one.row.progress, _DONE),
    ),
    "elapsed": (
        _find_head("elapsed"),
        9,
        lambda _, one: _build_share(one, one.row.elapsed, _GONE),
    ),
    "needed": (
        _find_head("needed"),
        11,
        lambda _, one: _build_number(one, one.row.needed, 1, (_NEEDED,)),
    ),
    "best_pace": (
        _find_head("best_pace"),
        11,
        lambda _, one: _build_number(one, one.row.best_pace, 1),
    ),
    "nature": (
        Text("性质", "Nature"),
        9,
        lambda request, one: Cell(request.say(one.nature)),
    ),
    "owner": (
        Text("责任单位", "Owner"),
        16,
        lambda request, one: Cell(request.say(one.owner)),
    ),
    "reason": (_find_head("reason"), 80, lambda request, one: Cell(request.say(one.sentence))),
}
"""The columns of verdicts; a formula names them by these keys."""


def build_gaps(request: ExportRequest) -> Sheet:
    """What needs action, the binding and the worst first: why, and what is being done."""
    state = standing.build_standing(request.snapshot, request.view.plan, request.view.region)
    heads = (
        (_find_head("status"), 12),
        (_find_head("name"), 30),
        (_find_head("unit"), 10),
        (_find_head("actual"), 12),
        (_find_head("expected"), 12),
        (Text("差距", "Gap"), 12),
        (_find_head("needed"), 11),
        (_find_head("best_pace"), 11),
        (Text("责任单位", "Owner"), 16),
        (Text("原因说明", "Explanation"), 50),
        (Text("措施", "Actions"), 60),
    )
    found = gaps.list_gaps(state, request.registry)
    rows = [_build_gap(request, build_statement(request.snapshot, row)) for row, _ in found]
    return _build_sheet(
        request,
        Text("差距", "Gaps"),
        heads,
        rows,
        Text("需要采取措施的目标", "Targets that need action"),
        fixed=2,
    )


def _build_gap(request: ExportRequest, one: Statement) -> list[Cell]:
    row, indicator, followed = one.row, one.target.indicator, request.follow_up
    explanations = followed.find_explanations(indicator, row.region).get(int(row.year), [])
    actions = [
        request.say(follow_up.describe_action(action, request.made.date()))
        for action in followed.list_actions_about(indicator, row.region)
    ]
    return [
        _build_cell(request, one, "status"),
        _build_cell(request, one, "name"),
        _build_cell(request, one, "unit"),
        _build_cell(request, one, "actual"),
        # As numbers, not as formulas: the columns that these would name stand on another sheet.
        _build_number(one, row.expected, 1),
        _build_number(one, one.gap, 1),
        _build_number(one, row.needed, 1),
        _build_cell(request, one, "best_pace"),
        _build_cell(request, one, "owner"),
        Cell(explanations[0].text if explanations else ""),
        Cell("\n".join(actions)),
    ]


def _build_cell(request: ExportRequest, one: Statement, column: str) -> Cell:
    return _VERDICT[column][2](request, one)


def build_projects(request: ExportRequest) -> Sheet | None:
    """The livelihood projects with their parts, where there are any."""
    found_projects = projects.find_view_projects(request.snapshot)
    if found_projects is None:
        return None
    state, found = found_projects
    heads = (
        (Text("项目", "Project"), 26),
        (Text("评价", "Verdict"), 12),
        (Text("子任务", "Part"), 34),
        (Text("单位", "Unit"), 8),
        (Text("完成", "Done"), 12),
        (Text("目标", "Goal"), 12),
        (Text("截至", "Through"), 16),
    )
    rows = [
        _build_project_part(request, project, build_statement(request.snapshot, row))
        for project in found
        for row, _ in project.rows
    ]
    return _build_sheet(
        request, Text("民生实事", "Projects"), heads, rows, projects.describe_projects(state, found)
    )


def _build_project_part(
    request: ExportRequest, project: projects.Project, one: Statement
) -> list[Cell]:
    return [
        Cell(request.say(project.name)),
        Cell(_format_status(request, one), status=one.row.status),
        Cell(request.say(one.name)),
        Cell(request.say(one.indicator.unit_text)),
        _build_number(one, one.row.actual),
        _build_number(one, one.row.goal),
        Cell(request.say(one.when) if one.has_figure else ""),
    ]


def build_regions(request: ExportRequest) -> Sheet | None:
    """Indicators across the regions within the file's own: base, latest, rank; none where no two
    have figures.
    """
    snapshot = request.snapshot
    names = regions.list_comparable_indicators(snapshot)
    plan = request.registry.plans[request.view.plan]
    found = [
        one
        for one in (regions.compare_regions(snapshot, name, plan.first - 1) for name in names)
        if one is not None
    ]
    if not found:
        return None
    heads = (
        (Text("指标", "Indicator"), 30),
        (Text("单位", "Unit"), 10),
        (Text("地区", "Region"), 14),
        (Text("基期年", "Base year"), 8),
        (Text("基期值", "Base"), 12),
        (Text("年份", "Year"), 8),
        (Text("数值", "Value"), 12),
        (Text("位次", "Rank"), 8),
    )
    rows = [
        [
            Cell(request.say(one.indicator.name)),
            Cell(request.say(one.indicator.unit_text)),
            Cell(request.say(place.region.name)),
            Cell(one.base_year, 0, form="0") if place.base else Cell(),
            _build_figure(one.indicator, place.base),
            Cell(one.year, 0, form="0") if place.latest else Cell(),
            _build_figure(one.indicator, place.latest),
            Cell(place.rank, 0) if place.rank else Cell(),
        ]
        for one in found
        for place in (one.city, *one.places)
    ]
    return _build_sheet(
        request,
        Text("地区", "Regions"),
        heads,
        rows,
        Text("各地区的基期与最近数据", "Base and latest figures of the regions"),
    )


def _build_figure(indicator: Indicator, figure: regions.Figure | None) -> Cell:
    return (
        Cell(figure.value, indicator.decimals, unverified=figure.quality == "unverified")
        if figure
        else Cell()
    )


def build_figures(request: ExportRequest) -> Sheet:
    """The published figures in the layout of an upload: reading them again gives the same ones."""
    rows = request.snapshot.observations
    if len(rows) > MOST_FIGURES:
        rows = rows[rows["region"] == request.view.region]
    heads = tuple(_HEADS.values())
    return Sheet(
        Text("数据", "Figures"),
        heads,
        [_build_published(request, row) for row in iterate_rows(rows[list(OBSERVATIONS)])],
        fixed=2,
    )


_HEADS: dict[str, tuple[Text, int]] = {
    "indicator": (find_head(ObservationRecord, "indicator"), 28),
    "name": (Text("指标名称", "indicator name"), 34),
    "region": (find_head(ObservationRecord, "region"), 14),
    "year": (find_head(ObservationRecord, "year"), 8),
    "month": (find_head(ObservationRecord, "month"), 8),
    "value": (find_head(ObservationRecord, "value"), 14),
    "unit": (Text("单位", "unit"), 12),
    "quality": (find_head(ObservationRecord, "quality"), 12),
    "published": (find_head(ObservationRecord, "published"), 14),
    "source": (find_head(ObservationRecord, "source"), 40),
    "note": (find_head(ObservationRecord, "note"), 30),
}


def _build_published(request: ExportRequest, row: Any) -> list[Cell]:
    indicator = request.registry.indicators[row.indicator]
    day = records.convert_to_plain(row.published)
    value, unit = Cell("是" if row.value == 1 else "否"), ""
    if indicator.unit is not None:
        value, unit = Cell(float(row.value), ALL_DECIMALS), indicator.unit.name
    return [
        Cell(indicator.id),
        Cell(request.say(indicator.name)),
        Cell(str(request.registry.regions[row.region].name.zh)),
        Cell(int(row.year), 0, form="0"),
        Cell(int(row.month), 0, form="0") if row.month < 12 else Cell(),
        value,
        Cell(unit),
        Cell(QUALITIES[row.quality].name.zh),
        Cell(f"{day:%Y-%m-%d}" if day is not None else ""),
        Cell(str(row.source)),
        Cell(str(row.note)),
    ]


def _build_source(request: ExportRequest, target: Target) -> list[Cell]:
    """A target with the plan's words, its formula, and what is assumed or open."""
    say, indicator = request.say, request.registry.indicators[target.indicator]
    phrase = document = section = ""
    for source in target.sources[:1]:
        phrase, section = source.phrase, source.section
        document = say(request.registry.documents[source.document].title)
    points = (target.assumption, target.question, indicator.assumption)
    return [
        Cell(target.id),
        Cell(say(indicator.name)),
        Cell(say(indicator.unit_text)),
        Cell(say(phrases.format_period(target))),
        Cell(say(phrases.format_bound(request.registry, target))),
        Cell(phrase),
        Cell(document),
        Cell(section),
        Cell(indicator.formula or ""),
        Cell("\n".join(say(point) for point in points if point)),
    ]


def build_definitions(request: ExportRequest) -> Sheet:
    """What each target says in the plan's own words, and how its indicator is measured."""
    heads = (
        (Text("目标编码", "Target"), 30),
        (Text("指标", "Indicator"), 30),
        (Text("单位", "Unit"), 10),
        (Text("期限", "Period"), 16),
        (Text("要求", "Bound"), 30),
        (Text("规划原文", "The plan's words"), 60),
        (Text("文件", "Document"), 40),
        (Text("位置", "Section"), 30),
        (Text("推算公式", "Formula"), 24),
        (Text("假定和疑问", "Assumptions and questions"), 40),
    )
    rows = [_build_source(request, target) for _, target in request.rows]
    title = Text(
        "目标的出处、口径、公式和假定",
        "Where targets stand, what is measured, formulas and assumptions",
    )
    return _build_sheet(request, Text("口径", "Definitions"), heads, rows, title, fixed=2)


def build_checks(request: ExportRequest) -> Sheet | None:
    """What the checks find, where they were run."""
    if not request.findings:
        return None
    heads = (
        (Text("结果", "Outcome"), 12),
        (Text("核对", "Check"), 22),
        (Text("说明", "What was found"), 100),
    )
    rows = [
        [
            Cell(request.say(OUTCOMES[one.outcome].name)),
            Cell(request.say(KINDS[one.kind])),
            Cell(request.say(one.sentence)),
        ]
        for one in request.findings
    ]
    return _build_sheet(
        request,
        Text("核对", "Checks"),
        heads,
        rows,
        Text("规划和数据的核对结果", "What the checks find"),
    )


def _build_sheet(
    request: ExportRequest,
    name: Text,
    heads: tuple[tuple[Text, int], ...],
    rows: list[list[Cell]],
    title: Text,
    fixed: int = 0,
) -> Sheet:
    """A sheet for readers: its head says what it is, of which plan, and that it is not read as
    data.
    """
    whole = provenance.format_title(request.snapshot)
    about = Text(
        f"{whole.zh}，{request.view.year}年 · {NOT_READ.zh}",
        f"{whole.en}, {request.view.year} · {NOT_READ.en}",
    )
    return Sheet(name, heads, rows, title, about, fixed)


def build_courses(request: ExportRequest) -> Sheet | None:
    """The years of every target, and charts of them."""
    found = courses.list_courses(request)
    over = courses.list_years(found)
    if not found:
        return None
    heads = (
        (Text("指标", "Indicator"), 30),
        (Text("单位", "Unit"), 10),
        (Text("线", "Line"), 14),
        *((Text(str(year), str(year)), 10) for year in over),
    )
    rows = [
        row
        for pair, time_course in found
        for row in courses.build_rows(request, pair, time_course, over)
    ]
    made = _build_sheet(
        request,
        Text("走势", "Courses"),
        heads,
        rows,
        Text("历年实际、路径和目标", "Actual, path and goal by year"),
        fixed=3,
    )
    return replace(made, charts=courses.build_charts(request, found, over))
