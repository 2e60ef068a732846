"""How does one target look from six metres? The trajectory with few marks, every label large and beside what it names."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.core import paths, phrases
from dashboard.core.model import Snapshot, Target, rows_of
from dashboard.core.text import Language, number
from dashboard.figures import burn_up
from dashboard.figures.story import GOAL, Story
from dashboard.figures.theme import TOKENS, TONES, safe, template

WIDTH, HEIGHT, TEXT = 1120, 640, 40
"""Pixels of a slide of 1920 × 1080; no text in it is smaller than TEXT."""
MOST_YEARS = 6


def draw(snapshot: Snapshot, target: Target, region: str, language: Language) -> go.Figure:
    """Actual solid, path dashed, goal as a diamond, the gap as a line in the tone of the status; each with its number."""
    story = Story(snapshot, snapshot.registry.indicators[target.indicator], target, region, language)
    figure = go.Figure(layout={"template": template(), "width": WIDTH, "height": HEIGHT})
    years, values = _path(figure, story)
    series = _actual(figure, story, min(years, default=None))
    goal = _goal(figure, story)
    _gap(figure, story)
    _axes(
        figure,
        story,
        [*years, *series["year"].tolist()],
        [*values, *series["value"].tolist(), *([goal] if goal is not None else [])],
    )
    return figure


def _path(figure: go.Figure, story: Story) -> tuple[list[int], list[float]]:
    points = paths.points(story.target) if story.target else None
    if points is None:
        return [], []
    years, values = [int(year) for year in points[0]], points[1].tolist()
    figure.add_scatter(
        x=years, y=values, mode="lines+markers", hoverinfo="skip",
        line={"color": TOKENS["path"], "width": 5, "dash": "dash"},
        marker={"size": 18, "color": TOKENS["paper"], "line": {"width": 5, "color": TOKENS["path"]}},
    )  # fmt: skip
    return years, values


def _actual(figure: go.Figure, story: Story, first: int | None) -> pd.DataFrame:
    """The figures from the path's first year on, at most six; the base and the year judged carry their numbers."""
    assert story.target is not None
    everything = _sums(story) if story.target.period == "total" else story.series
    series = everything[everything["year"] <= max(story.year, story.target.first)]
    series = series[series["year"] >= first] if first is not None else series.tail(MOST_YEARS)
    shown = {int(series["year"].min()), int(series["year"].max())} if len(series) else set()
    line = _expected(story)
    places = [_place(story, row, series, line) for row in rows_of(series)]
    figure.add_scatter(
        x=series["year"].tolist(), y=series["value"].tolist(), mode="lines+markers+text", hoverinfo="skip", cliponaxis=False,
        text=[f"<b>{number(row.value, story.indicator.decimals)}</b>" if int(row.year) in shown else "" for row in rows_of(series)],
        textposition=places,
        textfont={"size": TEXT, "color": TOKENS["accent-ink"]},
        line={"color": TOKENS["accent"], "width": 8},
        marker={
            "size": 24, "color": TOKENS["accent"], "line": {"width": 5, "color": TOKENS["accent"]},
            "symbol": ["circle-open" if row.quality == "unverified" else "circle" for row in rows_of(series)],
        },
    )  # fmt: skip
    return series


def _sums(story: Story) -> pd.DataFrame:
    """What has come together year by year, for a sum over years."""
    points = burn_up.sums(story)
    return pd.DataFrame(
        {"year": [int(at) for at, _, _ in points], "value": [value for _, value, _ in points], "quality": ["unverified" if one else "published" for _, _, one in points]}
    )  # fmt: skip


def _place(story: Story, row: Any, series: pd.DataFrame, line: dict[int, float]) -> str:
    """The side of a point on which nothing is drawn: away from the path, and for the first point away from where the line goes."""
    values = series["value"].tolist()
    first = int(row.year) == int(series["year"].min())
    low = values[0] <= values[-1] if first and len(values) > 1 else row.value < line.get(int(row.year), float("-inf"))
    return "bottom center" if low != (story.indicator.measure == "rank") else "top center"


def _expected(story: Story) -> dict[int, float]:
    points = paths.points(story.target) if story.target else None
    return dict(zip(points[0].astype(int).tolist(), points[1].tolist(), strict=True)) if points is not None else {}


def _goal(figure: go.Figure, story: Story) -> float | None:
    """The number to reach with its words, on the right of the plot; a yearly bound as a line through all years."""
    target = story.target
    goal = paths.goal_of(target) if target else None
    if target is None or goal is None:
        return None
    words = f"<b>{story.say(GOAL)} {safe(phrases.bound_short(story.snapshot.registry, target).in_(story.language))}</b>"
    if target.period in ("every", "average"):
        first = min([target.first, *story.series["year"].tail(MOST_YEARS).tolist()])
        figure.add_scatter(
            x=[first, target.last], y=[goal, goal], mode="lines", line={"color": TOKENS["goal"], "width": 5}, hoverinfo="skip"
        )
    else:
        figure.add_scatter(x=[target.last], y=[goal], mode="markers", marker={"size": 32, "symbol": "diamond", "color": TOKENS["goal"]}, hoverinfo="skip", cliponaxis=False)  # fmt: skip
    under = (
        target.base is not None
        and target.base.value is not None
        and (target.base.value > goal) != (story.indicator.measure == "rank")
    )
    figure.add_annotation(
        x=target.last, y=goal, text=words, showarrow=False, xanchor="right", xshift=30,
        yanchor="top" if under else "bottom", yshift=-26 if under else 22,
        font={"size": TEXT, "color": TOKENS["goal"]},
    )  # fmt: skip
    return float(goal)


def _gap(figure: go.Figure, story: Story) -> None:
    row: Any = story.verdict
    if row is None or pd.isna(row.actual) or pd.isna(row.expected) or row.month < 12 or not row.gap_to_path:
        return
    figure.add_scatter(
        x=[row.year, row.year],
        y=[row.expected, row.actual],
        mode="lines",
        hoverinfo="skip",
        line={"color": TONES[row.status], "width": 8},
    )


def _axes(figure: go.Figure, story: Story, years: list[int], values: list[float]) -> None:
    """Every year where there is room, else the first, the last and every second; few lines across."""
    if not years or not values:
        figure.update_xaxes(visible=False)
        figure.update_yaxes(visible=False)
        return
    first, last = min(years), max([*years, story.target.last if story.target else 0])
    step = 1 if last - first < MOST_YEARS else 2
    ticks = list(range(last, first - 1, -step))
    pad = max((max(values) - min(values)) * 0.28, abs(max(values)) * 0.01, 10.0**-story.indicator.decimals)
    span = [min(values) - pad, max(values) + pad]
    figure.update_xaxes(tickmode="array", tickvals=ticks, ticktext=[str(year) for year in ticks], tickangle=0, range=[first - 0.5, last + 0.5], tickfont={"size": TEXT})  # fmt: skip
    figure.update_yaxes(
        range=span[::-1] if story.indicator.measure == "rank" else span, nticks=4, tickfont={"size": TEXT}, tickformat=",d" if story.indicator.decimals == 0 else f",.{story.indicator.decimals}f"
    )  # fmt: skip
    figure.update_layout(margin={"l": 150, "r": 40, "t": 20, "b": 80})
