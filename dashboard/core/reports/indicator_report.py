"""What is there to say of one indicator? A report on a page or two: verdict, numbers, course, what
is done, the plan's words.
"""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from dashboard.core.analysis import gaps
from dashboard.core.analysis.follow_up import FollowUp
from dashboard.core.analysis.gaps import Pair
from dashboard.core.analysis.provenance import UNVERIFIED
from dashboard.core.analysis.time_course import Chart, TimeCourse, build_chart
from dashboard.core.declaration import phrases
from dashboard.core.reports.blocks import Block, Drawing, Grid, Paragraph, Report, number_sections
from dashboard.core.reports.plan_report import (
    ASSUMPTION,
    QUESTION,
    describe_follow_up,
    format_actual,
)
from dashboard.core.verdicts import panel, sensitivity_report
from dashboard.core.verdicts.reasons import describe_verdict
from dashboard.core.verdicts.sentence_data import read_known_values
from dashboard.core.verdicts.standing import BAD
from dashboard.core.vocabulary.model import (
    FLAGS,
    FULL_YEAR,
    NATURES,
    UNSTATED,
    Indicator,
    Snapshot,
    Target,
    iterate_rows,
)
from dashboard.core.vocabulary.qualities import QUALITIES
from dashboard.core.vocabulary.statuses import STATUSES, format_status
from dashboard.core.vocabulary.text import (
    DASH,
    Text,
    format_number,
    format_untranslated,
    format_year,
    format_year_to_date,
    join_texts,
)

NOTHING = format_untranslated(DASH)


def build_indicator_report(
    snapshot: Snapshot, indicator: Indicator, follow_up: FollowUp, today: date
) -> Report:
    """The report on an indicator in the view's region and year; its target of the view's plan comes
    first.
    """
    registry, view = snapshot.registry, snapshot.view
    pairs = [
        (row, registry.target(row.target))
        for row in iterate_rows(snapshot.filter_verdicts(indicator.id, view.region))
    ]
    pairs.sort(key=lambda pair: pair[1].plan != view.plan)
    main = pairs[0] if pairs else None
    sections: list[tuple[Text, list[Block]]] = [
        (
            Text("评价", "Verdict"),
            [
                *(_build_verdict_paragraph(snapshot, pair) for pair in pairs),
                *_build_sensitivity_blocks(snapshot, pairs),
            ],
        ),
        (Text("主要数字", "Numbers"), _build_number_table(snapshot, *main) if main else []),
        (Text("历年情况", "Year by year"), _build_year_blocks(snapshot, indicator, main)),
        (
            Text("原因和措施", "Reasons and actions"),
            _build_follow_up_blocks(snapshot, follow_up, main, today),
        ),
        (
            Text("依据", "What it rests on"),
            [*_build_source_blocks(snapshot, pairs), Paragraph(UNVERIFIED)],
        ),
    ]
    plan, place = (
        registry.plans[main[1].plan if main else view.plan].name,
        registry.regions[view.region].name,
    )
    year = int(main[0].year) if main else view.year
    about = Text(
        f"（{place.zh}，{plan.zh}，{year}年数据）",
        f"({place.in_('en')}, {plan.in_('en')}, figures of {year})",
    )
    return Report(indicator.name, about, number_sections(sections))


def _build_verdict_paragraph(snapshot: Snapshot, pair: Pair) -> Paragraph:
    """The word, the sentence, and what qualifies them."""
    row, target = pair
    word, plan = (
        format_status(row.status, target.last, snapshot.as_of),
        snapshot.registry.plans[target.plan].name,
    )
    known = read_known_values(snapshot.values(row.indicator, row.region))
    reason = describe_verdict(snapshot.registry, known, row, snapshot.view.rules, snapshot.as_of)
    marks = join_texts([FLAGS[flag] for flag in row.flags], Text("，", ", ")) if row.flags else None
    more = Text(f"标记：{marks.zh}。", f" Marks: {marks.en}.") if marks else Text("", "")
    symbol = STATUSES[row.status].symbol
    return Paragraph(
        reason + more,
        Text(f"{symbol}{word.zh}（{plan.zh}）。", f"{symbol} {word.en} ({plan.in_('en')}). "),
    )


