"""Where should the series be? The goal, annual targets beside the path, and the zone that a yearly
bound forbids.
"""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.core.declaration import paths, phrases
from dashboard.core.vocabulary.model import Target
from dashboard.core.vocabulary.targets import BOUNDS
from dashboard.figures.story import ANNUAL, GOAL, Story
from dashboard.figures.theme import TOKENS, escape_label


def goal_mark(figure: go.Figure, story: Story) -> None:
    """The number to be reached, as a diamond in its year with its label."""
    target = story.target
    goal = paths.find_goal(target) if target else None
    if target is None or goal is None or target.period not in ("by", "in"):
        return
    figure.add_scatter(
        x=[target.last],
        y=[goal],
        name=story.say(GOAL),
        mode="markers",
        marker={"size": 14, "symbol": "diamond", "color": TOKENS["goal"]},
        hovertemplate=f"{story.say(phrases.format_period(target))} "
        f"{story.say(phrases.format_bound(story.snapshot.registry, target))}<extra></extra>",
        cliponaxis=False,
    )
    _goal_label(figure, story, goal)


def _goal_label(figure: go.Figure, story: Story, goal: float) -> None:
    """The goal's number inside the plot, on the side where the last figure is not."""
    assert story.target is not None
    ends = story.series[story.series["year"] <= story.target.last]["value"].tolist()
    below = bool(ends) and ends[-1] >= goal
    upside_down = story.indicator.measure == "rank"
    known = [int(year) for year in story.series["year"]]
    if known and max(known) > story.target.last:  # later figures follow: there is room on the right
        place = {"xanchor": "left", "xshift": 12, "yanchor": "middle", "yshift": 0}
    else:
        under = below != upside_down
        place = {
            "xanchor": "right",
            "xshift": 12,
            "yanchor": "top" if under else "bottom",
            "yshift": -58 if under else 10,
        }
    figure.add_annotation(
        x=story.target.last,
        y=goal,
        text=f"<b>{story.say(GOAL)} "
        f"{escape_label(phrases.format_short_bound(story.snapshot.registry, story.target).in_(story.language))}</b>",
        showarrow=False,
        font={"color": TOKENS["goal"], "size": 14},
        **place,
    )


def annual_targets(figure: go.Figure, story: Story) -> None:
    """Annual targets of the same indicator beside the path, each with its number."""
    registry = story.snapshot.registry
    beside = [
        t
        for t in registry.of(story.indicator.id)
        if t.period == "in"
        and t.x is not None
        and t is not story.target
        and story.region in t.regions
    ]
    by_year_and_value: dict[tuple[int, float | None], Target] = {
        (target.last, target.x): target for target in reversed(beside)
    }
    if story.target is not None and story.target.period in ("by", "in"):
        by_year_and_value.pop(
            (story.target.last, story.target.x), None
        )  # the goal itself already stands there
    if not by_year_and_value:
        return
    figure.add_scatter(
        x=[target.last for target in by_year_and_value.values()],
        y=[target.x for target in by_year_and_value.values()],
        name=story.say(ANNUAL),
        mode="markers+text",
        marker={
            "size": 13,
            "symbol": "diamond-open",
            "color": TOKENS["ink-2"],
            "line": {"width": 2},
        },
        text=[
            f"{story.say(ANNUAL)} "
            f"{escape_label(phrases.format_short_bound(registry, target).in_(story.language))}"
            for target in by_year_and_value.values()
        ],
        textposition=[_choose_label_side(story, target) for target in by_year_and_value.values()],
        textfont={"color": TOKENS["ink-2"], "size": 13},
        hovertemplate=[
            f"{story.say(registry.plans[target.plan].name)}: "
            f"{story.say(phrases.format_bound(registry, target))}<extra></extra>"
            for target in by_year_and_value.values()
        ],
        cliponaxis=False,
    )


def _choose_label_side(story: Story, target: Target) -> str:
    """Where an annual target's label has room: left of it in the last years of the axis."""
    last = max(
        [
            target.last,
            *story.series["year"].tolist(),
            *([story.target.last] if story.target else []),
        ]
    )
    return "bottom left" if target.last >= last - 1 else "bottom right"


def forbidden_zone(figure: go.Figure, story: Story) -> None:
    """Where a yearly bound is broken, shaded, with the bound as a line."""
    target = story.target
    if target is None or target.period not in ("every", "average") or target.x is None:
        return
    lower = BOUNDS[target.bound].sign > 0 or (
        BOUNDS[target.bound].sign == 0 and story.indicator.better == "higher"
    )
    values = [*story.series["value"].tolist(), target.x]
    reach = max(max(values) - min(values), abs(target.x) * 0.04, 10.0**-story.indicator.decimals)
    edge = target.x - reach if lower else target.x + reach
    _bound_label(figure, story, lower)
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
        hovertemplate=f"{story.say(phrases.format_period(target))} "
        f"{story.say(phrases.format_bound(story.snapshot.registry, target))}<extra></extra>",
        cliponaxis=False,
    )


def _bound_label(figure: go.Figure, story: Story, lower: bool) -> None:
    """The bound's number at the right end of its line, in the forbidden zone."""
    assert story.target is not None
    figure.add_annotation(
        x=story.target.last + 0.4,
        y=story.target.x,
        text=f"<b>{story.say(GOAL)} "
        f"{escape_label(phrases.format_short_bound(story.snapshot.registry, story.target).in_(story.language))}</b>",
        showarrow=False,
        xanchor="right",
        yanchor="top" if lower else "bottom",
        font={"color": TOKENS["goal"], "size": 14},
    )
