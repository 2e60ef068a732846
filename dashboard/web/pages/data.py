"""What did we know, and what changed it? The time line of versions, each with what it changed, to
look at and compare.
"""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.changes.compare import CHANGES, Comparison
from dashboard.core.vocabulary.text import Text
from dashboard.ingest.limits import FILE_BYTES, MIB
from dashboard.operations import uploads
from dashboard.operations.publishing import Version
from dashboard.web.request.context import Context, app_state, render_cached
from dashboard.web.request.serialize import serialize_tree
from dashboard.web.request.session import current_session
from dashboard.web.widgets.components import render_card, render_quote
from dashboard.web.widgets.formatting import format_author, format_moment, translate_stored_words

TITLE = Text("数据", "Data")
MOST_CHANGES = 12
MOST_VERSIONS = 20


def layout(context: Context) -> Component:
    """One line on what the store holds, the template, then a card per version, newest first."""
    say, found = context.say, app_state().store.list_versions()
    holding = [one for one in found if one.kind == "import" and not one.withdrawn]
    lead = Text(
        f"共 {len(found)} 个版本，其中 {len(holding)} 个工作簿有效，{sum(one.rows for one in holding)} 条数据。"
        if found
        else "还没有任何版本。",
        f"{len(found)} versions; {len(holding)} workbooks hold, with "
        f"{sum(one.rows for one in holding)} figures."
        if found
        else "No version yet.",
    )
    how = Text(
        "每个版本都保留，撤销也是一个新版本。", "Every version is kept; an undo is a version too."
    )
    fill = html.A(
        say(Text("下载待填模板", "Template to fill in")),
        href=context.href("/template"),
        className="action",
    )
    cards = render_cached(
        f"versions, names {context.person.may('self')}",
        context,
        lambda: serialize_tree([_render_version(context, one) for one in found[:MOST_VERSIONS]]),
    )
    return html.Div(
        [
            html.Div(
                [
                    html.H1(say(TITLE)),
                    html.P(say(lead), id="data-lead"),
                    html.P([say(how), " ", fill], className="note"),
                ],
                className="page-head",
            ),
            *_render_upload(context),
            *cards,
        ],
        className="history",
    )


def _render_upload(context: Context) -> list[Component]:
    """For those who may: the place for a file, and the uploads that wait for a decision."""
    if not context.person.may("publish"):
        return []
    say = context.say
    words: dict[str, Any] = {
        "data-limit": str(FILE_BYTES),
        "data-label": say(Text("选择要上传的文件", "Choose a file to upload")),
        "data-sending": say(Text("正在上传", "Sending")),
        "data-stop": say(Text("取消", "Stop")),
        "data-too-large": say(
            Text(
                f"文件超过 {FILE_BYTES // MIB} MB",
                f"The file is larger than {FILE_BYTES // MIB} MB",
            )
        ),
        "data-failed": say(
            Text("上传失败，请检查网络后重试", "The upload failed; check the network and try again")
        ),
    }
    live_region: dict[str, Any] = {"aria-live": "polite"}
    zone = html.Div(
        [
            html.B(
                say(
                    Text(
                        "把工作簿拖到这里，或点击选择",
                        "Drop a workbook here, or click to choose one",
                    )
                )
            ),
            html.Small(
                say(
                    Text(
                        f"xlsx、xls、csv，不超过 {FILE_BYTES // MIB} MB；先核对，确认后才入库",
                        f"xlsx, xls or csv, {FILE_BYTES // MIB} MB at most; you check it before "
                        "anything is stored",
                    )
                )
            ),
            html.Div(className="drop-said", **live_region),
        ],
        id="upload",
        className="drop",
        **words,
    )
    waiting = uploads.list_waiting(app_state().auth, current_session().caller())
    items = [
        html.Li(
            [
                dcc.Link(one.file, href=context.href(f"/data/previews/{one.id}")),
                " · ",
                say(
                    Text(
                        f"{format_moment(one.expires)} 前有效",
                        f"until {format_moment(one.expires)}",
                    )
                ),
            ]
        )
        for one in waiting
    ]
    listed = (
        [
            render_card(
                say(Text("等待你决定的上传", "Uploads waiting for your decision")),
                html.Ul(items, className="plain-list"),
            )
        ]
        if items
        else []
    )
    return [render_card(say(Text("上传", "Upload")), zone), *listed]


def _render_version(context: Context, one: Version) -> Component:
    say = context.say
    undone = Text(f"撤销版本 {one.withdraws}", f"version {one.withdraws} undone")
    title = [
        say(Text(f"版本 {one.number} · ", f"Version {one.number} · ")),
        say(undone) if one.kind == "undo" else render_quote(one.file),
    ]
    rows = (
        [say(Text(f"{one.rows} 条数据", "1 figure" if one.rows == 1 else f"{one.rows} figures"))]
        if one.rows
        else []
    )
    facts = [
        part
        for part in (
            one.at[:10],
            format_author(context, one),
            *rows,
            say(translate_stored_words(one.note)),
        )
        if part
    ]
    more = dcc.Link(
        say(Text("详情", "Details")),
        href=context.href(f"/data/versions/{one.number}"),
        className="action",
    )
    look = dcc.Link(
        say(Text("按此版本查看", "Look at this version")),
        href=context.href("/", version=one.number),
        className="action",
    )
    gone = html.Span(say(Text("已撤销", "withdrawn")), className="tag") if one.withdrawn else None
    found = app_state().difference(
        context.snapshot_service, one.number - 1, one.number, context.view
    )
    return render_card(
        title,
        html.P([" · ".join(facts), " ", gone, " ", more, " ", look], className="note"),
        _render_changes(context, found),
        id_=f"data-version-{one.number}",
    )


def _render_changes(context: Context, found: Comparison) -> Component:
    """How many values changed and how, and every verdict that did, with its cause."""
    say, registry = context.say, context.registry
    counted = [
        (name, sum(change.kind == kind for change in found.changes))
        for kind, name in CHANGES.items()
    ]
    values = [
        say(Text(f"{name.zh} {count}", f"{count} {name.en}")) for name, count in counted if count
    ]
    message = (
        Text(f"数据：{'、'.join(values)}", f"Values: {', '.join(values)}")
        if values
        else Text("数据没有变化", "No value changed")
    )
    flips = [html.Li(say(flip.sentence(registry))) for flip in found.flips[:MOST_CHANGES]]
    more = len(found.flips) - len(flips)
    if more > 0:
        flips.append(html.Li(say(Text(f"另有 {more} 项", f"{more} more"))))
    verdicts = Text(
        f"评价改变 {len(found.flips)} 项（{context.view.year}年）",
        f"{len(found.flips)} verdict{'s' if len(found.flips) > 1 else ''} changed "
        f"({context.view.year})",
    )
    if not flips:
        return html.P(
            f"{say(message)}；{say(Text('评价没有改变', 'no verdict changed'))}"
            if context.view.lang == "zh"
            else f"{say(message)}; no verdict changed"
        )
    return html.Div(
        [
            html.P(say(message)),
            html.Details([html.Summary(say(verdicts)), html.Ul(flips)], open=len(flips) <= 3),
        ]
    )