def _build_sensitivity_blocks(snapshot: Snapshot, pairs: list[Pair]) -> list[Block]:
    """What the verdicts hang on: paper travels without the page that says so."""
    if not any({"base_revised", "price_assumed"} & set(row.flags) for row, _ in pairs):
        return []
    registry, values = (
        snapshot.registry,
        panel.build_panel(snapshot.registry, snapshot.observations),
    )
    found = [
        line
        for row, target in pairs
        for line in sensitivity_report.describe_sensitivity(
            registry, values, target, row, snapshot.view.rules
        )
    ]
    note = join_texts(found, Text("", " ")) if found else None
    return [Paragraph(note, Text("须注意：", "Note: "))] if note else []


HEADS = ((Text("项目", "What"), 34), (Text("数字", "Number"), 66))


def _build_number_table(snapshot: Snapshot, row: Any, target: Target) -> list[Block]:
    """What was, is, is due, and is still needed."""
    registry = snapshot.registry
    indicator = registry.indicators[target.indicator]
    nature, period = gaps.find_nature(registry, target), phrases.format_period(target)
    kind, owner = NATURES[nature] if nature else UNSTATED, gaps.find_owner(registry, target)
    gap, to = gaps.read_gap(row)
    found: list[tuple[Text, Text]] = [
        (Text("性质", "Nature"), kind),
        (Text("责任单位", "Owner"), owner),
        (Text(f"{period.zh}目标", f"Target, {period.en}"), phrases.format_bound(registry, target)),
    ]
    if indicator.unit is not None:
        when = format_year_to_date(int(row.year), int(row.month))
        found += [
            (
                Text("基期", "Base"),
                phrases.format_path_value(indicator, row.base)
                if math.isfinite(row.base)
                else NOTHING,
            ),
            (
                Text(f"{when.zh}实际", f"Actual, {when.en}"),
                format_actual(snapshot, row, target, unit=True),
            ),
            (
                Text("按进度应达", "Due by now"),
                phrases.format_path_value(indicator, row.expected)
                if math.isfinite(row.expected)
                else NOTHING,
            ),
        ]
        if math.isfinite(gap):
            found.append((Text("差距", "Gap"), phrases.describe_comparison(indicator, gap, to)))
        if math.isfinite(row.needed):
            found.append(
                (
                    Text("还需每年", "Needed a year"),
                    phrases.format_needed(indicator, target, row.needed),
                )
            )
        if math.isfinite(row.forecast):
            found.append(
                (
                    Text(f"推算{target.last}年", f"Forecast for {target.last}"),
                    _format_forecast(indicator, row),
                )
            )
    return [Grid(Text("指标情况表", "The indicator in one table"), HEADS, tuple(found))]


def _format_forecast(indicator: Indicator, row: Any) -> Text:
    value, low, high = (
        phrases.format_value(indicator, one) for one in (row.forecast, row.low, row.high)
    )
    return Text(
        f"约{value.zh}（八成可能在{low.zh}到{high.zh}之间；推算不影响评价）",
        f"about {value.en} (four chances in five between {low.en} and {high.en}; no verdict "
        "rests on it)",
    )


YEARS = (
    (Text("时间", "Time"), 18),
    (Text("实际", "Actual"), 16),
    (Text("应达", "Due"), 14),
    (Text("数据性质", "Quality"), 16),
    (Text("来源", "Source"), 36),
)


def _build_year_blocks(snapshot: Snapshot, indicator: Indicator, main: Pair | None) -> list[Block]:
    """The chart, and every number of it in a table: figures in force, and what each year asks
    for.
    """
    if indicator.unit is None:
        return []
    chart = build_chart(snapshot, *main) if main else None
    way = chart.course if chart else None
    due = _list_due_values(snapshot, indicator, main[1], way) if main and way else {}
    rows = list(
        iterate_rows(
            snapshot.values(indicator.id, snapshot.view.region).sort_values(["year", "month"])
        )
    )
    lines = [(int(row.year), int(row.month), _build_year_row(indicator, row, due)) for row in rows]
    known_months = {(year, month) for year, month, _ in lines}
    lines += [
        (year, FULL_YEAR, (format_year(year), NOTHING, due[year], NOTHING, NOTHING))
        for year in due
        if (year, FULL_YEAR) not in known_months
    ]
    if not lines:
        return []
    unit = indicator.unit_text
    caption = Text(f"历年数据（{unit.zh}）", f"Year by year ({unit.en})")
    table = Grid(
        caption, YEARS, tuple(line for _, _, line in sorted(lines, key=lambda one: one[:2]))
    )
    return [
        *_build_sum_blocks(indicator, main, way),
        *([_build_drawing(indicator, chart, unit)] if chart else []),
        table,
    ]


