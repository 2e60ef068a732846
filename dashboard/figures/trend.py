"""How did an indicator run, against the path and towards the goal? One line chart per indicator and region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.core import paths, phrases
from dashboard.core.model import Indicator, Snapshot, Target, rows_of
from dashboard.core.outlook import Outlook
from dashboard.core.statuses import STATUSES
from dashboard.core.targets import BOUNDS
from dashboard.core.text import Language, Text, number, year_text
from dashboard.figures.theme import TOKENS, TONES, safe, template

ACTUAL, PATH, GOAL = Text("实际", "Actual"), Text("计划路径", "Path of the plan"), Text("目标", "Target")
ANNUAL, BASE, DISPUTED = Text("年度目标", "Annual target"), Text("基期", "Base"), Text("存疑，不评价", "Disputed, not judged")
UNVERIFIED = Text("未核实", "Unverified")
FORECAST = Text("推算（八成、五成可能）", "Forecast (80 %, 50 %)")
HEIGHT = 420
_MANY = 9
FEW_YEARS = 7


@dataclass(frozen=True)
class Story:
    """What one chart tells: the series, the target it is held against, and the verdict in the year judged."""

    snapshot: Snapshot
    indicator: Indicator
    target: Target | None
    region: str
    language: Language

    def say(self, text: Text) -> str:
        return safe(text.in_(self.language))

    @property
    def series(self) -> pd.DataFrame:
        """Full-year values in force, oldest first."""
        rows = self.snapshot.in_force
        mine = (rows["indicator"] == self.indicator.id) & (rows["region"] == self.region) & (rows["month"] == 12)
        return rows[mine].sort_values("year")

    @property
    def verdict(self) -> Any:
        """The verdict drawn as a gap, or None."""
        if self.target is None:
            return None
        rows = self.snapshot.verdicts
        mine = rows[(rows["target"] == self.target.id) & (rows["region"] == self.region)]
        return next(rows_of(mine), None)


def draw(
    snapshot: Snapshot, indicator: str, target: Target | None, region: str, language: Language, ahead: Outlook | None = None
) -> go.Figure:
    """The trajectory: actual solid, path dashed and hollow, goal and annual targets with their numbers, base ringed, the forecast's fan."""
    story = Story(snapshot, snapshot.registry.indicators[indicator], target, region, language)
    figure = go.Figure(layout={"template": template(), "height": HEIGHT})
    _forbidden_zone(figure, story)
    _fan(figure, story, ahead)
    _path(figure, story)
    _actual(figure, story)
    _disputed(figure, story)
    _annual_targets(figure, story)
    _goal(figure, story)
    _gap(figure, story)
    _axes(figure, story)
    return figure


def _with_gaps(series: pd.DataFrame, breaks: tuple[int, ...]) -> list[tuple[int | None, float | None, str]]:
    """Years and values with a hole wherever a year is missing or the definition changed."""
    points: list[tuple[int | None, float | None, str]] = []
    for row in rows_of(series):
        if (
            points
            and points[-1][0] is not None
            and (row.year - points[-1][0] > 1 or any(points[-1][0] < year <= row.year for year in breaks))
        ):
            points.append((None, None, ""))
        points.append((int(row.year), float(row.value), str(row.quality)))
    return points


def _actual(figure: go.Figure, story: Story) -> None:
    indicator = story.indicator
    points = _with_gaps(story.series, tuple(item.year for item in indicator.breaks))
    if not points:
        return
    line = dict(zip(*(axis.tolist() for axis in (paths.points(story.target) or _EMPTY)), strict=True)) if story.target else {}
    places, labels = [], []
    known = [point for point in points if point[0] is not None]
    for year, value, _ in points:
        under = year is not None and value is not None and value < line.get(float(year), float("-inf"))
        places.append("bottom center" if under != (indicator.measure == "rank" and year in line) else "top center")
        shown = value is not None and (len(known) <= _MANY or year in (known[0][0], known[-1][0], story.snapshot.view.year))
        labels.append(number(value, indicator.decimals) if shown else "")
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
            "symbol": ["circle-open" if quality == "unverified" else "circle" for _, _, quality in points],
            "color": TOKENS["accent"],
            "line": {"width": 2, "color": TOKENS["accent"]},
        },
        hovertemplate=[f"{year}: {number(value, indicator.decimals)}<extra></extra>" for year, value, _ in points],
        connectgaps=False,
        cliponaxis=False,
    )


