"""Who contributes, who lags? Districts from base to latest, ranked with ties, their years, and the
sum beside the city.
"""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.analysis import regions
from dashboard.core.analysis.regions import Place, RegionComparison
from dashboard.core.vocabulary import digits
from dashboard.core.vocabulary.column_units import Column
from dashboard.core.vocabulary.digits import format_number
from dashboard.core.vocabulary.text import DASH, Text, join_texts
from dashboard.figures import across
from dashboard.web.request.context import NO_FILTERS, Context
from dashboard.web.widgets.components import (
    render_card,
    render_graph,
    render_menu,
    render_quality_mark,
    render_table,
)
from dashboard.web.widgets.page import Page

TITLE = Text("区域", "Regions")
ORDERS = {
    "higher": Text("高者在前", "highest first"),
    "lower": Text("低者在前", "lowest first"),
}
LARGEST_FIRST = Text("大者在前", "largest first")


def layout(context: Context) -> Component:
    """A choice of indicators, the comparison of one, and what cannot be compared."""
    say = context.say
    names = regions.list_comparable_indicators(context.snapshot)
    if not names:
        message = Text("还没有任何数据。", "No figures yet.")
        if len(context.snapshot.observations):
            message = Text(
                "只有全市数据，没有可以比较的分地区数据。",
                "There are figures of the city only; no regions can be compared.",
            )
        head = html.Div(html.H1(say(TITLE)), className="page-head")
        return html.Div([head, render_card("", html.P(say(message)))])
    chosen = context.asked("indicator")
    if chosen not in names:
        chosen = _find_first_indicator(context, names)
    comparison = _find_comparison(context, chosen)
    assert comparison is not None
    latest = [place.latest.value for place in comparison.known if place.latest]
    column = Column.of(comparison.indicator, latest)
    titles = [
        html.H1(say(_describe_ranking(comparison))),
        html.P(say(_describe_basis(comparison, context.view.year)), className="note"),
    ]
    menu = _render_indicator_menu(context, names, comparison.indicator.id)
    cards = [
        _render_dumbbell(context, comparison, column),
        _render_ranks(context, comparison, column),
    ]
    return html.Div(
        [
            html.Div(titles, className="page-head"),
            html.Div(menu, className="filters"),
            html.Div(cards, className="two"),
            _render_sum(context, comparison),
            _render_multiples(context, comparison, column),
            _render_missing(context, names),
        ]
    )


def _find_first_indicator(context: Context, names: list[str]) -> str:
    """The first that the plan has a target for."""
    for target in context.registry.targets:
        if target.plan == context.view.plan and target.indicator in names:
            return target.indicator
    return names[0]


def _find_comparison(context: Context, name: str) -> RegionComparison | None:
    base_year = context.registry.plans[context.view.plan].first - 1
    for target in context.registry.of(name):
        if target.plan == context.view.plan and target.base:
            base_year = target.base.year
            break
    return regions.compare_regions(context.snapshot, name, base_year)


def _describe_ranking(comparison: RegionComparison) -> Text:
    """Who is first and who is last, in words that take no side where neither direction is
    better.
    """
    known = comparison.known
    first = [place.region.name for place in known if place.rank == 1]
    last = known[-1].region.name
    name = comparison.indicator.name
    leaders = join_texts(first, Text("、", ", "))
    tie = Text("并列第一", "share the first place") if len(first) > 1 else Text("居首", "is first")
    if len(known) < len(comparison.places):
        words = "as the only region with a figure", "among the {n} regions with a figure"
        among = Text.count(len(known), "有数据的{n}个地区中", *words)
        return Text(
            f"{name.zh}：{among.zh}{leaders.zh}{tie.zh}",
            f"{name.in_('en')}: {leaders.en} {tie.en} {among.en}",
        )
    if known[-1].rank == 1:
        return Text(f"{name.zh}：{leaders.zh}{tie.zh}", f"{name.in_('en')}: {leaders.en} {tie.en}")
    return Text(
        f"{name.zh}：{leaders.zh}{tie.zh}，{last.zh}居末",
        f"{name.in_('en')}: {leaders.en} {tie.en}, {last.in_('en')} last",
    )


def _describe_basis(comparison: RegionComparison, asked: int) -> Text:
    """The year of the figures, said where it is not the one that was asked for; unit and order."""
    unit, year = comparison.indicator.unit_text, comparison.year
    order = ORDERS.get(comparison.indicator.better or "", LARGEST_FIRST)
    silent = Text("", "")
    if year < asked:
        silent = Text(f"（{asked}年尚无分地区数据）", f" (no figures of {asked} by region yet)")
    return Text(
        f"{year}年{silent.zh}，{unit.zh}，{order.zh}；数值相同名次相同",
        f"{year}{silent.en}, {unit.in_('en')}, {order.en}; equal figures share a rank",
    )


def _render_indicator_menu(context: Context, names: list[str], chosen: str) -> Component:
    base = context.href("/regions", **NO_FILTERS)
    joint = "&" if "?" in base else "?"
    options = [
        (
            context.say(context.registry.indicators[name].name),
            f"{base}{joint}indicator={name}",
            name == chosen,
        )
        for name in names
    ]
    return render_menu("indicator", context.say(context.registry.indicators[chosen].name), options)


