"""Who belongs to the house? Everybody with role, scope and state; adding somebody, and seeing to
one person.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from dash import Dash, Input, Output, State, dcc, html, set_props
from dash.development.base_component import Component

from dashboard.core.vocabulary.people import ROLES
from dashboard.core.vocabulary.text import Text, format_untranslated
from dashboard.operations import user_accounts
from dashboard.operations.user_accounts import Account
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context, build_context, parse_view
from dashboard.web.request.session import current_session
from dashboard.web.widgets.components import render_card, render_table
from dashboard.web.widgets.formatting import describe_scope, format_moment
from dashboard.web.widgets.forms import (
    render_button,
    render_choice,
    render_field,
    render_form,
    render_message_line,
    run_action,
)
from dashboard.web.widgets.page import Page
from dashboard.web.widgets.user_forms import (
    describe_account_state,
    list_role_options,
    parse_texts,
    render_one_time_link,
    render_scope_fields,
)

TITLE = Text("人员", "People")
HEADS = (
    Text("姓名", "Name"),
    Text("角色", "Role"),
    Text("可上传的范围", "Scope"),
    Text("状态", "State"),
    Text("上次登录", "Last sign-in"),
)


def layout(context: Context) -> Component:
    """Everybody, and a form for somebody new."""
    return html.Div(
        [
            html.Div(_render_people(context), id="people-list"),
            _render_form(context) if context.person.may("people") else None,
        ]
    )


def _render_people(context: Context) -> Component:
    say = context.say
    accounts, locked = user_accounts.list_people(app_state().auth, current_session().caller())
    heads = [(say(head), "") for head in HEADS]
    rows = [_render_row(context, account, account.key in locked) for account in accounts]
    everybody: Component = html.P(say(Text("还没有人员", "Nobody yet")))
    if rows:
        everybody = render_table(heads, rows, "plain-table", say(TITLE))
    return render_card(
        say(Text(f"全部人员 {len(accounts)}", f"Everybody: {len(accounts)}")),
        html.Div(everybody, className="scroll"),
    )


def _render_row(context: Context, account: Account, locked: bool) -> Component:
    say = context.say
    role, scope = format_untranslated(account.role), "—"
    if account.role in ROLES:
        role = ROLES[account.role].name
        if "publish" in ROLES[account.role].rights:
            scope = say(describe_scope(account, context.registry))
    href = context.href(f"/admin/people/{quote(account.key, safe='')}")
    cells = (
        dcc.Link(account.name, href=href, className="action"),
        say(role),
        scope,
        say(describe_account_state(account, locked)),
        format_moment(account.seen),
    )
    return html.Tr([html.Td(cell) for cell in cells])


def _render_form(context: Context) -> Component:
    say = context.say
    may_grant = context.person.may("grant")
    options = list_role_options(context)
    if not may_grant:
        options = options[:1]
    return render_card(
        say(Text("新建人员", "Add somebody")),
        render_form(
            render_field("people-name", say(Text("姓名或登录名", "Name"))),
            render_choice("people-role", say(Text("角色", "Role")), options, options[0][0]),
            html.Div(
                render_scope_fields(context, "people"),
                className="row-of-fields",
                hidden=not may_grant,
            ),
            render_button(
                "people-add", say(Text("新建并生成一次性链接", "Add, and make a one-time link"))
            ),
            render_message_line("people-said"),
        ),
    )


def register(app: Dash) -> None:
    """Adding somebody."""

    @app.callback(
        Output("people-said", "children"),
        Input("people-add", "n_clicks"),
        State("people-name", "value"),
        State("people-role", "value"),
        State("people-owners", "value"),
        State("people-themes", "value"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def handle_new_person(
        clicks: int,
        name: str | None,
        role: str | None,
        owners: Any,
        themes: Any,
        search: str | None,
    ) -> Component | None:
        lang = parse_view(search)[0].lang

        def add_person() -> Component | None:
            link = user_accounts.add_person(
                app_state().auth,
                current_session().caller(),
                str(name or ""),
                str(role or "viewer"),
                (parse_texts(owners), parse_texts(themes)),
            )
            context = build_context("/admin", search, current_session().person)
            if isinstance(context, Context):
                set_props("people-list", {"children": _render_people(context)})
            set_props("people-name", {"value": ""})
            return render_one_time_link(lang, " ".join(str(name).split()), link)

        return run_action(lang, add_person) if clicks else None


PAGE = Page(
    "/admin",
    TITLE,
    layout,
    register,
    listed=False,
    place=10,
    rights=("people", "grant"),
    kept=False,
    tab="/admin",
)
