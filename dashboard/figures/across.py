"""How do regions compare? From base to latest as dumbbells, and their years as small multiples with
one axis.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.core.analysis.regions import Place, RegionComparison
from dashboard.core.vocabulary.column_units import Column
from dashboard.core.vocabulary.digits import format_number
from dashboard.core.vocabulary.text import Language
from dashboard.figures.theme import MARKERS, TOKENS, build_template, escape_label

ROW, COLUMNS = 44, 3
NamedPlace = tuple[str, Place]
"""A region's name as a label, and where it stands."""


def draw_dumbbell(found: RegionComparison, column: Column, language: Language) -> go.Figure:
    """One row a region, best at the top: the base as a ring, the latest as a dot with its number;
    the whole is not among them.
    """
    # An axis of names runs upwards, so the best comes last.
    rows = [
        (escape_label(place.region.name.in_(language)), place) for place in reversed(found.known)
    ]
    figure = go.Figure(layout={"template": build_template(), "height": 70 + ROW * len(rows)})
    _draw_changes(figure, rows, column)
    bases = _draw_bases(figure, rows, column)
    latest = _draw_latest(figure, rows, column)
    values = [*latest, *bases]
    pad = _compute_padding(values, 0.18)
    figure.update_xaxes(
        range=[min(values) - pad * 0.5, max(values) + pad],
        showgrid=True,
        gridcolor=TOKENS["line"],
        nticks=6,
    )
    figure.update_yaxes(
        showgrid=False,
        ticklabelstandoff=8,
        categoryorder="array",
        categoryarray=[name for name, _ in rows],
    )
    figure.update_layout(margin={"l": 100, "r": 30, "t": 10, "b": 40})
    return figure


def _draw_changes(figure: go.Figure, rows: Sequence[NamedPlace], column: Column) -> None:
    """A bar from each region's base to its latest figure."""
    for name, place in rows:
        if not place.base or not place.latest:
            continue
        figure.add_scatter(
            x=[place.base.value * column.factor, place.latest.value * column.factor],
            y=[name, name],
            mode="lines",
            line={"color": TOKENS["line-2"], "width": 5},
            hoverinfo="skip",
        )


def _draw_bases(figure: go.Figure, rows: Sequence[NamedPlace], column: Column) -> list[float]:
    """The bases as bars across; gives their values."""
    bases = [(name, place.base) for name, place in rows if place.base]
    values = [base.value * column.factor for _, base in bases]
    figure.add_scatter(
        x=values,
        y=[name for name, _ in bases],
        mode="markers",
        hoverinfo="skip",
        marker=MARKERS["base"],
    )
    return values


def _draw_latest(figure: go.Figure, rows: Sequence[NamedPlace], column: Column) -> list[float]:
    """The latest figures as dots with their numbers; gives their values."""
    values = [place.latest.value * column.factor if place.latest else math.nan for _, place in rows]
    figure.add_scatter(
        x=values,
        y=[name for name, _ in rows],
        mode="markers+text",
        hoverinfo="skip",
        cliponaxis=False,
        textposition="middle right",
        text=[f" {format_number(value, column.indicator.decimals)}" for value in values],
        textfont={"size": 14, "color": TOKENS["accent-ink"]},
        marker={"size": 15, "color": TOKENS["accent"], "line": {"width": 0}},
    )
    return values


def draw_multiples(found: RegionComparison, column: Column, language: Language) -> go.Figure | None:
    """The years of every region, each in a plot of its own with the same axes; None where no region
    has two years.
    """
    places = _list_plotted(found)
    if not places:
        return None
    rows = math.ceil(len(places) / COLUMNS)
    figure = make_subplots(
        rows=rows,
        cols=COLUMNS,
        subplot_titles=[escape_label(place.region.name.in_(language)) for place in places],
        vertical_spacing=min(0.2, 0.5 / rows),
        horizontal_spacing=0.03,
    )
    figure.update_layout(
        template=build_template(),
        height=60 + 180 * rows,
        margin={"l": 60, "r": 16, "t": 36, "b": 40},
    )
    for position, place in enumerate(places):
        _draw_line(figure, place, column, position)
    figure.update_annotations(font={"size": 14, "color": TOKENS["ink"]})
    _apply_one_axis(figure, places, column)
    return figure


def _list_plotted(found: RegionComparison) -> list[Place]:
    """The regions with more than one year; not the city where it is the sum of the others, unless
    it is alone.
    """
    places = [place for place in (found.city, *found.places) if len(place.series) > 1]
    if found.whole is None:
        return places
    return [place for place in places if place is not found.city] or places


def _apply_one_axis(figure: go.Figure, places: Sequence[Place], column: Column) -> None:
    """The same range in every plot, so that heights may be compared; numbers stand at the left
    alone.
    """
    years = [one.year for place in places for one in place.series]
    values = [one.value * column.factor for place in places for one in place.series]
    first, last = min(years), max(years)
    pad = _compute_padding(values, 0.12)
    # A year at each end, beside the next plot's, also on a phone.
    room = max(0.9, (last - first) * 0.28)
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
    for position in range(len(places), len(list(figure.select_xaxes()))):
        row, col = _locate_plot(position)
        figure.update_xaxes(visible=False, row=row, col=col)
        figure.update_yaxes(visible=False, row=row, col=col)


def _draw_line(figure: go.Figure, place: Place, column: Column, position: int) -> None:
    """A region's years; a missing one is a hole."""
    years: list[int | None] = []
    values: list[float | None] = []
    for figure_ in place.series:
        if years and years[-1] is not None and figure_.year - years[-1] > 1:
            years.append(None)
            values.append(None)
        years.append(figure_.year)
        values.append(figure_.value * column.factor)
    row, col = _locate_plot(position)
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


def _locate_plot(position: int) -> tuple[int, int]:
    """Row and column of a plot, both counted from 1 as plotly does."""
    return position // COLUMNS + 1, position % COLUMNS + 1


def _compute_padding(values: Sequence[float], share: float) -> float:
    """The room beside values: a share of their range, also where they are all the same."""
    return (max(values) - min(values)) * share or abs(max(values)) * 0.1 or 1.0
