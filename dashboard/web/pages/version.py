"""What was accepted, and what did it change? The receipt of one version, and the way to take it
back.
"""

from __future__ import annotations

from dataclasses import replace

from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboard.core.analysis.follow_up import KINDS
from dashboard.core.changes.compare import CHANGES, Comparison
from dashboard.core.changes.revisions import REASONS
from dashboard.core.vocabulary.qualities import QUALITIES
from dashboard.core.vocabulary.text import DASH, Text
from dashboard.operations import uploads
from dashboard.operations.publishing import Version
from dashboard.web.request.context import Context, app_state, format_query, parse_view
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

TITLE = Text("版本", "Version")
MOST_VALUES = 200


def layout(context: Context, number: str) -> Component | None:
    """Facts, values, verdicts, and undoing; nothing where there is no such version."""
    found = app_state().store.find_version(number)
    if found is None:
        return None
    say = context.say
    gone = html.Span(say(Text("已撤销", "withdrawn")), className="tag") if found.withdrawn else None
    changed = app_state().difference(
        context.snapshot_service, found.number - 1, found.number, replace(context.view, year=0)
    )
    look = dcc.Link(
        say(Text("按此版本查看", "Look at this version")),
        href=context.href("/", version=found.number),
        className="button quiet",
    )
    back = dcc.Link(
        say(Text("全部版本", "All versions")), href=context.href("/data"), className="button quiet"
    )
    links: list[Component] = [look, back]
    if found.kind == "import" and (context.person.may("publish") or context.person.may("audit")):
        links.append(
            html.A(
                say(Text("下载原文件", "Download the original")),
                href=f"/data/versions/{found.number}/file",
                className="button quiet",
            )
        )
    undone = say(Text(f"撤销版本 {found.withdraws}", f"undoing version {found.withdraws}"))
    title = [
        say(Text(f"版本 {found.number} · ", f"Version {found.number} · ")),
        undone if found.kind == "undo" else render_quote(found.file),
    ]
    return html.Div(
        [
            html.Div(
                [
                    html.H1([*title, " ", gone], className="file-name"),
                    html.Div(links, className="buttons"),
                ],
                className="page-head",
            ),
            html.Div(
                [_render_facts(context, found), _render_verdicts(context, changed)],
                className="two even",
            ),
            _render_values(context, changed),
            _render_entries(context, found.number),
            _render_undo_form(context, found)
            if context.person.may("publish") and not found.withdrawn
            else None,
        ]
    )


def _render_facts(context: Context, one: Version) -> Component:
    say = context.say
    facts = [
        (Text("时间", "When"), format_timestamp(one.at)),
        (Text("操作人", "Who"), format_author(context, one) or DASH),
        (Text("数据", "Figures"), str(one.rows)),
        (Text("说明", "Note"), say(translate_stored_words(one.note)) or DASH),
        (
            Text("未写性质的按", "Quality assumed"),
            say(QUALITIES[one.quality].name) if one.quality in QUALITIES else DASH,
        ),
        (
            Text("发布日期", "Release date"),
            one.released.isoformat()
            if one.released
            else say(Text("按文件所写", "as the file says")),
        ),
        (Text("文件校验值", "SHA-256"), one.sha256 or DASH),
    ]
    why = app_state().store.count_reasons(one.number)
    if why:
        facts.insert(
            4,
            (
                Text("修订原因", "Reasons of revisions"),
                "；".join(f"{say(REASONS[name].name)} {count}" for name, count in why.items()),
            ),
        )
    if one.kind == "undo":
        facts = [fact for fact in facts if fact[0].en in ("When", "Who", "Note")]
    rows = [
        html.Tr([html.Th(say(name), scope="row"), html.Td(value, className="break")])
        for name, value in facts
    ]
    return render_card(
        say(Text("回执", "Receipt")),
        html.Table(html.Tbody(rows), className="plain-table receipt"),
        id_="version-receipt",
    )


def _render_verdicts(context: Context, found: Comparison) -> Component:
    say = context.say
    flips = [html.Li(say(flip.sentence(context.registry))) for flip in found.flips]
    none = html.P(say(Text("评价没有改变", "No verdict changed")))
    year = max((one.year for one in found.changes), default=context.view.year)
    title = Text(
        f"评价改变 {len(flips)} 项（{year}年）", f"Verdicts changed: {len(flips)} ({year})"
    )
    return render_card(say(title), html.Ul(flips, className="flips") if flips else none)


def _render_values(context: Context, found: Comparison) -> Component:
    say, registry = context.say, context.registry
    heads = [
        (say(text), "")
        for text in (
            Text("变化", "Change"),
            Text("指标", "Indicator"),
            Text("地区", "Region"),
            Text("数据", "Figure"),
            Text("单元格", "Cell"),
        )
    ]
    rows = []
    for one in found.changes[:MOST_VALUES]:
        name, place = registry.indicators[one.indicator].name, registry.regions[one.region].name
        cell = render_quote(one.after.cell) if one.after else None
        cells = (say(CHANGES[one.kind]), say(name), say(place), say(one.sentence(registry)), cell)
        rows.append(html.Tr([html.Td(text) for text in cells]))
    more = len(found.changes) - len(rows)
    rest = (
        [html.P(say(Text(f"另有 {more} 个", f"{more} more")), className="note")] if more > 0 else []
    )
    title = Text(f"数据变化 {len(found.changes)} 个", f"Values changed: {len(found.changes)}")
    return render_card(
        say(title),
        html.Div(render_table(heads, rows, "plain-table values", say(title)), className="scroll"),
        *rest,
    )


def _render_entries(context: Context, number: int) -> Component | None:
    """What was written about gaps while this version was the newest."""
    entries = [one for one in app_state().follow_up().entries if one.version == number]
    if not entries:
        return None
    say, registry = context.say, context.registry
    items = []
    for one in entries[:MOST_VALUES]:
        kind = registry.indicators.get(one.indicator)
        link = (
            dcc.Link(say(kind.name), href=context.href(f"/indicators/{kind.id}")) if kind else None
        )
        by = html.Small(format_signature(context, one), className="by")
        items.append(
            html.Li([say(KINDS[one.kind]), " ", link, " ", render_quote(one.text), " ", by])
        )
    title = Text(
        f"此版本期间的说明和措施 {len(entries)} 条",
        f"Written while this version was the newest: {len(entries)}",
    )
    return render_card(say(title), html.Ul(items, className="plain-list"), id_="version-written")


def _render_undo_form(context: Context, one: Version) -> Component:
    say = context.say
    why = Text(
        "撤销后，这个版本的数据不再有效，其后的版本保留；撤销本身也可以撤销。",
        "Its figures will hold no more; later versions stay. The undoing can be undone too.",
    )
    what = Text("撤销此版本", "Undo this version")
    if one.kind == "undo":
        what = Text(f"恢复版本 {one.withdraws}", f"Bring version {one.withdraws} back")
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

        def undo_version() -> None:
            state = app_state()
            service, _ = state.snapshot_service()
            if service is not None and number.isascii() and number.isdigit() and len(number) < 10:
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
