"""Does one thing keep step with another? The difference of the two, year by year, and the band that
is allowed.
"""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.core.vocabulary.model import BETTER_SIGN, iterate_rows
from dashboard.core.vocabulary.text import Text, format_number
from dashboard.figures.story import Story
from dashboard.figures.theme import TOKENS, build_template

HEIGHT = 420
DIFFERENCE, ALLOWED = Text("差值", "Difference"), Text("允许范围", "Allowed")
MOST_YEARS = 11


def draw(story: Story) -> go.Figure:
    """The indicator less its reference as a line around zero; what may be is shaded, the tolerance
    carries its number.
    """
    target = story.target
    assert target is not None
    points = compute_differences(story)
    tolerance, sign = target.tolerance or 0.0, BETTER_SIGN[story.indicator.better]
    values = [value for _, value, _ in points]
    reach = (
        max([abs(value) for value in values] + [tolerance * 2, 10.0**-story.indicator.decimals])
        * 1.3
    )
    figure = go.Figure(layout={"template": build_template(), "height": HEIGHT})
    low, high = (-tolerance if sign >= 0 else -reach), (tolerance if sign <= 0 else reach)
    years = [year for year, _, _ in points] + [target.first, target.last]
    first, last = min(years) - 0.5, max(years) + 0.5
    figure.add_shape(
        type="rect",
        x0=first,
        x1=last,
        y0=low,
        y1=high,
        fillcolor=TOKENS["tint"],
        line_width=0,
        layer="below",
    )
    for edge in {low, high} - {-reach, reach}:
        figure.add_scatter(
            x=[first, last],
            y=[edge, edge],
            mode="lines",
            hoverinfo="skip",
            name=story.say(ALLOWED),
            line={"color": TOKENS["goal"], "width": 2},
        )
        figure.add_annotation(
            x=last,
            y=edge,
            text=f"<b>{format_number(edge, story.indicator.decimals, sign=True)}</b>",
            showarrow=False,
            xanchor="right",
            yanchor="bottom",
            font={"size": 14, "color": TOKENS["goal"]},
        )
    holed = _add_holes(points)
    figure.add_scatter(
        x=[year for year, _, _ in holed],
        y=[value for _, value, _ in holed],
        connectgaps=False,
        mode="lines+markers+text",
        hoverinfo="skip",
        name=story.say(DIFFERENCE),
        cliponaxis=False,
        text=[
            "" if value is None else format_number(value, story.indicator.decimals, sign=True)
            for _, value, _ in holed
        ],
        textposition="top center",
        textfont={"size": 15, "color": TOKENS["accent-ink"]},
        line={"color": TOKENS["accent"], "width": 3},
        marker={
            "size": 11,
            "color": TOKENS["accent"],
            "line": {"width": 2, "color": TOKENS["accent"]},
            "symbol": ["circle-open" if open_ else "circle" for _, _, open_ in holed],
        },
    )
    ticks = list(range(min(years), max(years) + 1))
    figure.update_xaxes(
        tickvals=ticks, ticktext=[str(year) for year in ticks], tickangle=0, range=[first, last]
    )
    figure.update_yaxes(
        range=[-reach, reach],
        zeroline=True,
        zerolinecolor=TOKENS["line-2"],
        zerolinewidth=2,
        nticks=6,
    )
    return figure


def _add_holes(
    points: list[tuple[int, float, bool]],
) -> list[tuple[int | None, float | None, bool]]:
    """The points with a hole wherever a year is missing, so that nothing is bridged as if
    measured.
    """
    holed: list[tuple[int | None, float | None, bool]] = []
    for at, point in enumerate(points):
        if at and point[0] - points[at - 1][0] > 1:
            holed.append((None, None, False))
        holed.append(point)
    return holed


def compute_differences(story: Story) -> list[tuple[int, float, bool]]:
    """Year, the indicator's figure less the reference's, and whether either is unverified: full
    years that both have.
    """
    assert story.target is not None
    other = story.snapshot.filter_full_years(story.target.reference or "", story.region)
    of = {int(row.year): row for row in iterate_rows(other)}
    return [
        (
            int(row.year),
            float(row.value) - float(of[int(row.year)].value),
            "unverified" in (row.quality, of[int(row.year)].quality),
        )
        for row in iterate_rows(story.series.tail(MOST_YEARS))
        if int(row.year) in of
    ]
