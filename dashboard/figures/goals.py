"""Where should the series be? The goal, annual targets beside the path, and the zone that a yearly
bound forbids.
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from dashboard.core.declaration import paths, phrases
from dashboard.core.vocabulary.model import Indicator, Target
from dashboard.core.vocabulary.targets import BOUNDS
from dashboard.figures.story import ANNUAL, GOAL, Story
from dashboard.figures.theme import TOKENS


def goal_mark(figure: go.Figure, story: Story) -> None:
    """The number to be reached, as a diamond in its year with its label."""
    target = story.target
    if target is None or target.period not in ("by", "in"):
        return
    goal = paths.find_goal(target)
    if goal is None:
        return
    figure.add_scatter(
        x=[target.last],
        y=[goal],
        name=story.say(GOAL),
        mode="markers",
        marker={"size": 14, "symbol": "diamond", "color": TOKENS["goal"]},
        hovertemplate=_describe_target(story, target),
        cliponaxis=False,
    )
    figure.add_annotation(
        x=target.last,
        y=goal,
        text=f"<b>{story.say(GOAL)} {story.name_bound(target)}</b>",
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


def annual_targets(figure: go.Figure, story: Story) -> None:
    """Annual targets of the same indicator beside the path, each with its number."""
    registry = story.snapshot.registry
    targets = _list_annual_targets(story)
    if not targets:
        return
    figure.add_scatter(
        x=[target.last for target in targets],
        y=[target.x for target in targets],
        name=story.say(ANNUAL),
        mode="markers+text",
        marker={
            "size": 13,
            "symbol": "diamond-open",
            "color": TOKENS["ink-2"],
            "line": {"width": 2},
        },
        text=[f"{story.say(ANNUAL)} {story.name_bound(target)}" for target in targets],
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
    """Where a yearly bound is broken, shaded, with the bound as a line."""
    target = story.target
    if target is None or target.period not in ("every", "average") or target.x is None:
        return
    values = [*story.series["value"].tolist(), target.x]
    reach = max(max(values) - min(values), abs(target.x) * 0.04, story.digit)
    edge, label_side = target.x + reach, "bottom"
    if _is_lower_bound(target, story.indicator):
        edge, label_side = target.x - reach, "top"
    # The bound's number stands at the right end of its line, in the forbidden zone.
    figure.add_annotation(
        x=target.last + 0.4,
        y=target.x,
        text=f"<b>{story.say(GOAL)} {story.name_bound(target)}</b>",
        showarrow=False,
        xanchor="right",
        yanchor=label_side,
        font={"color": TOKENS["goal"], "size": 14},
    )
    figure.add_shape(
        type="rect",
        x0=target.first - 0.5,
        x1=target.last + 0.5,
        y0=min(edge, target.x),
        y1=max(edge, target.x),
        fillcolor=TOKENS["forbidden"],
        line_width=0,
        layer="below",
    )
    figure.add_scatter(
        x=[target.first - 0.5, target.last + 0.5],
        y=[target.x, target.x],
        mode="lines",
        line={"color": TOKENS["goal"], "width": 2},
        name=story.say(GOAL),
        hovertemplate=_describe_target(story, target),
        cliponaxis=False,
    )


def _is_lower_bound(target: Target, indicator: Indicator) -> bool:
    """Whether a bound forbids what is smaller; one without a side does where higher is better."""
    sign = BOUNDS[target.bound].sign
    if sign == 0:
        return indicator.better == "higher"
    return sign > 0
