"""How do targets stand, in cells? The sheets of verdicts, gaps and projects, and the formulas that
a reader can follow.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from dashboard.core.analysis import follow_up, gaps, projects
from dashboard.core.verdicts import standing
from dashboard.core.verdicts.statement import Statement, build_statement, build_statements
from dashboard.core.vocabulary.digits import round_half_up, subtract
from dashboard.core.vocabulary.record_models import SaidVerdictRecord, find_head
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import Text
from dashboard.exports import ExportRequest
from dashboard.exports.grid import Cell, Formula, Sheet, build_sheet

VERDICTS = Text("评价", "Verdicts")


def build_verdicts(request: ExportRequest) -> Sheet:
    """Every verdict with its numbers; what can be followed by a formula is one."""
    heads = tuple((head, width) for head, width, _ in _VERDICT.values())
    statements = build_statements(request.snapshot, [row for row, _ in request.rows])
    rows = [[make(request, one) for _, _, make in _VERDICT.values()] for one in statements]
    title = Text(
        "各项目标的评价；斜体为未核实数据",
        "How every target stands; figures in italics are unverified",
    )
    return build_sheet(request, VERDICTS, heads, rows, title, fixed=2)


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
    return build_sheet(
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
    explanation = explanations[0].text if explanations else ""
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
        _build_printed(one, one.numbers.due),
        _build_printed(one, one.gap),
        _build_number(one, row.needed, 1),
        _build_cell(request, one, "best_pace"),
        _build_cell(request, one, "owner"),
        Cell(explanation),
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
    return build_sheet(
        request, Text("民生实事", "Projects"), heads, rows, projects.describe_projects(state, found)
    )


def _build_project_part(
    request: ExportRequest, project: projects.Project, one: Statement
) -> list[Cell]:
    through = request.say(one.when) if one.has_figure else ""
    return [
        Cell(request.say(project.name)),
        _build_cell(request, one, "status"),
        _build_cell(request, one, "name"),
        _build_cell(request, one, "unit"),
        _build_cell(request, one, "actual"),
        _build_number(one, one.row.goal),
        Cell(through),
    ]


def format_status(request: ExportRequest, one: Statement) -> str:
    """The status with its symbol, as it stands in a cell."""
    return f"{STATUSES[one.row.status].symbol} {request.say(one.status)}"


def _convert_missing(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)


def _build_number(
    one: Statement, value: float | None, more: int = 0, formulas: tuple[str, ...] = ()
) -> Cell:
    """A number of a verdict with the indicator's decimals; as a formula where one of some gives the
    same.
    """
    return _build_with_decimals(one, value, one.indicator.decimals + more, formulas)


def _build_printed(one: Statement, value: float | None, *formulas: str) -> Cell:
    """A number of a verdict's arithmetic, with the decimals at which it is printed everywhere."""
    return _build_with_decimals(one, value, one.numbers.decimals, formulas)


def _build_with_decimals(
    one: Statement, value: float | None, decimals: int, formulas: tuple[str, ...]
) -> Cell:
    known = _convert_missing(value)
    if known is None:
        return Cell()
    decimals = max(0, decimals) if one.indicator.unit else 0
    unverified = one.row.quality == "unverified"
    for text in formulas:
        if _is_same(_compute_formula(text, one), known):
            formula = Formula(_format_formula(text, one), known)
            return Cell(formula, decimals, unverified=unverified)
    return Cell(known, decimals, unverified=unverified)


def _build_share(one: Statement, value: float | None, formula: str) -> Cell:
    """A share of a verdict as a percentage; as a formula where it gives the same."""
    known = _convert_missing(value)
    if known is None:
        return Cell()
    if _is_same(_compute_formula(formula, one), known):
        return Cell(Formula(_format_formula(formula, one), known), 3, form="0.0%")
    return Cell(known, 3, form="0.0%")


def _build_base_year(one: Statement) -> Cell:
    base = one.target.base
    return Cell(base.year, 0, form="0") if base else Cell()


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
        "digits": float(one.numbers.decimals),
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


def _subtract_rounded(value: float, other: float, decimals: float) -> float:
    """As a sheet does it: rounded once, then subtracted."""
    return subtract(round_half_up(value, int(decimals)), round_half_up(other, int(decimals)))


_FORMULAS: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "={base}+({goal}-{base})*({year}-{base_year})/({goal_year}-{base_year})": (
        lambda b, g, y, s, e: b + (g - b) * (y - s) / (e - s),
        ("base", "goal", "year", "base_year", "goal_year"),
    ),
    "={base}*({goal}/{base})^(({year}-{base_year})/({goal_year}-{base_year}))": (
        lambda b, g, y, s, e: b * (g / b) ** ((y - s) / (e - s)),
        ("base", "goal", "year", "base_year", "goal_year"),
    ),
    "=ROUND({actual},{digits})-ROUND({expected},{digits})": (
        _subtract_rounded,
        ("actual", "expected", "digits"),
    ),
    "=ROUND({actual},{digits})-ROUND({goal},{digits})": (
        _subtract_rounded,
        ("actual", "goal", "digits"),
    ),
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


def _format_formula(text: str, one: Statement) -> str:
    """A formula with the letters of the columns that it names, on the row #."""
    letters = {name: f"{chr(ord('A') + at)}#" for at, name in enumerate(_VERDICT)}
    return text.format(**letters, digits=one.numbers.decimals)


def _find_head(column: str) -> Text:
    return find_head(SaidVerdictRecord, column)


_CellBuilder = Callable[[ExportRequest, Statement], Cell]
_VERDICT: dict[str, tuple[Text, int, _CellBuilder]] = {
    "status": (
        _find_head("status"),
        12,
        lambda request, one: Cell(format_status(request, one), status=one.row.status),
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
        lambda _, one: _build_base_year(one),
    ),
    "base": (_find_head("base"), 12, lambda _, one: _build_number(one, one.row.base, 1)),
    "goal_year": (
        Text("目标年", "Goal year"),
        8,
        lambda _, one: Cell(one.target.last, 0, form="0"),
    ),
    "goal": (_find_head("goal"), 12, lambda _, one: _build_number(one, one.row.goal, 1)),
    "actual": (_find_head("actual"), 12, lambda _, one: _build_printed(one, one.row.actual)),
    "quality": (
        _find_head("quality"),
        10,
        lambda request, one: Cell(request.say(one.quality)),
    ),
    "expected": (
        _find_head("expected"),
        12,
        lambda _, one: _build_printed(one, one.row.expected, _STRAIGHT, _COMPOUND),
    ),
    "gap_to_path": (
        _find_head("gap_to_path"),
        12,
        lambda _, one: _build_printed(one, one.numbers.gap_to_due, _TO_PATH),
    ),
    "gap_to_goal": (
        _find_head("gap_to_goal"),
        12,
        lambda _, one: _build_printed(one, one.numbers.gap_to_goal, _TO_GOAL),
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
    "hinges": (
        Text("换口径则", "It hangs on"),
        24,
        lambda request, one: Cell("；".join(request.say(hinge) for hinge in one.hinges)),
    ),
    "reason": (_find_head("reason"), 80, lambda request, one: Cell(request.say(one.sentence))),
}
"""The columns of verdicts; a formula names them by these keys."""
