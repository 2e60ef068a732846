"""What do several years come to so far? The mean that a target for the mean is judged by."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.core.analysis.time_course import build_time_course
from dashboard.figures.story import MEAN, Story
from dashboard.figures.theme import TOKENS


def draw_means(figure: go.Figure, story: Story) -> None:
    """Of a target for the mean over years the mean so far, the last with its number: what the
    verdict is of.
    """
    target = story.target
    if target is None or target.period != "average":
        return
    course = build_time_course(story.snapshot, target, story.region, story.year)
    if not course.points:
        return
    last = course.points[-1]
    (number,) = story.format_figures([(last.year, last.value)])
    figure.add_scatter(
        x=[point.year for point in course.points],
        y=[point.value for point in course.points],
        name=story.say(MEAN),
        mode="lines+text",
        line={"color": TOKENS["accent-ink"], "width": 3, "dash": "dot"},
        text=[""] * (len(course.points) - 1) + [f"<b>{story.say(MEAN)} {number}</b>"],
        textposition="bottom center",
        textfont={"size": 14, "color": TOKENS["accent-ink"]},
        hovertemplate=[f"{point.year}<extra></extra>" for point in course.points],
        cliponaxis=False,
    )
