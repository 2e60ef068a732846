"""Who belongs to the house? Everybody with role, scope and state; adding somebody, and seeing to one person."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from dash import Dash, Input, Output, State, dcc, html, set_props
from dash.development.base_component import Component

from dashboard.core.vocabulary.people import ROLES
from dashboard.core.vocabulary.text import Text
from dashboard.operations import user_accounts
from dashboard.store.accounts import Account
from dashboard.web.request.context import Context, context, house, view_of
from dashboard.web.request.session import visit
from dashboard.web.widgets.admin_tabs import tabs
from dashboard.web.widgets.components import card, table
from dashboard.web.widgets.formatting import moment, scope
from dashboard.web.widgets.forms import answer, button, choice, field, form, said
from dashboard.web.widgets.user_forms import link_said, roles, scopes, state, texts

TITLE = Text("人员", "People")


def layout(context: Context) -> Component:
    """Everybody, and a form for somebody new."""
    found, locked = user_accounts.people(house().door, visit().caller())
    return html.Div(
        [
            *tabs(context, "/admin"),
            html.Div(_everybody(context, found, locked), id="people-list"),
            _new(context) if context.person.may("people") else None,
        ]
    )


def _everybody(context: Context, found: list[Account], locked: dict[str, int]) -> Component:
    say = context.say
    heads = [
        (say(text), "")
        for text in (
            Text("姓名", "Name"),
            Text("角色", "Role"),
            Text("可上传的范围", "Scope"),
            Text("状态", "State"),
            Text("上次登录", "Last sign-in"),
        )
    ]
    rows = [_row(context, one, one.key in locked) for one in found]
    everybody = table(heads, rows, "plain-table", say(TITLE)) if rows else html.P(say(Text("还没有人员", "Nobody yet")))
    return card(say(Text(f"全部人员 {len(found)}", f"Everybody: {len(found)}")), html.Div(everybody, className="scroll"))


def _row(context: Context, one: Account, locked: bool) -> Component:
    say = context.say
    role = ROLES[one.role].name if one.role in ROLES else Text(one.role)
    link = dcc.Link(one.name, href=context.href(f"/admin/people/{quote(one.key, safe='')}"), className="action")
    bound = say(scope(one, context.registry)) if "publish" in (ROLES[one.role].rights if one.role in ROLES else ()) else "—"
    cells = (link, say(role), bound, say(state(one, locked)), moment(one.seen))
    return html.Tr([html.Td(cell) for cell in cells])


def _new(context: Context) -> Component:
    say = context.say
    may_grant = context.person.may("grant")
    options = roles(context) if may_grant else roles(context)[:1]
    return card(
        say(Text("新建人员", "Add somebody")),
        form(
            field("people-name", say(Text("姓名或登录名", "Name"))),
            choice("people-role", say(Text("角色", "Role")), options, options[0][0]),
            html.Div(scopes(context, "people"), className="row-of-fields", hidden=not may_grant),
            button("people-add", say(Text("新建并生成一次性链接", "Add, and make a one-time link"))),
            said("people-said"),
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
    def add(clicks: int, name: str | None, role: str | None, owners: Any, themes: Any, search: str | None) -> Component | None:
        lang = view_of(search)[0].lang

        def act() -> Component | None:
            bound = (texts(owners), texts(themes))
            link = user_accounts.add(house().door, visit().caller(), str(name or ""), str(role or "viewer"), bound)
            here = context("/admin", search, visit().person)
            if isinstance(here, Context):
                set_props("people-list", {"children": _everybody(here, *user_accounts.people(house().door, visit().caller()))})
            set_props("people-name", {"value": ""})
            return link_said(lang, " ".join(str(name).split()), link)

        return answer(lang, act) if clicks else None
