"""Do the numbers agree with each other? Every check with its sentence, its evidence and the
indicators it is about.
"""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.checks.checks import KINDS
from dashboard.core.checks.findings import OUTCOMES, Evidence, Finding, describe_findings
from dashboard.core.vocabulary.text import Text
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import HIDDEN, render_card, render_quote, render_table
from dashboard.web.widgets.markup import render_as_text
from dashboard.web.widgets.page import Page

TITLE = Text("核对", "Checks")
HEADS = (
    Text("依据", "Evidence"),
    Text("数值或原文", "Figure or phrase"),
    Text("所在位置", "Place"),
)


def layout(context: Context) -> Component:
    """One sentence, then a card for each kind of check."""
    findings = context.snapshot_service.findings(context.view.known_on, context.view.version)
    head = [
        html.H1(context.say(TITLE)),
        html.P(context.say(describe_findings(findings)), id="checks-summary"),
    ]
    parts: list[Component] = [html.Div(head, className="page-head")]
    for kind in KINDS:
        of_kind = [finding for finding in findings if finding.kind == kind]
        if of_kind:
            parts.append(_render_kind(context, kind, of_kind))
    return html.Div(parts, className="checks")


def _render_kind(context: Context, kind: str, findings: list[Finding]) -> Component:
    items = [_render_finding(context, finding) for finding in findings]
    return render_card(
        context.say(KINDS[kind]),
        render_as_text(html.Ul(items, className="findings")),
        id_=f"checks-{kind}",
    )


def _render_finding(context: Context, finding: Finding) -> Component:
    outcome = OUTCOMES[finding.outcome]
    links = [
        dcc.Link(
            context.say(context.registry.indicators[name].name),
            href=context.href(f"/indicators/{name}"),
        )
        for name in dict.fromkeys(finding.indicators)
    ]
    word = html.Span(
        [html.I(outcome.symbol, **HIDDEN), context.say(outcome.name)],
        className=f"outcome outcome-{outcome.id}",
    )
    foot = html.Div(
        [html.Span(links, className="about"), _render_evidence(context, finding.evidence)],
        className="foot",
    )
    body = html.Div([html.P(context.say(finding.sentence)), foot])
    return html.Li([word, body])


def _render_evidence(context: Context, evidence: tuple[Evidence, ...]) -> Component | None:
    if not evidence:
        return None
    message = Text(f"依据（{len(evidence)}条）", f"Evidence ({len(evidence)})")
    rows = []
    for item in evidence:
        cells = [
            html.Td(render_quote(context.say(item.what))),
            html.Td(render_quote(context.say(item.value)), className="v"),
            html.Td(render_quote(item.place), className="p"),
        ]
        rows.append(html.Tr(cells))
    heads = [(context.say(head), "") for head in HEADS]
    table = render_table(heads, rows, "evidence-table", context.say(message))
    return html.Details([html.Summary(context.say(message)), table])


PAGE = Page("/checks", Text("核对", "Checks"), layout, place=80, more=True)