def _render_dumbbell(context: Context, comparison: RegionComparison, column: Column) -> Component:
    year, base_year = comparison.year, comparison.base_year
    if any(place.base for place in comparison.known):
        title = Text(f"{base_year}年 | 到 {year}年 ●", f"{base_year} | to {year} ●")
        note = None
    else:
        title = Text(f"{year}年", str(year))
        why_alone = _describe_missing_base(comparison)
        note = html.P(context.say(why_alone), className="note")
    spoken = "; ".join(
        f"{context.say(place.region.name)} {_format_value(column, place)}"
        for place in comparison.known
    )
    figure = across.draw_dumbbell(comparison, column, context.view.lang)
    return render_card(
        context.say(title),
        render_graph(context, figure, spoken, "regions-dumbbell"),
        note,
        small=context.say(column.indicator.short_unit),
    )


def _describe_missing_base(comparison: RegionComparison) -> Text:
    """Why the year stands alone: no figures of the base year, or none after it."""
    year, base_year = comparison.year, comparison.base_year
    if base_year < year:
        return Text(
            f"没有{base_year}年的分地区数据，只画{year}年。",
            f"No figures of {base_year} by region: {year} alone.",
        )
    return Text(
        f"分地区数据只到{year}年，还没有基期以后的。",
        f"Figures by region end in {year}: none after the base year.",
    )


def _format_value(column: Column, place: Place) -> str:
    if not place.latest:
        return DASH
    return format_number(place.latest.value * column.factor, column.indicator.decimals)


def _render_ranks(context: Context, comparison: RegionComparison, column: Column) -> Component:
    """The chart's twin: rank, figure, change since the base."""
    say, year, base_year = context.say, comparison.year, comparison.base_year
    heads = [
        (say(text), kind)
        for text, kind in (
            (Text("名次", "Rank"), "n"),
            (Text("地区", "Region"), ""),
            (Text(f"{year}年", str(year)), "n"),
            (Text(f"较{base_year}年", f"on {base_year}"), "n"),
        )
    ]
    rows = [_render_rank(context, column, place) for place in comparison.places]
    city = comparison.city
    if city.latest:
        rows.append(_render_rank(context, column, city))
    title = say(Text("名次", "Ranks"))
    return render_card(
        title, render_table(heads, rows, "regions-table", title), id_="regions-ranks"
    )


def _render_rank(context: Context, column: Column, place: Place) -> Component:
    indicator, region = column.indicator, place.region
    href = context.href(f"/indicators/{indicator.id}", region=region.code)
    link = dcc.Link(context.say(region.name), href=href)
    change, quality = "", None
    if place.change is not None:
        amount = place.change * column.factor
        change = digits.format_difference_number(indicator, amount, sign=True)
    if place.latest:
        quality = render_quality_mark(context, place.latest.quality)
    figure: list[Any] = [_format_value(column, place), quality]
    cells = [
        html.Td(str(place.rank) if place.rank else "", className="n"),
        html.Td(link),
        html.Td(figure, className="n"),
        html.Td(change, className="n"),
    ]
    return html.Tr(cells, className="city" if region.within is None else "")


def _render_sum(context: Context, comparison: RegionComparison) -> Component | None:
    if comparison.whole is None:
        return None
    sentence = regions.describe_whole(context.registry, comparison)
    return render_card(
        context.say(Text("合计与全市", "Sum and city")),
        html.P(context.say(sentence)),
        id_="regions-whole",
    )


def _render_multiples(
    context: Context, comparison: RegionComparison, column: Column
) -> Component | None:
    figure = across.draw_multiples(comparison, column, context.view.lang)
    if figure is None:
        return None
    lines = []
    for place in comparison.places:
        if place.series:
            years = ", ".join(
                f"{one.year} {format_number(one.value * column.factor, column.indicator.decimals)}"
                for one in place.series
            )
            lines.append(f"{context.say(place.region.name)} {years}")
    title = Text("各地区历年（同一坐标）", "Every region's years (one axis)")
    return render_card(
        context.say(title),
        render_graph(context, figure, "; ".join(lines), "regions-years"),
        small=context.say(column.indicator.short_unit),
    )


def _render_missing(context: Context, names: list[str]) -> Component | None:
    """What has targets in the plan but no figures by region, said rather than left out."""
    missing = {
        target.indicator
        for target in context.registry.targets
        if target.plan == context.view.plan and not target.is_stated
    }
    missing -= set(names)
    missing_names = [
        indicator.name for id_, indicator in context.registry.indicators.items() if id_ in missing
    ]
    if not missing_names:
        return None
    listed_names = join_texts(missing_names, Text("、", ", "))
    head = Text(
        "以下指标只有全市数据或没有分地区数据：", "Figures of the city only, or none by region: "
    )
    return render_card(
        "",
        html.P([context.say(head), context.say(listed_names)], className="note"),
        id_="regions-without",
    )


PAGE = Page("/regions", TITLE, layout, place=50, downloads="view")
