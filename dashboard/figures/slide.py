"""How does one target look from six metres? The trajectory with few marks, every label large and
beside what it names.
"""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.core.analysis.time_course import MOST_YEARS, Point, TimeCourse, build_time_course
from dashboard.core.vocabulary.model import Target
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.text import Language
from dashboard.figures.story import GOAL, Story, choose_symbol, is_compared
from dashboard.figures.theme import TOKENS, TONES, WALL_GOAL, build_template

WIDTH, HEIGHT, TEXT = 1120, 640, 40
"""Pixels of a slide of 1920 × 1080; no text in it is smaller than TEXT."""


def draw(snapshot: Snapshot, target: Target, region: str, language: Language) -> go.Figure:
    """Actual solid, path dashed, goal as a bar, the gap as a line in the tone of the status;
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
    _draw_goal(figure, story, target, time_course)
    _draw_gap(figure, story)
    _apply_axes(figure, story, time_course)
    return figure


def _draw_path(figure: go.Figure, time_course: TimeCourse) -> None:
    figure.add_scatter(
        x=[year for year, _ in time_course.path],
        y=[value for _, value in time_course.path],
        mode="lines",
        hoverinfo="skip",
        line={"color": TOKENS["path"], "width": 5, "dash": "dash"},
    )


def _draw_actual(figure: go.Figure, story: Story, time_course: TimeCourse) -> None:
    """The figures; the first and the last carry their numbers."""
    points = time_course.points
    numbers = story.format_figures([(point.year, point.value) for point in points])
    labels = [f"<b>{number}</b>" for number in numbers]
    labels[1:-1] = [""] * len(labels[1:-1])
    figure.add_scatter(
        x=[point.year for point in points],
        y=[point.value for point in points],
        mode="lines+markers+text",
        hoverinfo="skip",
        cliponaxis=False,
        text=labels,
        textposition=[_choose_label_side(story, point, time_course) for point in points],
        textfont={"size": TEXT, "color": TOKENS["accent-ink"]},
        line={"color": TOKENS["accent"], "width": 8},
        marker={
            "size": 24,
            "color": TOKENS["accent"],
            "line": {"width": 5, "color": TOKENS["accent"]},
            "symbol": [choose_symbol(unverified=point.unverified) for point in points],
        },
    )


def _choose_label_side(story: Story, point: Point, time_course: TimeCourse) -> str:
    """The side of a point on which nothing is drawn: away from the path, and for the first point
    away from where the line goes.
    """
    first, last = time_course.points[0], time_course.points[-1]
    if point is first and first is not last:
        is_low = first.value <= last.value
    else:
        is_low = point.value < time_course.expected.get(point.year, float("-inf"))
    return "bottom center" if is_low != story.is_rank else "top center"


def _draw_goal(figure: go.Figure, story: Story, target: Target, time_course: TimeCourse) -> None:
    """The number to reach with its words, on the right of the plot; a bound of every year
    as a line, an interval with both its edges.
    """
    goal = time_course.goal
    if goal is None:
        return
    for edge in time_course.goals:
        if time_course.level:
            line = {"color": TOKENS["goal"], "width": 5}
            figure.add_scatter(
                x=[target.first - 0.4, target.last + 0.4],
                y=[edge, edge],
                mode="lines",
                line=line,
                hoverinfo="skip",
            )
        else:
            figure.add_scatter(
                x=[target.last],
                y=[edge],
                mode="markers",
                marker=WALL_GOAL,
                hoverinfo="skip",
                cliponaxis=False,
            )
    side, shift = "bottom", 22
    if _is_approached_from_above(story, target, goal):
        side, shift = "top", -26
    figure.add_annotation(
        x=target.last,
        y=goal,
        text=f"<b>{story.say(GOAL)} {story.name_bound(target)}</b>",
        showarrow=False,
        xanchor="right",
        xshift=30,
        yanchor=side,
        yshift=shift,
        font={"size": TEXT, "color": TOKENS["goal"]},
    )


def _is_approached_from_above(story: Story, target: Target, goal: float) -> bool:
    """Whether the base is drawn higher than the goal."""
    if target.base is None or target.base.value is None:
        return False
    return (target.base.value > goal) != story.is_rank


def _draw_gap(figure: go.Figure, story: Story) -> None:
    """From what should be to what is, in the tone of the verdict."""
    verdict = story.verdict
    if not is_compared(verdict) or not verdict.gap_to_path:
        return
    figure.add_scatter(
        x=[verdict.year, verdict.year],
        y=[verdict.expected, verdict.actual],
        mode="lines",
        hoverinfo="skip",
        line={"color": TONES[verdict.status], "width": 8},
    )


def _apply_axes(figure: go.Figure, story: Story, time_course: TimeCourse) -> None:
    """Every year where there is room, else the first, the last and every second; few lines
    across.
    """
    if not time_course.path and not time_course.points:
        figure.update_xaxes(visible=False)
        figure.update_yaxes(visible=False)
        return
    first, last = time_course.years[0], time_course.years[-1]
    step = 1 if last - first < MOST_YEARS else 2
    ticks = list(range(last, first - 1, -step))
    figure.update_xaxes(
        tickmode="array",
        tickvals=ticks,
        ticktext=[str(year) for year in ticks],
        tickangle=0,
        range=[first - 0.5, last + 0.5],
        tickfont={"size": TEXT},
    )
    figure.update_yaxes(
        range=_compute_range(story, time_course),
        nticks=4,
        tickfont={"size": TEXT},
        tickformat=story.tick_format,
    )
    figure.update_layout(margin={"l": 150, "r": 40, "t": 20, "b": 80})


def _compute_range(story: Story, time_course: TimeCourse) -> list[float]:
    """Around everything that is drawn, with room for large labels; upside down for ranks."""
    values = [value for _, value in time_course.path]
    values += [point.value for point in time_course.points]
    values += time_course.goals
    low, high = min(values), max(values)
    pad = max((high - low) * 0.28, abs(high) * 0.01, story.digit)
    if story.is_rank:
        return [high + pad, low - pad]
    return [low - pad, high + pad]
