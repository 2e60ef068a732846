"""How does a person let a program read? One card of the own account: keys made, shown once, and
taken back.
"""

from __future__ import annotations

from typing import Any

from dash import ALL, Dash, Input, Output, State, callback_context, html
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import Language, Text
from dashboard.operations import api_keys
from dashboard.store.keys import Key
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context, parse_view
from dashboard.web.request.session import current_session
from dashboard.web.widgets.components import render_card, render_table
from dashboard.web.widgets.formatting import format_moment
from dashboard.web.widgets.forms import (
    render_button,
    render_choice,
    render_field,
    render_form,
    render_message_line,
    render_success,
    run_action,
)

TITLE = Text("程序取数的口令", "Keys for programs")
SPANS = {str(days): days for days in api_keys.DAYS_ALLOWED}
HEADS = (Text("用途", "For"), Text("到期", "Until"), Text("最近使用", "Last used"), Text("", ""))


def render_keys_card(context: Context) -> Component | None:
    """The keys that hold, and the form for another; nothing for who may not read."""
    if not current_session().person.may("read"):
        return None
    say = context.say
    how = Text(
        "程序凭口令读取 /api/v1，只能读，权限不超过你本人。",
        "A program reads /api/v1 by its key: it may only read, and no more than you.",
    )
    return render_card(
        say(TITLE),
        html.P(say(how), className="note"),
        html.Div(_render_keys(context.view.lang), id="keys-list"),
        _render_key_form(context),
    )


def _render_key_form(context: Context) -> Component:
    say = context.say
    purpose, span = say(Text("用途", "What for")), say(Text("有效期", "For how long"))
    spans = [
        (str(days), say(Text.count(days, "{n}天", "{n} day", "{n} days")))
        for days in api_keys.DAYS_ALLOWED
    ]
    return render_form(
        render_field("keys-name", purpose, maxLength=api_keys.LONGEST_NAME),
        render_choice("keys-days", span, spans, str(api_keys.DAYS_ALLOWED[1])),
        render_button("keys-go", say(Text("新建口令", "Make a key"))),
        render_message_line("keys-said"),
    )


def _render_keys(lang: Language) -> list[Component]:
    keys = api_keys.list_keys(app_state().auth, current_session().caller())
    if not keys:
        return []
    heads = [(text.in_(lang), "") for text in HEADS]
    rows = [_render_row(key, lang) for key in keys]
    table = render_table(heads, rows, "plain-table", TITLE.in_(lang))
    return [html.Div(table, className="scroll")]


def _render_row(key: Key, lang: Language) -> Component:
    expires = format_moment(key.expires)[:10]
    used = format_moment(key.used)[:10] if key.used else Text("从未", "never").in_(lang)
    end = render_button(
        {"type": "key-end", "id": key.id}, Text("收回", "Take back").in_(lang), quiet=True
    )
    return html.Tr([html.Td(key.name), html.Td(expires), html.Td(used), html.Td(end)])


def register(app: Dash) -> None:
    """Making, and taking back."""

    @app.callback(
        Output("keys-said", "children"),
        Output("keys-list", "children"),
        Input("keys-go", "n_clicks"),
        Input({"type": "key-end", "id": ALL}, "n_clicks"),
        State("keys-name", "value"),
        State("keys-days", "value"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def handle_keys(
        go: int, ends: list[int], name: str | None, days: str | None, search: str | None
    ) -> tuple[Component | None, list[Component]]:
        lang = parse_view(search)[0].lang
        button = callback_context.triggered_id

        def apply_request() -> Component | None:
            if not isinstance(button, dict):
                return _create_key(str(name or ""), SPANS.get(str(days), 0), lang)
            if not isinstance(ends, list) or not any(ends):
                return None
            return _delete_key(str(button.get("id", "")), lang)

        message: Any = run_action(lang, apply_request)
        return message, _render_keys(lang)


def _create_key(name: str, days: int, lang: Language) -> Component:
    """Make a key; what is answered shows it, and nothing shows it again."""
    secret = api_keys.create_key(app_state().auth, current_session().caller(), name, days)
    return html.Div([render_success(SHOWN_ONCE, lang), html.Code(secret, className="key")])


def _delete_key(key_id: str, lang: Language) -> Component:
    api_keys.delete_key(app_state().auth, current_session().caller(), key_id)
    return render_success(
        Text("已收回，程序不能再用", "taken back: the program reads no more"), lang
    )


SHOWN_ONCE = Text(
    "口令只显示这一次，请立即交给程序：", "shown this once; give it to the program now:"
)
