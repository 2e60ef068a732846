"""How did an indicator run, against the path and towards the goal? One line chart per indicator and
region.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.core.declaration import paths, phrases
from dashboard.core.verdicts.outlook import Outlook
from dashboard.core.vocabulary.model import FULL_YEAR, Snapshot, Target, iterate_rows
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import (
    Language,
    Text,
    format_number,
    format_year,
    format_year_to_date,
)
from dashboard.figures.goals import annual_targets, forbidden_zone, goal_mark
from dashboard.figures.story import ACTUAL, BASE, DISPUTED, FORECAST, PART, PATH, Story
from dashboard.figures.theme import TOKENS, TONES, build_template

HEIGHT = 420
_MANY = 9
FEW_YEARS = 7


def draw(
    snapshot: Snapshot,
    indicator: str,
    target: Target | None,
    region: str,
    language: Language,
    ahead: Outlook | None = None,
) -> go.Figure:
    """The trajectory: actual solid, path dashed and hollow, goal and annual targets with their
    numbers, base ringed, the forecast's fan.
    """
    story = Story(snapshot, snapshot.registry.indicators[indicator], target, region, language)
    figure = go.Figure(layout={"template": build_template(), "height": HEIGHT})
    forbidden_zone(figure, story)
    _draw_fan(figure, story, ahead)
    _draw_path(figure, story)
    _draw_actual(figure, story)
    _part_years(figure, story)
    _draw_disputed(figure, story)
    annual_targets(figure, story)
    goal_mark(figure, story)
    _draw_gap(figure, story)
    _apply_axes(figure, story)
    return figure


def _with_gaps(
    series: pd.DataFrame, breaks: tuple[int, ...]
) -> list[tuple[int | None, float | None, str]]:
    """Years and values with a hole wherever a year is missing or the definition changed."""
    points: list[tuple[int | None, float | None, str]] = []
    for row in iterate_rows(series):
        if (
            points
            and points[-1][0] is not None
            and (
                row.year - points[-1][0] > 1
                or any(points[-1][0] < year <= row.year for year in breaks)
            )
        ):
            points.append((None, None, ""))
        points.append((int(row.year), float(row.value), str(row.quality)))
    return points


def _draw_actual(figure: go.Figure, story: Story) -> None:
    indicator = story.indicator
    points = _with_gaps(story.series, tuple(item.year for item in indicator.breaks))
    if not points:
        return
    line = (
        dict(
            zip(
                *(axis.tolist() for axis in (paths.find_path_points(story.target) or _EMPTY)),
                strict=True,
            )
        )
        if story.target
        else {}
    )
    places, labels = [], []
    known = [point for point in points if point[0] is not None]
    for year, value, _ in points:
        under = (
            year is not None and value is not None and value < line.get(float(year), float("-inf"))
        )
        places.append(
            "bottom center"
            if under != (indicator.measure == "rank" and year in line)
            else "top center"
        )
        is_labelled = value is not None and (
            len(known) <= _MANY or year in (known[0][0], known[-1][0], story.year)
        )
        labels.append(format_number(value, indicator.decimals) if is_labelled else "")
    figure.add_scatter(
        x=[year for year, _, _ in points],
        y=[value for _, value, _ in points],
        name=story.say(ACTUAL),
        mode="lines+markers+text",
        text=labels,
        textposition=places,
        textfont={"size": 15, "color": TOKENS["accent-ink"]},
        line={"color": TOKENS["accent"], "width": 3},
        marker={
            "size": 11,
            "symbol": [
                "circle-open" if quality == "unverified" else "circle" for _, _, quality in points
            ],
            "color": TOKENS["accent"],
            "line": {"width": 2, "color": TOKENS["accent"]},
        },
        hovertemplate=[
            f"{year}: {format_number(value, indicator.decimals)}<extra></extra>"
            for year, value, _ in points
        ],
        connectgaps=False,
        cliponaxis=False,
    )


_EMPTY: tuple[Any, Any] = (
    pd.Series([], dtype=float).to_numpy(),
    pd.Series([], dtype=float).to_numpy(),
)


def _draw_path(figure: go.Figure, story: Story) -> None:
    points = paths.find_path_points(story.target) if story.target else None
    if points is None or story.target is None or story.target.base is None:
        return
    years, values = points[0].tolist(), points[1].tolist()
    figure.add_scatter(
        x=years,
        y=values,
        name=story.say(PATH),
        mode="lines+markers",
        line={"color": TOKENS["path"], "width": 2, "dash": "dash"},
        marker={
            "size": 9,
            "symbol": "circle",
            "color": TOKENS["paper"],
            "line": {"width": 2, "color": TOKENS["path"]},
        },
        hovertemplate=[
            f"{story.say(PATH)} {year:.0f}: "
            f"{format_number(value, phrases.count_path_decimals(story.indicator, value))}<extra></extra>"
            for year, value in zip(years, values, strict=True)
        ],
    )
    base = story.target.base
    figure.add_scatter(
        x=[base.year],
        y=[base.value],
        name=story.say(BASE),
        mode="markers",
        marker={
            "size": 20,
            "symbol": "circle-open",
            "color": TOKENS["accent"],
            "line": {"width": 2},
        },
        hovertemplate=f"{story.say(BASE)} {base.year}: "
        f"{format_number(base.value, story.indicator.decimals)}<extra></extra>",
    )


def _draw_fan(figure: go.Figure, story: Story, ahead: Outlook | None) -> None:
    """Where the series may go by what was known in the year judged: 80 % and 50 % intervals,
    hatched, from the last figure on.
    """
    known = [row for row in iterate_rows(story.series) if row.year <= story.snapshot.view.year]
    if ahead is None or not known:
        return
    start, years = known[-1], [int(known[-1].year), *ahead.years]
    for share, opacity in ((0.8, 0.35), (0.5, 0.6)):
        low, high = (
            [float(start.value), *end.tolist()] for end in ahead.projection.interval(share)
        )
        figure.add_scatter(
            x=[*years, *reversed(years)],
            y=[*low, *reversed(high)],
            fill="toself",
            mode="lines",
            line={"width": 0},
            opacity=opacity,
            fillpattern={
                "shape": "/",
                "fgcolor": TOKENS["accent"],
                "bgcolor": TOKENS["paper"],
                "size": 7,
                "solidity": 0.14 if share > 0.5 else 0.3,
            },
            hoverinfo="skip",
            name=story.say(FORECAST),
        )


def _part_years(figure: go.Figure, story: Story) -> None:
    """Figures through some month of a year that has no full figure: small, apart from the line,
    with their months.
    """
    rows = story.snapshot.values(story.indicator.id, story.region)
    mine = rows[~rows["year"].isin(story.series["year"])].groupby("year").tail(1)
    if not len(mine):
        return
    figure.add_scatter(
        x=mine["year"].tolist(),
        y=mine["value"].tolist(),
        name=story.say(PART),
        mode="markers+text",
        marker={
            "size": 10,
            "symbol": "square-open",
            "color": TOKENS["accent"],
            "line": {"width": 2},
        },
        text=[
            f"{story.say(phrases.format_months(int(row.month)))} "
            f"{phrases.format_published_number(story.indicator, row.value)}"
            for row in iterate_rows(mine)
        ],
        textposition="top center",
        textfont={"color": TOKENS["ink-2"], "size": 13},
        hovertemplate=[
            f"{story.say(format_year_to_date(int(row.year), int(row.month)))}<extra></extra>"
            for row in iterate_rows(mine)
        ],
        cliponaxis=False,
    )


def _draw_disputed(figure: go.Figure, story: Story) -> None:
    """Disputed figures are shown, crossed out from judgement."""
    rows = story.snapshot.filter_readable(story.indicator.id, story.region)
    mine = rows[(rows["month"] == FULL_YEAR) & (rows["quality"] == "disputed")]
    if not len(mine):
        return
    figure.add_scatter(
        x=mine["year"].tolist(),
        y=mine["value"].tolist(),
        name=story.say(DISPUTED),
        mode="markers+text",
        marker={
            "size": 11,
            "symbol": "x-thin",
            "color": TOKENS["ink-3"],
            "line": {"width": 2, "color": TOKENS["ink-3"]},
        },
        text=[
            f"{phrases.format_published_number(story.indicator, value)} {story.say(DISPUTED)}"
            for value in mine["value"]
        ],
        textposition="bottom center",
        textfont={"color": TOKENS["ink-3"], "size": 13},
        hovertemplate=[f"{year} {story.say(DISPUTED)}<extra></extra>" for year in mine["year"]],
        cliponaxis=False,
    )


def _draw_gap(figure: go.Figure, story: Story) -> None:
    """The distance between what is and what should be, in the tone of the verdict, with its
    number.
    """
    row = story.verdict
    if (
        row is None
        or pd.isna(row.actual)
        or pd.isna(row.expected)
        or row.month < 12
        or row.step not in ("path", "reached", "final")
    ):
        return
    tone = TONES[row.status]
    figure.add_scatter(
        x=[row.year, row.year],
        y=[row.expected, row.actual],
        mode="lines",
        line={"color": tone, "width": 4},
        hoverinfo="skip",
        name=story.say(STATUSES[row.status].name),
    )
    label = phrases.describe_comparison(story.indicator, row.gap_to_path, Text("应达", "the path"))
    when = format_year(int(row.year))
    # Above the plot, where it covers no line and has the chart's whole width on a phone.
    figure.add_annotation(
        xref="paper",
        yref="paper",
        x=0,
        y=1,
        text=f"<b>{story.say(Text(f'{when.zh}{label.zh}', f'{when.en}: {label.en}'))}</b>",
        showarrow=False,
        xanchor="left",
        yanchor="bottom",
        yshift=8,
        font={"color": tone, "size": 15},
    )


def _apply_axes(figure: go.Figure, story: Story) -> None:
    """Years one by one; values from where they lie, upside down for ranks."""
    years = [
        int(year)
        for trace in figure.data
        for year in (trace.x if trace.x is not None else ())
        if year is not None
    ]
    first, last = (
        (min(years), max(years))
        if years
        else (story.snapshot.view.year - 1, story.snapshot.view.year)
    )
    ticks = list(range(first, last + 1))
    figure.update_xaxes(
        tickmode="array",
        tickvals=ticks,
        ticktext=[_year_label(year, last, len(ticks)) for year in ticks],
        tickangle=0,
        range=[first - 0.4, last + 0.4],
    )
    values = [
        value
        for trace in figure.data
        for value in (trace.y if trace.y is not None else ())
        if value is not None
    ]
    if values:
        digit = 1.0 if story.indicator.measure == "rank" else 10.0**-story.indicator.decimals
        pad = max((max(values) - min(values)) * 0.18, abs(max(values)) * 0.02, digit)
        span = [min(values) - pad, max(values) + pad]
        figure.update_yaxes(
            range=span[::-1] if story.indicator.measure == "rank" else span,
            tickformat=",d" if story.indicator.decimals == 0 else f",.{story.indicator.decimals}f",
            tick0=0,
            dtick=_compute_step(span[1] - span[0], digit),
        )


def _compute_step(length: float, digit: float) -> float:
    """A round step of 1, 2 or 5 that gives about five ticks, never finer than the digit that ticks
    print.
    """
    power = 10.0 ** math.floor(math.log10(length / 5))
    step = next(
        times * power for times in (1, 2, 5, 10) if times * power >= length / 5 * (1 - 1e-9)
    )
    return max(step, digit)


def _year_label(year: int, last: int, ticks: int) -> str:
    """Every year where there is room, else every second one back from the last."""
    return str(year) if ticks <= FEW_YEARS or (last - year) % 2 == 0 else ""


def has_something(snapshot: Snapshot, indicator: str, target: Target | None, region: str) -> bool:
    """Whether there is anything to draw: a figure, or a number to reach."""
    figures = bool(
        len(snapshot.values(indicator, region)) or len(snapshot.filter_readable(indicator, region))
    )
    measured = snapshot.registry.indicators[indicator].unit is not None
    return measured and (figures or (target is not None and target.x is not None))


def describe_chart(snapshot: Snapshot, indicator: str, region: str, language: Language) -> str:
    """The chart in words, for those who do not see it."""
    kind = snapshot.registry.indicators[indicator]
    figures = iterate_rows(snapshot.filter_full_years(indicator, region))
    values = ", ".join(
        f"{row.year} {phrases.format_value(kind, row.value).in_(language)}" for row in figures
    )
    return f"{kind.name.in_(language)}: {values}"
