"""How do regions compare? From base to latest as dumbbells, and their years as small multiples with
one axis.
"""

from __future__ import annotations

import math

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.core.analysis.regions import Place, RegionComparison
from dashboard.core.vocabulary.column_units import Column
from dashboard.core.vocabulary.text import Language, format_number
from dashboard.figures.theme import TOKENS, build_template, escape_label

ROW, COLUMNS = 44, 3


def draw_dumbbell(found: RegionComparison, column: Column, language: Language) -> go.Figure:
    """One row a region, best at the top: the base as a ring, the latest as a dot with its number;
    the whole is not among them.
    """
    known = list(reversed(found.known))
    names = [escape_label(place.region.name.in_(language)) for place in known]
    figure = go.Figure(layout={"template": build_template(), "height": 70 + ROW * len(known)})
    for name, place in zip(names, known, strict=True):
        if place.base and place.latest:
            ends = [place.base.value * column.factor, place.latest.value * column.factor]
            figure.add_scatter(
                x=ends,
                y=[name, name],
                mode="lines",
                line={"color": TOKENS["line-2"], "width": 5},
                hoverinfo="skip",
            )
    bases = [(name, place.base) for name, place in zip(names, known, strict=True) if place.base]
    figure.add_scatter(
        x=[base.value * column.factor for _, base in bases],
        y=[name for name, _ in bases],
        mode="markers",
        hoverinfo="skip",
        marker={
            "size": 14,
            "color": TOKENS["paper"],
            "line": {"width": 3, "color": TOKENS["accent"]},
        },
    )
    values = [place.latest.value * column.factor if place.latest else math.nan for place in known]
    figure.add_scatter(
        x=values,
        y=names,
        mode="markers+text",
        hoverinfo="skip",
        cliponaxis=False,
        textposition="middle right",
        text=[f" {format_number(value, column.indicator.decimals)}" for value in values],
        textfont={"size": 14, "color": TOKENS["accent-ink"]},
        marker={"size": 15, "color": TOKENS["accent"], "line": {"width": 0}},
    )
    everything = [*values, *(base.value * column.factor for _, base in bases)]
    pad = (max(everything) - min(everything)) * 0.18 or abs(max(everything)) * 0.1 or 1.0
    figure.update_xaxes(
        range=[min(everything) - pad * 0.5, max(everything) + pad],
        showgrid=True,
        gridcolor=TOKENS["line"],
        nticks=6,
    )
    figure.update_yaxes(
        showgrid=False, ticklabelstandoff=8, categoryorder="array", categoryarray=names
    )
    figure.update_layout(margin={"l": 100, "r": 30, "t": 10, "b": 40})
    return figure


def draw_multiples(found: RegionComparison, column: Column, language: Language) -> go.Figure | None:
    """The years of every region, each in a plot of its own with the same axes; None where no region
    has two years.
    """
    places = [place for place in (found.city, *found.places) if len(place.series) > 1]
    if not places:
        return None
    shared = [place for place in places if place is not found.city or found.whole is None]
    plotted = shared or places
    rows = math.ceil(len(plotted) / COLUMNS)
    titles = [escape_label(place.region.name.in_(language)) for place in plotted]
    figure = make_subplots(
        rows=rows,
        cols=COLUMNS,
        subplot_titles=titles,
        vertical_spacing=min(0.2, 0.5 / rows),
        horizontal_spacing=0.03,
    )
    figure.update_layout(
        template=build_template(),
        height=60 + 180 * rows,
        margin={"l": 60, "r": 16, "t": 36, "b": 40},
    )
    for at, place in enumerate(plotted):
        _draw_line(figure, place, column, at // COLUMNS + 1, at % COLUMNS + 1)
    figure.update_annotations(font={"size": 14, "color": TOKENS["ink"]})
    _apply_one_axis(figure, plotted, column)
    return figure


def _apply_one_axis(figure: go.Figure, plotted: list[Place], column: Column) -> None:
    """The same range in every plot, so that heights may be compared; numbers stand at the left
    alone.
    """
    years = [one.year for place in plotted for one in place.series]
    values = [one.value * column.factor for place in plotted for one in place.series]
    first, last = min(years), max(years)
    pad = (max(values) - min(values)) * 0.12 or abs(max(values)) * 0.1 or 1.0
    room = max(
        0.9, (last - first) * 0.28
    )  # a year at each end, beside the next plot's, also on a phone
    figure.update_xaxes(
        tickvals=[first, last],
        ticktext=[str(first), str(last)],
        tickangle=0,
        range=[first - room, last + room],
    )
    figure.update_yaxes(
        range=[min(values) - pad, max(values) + pad], nticks=4, showticklabels=False
    )
    figure.update_yaxes(showticklabels=True, col=1)
    for at in range(len(plotted), len(list(figure.select_xaxes()))):
        figure.update_xaxes(visible=False, row=at // COLUMNS + 1, col=at % COLUMNS + 1)
        figure.update_yaxes(visible=False, row=at // COLUMNS + 1, col=at % COLUMNS + 1)


def _draw_line(figure: go.Figure, place: Place, column: Column, row: int, col: int) -> None:
    """A region's years; a missing one is a hole."""
    years: list[int | None] = []
    values: list[float | None] = []
    for figure_ in place.series:
        if years and years[-1] is not None and figure_.year - years[-1] > 1:
            years.append(None)
            values.append(None)
        years.append(figure_.year)
        values.append(figure_.value * column.factor)
    figure.add_scatter(
        x=years,
        y=values,
        mode="lines+markers",
        hoverinfo="skip",
        connectgaps=False,
        row=row,
        col=col,
        line={"color": TOKENS["accent"], "width": 2},
        marker={"size": 7, "color": TOKENS["accent"]},
    )