_EMPTY: tuple[Any, Any] = (pd.Series([], dtype=float).to_numpy(), pd.Series([], dtype=float).to_numpy())


def _path(figure: go.Figure, story: Story) -> None:
    points = paths.points(story.target) if story.target else None
    if points is None or story.target is None or story.target.base is None:
        return
    years, values = points[0].tolist(), points[1].tolist()
    figure.add_scatter(
        x=years,
        y=values,
        name=story.say(PATH),
        mode="lines+markers",
        line={"color": TOKENS["path"], "width": 2, "dash": "dash"},
        marker={"size": 9, "symbol": "circle", "color": TOKENS["paper"], "line": {"width": 2, "color": TOKENS["path"]}},
        hovertemplate=[
            f"{story.say(PATH)} {year:.0f}: {number(value, phrases.path_decimals(story.indicator, value))}<extra></extra>"
            for year, value in zip(years, values, strict=True)
        ],
    )
    base = story.target.base
    figure.add_scatter(
        x=[base.year],
        y=[base.value],
        name=story.say(BASE),
        mode="markers",
        marker={"size": 20, "symbol": "circle-open", "color": TOKENS["accent"], "line": {"width": 2}},
        hovertemplate=f"{story.say(BASE)} {base.year}: {number(base.value, story.indicator.decimals)}<extra></extra>",
    )


def _fan(figure: go.Figure, story: Story, ahead: Outlook | None) -> None:
    """Where the series may go by what was known in the year judged: 80 % and 50 % intervals, hatched, from the last figure on."""
    known = [row for row in rows_of(story.series) if row.year <= story.snapshot.view.year]
    if ahead is None or not known:
        return
    start, years = known[-1], [int(known[-1].year), *ahead.years]
    for share, opacity in ((0.8, 0.35), (0.5, 0.6)):
        low, high = ([float(start.value), *end.tolist()] for end in ahead.projection.interval(share))
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


def _goal(figure: go.Figure, story: Story) -> None:
    target = story.target
    goal = paths.goal_of(target) if target else None
    if target is None or goal is None or target.period not in ("by", "in"):
        return
    figure.add_scatter(
        x=[target.last],
        y=[goal],
        name=story.say(GOAL),
        mode="markers+text",
        marker={"size": 14, "symbol": "diamond", "color": TOKENS["goal"]},
        text=[f"<b>{story.say(GOAL)} {safe(phrases.bound_short(story.snapshot.registry, target).in_(story.language))}</b>"],
        textposition="middle right",
        hovertemplate=f"{story.say(phrases.period(target))} {story.say(phrases.bound(story.snapshot.registry, target))}<extra></extra>",
        cliponaxis=False,
    )


def _annual_targets(figure: go.Figure, story: Story) -> None:
    """Annual targets of the same indicator beside the path, each with its number."""
    registry = story.snapshot.registry
    beside = [
        t
        for t in registry.of(story.indicator.id)
        if t.period == "in" and t.x is not None and t is not story.target and story.region in t.regions
    ]
    shown: dict[tuple[int, float | None], Target] = {(target.last, target.x): target for target in reversed(beside)}
    if not shown:
        return
    figure.add_scatter(
        x=[target.last for target in shown.values()],
        y=[target.x for target in shown.values()],
        name=story.say(ANNUAL),
        mode="markers+text",
        marker={"size": 13, "symbol": "diamond-open", "color": TOKENS["ink-2"], "line": {"width": 2}},
        text=[
            f"{story.say(ANNUAL)} {safe(phrases.bound_short(registry, target).in_(story.language))}" for target in shown.values()
        ],
        textposition="bottom right",
        textfont={"color": TOKENS["ink-2"], "size": 13},
        hovertemplate=[
            f"{story.say(registry.plans[target.plan].name)}: {story.say(phrases.bound(registry, target))}<extra></extra>"
            for target in shown.values()
        ],
        cliponaxis=False,
    )


def _disputed(figure: go.Figure, story: Story) -> None:
    """Disputed figures are shown, crossed out from judgement."""
    rows = story.snapshot.observations
    mine = rows[
        (rows["indicator"] == story.indicator.id)
        & (rows["region"] == story.region)
        & (rows["month"] == 12)
        & (rows["quality"] == "disputed")
    ]
    if not len(mine):
        return
    figure.add_scatter(
        x=mine["year"].tolist(),
        y=mine["value"].tolist(),
        name=story.say(DISPUTED),
        mode="markers+text",
        marker={"size": 11, "symbol": "x-thin", "color": TOKENS["ink-3"], "line": {"width": 2, "color": TOKENS["ink-3"]}},
        text=[f"{phrases.published(story.indicator, value)} {story.say(DISPUTED)}" for value in mine["value"]],
        textposition="bottom center",
        textfont={"color": TOKENS["ink-3"], "size": 13},
        hovertemplate=[f"{year} {story.say(DISPUTED)}<extra></extra>" for year in mine["year"]],
        cliponaxis=False,
    )


