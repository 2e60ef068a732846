"""Would an assessor be content? Each item of the graded protection with its answer, its setting,
its test and a line of evidence.
"""

from __future__ import annotations

from collections import Counter

from dash import html
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import Text
from dashboard.web.request.context import Context, app_state
from dashboard.web.widgets.admin_tabs import render_tabs
from dashboard.web.widgets.compliance_checklist import ANSWERS, ITEMS
from dashboard.web.widgets.components import render_card, render_table

TITLE = Text("等保自查", "Self-check")
SYMBOLS = {"holds": "✓", "attention": "!", "deployment": "◇"}


def layout(context: Context) -> Component:
    """A count, then one line an item."""
    say = context.say
    found = [(item, *item.evidence(app_state())) for item in ITEMS]
    counts = Counter(answer for _, answer, _ in found)
    lead = Text(
        "，".join(f"{ANSWERS[name].zh} {count} 项" for name, count in counts.items()),
        "; ".join(f"{ANSWERS[name].en}: {count}" for name, count in counts.items()),
    )
    note = Text(
        "依据 GB/T 22239-2019 第三级通用要求整理，条款号以测评机构确认为准；现场情况取自正在运行的系统。",
        "After the general requirements of GB/T 22239-2019 at level three; an assessor confirms "
        "the clauses. The evidence is read from the running system.",
    )
    heads = [
        (say(text), "")
        for text in (
            Text("条款", "Clause"),
            Text("要求", "Asked"),
            Text("本系统", "This system"),
            Text("结论", "Answer"),
            Text("现场情况", "Evidence"),
            Text("设置与测试", "Setting and test"),
        )
    ]
    rows = [
        html.Tr(
            [
                html.Td([item.clause, html.Br(), html.Small(item.level)]),
                html.Td(say(item.name)),
                html.Td(say(item.how)),
                html.Td(
                    [html.B(f"{SYMBOLS[answer]} "), say(ANSWERS[answer])],
                    className=f"answer {answer}",
                ),
                html.Td(say(said)),
                html.Td(
                    [*[html.Code(name) for name in item.settings], html.Small(item.test)],
                    className="proof",
                ),
            ]
        )
        for item, answer, said in found
    ]
    return html.Div(
        [
            *render_tabs(context, "/admin/protection"),
            render_card(
                say(lead),
                html.P(say(note), className="note"),
                html.Div(
                    render_table(heads, rows, "plain-table protection", say(TITLE)),
                    className="scroll",
                ),
            ),
        ]
    )
