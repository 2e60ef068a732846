"""What is mine here? One's own role and scope, the password, and the places where one is signed
in.
"""

from __future__ import annotations

from dash import Dash, Input, Output, State, html
from dash.development.base_component import Component

from dashboard.core.vocabulary.people import RIGHTS, ROLES
from dashboard.core.vocabulary.text import Text, join_texts
from dashboard.operations.user_accounts import Account, Session
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context, parse_view
from dashboard.web.request.session import current_session, require_account
from dashboard.web.widgets import api_keys_card, notices_card
from dashboard.web.widgets.components import render_card, render_notice, render_table
from dashboard.web.widgets.formatting import describe_scope, format_browser, format_moment
from dashboard.web.widgets.forms import (
    render_button,
    render_field,
    render_form,
    render_message_line,
    render_refusal,
    render_success,
    run_action,
)
from dashboard.web.widgets.page import Page
from dashboard.web.widgets.shared_texts import (
    PASSWORDS_DIFFER,
    describe_ended_sessions,
    describe_password_rules,
)

TITLE = Text("我的账号", "My account")
SESSIONS = Text("已登录的地方", "Where I am signed in")
SESSION_HEADS = (
    Text("登录时间", "Signed in"),
    Text("最近操作", "Last seen"),
    Text("地址", "Address"),
    Text("浏览器", "Browser"),
)


def layout(context: Context) -> Component:
    """Who I am here, my password, my sessions."""
    account = require_account(current_session())
    head = [html.H1(f"{account.name}"), html.P(context.say(_describe_role(context, account)))]
    left = [_render_password_form(context), notices_card.render_notices_card(context)]
    right = [
        _render_sessions(context),
        api_keys_card.render_keys_card(context),
        _render_rights(context),
    ]
    return html.Div(
        [
            html.Div(head, className="page-head"),
            _render_password_notice(context, account),
            html.Div([html.Div(left), html.Div(right)], className="two even"),
        ]
    )


def _render_password_notice(context: Context, account: Account) -> Component | None:
    """That the password must be changed, where it is over its time."""
    now = current_session().caller().now
    if not app_state().auth.must_change_password(account, now):
        return None
    message = Text(
        "密码已超过使用期限，请先更换，再继续使用。",
        "Your password is over its time: change it before you go on.",
    )
    return render_notice(context.say(message), kind="error")


def _describe_role(context: Context, account: Account) -> Text:
    """The role, and what may be published by it."""
    role = Text(account.role, account.role)
    if account.role in ROLES:
        role = ROLES[account.role].name
    if account.role not in ("analyst", "admin"):
        return role
    scope = describe_scope(account, context.registry)
    return role + Text(f"；可上传：{scope.zh}", f"; may publish: {scope.en}")


def _render_rights(context: Context) -> Component:
    person = current_session().person
    rights = [name for right, name in RIGHTS.items() if person.may(right)]
    return render_card(
        context.say(Text("我的权限", "My rights")),
        html.P(context.say(join_texts(rights, Text("；", "; ")))),
    )


KEYS_END = Text(
    "程序取数的口令同时收回。", "The keys of your programs are taken back at the same time."
)


def _render_password_form(context: Context) -> Component:
    say = context.say
    return render_card(
        say(Text("更换密码", "Change the password")),
        render_form(
            render_field(
                "password-old",
                say(Text("现在的密码", "Present password")),
                kind="password",
                autoComplete="current-password",
            ),
            render_field(
                "password-new",
                say(Text("新密码", "New password")),
                kind="password",
                help_=say(describe_password_rules(app_state().settings.policy)),
                autoComplete="new-password",
            ),
            render_field(
                "password-again",
                say(Text("再输一次", "Once more")),
                kind="password",
                autoComplete="new-password",
            ),
            html.P(say(KEYS_END), className="quiet"),
            render_button("password-go", say(Text("更换", "Change"))),
            render_message_line("password-said"),
        ),
    )


def _render_sessions(context: Context) -> Component:
    say = context.say
    heads = [(say(head), "") for head in SESSION_HEADS]
    sessions = app_state().auth.sessions(current_session().caller())
    rows = [_render_session(context, session) for session in sessions]
    table = render_table(heads, rows, "plain-table", say(SESSIONS))
    return render_card(
        say(SESSIONS),
        html.Div(table, className="scroll"),
        render_form(
            html.P(say(KEYS_END), className="quiet"),
            render_button(
                "sessions-go", say(Text("退出其他全部会话", "Sign out everywhere else")), quiet=True
            ),
            render_message_line("sessions-said"),
        ),
    )


def _render_session(context: Context, session: Session) -> Component:
    browser = format_browser(session.agent)
    current = current_session().session
    if current is not None and current.id == session.id:
        browser += f"（{context.say(Text('本次', 'this one'))}）"
    cells = (
        format_moment(session.opened),
        format_moment(session.seen),
        session.address,
        browser,
    )
    return html.Tr([html.Td(cell) for cell in cells])


def register(app: Dash) -> None:
    """Changing the password, signing out everywhere else, keys of programs, and notices."""
    api_keys_card.register(app)
    notices_card.register(app)

    @app.callback(
        Output("password-said", "children"),
        Input("password-go", "n_clicks"),
        State("password-old", "value"),
        State("password-new", "value"),
        State("password-again", "value"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def handle_password_change(
        clicks: int, old: str | None, new: str | None, again: str | None, search: str | None
    ) -> Component | None:
        lang = parse_view(search)[0].lang

        def change_password() -> Component:
            if new != again:
                return render_refusal(PASSWORDS_DIFFER, lang)
            session = current_session()
            app_state().auth.change_password(
                str(old or ""), str(new or ""), session.caller(), session.token
            )
            return render_success(
                Text(
                    "密码已更换，其他会话已结束",
                    "the password is changed; your other sessions have ended",
                ),
                lang,
            )

        return run_action(lang, change_password)

    @app.callback(
        Output("sessions-said", "children"),
        Input("sessions-go", "n_clicks"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def handle_sign_out_elsewhere(clicks: int, search: str | None) -> Component | None:
        lang = parse_view(search)[0].lang

        def end_other_sessions() -> Component:
            session = current_session()
            ended = app_state().auth.sign_out_everywhere(session.token, session.caller())
            return render_success(describe_ended_sessions(ended), lang)

        return run_action(lang, end_other_sessions)


PAGE = Page("/account", TITLE, layout, register, listed=False, rights=("self",), kept=False)
