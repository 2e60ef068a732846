"""What is mine here? One's own role and scope, the password, and the places where one is signed in."""

from __future__ import annotations

from dash import Dash, Input, Output, State, html
from dash.development.base_component import Component

from dashboard.core.vocabulary.people import RIGHTS, ROLES
from dashboard.core.vocabulary.text import Text, join
from dashboard.store.accounts import Session
from dashboard.web.request.context import Context, house, view_of
from dashboard.web.request.session import account_of, visit
from dashboard.web.widgets import api_keys_card, notices_card
from dashboard.web.widgets.components import card, notice, table
from dashboard.web.widgets.formatting import browser, moment, scope
from dashboard.web.widgets.forms import answer, button, done, field, form, refused, said
from dashboard.web.widgets.shared_texts import DIFFERENT, password_rules

TITLE = Text("我的账号", "My account")


def layout(context: Context) -> Component:
    """Who I am here, my password, my sessions."""
    say, mine = context.say, account_of(visit())
    late = house().door.must_change(mine, visit().caller().now)
    said_ = Text("密码已超过使用期限，请先更换，再继续使用。", "Your password is over its time: change it before you go on.")
    return html.Div(
        [
            html.Div([html.H1(f"{mine.name}"), html.P(say(_who(context)))], className="page-head"),
            notice(say(said_), kind="error") if late else None,
            html.Div(
                [
                    html.Div([_password(context), notices_card.card_of(context)]),
                    html.Div([_sessions(context), api_keys_card.card_of(context), _rights(context)]),
                ],
                className="two even",
            ),
        ]
    )


def _who(context: Context) -> Text:
    mine = account_of(visit())
    role = ROLES[mine.role].name if mine.role in ROLES else Text(mine.role, mine.role)
    bound = scope(mine, context.registry)
    publishes = Text(f"；可上传：{bound.zh}", f"; may publish: {bound.en}") if mine.role in ("analyst", "admin") else Text("", "")
    return role + publishes


def _rights(context: Context) -> Component:
    rights = [RIGHTS[right] for right in RIGHTS if visit().person.may(right)]
    return card(context.say(Text("我的权限", "My rights")), html.P(context.say(join(rights, Text("；", "; ")))))


def _password(context: Context) -> Component:
    say = context.say
    return card(
        say(Text("更换密码", "Change the password")),
        form(
            field("password-old", say(Text("现在的密码", "Present password")), kind="password", autoComplete="current-password"),
            field("password-new", say(Text("新密码", "New password")), kind="password", help_=say(password_rules(house().settings.policy)), autoComplete="new-password"),
            field("password-again", say(Text("再输一次", "Once more")), kind="password", autoComplete="new-password"),
            button("password-go", say(Text("更换", "Change"))),
            said("password-said"),
        ),
    )  # fmt: skip


def _sessions(context: Context) -> Component:
    say = context.say
    heads = [
        (say(text), "")
        for text in (
            Text("登录时间", "Signed in"),
            Text("最近操作", "Last seen"),
            Text("地址", "Address"),
            Text("浏览器", "Browser"),
        )
    ]
    rows = [_session(context, one) for one in house().door.sessions(visit().caller())]
    return card(
        say(Text("已登录的地方", "Where I am signed in")),
        html.Div(table(heads, rows, "plain-table", say(Text("已登录的地方", "Where I am signed in"))), className="scroll"),
        form(button("sessions-go", say(Text("退出其他全部会话", "Sign out everywhere else")), quiet=True), said("sessions-said")),
    )


def _session(context: Context, one: Session) -> Component:
    here = visit().session
    this = f"（{context.say(Text('本次', 'this one'))}）" if here is not None and here.id == one.id else ""
    return html.Tr([html.Td(text) for text in (moment(one.opened), moment(one.seen), one.address, browser(one.agent) + this)])


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
    def change(clicks: int, old: str | None, new: str | None, again: str | None, search: str | None) -> Component | None:
        lang = view_of(search)[0].lang

        def act() -> Component:
            if new != again:
                return refused(DIFFERENT, lang)
            here = visit()
            house().door.change_password(str(old or ""), str(new or ""), here.caller(), here.token)
            return done(Text("密码已更换，其他会话已结束", "the password is changed; your other sessions have ended"), lang)

        return answer(lang, act)

    @app.callback(
        Output("sessions-said", "children"),
        Input("sessions-go", "n_clicks"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def elsewhere(clicks: int, search: str | None) -> Component | None:
        lang = view_of(search)[0].lang

        def act() -> Component:
            here = visit()
            ended = house().door.sign_out_everywhere(here.token, here.caller())
            return done(Text(f"已结束 {ended} 个会话", f"{ended} sessions ended"), lang)

        return answer(lang, act)
