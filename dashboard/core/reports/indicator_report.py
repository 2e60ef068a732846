"""What is there to say of one indicator? A report on a page or two: verdict, numbers, course, what
is done, the plan's words.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from typing import Any

from dashboard.core.analysis.follow_up import FollowUp
from dashboard.core.analysis.provenance import UNVERIFIED
from dashboard.core.analysis.time_course import Chart, TimeCourse, build_chart
from dashboard.core.declaration import phrases
from dashboard.core.reports.blocks import Block, Drawing, Grid, Paragraph, Report, number_sections
from dashboard.core.reports.plan_report import (
    ASSUMPTION,
    QUESTION,
    describe_follow_up,
)
from dashboard.core.verdicts import panel, sensitivity_report
from dashboard.core.verdicts.statement import NO_NUMBER, Statement, list_indicator_statements
from dashboard.core.vocabulary import digits
from dashboard.core.vocabulary.model import FULL_YEAR, Indicator, iterate_rows
from dashboard.core.vocabulary.qualities import QUALITIES
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.statuses import BAD
from dashboard.core.vocabulary.text import (
    DASH,
    Text,
    format_untranslated,
    format_year,
    format_year_to_date,
    join_texts,
)


def build_indicator_report(
    snapshot: Snapshot, indicator: Indicator, follow_up: FollowUp, today: date
) -> Report:
    """The report on an indicator in the view's region and year; its target of the view's plan comes
    first.
    """
    registry, view = snapshot.registry, snapshot.view
    statements = list_indicator_statements(snapshot, indicator)
    statements.sort(key=lambda one: one.target.plan != view.plan)
    main = statements[0] if statements else None
    verdicts: list[Block] = [_build_verdict_paragraph(one) for one in statements]
    verdicts += _build_sensitivity_blocks(snapshot, statements)
    sources = [*_build_source_blocks(snapshot, statements), Paragraph(UNVERIFIED)]
    sections: list[tuple[Text, list[Block]]] = [
        (Text("评价", "Verdict"), verdicts),
        (Text("主要数字", "Numbers"), _build_number_table(main) if main else []),
        (Text("历年情况", "Year by year"), _build_year_blocks(snapshot, indicator, main)),
        (
            Text("原因和措施", "Reasons and actions"),
            _build_follow_up_blocks(follow_up, main, today),
        ),
        (Text("依据", "What it rests on"), sources),
    ]
    plan = main.plan if main else registry.plans[view.plan].name
    place = registry.regions[view.region].name
    year = int(main.row.year) if main else view.year
    about = Text(
        f"（{place.zh}，{plan.zh}，{year}年数据）",
        f"({place.in_('en')}, {plan.in_('en')}, figures of {year})",
    )
    return Report(indicator.name, about, number_sections(sections))


def _build_verdict_paragraph(one: Statement) -> Paragraph:
    """The word, the sentence, and what qualifies them."""
    word, plan, text = one.status_with_symbol, one.plan, one.sentence
    if one.flags:
        marks = join_texts(list(one.flags.values()), Text("，", ", "))
        text += Text(f"标记：{marks.zh}。", f" Marks: {marks.en}.")
    return Paragraph(text, Text(f"{word.zh}（{plan.zh}）。", f"{word.en} ({plan.in_('en')}). "))


def _build_sensitivity_blocks(snapshot: Snapshot, statements: list[Statement]) -> list[Block]:
    """What the verdicts hang on: paper travels without the page that says so."""
    if not any({"base_revised", "price_assumed"} & set(one.flags) for one in statements):
        return []
    registry, rules = snapshot.registry, snapshot.view.rules
    values = panel.build_panel(registry, snapshot.observations)
    found = [
        line
        for one in statements
        for line in sensitivity_report.describe_sensitivity(
            registry, values, one.target, one.row, rules
        )
    ]
    if not found:
        return []
    return [Paragraph(join_texts(found, Text("", " ")), Text("须注意：", "Note: "))]


HEADS = ((Text("项目", "What"), 34), (Text("数字", "Number"), 66))


def _build_number_table(main: Statement) -> list[Block]:
    """What was, is, is due, and is still needed."""
    rows = [
        (Text("性质", "Nature"), main.nature),
        (Text("责任单位", "Owner"), main.owner),
        (Text(f"{main.period.zh}目标", f"Target, {main.period.en}"), main.bound),
    ]
    if main.indicator.unit is not None:
        rows += _list_numbers(main)
    return [Grid(Text("指标情况表", "The indicator in one table"), HEADS, tuple(rows))]


def _list_numbers(main: Statement) -> Iterator[tuple[Text, Text]]:
    """The numbers of an indicator that has a unit; what is not known is left out or a dash."""
    row = main.row
    yield Text("基期", "Base"), main.base
    yield main.figure_name, main.marked_actual
    yield Text("序时目标", "Due by now"), main.due
    if math.isfinite(main.gap):
        yield Text("差距", "Gap"), main.gap_comparison
    if math.isfinite(row.needed):
        yield Text("年均需增", "Needed a year"), main.needed
    if math.isfinite(row.forecast):
        year = main.target.last
        yield Text(f"预测{year}年", f"Forecast for {year}"), _format_forecast(main)


def _format_forecast(main: Statement) -> Text:
    row = main.row
    value, low, high = (
        phrases.format_value(main.indicator, amount) for amount in (row.forecast, row.low, row.high)
    )
    return Text(
        f"约{value.zh}（八成可能在{low.zh}到{high.zh}之间；预测不影响评价）",
        f"about {value.en} (four chances in five between {low.en} and {high.en}; no verdict "
        "rests on it)",
    )


YEARS = (
    (Text("时间", "Time"), 18),
    (Text("实际", "Actual"), 16),
    (Text("序时目标", "Due"), 14),
    (Text("数据性质", "Quality"), 16),
    (Text("来源", "Source"), 36),
)


def _build_year_blocks(
    snapshot: Snapshot, indicator: Indicator, main: Statement | None
) -> list[Block]:
    """The chart, and every number of it in a table: figures in force, and what each year asks
    for.
    """
    if indicator.unit is None:
        return []
    chart = build_chart(snapshot, main.row, main.target) if main else None
    due = _list_due_values(main, chart.course) if main and chart else {}
    values = snapshot.values(indicator.id, snapshot.view.region).sort_values(["year", "month"])
    lines = {
        (int(row.year), int(row.month)): _build_year_row(indicator, row, due)
        for row in iterate_rows(values)
    }
    for year, expected in due.items():
        without_figure = (format_year(year), NO_NUMBER, expected, NO_NUMBER, NO_NUMBER)
        lines.setdefault((year, FULL_YEAR), without_figure)
    if not lines:
        return []
    unit = indicator.unit_text
    caption = Text(f"历年数据（{unit.zh}）", f"Year by year ({unit.en})")
    blocks: list[Block] = []
    if main and chart:
        blocks += _build_sum_blocks(main, chart.course)
        blocks.append(_build_drawing(indicator, chart, unit))
    return [*blocks, Grid(caption, YEARS, tuple(lines[key] for key in sorted(lines)))]


def _build_sum_blocks(main: Statement, course: TimeCourse) -> list[Block]:
    """Of a goal for a sum over years: the sums that the chart shows."""
    if main.target.period != "total" or not course.points:
        return []
    listed = []
    for point in course.points:
        part = phrases.format_published_value(main.indicator, point.value)
        listed.append(Text(f"到{point.year}年{part.zh}", f"{part.en} by {point.year}"))
    text = join_texts(listed, Text("，", ", "))
    return [Paragraph(Text(f"{text.zh}。", f"{text.en}."), Text("累计：", "Sums: "))]


def _build_drawing(indicator: Indicator, chart: Chart, unit: Text) -> Drawing:
    last = max((one.year for one in chart.course.points), default=0)
    until = Text(f"实际（到{last}年）", f"Actual (to {last})") if last else Text("实际", "Actual")
    title = Text(
        f"{until.zh}、序时进度与目标（{unit.zh}）", f"{until.en}, path and target ({unit.en})"
    )
    return Drawing(title, chart, describe_chart(indicator, chart))


def describe_chart(indicator: Indicator, chart: Chart) -> Text:
    """What a chart shows, for those who do not see it: the figures year by year."""
    listed = (
        ", ".join(f"{one.year} {chart.format_figure(one)}" for one in chart.course.points) or DASH
    )
    return Text(f"{indicator.name.zh}：{listed}", f"{indicator.name.in_('en')}: {listed}")


def _build_year_row(indicator: Indicator, row: Any, due: dict[int, Text]) -> tuple[Text, ...]:
    quality = QUALITIES[row.quality].name if row.quality in QUALITIES else NO_NUMBER
    source = format_untranslated(row.source or DASH)
    if row.source.startswith(f"{indicator.id} = "):
        source = Text("由公式推算", "calculated by formula")
    expected = NO_NUMBER
    if row.month == FULL_YEAR:
        expected = due.get(int(row.year), NO_NUMBER)
    return (
        format_year_to_date(int(row.year), int(row.month)),
        format_untranslated(digits.format_published_number(indicator, row.value)),
        expected,
        quality,
        source,
    )


def _list_due_values(main: Statement, course: TimeCourse) -> dict[int, Text]:
    """What each year asks for: a point of the path, or the bound that holds in every year; a sum or
    a mean over years asks none.
    """
    target, indicator = main.target, main.indicator
    if target.period == "every":
        return dict.fromkeys(range(target.first, target.last + 1), main.short_bound)
    return {
        year: format_untranslated(digits.format_path_number(indicator, value))
        for year, value in course.expected.items()
    }


def _build_follow_up_blocks(
    follow_up: FollowUp, main: Statement | None, today: date
) -> list[Block]:
    """Of a gap: why, and what is done; of anything else only what somebody said."""
    if main is None:
        return []
    place = (main.target.indicator, main.row.region)
    entries = follow_up.find_explanations(*place) or follow_up.list_actions_about(*place)
    if not entries and main.row.status not in BAD:
        return []
    reason, actions = describe_follow_up(follow_up, main.row, main.target, today)
    return [Paragraph(reason), actions]


def _build_source_blocks(snapshot: Snapshot, statements: list[Statement]) -> list[Block]:
    """The plan's words once each, open questions and assumptions."""
    quoted: dict[Paragraph, None] = {}
    for target in (one.target for one in statements):
        for source in target.sources:
            title = snapshot.registry.documents[source.document].title
            zh = f"{title.zh} {source.section}".rstrip()
            en = f"{title.in_('en')} {source.section}".rstrip()
            phrase = format_untranslated(f"“{source.phrase}”")
            quoted[Paragraph(phrase, Text(f"{zh}：", f"{en}: "))] = None
        for open_, lead in ((target.question, QUESTION), (target.assumption, ASSUMPTION)):
            if open_:
                quoted[Paragraph(open_, lead)] = None
    return list(quoted)