def _build_sum_blocks(indicator: Indicator, main: Pair | None, way: Any) -> list[Block]:
    """Of a goal for a sum over years: the sums that the chart shows."""
    if way is None or main is None or main[1].period != "total" or not way.points:
        return []
    parts = [phrases.format_published_value(indicator, one.value) for one in way.points]
    listed = [
        Text(f"到{one.year}年{part.zh}", f"{part.en} by {one.year}")
        for one, part in zip(way.points, parts, strict=True)
    ]
    text = join_texts(listed, Text("，", ", "))
    return [Paragraph(Text(f"{text.zh}。", f"{text.en}."), Text("累计：", "Sums: "))]


def _build_drawing(indicator: Indicator, chart: Chart, unit: Text) -> Drawing:
    last = max((one.year for one in chart.course.points), default=0)
    until = Text(f"实际（到{last}年）", f"Actual (to {last})") if last else Text("实际", "Actual")
    title = Text(f"{until.zh}、路径与目标（{unit.zh}）", f"{until.en}, path and target ({unit.en})")
    return Drawing(title, chart, describe_chart(indicator, chart))


def describe_chart(indicator: Indicator, chart: Chart) -> Text:
    """What a chart shows, for those who do not see it: the figures year by year."""
    listed = (
        ", ".join(
            f"{one.year} {format_number(one.value, chart.decimals)}" for one in chart.course.points
        )
        or DASH
    )
    return Text(f"{indicator.name.zh}：{listed}", f"{indicator.name.in_('en')}: {listed}")


def _build_year_row(indicator: Indicator, row: Any, due: dict[int, Text]) -> tuple[Text, ...]:
    quality = QUALITIES[row.quality].name if row.quality in QUALITIES else NOTHING
    calculated = row.source.startswith(f"{indicator.id} = ")
    source = (
        Text("由公式推算", "calculated by formula")
        if calculated
        else format_untranslated(row.source or DASH)
    )
    expected = due.get(int(row.year), NOTHING) if row.month == FULL_YEAR else NOTHING
    return (
        format_year_to_date(int(row.year), int(row.month)),
        format_untranslated(phrases.format_published_number(indicator, row.value)),
        expected,
        quality,
        source,
    )


def _list_due_values(
    snapshot: Snapshot, indicator: Indicator, target: Target, way: TimeCourse
) -> dict[int, Text]:
    """What each year asks for: a point of the path, or the bound that holds in every year; a sum or
    a mean over years asks none.
    """
    if target.period == "every":
        return dict.fromkeys(
            range(target.first, target.last + 1),
            phrases.format_short_bound(snapshot.registry, target),
        )
    return {
        year: format_untranslated(
            format_number(value, phrases.count_path_decimals(indicator, value))
        )
        for year, value in way.expected.items()
    }


def _build_follow_up_blocks(
    snapshot: Snapshot, follow_up: FollowUp, main: Pair | None, today: date
) -> list[Block]:
    """Of a gap: why, and what is done; of anything else only what somebody said."""
    if main is None:
        return []
    row, target = main
    entries = follow_up.find_explanations(
        target.indicator, row.region
    ) or follow_up.list_actions_about(target.indicator, row.region)
    if not entries and row.status not in BAD:
        return []
    reason, actions = describe_follow_up(follow_up, row, target, today)
    return [Paragraph(reason), actions]


def _build_source_blocks(snapshot: Snapshot, pairs: list[Pair]) -> list[Block]:
    """The plan's words once each, open questions and assumptions."""
    quoted: dict[Paragraph, None] = {}
    for _, target in pairs:
        for source in target.sources:
            title = snapshot.registry.documents[source.document].title
            place = Text(
                f"{title.zh} {source.section}".rstrip(),
                f"{title.in_('en')} {source.section}".rstrip(),
            )
            quoted[
                Paragraph(
                    format_untranslated(f"“{source.phrase}”"),
                    Text(f"{place.zh}：", f"{place.en}: "),
                )
            ] = None
        for open_, lead in ((target.question, QUESTION), (target.assumption, ASSUMPTION)):
            if open_:
                quoted[Paragraph(open_, lead)] = None
    return list(quoted)
