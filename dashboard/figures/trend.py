"""How did an indicator run, against the path and towards the goal? One line chart per indicator and
region.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard.core.declaration import phrases
from dashboard.core.verdicts.outlook import Outlook
from dashboard.core.vocabulary import digits
from dashboard.core.vocabulary.digits import format_number
from dashboard.core.vocabulary.model import FULL_YEAR, Base, Target, iterate_rows
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import Language, Text, format_year, format_year_to_date
from dashboard.figures.goals import forbidden_zone, goal_marks
from dashboard.figures.means import draw_means
from dashboard.figures.story import (
    ACTUAL,
    BASE,
    DISPUTED,
    FORECAST,
    PART,
    PATH,
    Story,
    choose_symbol,
    is_compared,
)
from dashboard.figures.theme import MARKERS, TOKENS, TONES, build_template
from dashboard.figures.trend_axes import apply_axes

HEIGHT = 420
_MANY = 9
INTERVALS = ((0.8, 0.35, 0.14), (0.5, 0.6, 0.3))
"""Shares of what is likely, how opaque each is drawn, and how dense its hatching."""
Points = list[tuple[int | None, float | None, str]]
"""Years, values and qualities; a hole has neither year nor value."""


def draw(
    snapshot: Snapshot,
    indicator: str,
    target: Target | None,
    region: str,
    language: Language,
    ahead: Outlook | None = None,
) -> go.Figure:
    """The trajectory: actual solid, path dashed, goal and annual targets with their numbers, the
    base as a bar across, the forecast's fan.
    """
    story = Story(snapshot, snapshot.registry.indicators[indicator], target, region, language)
    figure = go.Figure(layout={"template": build_template(), "height": HEIGHT})
    forbidden_zone(figure, story)
    _draw_fan(figure, story, ahead)
    _draw_path(figure, story)
    _draw_actual(figure, story)
    draw_means(figure, story)
    _draw_part_years(figure, story)
    _draw_disputed(figure, story)
    goal_marks(figure, story)
    _draw_gap(figure, story)
    apply_axes(figure, story)
    return figure


def _list_points(series: pd.DataFrame, breaks: Sequence[int]) -> Points:
    """Years and values with a hole wherever a year is missing or the definition changed."""
    points: Points = []
    previous: int | None = None
    for row in iterate_rows(series):
        if previous is not None and _is_interrupted(previous, row.year, breaks):
            points.append((None, None, ""))
        points.append((int(row.year), float(row.value), str(row.quality)))
        previous = int(row.year)
    return points


def _is_interrupted(previous: int, year: int, breaks: Sequence[int]) -> bool:
    """Whether no line may lead from one figure to the next."""
    return year - previous > 1 or any(previous < cut <= year for cut in breaks)


def _draw_actual(figure: go.Figure, story: Story) -> None:
    points = _list_points(story.series, [cut.year for cut in story.indicator.breaks])
    if not points:
        return
    expected = _map_path(story)
    labelled_years = _list_labelled_years(story)
    numbers = story.format_figures([(year, value) for year, value, _ in points])
    labels = [
        number if year in labelled_years else ""
        for (year, _, _), number in zip(points, numbers, strict=True)
    ]
    figure.add_scatter(
        x=[year for year, _, _ in points],
        y=[value for _, value, _ in points],
        name=story.say(ACTUAL),
        mode="lines+markers+text",
        text=labels,
        textposition=[
            _choose_label_side(story, year, value, expected) for year, value, _ in points
        ],
        textfont={"size": 15, "color": TOKENS["accent-ink"]},
        line={"color": TOKENS["accent"], "width": 3},
        marker={
            "size": 11,
            "symbol": [
                choose_symbol(unverified=quality == "unverified") for _, _, quality in points
            ],
            "color": TOKENS["accent"],
            "line": {"width": 2, "color": TOKENS["accent"]},
        },
        hovertemplate=[
            f"{year}: {number}<extra></extra>"
            for (year, _, _), number in zip(points, numbers, strict=True)
        ],
        connectgaps=False,
        cliponaxis=False,
    )


def _map_path(story: Story) -> dict[float, float]:
    """Year → what the path asks for."""
    if story.path is None:
        return {}
    years, values = story.path
    return dict(zip(years.tolist(), values.tolist(), strict=True))


def _list_labelled_years(story: Story) -> set[int]:
    """The years whose figures carry their numbers: of many the ends and the year judged."""
    years = [int(year) for year in story.series["year"]]
    if len(years) <= _MANY:
        return set(years)
    return {years[0], years[-1], story.year}


def _choose_label_side(
    story: Story, year: int | None, value: float | None, expected: dict[float, float]
) -> str:
    """Above a point, or below it where the path runs above; beside the bar of the base."""
    base = story.target.base if story.target else None
    if base is not None and year == base.year:
        return "top left"
    if year is None or value is None or year not in expected:
        return "top center"
    is_below_path = value < expected[year]
    return "bottom center" if is_below_path != story.is_rank else "top center"


def _draw_path(figure: go.Figure, story: Story) -> None:
    """The path as far as it has a base, and the base."""
    if story.path is None or story.target is None or story.target.base is None:
        return
    years, values = (points.tolist() for points in story.path)
    name = story.say(PATH)
    figure.add_scatter(
        x=years,
        y=values,
        name=name,
        mode="lines",
        line={"color": TOKENS["path"], "width": 2, "dash": "dash"},
        hovertemplate=[
            f"{name} {year:.0f}: {digits.format_path_number(story.indicator, value)}<extra></extra>"
            for year, value in zip(years, values, strict=True)
        ],
    )
    _draw_base(figure, story, story.target.base)


def _draw_base(figure: go.Figure, story: Story, base: Base) -> None:
    """The plan's base, as a bar across the line of figures."""
    number, name = format_number(base.value, story.indicator.decimals), story.say(BASE)
    figure.add_scatter(
        x=[base.year],
        y=[base.value],
        name=name,
        mode="markers",
        marker=MARKERS["base"],
        hovertemplate=f"{name} {base.year}: {number}<extra></extra>",
    )


