"""What was accepted, and what did it change? The receipt of one version, and the way to take it back."""

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
from dashboard.store import versions
from dashboard.store.versions import Version, history
from dashboard.web.request.context import Context, house, query, view_of
from dashboard.web.request.session import visit
from dashboard.web.widgets.components import card, quoted, table
from dashboard.web.widgets.follow_up import signed
from dashboard.web.widgets.formatting import told, when, who_did
from dashboard.web.widgets.forms import answer, button, field, form, go, said

TITLE = Text("版本", "Version")
MOST_VALUES = 200


def layout(context: Context, number: str) -> Component | None:
    """Facts, values, verdicts, and undoing; nothing where there is no such version."""
    found = next((one for one in history(house().engine) if str(one.number) == number), None)
    if found is None:
        return None
    say = context.say
    gone = html.Span(say(Text("已撤销", "withdrawn")), className="tag") if found.withdrawn else None
    changed = house().difference(context.desk, found.number - 1, found.number, replace(context.view, year=0))
    look = dcc.Link(
        say(Text("按此版本查看", "Look at this version")),
        href=context.href("/", version=found.number),
        className="button quiet",
    )
    back = dcc.Link(say(Text("全部版本", "All versions")), href=context.href("/data"), className="button quiet")
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
        undone if found.kind == "undo" else quoted(found.file),
    ]
    return html.Div(
        [
            html.Div([html.H1([*title, " ", gone], className="file-name"), html.Div(links, className="buttons")], className="page-head"),
            html.Div([_facts(context, found), _verdicts(context, changed)], className="two even"),
            _values(context, changed),
            _written(context, found.number),
            _undo(context, found) if context.person.may("publish") and not found.withdrawn else None,
        ]
    )  # fmt: skip


def _facts(context: Context, one: Version) -> Component:
    say = context.say
    facts = [
        (Text("时间", "When"), when(one.at)),
        (Text("操作人", "Who"), who_did(context, one) or DASH),
        (Text("数据", "Figures"), str(one.rows)),
        (Text("说明", "Note"), say(told(one.note)) or DASH),
        (Text("未写性质的按", "Quality assumed"), say(QUALITIES[one.quality].name) if one.quality in QUALITIES else DASH),
        (
            Text("发布日期", "Release date"),
            one.released.isoformat() if one.released else say(Text("按文件所写", "as the file says")),
        ),
        (Text("文件校验值", "SHA-256"), one.sha256 or DASH),
    ]
    why = versions.reasons(house().engine, one.number)
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
    rows = [html.Tr([html.Th(say(name), scope="row"), html.Td(value, className="break")]) for name, value in facts]
    return card(say(Text("回执", "Receipt")), html.Table(html.Tbody(rows), className="plain-table receipt"), id_="version-receipt")


def _verdicts(context: Context, found: Comparison) -> Component:
    say = context.say
    flips = [html.Li(say(flip.sentence(context.registry))) for flip in found.flips]
    none = html.P(say(Text("评价没有改变", "No verdict changed")))
    year = max((one.year for one in found.changes), default=context.view.year)
    title = Text(f"评价改变 {len(flips)} 项（{year}年）", f"Verdicts changed: {len(flips)} ({year})")
    return card(say(title), html.Ul(flips, className="flips") if flips else none)


def _values(context: Context, found: Comparison) -> Component:
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
        cell = quoted(one.after.cell) if one.after else None
        cells = (say(CHANGES[one.kind]), say(name), say(place), say(one.sentence(registry)), cell)
        rows.append(html.Tr([html.Td(text) for text in cells]))
    more = len(found.changes) - len(rows)
    rest = [html.P(say(Text(f"另有 {more} 个", f"{more} more")), className="note")] if more > 0 else []
    title = Text(f"数据变化 {len(found.changes)} 个", f"Values changed: {len(found.changes)}")
    return card(say(title), html.Div(table(heads, rows, "plain-table values", say(title)), className="scroll"), *rest)


def _written(context: Context, number: int) -> Component | None:
    """What was written about gaps while this version was the newest."""
    entries = [one for one in house().followed().entries if one.version == number]
    if not entries:
        return None
    say, registry = context.say, context.registry
    items = []
    for one in entries[:MOST_VALUES]:
        kind = registry.indicators.get(one.indicator)
        link = dcc.Link(say(kind.name), href=context.href(f"/indicators/{kind.id}")) if kind else None
        by = html.Small(signed(context, one), className="by")
        items.append(html.Li([say(KINDS[one.kind]), " ", link, " ", quoted(one.text), " ", by]))
    title = Text(f"此版本期间的说明和措施 {len(entries)} 条", f"Written while this version was the newest: {len(entries)}")
    return card(say(title), html.Ul(items, className="plain-list"), id_="version-written")


def _undo(context: Context, one: Version) -> Component:
    say = context.say
    why = Text(
        "撤销后，这个版本的数据不再有效，其后的版本保留；撤销本身也可以撤销。",
        "Its figures will hold no more; later versions stay. The undoing can be undone too.",
    )
    what = Text("撤销此版本", "Undo this version")
    if one.kind == "undo":
        what = Text(f"恢复版本 {one.withdraws}", f"Bring version {one.withdraws} back")
    ask = form(
        html.P(say(why), className="note"),
        field("undo-note", say(Text("为什么", "Why"))),
        button("undo-go", say(Text(f"确认{what.zh}", f"Yes: {what.en.lower()}")), danger=True),
        said("undo-said"),
    )
    return card("", html.Details([html.Summary(say(what)), ask]))


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
    def undo(clicks: int, note: str | None, path: str, search: str | None) -> Component | None:
        view = view_of(search)[0]
        number = str(path).rpartition("/")[2]

        def act() -> None:
            home = house()
            desk, _ = home.desk()
            if desk is not None and number.isascii() and number.isdigit() and len(number) < 10:
                made = uploads.take_back(home.door, desk, home.store, visit().caller(), int(number), str(note or ""))
                go(f"/data/versions/{made}" + query(view))

        return answer(view.lang, act)
