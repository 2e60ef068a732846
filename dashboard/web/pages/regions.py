"""Who contributes, who lags? Districts from base to latest, ranked with ties, their years, and the
sum beside the city.
"""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.analysis import regions
from dashboard.core.analysis.regions import Place, RegionComparison
from dashboard.core.declaration import phrases
from dashboard.core.vocabulary.column_units import Column
from dashboard.core.vocabulary.text import DASH, Text, format_number
from dashboard.figures import across
from dashboard.web.request.context import NO_FILTERS, Context
from dashboard.web.widgets.components import (
    render_card,
    render_graph,
    render_menu,
    render_quality_mark,
    render_table,
    shorten_units,
)

TITLE = Text("区域", "Regions")


def layout(context: Context) -> Component:
    """A choice of indicators, the comparison of one, and what cannot be compared."""
    say = context.say
    names = regions.list_comparable_indicators(context.snapshot)
    if not names:
        none = Text("还没有任何数据。", "No figures yet.")
        only = Text(
            "只有全市数据，没有可以比较的分地区数据。",
            "There are figures of the city only; no regions can be compared.",
        )
        return html.Div(
            [
                html.Div(html.H1(say(TITLE)), className="page-head"),
                render_card("", html.P(say(only if len(context.snapshot.observations) else none))),
            ]
        )
    chosen = context.asked("indicator")
    found = _find_comparison(
        context, chosen if chosen in names else _find_first_indicator(context, names)
    )
    assert found is not None
    column = Column.of(
        found.indicator, [place.latest.value for place in found.known if place.latest]
    )
    return html.Div(
        [
            html.Div(
                [
                    html.H1(say(_describe_ranking(found))),
                    html.P(say(_describe_basis(context, found)), className="note"),
                ],
                className="page-head",
            ),
            html.Div(
                _render_indicator_menu(context, names, found.indicator.id), className="filters"
            ),
            html.Div(
                [_render_dumbbell(context, found, column), _render_ranks(context, found, column)],
                className="two",
            ),
            _render_sum(context, found),
            _render_multiples(context, found, column),
            _render_missing(context, names),
        ]
    )


def _find_first_indicator(context: Context, names: list[str]) -> str:
    """The first that the plan has a target for."""
    wanted = [
        target.indicator for target in context.registry.targets if target.plan == context.view.plan
    ]
    return next((name for name in wanted if name in names), names[0])


def _find_comparison(context: Context, name: str) -> RegionComparison | None:
    bases = [
        target.base.year
        for target in context.registry.of(name)
        if target.plan == context.view.plan and target.base
    ]
    plan = context.registry.plans[context.view.plan]
    return regions.compare_regions(context.snapshot, name, bases[0] if bases else plan.first - 1)


def _describe_ranking(found: RegionComparison) -> Text:
    """Who is first and who is last, in words that take no side where neither direction is
    better.
    """
    known = found.known
    first = [place.region.name for place in known if place.rank == 1]
    last = known[-1].region.name
    name = found.indicator.name
    leaders = Text("、".join(one.zh for one in first), ", ".join(one.in_("en") for one in first))
    tie = Text("并列第一", "share the first place") if len(first) > 1 else Text("居首", "is first")
    if len(known) < len(found.places):
        among = Text(
            f"有数据的{len(known)}个地区中", f"among the {len(known)} regions with a figure"
        )
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