def _draw_fan(figure: go.Figure, story: Story, ahead: Outlook | None) -> None:
    """Where the series may go by the figures up to the year judged: 80 % and 50 % intervals,
    hatched, from the last figure on; none over figures that have come since.
    """
    known = [row for row in iterate_rows(story.series) if row.year <= story.snapshot.view.year]
    if ahead is None or ahead.overtaken or not known:
        return
    start, years = known[-1], [int(known[-1].year), *ahead.years]
    for share, opacity, solidity in INTERVALS:
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
                "solidity": solidity,
            },
            hoverinfo="skip",
            name=story.say(FORECAST),
        )


def _draw_part_years(figure: go.Figure, story: Story) -> None:
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
        marker=MARKERS["part"],
        text=[
            f"{story.say(phrases.format_months(int(row.month)))} "
            f"{digits.format_published_number(story.indicator, row.value)}"
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
        marker=MARKERS["disputed"],
        text=[
            f"{digits.format_published_number(story.indicator, value)} {story.say(DISPUTED)}"
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
    verdict, numbers = story.verdict, story.numbers
    if numbers is None or not is_compared(verdict):
        return
    if verdict.step not in ("path", "reached", "final"):
        return
    tone = TONES[verdict.status]
    figure.add_scatter(
        x=[verdict.year, verdict.year],
        y=[verdict.expected, verdict.actual],
        mode="lines",
        line={"color": tone, "width": 4},
        hoverinfo="skip",
        name=story.say(STATUSES[verdict.status].name),
    )
    gap = phrases.describe_comparison(
        story.indicator, numbers.gap_to_due, Text("序时目标", "the path"), numbers.decimals
    )
    year = format_year(int(verdict.year))
    sentence = Text(f"{year.zh}{gap.zh}", f"{year.en}: {gap.en}")
    # Above the plot, where it covers no line and has the chart's whole width on a phone.
    figure.add_annotation(
        xref="paper",
        yref="paper",
        x=0,
        y=1,
        text=f"<b>{story.say(sentence)}</b>",
        showarrow=False,
        xanchor="left",
        yanchor="bottom",
        yshift=8,
        font={"color": tone, "size": 15},
    )


def has_something(snapshot: Snapshot, indicator: str, target: Target | None, region: str) -> bool:
    """Whether there is anything to draw: a figure, or a number to reach."""
    if snapshot.registry.indicators[indicator].unit is None:
        return False
    if len(snapshot.values(indicator, region)) or len(snapshot.filter_readable(indicator, region)):
        return True
    return target is not None and target.x is not None


def describe_chart(snapshot: Snapshot, indicator: str, region: str, language: Language) -> str:
    """The chart in words, for those who do not see it."""
    kind = snapshot.registry.indicators[indicator]
    figures = iterate_rows(snapshot.filter_full_years(indicator, region))
    values = ", ".join(
        f"{row.year} {phrases.format_value(kind, row.value).in_(language)}" for row in figures
    )
    return f"{kind.name.in_(language)}: {values}"
