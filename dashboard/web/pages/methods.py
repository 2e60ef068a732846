"""How is progress judged? The ladder, every rule set with its cuts and source, our assumptions, and
how far forecasts hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.declaration import phrases
from dashboard.core.verdicts import forecast
from dashboard.core.verdicts.forecast import Backtest
from dashboard.core.vocabulary import qualities, statuses
from dashboard.core.vocabulary.digits import format_number, format_percent
from dashboard.core.vocabulary.model import FLAGS, Registry, Target
from dashboard.core.vocabulary.rule_formulas import RuleSet
from dashboard.core.vocabulary.rules import DEFAULT, RULES
from dashboard.core.vocabulary.targets import BOUNDS, PERIODS
from dashboard.core.vocabulary.text import Text, join_texts
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import render_card, render_mark, render_quote, render_table
from dashboard.web.widgets.page import Page

TITLE = Text("评价方法", "Methods")
COLON = Text("：", ": ")
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
    for waiting in statuses.WAITING:
        overdue = html.Span([render_mark(waiting), say(statuses.OVERDUE)], className="with-mark")
        place = list(statuses.STATUSES).index(waiting) + 1
        rows.insert(place, [overdue, say(statuses.OVERDUE_MEANING)])
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
    lines = [
        html.P([html.B(say(Text("公式：", "Formula: "))), html.Code(say(rules.formula))]),
        html.P([html.B(say(Text("来源：", "Source: "))), render_quote(say(rules.source))]),
    ]
    for one in rules.agreement:
        agreement = Text(
            f"与公布结果一致：{one.matched}/{one.total}（{one.what.zh}；{one.file}）",
            f"Agrees with what was published: {one.matched}/{one.total} ({one.what.en}; "
            f"{one.file})",
        )
        lines.append(html.P(say(agreement)))
    return render_card(
        say(rules.name),
        html.P([say(rules.about), " ", _render_use(context, rules)]),
        _render_classes(context, rules),
        *lines,
        id_=f"methods-{rules.id}",
        small=rules.id,
    )


def _render_use(context: Context, rules: RuleSet) -> Component:
    """That the rules are in force, or the way to judge by them."""
    if rules.id == context.view.rules:
        return html.Span(context.say(Text("当前使用", "in force")), className="tag")
    return dcc.Link(
        context.say(Text("改用此规则集", "Judge by this set")),
        href=context.href("/", rules=rules.id),
        className="action",
        id={"type": "methods-use", "rules": rules.id},
    )


def _render_classes(context: Context, rules: RuleSet) -> Component:
    """Every class with its cuts; those without a target have a column where they differ."""
    heads = [Text("类别", "Class"), Text("界限", "Cut"), Text("对应状态", "Status")]
    if "free" in rules.cuts:
        heads.insert(2, Text("无目标时", "Without a target"))
    rows: list[list[Cell]] = []
    for native in rules.classes:
        boundary = rules.format_boundary(native.id)
        if rules.id == DEFAULT and not boundary:
            continue
        status = context.say(statuses.STATUSES[native.status].name)
        mark = html.Span([render_mark(native.status), status], className="with-mark")
        row: list[Cell] = [context.say(native.name), boundary or "—", mark]
        if "free" in rules.cuts:
            row.insert(2, rules.format_boundary(native.id, "free") or "—")
        rows.append(row)
    return _render_table(context, rules.name, heads, rows)


def _render_assumptions(context: Context) -> Component:
    """Everything in force that the plan does not say: tolerances, prices, yearly readings."""
    say, title = context.say, Text("本系统的设定", "What is ours")
    # Targets of several plans may share an assumption: each is told once.
    lines = dict.fromkeys(say(text) for text in _list_assumptions(context.registry))
    if not lines:
        return render_card(say(title), html.P(say(Text("没有。", "Nothing."))))
    return render_card(say(title), html.Ul([html.Li(line) for line in lines]), id_="methods-ours")


def _list_assumptions(registry: Registry) -> Iterator[Text]:
    for target in registry.targets:
        indicator = registry.indicators[target.indicator]
        if target.tolerance_ours:
            yield _describe_tolerance(registry, target)
        if target.assumption:
            yield join_texts([indicator.name, target.assumption], COLON)
    for indicator in registry.indicators.values():
        if indicator.assumption:
            yield join_texts([indicator.name, indicator.assumption], COLON)


def _describe_tolerance(registry: Registry, target: Target) -> Text:
    indicator, plan = registry.indicators[target.indicator], registry.plans[target.plan]
    amount = phrases.format_difference(indicator, target.tolerance or 0.0)
    return Text(
        f"{indicator.name.zh}（{plan.name.zh}）：容差{amount.zh}",
        f"{indicator.name.in_('en')} ({plan.name.in_('en')}): tolerance {amount.en}",
    )


def _render_forecasts(context: Context) -> Component:
    say, title = context.say, Text("预测", "Forecasts")
    backtest = context.snapshot_service.forecasts_measured(
        context.view.known_on, context.view.version
    )
    return render_card(
        say(title),
        html.P(say(_describe_methods())),
        html.P(say(_describe_outlooks())),
        html.P(say(_describe_backtest(backtest)), id="methods-coverage"),
        id_="methods-forecast",
    )


def _describe_methods() -> Text:
    """Which series are forecast, and by which of the methods."""
    methods = join_texts([method.name for method in forecast.METHODS], Text("、", ", "))
    simplest, margin = forecast.METHODS[0].name, f"{1 - forecast.MUST_BEAT:.0%}"
    return Text(
        f"至少{forecast.FEWEST_POINTS}个年度数据才预测，位次和跨口径变化的不预测。"
        f"每个序列在{methods.zh}中，用回测误差最小且比“{simplest.zh}”至少小{margin}的一种，"
        f"否则用“{simplest.zh}”。预测不影响评价。",
        f"At least {forecast.FEWEST_POINTS} annual figures; none for ranks, none across a "
        f"break. Of {methods.en}, each series takes the one with the least error in back-tests "
        f"where that is at least {margin} less than that of “{simplest.en}”, else that one. "
        "No verdict rests on a forecast.",
    )


def _describe_outlooks() -> Text:
    """From which probability on which word is used."""
    zh = "；".join(f"{one.name.zh}≥{one.at_least:.0%}" for one in forecast.OUTLOOKS)
    en = "; ".join(f"{one.name.en} ≥ {one.at_least:.0%}" for one in forecast.OUTLOOKS)
    return Text(f"用词按目标达成的概率：{zh}。", f"The words by the goal's probability: {en}.")


def _describe_backtest(backtest: Backtest) -> Text:
    """How the forecasts would have done on the figures at hand."""
    tests = backtest.tests
    if not tests:
        return Text("现有数据不足以回测。", "The figures at hand are too few for a back-test.")
    halves = format_percent(backtest.inside_50 / tests)
    eighties = format_percent(backtest.inside_80 / tests)
    simplest, skill = forecast.METHODS[0].name, format_number(backtest.skill * 100, 1)
    times = Text.count(tests, "{n}次", "{n} test", "{n} tests")
    return Text(
        f"在现有数据上回测：{backtest.series}个序列、{times.zh}，五成区间实际包含{halves}，"
        f"八成区间实际包含{eighties}；误差比“{simplest.zh}”小{skill}%。",
        f"Back-tested on the figures at hand: {backtest.series} series, {times.en}; the 50 % "
        f"interval held {halves}, the 80 % one {eighties}; the error is {skill}% less than that of "
        f"“{simplest.en}”.",
    )


def _render_vocabulary(context: Context) -> Component:
    """Periods, bounds, qualities and flags, as the declaration and the pages use them."""
    say = context.say
    heads = (Text("写法", "Key"), Text("含义", "Meaning"))
    parts: list[Component] = []
    for title, meanings in (
        (Text("期限", "Periods"), {one.id: one.measures for one in PERIODS.values()}),
        (Text("界限", "Bounds"), {one.id: one.meaning for one in BOUNDS.values()}),
        (
            Text("数据性质（先用靠前的）", "Natures of figures, the preferred first"),
            {one.id: one.name for one in qualities.QUALITIES.values()},
        ),
        (Text("标记", "Flags"), FLAGS),
    ):
        rows: list[list[Cell]] = [
            [html.Code(key), say(meaning)] for key, meaning in meanings.items()
        ]
        parts += [html.H3(say(title)), _render_table(context, title, heads, rows)]
    return render_card(say(Text("用语", "Words")), *parts)


PAGE = Page("/methods", Text("方法", "Methods"), layout, place=100, more=True)
