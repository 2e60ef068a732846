"""What was accepted, and what did it change? The receipt of one version, and the way to take it
back.
"""

from __future__ import annotations

from dataclasses import replace

from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboard.core.analysis.follow_up import KINDS, Entry
from dashboard.core.changes.compare import CHANGES, Comparison, ValueChange, group_by_year
from dashboard.core.changes.revisions import REASONS
from dashboard.core.vocabulary.qualities import QUALITIES
from dashboard.core.vocabulary.text import DASH, Text, format_year
from dashboard.operations import uploads
from dashboard.operations.store_source import Version
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context, format_query, parse_view
from dashboard.web.request.session import current_session
from dashboard.web.widgets.components import render_card, render_quote, render_table
from dashboard.web.widgets.follow_up import format_signature
from dashboard.web.widgets.formatting import format_author, format_timestamp, translate_stored_words
from dashboard.web.widgets.forms import (
    redirect_browser,
    render_button,
    render_field,
    render_form,
    render_message_line,
    run_action,
)
from dashboard.web.widgets.markup import render_as_text
from dashboard.web.widgets.page import Page

TITLE = Text("版本", "Version")
MOST_VALUES = 200
VALUE_HEADS = (
    Text("变化", "Change"),
    Text("指标", "Indicator"),
    Text("地区", "Region"),
    Text("数据", "Figure"),
    Text("单元格", "Cell"),
)


def layout(context: Context, number: str) -> Component | None:
    """Facts, values, verdicts, and undoing; nothing where there is no such version."""
    version = app_state().store.find_version(number)
    if version is None:
        return None
    comparison = app_state().difference(
        context.snapshot_service,
        version.number - 1,
        version.number,
        replace(context.view, year=0),
    )
    parts = [
        _render_head(context, version),
        html.Div(
            [_render_facts(context, version), _render_verdicts(context, comparison)],
            className="two even",
        ),
        _render_values(context, comparison),
        _render_entries(context, version.number),
        None,
    ]
    if context.person.may("publish") and not version.withdrawn:
        parts[-1] = _render_undo_form(context, version)
    return html.Div(parts)


def _render_head(context: Context, version: Version) -> Component:
    say = context.say
    subject: str | Component | None = render_quote(version.file)
    if version.kind == "undo":
        subject = say(Text(f"撤销版本 {version.withdraws}", f"undoing version {version.withdraws}"))
    gone = None
    if version.withdrawn:
        gone = html.Span(say(Text("已撤销", "withdrawn")), className="tag")
    title = say(Text(f"版本 {version.number} · ", f"Version {version.number} · "))
    head = [
        html.H1([title, subject, " ", gone], className="file-name"),
        html.Div(_list_links(context, version), className="buttons"),
    ]
    return html.Div(head, className="page-head")


def _list_links(context: Context, version: Version) -> list[Component]:
    say = context.say
    look = dcc.Link(
        say(Text("按此版本查看", "Look at this version")),
        href=context.href("/", version=version.number),
        className="button quiet",
    )
    back = dcc.Link(
        say(Text("全部版本", "All versions")), href=context.href("/data"), className="button quiet"
    )
    links: list[Component] = [look, back]
    may_download = context.person.may("publish") or context.person.may("audit")
    if version.kind == "import" and may_download:
        links.append(
            html.A(
                say(Text("下载原文件", "Download the original")),
                href=f"/data/versions/{version.number}/file",
                className="button quiet",
            )
        )
    return links


def _render_facts(context: Context, version: Version) -> Component:
    say = context.say
    facts = _list_facts(context, version)
    rows = [
        html.Tr([html.Th(say(name), scope="row"), html.Td(value, className="break")])
        for name, value in facts
    ]
    return render_card(
        say(Text("回执", "Receipt")),
        html.Table(html.Tbody(rows), className="plain-table receipt"),
        id_="version-receipt",
    )


def _list_facts(context: Context, version: Version) -> list[tuple[Text, str]]:
    """What the receipt says, line by line; an undo has only the first part of it."""
    say = context.say
    when = (Text("时间", "When"), format_timestamp(version.at))
    who = (Text("操作人", "Who"), format_author(context, version) or DASH)
    note = (Text("说明", "Note"), say(translate_stored_words(version.note)) or DASH)
    if version.kind == "undo":
        return [when, who, note]
    facts = [when, who, (Text("数据", "Figures"), str(version.rows)), note]
    reasons = app_state().store.count_reasons(version.number)
    if reasons:
        counts = "；".join(f"{say(REASONS[name].name)} {count}" for name, count in reasons.items())
        facts.append((Text("修订原因", "Reasons of revisions"), counts))
    quality = DASH
    if version.quality in QUALITIES:
        quality = say(QUALITIES[version.quality].name)
    released = say(Text("按文件所写", "as the file says"))
    if version.released:
        released = version.released.isoformat()
    return [
        *facts,
        (Text("未写性质的按", "Quality assumed"), quality),
        (Text("发布日期", "Release date"), released),
        (Text("文件校验值", "SHA-256"), version.sha256 or DASH),
    ]


