"""What is to be done with one person? Role and scope, another link, unlocking, sessions, letting in
no more.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from dash import Dash, Input, Output, State, ctx, html
from dash.development.base_component import Component

from dashboard.core.vocabulary.people import ROLES
from dashboard.core.vocabulary.text import Language, Text, format_untranslated
from dashboard.operations import user_accounts
from dashboard.web.request.context import Context, app_state, parse_view
from dashboard.web.request.session import current_session
from dashboard.web.widgets.admin_tabs import render_tabs
from dashboard.web.widgets.components import render_card
from dashboard.web.widgets.formatting import describe_scope, format_moment
from dashboard.web.widgets.forms import (
    render_button,
    render_choice,
    render_form,
    render_message_line,
    render_success,
    run_action,
)
from dashboard.web.widgets.user_forms import (
    describe_account_state,
    list_role_options,
    parse_texts,
    render_one_time_link,
    render_scope_fields,
)

TITLE = Text("人员", "Person")


def layout(context: Context, name: str) -> Component | None:
    """One person's card; nothing where there is nobody of that name."""
    say = context.say
    found = user_accounts.find_person(app_state().auth, current_session().caller(), unquote(name))
    if found is None:
        return None
    one, locked = found
    mine = user_accounts.is_own_account(context.person, one)
    role = ROLES[one.role].name if one.role in ROLES else Text(one.role)
    lead = Text(
        f"{role.zh}；{describe_account_state(one, locked).zh}；上次登录 {format_moment(one.seen)}",
        f"{role.in_('en')}; {describe_account_state(one, locked).en}; last sign-in "
        f"{format_moment(one.seen)}",
    )
    own = Text(
        "这是你自己的账号，须由另一位管理员管理。",
        "This is your own account: another administrator sees to it.",
    )
    return html.Div(
        [
            *render_tabs(context, "/admin"),
            html.Div(
                [html.H2(one.name, className="person-name"), html.P(say(lead))],
                className="page-head",
            ),
            render_card("", html.P(say(own)))
            if mine
            else html.Div(
                [_render_rights(context, one), _render_account(context, one)], className="two even"
            ),
        ]
    )


def _render_rights(context: Context, one: Any) -> Component:
    """Role and scope, for those who may grant them."""
    say, may = context.say, context.person.may("grant")
    return html.Div(
        render_card(
            say(Text("角色和范围", "Role and scope")),
            render_form(
                render_choice(
                    "person-role", say(Text("角色", "Role")), list_role_options(context), one.role
                ),
                *render_scope_fields(context, "person", one),
                render_button(
                    "person-grant",
                    say(Text("保存（会结束其会话）", "Save (ends this person's sessions)")),
                ),
            ),
        ),
        hidden=not may,
    )


def _render_account(context: Context, one: Any) -> Component:
    """Link, lock, sessions, and whether the account may be used."""
    say, people, may = context.say, context.person.may("people"), context.person.may("grant")
    off = one.disabled
    return render_card(
        say(Text("账号", "Account")),
        html.P(
            say(
                Text(
                    f"可上传：{describe_scope(one, context.registry).zh}",
                    f"May publish: {describe_scope(one, context.registry).en}",
                )
            ),
            className="note",
        ),
        html.Div(
            [
                render_button(
                    "person-link",
                    say(Text("生成新的一次性链接", "Make another one-time link")),
                    quiet=True,
                    hidden=not people,
                ),
                render_button(
                    "person-unlock", say(Text("解除锁定", "Unlock")), quiet=True, hidden=not may
                ),
                render_button(
                    "person-sessions",
                    say(Text("结束其全部会话", "End all sessions")),
                    quiet=True,
                    hidden=not may,
                ),
                render_button(
                    "person-disable",
                    say(Text("停用账号", "Disable the account")),
                    danger=True,
                    hidden=not people or off,
                ),
                render_button(
                    "person-enable",
                    say(Text("启用账号", "Enable the account")),
                    quiet=True,
                    hidden=not people or not off,
                ),
            ],
            className="buttons column",
        ),
        render_message_line("person-said"),
    )


ACTS = ("grant", "link", "unlock", "sessions", "disable", "enable")


def register(app: Dash) -> None:
    """Everything that can be done with a person; what is not among the caller's rights is refused
    where it is done.
    """

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
    def handle_action(*given: Any) -> Component | None:
        role, owners, themes, path, search = given[len(ACTS) :]
        lang, name = parse_view(search)[0].lang, unquote(str(path).rpartition("/")[2])
        act = str(ctx.triggered_id).removeprefix("person-")
        if act not in ACTS or not given[ACTS.index(act)]:
            return None
        return run_action(
            lang,
            lambda: _apply_action(
                act, name, str(role or ""), (parse_texts(owners), parse_texts(themes)), lang
            ),
        )


def _apply_action(
    act: str, name: str, role: str, bound: user_accounts.Scope, lang: Language
) -> Component:
    auth, caller = app_state().auth, current_session().caller()
    if act == "link":
        return render_one_time_link(lang, name, user_accounts.give_link(auth, caller, name))
    if act == "grant":
        user_accounts.grant_role(auth, caller, name, role, bound)
    elif act == "unlock":
        user_accounts.unlock_person(auth, caller, name)
    elif act == "sessions":
        ended = user_accounts.end_sessions(auth, caller, name)
        return render_success(Text(f"已结束 {ended} 个会话", f"{ended} sessions ended"), lang)
    else:
        user_accounts.disable_person(auth, caller, name, disabled=act == "disable")
    return render_success(Text("已完成", "done"), lang)
