"""How does each year's growth stand to its target? Columns from zero with a tick where the year's
target is.
"""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.core.declaration import phrases
from dashboard.core.vocabulary.model import Target, iterate_rows
from dashboard.core.vocabulary.text import format_number, format_year
from dashboard.figures.story import ACTUAL, GOAL, Story
from dashboard.figures.theme import TOKENS, build_template, escape_label

MOST_YEARS = 11
HEIGHT = 420


def draw(story: Story) -> go.Figure:
    """A column a year, hollow where the figure is unverified; targets of single years as ticks, of
    all years as a line.
    """
    series = story.series.tail(MOST_YEARS)
    figure = go.Figure(layout={"template": build_template(), "height": HEIGHT, "bargap": 0.45})
    hollow = [row.quality == "unverified" for row in iterate_rows(series)]
    figure.add_bar(
        x=series["year"].tolist(),
        y=series["value"].tolist(),
        name=story.say(ACTUAL),
        text=[format_number(row.value, story.indicator.decimals) for row in iterate_rows(series)],
        textposition="outside",
        cliponaxis=False,
        textfont={"size": 15, "color": TOKENS["accent-ink"]},
        hoverinfo="skip",
        marker={
            "color": [TOKENS["paper"] if one else TOKENS["accent"] for one in hollow],
            "line": {"width": 2, "color": TOKENS["accent"]},
        },
    )
    goals = _draw_ticks(figure, story)
    _apply_axes(
        figure,
        story,
        [*series["value"].tolist(), *goals],
        [*series["year"].tolist(), *_list_years(story)],
    )
    return figure


def _list_targets(story: Story) -> list[Target]:
    """Every target of the indicator that is about single years or all years, the one looked at
    among them.
    """
    mine = [
        one
        for one in story.snapshot.registry.of(story.indicator.id)
        if story.region in one.regions and one.x is not None
    ]
    return [one for one in mine if one.period == "in" or one is story.target]


def _list_years(story: Story) -> list[int]:
    return [year for one in _list_targets(story) for year in (one.first, one.last)]


def _draw_ticks(figure: go.Figure, story: Story) -> list[float]:
    """A wide tick over a single year; a line over the years of a target of every year or of the
    mean, with its number at the end.
    """
    goals: list[float] = []
    for one in _list_targets(story):
        assert one.x is not None
        goals.append(one.x)
        words = (
            f"{story.say(GOAL)} "
            f"{escape_label(phrases.format_short_bound(story.snapshot.registry, one).in_(story.language))}"
        )
        single = one.period == "in"
        ends = [one.last - 0.42, one.last + 0.42] if single else [one.first - 0.5, one.last + 0.5]
        figure.add_scatter(
            x=ends,
            y=[one.x, one.x],
            mode="lines",
            name=story.say(GOAL),
            hoverinfo="skip",
            cliponaxis=False,
            line={"color": TOKENS["goal"], "width": 4 if single else 2},
        )
        if single and one is story.target:
            when = format_year(one.last)
            label = f"<b>{story.say(when)} {words}</b>"
            figure.add_annotation(
                xref="paper",
                yref="paper",
                x=0,
                y=1,
                yshift=8,
                text=label,
                showarrow=False,
                xanchor="left",
                yanchor="bottom",
                font={"size": 15, "color": TOKENS["goal"]},
            )
        elif not single:
            figure.add_annotation(
                x=one.last + 0.5,
                y=one.x,
                text=f"<b>{words}</b>",
                showarrow=False,
                xanchor="right",
                yanchor="bottom",
                yshift=4,
                font={"size": 14, "color": TOKENS["goal"]},
                bgcolor=TOKENS["paper"],
            )
    return goals


def _apply_axes(figure: go.Figure, story: Story, values: list[float], years: list[int]) -> None:
    """Columns stand on zero, whatever their values."""
    low, high = min([0.0, *values]), max([0.0, *values])
    pad = (high - low) * 0.2 or 1.0
    figure.update_yaxes(
        range=[low - (pad if low < 0 else 0), high + pad],
        zeroline=True,
        zerolinecolor=TOKENS["line-2"],
        nticks=6,
    )
    if years:
        ticks = list(range(min(years), max(years) + 1))
        figure.update_xaxes(
            tickvals=ticks,
            ticktext=[str(year) for year in ticks],
            tickangle=0,
            range=[ticks[0] - 0.7, ticks[-1] + 0.7],
        )
