"""Has the pace that is needed ever been reached? The steps from year to year, and the step that
every year to come needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dashboard.core.vocabulary import digits
from dashboard.core.vocabulary.model import Indicator
from dashboard.core.vocabulary.text import Language, Text
from dashboard.figures.theme import FONTS, TOKENS, build_template, escape_label, label_years

HEIGHT = 240
NEEDED = Text("年均需增", "needed a year")


def compute_steps(
    indicator: Indicator, full: dict[int, float], last: int
) -> list[tuple[int, float]]:
    """The changes between consecutive full years of one definition, up to a year."""
    broken = {cut.year for cut in indicator.breaks}
    return [
        (year, full[year] - full[year - 1])
        for year in sorted(full)
        if year <= last and year - 1 in full and year not in broken
    ]


def draw(
    indicator: Indicator, changes: list[tuple[int, float]], needed: float, language: Language
) -> go.Figure:
    """A column a year from zero; the pace that is needed as a line with its number."""
    figure: Any = go.Figure(layout={"template": build_template(), "height": HEIGHT, "bargap": 0.5})
    years, values = [year for year, _ in changes], [value for _, value in changes]
    figure.add_bar(
        x=years,
        y=values,
        hoverinfo="skip",
        marker={"color": TOKENS["base"]},
        cliponaxis=False,
        textposition="outside",
        text=[digits.format_difference_number(indicator, value, sign=True) for value in values],
        textfont={"size": 13, "color": TOKENS["ink-2"]},
    )
    ends = (years[0] - 0.6, years[-1] + 0.6)
    number = digits.format_difference_number(indicator, needed, sign=True)
    label = f"<b>{escape_label(NEEDED.in_(language))} {number}</b>"
    _draw_need(figure, needed, label, ends)
    _apply_values(figure, [0.0, needed, *values])
    label_years(figure, years, (ends[0] - 0.1, ends[1] + 0.1))
    figure.update_layout(margin={"l": 16, "r": 16, "t": 10, "b": 32})
    return figure


def _draw_need(figure: Any, needed: float, label: str, ends: tuple[float, float]) -> None:
    """The pace that is needed, dotted over all years, with its words at the left."""
    figure.add_scatter(
        x=list(ends),
        y=[needed, needed],
        mode="lines",
        hoverinfo="skip",
        line={"color": TOKENS["goal"], "width": 2, "dash": "dot"},
    )
    figure.add_annotation(
        x=ends[0],
        y=needed,
        text=label,
        showarrow=False,
        xanchor="left",
        yanchor="bottom",
        font={"size": 14, "color": TOKENS["goal"], "family": FONTS},
        bgcolor=TOKENS["paper"],
    )


def _apply_values(figure: Any, values: Sequence[float]) -> None:
    """Room above, and below where a year went down."""
    low, high = min(values), max(values)
    pad = (high - low) * 0.25 or 1.0
    bottom = low - pad if low < 0 else low
    figure.update_yaxes(
        range=[bottom, high + pad],
        showticklabels=False,
        zeroline=True,
        zerolinecolor=TOKENS["line-2"],
        showgrid=False,
    )
