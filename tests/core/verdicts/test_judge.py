"""Worked examples, and the laws that every verdict obeys."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from dashboard.core.declaration.registry import parse
from dashboard.core.verdicts.judge import judge
from dashboard.core.verdicts.panel import build_panel
from dashboard.core.verdicts.reasons import describe_verdict
from dashboard.core.verdicts.sentence_data import read_known_values
from dashboard.core.vocabulary.model import FLAGS, VERDICTS, Base, Registry
from dashboard.core.vocabulary.rules import DEFAULT
from dashboard.core.vocabulary.targets import BOUNDS, PERIODS
from tests.conftest import declaration, indicator, observe, registry_of

COVERS = (
    "dashboard.core.verdicts.decision",
    "dashboard.core.verdicts.known_values",
    "dashboard.core.verdicts.on_path",
    "dashboard.core.verdicts.over_years",
    "dashboard.core.verdicts.rows",
    "dashboard.core.verdicts.target_columns",
)

CASES: list[dict[str, Any]] = YAML(typ="safe").load(
    (Path(__file__).parent / "judge_cases.yaml").read_text("utf-8")
)


def flow(mapping: dict[str, Any]) -> str:
    """A mapping as the inside of a YAML flow mapping."""
    output = io.StringIO()
    yaml = YAML(typ="safe")
    yaml.default_flow_style = True
    yaml.allow_unicode = True
    yaml.width = 10_000
    yaml.dump(mapping, output)
    return output.getvalue().strip().removeprefix("{").removesuffix("}")


def told(case: dict[str, Any]) -> tuple[Registry, pd.DataFrame]:
    """The declaration and the figures of a worked example."""
    keys = {
        key: (f'"{value}"' if isinstance(value, str) and key == "unit" else value)
        for key, value in case["indicator"].items()
    }
    text = indicator("subject", flow(case["target"]), **keys)
    if "reference" in case:
        reference = {
            key: (f'"{value}"' if key == "unit" else value)
            for key, value in case["reference"].items()
        }
        text += indicator("reference", **reference)
    rows = [
        one
        for name, figures in (
            ("subject", case["actuals"]),
            ("reference", case.get("reference_actuals", {})),
        )
        for when, value in figures.items()
        for one in points(name, when, value)
    ]
    figures = observe(*rows)
    if "district_actuals" in case:
        theirs = [
            one
            for when, value in case["district_actuals"].items()
            for one in points("subject", when, value)
        ]
        figures = pd.concat([figures, observe(*theirs, region="11")], ignore_index=True)
    return registry_of(text), figures


def points(name: str, when: object, value: object) -> list[tuple[Any, ...]]:
    """The figures of one year: several where a list of lists gives several published values."""
    several = value if isinstance(value, list) and isinstance(value[0], list) else [value]
    return [point(name, when, one) for one in several]


def point(name: str, when: object, value: object) -> tuple[Any, ...]:
    """One figure: 2021 or 2021-09, 7.0 or [7.0, unverified]."""
    year, _, month = str(when).partition("-")
    amount, quality = value if isinstance(value, list) else (value, "published")
    return (name, int(year), amount, quality, int(month or 12))


FOUND: dict[int, tuple[dict[str, Any], tuple[Any, str, str]]] = {}


def verdict(case: dict[str, Any]) -> tuple[Any, str, str]:
    """The verdict of a worked example, with its sentence in both languages; worked out once."""
    if id(case) not in FOUND:
        FOUND[id(case)] = case, worked_out(case)
    return FOUND[id(case)][1]


def worked_out(case: dict[str, Any]) -> tuple[Any, str, str]:
    registry, observations = told(case)
    panel = build_panel(registry, observations)
    rules = case.get("rules", DEFAULT)
    rows = judge(registry, observations, case["year"], rules)
    here = (rows["indicator"] == "subject") & (rows["region"] == case.get("region", "10"))
    row = next(rows[here].itertuples(index=False), None)
    if row is None:
        return None, "尚未开始，不评价。", "Not begun: no verdict."
    said = describe_verdict(registry, read_known_values(panel.in_force), row, rules)
    return row, said.zh, said.en


@pytest.mark.parametrize("case", CASES, ids=[case["name"]["en"] for case in CASES])
def test_worked_example(case):
    """A planner's example is judged as it was worked out by hand."""
    row, _, _ = verdict(case)
    if case["expect"].get("no_row"):
        assert row is None
        return
    for key, wanted in case["expect"].items():
        found = getattr(row, key)
        if key == "flags":
            assert set(wanted) <= set(found), (key, found)
        elif wanted is None:
            assert pd.isna(found), (key, found)
        elif isinstance(wanted, int | float):
            assert found == pytest.approx(wanted, rel=1e-4, abs=1e-9), key
        else:
            assert found == wanted, (key, found)


