"""Does one thing keep step with another? The difference of the two, year by year, and the band that
is allowed.
"""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.core.vocabulary.digits import format_number
from dashboard.core.vocabulary.model import BETTER_SIGN, iterate_rows
from dashboard.core.vocabulary.text import Text
from dashboard.figures.story import Story, choose_symbol
from dashboard.figures.theme import TOKENS, build_template, label_years

HEIGHT = 420
DIFFERENCE, ALLOWED = Text("差值", "Difference"), Text("允许范围", "Allowed")
MOST_YEARS = 11
Points = list[tuple[int, float, bool]]
"""Year, the indicator's figure less the reference's, and whether either is unverified."""


def draw(story: Story) -> go.Figure:
    """The indicator less its reference as a line around zero; what may be is shaded, the tolerance
    carries its number.
    """
    target = story.target
    assert target is not None
    points = compute_differences(story)
    reach = _compute_reach(story, points, target.tolerance or 0.0)
    years = [year for year, _, _ in points] + [target.first, target.last]
    ends = min(years) - 0.5, max(years) + 0.5
    figure = go.Figure(layout={"template": build_template(), "height": HEIGHT})
    _draw_allowed(figure, story, reach, ends)
    _draw_differences(figure, story, points)
    label_years(figure, range(min(years), max(years) + 1), ends)
    figure.update_yaxes(
        range=[-reach, reach],
        zeroline=True,
        zerolinecolor=TOKENS["line-2"],
        zerolinewidth=2,
        nticks=6,
    )
    return figure


def _compute_reach(story: Story, points: Points, tolerance: float) -> float:
    """How far the axis goes to either side of zero: beyond every difference, and beyond twice the
    tolerance.
    """
    differences = [abs(value) for _, value, _ in points]
    return max([*differences, tolerance * 2, story.digit]) * 1.3


def _draw_allowed(figure: go.Figure, story: Story, reach: float, ends: tuple[float, float]) -> None:
    """What may be, shaded: up to the tolerance, and on the better side as far as the axis goes."""
    assert story.target is not None
    tolerance = story.target.tolerance or 0.0
    low, high = -tolerance, tolerance
    better = BETTER_SIGN[story.indicator.better]
    if better < 0:
        low = -reach
    elif better > 0:
        high = reach
    figure.add_shape(
        type="rect",
        x0=ends[0],
        x1=ends[1],
        y0=low,
        y1=high,
        fillcolor=TOKENS["tint"],
        line_width=0,
        layer="below",
    )
    for edge in {low, high} - {-reach, reach}:
        figure.add_scatter(
            x=list(ends),
            y=[edge, edge],
            mode="lines",
            hoverinfo="skip",
            name=story.say(ALLOWED),
            line={"color": TOKENS["goal"], "width": 2},
        )
        figure.add_annotation(
            x=ends[1],
            y=edge,
            text=f"<b>{format_number(edge, story.indicator.decimals, sign=True)}</b>",
            showarrow=False,
            xanchor="right",
            yanchor="bottom",
            font={"size": 14, "color": TOKENS["goal"]},
        )


def _draw_differences(figure: go.Figure, story: Story, points: Points) -> None:
    """The differences as a line with their numbers; a missing year is a hole, so that nothing is
    bridged as if measured.
    """
    years: list[int | None] = []
    values: list[float | None] = []
    labels: list[str] = []
    symbols: list[str] = []
    for year, value, unverified in points:
        if years and years[-1] is not None and year - years[-1] > 1:
            years.append(None)
            values.append(None)
            labels.append("")
            symbols.append(choose_symbol(unverified=False))
        years.append(year)
        values.append(value)
        labels.append(format_number(value, story.indicator.decimals, sign=True))
        symbols.append(choose_symbol(unverified=unverified))
    figure.add_scatter(
        x=years,
        y=values,
        connectgaps=False,
        mode="lines+markers+text",
        hoverinfo="skip",
        name=story.say(DIFFERENCE),
        cliponaxis=False,
        text=labels,
        textposition="top center",
        textfont={"size": 15, "color": TOKENS["accent-ink"]},
        line={"color": TOKENS["accent"], "width": 3},
        marker={
            "size": 11,
            "color": TOKENS["accent"],
            "line": {"width": 2, "color": TOKENS["accent"]},
            "symbol": symbols,
        },
    )


def compute_differences(story: Story) -> Points:
    """Year, the indicator's figure less the reference's, and whether either is unverified: full
    years that both have.
    """
    assert story.target is not None
    reference = story.snapshot.filter_full_years(story.target.reference or "", story.region)
    reference_rows = {int(row.year): row for row in iterate_rows(reference)}
    points = []
    for row in iterate_rows(story.series.tail(MOST_YEARS)):
        other = reference_rows.get(int(row.year))
        if other is None:
            continue
        difference = float(row.value) - float(other.value)
        unverified = "unverified" in (row.quality, other.quality)
        points.append((int(row.year), difference, unverified))
    return points
