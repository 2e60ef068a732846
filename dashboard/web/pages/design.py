"""What do our components look like, in every state? For those who carry this on: colours, type,
marks, rows, forms, bands.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.core.analysis.follow_up import STATES
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import Text
from dashboard.figures.theme import SPACE, TOKENS, TYPE
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import (
    draw_sparkline,
    render_card,
    render_mark,
    render_notice,
    render_table,
    render_track,
)
from dashboard.web.widgets.forms import (
    render_button,
    render_choice,
    render_field,
    render_form,
    render_refusal,
    render_success,
)
from dashboard.web.widgets.page import Page

TITLE = Text("组件", "Components")
NAN = float("nan")
BANDS: dict[str, Text] = {
    "note": Text("说明", "a note"),
    "fictional": Text("虚构数据", "made-up figures"),
    "as-of": Text("正在看另一时点", "another day is looked at"),
    "waiting": Text("有工作簿尚未入库", "a workbook waits"),
    "stale": Text("有更新，请刷新", "something changed: reload"),
    "candidate": Text("候选项目", "candidates"),
    "error": Text("目标登记文件有错误", "the declaration has errors"),
}
"""Every kind of band, as pages use it."""


def layout(context: Context) -> Component:
    """One card a family."""
    say = context.say
    families = [
        (Text("状态", "Statuses"), _render_statuses(context)),
        (Text("进度条", "Progress"), _render_bullets(context)),
        (Text("小图", "Small lines"), _render_sparklines(context)),
        (Text("颜色", "Colours"), _render_colours()),
        (Text("字号和间距", "Type and space"), _render_scales(context)),
        (Text("横幅", "Bands"), _render_bands(context)),
        (Text("表单", "Forms"), _render_forms(context)),
        (Text("措施", "Actions"), _render_actions(context)),
        (Text("空、加载、无权限", "Empty, loading, no right"), _render_states(context)),
    ]
    lead = Text(
        "供开发和维护人员查看；浅色、深色、中英文各看一遍。",
        "For those who maintain this: look at it light and dark, in both languages.",
    )
    head = html.Div(
        [html.H1(say(TITLE)), html.P(say(lead), className="note")], className="page-head"
    )
    return html.Div(
        [head, *(render_card(say(name), *parts) for name, parts in families)], className="design"
    )


def _render_statuses(context: Context) -> list[Component]:
    heads = [
        (context.say(text), "")
        for text in (
            Text("状态", "Status"),
            Text("含义", "Meaning"),
            Text("未核实", "On unverified figures"),
            Text("大", "Large"),
        )
    ]
    rows = [
        html.Tr(
            [
                html.Td([render_mark(name), " ", context.say(one.name)]),
                html.Td(context.say(one.meaning)),
                html.Td(render_mark(name, hollow=True)),
                html.Td(render_mark(name, large=True)),
            ]
        )
        for name, one in STATUSES.items()
    ]
    return [render_table(heads, rows, "plain-table", context.say(Text("状态", "Statuses")))]


def _render_bullets(context: Context) -> list[Component]:
    """No figure, behind, on course, beyond the goal, the wrong way, hollow."""
    cases = [
        (NAN, 0.6, "pending"),
        (0.3, 0.6, "behind"),
        (0.6, 0.6, "on_course"),
        (1.15, 0.6, "met_early"),
        (-0.2, 0.6, "at_risk"),
        (0.5, NAN, "ahead"),
    ]
    bars = [
        render_track(f"bullet tone-{status}", share, due, context) for share, due, status in cases
    ]
    return [
        html.Div(
            [*bars, render_track("bullet tone-ahead hollow", 0.7, 0.6, context)],
            className="samples",
        )
    ]


def _render_sparklines(context: Context) -> list[Component]:
    """Rising, falling, level, with a hole."""
    cases = (
        [(1, 1.0), (2, 2.0), (3, 4.0)],
        [(1, 3.0), (2, 1.0)],
        [(1, 2.0), (2, 2.0)],
        [(1, 1.0), (2, 2.0), (4, 1.0), (5, 3.0)],
    )
    return [html.Div([draw_sparkline(list(one)) for one in cases], className="samples")]


def _render_colours() -> list[Component]:
    swatches = [
        html.Li([html.I(style={"background": f"var(--{name})"}), html.Code(name)])
        for name in TOKENS
    ]
    return [html.Ul(swatches, className="swatches")]


def _render_scales(context: Context) -> list[Component]:
    words = context.say(Text("规划指标 1234", "Plan indicators 1234"))
    sizes = [
        html.P([html.Code(f"{name} {size}"), " ", words], style={"fontSize": size})
        for name, size in TYPE.items()
    ]
    spaces = [
        html.I(
            style={"width": size, "height": "16px", "background": "var(--accent)"},
            title=f"{name} {size}",
        )
        for name, size in SPACE.items()
    ]
    return [*sizes, html.Div(spaces, className="samples")]


def _render_bands(context: Context) -> list[Component]:
    return [render_notice(context.say(text), kind=kind) for kind, text in BANDS.items()]


def _render_forms(context: Context) -> list[Component]:
    say = context.say
    lang = context.view.lang
    stopped = html.Button(
        say(Text("不可用", "Not now")), disabled=True, className="button", type="button"
    )
    return [
        render_form(
            render_field(
                "design-field",
                say(Text("一行文字", "A line")),
                placeholder="2026-12-31",
                help_=say(Text("说明文字", "a hint")),
            ),
            render_choice(
                "design-choice", say(Text("选择", "A choice")), [("one", "1"), ("two", "2")], "one"
            ),
            html.Div(
                [
                    render_button("design-go", say(Text("主要", "Main"))),
                    render_button("design-quiet", say(Text("次要", "Quiet")), quiet=True),
                    render_button("design-danger", say(Text("危险", "Danger")), danger=True),
                    stopped,
                ],
                className="buttons",
            ),
            render_success(Text("已保存", "kept"), lang),
            render_refusal(Text("没有这项权限", "not among your rights"), lang),
        )
    ]


def _render_actions(context: Context) -> list[Component]:
    late = html.Span(context.say(Text("已逾期", "overdue")), className="tag late")
    items = [
        html.Li(
            html.Div(
                [html.Span(context.say(one.name), className=f"state state-{one.id}"), late],
                className="action-head",
            )
        )
        for one in STATES.values()
    ]
    return [html.Ul(items, className="actions")]


def _render_states(context: Context) -> list[Component]:
    say = context.say
    return [
        html.P(
            say(Text("没有符合筛选的指标。", "No indicator fits the filter.")), className="empty"
        ),
        html.Div(say(Text("加载中…", "Loading…")), className="_dash-loading sample"),
        html.P(
            say(Text("示例：无权查看时说明找谁", "Sample: without the right, whom to ask")),
            className="empty",
        ),
    ]


PAGE = Page("/design", TITLE, layout, listed=False, rights=("settings",))
