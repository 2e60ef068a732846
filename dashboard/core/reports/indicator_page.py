"""What does the page of one indicator say? One value: its statements, numbers, figures, notes and
the plan's words; the page prints it and decides nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.core.declaration import paths, phrases
from dashboard.core.verdicts import outlook, sensitivity_report
from dashboard.core.verdicts.outlook import Outlook
from dashboard.core.verdicts.panel import Panel
from dashboard.core.verdicts.rows import STEPS
from dashboard.core.verdicts.statement import (
    NOTHING,
    Statement,
    find_nature,
    list_indicator_statements,
)
from dashboard.core.vocabulary.column_units import Column
from dashboard.core.vocabulary.model import (
    FULL_YEAR,
    UNSTATED,
    Indicator,
    Snapshot,
    Target,
    Theme,
    iterate_rows,
)
from dashboard.core.vocabulary.qualities import QUALITIES
from dashboard.core.vocabulary.text import (
    Text,
    format_number,
    format_percent,
    format_untranslated,
    format_year_to_date,
    join_texts,
)

PRICES = {"current": Text("现价", "current prices"), "constant": Text("不变价", "constant prices")}
PATHS = {
    "linear": Text("直线路径", "straight path"),
    "compound": Text("等速增长路径", "constant growth"),
    "milestones": Text("里程碑路径", "milestones"),
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
class FigureRow:
    """One published figure as a row: the numbers bare, in the unit of the column."""

    when: Text
    value: Text
    quality: Text
    mark: Text
    due: str
    gap: str
    published: str
    source: Text
    note: str
    cell: str


@dataclass(frozen=True)
class FigureTable:
    """Every published figure, those in force and the others; in which unit; why there is none."""

    unit: Text
    in_force: tuple[FigureRow, ...]
    superseded: tuple[FigureRow, ...]
    is_stated_in_words: bool


@dataclass(frozen=True)
class RegionRow:
    """The latest figure of a region."""

    code: str
    name: Text
    year: str
    value: Text
    quality: Text
    mark: Text


@dataclass(frozen=True)
class RegionTable:
    """The latest figures of the regions, in one unit; none where fewer than two have one."""

    unit: Text
    rows: tuple[RegionRow, ...]


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
    outlook: Outlook | None
    outlook_sentence: Text | None
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
    explanation = target = ahead = None
    if main:
        target, plan, themes = main.target, main.plan, main.target.themes
        facts = tuple(_list_facts(main))
        explanation = _build_explanation(main, panel)
        ahead = outlook.build_outlook(registry, panel, target, view.region, view.year)
    return IndicatorPage(
        indicator=indicator,
        main=main,
        others=tuple(one for one in statements if one is not main),
        plan=plan,
        theme=registry.themes.get(next(iter(themes), "")),
        unit=format_units(indicator),
        facts=facts,
        explanation=explanation,
        outlook=ahead,
        outlook_sentence=_describe_outlook(snapshot, indicator, target, ahead),
        quotes=_list_quotes(snapshot, statements),
        notes=tuple(_list_notes(snapshot, indicator, main)),
        figures=_build_figure_table(snapshot, indicator, target),
        regions=_build_region_table(snapshot, indicator),
    )


def format_units(indicator: Indicator) -> Text:
    """Unit and price basis, for a heading."""
    parts = [indicator.unit_text, PRICES[indicator.prices] if indicator.prices else NOTHING]
    return join_texts([part for part in parts if part.zh], Text(" · ", " · "))


def _list_facts(main: Statement) -> Iterator[Fact]:
    """The figure, what is due, the goal, and what is needed or how far the goal is."""
    row, when = main.row, main.when
    name = Text(f"{when.zh}实际", f"Actual, {when.en}")
    yield Fact(name, main.actual, main.quality if main.has_figure else main.status)
    if math.isfinite(row.expected):
        how = PATHS["milestones" if main.target.milestones else main.target.path]
        yield Fact(Text("按进度应达", "Due by now"), main.due, how)
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
        Text("还需每年", "Needed a year"), main.needed, join_texts(notes, Text(" · ", " · "))
    )


def _build_explanation(main: Statement, panel: Panel) -> Explanation:
    """The numbers behind the word, and everything that qualifies it."""
    status = main.status
    title = Text(f"为什么是“{status.zh}”", f'Why "{status.in_("en")}"')
    sentences = list(_list_number_sentences(main.row))
    flags = [text for flag, text in main.flags.items() if flag not in FLAGS_SAID_ELSEWHERE]
    sensitivity = sensitivity_report.describe_sensitivity(
        main.registry, panel, main.target, main.row, main.snapshot.view.rules
    )
    notes = (*flags, *sensitivity)
    if not sentences and not notes:
        sentences = [STEPS[main.row.step]]
    return Explanation(title, join_texts(sentences, Text("", " ")), notes)


def _list_number_sentences(row: Any) -> Iterator[Text]:
    """How far the way and the time have gone, and how many years that is behind or ahead."""
    if math.isfinite(row.progress) and math.isfinite(row.elapsed):
        way, time = format_percent(row.progress), format_percent(row.elapsed)
        yield Text(f"走完全程的{way}，时间过去{time}。", f"{way} of the way, {time} of the time.")
    if math.isfinite(row.lag_years) and abs(row.lag_years) >= SHORTEST_LAG:
        years = format_number(abs(row.lag_years), 1)
        if row.lag_years > 0:
            yield Text(f"相当于落后{years}年。", f"{years} years behind.")
        else:
            yield Text(f"相当于领先{years}年。", f"{years} years ahead.")


def _describe_outlook(
    snapshot: Snapshot, indicator: Indicator, target: Target | None, ahead: Outlook | None
) -> Text | None:
    """Where the series is heading; nothing for targets that are over or may not be forecast."""
    if target is None or not outlook.may_forecast(target, indicator, snapshot.view.year):
        return None
    return outlook.describe_outlook(snapshot.registry, target, ahead)


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
    if indicator.released and (main is None or not main.has_figure):
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


def _is_stated_in_words(snapshot: Snapshot, indicator: Indicator) -> bool:
    """Whether there is no number to report: every target is stated in words."""
    targets = snapshot.registry.of(indicator.id)
    return indicator.unit is None and all(target.is_stated for target in targets)


def _list_due_values(target: Target | None) -> dict[int, float]:
    """What each year asks for: a point of the path, or the bound of a yearly target."""
    if target is None:
        return {}
    line = paths.find_path_points(target)
    if line is not None:
        return dict(zip(line[0].astype(int), line[1], strict=True))
    goal = paths.find_goal(target) if target.period in ("in", "every") else None
    if goal is None:
        return {}
    return dict.fromkeys(range(target.first, target.last + 1), goal)


def _list_records(snapshot: Snapshot, indicator: Indicator) -> tuple[list[Any], list[Any]]:
    """The figures in force and the others, newest first; values by formula are in force only."""
    region = snapshot.view.region
    in_force = _sort_newest_first(snapshot.values(indicator.id, region))
    places = {(record.cell, record.year, record.month) for record in in_force}
    readable = _sort_newest_first(snapshot.filter_readable(indicator.id, region))
    others = [
        record for record in readable if (record.cell, record.year, record.month) not in places
    ]
    return in_force, others


def _sort_newest_first(rows: pd.DataFrame) -> list[Any]:
    return list(iterate_rows(rows.sort_values(["year", "month"], ascending=False)))


def _build_figure_table(
    snapshot: Snapshot, indicator: Indicator, target: Target | None
) -> FigureTable:
    """The figures of the view's region in one unit, chosen by their size."""
    in_force, superseded = _list_records(snapshot, indicator)
    column = Column.of(indicator, [record.value for record in (*in_force, *superseded)])
    due = _list_due_values(target)
    return FigureTable(
        unit=format_units(column.indicator),
        in_force=tuple(_build_figure_row(column, record, due) for record in in_force),
        superseded=tuple(_build_figure_row(column, record, {}) for record in superseded),
        is_stated_in_words=_is_stated_in_words(snapshot, indicator),
    )


