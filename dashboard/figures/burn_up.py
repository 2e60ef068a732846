"""How much of a count is done, against time? What has come together by month or by year, the even
way to the goal, and the goal.
"""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.core.analysis import time_course
from dashboard.core.declaration import phrases
from dashboard.core.vocabulary.model import Target, iterate_rows
from dashboard.figures.story import ACTUAL, GOAL, PATH, Story, choose_symbol
from dashboard.figures.theme import MARKERS, TOKENS, build_template, label_years

HEIGHT = 420

MONTHS = 12
Points = list[tuple[float, float, bool]]
"""Where, how much, and whether that is unverified."""


def draw(story: Story) -> go.Figure:
    """Within a year by month, over several years by year; the even way dashed, the goal as a
    bar with its number.
    """
    target = story.target
    assert target is not None
    assert target.x is not None
    figure = go.Figure(layout={"template": build_template(), "height": HEIGHT})
    if target.period == "in":
        points, start, end = _list_months(story), 0.0, float(MONTHS)
    else:
        points, start, end = _list_sums(story), float(target.first - 1), float(target.last)
    figure.add_scatter(
        x=[start, end],
        y=[0, target.x],
        mode="lines",
        name=story.say(PATH),
        hoverinfo="skip",
        line={"color": TOKENS["path"], "width": 2, "dash": "dash"},
    )
    _draw_actual(figure, story, points, start)
    _draw_goal(figure, story, target, end)
    highest = max([target.x, *(value for _, value, _ in points)])
    figure.update_yaxes(range=[0, highest * 1.18], nticks=6)
    _apply_times(figure, story, target)
    return figure


def _list_months(story: Story) -> Points:
    """What was reported of the year, by its month; the full year at the twelfth."""
    assert story.target is not None
    rows = story.snapshot.values(story.indicator.id, story.region)
    return [
        (float(row.month), float(row.value), row.quality == "unverified")
        for row in iterate_rows(rows[rows["year"] == story.target.last])
    ]


def _list_sums(story: Story) -> Points:
    """The sum of the years from the first on, as far as none is missing."""
    assert story.target is not None
    full_years = time_course.list_points(story.snapshot, story.indicator.id, story.region)
    return [
        (float(point.year), point.value, point.unverified)
        for point in time_course.compute_sums(story.target, full_years)
    ]


def _draw_actual(figure: go.Figure, story: Story, points: Points, start: float) -> None:
    """What has come together, from nothing at the start on, each point with its number."""
    numbers = story.format_figures([(int(when), value) for when, value, _ in points])
    symbols = [choose_symbol(unverified=unverified) for _, _, unverified in points]
    figure.add_scatter(
        x=[start, *(when for when, _, _ in points)],
        y=[0, *(value for _, value, _ in points)],
        mode="lines+markers+text",
        name=story.say(ACTUAL),
        hoverinfo="skip",
        cliponaxis=False,
        line={"color": TOKENS["accent"], "width": 3},
        text=["", *numbers],
        textposition="top left",
        textfont={"size": 15, "color": TOKENS["accent-ink"]},
        marker={
            "size": [0, *(11 for _ in points)],
            "color": TOKENS["accent"],
            "line": {"width": 2, "color": TOKENS["accent"]},
            "symbol": ["circle", *symbols],
        },
    )


def _draw_goal(figure: go.Figure, story: Story, target: Target, end: float) -> None:
    figure.add_scatter(
        x=[end],
        y=[target.x],
        mode="markers+text",
        name=story.say(GOAL),
        hoverinfo="skip",
        cliponaxis=False,
        text=[f"<b>{story.say(GOAL)} {story.name_bound(target)}</b>"],
        textposition="top left",
        textfont={"size": 14, "color": TOKENS["goal"]},
        marker=MARKERS["goal"],
    )


def _apply_times(figure: go.Figure, story: Story, target: Target) -> None:
    """A year with its quarters named, or the years after the start."""
    if target.period != "in":
        years = range(target.first, target.last + 1)
        label_years(figure, years, (float(target.first - 1), target.last + 0.3))
        return
    months = [3, 6, 9, 12]
    figure.update_xaxes(
        tickvals=months,
        ticktext=[story.say(phrases.format_months(month)) for month in months],
        tickangle=0,
        range=[0, MONTHS + 0.4],
    )
