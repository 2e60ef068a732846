"""Did my file go in right? One upload: how it was understood, what is wrong, what it would change,
and the decision.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, set_props
from dash.development.base_component import Component

from dashboard.core.vocabulary import qualities
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.text import Text
from dashboard.ingest.opening.reader import STEPS
from dashboard.operations import uploads
from dashboard.operations.publishing import Decision
from dashboard.operations.uploads import (
    FAILED,
    PUBLISHED,
    READING,
    REFUSED,
    PendingUpload,
    StaleError,
    StoreError,
    StoreFaultError,
)
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context, build_context, format_query, parse_view
from dashboard.web.request.session import current_session
from dashboard.web.widgets import decision_form, findings
from dashboard.web.widgets.components import render_card, render_notice
from dashboard.web.widgets.formatting import format_moment
from dashboard.web.widgets.forms import (
    redirect_browser,
    render_refusal,
    run_action,
)
from dashboard.web.widgets.page import Page
from dashboard.web.widgets.upload_form_values import parse_choices, parse_confirmed, parse_decision

TITLE = Text("核对上传", "Check an upload")
STAGES = (
    Text("选择", "Choose"),
    Text("识别", "Recognise"),
    Text("核对", "Check"),
    Text("差异", "Differences"),
    decision_form.TITLE,
)
SILENT_SECONDS = 300
"""Seconds without a note of the reader after which nobody reads any more: the server was started
anew.
"""
TICK_MILLISECONDS = 700
"""Milliseconds between two looks at how far the reading is."""


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """What stands in the fields as the browser sends it, in the order of the callback's states."""

    answers: Any
    questions: Any
    quality: Any
    reasons: Any
    revised: Any
    usual: Any
    released: Any
    note: Any
    good: Any
    slips: Any
    slipped: Any
    turn: Any


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
        sign, look = str(number + 1), ""
        current: dict[str, Any] = {}
        if number < at:
            sign, look = "✓", "past"
        elif number == at:
            look, current = "now", {"aria-current": "step"}
        items.append(html.Li([html.B(sign), context.say(stage)], className=look, **current))
    return html.Ol(items, className="stages")


def _find_stage(upload: PendingUpload, preview: dict[str, Any]) -> int:
    """The step that asks for something: open questions, then rows that are wrong or figures to be
    confirmed, else the differences.
    """
    if findings.list_open_questions(upload, preview):
        return 1
    if preview["outcome"] == "row-errors-listed" or preview.get("slips"):
        return 2
    return 3


def render_state(context: Context, upload: PendingUpload) -> list[Component]:
    """What there is to see of an upload in its state."""
    is_silent = current_session().caller().now - upload.touched > SILENT_SECONDS
    if upload.state == READING and is_silent:
        app_state().upload_pool.settle(upload.id, upload.turn)
        return _render_failure(context)
    if upload.state == READING:
        return [render_stages(context, 1), _render_progress(context, upload)]
    if upload.state == PUBLISHED:
        return [render_stages(context, 5), _render_receipt_link(context, upload)]
    if upload.state == FAILED:
        return _render_failure(context)
    preview = uploads.load_summary(app_state().auth, upload.id)
    if upload.state == REFUSED:
        return [
            render_stages(context, 1),
            *findings.render_refused_file(context, preview),
            decision_form.render_buttons(context, only_again=True),
        ]
    return [
        render_stages(context, _find_stage(upload, preview)),
        *_list_stale_notices(context, upload),
        findings.render_recognition(context, upload, preview),
        findings.render_checked_issues(context, upload, preview),
        findings.render_differences(context, upload, preview),
        decision_form.render_decision_form(context, upload, preview),
    ]


def _render_progress(context: Context, upload: PendingUpload) -> Component:
    step = context.say(STEPS.get(upload.step, STEPS["wait"]))
    bar = html.Progress()
    if upload.total > 1:
        step += f" {100 * upload.done // upload.total}%"
        bar = html.Progress(value=str(upload.done), max=str(upload.total))
    reading = html.B(context.say(Text("正在读取", "Reading")))
    return render_card(
        "",
        html.P([reading, f" · {step}"], role="status"),
        bar,
        decision_form.render_buttons(context, only_discard=True),
    )


def _render_receipt_link(context: Context, upload: PendingUpload) -> Component:
    words = Text(f"已入库为版本 {upload.version}", f"accepted as version {upload.version}")
    link = html.A(
        context.say(Text("查看回执", "See the receipt")),
        href=context.href(f"/data/versions/{upload.version}"),
        className="button",
    )
    return render_card("", html.P(context.say(words), className="done"), link)


def _render_failure(context: Context) -> list[Component]:
    """The reading ended before its time: it may be tried again."""
    message = Text(
        "读取中断：文件过大或过于复杂，或服务重新启动过。可以再试一次；仍不行请拆分文件。",
        "The reading ended early: the file is too large or too complex, or the server was "
        "restarted. Try again, or split the file.",
    )
    return [
        render_stages(context, 1),
        render_notice(context.say(message), kind="error"),
        decision_form.render_buttons(context, only_again=True),
    ]