def _render_verdicts(context: Context, comparison: Comparison) -> Component:
    say = context.say
    count = len(comparison.flips)
    title = Text(f"评价改变 {count} 项", f"Verdicts changed: {count}")
    if not count:
        return render_card(say(title), html.P(say(Text("评价没有改变", "No verdict changed"))))
    years = [
        html.Section(
            [
                html.H3(say(format_year(year))),
                html.Ul(
                    [html.Li(say(flip.sentence(context.registry))) for flip in flips],
                    className="flips",
                ),
            ]
        )
        for year, flips in group_by_year(comparison.flips).items()
    ]
    return render_card(say(title), render_as_text(html.Div(years)))


def _render_values(context: Context, comparison: Comparison) -> Component:
    say, changes = context.say, comparison.changes
    title = say(Text(f"数据变化 {len(changes)} 个", f"Values changed: {len(changes)}"))
    heads = [(say(head), "") for head in VALUE_HEADS]
    rows = [_render_change(context, change) for change in changes[:MOST_VALUES]]
    table = render_table(heads, rows, "plain-table values", title)
    parts: list[Component] = [render_as_text(html.Div(table, className="scroll"))]
    more = len(changes) - len(rows)
    if more > 0:
        parts.append(html.P(say(Text(f"另有 {more} 个", f"{more} more")), className="note"))
    return render_card(title, *parts)


def _render_change(context: Context, change: ValueChange) -> Component:
    say, registry = context.say, context.registry
    cells = (
        say(CHANGES[change.kind]),
        say(registry.indicators[change.indicator].name),
        say(registry.regions[change.region].name),
        say(change.sentence(registry)),
        render_quote(change.after.cell) if change.after else None,
    )
    return html.Tr([html.Td(cell) for cell in cells])


def _render_entries(context: Context, number: int) -> Component | None:
    """What was written about gaps while this version was the newest."""
    entries = [entry for entry in app_state().follow_up().entries if entry.version == number]
    if not entries:
        return None
    items = [_render_entry(context, entry) for entry in entries[:MOST_VALUES]]
    title = Text(
        f"此版本期间的说明和措施 {len(entries)} 条",
        f"Written while this version was the newest: {len(entries)}",
    )
    return render_card(
        context.say(title), html.Ul(items, className="plain-list"), id_="version-written"
    )


def _render_entry(context: Context, entry: Entry) -> Component:
    indicator = context.registry.indicators.get(entry.indicator)
    link = None
    if indicator:
        href = context.href(f"/indicators/{indicator.id}")
        link = dcc.Link(context.say(indicator.name), href=href)
    kind = context.say(KINDS[entry.kind])
    signature = html.Small(format_signature(context, entry), className="by")
    return html.Li([kind, " ", link, " ", render_quote(entry.text), " ", signature])


def _render_undo_form(context: Context, version: Version) -> Component:
    say = context.say
    why = Text(
        "撤销后，这个版本的数据不再有效，其后的版本保留；撤销本身也可以撤销。",
        "Its figures will hold no more; later versions stay. The undoing can be undone too.",
    )
    what = Text("撤销此版本", "Undo this version")
    if version.kind == "undo":
        what = Text(f"恢复版本 {version.withdraws}", f"Bring version {version.withdraws} back")
    ask = render_form(
        html.P(say(why), className="note"),
        render_field("undo-note", say(Text("为什么", "Why"))),
        render_button(
            "undo-go", say(Text(f"确认{what.zh}", f"Yes: {what.en.lower()}")), danger=True
        ),
        render_message_line("undo-said"),
    )
    return render_card("", html.Details([html.Summary(say(what)), ask]))


def register(app: Dash) -> None:
    """Taking a version back."""

    @app.callback(
        Output("undo-said", "children"),
        Input("undo-go", "n_clicks"),
        State("undo-note", "value"),
        State("url", "pathname"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def handle_undo(
        clicks: int, note: str | None, path: str, search: str | None
    ) -> Component | None:
        view = parse_view(search)[0]
        number = str(path).rpartition("/")[2]
        is_number = number.isascii() and number.isdigit() and len(number) < 10

        def undo_version() -> None:
            state = app_state()
            service, _ = state.snapshot_service()
            if service is None or not is_number:
                return
            undo_number = uploads.undo_version(
                state.auth,
                service,
                state.store,
                current_session().caller(),
                int(number),
                str(note or ""),
            )
            redirect_browser(f"/data/versions/{undo_number}" + format_query(view))

        return run_action(view.lang, undo_version)


def has_version(number: str) -> bool:
    """Whether there is a version of that number."""
    return app_state().store.find_version(number) is not None


PAGE = Page("/data/versions/*", TITLE, layout, register, listed=False, exists=has_version)
