"""What is to be done with one person? Role and scope, another link, unlocking, sessions, letting in no more."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from dash import Dash, Input, Output, State, ctx, html
from dash.development.base_component import Component

from dashboard.core.vocabulary.people import ROLES
from dashboard.core.vocabulary.text import Language, Text
from dashboard.operations import user_accounts
from dashboard.store import accounts
from dashboard.web.request.context import Context, house, view_of
from dashboard.web.request.session import visit
from dashboard.web.widgets.admin_tabs import tabs
from dashboard.web.widgets.components import card
from dashboard.web.widgets.formatting import moment, scope
from dashboard.web.widgets.forms import answer, button, choice, done, form, said
from dashboard.web.widgets.user_forms import link_said, roles, scopes, state, texts

TITLE = Text("人员", "Person")


def layout(context: Context, name: str) -> Component | None:
    """One person's card; nothing where there is nobody of that name."""
    say = context.say
    found, locked = user_accounts.people(house().door, visit().caller())
    one = next((account for account in found if account.key == accounts.key(unquote(name))), None)
    if one is None:
        return None
    mine = accounts.key(context.person.name) == one.key
    role = ROLES[one.role].name if one.role in ROLES else Text(one.role)
    lead = Text(
        f"{role.zh}；{state(one, one.key in locked).zh}；上次登录 {moment(one.seen)}",
        f"{role.in_('en')}; {state(one, one.key in locked).en}; last sign-in {moment(one.seen)}",
    )
    own = Text("这是你自己的账号，须由另一位管理员管理。", "This is your own account: another administrator sees to it.")
    return html.Div(
        [
            *tabs(context, "/admin"),
            html.Div([html.H2(one.name, className="person-name"), html.P(say(lead))], className="page-head"),
            card("", html.P(say(own))) if mine else html.Div([_rights(context, one), _account(context, one)], className="two even"),
        ]
    )  # fmt: skip


def _rights(context: Context, one: Any) -> Component:
    """Role and scope, for those who may grant them."""
    say, may = context.say, context.person.may("grant")
    return html.Div(
        card(
            say(Text("角色和范围", "Role and scope")),
            form(
                choice("person-role", say(Text("角色", "Role")), roles(context), one.role),
                *scopes(context, "person", one),
                button("person-grant", say(Text("保存（会结束其会话）", "Save (ends this person's sessions)"))),
            ),
        ),
        hidden=not may,
    )


def _account(context: Context, one: Any) -> Component:
    """Link, lock, sessions, and whether the account may be used."""
    say, people, may = context.say, context.person.may("people"), context.person.may("grant")
    off = one.disabled
    return card(
        say(Text("账号", "Account")),
        html.P(
            say(Text(f"可上传：{scope(one, context.registry).zh}", f"May publish: {scope(one, context.registry).en}")),
            className="note",
        ),
        html.Div(
            [
                button("person-link", say(Text("生成新的一次性链接", "Make another one-time link")), quiet=True, hidden=not people),
                button("person-unlock", say(Text("解除锁定", "Unlock")), quiet=True, hidden=not may),
                button("person-sessions", say(Text("结束其全部会话", "End all sessions")), quiet=True, hidden=not may),
                button("person-disable", say(Text("停用账号", "Disable the account")), danger=True, hidden=not people or off),
                button("person-enable", say(Text("启用账号", "Enable the account")), quiet=True, hidden=not people or not off),
            ],
            className="buttons column",
        ),
        said("person-said"),
    )


ACTS = ("grant", "link", "unlock", "sessions", "disable", "enable")


def register(app: Dash) -> None:
    """Everything that can be done with a person; what is not among the caller's rights is refused where it is done."""

    @app.callback(
        Output("person-said", "children"),
        *[Input(f"person-{act}", "n_clicks") for act in ACTS],
        State("person-role", "value"),
        State("person-owners", "value"),
        State("person-themes", "value"),
        State("url", "pathname"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def see_to(*given: Any) -> Component | None:
        role, owners, themes, path, search = given[len(ACTS) :]
        lang, name = view_of(search)[0].lang, unquote(str(path).rpartition("/")[2])
        act = str(ctx.triggered_id).removeprefix("person-")
        if act not in ACTS or not given[ACTS.index(act)]:
            return None
        return answer(lang, lambda: _do(act, name, str(role or ""), (texts(owners), texts(themes)), lang))


def _do(act: str, name: str, role: str, bound: user_accounts.Scope, lang: Language) -> Component:
    door, caller = house().door, visit().caller()
    if act == "link":
        return link_said(lang, name, user_accounts.give_link(door, caller, name))
    if act == "grant":
        user_accounts.grant(door, caller, name, role, bound)
    elif act == "unlock":
        user_accounts.unlock(door, caller, name)
    elif act == "sessions":
        ended = user_accounts.end_sessions(door, caller, name)
        return done(Text(f"已结束 {ended} 个会话", f"{ended} sessions ended"), lang)
    else:
        user_accounts.disable(door, caller, name, disabled=act == "disable")
    return done(Text("已完成", "done"), lang)