@pytest.mark.parametrize("case", CASES, ids=[case["name"]["en"] for case in CASES])
def test_every_verdict_says_why(case):
    """Each sentence names the status and, where something was measured, the value and the goal."""
    row, zh, en = verdict(case)
    if row is None:
        return
    assert zh.endswith("。")
    assert en.endswith(".")
    assert not any(mark in zh + en for mark in ("nan", "None", "{", "}"))
    if (
        row.step not in ("stated", "under_way", "no_value", "gap", "partial")
        and row.status != "pending"
    ):
        assert any(word in zh for word in ("实现", "预期", "滞后", "预警", "不评价")), zh


def test_enough_examples():
    """There are worked examples for every period, bound and status of the ladder."""
    targets = [case["target"] for case in CASES]
    assert len(CASES) >= 230
    assert {"by", "in", "every", "total", "average"} == {
        key for target in targets for key in target
    } & {
        "by",
        "in",
        "every",
        "total",
        "average",
    }
    statuses = {case["expect"]["status"] for case in CASES if "status" in case["expect"]}
    assert statuses == {
        "met_early",
        "met",
        "ahead",
        "on_course",
        "behind",
        "at_risk",
        "missed",
        "pending",
        "not_judged",
    }


def test_every_allowed_period_and_bound_has_an_example():
    """Whatever the grammar lets a plan say is worked out at least once."""
    shown = {
        (period, bound)
        for case in CASES
        for period in PERIODS
        for bound in BOUNDS
        if {period, bound} <= set(case["target"])
    }
    assert {(period, bound.id) for bound in BOUNDS.values() for period in bound.periods} <= shown


def test_every_flag_of_one_target_has_an_example():
    """All but the two that need a second target or a declared price basis, which have tests of
    their own.
    """
    shown = {flag for case in CASES for flag in case["expect"].get("flags", [])}
    assert set(FLAGS) - shown <= {"price_assumed", "path_conflict", "question_open"}


VALUES = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))
DIRECTIONS = st.sampled_from(["higher", "lower"])


ONE = {
    (better, unit): registry_of(
        indicator(
            "x",
            "plan: five, by: 2025, reach: 1, base: {year: 2020, value: 0}",
            better=better,
            unit=unit,
            decimals=decimals,
        )
    )
    for better in ("higher", "lower")
    for unit, decimals in (('"%"', 1), ("亿元", 0), ("万元", 0))
}


def by(
    better: str, base: float, goal: float, actual: float, year: int = 2023, unit: str = '"%"'
) -> Any:
    """The verdict of one `by` target on one value."""
    registry = ONE[better, unit]
    one = replace(registry.targets[0], x=goal, base=Base(2020, base))
    return next(
        judge(replace(registry, targets=(one,)), observe(("x", year, actual)), year).itertuples(
            index=False
        )
    )


@given(base=VALUES, goal=VALUES)
def test_nothing_of_the_way_at_the_base_and_all_of_it_at_the_goal(base, goal):
    """Progress is 0 at the base and 1 at the goal."""
    better = "higher" if goal >= base else "lower"
    if goal != base:
        assert by(better, base, goal, base).progress == pytest.approx(0, abs=1e-9)
        assert by(better, base, goal, goal).progress == pytest.approx(1)
    assert by(better, base, goal, goal, year=2025).status == "met"


ORDER = ("at_risk", "behind", "on_course", "ahead", "met_early")


@given(base=VALUES, way=st.floats(0.5, 1e4), first=st.floats(-0.5, 1.5), more=st.floats(0, 1))
def test_more_is_never_worse(base, way, first, more):
    """A value nearer the goal never has a worse status."""
    goal = round(base + way, 3)
    low, high = base + first * (goal - base), base + (first + more) * (goal - base)
    worse, better = by("higher", base, goal, low).status, by("higher", base, goal, high).status
    assert ORDER.index(worse) <= ORDER.index(better)


@given(base=VALUES, goal=VALUES, actual=VALUES)
def test_direction_is_a_mirror(base, goal, actual):
    """Turning all signs and the direction leaves the verdict as it was."""
    one, other = by("higher", base, goal, actual), by("lower", -base, -goal, -actual)
    assert (one.status, one.step) == (other.status, other.step)
    for column in ("progress", "ratio", "elapsed", "lag_years"):
        np.testing.assert_allclose(getattr(one, column), getattr(other, column), rtol=1e-9)


