"""Which sheets has the workbook of a view beside its verdicts, and what stands on each?"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from dashboard.core.analysis import records, regions
from dashboard.core.checks.checks import KINDS
from dashboard.core.checks.findings import OUTCOMES
from dashboard.core.declaration import phrases
from dashboard.core.verdicts import standing
from dashboard.core.verdicts.statement import build_statement
from dashboard.core.vocabulary.model import (
    FULL_YEAR,
    OBSERVATIONS,
    Indicator,
    Target,
    iterate_rows,
)
from dashboard.core.vocabulary.qualities import QUALITIES
from dashboard.core.vocabulary.record_models import ObservationRecord, find_head
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import Text
from dashboard.exports import ExportRequest, courses
from dashboard.exports.grid import Cell, Formula, Sheet, build_sheet
from dashboard.exports.verdict_sheets import VERDICTS, format_status

ALL_DECIMALS = -1
MOST_FIGURES = 100_000
"""Figures on one sheet; of more, those of the region looked at are given, and the first sheet says
so.
"""


def build_about(request: ExportRequest) -> Sheet:
    """What the workbook is: what everything was judged by, and how many verdicts of each status
    there are.
    """
    say = request.say
    state = standing.build_standing(request.snapshot, request.view.plan, request.view.region)
    rows = [[Cell(say(name)), Cell(say(value))] for name, value in request.imprint]
    if len(request.snapshot.observations) > MOST_FIGURES:
        part = Text(
            "“数据”表只含所看地区的数据", "the sheet of figures holds those of this region alone"
        )
        rows.append([Cell(say(Text("数据", "Figures"))), Cell(say(part))])
    headline = standing.describe_headline(state, request.view.year)
    rows += [[], [Cell(say(Text("一句话", "In a sentence"))), Cell(say(headline))]]
    if hinges := standing.describe_hinges(state):
        rows.append([Cell(say(Text("口径", "It hangs on"))), Cell(say(hinges))])
    rows.append([])
    counted = (Text("评价", "Verdict"), Text("项数", "How many"), Text("含义", "Meaning"))
    rows.append([Cell(say(head)) for head in counted])
    rows += _list_status_counts(request)
    heads = ((Text("项目", "Item"), 18), (Text("内容", "Content"), 60), (Text("", ""), 40))
    title = Text("这份工作簿是什么", "What this workbook is")
    return build_sheet(request, Text("说明", "About"), heads, rows, title)


def _list_status_counts(request: ExportRequest) -> list[list[Cell]]:
    """How many verdicts read alike, counted by a formula on their sheet, and what that means."""
    statements = [build_statement(request.snapshot, row) for row, _ in request.rows]
    words = Counter((one.row.status, format_status(request, one)) for one in statements)
    rows = []
    for (status, word), number in words.items():
        formula = f"=COUNTIF('{request.say(VERDICTS)}'!$A:$A,\"{word}\")"
        count = Cell(Formula(formula, float(number)), 0)
        meaning = Cell(request.say(STATUSES[status].meaning))
        rows.append([Cell(word, status=status), count, meaning])
    return rows


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
        _build_region(request, one, place) for one in found for place in (one.city, *one.places)
    ]
    title = Text("各地区的基期与最近数据", "Base and latest figures of the regions")
    return build_sheet(request, Text("地区", "Regions"), heads, rows, title)


def _build_region(
    request: ExportRequest, one: regions.RegionComparison, place: regions.Place
) -> list[Cell]:
    base_year = Cell(one.base_year, 0, form="0") if place.base else Cell()
    year = Cell(one.year, 0, form="0") if place.latest else Cell()
    rank = Cell(place.rank, 0) if place.rank else Cell()
    return [
        Cell(request.say(one.indicator.name)),
        Cell(request.say(one.indicator.unit_text)),
        Cell(request.say(place.region.name)),
        base_year,
        _build_figure(one.indicator, place.base),
        year,
        _build_figure(one.indicator, place.latest),
        rank,
    ]


def _build_figure(indicator: Indicator, figure: regions.Figure | None) -> Cell:
    if figure is None:
        return Cell()
    return Cell(figure.value, indicator.decimals, unverified=figure.quality == "unverified")


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
    made = build_sheet(
        request,
        Text("走势", "Courses"),
        heads,
        rows,
        Text("历年实际、序时进度和目标", "Actual, path and goal by year"),
        fixed=3,
    )
    return replace(made, charts=courses.build_charts(request, found, over))


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


def _build_published(request: ExportRequest, row: Any) -> list[Cell]:
    indicator = request.registry.indicators[row.indicator]
    day = records.convert_to_plain(row.published)
    published = f"{day:%Y-%m-%d}" if day is not None else ""
    month = Cell(int(row.month), 0, form="0") if row.month < FULL_YEAR else Cell()
    value, unit = Cell("是" if row.value == 1 else "否"), ""
    if indicator.unit is not None:
        value, unit = Cell(float(row.value), ALL_DECIMALS), indicator.unit.name
    return [
        Cell(indicator.id),
        Cell(request.say(indicator.name)),
        Cell(str(request.registry.regions[row.region].name.zh)),
        Cell(int(row.year), 0, form="0"),
        month,
        value,
        Cell(unit),
        Cell(QUALITIES[row.quality].name.zh),
        Cell(published),
        Cell(str(row.source)),
        Cell(str(row.note)),
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
    return build_sheet(request, Text("口径", "Definitions"), heads, rows, title, fixed=2)


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
    return build_sheet(
        request,
        Text("核对", "Checks"),
        heads,
        rows,
        Text("规划和数据的核对结果", "What the checks find"),
    )
