"""What does the next meeting look at, and what did the last ones decide? Meetings with their frozen
slides.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboard.core.analysis import gaps, projects
from dashboard.core.reports.deck import Occasion
from dashboard.core.reports.slides import MOST_GAPS
from dashboard.core.verdicts import standing
from dashboard.core.verdicts.standing import Standing
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.text import Text
from dashboard.operations import meetings
from dashboard.operations.meetings import Meeting
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context, build_context, format_query
from dashboard.web.request.session import current_session
from dashboard.web.widgets import follow_up, frozen_deck
from dashboard.web.widgets.components import render_card
from dashboard.web.widgets.formatting import format_timestamp
from dashboard.web.widgets.forms import (
    redirect_browser,
    render_button,
    render_field,
    render_form,
    render_message_line,
    run_action,
)
from dashboard.web.widgets.page import Page

TITLE = Text("会议", "Meetings")


def layout(context: Context) -> Component:
    """The meetings, the form of a new one, and what is still to be done of what was decided."""
    say, listed = context.say, meetings.list_meetings(app_state().auth)
    note = Text(
        "幻灯片由数据快照生成并冻结：会上看到的数字不会变，断网也能放映。",
        "Slides are made from a snapshot and frozen: what the room sees does not change, and "
        "needs no network.",
    )
    parts = [
        html.Div([html.H1(say(TITLE)), html.P(say(note), className="note")], className="page-head"),
        _render_form(context) if context.person.may("chair") else None,
        _render_meetings(context, listed),
        follow_up.render_meeting_decisions(context),
    ]
    return html.Div(parts)


def _render_meetings(context: Context, listed: list[Meeting]) -> Component:
    say = context.say
    if not listed:
        return render_card("", html.P(say(Text("还没有建立过会议。", "No meeting yet."))))
    items = [_render_meeting(context, meeting) for meeting in listed]
    return render_card(
        say(Text("已建立的会议", "Meetings")),
        html.Ul(items, className="plain-list"),
        id_="meetings-held",
    )


def _render_meeting(context: Context, meeting: Meeting) -> Component:
    version = Text(f"数据版本 {meeting.version}", f"data version {meeting.version}")
    facts = [format_timestamp(meeting.at)[:16], context.say(version)]
    if context.person.may("self"):
        facts.insert(0, meeting.who)
    title = f"{meeting.held} {meeting.name}"
    link = dcc.Link(title, href=context.href(f"/meeting/{meeting.number}"))
    return html.Li([link, " ", html.Small(" · ".join(facts), className="by")])


def _render_form(context: Context) -> Component:
    say = context.say
    state = standing.build_standing(context.snapshot, context.view.plan, context.view.region)
    bad = {target.indicator for _, target in gaps.list_gaps(state, context.registry)}
    name = render_field(
        "meeting-name",
        say(Text("会议名称", "Name")),
        placeholder=say(Text("一季度调度会", "First-quarter review")),
    )
    day = render_field(
        "meeting-day", say(Text("会议日期", "Day")), value=app_state().today.isoformat()
    )
    return render_card(
        say(Text("建立会议", "Freeze a meeting")),
        html.P(say(_describe_slides(context, len(bad))), className="note"),
        render_form(
            html.Div([name, day], className="row-of-fields"),
            html.Div(_render_indicator_choice(context, state, bad), className="wide"),
            render_button(
                "meeting-go", say(Text("冻结并生成幻灯片", "Freeze and make the slides"))
            ),
            render_message_line("meeting-made"),
        ),
    )


def _describe_slides(context: Context, gap_count: int) -> Text:
    """What the slides will show."""
    plan, year = context.registry.plans[context.view.plan].name, context.view.year
    count = min(gap_count, MOST_GAPS)
    worst = Text("没有差距", "no gaps")
    if count:
        words = "the worst gap with a slide", "the {n} worst gaps with a slide each"
        worst = Text.count(count, "最差的{n}项差距各一页", *words)
    parts = "民生实事、" if projects.find_project_plan(context.registry, context.view) else ""
    return Text(
        f"内容：{plan.zh}，{year}年；{worst.zh}，其后为{parts}上次和本次议定事项。",
        f"Shows: {plan.in_('en')}, {year}; {worst.en}, then projects and decisions.",
    )


def _render_indicator_choice(context: Context, state: Standing, bad: set[str]) -> Component:
    """Indicators without a gap, of which as many may be shown as there is room for."""
    names = {
        target.indicator: context.say(context.indicator_of(target).name)
        for _, target in state.rows
        if target.indicator not in bad
    }
    choice: Component = dmc.MultiSelect(
        id="meeting-also",
        label=context.say(Text("另外展示的指标", "Indicators to show besides")),
        size="md",
        className="field",
        searchable=True,
        data=[{"value": name, "label": label} for name, label in names.items()],
        maxValues=max(0, MOST_GAPS - len(bad)) or 1,
        disabled=len(bad) >= MOST_GAPS or not names,
        comboboxProps={"transitionProps": {"duration": 0}},
    )
    return choice


def _find_last_meeting(context: Context) -> tuple[Snapshot | None, str]:
    """How things stood by the data of the last meeting, and what it is called."""
    listed = meetings.list_meetings(app_state().auth)
    if not listed:
        return None, ""
    last = listed[0]
    snapshot = context.snapshot_service.snapshot(replace(context.view, version=last.version))
    return snapshot, f"{last.held} {last.name}"


def register(app: Dash) -> None:
    """Freezing a meeting, which leads to its slides."""

    @app.callback(
        Output("meeting-made", "children"),
        Input("meeting-go", "n_clicks"),
        State("meeting-name", "value"),
        State("meeting-day", "value"),
        State("meeting-also", "value"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def handle_freeze(
        clicks: int, name: str | None, day: str | None, also: Any, search: str | None
    ) -> Component | None:
        context = build_context("/meeting", search, current_session().person)
        if not clicks or not isinstance(context, Context):
            return None

        def freeze_meeting() -> None:
            title, meeting_day = meetings.parse_meeting(str(name or ""), str(day or ""))
            auth, caller = app_state().auth, current_session().caller()
            occasion = Occasion(
                title,
                meeting_day,
                caller.at.astimezone().strftime("%Y-%m-%d %H:%M"),
                context.version,
                meetings.list_last_decisions(auth),
                *_find_last_meeting(context),
            )
            wanted = [str(name) for name in also] if isinstance(also, list) else []
            deck = frozen_deck.freeze_deck(context, occasion, wanted[:MOST_GAPS])
            number = meetings.freeze_slides(auth, caller, title, meeting_day, context.version, deck)
            query = format_query(context.view, context.snapshot_service.rules)
            redirect_browser(f"/meeting/{number}{query}")

        return run_action(context.view.lang, freeze_meeting)


PAGE = Page("/meeting", TITLE, layout, register, place=70, kept=False)
