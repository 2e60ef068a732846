"""What did we know, and what changed it? The time line of versions, each with what it changed, to
look at and compare.
"""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.changes.compare import CHANGES, Comparison
from dashboard.core.vocabulary.text import Text, format_year
from dashboard.ingest.limits import FILE_BYTES, MIB
from dashboard.operations import uploads
from dashboard.operations.store_source import Version
from dashboard.operations.uploads import PendingUpload
from dashboard.web.request.app_state import app_state, render_cached
from dashboard.web.request.context import Context
from dashboard.web.request.serialize import serialize_tree
from dashboard.web.request.session import current_session
from dashboard.web.widgets.components import render_card, render_quote
from dashboard.web.widgets.formatting import format_author, format_moment, translate_stored_words
from dashboard.web.widgets.page import Page
from dashboard.web.widgets.template_link import render_template_link

TITLE = Text("数据", "Data")
MOST_CHANGES = 12
MOST_VERSIONS = 20


def layout(context: Context) -> Component:
    """One line on what the store holds, the template, then a card per version, newest first."""
    say, versions = context.say, app_state().store.list_versions()
    how = Text(
        "每个版本都保留，撤销也是一个新版本。", "Every version is kept; an undo is a version too."
    )
    fill = render_template_link(context)
    cards = render_cached(
        f"versions, names {context.person.may('self')}",
        context.view,
        lambda: serialize_tree(
            [_render_version(context, version) for version in versions[:MOST_VERSIONS]]
        ),
    )
    head = [
        html.H1(say(TITLE)),
        html.P(say(_describe_versions(versions)), id="data-lead"),
        html.P([say(how), " ", fill], className="note"),
    ]
    return html.Div(
        [html.Div(head, className="page-head"), *_render_upload(context), *cards],
        className="history",
    )


def _describe_versions(versions: list[Version]) -> Text:
    """How many versions there are, and what of them holds."""
    if not versions:
        return Text("还没有任何版本。", "No version yet.")
    workbooks = [one for one in versions if one.kind == "import" and not one.withdrawn]
    rows = sum(workbook.rows for workbook in workbooks)
    made = Text.count(len(versions), "共 {n} 个版本", "{n} version", "{n} versions")
    words = "{n} workbook holds", "{n} workbooks hold"
    holding = Text.count(len(workbooks), "其中 {n} 个工作簿有效", *words)
    figures = Text.count(rows, "{n} 条数据", "{n} figure", "{n} figures")
    return Text(
        f"{made.zh}，{holding.zh}，{figures.zh}。", f"{made.en}; {holding.en}, with {figures.en}."
    )


def _render_upload(context: Context) -> list[Component]:
    """For those who may: the place for a file, and the uploads that wait for a decision."""
    if not context.person.may("publish"):
        return []
    cards = [render_card(context.say(Text("上传", "Upload")), _render_drop_zone(context))]
    waiting = uploads.list_waiting(app_state().auth, current_session().caller())
    if waiting:
        items = [_render_waiting(context, upload) for upload in waiting]
        title = Text("等待你决定的上传", "Uploads waiting for your decision")
        cards.append(render_card(context.say(title), html.Ul(items, className="plain-list")))
    return cards


def _render_drop_zone(context: Context) -> Component:
    """Where a file is dropped; the script of uploads finds its words in the attributes."""
    say, megabytes = context.say, FILE_BYTES // MIB
    too_large = Text(f"文件超过 {megabytes} MB", f"The file is larger than {megabytes} MB")
    failed = Text(
        "上传失败，请检查网络后重试", "The upload failed; check the network and try again"
    )
    words: dict[str, Any] = {
        "data-limit": str(FILE_BYTES),
        "data-label": say(Text("选择要上传的文件", "Choose a file to upload")),
        "data-sending": say(Text("正在上传", "Sending")),
        "data-stop": say(Text("取消", "Stop")),
        "data-too-large": say(too_large),
        "data-failed": say(failed),
    }
    live_region: dict[str, Any] = {"aria-live": "polite"}
    drop = Text("把工作簿拖到这里，或点击选择", "Drop a workbook here, or click to choose one")
    formats = Text(
        f"xlsx、xls、csv，不超过 {megabytes} MB；先核对，确认后才入库",
        f"xlsx, xls or csv, {megabytes} MB at most; you check it before anything is stored",
    )
    parts = [
        html.B(say(drop)),
        html.Small(say(formats)),
        html.Div(className="drop-said", **live_region),
    ]
    return html.Div(parts, id="upload", className="drop", **words)