def _forbidden_zone(figure: go.Figure, story: Story) -> None:
    """Where a yearly bound is broken, shaded, with the bound as a line."""
    target = story.target
    if target is None or target.period not in ("every", "average") or target.x is None:
        return
    lower = BOUNDS[target.bound].sign > 0 or (BOUNDS[target.bound].sign == 0 and story.indicator.better == "higher")
    values = [*story.series["value"].tolist(), target.x]
    reach = max(max(values) - min(values), abs(target.x) * 0.04, 10.0**-story.indicator.decimals)
    edge = target.x - reach if lower else target.x + reach
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
        mode="lines+text",
        line={"color": TOKENS["goal"], "width": 2},
        text=["", f"<b>{safe(phrases.bound_short(story.snapshot.registry, target).in_(story.language))}</b>"],
        textposition="middle right",
        name=story.say(GOAL),
        hovertemplate=f"{story.say(phrases.period(target))} {story.say(phrases.bound(story.snapshot.registry, target))}<extra></extra>",
        cliponaxis=False,
    )


def _gap(figure: go.Figure, story: Story) -> None:
    """The distance between what is and what should be, in the tone of the verdict, with its number."""
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
    said = phrases.compared(story.indicator, row.gap_to_path, Text("应达", "the path"))
    years = [year for trace in figure.data for year in (trace.x or ()) if year is not None]
    to_the_right = row.year <= (min(years) + max(years)) / 2
    figure.add_annotation(
        x=row.year,
        y=(row.expected + row.actual) / 2,
        text=f"<b>{story.say(said)}</b>",
        showarrow=False,
        xanchor="left" if to_the_right else "right",
        xshift=10 if to_the_right else -10,
        font={"color": tone, "size": 15},
        bgcolor="rgba(255,255,255,0.85)",
    )


def _axes(figure: go.Figure, story: Story) -> None:
    """Years one by one; values from where they lie, upside down for ranks."""
    years = [int(year) for trace in figure.data for year in (trace.x if trace.x is not None else ()) if year is not None]
    first, last = (min(years), max(years)) if years else (story.snapshot.view.year - 1, story.snapshot.view.year)
    ticks = list(range(first, last + 1))
    suffix = year_text(0).in_(story.language).removeprefix("0")
    figure.update_xaxes(
        tickmode="array",
        tickvals=ticks,
        ticktext=[_year_label(year, last, len(ticks), suffix) for year in ticks],
        range=[first - 0.4, last + 0.4],
    )
    values = [value for trace in figure.data for value in (trace.y if trace.y is not None else ()) if value is not None]
    if values:
        pad = max(max(values) - min(values), abs(max(values)) * 0.02, 10.0**-story.indicator.decimals) * 0.18
        span = [min(values) - pad, max(values) + pad]
        figure.update_yaxes(
            range=span[::-1] if story.indicator.measure == "rank" else span,
            tickformat=",d" if story.indicator.decimals == 0 else f",.{story.indicator.decimals}f",
            nticks=6,
            **({"dtick": max(1, round((max(values) - min(values)) / 5))} if story.indicator.measure == "rank" else {}),
        )


def _year_label(year: int, last: int, ticks: int, suffix: str) -> str:
    """Every year where there is room, else every second one back from the last."""
    if ticks <= FEW_YEARS:
        return f"{year}{suffix}"
    return str(year) if (last - year) % 2 == 0 else ""


def spoken(snapshot: Snapshot, indicator: str, region: str, language: Language) -> str:
    """The chart in words, for those who do not see it."""
    kind = snapshot.registry.indicators[indicator]
    rows = snapshot.in_force
    mine = rows[(rows["indicator"] == indicator) & (rows["region"] == region) & (rows["month"] == 12)].sort_values("year")
    values = ", ".join(f"{row.year} {phrases.value(kind, row.value).in_(language)}" for row in rows_of(mine))
    return f"{kind.name.in_(language)}: {values}"