def _build_figure_row(column: Column, record: Any, due: dict[int, float]) -> FigureRow:
    """A figure with what was due in its year, in the unit of the column."""
    indicator, amount = column.indicator, record.value * column.factor
    expected, gap, published = "", "", ""
    if record.month == FULL_YEAR and int(record.year) in due:
        asked = due[int(record.year)] * column.factor
        expected = format_number(asked, phrases.count_path_decimals(indicator, asked))
        gap = phrases.format_difference_number(indicator, amount - asked, sign=True)
    if pd.notna(record.published):
        published = record.published.date().isoformat()
    source = format_untranslated(record.source)
    if record.source.startswith(f"{indicator.id} = "):
        source = Text("由公式推算", "calculated by formula")
    quality, mark = _read_quality(record.quality)
    return FigureRow(
        when=format_year_to_date(int(record.year), int(record.month)),
        value=_format_published(indicator, amount),
        quality=quality,
        mark=mark,
        due=expected,
        gap=gap,
        published=published,
        source=source,
        note=record.note,
        cell=record.cell,
    )


def _format_published(indicator: Indicator, amount: float) -> Text:
    if indicator.unit is None:
        return phrases.format_value(indicator, amount)
    return format_untranslated(phrases.format_published_number(indicator, amount))


def _read_quality(quality: object) -> tuple[Text, Text]:
    """The name and the mark of a quality; nothing of one that is not known."""
    kind = QUALITIES.get(str(quality))
    return (kind.name, kind.mark) if kind else (NOTHING, NOTHING)


def _build_region_table(snapshot: Snapshot, indicator: Indicator) -> RegionTable:
    """The latest figure of every region that has one, where more than one has."""
    latest = snapshot.latest(indicator.id)
    column = Column.of(indicator, latest["value"].tolist())
    rows = []
    if len(latest) > 1:
        codes = (code for code in snapshot.registry.regions if code in latest.index)
        rows = [_build_region_row(snapshot, column, code, latest.loc[code]) for code in codes]
    return RegionTable(format_units(column.indicator), tuple(rows))


def _build_region_row(snapshot: Snapshot, column: Column, code: str, figure: Any) -> RegionRow:
    indicator, amount = column.indicator, float(figure["value"]) * column.factor
    value = phrases.format_value(indicator, amount)
    if indicator.unit is not None:
        value = format_untranslated(format_number(amount, indicator.decimals))
    quality, mark = _read_quality(figure["quality"])
    name = snapshot.registry.regions[code].name
    return RegionRow(code, name, str(figure["year"]), value, quality, mark)