@given(base=st.floats(1, 1e4), way=st.floats(1, 1e4), share=st.floats(-1, 2))
def test_the_unit_does_not_matter(base, way, share):
    """亿元 with no decimals and 万元 with the same digits give one verdict."""
    base, goal = round(base), round(base) + round(way)
    actual = round(base + share * (goal - base), 2)
    large = by("higher", base, goal, actual, unit="亿元")
    small = by("higher", base * 10000, goal * 10000, actual * 10000, unit="万元")
    assert large.progress == pytest.approx(small.progress, rel=1e-6, abs=1e-6)
    if (
        way > 50 and abs(large.gap_to_path) > 1
    ):  # beyond the half digit and the 2.5 digits that the coarser unit forgives
        assert (large.status, large.ratio) == (
            small.status,
            pytest.approx(small.ratio, rel=1e-6, abs=1e-6),
        )


def test_nothing_known_is_never_judged():
    """Without any figure no measured target is judged: it waits."""
    registry = registry_of(
        indicator("a", "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}")
        + indicator("b", "plan: year, in: 2021, at_most: 3", better="lower")
        + indicator("c", "plan: five, every: 2021-2025, at_least: 85")
        + indicator("d", "plan: five, total: 2021-2025, at_least: 10", measure="flow")
        + indicator("e", "plan: five, average: 2021-2025, at_least: 6", measure="growth")
        + indicator("f", "plan: year, in: 2021, done: true", unit=None, measure=None, better=None)
    )
    rows = judge(registry, observe(), 2021)
    assert set(rows["status"]) == {"pending"}
    assert rows["actual"].isna().all()


def test_the_same_input_gives_the_same_verdicts():
    """Judging twice, and with the rows in another order, changes nothing."""
    registry = registry_of(
        indicator(
            "a", "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}, regions: all"
        )
    )
    figures = pd.concat(
        [observe(("a", 2021, 2.9), ("a", 2022, 3.0)), observe(("a", 2021, 2.7), region="11")],
        ignore_index=True,
    )
    first = judge(registry, figures, 2022)
    again = judge(registry, figures.iloc[::-1].reset_index(drop=True), 2022)
    pd.testing.assert_frame_equal(first, again)


def test_columns_and_flags_are_the_declared_ones():
    """The frame has the columns named in the model, and flags are names from its table."""
    registry = registry_of(
        indicator("a", "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}")
    )
    rows = judge(registry, observe(("a", 2021, 2.5, "unverified")), 2021)
    assert tuple(rows.columns) == VERDICTS
    assert set(rows["flags"].iloc[0]) <= set(FLAGS)
    assert all("rests_on_unverified" in flags for flags in rows["flags"])


def test_a_target_that_has_not_begun_has_no_row():
    """A `by` target begins in the plan's first year, the others in their own."""
    registry = registry_of(
        indicator("a", "plan: five, by: 2025, reach: 3.3, base: {year: 2021, value: 2.8}")
        + indicator("b", "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}")
        + indicator("c", "plan: five, in: 2023, reach: 3")
    )
    assert set(judge(registry, observe(), 2020)["indicator"]) == set()
    assert set(judge(registry, observe(), 2021)["indicator"]) == {"b"}
    assert set(judge(registry, observe(), 2023)["indicator"]) == {"a", "b", "c"}


def test_regions_never_lend_each_other_figures():
    """A district's figure fills in for nobody, nor are districts summed."""
    registry = registry_of(
        indicator(
            "a", "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}, regions: all"
        )
    )
    rows = judge(registry, observe(("a", 2021, 3.0), region="11"), 2021).set_index("region")
    assert rows.loc["11", "status"] == "ahead"
    assert rows.loc["10", "status"] == "pending"


def test_disputed_figures_are_never_judged():
    """A disputed figure is shown elsewhere; here the year stays without a value."""
    registry = registry_of(
        indicator("a", "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}")
    )
    row = judge(registry, observe(("a", 2023, 2.87, "disputed")), 2023).iloc[0]
    assert row["status"] == "pending"
    assert np.isnan(row["actual"])


def test_an_empty_declaration_gives_no_verdicts():
    """No targets, no rows, no error."""
    parsed = parse(declaration("  {}\n"))
    assert parsed.registry is not None
    assert len(judge(parsed.registry, observe(), 2023)) == 0
