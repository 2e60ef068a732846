"""What flipped between two snapshots, and what did it: one cause at a time, and several at once."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.core.changes.compare import (
    CAUSES,
    CHANGES,
    Comparison,
    build_record,
    compare_all_years,
    compare_snapshots,
    group_by_year,
    list_changed_values,
)
from dashboard.core.verdicts import outlook
from dashboard.core.verdicts.judge import judge, judge_panel
from dashboard.core.verdicts.panel import build_panel
from dashboard.core.vocabulary.model import Registry, iterate_rows
from dashboard.core.vocabulary.snapshot import Snapshot, View
from tests.conftest import indicator, observe, registry_of
from tests.sizes import laws

TARGET = "plan: five, by: 2025, reach: 10, base: {year: 2020, value: 5}"


def snapshot(
    target: str = TARGET, *rows, year: int = 2023, rules: str = "schedule", text: str | None = None
) -> Snapshot:
    registry = registry_of(text or indicator("x", target))
    observations = observe(*rows)
    panel = build_panel(registry, observations)
    verdicts = outlook.add_forecasts(registry, panel, judge_panel(registry, panel, year, rules))
    return Snapshot(
        registry,
        View("five", "10", year, rules=rules),
        observations,
        panel.in_force,
        verdicts,
        as_of=date(year, 12, 31),
    )


BEFORE = snapshot(TARGET, ("x", 2023, 8.0))


def only(found: Comparison):
    (flip,) = found.flips
    return flip


@pytest.mark.parametrize(
    ("after", "causes", "status"),
    [
        (snapshot(TARGET, ("x", 2023, 7.0)), ("data_revised",), "behind"),
        (snapshot(TARGET), ("data_withdrawn",), "pending"),
        (
            snapshot(TARGET.replace("reach: 10", "reach: 8"), ("x", 2023, 8.0)),
            ("target",),
            "met_early",
        ),
        (
            snapshot(TARGET.replace("value: 5", "value: 7.5"), ("x", 2023, 8.0)),
            ("target",),
            "at_risk",
        ),
        (snapshot(TARGET, ("x", 2023, 8.0), year=2024), ("year",), "pending"),
        (snapshot(TARGET, ("x", 2023, 7.97), rules="linear_strict"), ("data_revised",), "behind"),
    ],
    ids=["revised", "withdrawn", "goal", "base", "year", "hair below under strict rules"],
)
def test_each_cause_is_named(after, causes, status):
    """What was exchanged when the status changed is the cause."""
    flip = only(compare_snapshots(BEFORE, after))
    assert (flip.before, flip.after, flip.causes) == ("on_course", status, causes)


def test_new_data():
    """A figure where there was none: from pending to a verdict, with the value that did it."""
    flip = only(compare_snapshots(snapshot(TARGET), BEFORE))
    assert (flip.before, flip.after, flip.causes) == ("pending", "on_course", ("data_new",))
    assert [value.kind for value in flip.changes] == ["new"]
    assert (
        flip.sentence(BEFORE.registry).zh == "甲市x：待公布 → 符合预期（新的数据：2023年— → 8.0%）"
    )


def test_what_is_told_is_what_the_verdict_rests_on():
    """Of many figures withdrawn the one of the judged year is told, and none of a later year."""
    rows = [("x", year, 8.0) for year in range(2021, 2026)]
    flip = only(compare_snapshots(snapshot(TARGET, *rows), snapshot(TARGET)))
    assert [value.year for value in flip.changes] == [2021, 2022, 2023]
    said = flip.sentence(BEFORE.registry).zh
    assert "2023年8.0% → —" in said and "2024" not in said and "另有1个数据" in said


def test_another_rule_set():
    """The same data under a stricter rule."""
    before, after = (
        snapshot(TARGET, ("x", 2023, 7.97), rules=rules) for rules in ("schedule", "linear_strict")
    )
    assert only(compare_snapshots(before, after)).causes == ("rules",)


def test_several_causes_come_in_order():
    """A stricter rule, then data that change the status again."""
    before = snapshot(TARGET, ("x", 2023, 7.97))
    after = snapshot(TARGET, ("x", 2023, 10.0), rules="linear_strict")
    flip = only(compare_snapshots(before, after))
    assert (flip.before, flip.after, flip.causes) == (
        "on_course",
        "met_early",
        ("rules", "data_revised"),
    )


def test_targets_that_come_and_go():
    """A new target has no verdict before, a removed one none after."""
    two = indicator("x", TARGET) + indicator("y", "plan: five, every: 2021-2025, at_least: 5")
    more = snapshot(TARGET, ("x", 2023, 8.0), text=two)
    new, gone = compare_snapshots(BEFORE, more), compare_snapshots(more, BEFORE)
    assert [(flip.indicator, flip.before, flip.after, flip.causes) for flip in new.flips] == [
        ("y", None, "pending", ("target_new",))
    ]
    assert [(flip.after, flip.causes) for flip in gone.flips] == [(None, ("target_removed",))]
    assert "无 → 待公布" in new.flips[0].sentence(more.registry).zh


def test_nothing_changed_is_nothing_said():
    """A snapshot compared with itself."""
    assert compare_snapshots(BEFORE, BEFORE) == Comparison((), ())


def test_values_that_change_nothing_are_listed_all_the_same():
    """A revision within the same status is a value change and no flip; a better nature too."""
    found = compare_snapshots(BEFORE, snapshot(TARGET, ("x", 2023, 8.01)))
    assert [value.kind for value in found.changes] == ["revised"]
    assert not found.flips
    same = compare_snapshots(BEFORE, snapshot(TARGET, ("x", 2023, 8.0, "final")))
    assert [value.kind for value in same.changes] == ["requalified"]


def test_the_reference_of_a_relative_target_is_a_cause():
    """In step with another indicator: that one's revision flips it, and stands among the values."""
    text = indicator(
        "x", "plan: year, in: 2021, in_step_with: y, tolerance: 1", measure="growth"
    ) + indicator("y", measure="growth")
    before, after = (
        snapshot("", ("x", 2021, 7.0), ("y", 2021, value), text=text, year=2021)
        for value in (7.5, 9.5)
    )
    flip = only(compare_snapshots(before, after))
    assert (flip.before, flip.after, flip.causes) == ("met", "missed", ("data_revised",))
    assert [value.indicator for value in flip.changes] == ["y"]


