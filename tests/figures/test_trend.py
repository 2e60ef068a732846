"""What the trajectory shows, read from the figure itself."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from dashboard.core.verdicts import outlook
from dashboard.core.verdicts.panel import build_panel
from dashboard.core.vocabulary.snapshot import Snapshot, View
from dashboard.figures import trend
from dashboard.figures.theme import TONES
from tests.conftest import indicator, observe, registry_of, snapshot_of

COVERS = (
    "dashboard.figures.goals",
    "dashboard.figures.story",
    "dashboard.figures.trend_axes",
)

BY = "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}"


def drawn(text: str, observations: pd.DataFrame, year: int = 2023, lang: Any = "zh") -> Any:
    """The figure of the first indicator and its first target."""
    registry = registry_of(text)
    panel = build_panel(registry, observations)
    snapshot = snapshot_of(registry, observations, year)
    name = next(iter(registry.indicators))
    target = registry.of(name)[0] if registry.of(name) else None
    ahead = outlook.build_outlook(registry, panel, target, "10", year) if target else None
    return trend.draw(snapshot, name, target, "10", lang, ahead)


def traces(figure: Any) -> dict[str, Any]:
    return {trace.name: trace for trace in figure.data}


def test_actual_path_goal_and_base_are_drawn():
    """Actual solid, path dashed, goal with its number, the base."""
    parts = traces(
        drawn(
            indicator("a", BY),
            observe(("a", 2020, 2.8), ("a", 2021, 2.9), ("a", 2022, 2.95), ("a", 2023, 3.0)),
        )
    )
    assert list(parts["实际"].y) == [2.8, 2.9, 2.95, 3.0]
    assert parts["实际"].line.dash is None
    assert parts["序时进度"].line.dash == "dash"
    assert list(parts["序时进度"].x) == [2020, 2021, 2022, 2023, 2024, 2025]
    assert parts["序时进度"].y[1] == pytest.approx(2.9)
    assert list(parts["目标"].y) == [3.3]
    assert list(parts["基期"].y) == [2.8]


def test_missing_years_are_holes_and_unverified_points_hollow():
    """No line across a missing year; an unverified point is a ring."""
    actual = traces(
        drawn(indicator("a", BY), observe(("a", 2020, 2.8), ("a", 2022, 3.0, "unverified")))
    )["实际"]
    assert list(actual.x) == [2020, None, 2022]
    assert list(actual.y) == [2.8, None, 3.0]
    assert actual.connectgaps is False
    assert actual.marker.symbol[0] == "circle"
    assert actual.marker.symbol[2] == "circle-open"


def test_a_break_in_the_series_is_never_bridged():
    """The line stops where the definition changes."""
    actual = traces(
        drawn(
            indicator("a", BY, breaks="[{year: 2021, zh: 口径, en: scope}]"),
            observe(("a", 2020, 2.8), ("a", 2021, 2.9)),
        )
    )["实际"]
    assert list(actual.x) == [2020, None, 2021]


def test_the_gap_is_drawn_in_the_tone_of_the_verdict():
    """From the path's value to the actual one, with its words."""
    figure = drawn(indicator("a", BY), observe(("a", 2023, 3.0)))
    gap = traces(figure)["滞后"]
    assert gap.line.color == TONES["behind"]
    assert [round(value, 6) for value in gap.y] == [3.1, 3.0]
    assert [one.text for one in figure.layout.annotations] == [
        "<b>目标 3.3</b>",
        "<b>2023年比序时目标低0.1个百分点</b>",
    ]


def test_annual_targets_stand_beside_the_path():
    """The annual target of the same indicator is marked with its number."""
    text = indicator("a", BY) + "      - {plan: year, in: 2021, about: 2.9}\n"
    beside = traces(drawn(text, observe(("a", 2021, 2.9))))["年度目标"]
    assert (list(beside.x), list(beside.y), list(beside.text)) == (
        [2021],
        [2.9],
        ["年度目标 ≈ 2.9"],
    )


def test_disputed_figures_are_shown_and_marked():
    """A disputed figure is drawn apart, with all its digits and the word."""
    disputed = traces(
        drawn(indicator("a", BY), observe(("a", 2020, 2.8), ("a", 2023, 2.87, "disputed")))
    )["存疑，不评价"]
    assert list(disputed.y) == [2.87]
    assert disputed.text[0].startswith("2.87 ")


def test_a_floor_shades_what_is_forbidden():
    """Below a yearly floor the ground is shaded, above a ceiling too."""
    floor = drawn(
        indicator("a", "plan: five, every: 2021-2025, at_least: 85"), observe(("a", 2021, 93.4))
    )
    assert floor.layout.shapes[0].y1 == 85
    ceiling = drawn(
        indicator("a", "plan: five, every: 2021-2025, at_most: 30", better="lower"),
        observe(("a", 2021, 27)),
    )
    assert ceiling.layout.shapes[0].y0 == 30


