"""How is an upload shown? How it was understood, its questions, its issues by cell, and what it
would change.
"""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.core.changes.revisions import REASONS
from dashboard.core.vocabulary.issues import SEVERITIES
from dashboard.core.vocabulary.qualities import QUALITIES
from dashboard.core.vocabulary.text import Text, format_untranslated
from dashboard.store.previews import PendingUpload
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import render_card, render_table
from dashboard.web.widgets.forms import render_choice

MOST_EVIDENCE, MOST_ISSUES, MOST_REVISED, MOST_FLIPS = 60, 60, 50, 30
DECLINED = {
    "-no": Text("不是，不读取", "no, leave it out"),
    "-scope": Text("口径不同，不读取", "another definition, leave it out"),
}
"""Answers to a question other than yes; no name of an indicator or region begins like these."""
WHAT = {
    "column": Text("列", "column"),
    "year": Text("年份", "year"),
    "indicator": Text("指标", "indicator"),
    "region": Text("地区", "region"),
    "unit": Text("单位", "unit"),
    "name": Text("名称", "name"),
    "month": Text("月份", "month"),
    "note": Text("备注", "note"),
    "known": Text("最近已知值", "last known value"),
    "value": Text("数值", "value"),
    "quality": Text("数据性质", "quality"),
    "published": Text("发布日期", "release date"),
    "source": Text("来源", "source"),
}


def list_open_questions(
    upload: PendingUpload, preview: dict[str, Any]
) -> list[tuple[int, dict[str, str]]]:
    """The questions that nobody has answered, with their places."""
    return [
        (at, one)
        for at, one in enumerate(preview["questions"])
        if one["found"] not in upload.terms["declined"]
    ]


def _is_asked(upload: PendingUpload, preview: dict[str, Any], issue: dict[str, Any]) -> bool:
    """Whether an issue is that of an open question: it is asked, and not held against the file as
    well.
    """
    places = {one["cell"].partition(" › ")[2] for _, one in list_open_questions(upload, preview)}
    return f"{issue['sheet']} › {issue['cell']}" in places


def render_recognition(
    context: Context, upload: PendingUpload, preview: dict[str, Any]
) -> Component:
    """The tables with their evidence, and the questions that only a person can answer."""
    say, lang = context.say, context.view.lang
    tables = [
        html.Li([html.Span(one["sentence"][lang]), _render_evidence(context, one["evidence"])])
        for one in preview["tables"]
    ]
    parts: list[Any] = [html.Ul(tables, className="plain-list")]
    open_ = list_open_questions(upload, preview)
    if open_:
        parts.append(
            html.P(
                say(
                    Text(
                        "以下名称没有登记，请回答后点“重新预览”：",
                        "These names are not declared; answer, then preview again:",
                    )
                )
            )
        )
        parts.append(
            html.Ul(
                [_render_question(context, at, one) for at, one in open_],
                className="plain-list questions",
            )
        )
    parts += _render_answers(context, upload)
    fields = []
    if preview["assumed"] or upload.terms["quality"] != "published":
        options = [(name, say(kind.name)) for name, kind in QUALITIES.items()]
        fields = [
            render_choice(
                "preview-quality",
                say(
                    Text(
                        "没有写数据性质的数据按（改后请重新预览）",
                        "Figures without a stated quality are (preview again after a change)",
                    )
                ),
                options,
                upload.terms["quality"],
            )
        ]
    else:
        fields = [
            html.Div(
                render_choice(
                    "preview-quality", "", [(upload.terms["quality"], "")], upload.terms["quality"]
                ),
                style={"display": "none"},
            )
        ]
    return render_card(say(Text("识别", "Recognised")), *parts, *fields, id_="preview-recognised")


def _render_evidence(context: Context, evidence: list[dict[str, str]]) -> Component:
    say = context.say
    heads = [
        (say(text), "")
        for text in (
            Text("内容", "What"),
            Text("单元格", "Cell"),
            Text("写的是", "Says"),
            Text("读作", "Read as"),
        )
    ]
    rows = [
        html.Tr(
            [
                html.Td(text)
                for text in (
                    say(WHAT.get(one["what"], format_untranslated(one["what"]))),
                    one["cell"],
                    one["text"],
                    _describe_meaning(context, one["read_as"]),
                )
            ]
        )
        for one in evidence[:MOST_EVIDENCE]
    ]
    more = len(evidence) - len(rows)
    words = Text(f"依据（{len(evidence)} 条）", f"Evidence ({len(evidence)})")
    rest = (
        [html.P(say(Text(f"另有 {more} 条", f"{more} more")), className="note")] if more > 0 else []
    )
    return html.Details(
        [html.Summary(say(words)), render_table(heads, rows, "evidence-table", say(words)), *rest]
    )


