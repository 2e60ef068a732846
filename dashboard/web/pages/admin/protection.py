"""Would an assessor be content? Each item of the graded protection with its answer, its setting,
its test and a line of evidence.
"""

from __future__ import annotations

from collections import Counter

from dash import html
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import Text
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context
from dashboard.web.widgets.compliance_checklist import ANSWERS, ITEMS, ChecklistItem
from dashboard.web.widgets.compliance_evidence import Answer
from dashboard.web.widgets.components import render_card, render_table
from dashboard.web.widgets.page import Page

TITLE = Text("等保自查", "Self-check")
SYMBOLS = {"holds": "✓", "attention": "!", "deployment": "◇"}
HEADS = (
    Text("条款", "Clause"),
    Text("要求", "Asked"),
    Text("本系统", "This system"),
    Text("结论", "Answer"),
    Text("现场情况", "Evidence"),
    Text("设置与测试", "Setting and test"),
)


def layout(context: Context) -> Component:
    """A count, then one line an item."""
    say = context.say
    checks = [(item, *item.evidence(app_state())) for item in ITEMS]
    counts = Counter(answer for _, answer, _ in checks)
    lead = Text(
        "，".join(f"{ANSWERS[name].zh} {count} 项" for name, count in counts.items()),
        "; ".join(f"{ANSWERS[name].en}: {count}" for name, count in counts.items()),
    )
    note = Text(
        "依据 GB/T 22239-2019 第三级通用要求整理，条款号以测评机构确认为准；现场情况取自正在运行的系统。",
        "After the general requirements of GB/T 22239-2019 at level three; an assessor confirms "
        "the clauses. The evidence is read from the running system.",
    )
    heads = [(say(head), "") for head in HEADS]
    rows = [_render_row(context, *check) for check in checks]
    table = render_table(heads, rows, "plain-table protection", say(TITLE))
    return html.Div(
        [
            render_card(
                say(lead),
                html.P(say(note), className="note"),
                html.Div(table, className="scroll"),
            ),
        ]
    )


def _render_row(context: Context, item: ChecklistItem, answer: Answer, evidence: Text) -> Component:
    say = context.say
    symbol = html.B(f"{SYMBOLS[answer]} ")
    settings = [html.Code(name) for name in item.settings]
    cells = [
        html.Td([item.clause, html.Br(), html.Small(item.level)]),
        html.Td(say(item.name)),
        html.Td(say(item.how)),
        html.Td([symbol, say(ANSWERS[answer])], className=f"answer {answer}"),
        html.Td(say(evidence)),
        html.Td([*settings, html.Small(item.test)], className="proof"),
    ]
    return html.Tr(cells)


PAGE = Page(
    "/admin/protection",
    TITLE,
    layout,
    listed=False,
    place=50,
    rights=("settings",),
    kept=False,
    tab="/admin/protection",
)
