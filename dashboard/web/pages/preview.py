"""Did my file go in right? One upload: how it was understood, what is wrong, what it would change, and the decision."""

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
from dashboard.store.database import StoreError
from dashboard.store.previews import FAILED, PUBLISHED, READING, REFUSED, Held
from dashboard.store.versions import StaleError
from dashboard.web.request.context import Context, context, house, query, view_of
from dashboard.web.request.session import visit
from dashboard.web.widgets import findings
from dashboard.web.widgets.components import card, notice
from dashboard.web.widgets.formatting import moment
from dashboard.web.widgets.forms import answer, button, field, go, refused, said
from dashboard.web.widgets.upload_form_values import chosen, decided

TITLE = Text("核对上传", "Check an upload")
STAGES = (
    Text("选择", "Choose"),
    Text("识别", "Recognise"),
    Text("核对", "Check"),
    Text("差异", "Differences"),
    Text("入库", "Publish"),
)
SILENT = 300
"""Seconds without a note of the reader after which nobody reads any more: the server was started anew."""
TICK = 700
"""Milliseconds between two looks at how far the reading is."""


def layout(context: Context, id_: str) -> Component:
    """The five steps, and what there is to see of the upload."""
    try:
        held = uploads.mine(house().door, visit().caller(), id_)
    except StoreError as error:
        back = html.A(context.say(Text("回到数据页", "Back to the data")), href=context.href("/data"), className="button quiet")
        return html.Div(card("", html.H1(context.say(error.text)), back), className="narrow")
    until = moment(held.expires)
    lead = Text(f"等待你的决定，{until} 前有效", f"waits for your decision, until {until}")
    busy = held.state == READING
    return html.Div(
        [
            html.Div([html.H1(held.file, className="file-name"), html.P(context.say(lead))], className="page-head"),
            html.Div(content(context, held), id="preview-state"),
            dcc.Interval(id="preview-tick", interval=TICK, disabled=not busy),
        ],
        className="preview",
    )


def stages(context: Context, at: int) -> Component:
    """The five steps, those behind ticked, the present one marked."""
    items = []
    for number, stage in enumerate(STAGES):
        look = "past" if number < at else "now" if number == at else ""
        current: dict[str, Any] = {"aria-current": "step"} if number == at else {}
        items.append(html.Li([html.B("✓" if number < at else str(number + 1)), context.say(stage)], className=look, **current))
    return html.Ol(items, className="stages")


def _stage(held: Held, shown: dict[str, Any]) -> int:
    """The step that asks for something: open questions, then rows that are wrong, else the differences."""
    if findings.open_questions(held, shown):
        return 1
    return 2 if shown["outcome"] == "row-errors-listed" else 3


def content(context: Context, held: Held) -> list[Component]:
    """What there is to see of an upload in its state."""
    if held.state == READING and visit().caller().now - held.touched > SILENT:
        house().readers.settle(held.id, held.turn)
        return [stages(context, 1), _failed(context), _actions(context, only_again=True)]
    if held.state == READING:
        return [stages(context, 1), _progress(context, held)]
    if held.state == PUBLISHED:
        return [stages(context, 5), _published(context, held)]
    if held.state == FAILED:
        return [stages(context, 1), _failed(context), _actions(context, only_again=True)]
    shown = uploads.shown(house().door, held.id)
    if held.state == REFUSED:
        return [stages(context, 1), *findings.refused(context, shown), _actions(context, only_again=True)]
    newest = house().store.newest()
    return [
        stages(context, _stage(held, shown)),
        *([_stale(context, held, newest)] if held.base < newest else []),
        findings.recognised(context, held, shown),
        findings.checked(context, held, shown),
        findings.differences(context, held, shown),
        _decision(context, held, shown),
    ]


def _progress(context: Context, held: Held) -> Component:
    step = STEPS.get(held.step, STEPS["wait"])
    share = f" {100 * held.done // held.total}%" if held.total > 1 else ""
    bar = html.Progress(value=str(held.done), max=str(max(held.total, 1))) if held.total > 1 else html.Progress()
    return card(
        "",
        html.P([html.B(context.say(Text("正在读取", "Reading"))), f" · {context.say(step)}{share}"], role="status"),
        bar,
        _actions(context, only_discard=True),
    )


def _published(context: Context, held: Held) -> Component:
    words = Text(f"已入库为版本 {held.version}", f"accepted as version {held.version}")
    link = html.A(
        context.say(Text("查看回执", "See the receipt")), href=context.href(f"/data/versions/{held.version}"), className="button"
    )
    return card("", html.P(context.say(words), className="done"), link)


def _failed(context: Context) -> Component:
    said_ = Text(
        "读取中断：文件过大或过于复杂，或服务重新启动过。可以再试一次；仍不行请拆分文件。",
        "The reading ended early: the file is too large or too complex, or the server was restarted. Try again, or split the file.",
    )
    return notice(context.say(said_), kind="error")


def _stale(context: Context, held: Held, newest: int) -> Component:
    count = uploads.changed_since(context.desk, held, newest)
    words = Text(
        f"预览之后已有人入库（版本 {newest}），{count} 个数据有变化；请按最新数据重新预览。",
        f"Somebody has published since (version {newest}): {count} figures changed. Preview again on what holds now.",
    )
    return notice(html.P(context.say(words)), kind="error")


