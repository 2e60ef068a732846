"""How does one target look from six metres? The trajectory with few marks, every label large and
beside what it names.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.core.analysis.time_course import MOST_YEARS, Point, TimeCourse, build_time_course
from dashboard.core.declaration import phrases
from dashboard.core.vocabulary.model import Snapshot, Target
from dashboard.core.vocabulary.text import Language, format_number
from dashboard.figures.story import GOAL, Story
from dashboard.figures.theme import TOKENS, TONES, build_template, escape_label

WIDTH, HEIGHT, TEXT = 1120, 640, 40
"""Pixels of a slide of 1920 × 1080; no text in it is smaller than TEXT."""


def draw(snapshot: Snapshot, target: Target, region: str, language: Language) -> go.Figure:
    """Actual solid, path dashed, goal as a diamond, the gap as a line in the tone of the status;
    each with its number.
    """
    story = Story(
        snapshot, snapshot.registry.indicators[target.indicator], target, region, language
    )
    time_course = build_time_course(snapshot, target, region, story.year)
    figure = go.Figure(layout={"template": build_template(), "width": WIDTH, "height": HEIGHT})
    if time_course.path:
        _draw_path(figure, time_course)
    _draw_actual(figure, story, time_course)
    if time_course.goal is not None:
        _draw_goal(figure, story, target, time_course, time_course.goal)
    _draw_gap(figure, story)
    _apply_axes(figure, story, time_course)
    return figure


def _draw_path(figure: go.Figure, time_course: TimeCourse) -> None:
    figure.add_scatter(
        x=[year for year, _ in time_course.path],
        y=[value for _, value in time_course.path],
        mode="lines+markers",
        hoverinfo="skip",
        line={"color": TOKENS["path"], "width": 5, "dash": "dash"},
        marker={
            "size": 18,
            "color": TOKENS["paper"],
            "line": {"width": 5, "color": TOKENS["path"]},
        },
    )


def _draw_actual(figure: go.Figure, story: Story, time_course: TimeCourse) -> None:
    """The figures; the first and the last carry their numbers."""
    points = time_course.points
    labelled_years = {points[0].year, points[-1].year} if points else set()
    figure.add_scatter(
        x=[one.year for one in points],
        y=[one.value for one in points],
        mode="lines+markers+text",
        hoverinfo="skip",
        cliponaxis=False,
        text=[
            f"<b>{format_number(one.value, story.indicator.decimals)}</b>"
            if one.year in labelled_years
            else ""
            for one in points
        ],
        textposition=[_choose_label_side(story, one, time_course) for one in points],
        textfont={"size": TEXT, "color": TOKENS["accent-ink"]},
        line={"color": TOKENS["accent"], "width": 8},
        marker={
            "size": 24,
            "color": TOKENS["accent"],
            "line": {"width": 5, "color": TOKENS["accent"]},
            "symbol": ["circle-open" if one.unverified else "circle" for one in points],
        },
    )


def _choose_label_side(story: Story, one: Point, time_course: TimeCourse) -> str:
    """The side of a point on which nothing is drawn: away from the path, and for the first point
    away from where the line goes.
    """
    begins, ends = time_course.points[0], time_course.points[-1]
    low = (
        begins.value <= ends.value
        if one is begins and one is not ends
        else one.value < time_course.expected.get(one.year, float("-inf"))
    )
    return "bottom center" if low != (story.indicator.measure == "rank") else "top center"


def _draw_goal(
    figure: go.Figure, story: Story, target: Target, time_course: TimeCourse, goal: float
) -> None:
    """The number to reach with its words, on the right of the plot; a yearly bound as a line
    through all years.
    """
    label = (
        f"<b>{story.say(GOAL)} "
        f"{escape_label(phrases.format_short_bound(story.snapshot.registry, target).in_(story.language))}</b>"
    )
    if time_course.level:
        first = min([target.first, *(one.year for one in time_course.points)])
        figure.add_scatter(
            x=[first, target.last],
            y=[goal, goal],
            mode="lines",
            line={"color": TOKENS["goal"], "width": 5},
            hoverinfo="skip",
        )
    else:
        figure.add_scatter(
            x=[target.last],
            y=[goal],
            mode="markers",
            marker={"size": 32, "symbol": "diamond", "color": TOKENS["goal"]},
            hoverinfo="skip",
            cliponaxis=False,
        )
    under = (
        target.base is not None
        and target.base.value is not None
        and (target.base.value > goal) != (story.indicator.measure == "rank")
    )
    figure.add_annotation(
        x=target.last,
        y=goal,
        text=label,
        showarrow=False,
        xanchor="right",
        xshift=30,
        yanchor="top" if under else "bottom",
        yshift=-26 if under else 22,
        font={"size": TEXT, "color": TOKENS["goal"]},
    )


def _draw_gap(figure: go.Figure, story: Story) -> None:
    row: Any = story.verdict
    if (
        row is None
        or pd.isna(row.actual)
        or pd.isna(row.expected)
        or row.month < 12
        or not row.gap_to_path
    ):
        return
    figure.add_scatter(
        x=[row.year, row.year],
        y=[row.expected, row.actual],
        mode="lines",
        hoverinfo="skip",
        line={"color": TONES[row.status], "width": 8},
    )


def _apply_axes(figure: go.Figure, story: Story, time_course: TimeCourse) -> None:
    """Every year where there is room, else the first, the last and every second; few lines
    across.
    """
    values = [
        *(value for _, value in time_course.path),
        *(one.value for one in time_course.points),
        *([time_course.goal] if time_course.goal is not None else []),
    ]
    if not values or not (time_course.path or time_course.points):
        figure.update_xaxes(visible=False)
        figure.update_yaxes(visible=False)
        return
    first, last = time_course.years[0], time_course.years[-1]
    step = 1 if last - first < MOST_YEARS else 2
    ticks = list(range(last, first - 1, -step))
    pad = max(
        (max(values) - min(values)) * 0.28, abs(max(values)) * 0.01, 10.0**-story.indicator.decimals
    )
    span = [min(values) - pad, max(values) + pad]
    figure.update_xaxes(
        tickmode="array",
        tickvals=ticks,
        ticktext=[str(year) for year in ticks],
        tickangle=0,
        range=[first - 0.5, last + 0.5],
        tickfont={"size": TEXT},
    )
    figure.update_yaxes(
        range=span[::-1] if story.indicator.measure == "rank" else span,
        nticks=4,
        tickfont={"size": TEXT},
        tickformat=",d" if story.indicator.decimals == 0 else f",.{story.indicator.decimals}f",
    )
    figure.update_layout(margin={"l": 150, "r": 40, "t": 20, "b": 80})
