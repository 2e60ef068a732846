"""How is progress judged? The ladder, every rule set with its cuts and source, our assumptions, and
how far forecasts hold.
"""

from __future__ import annotations

from collections.abc import Iterable

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.declaration import phrases
from dashboard.core.verdicts import forecast
from dashboard.core.vocabulary import qualities, statuses
from dashboard.core.vocabulary.model import FLAGS
from dashboard.core.vocabulary.rule_formulas import RuleSet
from dashboard.core.vocabulary.rules import DEFAULT, RULES
from dashboard.core.vocabulary.targets import BOUNDS, PERIODS
from dashboard.core.vocabulary.text import Text, format_number, format_percent
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import render_card, render_mark, render_quote, render_table

TITLE = Text("评价方法", "Methods")
Cell = str | Component


def layout(context: Context) -> Component:
    """The ladder first, then the rule sets, what is ours, forecasts, and the words of the
    declaration.
    """
    say = context.say
    rules = RULES[context.view.rules]
    lead = Text(
        f"本页的表都取自程序所用的同一组表。当前按“{rules.name.zh}”规则评价；换一个规则集，所有页面随之改变并注明。",
        "The tables here are those the program judges by. The rules in force are "
        f"{rules.name.en}; with another set, every page changes and says so.",
    )
    return html.Div(
        [
            html.Div([html.H1(say(TITLE)), html.P(say(lead))], className="page-head"),
            _render_ladder(context),
            *(_render_rule_set(context, one) for one in RULES.values()),
            _render_assumptions(context),
            _render_forecasts(context),
            _render_vocabulary(context),
        ],
        className="methods",
    )


def _render_table(
    context: Context,
    title: Text,
    heads: Iterable[Text],
    rows: list[list[Cell]],
    class_name: str = "plain-table",
) -> Component:
    body = [html.Tr([html.Td(cell) for cell in row]) for row in rows]
    return render_table(
        [(context.say(head), "") for head in heads], body, class_name, context.say(title)
    )


def _render_ladder(context: Context) -> Component:
    say, title = context.say, Text("评价等级", "The ladder")
    rows: list[list[Cell]] = [
        [html.Span([render_mark(one.id), say(one.name)], className="with-mark"), say(one.meaning)]
        for one in statuses.STATUSES.values()
    ]
    order = Text(
        "次序：未开始的不列；定性的不评价；没有当年数据的待公布；期末看是否实现；缺基期的只看是否已达到；基期已达标的看是否保持；已达到的为提前实现；其余与路径比较。",
        "In this order: not begun, no row; stated in words, not judged; no figure of the year, "
        "not yet released; at the period's end, met or missed; without a base, met early or not "
        "judged; kept from the base on, judged by keeping; reached, met early; the rest against "
        "the path.",
    )
    return render_card(
        say(title),
        html.P(say(order)),
        _render_table(context, title, (Text("状态", "Status"), Text("含义", "Meaning")), rows),
    )


def _render_rule_set(context: Context, rules: RuleSet) -> Component:
    say = context.say
    rows: list[list[Cell]] = [
        [
            say(native.name),
            rules.format_boundary(native.id) or "—",
            rules.format_boundary(native.id, "free") or "—",
            html.Span(
                [render_mark(native.status), say(statuses.STATUSES[native.status].name)],
                className="with-mark",
            ),
        ]
        for native in rules.classes
        if rules.id != DEFAULT or rules.format_boundary(native.id)
    ]
    heads = [
        Text("类别", "Class"),
        Text("界限", "Cut"),
        Text("无目标时", "Without a target"),
        Text("对应状态", "Status"),
    ]
    if "free" not in rules.cuts:
        heads.pop(2)
        rows = [[*row[:2], row[3]] for row in rows]
    chosen = rules.id == context.view.rules
    use = (
        html.Span(say(Text("当前使用", "in force")), className="tag")
        if chosen
        else dcc.Link(
            say(Text("改用此规则集", "Judge by this set")),
            href=context.href("/", rules=rules.id),
            className="action",
            id={"type": "methods-use", "rules": rules.id},
        )
    )
    lines = [
        html.P([html.B(say(Text("公式：", "Formula: "))), html.Code(say(rules.formula))]),
        html.P([html.B(say(Text("来源：", "Source: "))), render_quote(say(rules.source))]),
    ]
    for one in rules.agreement:
        found = Text(
            f"与公布结果一致：{one.matched}/{one.total}（{one.what.zh}；{one.file}）",
            f"Agrees with what was published: {one.matched}/{one.total} ({one.what.en}; "
            f"{one.file})",
        )
        lines.append(html.P(say(found)))
    return render_card(
        say(rules.name),
        html.P([say(rules.about), " ", use]),
        _render_table(context, rules.name, heads, rows),
        *lines,
        id_=f"methods-{rules.id}",
        small=rules.id,
    )


