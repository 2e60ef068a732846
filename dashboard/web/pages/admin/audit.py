"""Who did what? The audit with its filters, and whether its chain holds."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlencode

from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import Text, format_untranslated
from dashboard.operations.audit import (
    ACTIONS,
    FIELDS,
    ChainCheck,
    Entry,
    EntryFilter,
    read_audit,
)
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import render_card, render_notice, render_quote, render_table
from dashboard.web.widgets.formatting import format_timestamp, translate_stored_words
from dashboard.web.widgets.forms import render_choice, render_field
from dashboard.web.widgets.page import Page

TITLE = Text("审计", "Audit")
ROWS_PER_PAGE = 100
FILTERS = ("who", "action", "from", "to")
HEADS = (
    Text("序号", "No."),
    Text("时间", "When"),
    Text("操作人", "Who"),
    Text("动作", "Act"),
    Text("内容", "Details"),
)


def layout(context: Context) -> Component:
    """Whether the chain holds, the filters, and the acts, newest first."""
    say = context.say
    filters = _read_filters(context.search)
    # One more than is shown tells whether there are earlier ones.
    chain, entries = read_audit(app_state().engine, _parse_filters(filters), ROWS_PER_PAGE + 1)
    visible = entries[:ROWS_PER_PAGE]
    rows = [_render_row(context, entry) for entry in visible]
    table = render_table([(say(head), "") for head in HEADS], rows, "plain-table audit", say(TITLE))
    more = []
    if len(entries) > ROWS_PER_PAGE:
        more.append(_render_earlier_link(context, filters, visible[-1].sequence))
    return html.Div(
        [
            _render_chain(context, chain),
            render_card(say(Text("筛选", "Filter")), _render_filters(context, filters)),
            render_card(
                say(Text("记录", "Acts")),
                html.Div(table, className="scroll"),
                html.Div(more, className="buttons"),
            ),
        ]
    )


def _read_filters(search: str) -> dict[str, str]:
    """What the address filters by, each cut to a length that a filter can have."""
    given = parse_qs(search.lstrip("?"))
    return {name: values[-1][:60] for name, values in given.items() if name in (*FILTERS, "before")}


def _render_earlier_link(context: Context, filters: dict[str, str], before: int) -> Component:
    query: dict[str, object] = {**filters, "before": before}
    if context.view.lang == "en":
        query["lang"] = "en"
    return dcc.Link(
        context.say(Text("更早的记录", "Earlier acts")),
        href=f"{context.path}?{urlencode(query)}",
        className="button quiet",
        id="audit-more",
    )


def _parse_filters(filters: dict[str, str]) -> EntryFilter:
    before = filters.get("before", "")
    number = None
    if before.isascii() and before.isdigit() and len(before) < 10:
        number = int(before)
    return EntryFilter(
        filters.get("who", ""),
        filters.get("action", ""),
        filters.get("from", ""),
        filters.get("to", ""),
        number,
    )


def _render_chain(context: Context, chain: ChainCheck) -> Component:
    """The verdict on the chain, with its last hash to be written down elsewhere."""
    if chain.broken is not None:
        message = Text(
            f"审计链在第 {chain.broken} 条断开：记录被改动或删除过，请立即核查。",
            f"The chain breaks at row {chain.broken}: acts were changed or removed. Look into "
            "it at once.",
        )
        return render_notice(context.say(message), kind="error")
    message = Text.count(
        chain.acts,
        "审计链完整，共 {n} 条。末条校验值（请定期另行抄存）：",
        "The chain holds, {n} act. Its last hash (write it down elsewhere now and then):",
        "The chain holds, {n} acts. Its last hash (write it down elsewhere now and then):",
    )
    return render_card(
        "",
        html.P([html.B("✓ "), context.say(message), " ", html.Code(chain.head, className="break")]),
        id_="audit-chain",
    )


def _render_filters(context: Context, filters: dict[str, str]) -> Component:
    say = context.say
    acts = [("", say(Text("全部", "all"))), *((name, say(text)) for name, text in ACTIONS.items())]
    return html.Div(
        [
            render_field(
                "audit-who", say(Text("操作人", "Who")), value=filters.get("who", ""), debounce=0.4
            ),
            render_choice(
                "audit-action", say(Text("动作", "Act")), acts, filters.get("action", "")
            ),
            render_field(
                "audit-from",
                say(Text("从", "From")),
                value=filters.get("from", ""),
                placeholder="2026-01-01",
                debounce=0.4,
            ),
            render_field(
                "audit-to",
                say(Text("到", "To")),
                value=filters.get("to", ""),
                placeholder="2026-12-31",
                debounce=0.4,
            ),
        ],
        className="row-of-fields",
    )


def _render_row(context: Context, entry: Entry) -> Component:
    action = context.say(ACTIONS.get(entry.action, format_untranslated(entry.action)))
    if entry.version:
        action += context.say(Text(f" 版本 {entry.version}", f" version {entry.version}"))
    cells = (
        str(entry.sequence),
        format_timestamp(entry.at),
        context.say(translate_stored_words(entry.who)),
        action,
        render_quote(_format_details(context, entry.details)),
    )
    return html.Tr([html.Td(cell) for cell in cells])


def _format_details(context: Context, text: str) -> str:
    """Details as a person reads them: name=value, in the order written."""
    try:
        details = json.loads(text)
    except ValueError:
        return text
    parts = []
    for name, value in details.items():
        if value not in ("", [], None):
            field = context.say(FIELDS.get(name, format_untranslated(name)))
            parts.append(f"{field}={_format_value(value)}")
    return "; ".join(parts)


def _format_value(value: object) -> str:
    """A value that cannot pass for another one: made visible, and in quotation marks where it holds
    the signs between values.
    """
    text = "".join(mark if mark.isprintable() else "·" for mark in str(value))
    if any(mark in text for mark in ";=“”"):
        return f"“{text}”"
    return text


def register(app: Dash) -> None:
    """The filters stand in the address; changing one leads there, in the browser alone."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        """function(who, action, from, to, search) {
            const asked = new URLSearchParams(search || "");
            const given = {who: who, action: action, from: from, to: to};
            const before = asked.toString();
            for (const name in given) {
                if (given[name]) { asked.set(name, given[name]); } else { asked.delete(name); }
            }
            if (asked.toString() === before) { return window.dash_clientside.no_update; }
            asked.delete("before");
            return "?" + asked.toString();
        }""",
        Output("url", "search", allow_duplicate=True),
        Input("audit-who", "value"),
        Input("audit-action", "value"),
        Input("audit-from", "value"),
        Input("audit-to", "value"),
        State("url", "search"),
        prevent_initial_call=True,
    )


PAGE = Page(
    "/admin/audit",
    TITLE,
    layout,
    register,
    listed=False,
    place=30,
    rights=("audit",),
    kept=False,
    tab="/admin/audit",
)
