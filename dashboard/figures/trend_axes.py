"""From where to where do the axes of a trajectory run, and which years and values do they name?"""

from __future__ import annotations

import math
from typing import Literal

import plotly.graph_objects as go

from dashboard.figures.story import Story

FEW_YEARS = 7
"""So many years are all named."""


def apply_axes(figure: go.Figure, story: Story) -> None:
    """Years one by one; values from where they lie, upside down for ranks."""
    judged = story.snapshot.view.year
    years = [int(year) for year in _list_coordinates(figure, "x")] or [judged - 1, judged]
    first, last = min(years), max(years)
    ticks = list(range(first, last + 1))
    figure.update_xaxes(
        tickmode="array",
        tickvals=ticks,
        ticktext=[_year_label(year, last, len(ticks)) for year in ticks],
        tickangle=0,
        range=[first - 0.4, last + 0.4],
    )
    values = _list_coordinates(figure, "y")
    if not values:
        return
    low, high = min(values), max(values)
    digit = 1.0 if story.is_rank else story.digit
    pad = max((high - low) * 0.18, abs(high) * 0.02, digit)
    span = [low - pad, high + pad]
    step = _compute_step(span[1] - span[0], digit)
    if story.is_rank:
        span.reverse()
    figure.update_yaxes(range=span, tickformat=story.tick_format, tick0=0, dtick=step)


def _list_coordinates(figure: go.Figure, axis: Literal["x", "y"]) -> list[float]:
    """Where anything is drawn, along one axis."""
    coordinates: list[float] = []
    for trace in figure.data:
        values = trace[axis]
        if values is not None:
            coordinates += [value for value in values if value is not None]
    return coordinates


def _compute_step(length: float, digit: float) -> float:
    """A round step of 1, 2 or 5 that gives about five ticks, never finer than the digit that ticks
    print.
    """
    rough = length / 5
    power = 10.0 ** math.floor(math.log10(rough))
    steps = (times * power for times in (1, 2, 5, 10))
    step = next(step for step in steps if step >= rough * (1 - 1e-9))
    return max(step, digit)


def _year_label(year: int, last: int, ticks: int) -> str:
    """Every year where there is room, else every second one back from the last."""
    is_named = ticks <= FEW_YEARS or (last - year) % 2 == 0
    return str(year) if is_named else ""
