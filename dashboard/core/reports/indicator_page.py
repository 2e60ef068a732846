"""What does the page of one indicator say? One value: its statements, numbers, figures, notes and
the plan's words; the page prints it and decides nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dashboard.core.reports.figure_tables import (
    FigureTable,
    RegionTable,
    build_figure_table,
    build_region_table,
    format_units,
)
from dashboard.core.verdicts import sensitivity_report
from dashboard.core.verdicts.change import find_change
from dashboard.core.verdicts.outlook import Prospect, build_prospect
from dashboard.core.verdicts.panel import Panel
from dashboard.core.verdicts.rows import STEPS
from dashboard.core.verdicts.statement import (
    NOTHING,
    Statement,
    find_nature,
    list_indicator_statements,
)
from dashboard.core.vocabulary.digits import format_number, format_percent
from dashboard.core.vocabulary.model import UNSTATED, Indicator, Target, Theme
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.targets import COMPLETION
from dashboard.core.vocabulary.text import Text, join_texts

PATHS = {
    "linear": Text("直线序时进度", "straight path"),
    "compound": Text("等速序时进度", "constant growth"),
    "milestones": Text("里程碑序时进度", "milestones"),
}
FLAGS_SAID_ELSEWHERE = ("question_open", "base_revised", "price_assumed")
SHORTEST_LAG = 0.05
"""Years of lag or lead that are worth a sentence."""


@dataclass(frozen=True)
class Fact:
    """A number of the indicator: what it is, its value, and what qualifies it."""

    name: Text
    value: Text
    note: Text


@dataclass(frozen=True)
class Explanation:
    """Why the status is what it is: sentences in a row, and notes one by one."""

    title: Text
    sentences: Text
    notes: tuple[Text, ...]


@dataclass(frozen=True)
class Quote:
    """The plan's own words, and where they stand."""

    phrase: str
    document: Text
    section: str


@dataclass(frozen=True)
class Note:
    """Something that must be known beside the verdict, with what leads it."""

    lead: Text
    text: Text
    is_formula: bool = False


@dataclass(frozen=True)
class IndicatorPage:
    """Everything that is said of an indicator in the view's region and year."""

    indicator: Indicator
    main: Statement | None
    others: tuple[Statement, ...]
    plan: Text
    theme: Theme | None
    unit: Text
    facts: tuple[Fact, ...]
    explanation: Explanation | None
    ahead: Prospect
    quotes: tuple[Quote, ...]
    notes: tuple[Note, ...]
    figures: FigureTable
    regions: RegionTable

    @property
    def target(self) -> Target | None:
        """The target that the page is about first."""
        return self.main.target if self.main else None


def build_indicator_page(snapshot: Snapshot, panel: Panel, indicator: Indicator) -> IndicatorPage:
    """The page of an indicator; `panel` holds the values that the snapshot was judged by."""
    registry, view = snapshot.registry, snapshot.view
    statements = list_indicator_statements(snapshot, indicator)
    of_the_plan = (one for one in statements if one.target.plan == view.plan)
    main = next(of_the_plan, statements[0] if statements else None)
    plan, themes = registry.plans[view.plan].name, indicator.themes
    facts: tuple[Fact, ...] = ()
    explanation = target = None
    ahead = Prospect()
    if main:
        target, plan, themes = main.target, main.plan, main.target.themes
        facts = tuple(_list_facts(main))
        explanation = _build_explanation(main, panel)
        ahead = build_prospect(registry, panel, target, view.region, view.year)
    return IndicatorPage(
        indicator=indicator,
        main=main,
        others=tuple(one for one in statements if one is not main),
        plan=plan,
        theme=registry.themes.get(next(iter(themes), "")),
        unit=format_units(indicator),
        facts=facts,
        explanation=explanation,
        ahead=ahead,
        quotes=_list_quotes(snapshot, statements),
        notes=tuple(_list_notes(snapshot, indicator, main)),
        figures=build_figure_table(snapshot, indicator, target),
        regions=build_region_table(snapshot, indicator),
    )


def _list_facts(main: Statement) -> Iterator[Fact]:
    """The figure, what is due, the goal, and what is needed or how far the goal is."""
    row = main.row
    note = main.status
    if main.has_figure:
        change = find_change(main)
        notes = [main.quality, *([change.sentence] if change else [])]
        note = join_texts(notes, Text(" · ", " · "))
    yield Fact(main.figure_name, main.actual, note)
    if math.isfinite(row.expected):
        how = PATHS["milestones" if main.target.milestones else main.target.path]
        yield Fact(Text("序时目标", "Due by now"), main.due, how)
    yield _build_goal_fact(main)
    if math.isfinite(row.needed):
        yield _build_needed_fact(main)
    elif math.isfinite(row.gap_to_goal):
        yield Fact(Text("与目标相比", "Against the target"), main.gap_to_goal, NOTHING)