def _describe_meaning(context: Context, found: str) -> str:
    """What a text was read as, in words where it is declared."""
    registry = context.registry
    known = registry.indicators.get(found) or registry.regions.get(found)
    return (
        context.say(known.name) if known else context.say(WHAT[found]) if found in WHAT else found
    )


def _render_question(context: Context, at: int, one: dict[str, str]) -> Component:
    known = context.registry.indicators.get(one["id"])
    english = f"{one['likely']} ({known.name.in_('en')})" if known else one["likely"]
    words = Text(
        f"“{one['found']}”是否就是“{one['likely']}”？",
        f"Is “{one['found']}” the same as “{english}”?",
    )
    options = [
        (one["id"], context.say(Text("是", "yes"))),
        *((name, context.say(text)) for name, text in DECLINED.items()),
    ]
    return html.Li(
        [
            html.Code(one["cell"]),
            render_choice(
                {"type": "answer", "at": at},
                context.say(words),
                options,
                None,
                placeholder=context.say(Text("请选择", "choose")),
            ),
        ]
    )


def _render_answers(context: Context, upload: PendingUpload) -> list[Component]:
    """What was answered before, and the line of the declaration that makes it last."""
    items = []
    for name, meant in upload.terms["answers"].items():
        known = context.registry.indicators.get(meant) or context.registry.regions.get(meant)
        known_name = known.name if known else Text(meant, meant)
        words = Text(
            f"“{name}”按“{known_name.zh}”读取。以后不再问：在 indicators.yaml 的 {meant} 下加 aliases: "
            f'["{name}"]',
            f'“{name}” is read as {meant}. To be asked no more: aliases: ["{name}"] under '
            f"{meant} in indicators.yaml",
        )
        items.append(html.Li(context.say(words)))
    for name, why in upload.terms["declined"].items():
        words = DECLINED.get(why, format_untranslated(why))
        items.append(html.Li(f"“{name}” · {context.say(words)}"))
    return [html.Ul(items, className="plain-list note")] if items else []


def render_checked_issues(
    context: Context, upload: PendingUpload, preview: dict[str, Any]
) -> Component:
    """Every issue by cell, the gravest first; conversions and hints are folded."""
    say = context.say
    issues = [one for one in preview["issues"] if not _is_asked(upload, preview, one)]
    counted = {
        severity: [one for one in issues if one["severity"] == severity] for severity in SEVERITIES
    }
    words = Text(
        f"{preview['rows']} 个数据可读"
        + "".join(
            f"，{len(found)} 条{SEVERITIES[name].zh}" for name, found in counted.items() if found
        ),
        f"figures read: {preview['rows']}"
        + "".join(
            f"; {SEVERITIES[name].en}s: {len(found)}" for name, found in counted.items() if found
        ),
    )
    lists = [
        _render_issue_group(context, say(SEVERITIES[name]), found, open_=name == "error")
        for name, found in counted.items()
        if found
    ]
    links = [
        html.A(
            say(Text("下载标注版", "Download with marks")),
            href=f"/data/previews/{upload.id}/marked",
            className="button quiet",
            download="marked.xlsx",
        ),
        html.A(
            say(Text("下载问题清单", "Download the list")),
            href=f"/data/previews/{upload.id}/issues",
            className="button quiet",
            download="issues.csv",
        ),
    ]
    return render_card(
        say(Text("核对", "Checked")),
        html.P(say(words)),
        *lists,
        html.Div(links, className="buttons") if preview["issues"] else None,
        id_="preview-checked",
    )


def _render_issue_group(
    context: Context, word: str, found: list[dict[str, Any]], *, open_: bool
) -> Component:
    lang = context.view.lang
    items = [
        html.Li(
            [
                html.Code(" › ".join(part for part in (one["sheet"], one["cell"]) if part) or "—"),
                " ",
                one["message"][lang],
            ]
        )
        for one in found[:MOST_ISSUES]
    ]
    more = len(found) - len(items)
    if more > 0:
        items.append(
            html.Li(context.say(Text(f"另有 {more} 条，见问题清单", f"{more} more: see the list")))
        )
    return html.Details(
        [html.Summary(f"{word} {len(found)}"), html.Ul(items, className="issues")], open=open_
    )


