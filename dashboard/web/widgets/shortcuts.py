"""Which keys are there? The list that `?` opens, in both languages, with the switch that turns
single keys off (WCAG 2.1.4).
"""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import Text

KEYS: tuple[tuple[str, Text], ...] = (
    ("/", Text("查找指标", "find an indicator")),
    ("?", Text("打开这个列表", "open this list")),
    ("Tab", Text("到下一个链接、按钮或输入框", "to the next link, button or field")),
    ("Enter", Text("打开、执行", "open, do")),
    ("Esc", Text("关闭菜单或列表", "close a menu or this list")),
    (
        "→ ← Home End",
        Text(
            "会议幻灯片翻页，其余按键在幻灯片上按 ?",
            "turn slides of a meeting; on a slide, ? tells the others",
        ),
    ),
)
"""Key → what it does, wherever one is."""


def render_bilingual(text: Text) -> list[Component]:
    """A text in both languages, of which the page shows its own."""
    return [html.Span(text.zh, className="in-zh"), html.Span(text.en, className="in-en")]


def render_dialog() -> Component:
    """The list, closed until its key or button opens it."""
    rows = [
        html.Tr([html.Th(html.Kbd(keys), scope="row"), html.Td(render_bilingual(text))])
        for keys, text in KEYS
    ]
    switch: Any = html.Label(
        [
            html.Span(id="keys-switch"),
            *render_bilingual(
                Text(
                    "停用单键快捷键（/ 和 ?，以及幻灯片上的字母键）",
                    "Turn single keys off (/ and ?, and letters on slides)",
                )
            ),
        ],
        className="keys-off",
    )
    close = html.Button(
        render_bilingual(Text("关闭", "Close")),
        type="button",
        className="button quiet",
        id="keys-close",
        n_clicks=0,
    )
    heading = html.H2(render_bilingual(Text("键盘快捷键", "Keyboard shortcuts")), id="keys-title")
    named: dict[str, Any] = {"aria-labelledby": "keys-title"}
    return html.Dialog(
        [heading, html.Table(html.Tbody(rows), className="plain-table"), switch, close],
        id="keys",
        **named,
    )


def render_page_foot() -> Component:
    """The foot of every page: light or dark, and the way to the list for those who do not know its
    key.
    """
    return html.Div(
        [
            html.Button(
                render_bilingual(Text("深色 / 浅色", "Dark / light")),
                type="button",
                id="lighting",
                n_clicks=0,
            ),
            html.Button(
                render_bilingual(Text("键盘快捷键 ?", "Keyboard shortcuts ?")),
                type="button",
                id="keys-open",
                n_clicks=0,
            ),
        ],
        className="page-foot",
    )


def render_stale_band() -> Component:
    """The band that comes when somebody published or wrote since the page was drawn."""
    message = render_bilingual(
        Text(
            "数据或说明在打开本页之后有更新。",
            "Figures or explanations have changed since this page was opened.",
        )
    )
    again = html.Button(
        render_bilingual(Text("刷新", "Reload")),
        type="button",
        id="stale-reload",
        n_clicks=0,
        className="button quiet",
    )
    return html.Div(
        [html.Span(message), again],
        id="stale",
        className="notice stale",
        role="status",
        hidden=True,
    )


def render_page_mark(mark: str) -> Component:
    """The mark of what a page was drawn from, for the script that asks whether that still holds."""
    data_attributes: dict[str, Any] = {"data-mark": mark}
    return html.Span(className="drawn", hidden=True, **data_attributes)