def _actions(context: Context, *, only_again: bool = False, only_discard: bool = False) -> Component:
    """The buttons, all of them there so that one callback hears them; those that make no sense now are hidden."""
    say = context.say
    again = button("preview-again", say(Text("重新预览", "Preview again")), quiet=True, hidden=only_discard)
    publish = button("preview-publish", say(Text("确认入库", "Publish")), hidden=only_again or only_discard)
    discard = button("preview-discard", say(Text("放弃", "Discard")), quiet=True)
    unused: list[Component] = []
    if only_again or only_discard:
        unused = [
            html.Div(
                [
                    dcc.Input(id=name, type="hidden")
                    for name in ("preview-released", "preview-note", "preview-usual", "preview-quality", "preview-turn")
                ]
                + [dmc.Checkbox(id="preview-good", checked=False)],
                style={"display": "none"},
            )
        ]
    return html.Div([html.Div([publish, again, discard], className="buttons"), said("preview-said"), *unused])


def _decision(context: Context, held: Held, shown: dict[str, Any]) -> Component:
    say = context.say
    errors = shown["outcome"] == "row-errors-listed"
    keep: dict[str, Any] = {"persistence": held.id, "persistence_type": "session"}  # what was typed outlives another preview
    good: Component = dmc.Checkbox(
        id="preview-good", label=say(Text("只收没有错误的行", "Take only the rows without errors")), checked=False,
        style={} if errors else {"display": "none"},
    )  # fmt: skip
    return card(
        say(STAGES[4]),
        html.Div(
            [
                field(
                    "preview-released", say(Text("发布日期", "Release date")), placeholder="2026-03-20", **keep,
                    help_=say(Text("留空：按文件所写，没有写的按文件最后修改的日期", "left empty: as the file says, else the day the file was last changed")),
                ),
                field("preview-note", say(Text("说明", "Note")), help_=say(Text("会写入历史和审计", "is kept in the history and the audit")), **keep),
            ],
            className="row-of-fields",
        ),
        good,
        dcc.Input(id="preview-turn", type="hidden", value=str(held.turn)),
        _actions(context),
        id_="preview-decision",
    )  # fmt: skip


def register(app: Dash) -> None:
    """Looking how far the reading is, and the decision."""

    @app.callback(
        Output("preview-state", "children"),
        Input("preview-tick", "n_intervals"),
        State("url", "pathname"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def look(ticks: int, path: str, search: str | None) -> Any:
        here = context(path, search, visit().person)
        if not isinstance(here, Context):
            return []
        try:
            held = uploads.mine(house().door, visit().caller(), path.rpartition("/")[2])
        except StoreError as error:
            set_props("preview-tick", {"disabled": True})
            return [notice(here.say(error.text), kind="error")]
        if held.state != READING:
            set_props("preview-tick", {"disabled": True})
        return content(here, held)

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
    def decide(publish: int, again: int, discard: int, *given: Any) -> Component | None:
        answers, asked, quality, reasons, revised, usual, released, note, good, turn, path, search = given
        view, id_ = view_of(search)[0], str(path).rpartition("/")[2]

        def act() -> Component | None:
            if ctx.triggered_id == "preview-discard" and discard:
                uploads.discard(house().door, visit().caller(), id_)
                go("/data" + query(view))
            elif ctx.triggered_id == "preview-again" and again:
                _again(id_, chosen(answers, asked), quality)
                go(str(path) + (search or ""))
            elif ctx.triggered_id == "preview-publish" and publish:
                shown = uploads.shown(house().door, uploads.mine(house().door, visit().caller(), id_).id)
                said = decided(shown, chosen(reasons, revised), usual, released, note, good)
                seen = replace(
                    said,
                    turn=int(turn) if str(turn).isdigit() else -1,
                    quality=str(quality or ""),
                    unread=bool(chosen(answers, asked)),
                )
                return _publish(id_, seen, view)
            return None

        return answer(view.lang, act)


def _again(id_: str, answers: dict[int, str], quality: str | None) -> None:
    """Read once more: names answered with yes are taken, the others stay unread; both are kept with the upload."""
    home, caller = house(), visit().caller()
    held = uploads.mine(home.door, caller, id_)
    asked = uploads.shown(home.door, held.id).get("questions", [])
    given = {asked[at]["found"]: (asked[at]["id"], value) for at, value in answers.items() if at < len(asked)}
    yes = {name: meant for name, (meant, value) in given.items() if value == meant}
    no = {name: value for name, (_, value) in given.items() if value in findings.DECLINED}
    turn = uploads.again(
        home.door, caller, id_,
        answers={**held.terms["answers"], **yes},
        declined={**held.terms["declined"], **no},
        quality=quality if quality in qualities.QUALITIES else held.terms["quality"],
    )  # fmt: skip
    try:
        home.readers.start(id_, len(uploads.original(home.door, id_)), turn)
    except StoreError:
        home.readers.settle(id_, turn)
        raise


def _publish(id_: str, decision: uploads.Decision, view: Any) -> Component | None:
    home, caller = house(), visit().caller()
    desk, _ = home.desk()
    if desk is None:
        return None
    try:
        number = uploads.publish(home.door, desk, home.store, caller, id_, decision)
    except StaleError as stale:
        held = uploads.mine(home.door, caller, id_)
        count = uploads.changed_since(desk, held, home.store.newest())
        return refused(stale.text + Text(f"（其间 {count} 个数据有变化）", f" ({count} figures changed since)"), view.lang)
    go(f"/data/versions/{number}" + query(view))
    return None
