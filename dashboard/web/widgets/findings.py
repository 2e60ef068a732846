"""How is an upload shown? How it was understood, its questions, its issues by cell, and what it
would change.
"""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.core.vocabulary.issues import SEVERITIES, Severity
from dashboard.core.vocabulary.qualities import QUALITIES
from dashboard.core.vocabulary.text import Text, format_untranslated, format_year
from dashboard.operations.upload_summary import SLIP
from dashboard.store.previews import PendingUpload
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import build_aria_label, render_card, render_table
from dashboard.web.widgets.forms import render_choice
from dashboard.web.widgets.revisions import render_revisions

MOST_EVIDENCE, MOST_ISSUES, MOST_FLIPS = 60, 60, 30
DECLINED = {
    "-no": Text("不是，不读取", "no, leave it out"),
    "-scope": Text("口径不同，不读取", "another definition, leave it out"),
}
"""Answers to a question other than yes; no name of an indicator or region begins like these."""
IS_ANOTHER = Text("是：", "it is ")
"""Before the name of any other declared indicator that an unknown name may be."""
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
    declined = upload.terms["declined"]
    return [
        (position, question)
        for position, question in enumerate(preview["questions"])
        if question["found"] not in declined
    ]


def render_recognition(
    context: Context, upload: PendingUpload, preview: dict[str, Any]
) -> Component:
    """The tables with their evidence, and the questions that only a person can answer."""
    tables = []
    for table in preview["tables"]:
        sentence = html.Span(table["sentence"][context.view.lang])
        tables.append(html.Li([sentence, _render_evidence(context, table["evidence"])]))
    parts: list[Any] = [
        html.Ul(tables, className="plain-list"),
        *_render_questions(context, list_open_questions(upload, preview)),
        *_render_answers(context, upload),
        _render_quality_choice(context, upload, preview),
    ]
    title = context.say(Text("识别", "Recognised"))
    return render_card(title, *parts, id_="preview-recognised")


def _render_quality_choice(
    context: Context, upload: PendingUpload, preview: dict[str, Any]
) -> Component:
    """What figures without a stated quality are; hidden where there are none, because the callback
    of the page needs the field.
    """
    quality = upload.terms["quality"]
    if not preview["assumed"] and quality == "published":
        hidden = render_choice("preview-quality", "", [(quality, "")], quality)
        return html.Div(hidden, style={"display": "none"})
    label = Text(
        "没有写数据性质的数据按（改后请重新预览）",
        "Figures without a stated quality are (preview again after a change)",
    )
    options = [(name, context.say(kind.name)) for name, kind in QUALITIES.items()]
    return render_choice("preview-quality", context.say(label), options, quality)


def _render_evidence(context: Context, evidence: list[dict[str, str]]) -> Component:
    say = context.say
    heads = [
        (say(Text("内容", "What")), ""),
        (say(Text("单元格", "Cell")), ""),
        (say(Text("写的是", "Says")), ""),
        (say(Text("读作", "Read as")), ""),
    ]
    rows = [_render_evidence_row(context, line) for line in evidence[:MOST_EVIDENCE]]
    caption = say(Text(f"依据（{len(evidence)} 条）", f"Evidence ({len(evidence)})"))
    content = [html.Summary(caption), render_table(heads, rows, "evidence-table", caption)]
    more = len(evidence) - len(rows)
    if more > 0:
        content.append(html.P(say(Text(f"另有 {more} 条", f"{more} more")), className="note"))
    return html.Details(content)


def _render_evidence_row(context: Context, line: dict[str, str]) -> Component:
    what = context.say(WHAT.get(line["what"], format_untranslated(line["what"])))
    meaning = _describe_meaning(context, line["read_as"])
    return html.Tr([html.Td(what), html.Td(line["cell"]), html.Td(line["text"]), html.Td(meaning)])


def _describe_meaning(context: Context, read_as: str) -> str:
    """What a text was read as, in words where it is declared."""
    name = _find_name(context, read_as) or WHAT.get(read_as)
    return context.say(name) if name else read_as


def _find_name(context: Context, id_: str) -> Text | None:
    """The name of an indicator or a region."""
    registry = context.registry
    declared = registry.indicators.get(id_) or registry.regions.get(id_)
    return declared.name if declared else None


def _render_questions(
    context: Context, questions: list[tuple[int, dict[str, str]]]
) -> list[Component]:
    if not questions:
        return []
    message = Text(
        "以下名称没有登记，请回答后点“重新预览”：",
        "These names are not declared; answer, then preview again:",
    )
    items = [_render_question(context, position, question) for position, question in questions]
    return [html.P(context.say(message)), html.Ul(items, className="plain-list questions")]