def _build_goal_fact(main: Statement) -> Fact:
    period, bound = main.period, main.bound
    nature = Text("约束性/预期性未明确", "binding or indicative: not stated")
    if find_nature(main.registry, main.target):
        nature = main.nature
    name = Text(f"{period.zh}目标", f"Target, {period.en}")
    return Fact(name, main.goal, join_texts([bound, nature], Text(" · ", " · ")))


def _build_needed_fact(main: Statement) -> Fact:
    """What every year needs, beside the best year on record; a sum or a mean over years has no pace
    to compare with.
    """
    notes = []
    if math.isfinite(main.row.needed_growth):
        growth = format_number(main.row.needed_growth * 100, 2)
        notes.append(Text(f"年均{growth}%", f"{growth}% a year"))
    if main.target.period in ("total", "average"):
        notes.append(NOTHING)
    elif math.isfinite(main.row.best_pace):
        size = main.best_pace.zh
        notes.append(Text(f"历史最快一年 {size}", f"best year on record {size}"))
    else:
        notes.append(Text("历史最快：无记录", "no record yet"))
    return Fact(
        Text("年均需增", "Needed a year"), main.needed, join_texts(notes, Text(" · ", " · "))
    )


def _build_explanation(main: Statement, panel: Panel) -> Explanation:
    """The numbers behind the word, and everything that qualifies it."""
    status = main.status
    title = Text(f"为什么是“{status.zh}”", f'Why "{status.in_("en")}"')
    sentences = list(_list_number_sentences(main.row, main.target))
    flags = [text for flag, text in main.flags.items() if flag not in FLAGS_SAID_ELSEWHERE]
    sensitivity = sensitivity_report.describe_sensitivity(
        main.registry, panel, main.target, main.row, main.snapshot.view.rules
    )
    notes = (*flags, *sensitivity)
    if not sentences and not notes:
        sentences = [STEPS[main.row.step]]
    return Explanation(title, join_texts(sentences, Text("", " ")), notes)


def _list_number_sentences(row: Any, target: Target) -> Iterator[Text]:
    """How much is done, by which formula, how much of the time is gone, and how many years that is
    behind or ahead.
    """
    if math.isfinite(row.progress):
        done, formula = format_percent(row.progress), COMPLETION[target.period]
        yield Text(f"完成率{done}，即{formula.zh}。", f"{done} done: {formula.en}.")
    if math.isfinite(row.elapsed):
        time = format_percent(row.elapsed)
        yield Text(f"时间进度{time}。", f"{time} of the time is gone.")
    if math.isfinite(row.lag_years) and abs(row.lag_years) >= SHORTEST_LAG:
        years = format_number(abs(row.lag_years), 1)
        if row.lag_years > 0:
            yield Text(f"相当于落后{years}年。", f"{years} years behind.")
        else:
            yield Text(f"相当于领先{years}年。", f"{years} years ahead.")


def _list_quotes(snapshot: Snapshot, statements: Iterable[Statement]) -> tuple[Quote, ...]:
    """The plan's own phrases with document and section, once each."""
    found: dict[Quote, None] = {}
    for one in statements:
        for source in one.target.sources:
            document = snapshot.registry.documents[source.document].title
            found[Quote(source.phrase, document, source.section)] = None
    return tuple(found)


def _list_notes(snapshot: Snapshot, indicator: Indicator, main: Statement | None) -> Iterator[Note]:
    """Questions to the plan's author, choices of ours, breaks, the formula, who answers, and when
    the figure is released.
    """
    targets = snapshot.registry.of(indicator.id)
    questions = {target.question for target in targets if target.question is not None}
    for question in sorted(questions, key=lambda text: text.zh):
        yield Note(Text("待确认：", "To be confirmed: "), question)
    stated = (indicator.assumption, *(target.assumption for target in targets))
    assumptions = {text for text in stated if text is not None}
    for assumption in sorted(assumptions, key=lambda text: text.zh):
        yield Note(Text("本系统假定：", "Our assumption: "), assumption)
    for cut in indicator.breaks:
        yield Note(Text(f"{cut.year}年口径变化：", f"Break in {cut.year}: "), cut.text)
    if indicator.formula:
        formula = _format_formula(snapshot, indicator.formula)
        yield Note(Text("推算公式：", "Formula: "), formula, is_formula=True)
    yield Note(Text("责任单位：", "Owner: "), indicator.owner or UNSTATED)
    if indicator.released and (main is None or math.isnan(main.row.actual)):
        month = indicator.released
        usual = Text(f"次年{month}月", f"month {month} of the next year")
        yield Note(Text("通常公布时间：", "Usually released: "), usual)


def _format_formula(snapshot: Snapshot, formula: str) -> Text:
    """A formula with the indicators' names."""
    zh = en = formula
    indicators = snapshot.registry.indicators
    for name in sorted(indicators, key=len, reverse=True):
        if name in formula:
            zh = zh.replace(name, indicators[name].name.zh)
            en = en.replace(name, indicators[name].name.in_("en"))
    signs = {"*": "×", "/": "÷"}
    for sign, printed in signs.items():
        zh, en = zh.replace(sign, printed), en.replace(sign, printed)
    return Text(zh.replace("last_year(", "上年（").replace("mean(", "年均（"), en)
