"""Where the points of a drawn chart stand: by their years and values, upside down for ranks."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dashboard.core.analysis.time_course import Chart, Point, TimeCourse
from dashboard.core.vocabulary.text import format_untranslated
from dashboard.exports.label_placement import Placement, place_chart

POINTS = (
    Point(2020, 10.0, unverified=False),
    Point(2021, 30.0, unverified=True),
    Point(2022, 20.0, unverified=False),
)
PATH = ((2020, 10.0), (2021, 20.0), (2022, 30.0), (2023, 40.0))


def chart(
    *,
    reverse: bool = False,
    level: bool = False,
    goal: float | None = 40.0,
    points: tuple[Point, ...] = POINTS,
) -> Placement:
    return place_chart(
        Chart(TimeCourse(points, PATH, goal, level, 2023), format_untranslated("%"), 1, reverse),
        lambda text: text.zh,
    )


def test_larger_values_stand_higher_and_ranks_the_other_way():
    """y runs downwards; the same share of the height either way."""
    up, down = chart(), chart(reverse=True)
    assert up["actual"][1]["y"] < up["actual"][2]["y"] < up["actual"][0]["y"]
    for one, other in zip(up["actual"], down["actual"], strict=True):
        assert one["y"] == pytest.approx(1 - other["y"], abs=1e-4)


def test_a_value_stands_between_the_lines_that_it_lies_between():
    """Interpolating between two rows of the axis gives the value back."""
    made = chart()
    rows = [(float(row["label"]), row["y"]) for row in made["rows"]]
    (low, bottom), (high, top) = rows[0], rows[-1]
    for one in made["actual"]:
        assert low + (bottom - one["y"]) / (bottom - top) * (high - low) == pytest.approx(
            float(one["label"]), abs=0.02
        )


def test_years_are_spread_evenly_and_inside():
    made = chart()
    places = [one["x"] for one in made["years"]]
    assert [one["label"] for one in made["years"]] == ["2020", "2021", "2022", "2023"]
    assert places[0] > 0 and places[-1] < 1
    assert len({round(b - a, 3) for a, b in pairwise(places)}) == 1
    assert made["goal"][0]["x"] == places[-1]


def test_of_many_years_some_are_named_and_the_goals_always():
    long = tuple(Point(year, 1.0, unverified=False) for year in range(1990, 2023))
    named = [one["label"] for one in chart(points=long)["years"]]
    assert len(named) <= 12 and named[-1] == "2023"


def test_what_is_unverified_is_hollow_and_explained():
    assert [one["hollow"] for one in chart()["actual"]] == [False, True, False]
    assert [one["kind"] for one in chart()["key"]] == ["actual", "path", "goal", "hollow"]
    assert [one["kind"] for one in chart(points=POINTS[:1], goal=None)["key"]] == ["actual", "path"]


def test_a_number_stands_where_no_line_runs():
    """Below a beginning from which the line rises, above the path and below it; beside a bound on
    the side where it does not run.
    """
    assert [one["below"] for one in chart()["actual"]] == [True, False, True]
    rising = tuple(
        Point(year, value, unverified=False)
        for year, value in ((2021, 21.0), (2022, 26.0), (2023, 45.0))
    )
    assert [one["below"] for one in chart(points=rising)["actual"]] == [False, True, False]
    assert [one["below"] for one in chart(points=rising, level=True)["actual"]] == [
        False,
        True,
        False,
    ]
