"""How much of a count is done, against time? What has come together by month or by year, the even
way to the goal, and the goal.
"""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.core.analysis import time_course
from dashboard.core.declaration import phrases
from dashboard.core.vocabulary.model import iterate_rows
from dashboard.core.vocabulary.text import Text, format_number
from dashboard.figures.story import ACTUAL, GOAL, Story
from dashboard.figures.theme import TOKENS, build_template, escape_label

HEIGHT = 420
EVEN = Text("匀速进度", "Even progress")
MONTHS = 12
Points = list[tuple[float, float, bool]]
"""Where, how much, and whether that is unverified."""


def draw(story: Story) -> go.Figure:
    """Within a year by month, over several years by year; the even way dashed, the goal as a
    diamond with its number.
    """
    target = story.target
    assert target is not None
    assert target.x is not None
    points = _list_months(story) if target.period == "in" else _list_sums(story)
    end = float(MONTHS) if target.period == "in" else float(target.last)
    start = 0.0 if target.period == "in" else float(target.first - 1)
    figure = go.Figure(layout={"template": build_template(), "height": HEIGHT})
    figure.add_scatter(
        x=[start, end],
        y=[0, target.x],
        mode="lines",
        name=story.say(EVEN),
        hoverinfo="skip",
        line={"color": TOKENS["path"], "width": 2, "dash": "dash"},
    )
    figure.add_scatter(
        x=[start, *(at for at, _, _ in points)],
        y=[0, *(value for _, value, _ in points)],
        mode="lines+markers+text",
        name=story.say(ACTUAL),
        hoverinfo="skip",
        cliponaxis=False,
        line={"color": TOKENS["accent"], "width": 3},
        text=["", *(format_number(value, story.indicator.decimals) for _, value, _ in points)],
        textposition="top left",
        textfont={"size": 15, "color": TOKENS["accent-ink"]},
        marker={
            "size": [0, *(11 for _ in points)],
            "color": TOKENS["accent"],
            "line": {"width": 2, "color": TOKENS["accent"]},
            "symbol": ["circle", *("circle-open" if open_ else "circle" for _, _, open_ in points)],
        },
    )
    label = (
        f"<b>{story.say(GOAL)} "
        f"{escape_label(phrases.format_short_bound(story.snapshot.registry, target).in_(story.language))}</b>"
    )
    figure.add_scatter(
        x=[end],
        y=[target.x],
        mode="markers+text",
        name=story.say(GOAL),
        hoverinfo="skip",
        cliponaxis=False,
        text=[label],
        textposition="bottom left",
        textfont={"size": 14, "color": TOKENS["goal"]},
        marker={"size": 14, "symbol": "diamond", "color": TOKENS["goal"]},
    )
    _apply_axes(figure, story, start, end, max([target.x, *(value for _, value, _ in points)]))
    return figure


def _list_months(story: Story) -> Points:
    """What was reported of the year, by its month; the full year at the twelfth."""
    assert story.target is not None
    rows = story.snapshot.values(story.indicator.id, story.region)
    mine = rows[rows["year"] == story.target.last]
    return [
        (float(row.month), float(row.value), row.quality == "unverified")
        for row in iterate_rows(mine)
    ]


def _list_sums(story: Story) -> Points:
    """The sum of the years from the first on, as far as none is missing."""
    assert story.target is not None
    return [
        (float(one.year), one.value, one.unverified)
        for one in time_course.compute_sums(
            story.target, time_course.list_points(story.snapshot, story.indicator.id, story.region)
        )
    ]


def _apply_axes(figure: go.Figure, story: Story, start: float, end: float, high: float) -> None:
    figure.update_yaxes(range=[0, high * 1.18], nticks=6)
    if end == MONTHS:
        months = [3, 6, 9, 12]
        figure.update_xaxes(
            tickvals=months,
            ticktext=[story.say(phrases.format_months(month)) for month in months],
            tickangle=0,
            range=[0, end + 0.4],
        )
    else:
        years = list(range(int(start), int(end) + 1))
        figure.update_xaxes(
            tickvals=years[1:],
            ticktext=[str(year) for year in years[1:]],
            tickangle=0,
            range=[start, end + 0.3],
        )
