"""What needs action comes first, and what is near the line is told apart."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest

from dashboard.core.analysis import gaps
from dashboard.core.verdicts.sentence_data import Figures, read_known_values
from dashboard.core.verdicts.standing import Standing, build_standing
from dashboard.core.verdicts.statement import Statement
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.snapshot import Snapshot
from tests.conftest import indicator, observe, registry_of, snapshot_of

BY = "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}"


def state(
    registry: Registry, *rows: tuple[object, ...], year: int = 2023
) -> tuple[Standing, Snapshot]:
    shot = snapshot_of(registry, observe(*rows), year)
    return build_standing(shot, "five", "10"), shot


def test_binding_targets_come_first_then_the_worst():
    """A binding target that is behind stands before an indicative one at risk."""
    registry = registry_of(
        indicator("a", BY)
        + indicator("b", BY)
        + indicator("c", BY, nature="binding")
        + indicator("d", BY)
        + indicator("e", BY)
    )
    found, _ = state(
        registry,
        ("a", 2023, 3.04),
        ("b", 2023, 2.85),
        ("c", 2023, 3.02),
        ("d", 2023, 3.0),
        ("e", 2023, 3.2),
    )
    assert [target.indicator for _, target in gaps.list_gaps(found, registry)] == [
        "c",
        "b",
        "d",
        "a",
    ]
    assert [row.status for row, _ in gaps.list_gaps(found, registry)] == [
        "behind",
        "at_risk",
        "behind",
        "behind",
    ]


def test_what_is_just_under_the_path_is_near():
    """97 % of the way due is on course, and near."""
    registry = registry_of(indicator("a", BY, decimals=2) + indicator("b", BY, decimals=2))
    found, snapshot = state(registry, ("a", 2023, 3.09), ("b", 2023, 3.3))
    (near,) = gaps.list_near_misses(found, registry, read_known_values(snapshot.in_force))
    assert near.target.indicator == "a"
    assert near.row.status == "on_course"
    assert near.why.zh == "比序时目标差0.01个百分点"
    assert near.why.en == "0.01 percentage points short of what is due"


def test_one_bad_year_from_a_yearly_bound_is_near():
    """85 % of good days are kept by 1 point; the worst year on record lost 2."""
    floor = "plan: five, every: 2021-2025, at_least: 85"
    registry = registry_of(indicator("a", floor))
    series = (("a", 2019, 90), ("a", 2020, 88), ("a", 2021, 88), ("a", 2022, 87), ("a", 2023, 86))
    found, snapshot = state(registry, *series)
    (near,) = gaps.list_near_misses(found, registry, read_known_values(snapshot.in_force))
    assert near.why.zh == "再有一次2020年那样的变化（2.0个百分点）就会突破"
    calm, snapshot = state(registry, *((*row[:2], row[2] + 5) for row in series))
    assert not gaps.list_near_misses(calm, registry, read_known_values(snapshot.in_force))


def test_the_worst_year_needs_a_direction_and_two_years_of_one_definition():
    registry = registry_of(indicator("a", BY) + indicator("n", better="neither"))
    kind = registry.indicators
    assert gaps.find_worst_year(kind["a"], Figures({2019: 5, 2021: 1}), 2023) is None
    assert gaps.find_worst_year(kind["a"], Figures({2019: 5, 2020: 6}), 2023) is None
    assert gaps.find_worst_year(kind["n"], Figures({2019: 5, 2020: 1}), 2023) is None
    assert gaps.find_worst_year(kind["a"], None, 2023) is None
    assert gaps.find_worst_year(kind["a"], Figures({2019: 5, 2020: 4, 2021: 1}), 2023) == (3, 2021)
    assert gaps.find_worst_year(kind["a"], Figures({2019: 5, 2020: 4, 2021: 1}), 2020) == (1, 2020)


def test_where_nothing_is_bad_the_least_progress_is_told():
    """The two with the least progress over the way due, the least first."""
    registry = registry_of(indicator("a", BY) + indicator("b", BY) + indicator("c", BY))
    found, _ = state(registry, ("a", 2023, 3.3), ("b", 2023, 3.2), ("c", 2023, 3.15))
    assert not gaps.list_gaps(found, registry)
    assert [target.indicator for _, target in gaps.list_least_progress(found, 2)] == ["c", "b"]
    found, _ = state(registry, ("a", 2025, 3.3), ("b", 2025, 3.4), year=2025)
    assert gaps.list_least_progress(found, 2) == []  # the way is over


def test_an_owner_that_nobody_named_is_said():
    registry = registry_of(indicator("a", BY) + indicator("b", BY, owner="局"))
    assert [gaps.find_owner(registry, target).zh for target in registry.targets] == ["未明确", "局"]


@pytest.mark.parametrize(
    ("status", "to_path", "to_goal", "gap"),
    [
        ("behind", -0.2, -0.5, (-0.2, "序时目标")),
        ("met_early", 0.4, 0.1, (0.4, "序时目标")),
        ("missed", -0.5, -0.3, (-0.3, "目标")),
        ("met", 0.0, 0.2, (0.2, "目标")),
        ("at_risk", math.nan, -3.0, (-3.0, "目标")),
    ],
)
def test_one_gap_is_told_everywhere(status, to_path, to_goal, gap):
    """To the path on the way, to the goal at the end and where there is no path."""
    numbers = SimpleNamespace(gap_to_due=to_path, gap_to_goal=to_goal)
    told = vars(Statement)["_told_gap"].func
    amount, to = told(SimpleNamespace(numbers=numbers, row=SimpleNamespace(status=status)))
    assert (amount, to.zh) == gap