def _render_assumptions(context: Context) -> Component:
    """Everything in force that the plan does not say: tolerances, prices, yearly readings."""
    say, registry, title = context.say, context.registry, Text("本系统的设定", "What is ours")
    lines: dict[str, None] = {}
    for target in registry.targets:
        kind = registry.indicators[target.indicator]
        if target.tolerance_ours:
            amount = phrases.format_difference(kind, target.tolerance or 0.0)
            message = Text(
                f"{kind.name.zh}（{registry.plans[target.plan].name.zh}）：容差{amount.zh}",
                f"{kind.name.in_('en')} ({registry.plans[target.plan].name.in_('en')}): "
                f"tolerance {amount.en}",
            )
            lines[say(message)] = None
        if target.assumption:
            lines[
                say(
                    Text(
                        f"{kind.name.zh}：{target.assumption.zh}",
                        f"{kind.name.in_('en')}: {target.assumption.in_('en')}",
                    )
                )
            ] = None
    for kind in registry.indicators.values():
        if kind.assumption:
            lines[
                say(
                    Text(
                        f"{kind.name.zh}：{kind.assumption.zh}",
                        f"{kind.name.in_('en')}: {kind.assumption.in_('en')}",
                    )
                )
            ] = None
    if not lines:
        return render_card(say(title), html.P(say(Text("没有。", "Nothing."))))
    return render_card(say(title), html.Ul([html.Li(line) for line in lines]), id_="methods-ours")


def _render_forecasts(context: Context) -> Component:
    say, title = context.say, Text("推算", "Forecasts")
    found = context.snapshot_service.forecasts_measured(context.view.known_on, context.view.version)
    rules = (
        Text("、", ", ").zh.join(one.name.zh for one in forecast.METHODS),
        ", ".join(one.name.en for one in forecast.METHODS),
    )
    about = Text(
        f"至少{forecast.FEWEST_POINTS}个年度数据才推算，位次和跨口径变化的不推算。每个序列在{rules[0]}中，用回测误差最小且比"
        f"“{forecast.METHODS[0].name.zh}”至少小{1 - forecast.MUST_BEAT:.0%}的一种，否则用"
        f"“{forecast.METHODS[0].name.zh}”。推算不影响评价。",
        f"At least {forecast.FEWEST_POINTS} annual figures; none for ranks, none across a "
        f"break. Of {rules[1]}, each series takes the one with the least error in back-tests "
        f"where that is at least {1 - forecast.MUST_BEAT:.0%} less than that of "
        f"“{forecast.METHODS[0].name.en}”, else that one. No verdict rests on a forecast.",
    )
    words = (
        Text("；", "; ").zh.join(f"{one.name.zh}≥{one.at_least:.0%}" for one in forecast.OUTLOOKS),
        "; ".join(f"{one.name.en} ≥ {one.at_least:.0%}" for one in forecast.OUTLOOKS),
    )
    wording = Text(
        f"用词按目标达成的概率：{words[0]}。", f"The words by the goal's probability: {words[1]}."
    )
    if found.tests:
        halves, eighties = (
            format_percent(inside / found.tests) for inside in (found.inside_50, found.inside_80)
        )
        backtest = Text(
            f"在现有数据上回测：{found.series}个序列、{found.tests}次，五成区间实际包含{halves}，八成区间实际包含{eighties}；误差比"
            f"“{forecast.METHODS[0].name.zh}”小{format_number(found.skill * 100, 1)}%。",
            f"Back-tested on the figures at hand: {found.series} series, {found.tests} tests; "
            f"the 50 % interval held {halves}, the 80 % one {eighties}; the error is "
            f"{format_number(found.skill * 100, 1)}% less than that of "
            f"“{forecast.METHODS[0].name.en}”.",
        )
    else:
        backtest = Text("现有数据不足以回测。", "The figures at hand are too few for a back-test.")
    return render_card(
        say(title),
        html.P(say(about)),
        html.P(say(wording)),
        html.P(say(backtest), id="methods-coverage"),
        id_="methods-forecast",
    )


def _render_vocabulary(context: Context) -> Component:
    """Periods, bounds, qualities and flags, as the declaration and the pages use them."""
    say, key = context.say, Text("写法", "Key")
    parts: list[Component] = []
    for title, rows in (
        (Text("期限", "Periods"), [(one.id, one.measures) for one in PERIODS.values()]),
        (Text("界限", "Bounds"), [(one.id, one.meaning) for one in BOUNDS.values()]),
        (
            Text("数据性质（先用靠前的）", "Natures of figures, the preferred first"),
            [(one.id, one.name) for one in qualities.QUALITIES.values()],
        ),
        (Text("标记", "Flags"), list(FLAGS.items())),
    ):
        parts += [
            html.H3(say(title)),
            _render_table(
                context,
                title,
                (key, Text("含义", "Meaning")),
                [[html.Code(name), say(text)] for name, text in rows],
            ),
        ]
    return render_card(say(Text("用语", "Words")), *parts)
