"""Did my file go in right? One upload: how it was understood, what is wrong, what it would change,
and the decision.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, set_props
from dash.development.base_component import Component

from dashboard.core.vocabulary import qualities
from dashboard.core.vocabulary.text import Text
from dashboard.ingest.reader import STEPS
from dashboard.operations import uploads
from dashboard.operations.uploads import (
    FAILED,
    PUBLISHED,
    READING,
    REFUSED,
    PendingUpload,
    StaleError,
    StoreError,
)
from dashboard.web.request.context import (
    Context,
    app_state,
    build_context,
    format_query,
    parse_view,
)
from dashboard.web.request.session import current_session
from dashboard.web.widgets import findings
from dashboard.web.widgets.components import render_card, render_notice
from dashboard.web.widgets.formatting import format_moment
from dashboard.web.widgets.forms import (
    redirect_browser,
    render_button,
    render_field,
    render_message_line,
    render_refusal,
    run_action,
)
from dashboard.web.widgets.upload_form_values import parse_choices, parse_decision

TITLE = Text("核对上传", "Check an upload")
STAGES = (
    Text("选择", "Choose"),
    Text("识别", "Recognise"),
    Text("核对", "Check"),
    Text("差异", "Differences"),
    Text("入库", "Publish"),
)
SILENT_SECONDS = 300
"""Seconds without a note of the reader after which nobody reads any more: the server was started
anew.
"""
TICK_MILLISECONDS = 700
"""Milliseconds between two looks at how far the reading is."""


def layout(context: Context, id_: str) -> Component:
    """The five steps, and what there is to see of the upload."""
    try:
        upload = uploads.load_upload(app_state().auth, current_session().caller(), id_)
    except StoreError as error:
        back = html.A(
            context.say(Text("回到数据页", "Back to the data")),
            href=context.href("/data"),
            className="button quiet",
        )
        return html.Div(render_card("", html.H1(context.say(error.text)), back), className="narrow")
    until = format_moment(upload.expires)
    lead = Text(f"等待你的决定，{until} 前有效", f"waits for your decision, until {until}")
    busy = upload.state == READING
    return html.Div(
        [
            html.Div(
                [html.H1(upload.file, className="file-name"), html.P(context.say(lead))],
                className="page-head",
            ),
            html.Div(render_state(context, upload), id="preview-state"),
            dcc.Interval(id="preview-tick", interval=TICK_MILLISECONDS, disabled=not busy),
        ],
        className="preview",
    )


def render_stages(context: Context, at: int) -> Component:
    """The five steps, those behind ticked, the present one marked."""
    items = []
    for number, stage in enumerate(STAGES):
        look = "past" if number < at else "now" if number == at else ""
        current: dict[str, Any] = {"aria-current": "step"} if number == at else {}
        items.append(
            html.Li(
                [html.B("✓" if number < at else str(number + 1)), context.say(stage)],
                className=look,
                **current,
            )
        )
    return html.Ol(items, className="stages")


def _find_stage(upload: PendingUpload, preview: dict[str, Any]) -> int:
    """The step that asks for something: open questions, then rows that are wrong, else the
    differences.
    """
    if findings.list_open_questions(upload, preview):
        return 1
    return 2 if preview["outcome"] == "row-errors-listed" else 3


def render_state(context: Context, upload: PendingUpload) -> list[Component]:
    """What there is to see of an upload in its state."""
    if upload.state == READING and current_session().caller().now - upload.touched > SILENT_SECONDS:
        app_state().upload_pool.settle(upload.id, upload.turn)
        return [
            render_stages(context, 1),
            _render_failure(context),
            _render_buttons(context, only_again=True),
        ]
    if upload.state == READING:
        return [render_stages(context, 1), _render_progress(context, upload)]
    if upload.state == PUBLISHED:
        return [render_stages(context, 5), _render_receipt_link(context, upload)]
    if upload.state == FAILED:
        return [
            render_stages(context, 1),
            _render_failure(context),
            _render_buttons(context, only_again=True),
        ]
    preview = uploads.load_summary(app_state().auth, upload.id)
    if upload.state == REFUSED:
        return [
            render_stages(context, 1),
            *findings.render_refused_file(context, preview),
            _render_buttons(context, only_again=True),
        ]
    newest = app_state().store.newest()
    return [
        render_stages(context, _find_stage(upload, preview)),
        *([_render_stale_notice(context, upload, newest)] if upload.base < newest else []),
        findings.render_recognition(context, upload, preview),
        findings.render_checked_issues(context, upload, preview),
        findings.render_differences(context, upload, preview),
        _render_decision_form(context, upload, preview),
    ]


def _render_progress(context: Context, upload: PendingUpload) -> Component:
    step = STEPS.get(upload.step, STEPS["wait"])
    share = f" {100 * upload.done // upload.total}%" if upload.total > 1 else ""
    bar = (
        html.Progress(value=str(upload.done), max=str(max(upload.total, 1)))
        if upload.total > 1
        else html.Progress()
    )
    return render_card(
        "",
        html.P(
            [html.B(context.say(Text("正在读取", "Reading"))), f" · {context.say(step)}{share}"],
            role="status",
        ),
        bar,
        _render_buttons(context, only_discard=True),
    )


def _render_receipt_link(context: Context, upload: PendingUpload) -> Component:
    words = Text(f"已入库为版本 {upload.version}", f"accepted as version {upload.version}")
    link = html.A(
        context.say(Text("查看回执", "See the receipt")),
        href=context.href(f"/data/versions/{upload.version}"),
        className="button",
    )
    return render_card("", html.P(context.say(words), className="done"), link)


def _render_failure(context: Context) -> Component:
    message = Text(
        "读取中断：文件过大或过于复杂，或服务重新启动过。可以再试一次；仍不行请拆分文件。",
        "The reading ended early: the file is too large or too complex, or the server was "
        "restarted. Try again, or split the file.",
    )
    return render_notice(context.say(message), kind="error")


def _render_stale_notice(context: Context, upload: PendingUpload, newest: int) -> Component:
    count = uploads.count_changes_since(context.snapshot_service, upload, newest)
    words = Text(
        f"预览之后已有人入库（版本 {newest}），{count} 个数据有变化；请按最新数据重新预览。",
        f"Somebody has published since (version {newest}): {count} figures changed. Preview "
        "again on what holds now.",
    )
    return render_notice(html.P(context.say(words)), kind="error")


def _render_buttons(
    context: Context, *, only_again: bool = False, only_discard: bool = False
) -> Component:
    """The buttons, all of them there so that one callback hears them; those that make no sense now
    are hidden.
    """
    say = context.say
    again = render_button(
        "preview-again", say(Text("重新预览", "Preview again")), quiet=True, hidden=only_discard
    )
    publish = render_button(
        "preview-publish", say(Text("确认入库", "Publish")), hidden=only_again or only_discard
    )
    discard = render_button("preview-discard", say(Text("放弃", "Discard")), quiet=True)
    unused: list[Component] = []
    if only_again or only_discard:
        unused = [
            html.Div(
                [
                    dcc.Input(id=name, type="hidden")
                    for name in (
                        "preview-released",
                        "preview-note",
                        "preview-usual",
                        "preview-quality",
                        "preview-turn",
                    )
                ]
                + [dmc.Checkbox(id="preview-good", checked=False)],
                style={"display": "none"},
            )
        ]
    return html.Div(
        [
            html.Div([publish, again, discard], className="buttons"),
            render_message_line("preview-said"),
            *unused,
        ]
    )


def _render_decision_form(
    context: Context, upload: PendingUpload, preview: dict[str, Any]
) -> Component:
    say = context.say
    errors = preview["outcome"] == "row-errors-listed"
    keep: dict[str, Any] = {
        "persistence": upload.id,
        "persistence_type": "session",
    }  # what was typed outlives another preview
    good: Component = dmc.Checkbox(
        id="preview-good",
        label=say(Text("只收没有错误的行", "Take only the rows without errors")),
        checked=False,
        style={} if errors else {"display": "none"},
    )
    return render_card(
        say(STAGES[4]),
        html.Div(
            [
                render_field(
                    "preview-released",
                    say(Text("发布日期", "Release date")),
                    placeholder="2026-03-20",
                    **keep,
                    help_=say(
                        Text(
                            "留空：按文件所写，没有写的按文件最后修改的日期",
                            "left empty: as the file says, else the day the file was last changed",
                        )
                    ),
                ),
                render_field(
                    "preview-note",
                    say(Text("说明", "Note")),
                    help_=say(Text("会写入历史和审计", "is kept in the history and the audit")),
                    **keep,
                ),
            ],
            className="row-of-fields",
        ),
        good,
        dcc.Input(id="preview-turn", type="hidden", value=str(upload.turn)),
        _render_buttons(context),
        id_="preview-decision",
    )


def register(app: Dash) -> None:
    """Looking how far the reading is, and the decision."""

    @app.callback(
        Output("preview-state", "children"),
        Input("preview-tick", "n_intervals"),
        State("url", "pathname"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def handle_tick(ticks: int, path: str, search: str | None) -> Any:
        context = build_context(path, search, current_session().person)
        if not isinstance(context, Context):
            return []
        try:
            upload = uploads.load_upload(
                app_state().auth, current_session().caller(), path.rpartition("/")[2]
            )
        except StoreError as error:
            set_props("preview-tick", {"disabled": True})
            return [render_notice(context.say(error.text), kind="error")]
        if upload.state != READING:
            set_props("preview-tick", {"disabled": True})
        return render_state(context, upload)

    @app.callback(
        Output("preview-said", "children"),
        Input("preview-publish", "n_clicks"),
        Input("preview-again", "n_clicks"),
        Input("preview-discard", "n_clicks"),
        State({"type": "answer", "at": ALL}, "value"),
        State({"type": "answer", "at": ALL}, "id"),
        State("preview-quality", "value"),
        State({"type": "reason", "at": ALL}, "value"),
        State({"type": "reason", "at": ALL}, "id"),
        State("preview-usual", "value"),
        State("preview-released", "value"),
        State("preview-note", "value"),
        State("preview-good", "checked"),
        State("preview-turn", "value"),
        State("url", "pathname"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def handle_decision(publish: int, again: int, discard: int, *given: Any) -> Component | None:
        (
            answers,
            asked,
            quality,
            reasons,
            revised,
            usual,
            released,
            note,
            good,
            turn,
            path,
            search,
        ) = given
        view, id_ = parse_view(search)[0], str(path).rpartition("/")[2]

        def apply_decision() -> Component | None:
            if ctx.triggered_id == "preview-discard" and discard:
                uploads.discard_upload(app_state().auth, current_session().caller(), id_)
                redirect_browser("/data" + format_query(view))
            elif ctx.triggered_id == "preview-again" and again:
                _read_again(id_, parse_choices(answers, asked), quality)
                redirect_browser(str(path) + (search or ""))
            elif ctx.triggered_id == "preview-publish" and publish:
                preview = uploads.load_summary(
                    app_state().auth,
                    uploads.load_upload(app_state().auth, current_session().caller(), id_).id,
                )
                decision = parse_decision(
                    preview, parse_choices(reasons, revised), usual, released, note, good
                )
                checked_decision = replace(
                    decision,
                    turn=int(turn) if str(turn).isdigit() else -1,
                    quality=str(quality or ""),
                    unread=bool(parse_choices(answers, asked)),
                )
                return _publish_upload(id_, checked_decision, view)
            return None

        return run_action(view.lang, apply_decision)


def _read_again(id_: str, answers: dict[int, str], quality: str | None) -> None:
    """Read once more: names answered with yes are taken, the others stay unread; both are kept with
    the upload.
    """
    state, caller = app_state(), current_session().caller()
    upload = uploads.load_upload(state.auth, caller, id_)
    asked = uploads.load_summary(state.auth, upload.id).get("questions", [])
    given = {
        asked[at]["found"]: (asked[at]["id"], value)
        for at, value in answers.items()
        if at < len(asked)
    }
    yes = {name: meant for name, (meant, value) in given.items() if value == meant}
    no = {name: value for name, (_, value) in given.items() if value in findings.DECLINED}
    turn = uploads.restart_reading(
        state.auth,
        caller,
        id_,
        answers={**upload.terms["answers"], **yes},
        declined={**upload.terms["declined"], **no},
        quality=quality if quality in qualities.QUALITIES else upload.terms["quality"],
    )
    try:
        state.upload_pool.start(id_, len(uploads.load_original(state.auth, id_)), turn)
    except StoreError:
        state.upload_pool.settle(id_, turn)
        raise


def _publish_upload(id_: str, decision: uploads.Decision, view: Any) -> Component | None:
    state, caller = app_state(), current_session().caller()
    service, _ = state.snapshot_service()
    if service is None:
        return None
    try:
        number = uploads.publish_upload(state.auth, service, state.store, caller, id_, decision)
    except StaleError as stale:
        upload = uploads.load_upload(state.auth, caller, id_)
        count = uploads.count_changes_since(service, upload, state.store.newest())
        return render_refusal(
            stale.text
            + Text(f"（其间 {count} 个数据有变化）", f" ({count} figures changed since)"),
            view.lang,
        )
    redirect_browser(f"/data/versions/{number}" + format_query(view))
    return None
