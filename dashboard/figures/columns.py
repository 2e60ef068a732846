"""How does each year's growth stand to its target? Columns from zero with a tick where the year's
target is.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard.core.declaration import paths
from dashboard.core.vocabulary.digits import format_number
from dashboard.core.vocabulary.model import Target, iterate_rows
from dashboard.core.vocabulary.text import format_year
from dashboard.figures.means import draw_means
from dashboard.figures.story import ACTUAL, GOAL, Story
from dashboard.figures.theme import TOKENS, build_template, label_years

MOST_YEARS = 11
HEIGHT = 420


def draw(story: Story) -> go.Figure:
    """A column a year, hollow where the figure is unverified; targets of single years as ticks, of
    all years as a line.
    """
    figure = go.Figure(layout={"template": build_template(), "height": HEIGHT, "bargap": 0.45})
    series = story.series.tail(MOST_YEARS)
    _draw_columns(figure, story, series)
    targets = _list_targets(story)
    for target in targets:
        if target.period == "in":
            _draw_tick(figure, story, target)
        else:
            _draw_bound(figure, story, target)
    draw_means(figure, story)
    goals = [edge for target in targets for edge in paths.list_edges(target)]
    _apply_values(figure, [*series["value"].tolist(), *goals])
    ends = [year for target in targets for year in (target.first, target.last)]
    _apply_years(figure, [*series["year"].tolist(), *ends])
    return figure


def _draw_columns(figure: go.Figure, story: Story, series: pd.DataFrame) -> None:
    rows = list(iterate_rows(series))
    figure.add_bar(
        x=series["year"].tolist(),
        y=series["value"].tolist(),
        name=story.say(ACTUAL),
        text=[format_number(row.value, story.indicator.decimals) for row in rows],
        textposition="outside",
        cliponaxis=False,
        textfont={"size": 15, "color": TOKENS["accent-ink"]},
        hoverinfo="skip",
        marker={
            "color": [_choose_filling(row.quality) for row in rows],
            "line": {"width": 2, "color": TOKENS["accent"]},
        },
    )


def _choose_filling(quality: str) -> str:
    """The colour within a column: none for what is unverified."""
    return TOKENS["paper"] if quality == "unverified" else TOKENS["accent"]


def _list_targets(story: Story) -> list[Target]:
    """Every target of the indicator that is about single years or all years, the one looked at
    among them.
    """
    mine = [
        target
        for target in story.snapshot.registry.of(story.indicator.id)
        if story.region in target.regions and target.x is not None
    ]
    return [target for target in mine if target.period == "in" or target is story.target]


def _draw_tick(figure: go.Figure, story: Story, target: Target) -> None:
    """A wide tick over a single year; of the target looked at, its number stands above the plot."""
    _draw_line(figure, story, target, (target.last - 0.42, target.last + 0.42), width=4)
    if target is not story.target:
        return
    year = story.say(format_year(target.last))
    figure.add_annotation(
        xref="paper",
        yref="paper",
        x=0,
        y=1,
        yshift=8,
        text=f"<b>{year} {story.say(GOAL)} {story.name_bound(target)}</b>",
        showarrow=False,
        xanchor="left",
        yanchor="bottom",
        font={"size": 15, "color": TOKENS["goal"]},
    )


def _draw_bound(figure: go.Figure, story: Story, target: Target) -> None:
    """A line over the years of a target of every year or of the mean, with its number at the
    end.
    """
    end = target.last + 0.5
    _draw_line(figure, story, target, (target.first - 0.5, end), width=2)
    figure.add_annotation(
        x=end,
        y=target.x,
        text=f"<b>{story.say(GOAL)} {story.name_bound(target)}</b>",
        showarrow=False,
        xanchor="right",
        yanchor="bottom",
        yshift=4,
        font={"size": 14, "color": TOKENS["goal"]},
        bgcolor=TOKENS["paper"],
    )


def _draw_line(
    figure: go.Figure, story: Story, target: Target, ends: tuple[float, float], *, width: int
) -> None:
    """A line at every edge: an interval has two."""
    for edge in paths.list_edges(target):
        figure.add_scatter(
            x=list(ends),
            y=[edge, edge],
            mode="lines",
            name=story.say(GOAL),
            hoverinfo="skip",
            cliponaxis=False,
            line={"color": TOKENS["goal"], "width": width},
        )


def _apply_values(figure: go.Figure, values: Sequence[float]) -> None:
    """Columns stand on zero, whatever their values."""
    low, high = min([0.0, *values]), max([0.0, *values])
    pad = (high - low) * 0.2 or 1.0
    bottom = low - pad if low < 0 else low
    figure.update_yaxes(
        range=[bottom, high + pad], zeroline=True, zerolinecolor=TOKENS["line-2"], nticks=6
    )


def _apply_years(figure: go.Figure, years: Sequence[int]) -> None:
    if not years:
        return
    first, last = min(years), max(years)
    label_years(figure, range(first, last + 1), (first - 0.7, last + 0.7))
