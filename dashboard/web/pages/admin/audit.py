"""Who did what? The audit with its filters, and whether its chain holds."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlencode

from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import Text
from dashboard.operations.audit import (
    ACTIONS,
    FIELDS,
    ChainCheck,
    Entry,
    EntryFilter,
    read_audit,
)
from dashboard.web.request.context import Context, app_state
from dashboard.web.widgets.admin_tabs import render_tabs
from dashboard.web.widgets.components import render_card, render_notice, render_quote, render_table
from dashboard.web.widgets.formatting import format_timestamp, translate_stored_words
from dashboard.web.widgets.forms import render_choice, render_field

TITLE = Text("审计", "Audit")
ROWS_PER_PAGE = 100
FILTERS = ("who", "action", "from", "to")


def layout(context: Context) -> Component:
    """Whether the chain holds, the filters, and the acts, newest first."""
    say = context.say
    asked = {
        name: values[-1][:60]
        for name, values in parse_qs(context.search.lstrip("?")).items()
        if name in (*FILTERS, "before")
    }
    checked, found = read_audit(app_state().engine, _parse_filters(asked), ROWS_PER_PAGE + 1)
    rows = [_render_row(context, one) for one in found[:ROWS_PER_PAGE]]
    heads = [
        (say(text), "")
        for text in (
            Text("序号", "No."),
            Text("时间", "When"),
            Text("操作人", "Who"),
            Text("动作", "Act"),
            Text("内容", "Details"),
        )
    ]
    more = []
    if len(found) > ROWS_PER_PAGE:
        href = (
            context.path
            + "?"
            + urlencode(
                {
                    **asked,
                    "before": found[ROWS_PER_PAGE - 1].sequence,
                    **({"lang": "en"} if context.view.lang == "en" else {}),
                }
            )
        )
        more = [
            dcc.Link(
                say(Text("更早的记录", "Earlier acts")),
                href=href,
                className="button quiet",
                id="audit-more",
            )
        ]
    return html.Div(
        [
            *render_tabs(context, "/admin/audit"),
            _render_chain(context, checked),
            render_card(say(Text("筛选", "Filter")), _render_filters(context, asked)),
            render_card(
                say(Text("记录", "Acts")),
                html.Div(
                    render_table(heads, rows, "plain-table audit", say(TITLE)), className="scroll"
                ),
                html.Div(more, className="buttons"),
            ),
        ]
    )


def _parse_filters(asked: dict[str, str]) -> EntryFilter:
    before = asked.get("before", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None
    return EntryFilter(
        asked.get("who", ""),
        asked.get("action", ""),
        asked.get("from", ""),
        asked.get("to", ""),
        number,
    )


def _render_chain(context: Context, checked: ChainCheck) -> Component:
    """The verdict on the chain, with its last hash to be written down elsewhere."""
    if checked.broken is not None:
        message = Text(
            f"审计链在第 {checked.broken} 条断开：记录被改动或删除过，请立即核查。",
            f"The chain breaks at row {checked.broken}: acts were changed or removed. Look into "
            "it at once.",
        )
        return render_notice(context.say(message), kind="error")
    message = Text(
        f"审计链完整，共 {checked.acts} 条。末条校验值（请定期另行抄存）：",
        f"The chain holds, {checked.acts} acts. Its last hash (write it down elsewhere now and "
        "then):",
    )
    return render_card(
        "",
        html.P(
            [html.B("✓ "), context.say(message), " ", html.Code(checked.head, className="break")]
        ),
        id_="audit-chain",
    )


def _render_filters(context: Context, asked: dict[str, str]) -> Component:
    say = context.say
    acts = [("", say(Text("全部", "all"))), *((name, say(text)) for name, text in ACTIONS.items())]
    return html.Div(
        [
            render_field(
                "audit-who", say(Text("操作人", "Who")), value=asked.get("who", ""), debounce=0.4
            ),
            render_choice("audit-action", say(Text("动作", "Act")), acts, asked.get("action", "")),
            render_field(
                "audit-from",
                say(Text("从", "From")),
                value=asked.get("from", ""),
                placeholder="2026-01-01",
                debounce=0.4,
            ),
            render_field(
                "audit-to",
                say(Text("到", "To")),
                value=asked.get("to", ""),
                placeholder="2026-12-31",
                debounce=0.4,
            ),
        ],
        className="row-of-fields",
    )


def _render_row(context: Context, one: Entry) -> Component:
    action = ACTIONS.get(one.action, format_untranslated(one.action))
    version = (
        context.say(Text(f" 版本 {one.version}", f" version {one.version}")) if one.version else ""
    )
    return html.Tr(
        [
            html.Td(text)
            for text in (
                str(one.sequence),
                format_timestamp(one.at),
                context.say(translate_stored_words(one.who)),
                context.say(action) + version,
                render_quote(_format_details(context, one.details)),
            )
        ]
    )


def _format_details(context: Context, text: str) -> str:
    """Details as a person reads them: name=value, in the order written."""
    try:
        found = json.loads(text)
    except ValueError:
        return text
    return "; ".join(
        f"{context.say(FIELDS.get(name, format_untranslated(name)))}={_format_value(value)}"
        for name, value in found.items()
        if value not in ("", [], None)
    )


def _format_value(value: object) -> str:
    """A value that cannot pass for another one: made visible, and in quotation marks where it holds
    the signs between values.
    """
    text = "".join(mark if mark.isprintable() else "·" for mark in str(value))
    return f"“{text}”" if any(mark in text for mark in ";=“”") else text


def register(app: Dash) -> None:
    """The filters stand in the address; changing one leads there, in the browser alone."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        """function(who, action, from, to, search) {
            const asked = new URLSearchParams(search || "");
            const given = {who: who, action: action, from: from, to: to};
            const before = asked.toString();
            for (const name in given) { if (given[name]) { asked.set(name, given[name]); } else { asked.delete(name); } }
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