def render_differences(
    context: Context, upload: PendingUpload, preview: dict[str, Any]
) -> Component:
    """New, revised with the reason asked for, unchanged; and which verdicts flip."""
    say, lang, revised = context.say, context.view.lang, preview["revised"]
    words = Text(
        f"新增 {preview['new']}，修订 {len(revised)}，不变 {preview['unchanged']}",
        f"{preview['new']} new, {len(revised)} revised, {preview['unchanged']} unchanged",
    )
    flips = [html.Li(one[lang]) for one in preview["flips"][:MOST_FLIPS]]
    more = len(preview["flips"]) - len(flips)
    if more > 0:
        flips.append(html.Li(say(Text(f"另有 {more} 项", f"{more} more"))))
    year = max(preview["years"], default=context.view.year)
    verdicts_text = Text(
        f"入库后，{len(preview['flips'])} 项评价将改变（{year}年）"
        if flips
        else f"入库后没有评价改变（{year}年）",
        f"Verdicts that will change: {len(preview['flips'])} ({year})"
        if flips
        else f"No verdict will change ({year})",
    )
    return render_card(
        say(Text("差异", "Differences")),
        html.P(say(words), className="counts-line"),
        _render_revisions(context, upload, revised),
        _render_lines(context, Text("新增的数据", "New figures"), preview["fresh"], preview["new"]),
        _render_lines(
            context,
            Text("随之改变的计算值", "Computed values that change with them"),
            preview["carried"],
            len(preview["carried"]),
        ),
        html.P(html.B(say(verdicts_text))),
        html.Ul(flips, className="flips") if flips else None,
        id_="preview-differences",
    )


def _render_lines(
    context: Context, title: Text, found: list[dict[str, Any]], count: int
) -> Component | None:
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
        items.append(
            html.Li(
                context.say(Text(f"另有 {count - len(items)} 个", f"{count - len(items)} more"))
            )
        )
    return html.Details(
        [html.Summary(f"{context.say(title)} {count}"), html.Ul(items, className="issues")],
        open=count <= 10,
    )


def _render_revisions(
    context: Context, upload: PendingUpload, revised: list[dict[str, Any]]
) -> Component:
    """Each revised figure with why; one choice for all of them, which a figure's own choice
    overrules.
    """
    say, lang = context.say, context.view.lang
    quality_notes = {
        name: Text(
            f"，性质记为{QUALITIES[one.quality].name.zh}",
            f", kept as {QUALITIES[one.quality].name.en}",
        )
        if one.quality
        else Text("", "")
        for name, one in REASONS.items()
    }
    options = [(name, say(reason.name + quality_notes[name])) for name, reason in REASONS.items()]
    ask = say(Text("请选择", "choose"))
    usual = render_choice(
        "preview-usual",
        say(Text("修订原因（用于全部修订的数据）", "Reason (for all revised figures)")),
        options,
        None,
        persistence=upload.id,
        persistence_type="session",
        placeholder=ask,
    )
    if not revised:
        return html.Div(usual, style={"display": "none"})
    rows = [
        html.Tr(
            [
                html.Td(one[lang]),
                html.Td(
                    say(QUALITIES[one["before"]].name) + " → " + say(QUALITIES[one["after"]].name)
                ),
                html.Td(html.Code(one["cell"].partition(" › ")[2]), className="p"),
                html.Td(
                    dmc.Select(
                        id={"type": "reason", "at": at},
                        data=[{"value": name, "label": words} for name, words in options],
                        placeholder=say(Text("同上", "as above")),
                        clearable=True,
                        comboboxProps={"transitionProps": {"duration": 0}},
                        attributes={
                            "input": {
                                "aria-label": say(
                                    Text(f"修订原因：{one['zh']}", f"Reason: {one['en']}")
                                )
                            }
                        },
                    )
                ),
            ]
        )
        for at, one in enumerate(revised[:MOST_REVISED])
    ]
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
        [
            html.P(
                say(
                    Text(
                        f"另有 {more} 个修订，用同一原因",
                        f"{more} more revisions, with the same reason",
                    )
                ),
                className="note",
            )
        ]
        if more > 0
        else []
    )
    return html.Div(
        [
            usual,
            render_table(
                heads, rows, "plain-table revised", say(Text("修订的数据", "Revised figures"))
            ),
            *rest,
        ]
    )


def render_refused_file(context: Context, preview: dict[str, Any]) -> list[Component]:
    """A file that cannot be read as a whole: why, and what to do."""
    lang = context.view.lang
    items = [html.Li(one["message"][lang]) for one in preview.get("issues", [])[:MOST_ISSUES]]
    return [
        render_card(
            context.say(Text("这个文件不能读取", "This file cannot be read")),
            html.Ul(items, className="issues"),
        )
    ]
