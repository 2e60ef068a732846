"""What qualifies a verdict? The numbers behind the word, other bases and prices, questions, and
choices of ours.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.core.verdicts import sensitivity_report
from dashboard.core.verdicts.rows import STEPS
from dashboard.core.vocabulary.model import FLAGS, UNSTATED, Indicator, Target
from dashboard.core.vocabulary.text import Text, format_number, format_percent
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import format_status, render_card

FLAGS_SHOWN_ELSEWHERE = ("question_open", "base_revised", "price_assumed")


def render_explanation(context: Context, row: Any, target: Target) -> Component:
    """The numbers behind the word, and everything that qualifies it."""
    say = context.say
    lines: list[Text] = []
    if pd.notna(row.progress) and pd.notna(row.elapsed):
        lines.append(
            Text(
                f"走完全程的{format_percent(row.progress)}，时间过去{format_percent(row.elapsed)}。",
                f"{format_percent(row.progress)} of the way, {format_percent(row.elapsed)} of "
                "the time.",
            )
        )
    if pd.notna(row.lag_years) and abs(row.lag_years) >= 0.05:
        years = format_number(abs(row.lag_years), 1)
        lines.append(
            Text(
                f"相当于{'落后' if row.lag_years > 0 else '领先'}{years}年。",
                f"{years} years {'behind' if row.lag_years > 0 else 'ahead'}.",
            )
        )
    flags = [FLAGS[flag] for flag in row.flags if flag not in FLAGS_SHOWN_ELSEWHERE]
    title = Text(
        f"为什么是“{format_status(context, row, target)}”",
        f'Why "{format_status(context, row, target)}"',
    )
    registry, panel, _ = context.snapshot_service.known(context.view.known_on, context.view.version)
    extra = sensitivity_report.describe_sensitivity(
        registry, panel, target, row, context.view.rules
    )
    body = (
        [
            html.P(
                " ".join(say(line) for line in lines)
                if context.view.lang == "en"
                else "".join(say(line) for line in lines)
            )
        ]
        if lines
        else []
    )
    notes = html.Ul([html.Li(say(text)) for text in [*flags, *extra]]) if flags or extra else None
    if not body and notes is None:
        body = [html.P(say(STEPS[row.step]))]
    return render_card(say(title), *body, notes)


def render_open_points(
    context: Context, indicator: Indicator, main: tuple[Any, Target] | None
) -> Component | None:
    """Questions to the plan's author and choices of ours, shown as such."""
    say = context.say
    target = main[1] if main else None
    parts: list[Component] = []
    questions = {t.question for t in context.registry.of(indicator.id) if t.question is not None}
    parts += [
        html.P([html.B(say(Text("待确认：", "To be confirmed: "))), say(question)])
        for question in sorted(questions, key=lambda text: text.zh)
    ]
    assumptions = {
        text
        for text in (
            indicator.assumption,
            *(t.assumption for t in context.registry.of(indicator.id)),
        )
        if text is not None
    }
    parts += [
        html.P([html.B(say(Text("本系统假定：", "Our assumption: "))), say(text)])
        for text in sorted(assumptions, key=lambda text: text.zh)
    ]
    parts += [
        html.P(
            [
                html.B(say(Text(f"{item.year}年口径变化：", f"Break in {item.year}: "))),
                say(item.text),
            ]
        )
        for item in indicator.breaks
    ]
    if indicator.formula:
        parts.append(
            html.P(
                [
                    html.B(say(Text("推算公式：", "Formula: "))),
                    html.Code(_format_formula(context, indicator.formula)),
                ]
            )
        )
    owner = say(indicator.owner or UNSTATED)
    parts.append(html.P([html.B(say(Text("责任单位：", "Owner: "))), owner]))
    if indicator.released and (target is None or main is None or pd.isna(main[0].actual)):
        parts.append(
            html.P(
                [
                    html.B(say(Text("通常公布时间：", "Usually released: "))),
                    say(
                        Text(
                            f"次年{indicator.released}月",
                            f"month {indicator.released} of the next year",
                        )
                    ),
                ]
            )
        )
    return render_card(say(Text("口径与说明", "Scope and notes")), *parts)


def _format_formula(context: Context, formula: str) -> str:
    """A formula with the indicators' names."""
    for name in sorted(context.registry.indicators, key=len, reverse=True):
        if name in formula:
            formula = formula.replace(name, context.say(context.registry.indicators[name].name))
    return (
        formula.replace("*", "×")
        .replace("/", "÷")
        .replace("last_year(", context.say(Text("上年（", "last year(")))
        .replace("mean(", context.say(Text("年均（", "mean(")))
    )