def _render_question(context: Context, position: int, question: dict[str, str]) -> Component:
    if not question["id"]:
        return _render_sheet_question(context, position, question)
    written, likely = question["found"], question["likely"]
    indicator = context.registry.indicators.get(question["id"])
    english = f"{likely} ({indicator.name.in_('en')})" if indicator else likely
    words = Text(f"“{written}”是否就是“{likely}”？", f"Is “{written}” the same as “{english}”?")
    others = [one for one in context.registry.indicators.values() if one.id != question["id"]]
    options = [
        (question["id"], context.say(Text("是", "yes"))),
        *((name, context.say(text)) for name, text in DECLINED.items()),
        *((one.id, context.say(IS_ANOTHER + one.name)) for one in others),
    ]
    choice = render_choice(
        {"type": "answer", "at": position},
        context.say(words),
        options,
        None,
        placeholder=context.say(Text("请选择", "choose")),
        searchable=True,
    )
    return html.Li([html.Code(question["cell"]), choice])


def _render_sheet_question(context: Context, position: int, question: dict[str, str]) -> Component:
    """Which region is a sheet of, whose name may be a place?"""
    say, written = context.say, question["found"]
    words = Text(
        f"工作表“{written}”是哪个地区的？不是地名的，选本级地区",
        f"Of which region is the sheet “{written}”? Where that is no place: the plan's own",
    )
    regions = [(one.code, say(one.name)) for one in context.registry.regions.values()]
    choice = render_choice(
        {"type": "answer", "at": position},
        say(words),
        [*regions, *((name, say(text)) for name, text in DECLINED.items())],
        None,
        placeholder=say(Text("请选择", "choose")),
    )
    return html.Li([html.Code(question["cell"]), choice])


def _render_answers(context: Context, upload: PendingUpload) -> list[Component]:
    """What was answered before, and the line of the declaration that makes it last."""
    items = []
    for name, id_ in upload.terms["answers"].items():
        declared_name = _find_name(context, id_) or Text(id_, id_)
        words = Text(
            f"“{name}”按“{declared_name.zh}”读取。以后不再问：在 indicators.yaml 的 {id_} 下加 "
            f'aliases: ["{name}"]',
            f'“{name}” is read as {id_}. To be asked no more: aliases: ["{name}"] under '
            f"{id_} in indicators.yaml",
        )
        items.append(html.Li(context.say(words)))
    for name, reason in upload.terms["declined"].items():
        words = DECLINED.get(reason, format_untranslated(reason))
        items.append(html.Li(f"“{name}” · {context.say(words)}"))
    return [html.Ul(items, className="plain-list note")] if items else []


def render_checked_issues(
    context: Context, upload: PendingUpload, preview: dict[str, Any]
) -> Component:
    """Every issue by cell, the gravest first; conversions and hints are folded."""
    say = context.say
    groups = _group_by_severity(_list_unasked_issues(upload, preview))
    chinese, english = f"{preview['rows']} 个数据可读", f"figures read: {preview['rows']}"
    for severity, issues in groups.items():
        name = SEVERITIES[severity]
        chinese += f"，{len(issues)} 条{name.zh}"
        english += f"; {name.en}s: {len(issues)}"
    lists = [_render_issue_group(context, severity, group) for severity, group in groups.items()]
    downloads = _render_issue_downloads(context, upload) if preview["issues"] else None
    return render_card(
        say(Text("核对", "Checked")),
        html.P(say(Text(chinese, english))),
        *_render_slips(context, preview.get("slips", [])),
        *lists,
        downloads,
        id_="preview-checked",
    )


def _render_slips(context: Context, slips: list[dict[str, str]]) -> list[Component]:
    """Figures that have probably slipped by a power of ten: open, and confirmed one by one."""
    if not slips:
        return []
    lead = Text(
        "以下数据可能差了若干位。核对无误的请逐条勾选，有误的请改正文件后重新上传：",
        "These figures have probably slipped by a power of ten. Tick each that is right; mend the "
        "others in the file:",
    )
    label = context.say(Text("确认无误", "It is right"))
    items = [
        html.Li(
            [
                html.Code(slip["place"]),
                html.Span(slip[context.view.lang]),
                dmc.Checkbox(
                    id={"type": "slip", "at": place},
                    label=label,
                    checked=False,
                    **build_aria_label(f"{label} {slip['place']}"),
                ),
            ]
        )
        for place, slip in enumerate(slips)
    ]
    return [html.P(context.say(lead)), html.Ul(items, className="plain-list slips")]


def _list_unasked_issues(upload: PendingUpload, preview: dict[str, Any]) -> list[dict[str, Any]]:
    """The issues without those of open questions: what is asked is not held against the file as
    well.
    """
    questions = list_open_questions(upload, preview)
    asked_cells = {question["cell"].partition(" › ")[2] for _, question in questions}
    return [
        issue
        for issue in preview["issues"]
        if " › ".join(filter(None, (issue["sheet"], issue["cell"]))) not in asked_cells
        and issue["code"] != SLIP
    ]


