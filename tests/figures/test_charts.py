"""The right chart for each kind of target, read from the figures themselves."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from dashboard.figures import chart, pace
from dashboard.figures.story import Story
from tests.conftest import indicator, observe, registry_of, snapshot_of

COVERS = (
    "dashboard.figures.burn_up",
    "dashboard.figures.chart",
    "dashboard.figures.columns",
    "dashboard.figures.difference",
    "dashboard.figures.pace",
)

GROWTH = {"measure": "growth"}
COUNT = {"measure": "flow", "unit": "个", "decimals": 0}
STEP = "plan: year, in: 2021, in_step_with: b, tolerance: 1"


def story(text: str, observations: pd.DataFrame, year: int = 2021) -> Story:
    """What the first target of the first indicator tells."""
    registry = registry_of(text)
    name = next(iter(registry.indicators))
    shot = snapshot_of(registry, observations, year)
    return Story(shot, registry.indicators[name], registry.of(name)[0], "10", "zh")


def drawn(text: str, observations: pd.DataFrame, year: int = 2021) -> Any:
    one = story(text, observations, year)
    kind = chart.kind_of(one.target, one.indicator)
    assert kind is not None
    return kind.draw(one)


@pytest.mark.parametrize(
    ("target", "keys", "kind"),
    [
        ("plan: year, in: 2021, at_least: 7", GROWTH, "columns"),
        ("plan: five, every: 2021-2025, at_least: 7", GROWTH, "columns"),
        ("plan: five, average: 2021-2025, at_least: 7", GROWTH, "columns"),
        ("plan: year, in: 2021, reach: 60", COUNT, "burn-up"),
        ("plan: five, total: 2021-2025, at_least: 60", COUNT, "burn-up"),
        ("plan: year, in: 2021, at_least: 60", {}, None),
        ("plan: five, every: 2021-2025, at_least: 85", {}, None),
        ("plan: five, by: 2025, reach: 3, base: {year: 2020, value: 2}", {}, None),
        (
            "plan: five, by: 2025, reach: 30, base: {year: 2020, value: 31}",
            {"measure": "rank", "unit": "位", "better": "lower"},
            None,
        ),
    ],
)
def test_each_kind_has_its_chart(target, keys, kind):
    """Growth as columns, counts as burn-ups; levels, bounds and ranks as a trajectory."""
    one = story(indicator("a", target, **keys), observe(("a", 2021, 7)))
    found = chart.kind_of(one.target, one.indicator)
    assert (found.id if found else None) == kind
    assert chart.kind_of(None, one.indicator) is None


def test_in_step_is_drawn_as_a_difference():
    """11 less 8 is 3, 6 less 8 is −2; what may be begins at −1; a year without the reference is a
    hole, not a line.
    """
    text = indicator("a", STEP, **GROWTH) + indicator("b", **GROWTH)
    rows = observe(
        ("a", 2018, 11),
        ("b", 2018, 8),
        ("a", 2019, 5),
        ("a", 2020, 6),
        ("b", 2020, 8),
        ("a", 2021, 9, "unverified"),
        ("b", 2021, 8),
    )
    figure = drawn(text, rows)
    line = next(trace for trace in figure.data if trace.name == "差值")
    assert list(line.x) == [2018, None, 2020, 2021]
    assert list(line.y) == [3, None, -2, 1]
    assert line.connectgaps is False
    assert line.marker.symbol[-1] == "circle-open"
    assert [trace.y[0] for trace in figure.data if trace.name == "允许范围"] == [-1]
    assert figure.layout.shapes[0].y0 == -1


def test_columns_stand_on_zero_with_a_tick_for_each_year_that_has_a_target():
    """Every annual target is a tick in its own year; an unverified column is hollow; negative
    growth hangs below.
    """
    text = indicator("a", "plan: year, in: 2021, at_least: 7", **GROWTH)
    figure = drawn(text, observe(("a", 2019, 6), ("a", 2020, -2), ("a", 2021, 8, "unverified")))
    bars = figure.data[0]
    assert (list(bars.x), list(bars.y)) == ([2019, 2020, 2021], [6, -2, 8])
    assert figure.layout.yaxis.range[0] < -2 < 8 < figure.layout.yaxis.range[1]
    assert bars.marker.color[2] != bars.marker.color[0]
    (tick,) = [trace for trace in figure.data if trace.name == "目标"]
    assert (min(tick.x), max(tick.x), set(tick.y)) == (2021 - 0.42, 2021 + 0.42, {7})
    assert figure.layout.annotations[0].text == "<b>2021年 目标 ≥ 7</b>"
    up = drawn(text, observe(("a", 2021, 8)))
    assert up.layout.yaxis.range[0] == 0


def test_a_bound_of_all_years_is_a_line():
    figure = drawn(
        indicator("a", "plan: five, every: 2021-2025, at_least: 7", **GROWTH),
        observe(("a", 2021, 8)),
    )
    line = next(trace for trace in figure.data if trace.name == "目标")
    assert (min(line.x), max(line.x)) == (2020.5, 2025.5)


def test_a_count_burns_up_through_the_months():
    """10 by March, 30 by June, 55 in the year, against an even way to 60."""
    rows = observe(
        ("a", 2021, 10, "published", 3), ("a", 2021, 30, "published", 6), ("a", 2021, 55)
    )
    figure = drawn(indicator("a", "plan: year, in: 2021, reach: 60", **COUNT), rows)
    done = next(trace for trace in figure.data if trace.name == "实际")
    assert (list(done.x), list(done.y)) == ([0, 3, 6, 12], [0, 10, 30, 55])
    even = next(trace for trace in figure.data if trace.name == "序时进度")
    assert (list(even.x), list(even.y), even.line.dash) == ([0, 12], [0, 60], "dash")


def test_a_sum_over_years_burns_up_as_far_as_no_year_is_missing():
    """20 and 15 make 35; after the missing year nothing is added."""
    rows = observe(("a", 2021, 20), ("a", 2022, 15), ("a", 2024, 9))
    figure = drawn(
        indicator("a", "plan: five, total: 2021-2025, at_least: 60", **COUNT), rows, 2024
    )
    done = next(trace for trace in figure.data if trace.name == "实际")
    assert (list(done.x), list(done.y)) == ([2020, 2021, 2022], [0, 20, 35])


def test_steps_are_those_of_consecutive_years_of_one_definition():
    kind = registry_of(indicator("a", breaks="[{year: 2022, zh: 口径, en: scope}]")).indicators["a"]
    full = {2018: 1.0, 2020: 2.0, 2021: 2.5, 2022: 9.0, 2023: 9.5}
    assert pace.compute_steps(kind, full, 2022) == [(2021, 0.5)]
    assert pace.compute_steps(kind, full, 2023) == [(2021, 0.5), (2023, 0.5)]


def test_the_needed_pace_stands_beside_the_record():
    """Columns from zero, the need as a line with its number."""
    kind = registry_of(indicator("a", decimals=2)).indicators["a"]
    figure = pace.draw(kind, [(2022, 0.1), (2023, -0.05)], 0.3, "zh")
    assert list(figure.data[0].y) == [0.1, -0.05]
    assert set(figure.data[1].y) == {0.3}
    assert figure.layout.annotations[0].text == "<b>年均需增 +0.30</b>"
    assert figure.layout.yaxis.range[0] < -0.05 < 0.3 < figure.layout.yaxis.range[1]