def _describe_basis(context: Context, found: RegionComparison) -> Text:
    unit = found.indicator.unit_text
    order = {
        "higher": Text("高者在前", "highest first"),
        "lower": Text("低者在前", "lowest first"),
    }.get(found.indicator.better or "", Text("大者在前", "largest first"))
    return Text(
        f"{found.year}年，{unit.zh}，{order.zh}；数值相同名次相同",
        f"{found.year}, {unit.in_('en')}, {order.en}; equal figures share a rank",
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


def _render_dumbbell(context: Context, found: RegionComparison, column: Column) -> Component:
    based = any(place.base for place in found.known)
    title = (
        Text(f"{found.base_year}年 ○ 到 {found.year}年 ●", f"{found.base_year} ○ to {found.year} ●")
        if based
        else Text(f"{found.year}年", str(found.year))
    )
    spoken = "; ".join(
        f"{context.say(place.region.name)} {_format_value(column, place)}" for place in found.known
    )
    figure = across.draw_dumbbell(found, column, context.view.lang)
    alone = (
        Text(
            f"没有{found.base_year}年的分地区数据，只画{found.year}年。",
            f"No figures of {found.base_year} by region: {found.year} alone.",
        )
        if found.base_year < found.year
        else Text(
            f"分地区数据只到{found.year}年，还没有基期以后的。",
            f"Figures by region end in {found.year}: none after the base year.",
        )
    )
    note = None if based else html.P(context.say(alone), className="note")
    return render_card(
        context.say(title),
        render_graph(context, figure, spoken, "regions-dumbbell"),
        note,
        small=shorten_units(context.say(column.indicator.unit_text)),
    )


def _format_value(column: Column, place: Place) -> str:
    return (
        format_number(place.latest.value * column.factor, column.indicator.decimals)
        if place.latest
        else DASH
    )


def _render_ranks(context: Context, found: RegionComparison, column: Column) -> Component:
    """The chart's twin: rank, figure, change since the base."""
    say = context.say
    heads = [
        (say(text), kind)
        for text, kind in (
            (Text("名次", "Rank"), "n"),
            (Text("地区", "Region"), ""),
            (Text(f"{found.year}年", str(found.year)), "n"),
            (Text(f"较{found.base_year}年", f"on {found.base_year}"), "n"),
        )
    ]
    rows = [_render_rank(context, found, column, place) for place in found.places]
    city = found.city
    if city.latest:
        rows.append(_render_rank(context, found, column, city))
    title = say(Text("名次", "Ranks"))
    return render_card(
        title, render_table(heads, rows, "regions-table", title), id_="regions-ranks"
    )


def _render_rank(
    context: Context, found: RegionComparison, column: Column, place: Place
) -> Component:
    name = context.say(place.region.name)
    link = dcc.Link(
        name, href=context.href(f"/indicators/{found.indicator.id}", region=place.region.code)
    )
    change = (
        phrases.format_difference_number(column.indicator, place.change * column.factor, sign=True)
        if place.change is not None
        else ""
    )
    figure: list[Any] = [
        _format_value(column, place),
        render_quality_mark(context, place.latest.quality) if place.latest else None,
    ]
    cells = [
        html.Td(str(place.rank) if place.rank else "", className="n"),
        html.Td(link),
        html.Td(figure, className="n"),
        html.Td(change, className="n"),
    ]
    return html.Tr(cells, className="city" if place.region.within is None else "")


def _render_sum(context: Context, found: RegionComparison) -> Component | None:
    if found.whole is None:
        return None
    sentence = regions.describe_whole(context.registry, found)
    return render_card(
        context.say(Text("合计与全市", "Sum and city")),
        html.P(context.say(sentence)),
        id_="regions-whole",
    )


def _render_multiples(
    context: Context, found: RegionComparison, column: Column
) -> Component | None:
    figure = across.draw_multiples(found, column, context.view.lang)
    if figure is None:
        return None
    spoken = "; ".join(
        f"{context.say(place.region.name)} "
        + ", ".join(
            f"{one.year} {format_number(one.value * column.factor, column.indicator.decimals)}"
            for one in place.series
        )
        for place in found.places
        if place.series
    )
    title = Text("各地区历年（同一坐标）", "Every region's years (one axis)")
    return render_card(
        context.say(title),
        render_graph(context, figure, spoken, "regions-years"),
        small=shorten_units(context.say(column.indicator.unit_text)),
    )


def _render_missing(context: Context, names: list[str]) -> Component | None:
    """What has targets in the plan but no figures by region, said rather than left out."""
    missing = {
        target.indicator
        for target in context.registry.targets
        if target.plan == context.view.plan and target.bound != "stated"
    }
    listed = [
        context.registry.indicators[name].name
        for name in context.registry.indicators
        if name in missing - set(names)
    ]
    if not listed:
        return None
    listed_names = Text(
        "、".join(one.zh for one in listed), ", ".join(one.in_("en") for one in listed)
    )
    head = Text(
        "以下指标只有全市数据或没有分地区数据：", "Figures of the city only, or none by region: "
    )
    return render_card(
        "",
        html.P([context.say(head), context.say(listed_names)], className="note"),
        id_="regions-without",
    )