def _group_by_severity(
    issues: list[dict[str, Any]],
) -> dict[Severity, list[dict[str, Any]]]:
    """Severity → its issues, the gravest first; none that is empty."""
    groups = {
        severity: [issue for issue in issues if issue["severity"] == severity]
        for severity in SEVERITIES
    }
    return {severity: group for severity, group in groups.items() if group}


def _render_issue_downloads(context: Context, upload: PendingUpload) -> Component:
    marked = html.A(
        context.say(Text("下载标注版", "Download with marks")),
        href=f"/data/previews/{upload.id}/marked",
        className="button quiet",
        download="marked.xlsx",
    )
    listed = html.A(
        context.say(Text("下载问题清单", "Download the list")),
        href=f"/data/previews/{upload.id}/issues",
        className="button quiet",
        download="issues.csv",
    )
    return html.Div([marked, listed], className="buttons")


def _render_issue_group(
    context: Context, severity: Severity, issues: list[dict[str, Any]]
) -> Component:
    items = []
    for issue in issues[:MOST_ISSUES]:
        place = " › ".join(part for part in (issue["sheet"], issue["cell"]) if part)
        items.append(html.Li([html.Code(place or "—"), " ", issue["message"][context.view.lang]]))
    more = len(issues) - len(items)
    if more > 0:
        words = Text(f"另有 {more} 条，见问题清单", f"{more} more: see the list")
        items.append(html.Li(context.say(words)))
    summary = html.Summary(f"{context.say(SEVERITIES[severity])} {len(issues)}")
    return html.Details([summary, html.Ul(items, className="issues")], open=severity == "error")


def render_differences(
    context: Context, upload: PendingUpload, preview: dict[str, Any]
) -> Component:
    """New, revised with the reason asked for, unchanged; and which verdicts flip."""
    say, revised, carried = context.say, preview["revised"], preview["carried"]
    words = Text(
        f"新增 {preview['new']}，修订 {len(revised)}，不变 {preview['unchanged']}",
        f"{preview['new']} new, {len(revised)} revised, {preview['unchanged']} unchanged",
    )
    new_title = Text("新增的数据", "New figures")
    carried_title = Text("随之改变的计算值", "Computed values that change with them")
    return render_card(
        say(Text("差异", "Differences")),
        html.P(say(words), className="counts-line"),
        render_revisions(context, upload, revised),
        _render_lines(context, new_title, preview["fresh"], preview["new"]),
        _render_lines(context, carried_title, carried, len(carried)),
        *_render_flips(context, preview),
        id_="preview-differences",
    )


def _render_flips(context: Context, preview: dict[str, Any]) -> list[Component | None]:
    """How many verdicts will change in all years and plans, and which, year by year."""
    flips = preview["flips"]
    if not flips:
        words = Text("入库后没有评价改变", "No verdict will change")
        return [html.P(html.B(context.say(words))), None]
    words = Text(f"入库后，{len(flips)} 项评价将改变", f"Verdicts that will change: {len(flips)}")
    items = [
        html.Li(_format_flip_year(context, flip) + flip[context.view.lang])
        for flip in flips[:MOST_FLIPS]
    ]
    more = len(flips) - len(items)
    if more > 0:
        items.append(html.Li(context.say(Text(f"另有 {more} 项", f"{more} more"))))
    return [html.P(html.B(context.say(words))), html.Ul(items, className="flips")]


def _format_flip_year(context: Context, flip: dict[str, Any]) -> str:
    """The year of a flip; nothing in an upload that was read by the program before this one."""
    return f"{context.say(format_year(flip['year']))} " if "year" in flip else ""


def _render_lines(
    context: Context, title: Text, figures: list[dict[str, Any]], count: int
) -> Component | None:
    """Figures one a line, folded; those beyond the first are counted."""
    if not figures:
        return None
    items = [_render_line(figure[context.view.lang], figure["cell"]) for figure in figures]
    more = count - len(items)
    if more > 0:
        items.append(html.Li(context.say(Text(f"另有 {more} 个", f"{more} more"))))
    summary = html.Summary(f"{context.say(title)} {count}")
    return html.Details([summary, html.Ul(items, className="issues")], open=count <= 10)


def _render_line(sentence: str, cell: str) -> Component:
    """A figure with its cell; a computed one has none, but the figures it comes from (←)."""
    if "←" in cell:
        return html.Li(sentence)
    return html.Li([sentence, " ", html.Code(cell.partition(" › ")[2])])


def render_refused_file(context: Context, preview: dict[str, Any]) -> list[Component]:
    """A file that cannot be read as a whole: why, and what to do."""
    issues = preview.get("issues", [])[:MOST_ISSUES]
    items = [html.Li(issue["message"][context.view.lang]) for issue in issues]
    title = Text("这个文件不能读取", "This file cannot be read")
    return [render_card(context.say(title), html.Ul(items, className="issues"))]
