"""How is an upload shown? How it was understood, its questions, its issues by cell, and what it would change."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.core.changes.revisions import REASONS
from dashboard.core.vocabulary.issues import SEVERITIES
from dashboard.core.vocabulary.qualities import QUALITIES
from dashboard.core.vocabulary.text import Text
from dashboard.store.previews import Held
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import card, table
from dashboard.web.widgets.forms import choice

MOST_EVIDENCE, MOST_ISSUES, MOST_REVISED, MOST_FLIPS = 60, 60, 50, 30
DECLINED = {"-no": Text("不是，不读取", "no, leave it out"), "-scope": Text("口径不同，不读取", "another definition, leave it out")}
"""Answers to a question other than yes; no name of an indicator or region begins like these."""
WHAT = {
    "column": Text("列", "column"), "year": Text("年份", "year"), "indicator": Text("指标", "indicator"), "region": Text("地区", "region"),
    "unit": Text("单位", "unit"), "name": Text("名称", "name"), "month": Text("月份", "month"), "note": Text("备注", "note"), "known": Text("最近已知值", "last known value"), "value": Text("数值", "value"), "quality": Text("数据性质", "quality"), "published": Text("发布日期", "release date"), "source": Text("来源", "source"),
}  # fmt: skip


def open_questions(held: Held, shown: dict[str, Any]) -> list[tuple[int, dict[str, str]]]:
    """The questions that nobody has answered, with their places."""
    return [(at, one) for at, one in enumerate(shown["questions"]) if one["found"] not in held.terms["declined"]]


def _is_asked(held: Held, shown: dict[str, Any], issue: dict[str, Any]) -> bool:
    """Whether an issue is that of an open question: it is asked, and not held against the file as well."""
    places = {one["cell"].partition(" › ")[2] for _, one in open_questions(held, shown)}
    return f"{issue['sheet']} › {issue['cell']}" in places


def recognised(context: Context, held: Held, shown: dict[str, Any]) -> Component:
    """The tables with their evidence, and the questions that only a person can answer."""
    say, lang = context.say, context.view.lang
    tables = [html.Li([html.Span(one["sentence"][lang]), _evidence(context, one["evidence"])]) for one in shown["tables"]]
    parts: list[Any] = [html.Ul(tables, className="plain-list")]
    open_ = open_questions(held, shown)
    if open_:
        parts.append(
            html.P(
                say(Text("以下名称没有登记，请回答后点“重新预览”：", "These names are not declared; answer, then preview again:"))
            )
        )
        parts.append(html.Ul([_question(context, at, one) for at, one in open_], className="plain-list questions"))
    parts += _answered(context, held)
    fields = []
    if shown["assumed"] or held.terms["quality"] != "published":
        options = [(name, say(kind.name)) for name, kind in QUALITIES.items()]
        fields = [
            choice(
                "preview-quality",
                say(
                    Text(
                        "没有写数据性质的数据按（改后请重新预览）",
                        "Figures without a stated quality are (preview again after a change)",
                    )
                ),
                options,
                held.terms["quality"],
            )
        ]
    else:
        fields = [
            html.Div(choice("preview-quality", "", [(held.terms["quality"], "")], held.terms["quality"]), style={"display": "none"})
        ]
    return card(say(Text("识别", "Recognised")), *parts, *fields, id_="preview-recognised")


def _evidence(context: Context, evidence: list[dict[str, str]]) -> Component:
    say = context.say
    heads = [
        (say(text), "") for text in (Text("内容", "What"), Text("单元格", "Cell"), Text("写的是", "Says"), Text("读作", "Read as"))
    ]
    rows = [
        html.Tr([html.Td(text) for text in (say(WHAT.get(one["what"], Text(one["what"]))), one["cell"], one["text"], _meant(context, one["read_as"]))])
        for one in evidence[:MOST_EVIDENCE]
    ]  # fmt: skip
    more = len(evidence) - len(rows)
    words = Text(f"依据（{len(evidence)} 条）", f"Evidence ({len(evidence)})")
    rest = [html.P(say(Text(f"另有 {more} 条", f"{more} more")), className="note")] if more > 0 else []
    return html.Details([html.Summary(say(words)), table(heads, rows, "evidence-table", say(words)), *rest])


def _meant(context: Context, found: str) -> str:
    """What a text was read as, in words where it is declared."""
    registry = context.registry
    known = registry.indicators.get(found) or registry.regions.get(found)
    return context.say(known.name) if known else context.say(WHAT[found]) if found in WHAT else found


def _question(context: Context, at: int, one: dict[str, str]) -> Component:
    known = context.registry.indicators.get(one["id"])
    english = f"{one['likely']} ({known.name.in_('en')})" if known else one["likely"]
    words = Text(f"“{one['found']}”是否就是“{one['likely']}”？", f"Is “{one['found']}” the same as “{english}”?")
    options = [(one["id"], context.say(Text("是", "yes"))), *((name, context.say(text)) for name, text in DECLINED.items())]
    return html.Li(
        [
            html.Code(one["cell"]),
            choice(
                {"type": "answer", "at": at},
                context.say(words),
                options,
                None,
                placeholder=context.say(Text("请选择", "choose")),
            ),
        ]
    )


def _answered(context: Context, held: Held) -> list[Component]:
    """What was answered before, and the line of the declaration that makes it last."""
    said = []
    for name, meant in held.terms["answers"].items():
        known = context.registry.indicators.get(meant) or context.registry.regions.get(meant)
        called = known.name if known else Text(meant, meant)
        words = Text(
            f'“{name}”按“{called.zh}”读取。以后不再问：在 indicators.yaml 的 {meant} 下加 aliases: ["{name}"]',
            f'“{name}” is read as {meant}. To be asked no more: aliases: ["{name}"] under {meant} in indicators.yaml',
        )
        said.append(html.Li(context.say(words)))
    for name, why in held.terms["declined"].items():
        words = DECLINED.get(why, Text(why))
        said.append(html.Li(f"“{name}” · {context.say(words)}"))
    return [html.Ul(said, className="plain-list note")] if said else []


def checked(context: Context, held: Held, shown: dict[str, Any]) -> Component:
    """Every issue by cell, the gravest first; conversions and hints are folded."""
    say = context.say
    issues = [one for one in shown["issues"] if not _is_asked(held, shown, one)]
    counted = {severity: [one for one in issues if one["severity"] == severity] for severity in SEVERITIES}
    words = Text(
        f"{shown['rows']} 个数据可读"
        + "".join(f"，{len(found)} 条{SEVERITIES[name].zh}" for name, found in counted.items() if found),
        f"figures read: {shown['rows']}"
        + "".join(f"; {SEVERITIES[name].en}s: {len(found)}" for name, found in counted.items() if found),
    )
    lists = [_issues(context, say(SEVERITIES[name]), found, open_=name == "error") for name, found in counted.items() if found]
    links = [
        html.A(say(Text("下载标注版", "Download with marks")), href=f"/data/previews/{held.id}/marked", className="button quiet", download="marked.xlsx"),
        html.A(say(Text("下载问题清单", "Download the list")), href=f"/data/previews/{held.id}/issues", className="button quiet", download="issues.csv"),
    ]  # fmt: skip
    return card(
        say(Text("核对", "Checked")), html.P(say(words)), *lists, html.Div(links, className="buttons") if shown["issues"] else None, id_="preview-checked"
    )  # fmt: skip


def _issues(context: Context, word: str, found: list[dict[str, Any]], *, open_: bool) -> Component:
    lang = context.view.lang
    items = [
        html.Li([html.Code(" › ".join(part for part in (one["sheet"], one["cell"]) if part) or "—"), " ", one["message"][lang]])
        for one in found[:MOST_ISSUES]
    ]
    more = len(found) - len(items)
    if more > 0:
        items.append(html.Li(context.say(Text(f"另有 {more} 条，见问题清单", f"{more} more: see the list"))))
    return html.Details([html.Summary(f"{word} {len(found)}"), html.Ul(items, className="issues")], open=open_)


def differences(context: Context, held: Held, shown: dict[str, Any]) -> Component:
    """New, revised with the reason asked for, unchanged; and which verdicts flip."""
    say, lang, revised = context.say, context.view.lang, shown["revised"]
    words = Text(
        f"新增 {shown['new']}，修订 {len(revised)}，不变 {shown['unchanged']}",
        f"{shown['new']} new, {len(revised)} revised, {shown['unchanged']} unchanged",
    )
    flips = [html.Li(one[lang]) for one in shown["flips"][:MOST_FLIPS]]
    more = len(shown["flips"]) - len(flips)
    if more > 0:
        flips.append(html.Li(say(Text(f"另有 {more} 项", f"{more} more"))))
    year = max(shown["years"], default=context.view.year)
    told = Text(
        f"入库后，{len(shown['flips'])} 项评价将改变（{year}年）" if flips else f"入库后没有评价改变（{year}年）",
        f"Verdicts that will change: {len(shown['flips'])} ({year})" if flips else f"No verdict will change ({year})",
    )
    return card(
        say(Text("差异", "Differences")),
        html.P(say(words), className="counts-line"),
        _revised(context, held, revised),
        _lines(context, Text("新增的数据", "New figures"), shown["fresh"], shown["new"]),
        _lines(context, Text("随之改变的计算值", "Computed values that change with them"), shown["carried"], len(shown["carried"])),
        html.P(html.B(say(told))),
        html.Ul(flips, className="flips") if flips else None,
        id_="preview-differences",
    )


def _lines(context: Context, title: Text, found: list[dict[str, Any]], count: int) -> Component | None:
    """Figures one a line, folded; those beyond the first are counted."""
    if not found:
        return None
    items = [
        html.Li(
            [one[context.view.lang], " ", html.Code(one["cell"].partition(" › ")[2])]
            if "←" not in one["cell"]
            else one[context.view.lang]
        )
        for one in found
    ]
    if count > len(items):
        items.append(html.Li(context.say(Text(f"另有 {count - len(items)} 个", f"{count - len(items)} more"))))
    return html.Details([html.Summary(f"{context.say(title)} {count}"), html.Ul(items, className="issues")], open=count <= 10)


def _revised(context: Context, held: Held, revised: list[dict[str, Any]]) -> Component:
    """Each revised figure with why; one choice for all of them, which a figure's own choice overrules."""
    say, lang = context.say, context.view.lang
    kept = {
        name: Text(f"，性质记为{QUALITIES[one.quality].name.zh}", f", kept as {QUALITIES[one.quality].name.en}")
        if one.quality
        else Text("", "")
        for name, one in REASONS.items()
    }
    options = [(name, say(reason.name + kept[name])) for name, reason in REASONS.items()]
    ask = say(Text("请选择", "choose"))
    usual = choice(
        "preview-usual",
        say(Text("修订原因（用于全部修订的数据）", "Reason (for all revised figures)")),
        options,
        None,
        persistence=held.id,
        persistence_type="session",
        placeholder=ask,
    )
    if not revised:
        return html.Div(usual, style={"display": "none"})
    rows = [
        html.Tr(
            [
                html.Td(one[lang]),
                html.Td(say(QUALITIES[one["before"]].name) + " → " + say(QUALITIES[one["after"]].name)),
                html.Td(html.Code(one["cell"].partition(" › ")[2]), className="p"),
                html.Td(
                    dmc.Select(
                        id={"type": "reason", "at": at},
                        data=[{"value": name, "label": words} for name, words in options],
                        placeholder=say(Text("同上", "as above")), clearable=True, comboboxProps={"transitionProps": {"duration": 0}},
                        attributes={"input": {"aria-label": say(Text(f"修订原因：{one['zh']}", f"Reason: {one['en']}"))}},
                    )
                ),
            ]
        )
        for at, one in enumerate(revised[:MOST_REVISED])
    ]  # fmt: skip
    heads = [
        (say(text), "")
        for text in (
            Text("修订的数据", "Revised figure"),
            Text("数据性质", "Quality"),
            Text("单元格", "Cell"),
            Text("原因（可单独选）", "Reason (its own)"),
        )
    ]
    more = len(revised) - len(rows)
    rest = (
        [html.P(say(Text(f"另有 {more} 个修订，用同一原因", f"{more} more revisions, with the same reason")), className="note")]
        if more > 0
        else []
    )
    return html.Div([usual, table(heads, rows, "plain-table revised", say(Text("修订的数据", "Revised figures"))), *rest])


def refused(context: Context, shown: dict[str, Any]) -> list[Component]:
    """A file that cannot be read as a whole: why, and what to do."""
    lang = context.view.lang
    items = [html.Li(one["message"][lang]) for one in shown.get("issues", [])[:MOST_ISSUES]]
    return [card(context.say(Text("这个文件不能读取", "This file cannot be read")), html.Ul(items, className="issues"))]