def test_both_ways_are_mirror_images():
    """Comparing back exchanges before and after."""
    after = snapshot(TARGET, ("x", 2023, 7.0), ("x", 2022, 6.0))
    there, back = compare_snapshots(BEFORE, after), compare_snapshots(after, BEFORE)
    assert [(flip.before, flip.after) for flip in there.flips] == [
        (flip.after, flip.before) for flip in back.flips
    ]
    assert {value.kind for value in there.changes} == {"revised", "new"}
    assert {value.kind for value in back.changes} == {"revised", "withdrawn"}


def test_plain_values_for_scripts():
    """The record holds numbers, None, names and sentences."""
    found = build_record(compare_snapshots(snapshot(TARGET), BEFORE), BEFORE.registry)
    assert found["values"] == [
        {
            "indicator": "x",
            "region": "10",
            "year": 2023,
            "month": 12,
            "change": "new",
            "before": None,
            "after": 8.0,
        }
    ]
    assert found["flips"][0]["causes"] == ["data_new"]
    assert set(CHANGES) >= {value["change"] for value in found["values"]}
    assert set(CAUSES) >= set(found["flips"][0]["causes"])


def test_empty_frames_compare():
    assert list_changed_values(BEFORE.in_force.iloc[:0], BEFORE.in_force.iloc[:0]) == ()
    assert isinstance(BEFORE.registry, Registry)
    assert isinstance(BEFORE.in_force, pd.DataFrame)


MANY = "".join(
    indicator(name, f"plan: five, {period}", unit="个", measure="flow", decimals=0)
    for name, period in (
        ("by", "by: 2025, reach: 10, base: {year: 2020, value: 5}"),
        ("sum", "total: 2021-2025, at_least: 30"),
        ("mean", "average: 2021-2025, at_least: 6"),
        ("each", "every: 2021-2025, at_least: 5"),
        ("more", "every: 2021-2025, better_than_last_year: true"),
        ("once", "in: 2022, at_least: 7"),
    )
)
FIGURES = st.dictionaries(
    st.tuples(
        st.sampled_from(["by", "sum", "mean", "each", "more", "once"]), st.integers(2020, 2025)
    ),
    st.integers(1, 12),
    max_size=20,
)


@settings(max_examples=laws(15))
@given(FIGURES, FIGURES)
def test_every_year_that_flips_is_told(old, new):
    """Judged year by year on both sides, each target in the latest year in which it flips: a
    revision of 2022 may flip a sum in 2025.
    """
    ends = [
        snapshot("", *((name, year, value) for (name, year), value in figures.items()), text=MANY)
        for figures in (old, new)
    ]
    expected: dict[str, tuple[int, str, str]] = {}
    last_known = max((year for _, year in (*old, *new)), default=2020)
    for year in range(2021, last_known + 1):
        before, after = (
            {
                row.target: row.status
                for row in iterate_rows(judge(one.registry, one.observations, year))
            }
            for one in ends
        )
        for target, status in after.items():
            if before[target] != status:
                last = ends[0].registry.target(target).last
                expected[target] = (min(year, last), before[target], status)
    found = compare_all_years(*ends)
    told = {flip.target: (flip.year, flip.before, flip.after) for flip in found.flips}
    assert told == expected
    assert list(group_by_year(found.flips)) == sorted(
        {flip.year for flip in found.flips}, reverse=True
    )