def test_ranks_stand_upside_down():
    """The first place is at the top."""
    rank = indicator(
        "a",
        "plan: five, by: 2025, at_most: 30, base: {year: 2020, value: 31}",
        unit='"位"',
        measure="rank",
        better="lower",
        decimals=0,
    )
    span = drawn(rank, observe(("a", 2021, 29))).layout.yaxis.range
    assert span[0] > span[1]


def test_names_from_the_file_cannot_become_markup():
    """A hostile wording is escaped wherever it enters a label."""
    text = indicator("a", BY + ", region: '10'").replace(
        "name: {zh: a, en: a}", 'name: {zh: "<b>a", en: a}'
    )
    figure = drawn(text, observe(("a", 2023, 3.0)))
    assert "<b>a" not in str(figure.to_json())


def test_without_figures_the_chart_is_empty_but_whole():
    """No observation and no target draw nothing and raise nothing."""
    assert len(drawn(indicator("a"), observe()).data) == 0


def test_the_forecasts_fan_starts_at_the_last_known_figure():
    """From 2023 to the goal's year two hatched areas, the inner within the outer; none with too few
    figures, and none over a figure that has come since.
    """
    rows = [("a", 2018 + n, value) for n, value in enumerate((2.4, 2.5, 2.8, 2.9, 2.95, 3.1))]
    fans = [
        trace for trace in drawn(indicator("a", BY), observe(*rows)).data if trace.fill == "toself"
    ]
    assert [set(fan.x) for fan in fans] == [{2023, 2024, 2025}] * 2
    assert all(fan.y[0] == fan.y[-1] == 3.1 for fan in fans)
    assert max(fans[1].y) <= max(fans[0].y)
    assert all(fan.fillpattern.shape == "/" for fan in fans)
    few = observe(("a", 2022, 3.0), ("a", 2023, 3.1))
    since = observe(*rows, ("a", 2024, 9.9))
    for figures in (few, since):
        figure = drawn(indicator("a", BY), figures)
        assert not [trace for trace in figure.data if trace.fill == "toself"]


def test_a_yearly_bound_has_its_number_inside_the_axis():
    """The floor's label ends where the axis ends; the forbidden zone lies below it."""
    figure = drawn(
        indicator("a", "plan: five, every: 2021-2025, at_least: 85"),
        observe(("a", 2021, 93.4), ("a", 2022, 91.0)),
    )
    label = next(one for one in figure.layout.annotations if "85" in one.text)
    assert label.x <= figure.layout.xaxis.range[1]
    assert label.xanchor == "right"
    assert figure.layout.shapes[0].y1 == 85


def test_ticks_are_never_printed_twice():
    """One point, or a narrow range, has ticks at least one printed digit apart."""
    for value, decimals in ((8.0, 0), (12.0, 1), (27.1, 1)):
        figure = drawn(
            indicator("a", "plan: year, in: 2021, at_least: 7", decimals=decimals),
            observe(("a", 2021, value)),
            2021,
        )
        assert figure.layout.yaxis.dtick >= 10.0**-decimals


def test_an_annual_target_where_the_goal_stands_is_drawn_once():
    """Two plans that state the same number for the same year give one mark."""
    text = (
        indicator("a", "plan: year, in: 2021, at_least: 7")
        + "      - {plan: five, in: 2021, about: 7}\n"
    )
    figure = drawn(text, observe(("a", 2021, 8.7)), 2021)
    assert "年度目标" not in traces(figure)


def test_part_of_a_year_is_drawn_apart():
    """January to September, where the full year is not out: a square with its months; never once
    the year is known.
    """
    figure = drawn(
        indicator("a", "plan: year, in: 2021, at_least: 7"),
        observe(("a", 2020, 5.0), ("a", 2021, 6.4, "published", 9)),
        2021,
    )
    part = traces(figure)["部分月份"]
    assert (list(part.x), list(part.y), list(part.text)) == ([2021], [6.4], ["1–9月 6.4"])
    whole = drawn(
        indicator("a", "plan: year, in: 2021, at_least: 7"),
        observe(("a", 2021, 7.0), ("a", 2021, 6.4, "published", 9)),
        2021,
    )
    assert "部分月份" not in traces(whole)


def test_there_is_something_to_draw_or_not():
    """A figure or a number to reach; words alone are not drawn."""

    def something(text: str, *rows: Any) -> bool:
        registry = registry_of(text)
        observations = observe(*rows)
        snapshot = Snapshot(
            registry,
            View("five", "10", 2021),
            observations,
            build_panel(registry, observations).in_force,
            pd.DataFrame(),
        )
        return trend.has_something(snapshot, "a", registry.targets[0], "10")

    assert something(indicator("a", "plan: year, in: 2021, at_least: 7"))
    assert something(
        indicator("a", "plan: year, in: 2021, better_than_last_year: true"), ("a", 2020, 3.0)
    )
    assert not something(indicator("a", "plan: year, in: 2021, better_than_last_year: true"))
    assert not something(
        indicator(
            "a",
            "plan: year, in: 2021, stated: {zh: 合理}",
            unit=None,
            measure=None,
            better=None,
            decimals=0,
        )
    )
