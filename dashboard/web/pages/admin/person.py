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
from dashboard.operations.user_accounts import Account
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context, parse_view
from dashboard.web.request.session import current_session
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
from dashboard.web.widgets.page import Page
from dashboard.web.widgets.shared_texts import describe_ended_sessions
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
    found = user_accounts.find_person(app_state().auth, current_session().caller(), unquote(name))
    if found is None:
        return None
    account, locked = found
    lead = context.say(_describe_account(account, locked))
    head = [html.H2(account.name, className="person-name"), html.P(lead)]
    return html.Div(
        [
            html.Div(head, className="page-head"),
            _render_cards(context, account),
        ]
    )


def _describe_account(account: Account, locked: bool) -> Text:
    """Role, state and last sign-in in one line."""
    role = format_untranslated(account.role)
    if account.role in ROLES:
        role = ROLES[account.role].name
    state, seen = describe_account_state(account, locked), format_moment(account.seen)
    return Text(
        f"{role.zh}；{state.zh}；上次登录 {seen}",
        f"{role.in_('en')}; {state.en}; last sign-in {seen}",
    )


def _render_cards(context: Context, account: Account) -> Component:
    """What can be done with the person; nobody sees to the own account."""
    if user_accounts.is_own_account(context.person, account):
        own = Text(
            "这是你自己的账号，须由另一位管理员管理。",
            "This is your own account: another administrator sees to it.",
        )
        return render_card("", html.P(context.say(own)))
    cards = [_render_rights(context, account), _render_account(context, account)]
    return html.Div(cards, className="two even")


def _render_rights(context: Context, account: Account) -> Component:
    """Role and scope, for those who may grant them."""
    say, may = context.say, context.person.may("grant")
    return html.Div(
        render_card(
            say(Text("角色和范围", "Role and scope")),
            render_form(
                render_choice(
                    "person-role",
                    say(Text("角色", "Role")),
                    list_role_options(context),
                    account.role,
                ),
                *render_scope_fields(context, "person", account),
                render_button(
                    "person-grant",
                    say(Text("保存（会结束其会话）", "Save (ends this person's sessions)")),
                ),
            ),
        ),
        hidden=not may,
    )


def _render_account(context: Context, account: Account) -> Component:
    """Link, lock, sessions, and whether the account may be used."""
    scope = describe_scope(account, context.registry)
    publishes = Text(f"可上传：{scope.zh}", f"May publish: {scope.en}")
    return render_card(
        context.say(Text("账号", "Account")),
        html.P(context.say(publishes), className="note"),
        html.Div(_list_buttons(context, account), className="buttons column"),
        render_message_line("person-said"),
    )


def _list_buttons(context: Context, account: Account) -> list[Component]:
    """All buttons, so that one callback hears them; those beyond one's rights are hidden."""
    say, disabled = context.say, account.disabled
    sees_to_people, may_grant = context.person.may("people"), context.person.may("grant")
    return [
        render_button(
            "person-link",
            say(Text("生成新的一次性链接", "Make another one-time link")),
            quiet=True,
            hidden=not sees_to_people,
        ),
        render_button(
            "person-unlock", say(Text("解除锁定", "Unlock")), quiet=True, hidden=not may_grant
        ),
        render_button(
            "person-sessions",
            say(Text("结束其全部会话", "End all sessions")),
            quiet=True,
            hidden=not may_grant,
        ),
        render_button(
            "person-disable",
            say(Text("停用账号", "Disable the account")),
            danger=True,
            hidden=not sees_to_people or disabled,
        ),
        render_button(
            "person-enable",
            say(Text("启用账号", "Enable the account")),
            quiet=True,
            hidden=not sees_to_people or not disabled,
        ),
    ]


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
        scope = (parse_texts(owners), parse_texts(themes))
        return run_action(lang, lambda: _apply_action(act, name, str(role or ""), scope, lang))


def _apply_action(
    act: str, name: str, role: str, scope: user_accounts.Scope, lang: Language
) -> Component:
    auth, caller = app_state().auth, current_session().caller()
    if act == "link":
        return render_one_time_link(lang, name, user_accounts.give_link(auth, caller, name))
    if act == "grant":
        user_accounts.grant_role(auth, caller, name, role, scope)
    elif act == "unlock":
        user_accounts.unlock_person(auth, caller, name)
    elif act == "sessions":
        ended = user_accounts.end_sessions(auth, caller, name)
        return render_success(describe_ended_sessions(ended), lang)
    else:
        user_accounts.disable_person(auth, caller, name, disabled=act == "disable")
    return render_success(Text("已完成", "done"), lang)


def has_person(name: str) -> bool:
    """Whether there is somebody of that name."""
    return user_accounts.find_person(app_state().auth, current_session().caller(), name) is not None


PAGE = Page(
    "/admin/people/*",
    TITLE,
    layout,
    register,
    listed=False,
    rights=("people", "grant"),
    kept=False,
    exists=has_person,
    tab="/admin",
)
