"""Where should the series be? The goal, annual targets beside the path, and the zone that a yearly
bound forbids.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard.core.declaration import paths, phrases
from dashboard.core.vocabulary.model import BETTER_SIGN, Indicator, Target
from dashboard.core.vocabulary.targets import BOUNDS
from dashboard.figures.story import ANNUAL, GOAL, Story
from dashboard.figures.theme import MARKERS, TOKENS


def goal_marks(figure: go.Figure, story: Story) -> None:
    """What is to be reached: annual targets beside the path, and the goal on top of them."""
    _mark_annual_targets(figure, story)
    _mark_goal(figure, story)


def _mark_goal(figure: go.Figure, story: Story) -> None:
    """The number to be reached, as a bar in its year with its label; both edges of an interval."""
    target = story.target
    if target is None or target.period not in ("by", "in") or paths.is_level(target):
        return
    goal, name = paths.find_goal(target), story.say(GOAL)
    edges = [edge for edge in (target.x, target.high) if edge is not None]
    if goal is None:
        return
    figure.add_scatter(
        x=[target.last for _ in edges],
        y=edges,
        name=name,
        mode="markers",
        marker=MARKERS["goal"],
        hovertemplate=_describe_target(story, target),
        cliponaxis=False,
    )
    figure.add_annotation(
        x=target.last,
        y=goal,
        text=f"<b>{name} {story.name_bound(target)}</b>",
        showarrow=False,
        font={"color": TOKENS["goal"], "size": 14},
        **_place_goal_label(story, target, goal),
    )


def _describe_target(story: Story, target: Target) -> str:
    """Period and bound in words, when the pointer is on them."""
    bound = phrases.format_bound(story.snapshot.registry, target)
    return f"{story.say(phrases.format_period(target))} {story.say(bound)}<extra></extra>"


def _place_goal_label(story: Story, target: Target, goal: float) -> dict[str, Any]:
    """Where the goal's number stands: inside the plot, on the side where the last figure is not."""
    years = [int(year) for year in story.series["year"]]
    if years and max(years) > target.last:  # later figures follow: there is room on the right
        return {"xanchor": "left", "xshift": 12, "yanchor": "middle", "yshift": 0}
    values = story.series[story.series["year"] <= target.last]["value"].tolist()
    is_passed = bool(values) and values[-1] >= goal
    if is_passed != story.is_rank:
        return {"xanchor": "right", "xshift": 12, "yanchor": "top", "yshift": -58}
    return {"xanchor": "right", "xshift": 12, "yanchor": "bottom", "yshift": 10}


def _mark_annual_targets(figure: go.Figure, story: Story) -> None:
    """Annual targets of the same indicator beside the path, each with its number."""
    registry = story.snapshot.registry
    targets = _list_annual_targets(story)
    if not targets:
        return
    name = story.say(ANNUAL)
    figure.add_scatter(
        x=[target.last for target in targets],
        y=[target.x for target in targets],
        name=name,
        mode="markers+text",
        marker=MARKERS["annual"],
        text=[f"{name} {story.name_bound(target)}" for target in targets],
        textposition=[_choose_label_side(story, target) for target in targets],
        textfont={"color": TOKENS["ink-2"], "size": 13},
        hovertemplate=[
            f"{story.say(registry.plans[target.plan].name)}: "
            f"{story.say(phrases.format_bound(registry, target))}<extra></extra>"
            for target in targets
        ],
        cliponaxis=False,
    )


def _list_annual_targets(story: Story) -> list[Target]:
    """The annual targets of the indicator, each year and number once, without the goal itself,
    which already stands there.
    """
    by_year_and_value = {
        (target.last, target.x): target
        for target in reversed(story.snapshot.registry.of(story.indicator.id))
        if _is_annual_target(story, target)
    }
    if story.target is not None and story.target.period in ("by", "in"):
        by_year_and_value.pop((story.target.last, story.target.x), None)
    return list(by_year_and_value.values())


def _is_annual_target(story: Story, target: Target) -> bool:
    """Whether a target is one of a single year with a number in this region, not the one looked
    at.
    """
    if target is story.target or story.region not in target.regions:
        return False
    return target.period == "in" and target.x is not None


def _choose_label_side(story: Story, target: Target) -> str:
    """Where an annual target's label has room: left of it in the last years of the axis."""
    years = [target.last, *story.series["year"].tolist()]
    if story.target is not None:
        years.append(story.target.last)
    return "bottom left" if target.last >= max(years) - 1 else "bottom right"


def forbidden_zone(figure: go.Figure, story: Story) -> None:
    """Where a bound of every year, or a level to be held, is broken: shaded, with a line at each of
    its edges.
    """
    target = story.target
    if target is None or not paths.is_level(target):
        return
    edges = _list_drawn_edges(story, target)
    if not edges:
        return
    values = [*story.series["value"].tolist(), *edges]
    reach = max(max(values) - min(values), abs(edges[0]) * 0.04, story.digit)
    low, top = _compute_limits(target, story.indicator, edges)
    if math.isfinite(low):
        _shade(figure, target, low - reach, low)
    if math.isfinite(top):
        _shade(figure, target, top, top + reach)
    for edge in edges:
        figure.add_scatter(
            x=[target.first - 0.5, target.last + 0.5],
            y=[edge, edge],
            mode="lines",
            line={"color": TOKENS["goal"], "width": 2},
            name=story.say(GOAL),
            hovertemplate=_describe_target(story, target),
            cliponaxis=False,
        )
    # The bound's number stands at the right end of its line, in the forbidden zone.
    label_side = "top" if math.isfinite(low) else "bottom"
    figure.add_annotation(
        x=target.last + 0.4,
        y=edges[0],
        text=f"<b>{story.say(GOAL)} {story.name_bound(target)}</b>",
        showarrow=False,
        xanchor="right",
        yanchor=label_side,
        font={"color": TOKENS["goal"], "size": 14},
    )


def _list_drawn_edges(story: Story, target: Target) -> tuple[float, ...]:
    """The numbers to hold: those of the plan, or last year's figure."""
    if not target.hold_last_year:
        return paths.list_edges(target)
    goal = math.nan if story.verdict is None else float(story.verdict.goal)
    return (goal,) if math.isfinite(goal) else ()


def _compute_limits(
    target: Target, indicator: Indicator, edges: tuple[float, ...]
) -> tuple[float, float]:
    """The lowest and the highest value that keep the bound; infinite where it has no such end."""
    numbers = (edges[0], edges[-1], target.tolerance or 0.0, BETTER_SIGN[indicator.better])
    x, high, tolerance, better = (np.array([number], float) for number in numbers)
    low, top = BOUNDS[target.bound].interval(x, high, tolerance, better)
    return float(low[0]), float(top[0])


def _shade(figure: go.Figure, target: Target, low: float, high: float) -> None:
    figure.add_shape(
        type="rect",
        x0=target.first - 0.5,
        x1=target.last + 0.5,
        y0=low,
        y1=high,
        fillcolor=TOKENS["forbidden"],
        line_width=0,
        layer="below",
    )