def _list_stale_notices(context: Context, upload: PendingUpload) -> list[Component]:
    """That somebody has published since, where that is so."""
    newest = context.store.newest
    if upload.base >= newest:
        return []
    count = uploads.count_changes_since(context.snapshot_service, upload, newest)
    figures = Text.count(count, "{n} 个数据", "{n} figure", "{n} figures")
    words = Text(
        f"预览之后已有人入库（版本 {newest}），{figures.zh}有变化；请按最新数据重新预览。",
        f"Somebody has published since (version {newest}): {figures.en} changed. Preview "
        "again on what holds now.",
    )
    return [render_notice(html.P(context.say(words)), kind="error")]


def register(app: Dash) -> None:
    """Looking how far the reading is, and the decision."""

    @app.callback(
        Output("preview-state", "children"),
        Input("preview-tick", "n_intervals"),
        State("url", "pathname"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def handle_tick(ticks: int, path: str | None, search: str | None) -> Any:
        context = build_context(path or "", search, current_session().person)
        if not isinstance(context, Context):
            return []
        try:
            upload = uploads.load_upload(
                app_state().auth, current_session().caller(), context.path.rpartition("/")[2]
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
        State({"type": "slip", "at": ALL}, "checked"),
        State({"type": "slip", "at": ALL}, "id"),
        State("preview-turn", "value"),
        State("url", "pathname"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def handle_decision(publish: int, again: int, discard: int, *given: Any) -> Component | None:
        form, (path, search) = DecisionForm(*given[:-2]), given[-2:]
        view, id_ = parse_view(search)[0], str(path).rpartition("/")[2]

        def apply_decision() -> Component | None:
            if ctx.triggered_id == "preview-discard" and discard:
                uploads.discard_upload(app_state().auth, current_session().caller(), id_)
                redirect_browser("/data" + format_query(view))
            elif ctx.triggered_id == "preview-again" and again:
                _read_again(id_, parse_choices(form.answers, form.questions), form.quality)
                redirect_browser(str(path) + (search or ""))
            elif ctx.triggered_id == "preview-publish" and publish:
                return _publish_upload(id_, _parse_form(id_, form), view)
            return None

        return run_action(view.lang, apply_decision)


def _parse_form(id_: str, form: DecisionForm) -> Decision:
    """The decision that a form asks for, with the reading it was made on."""
    auth = app_state().auth
    upload = uploads.load_upload(auth, current_session().caller(), id_)
    summary = uploads.load_summary(auth, upload.id)
    decision = parse_decision(
        summary,
        parse_choices(form.reasons, form.revised),
        form.usual,
        form.released,
        form.note,
        form.good,
    )
    turn = -1  # no reading has it: what cannot be read is not what was looked at
    if str(form.turn).isdigit():
        turn = int(form.turn)
    return replace(
        decision,
        turn=turn,
        confirmed=parse_confirmed(summary, form.slips, form.slipped),
        quality=str(form.quality or ""),
        unread=bool(parse_choices(form.answers, form.questions)),
    )


def _may_answer(declared: Registry, question: dict[str, str], answer: str) -> bool:
    """Whether an answer is what a question asks for: an indicator, or a sheet's region."""
    return answer in (declared.indicators if question["id"] else declared.regions)


def _read_again(id_: str, answers: dict[int, str], quality: str | None) -> None:
    """Read once more: names answered with yes are taken, the others stay unread; both are kept with
    the upload.
    """
    state, caller = app_state(), current_session().caller()
    upload = uploads.load_upload(state.auth, caller, id_)
    questions = uploads.load_summary(state.auth, upload.id).get("questions", [])
    taken, declined = dict(upload.terms["answers"]), dict(upload.terms["declined"])
    declared = state.declared().registry
    for position, answer in answers.items():
        if position >= len(questions):
            continue
        question = questions[position]
        if declared is not None and _may_answer(declared, question, answer):
            taken[question["found"]] = answer
        if answer in findings.DECLINED:
            declined[question["found"]] = answer
    if quality not in qualities.QUALITIES:
        quality = upload.terms["quality"]
    turn = uploads.restart_reading(
        state.auth, caller, id_, answers=taken, declined=declined, quality=quality
    )
    try:
        state.upload_pool.start(id_, len(uploads.load_original(state.auth, id_)), turn)
    except StoreError:
        state.upload_pool.settle(id_, turn)
        raise


def _publish_upload(id_: str, decision: Decision, view: Any) -> Component | None:
    state, caller = app_state(), current_session().caller()
    service, _ = state.snapshot_service()
    if service is None:
        return None
    try:
        number = uploads.publish_upload(state.auth, service, state.store, caller, id_, decision)
    except StaleError as stale:
        upload = uploads.load_upload(state.auth, caller, id_)
        count = uploads.count_changes_since(service, upload, state.store.newest())
        words = " ({n} figure changed since)", " ({n} figures changed since)"
        since = Text.count(count, "（其间 {n} 个数据有变化）", *words)
        return render_refusal(stale.text + since, view.lang)
    redirect_browser(f"/data/versions/{number}" + format_query(view))
    return None


def has_upload(id_: str) -> bool:
    """Whether whoever asks has an upload of that id."""
    try:
        uploads.load_upload(app_state().auth, current_session().caller(), id_)
    except StoreFaultError:
        raise
    except StoreError:
        return False
    return True


PAGE = Page(
    "/data/previews/*",
    TITLE,
    layout,
    register,
    listed=False,
    rights=("publish",),
    kept=False,
    exists=has_upload,
)