def _render_waiting(context: Context, upload: PendingUpload) -> Component:
    link = dcc.Link(upload.file, href=context.href(f"/data/previews/{upload.id}"))
    until = format_moment(upload.expires)
    return html.Li([link, " · ", context.say(Text(f"{until} 前有效", f"until {until}"))])


def _render_version(context: Context, version: Version) -> Component:
    say, number = context.say, version.number
    subject: str | Component | None = render_quote(version.file)
    if version.kind == "undo":
        subject = say(Text(f"撤销版本 {version.withdraws}", f"version {version.withdraws} undone"))
    more = dcc.Link(
        say(Text("详情", "Details")),
        href=context.href(f"/data/versions/{number}"),
        className="action",
    )
    look = dcc.Link(
        say(Text("按此版本查看", "Look at this version")),
        href=context.href("/", version=number),
        className="action",
    )
    gone = None
    if version.withdrawn:
        gone = html.Span(say(Text("已撤销", "withdrawn")), className="tag")
    facts = _list_facts(context, version)
    comparison = app_state().difference(context.snapshot_service, number - 1, number, context.view)
    return render_card(
        [say(Text(f"版本 {number} · ", f"Version {number} · ")), subject],
        html.P([" · ".join(facts), " ", gone, " ", more, " ", look], className="note"),
        _render_changes(context, comparison),
        id_=f"data-version-{number}",
    )


def _list_facts(context: Context, version: Version) -> list[str]:
    """Day, author, figures and note, as far as there are any."""
    facts = [version.at[:10], format_author(context, version)]
    if version.rows:
        figures = Text.count(version.rows, "{n} 条数据", "{n} figure", "{n} figures")
        facts.append(context.say(figures))
    facts.append(context.say(translate_stored_words(version.note)))
    return [fact for fact in facts if fact]


def _render_changes(context: Context, comparison: Comparison) -> Component:
    """How many values changed and how, and every verdict that did, with its cause."""
    message = context.say(_describe_value_changes(context, comparison))
    if not comparison.flips:
        if context.view.lang == "zh":
            return html.P(f"{message}；评价没有改变")
        return html.P(f"{message}; no verdict changed")
    count = len(comparison.flips)
    flips = [
        html.Li(
            context.say(format_year(flip.year)) + " " + context.say(flip.sentence(context.registry))
        )
        for flip in comparison.flips[:MOST_CHANGES]
    ]
    more = count - len(flips)
    if more > 0:
        flips.append(html.Li(context.say(Text(f"另有 {more} 项", f"{more} more"))))
    verdicts = Text.count(count, "评价改变 {n} 项", "{n} verdict changed", "{n} verdicts changed")
    summary = html.Summary(context.say(verdicts))
    details = html.Details([summary, html.Ul(flips)], open=len(flips) <= 3)
    return html.Div([html.P(message), details])


def _describe_value_changes(context: Context, comparison: Comparison) -> Text:
    parts = []
    for kind, name in CHANGES.items():
        count = sum(change.kind == kind for change in comparison.changes)
        if count:
            parts.append(context.say(Text(f"{name.zh} {count}", f"{count} {name.en}")))
    if not parts:
        return Text("数据没有变化", "No value changed")
    return Text(f"数据：{'、'.join(parts)}", f"Values: {', '.join(parts)}")


PAGE = Page("/data", Text("数据", "Data"), layout, place=90, kept=False)
