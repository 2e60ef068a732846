"""Projects in parts, against time, in stages."""

from __future__ import annotations

import math
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.core.analysis import projects
from dashboard.core.declaration.registry import parse
from dashboard.core.verdicts.standing import Standing
from dashboard.core.vocabulary.model import STAGES, Plan, Stage
from dashboard.core.vocabulary.snapshot import View
from dashboard.core.vocabulary.text import format_untranslated
from tests.conftest import HEAD, indicator, observe, snapshot_of

DECLARED = (
    HEAD.replace(
        "years: 2021-2021}",
        "years: 2021-2021, stages: [{stage: candidate, on: 2021-02-03}, "
        "{stage: voted, on: 2021-03-01}]}",
    ).replace(
        "  t: {zh: 主题, en: Theme}", "  p1: {zh: 公交, en: Buses}\n  p2: {zh: 步道, en: Trails}"
    )
    + indicator(
        "buses",
        "plan: year, in: 2021, reach: 500, themes: [p1]",
        unit="辆",
        measure="flow",
        decimals=0,
    )
    + indicator(
        "stops",
        "plan: year, in: 2021, reach: 200, themes: [p1]",
        unit="个",
        measure="flow",
        decimals=0,
    )
    + indicator("words", "plan: year, in: 2021, stated: {zh: 方便, en: handy}, themes: [p1]")
    + indicator(
        "trails",
        "plan: year, in: 2021, reach: 50, themes: [p2]",
        unit="公里",
        measure="flow",
        decimals=0,
    )
)
REGISTRY = parse(DECLARED).registry
assert REGISTRY is not None


def found(
    *rows: tuple[object, ...], known_on: date | None = None
) -> tuple[Standing, list[projects.Project]]:
    assert REGISTRY is not None
    return projects.list_projects(
        snapshot_of(REGISTRY, observe(*rows), 2021, "year", known_on=known_on), "year", "10"
    )


def test_a_project_is_done_when_all_its_parts_are():
    """Two counted parts and one in words; the other project has nothing yet."""
    state, (buses, trails) = found(("buses", 2021, 500), ("stops", 2021, 210))
    assert (len(buses.rows), len(buses.counted), buses.kept, buses.is_done) == (3, 2, 2, True)
    assert (trails.known, trails.is_done, trails.bad) == (0, False, 0)
    assert (
        projects.describe_projects(state, [buses, trails]).zh
        == "2件实事中1件全部完成；3项子任务完成2项，1项没有数据"
    )


def test_candidates_are_not_called_promises():
    """Before the vote the sentence says candidates."""
    state, listed = found(known_on=date(2021, 2, 10))
    assert (
        projects.describe_projects(state, listed).zh
        == "2件候选项目、3项可核查的子任务，都还没有数据"
    )
    assert (
        projects.describe_projects(state, listed).en
        == "2 candidate projects with 3 parts that can be checked; no figure yet"
    )


def test_part_of_the_year_is_held_against_its_months():
    """250 of 500 by June: half done in half of the time."""
    _, (buses, _) = found(("buses", 2021, 250, "published", 6))
    up = projects.compute_burn_up(buses.rows[0][0])
    assert (up.done, up.elapsed) == (0.5, 0.5)


@given(st.floats(0, 1e9), st.floats(1e-3, 1e9), st.integers(1, 12), st.floats(1e-3, 1e3))
def test_burn_up_has_no_unit(actual, goal, month, factor):
    """0 at nothing, 1 at the goal, the same in every unit; unknown in, unknown out."""
    up = projects.compute_burn_up(
        SimpleNamespace(elapsed=math.nan, actual=actual, goal=goal, month=month)
    )
    other = projects.compute_burn_up(
        SimpleNamespace(elapsed=math.nan, actual=actual * factor, goal=goal * factor, month=month)
    )
    assert up.done == pytest.approx(other.done)
    assert (
        projects.compute_burn_up(
            SimpleNamespace(elapsed=math.nan, actual=goal, goal=goal, month=month)
        ).done
        == 1
    )
    assert (
        projects.compute_burn_up(
            SimpleNamespace(elapsed=math.nan, actual=0.0, goal=goal, month=month)
        ).done
        == 0
    )
    assert math.isnan(
        projects.compute_burn_up(
            SimpleNamespace(elapsed=math.nan, actual=math.nan, goal=goal, month=month)
        ).done
    )
    assert math.isnan(
        projects.compute_burn_up(
            SimpleNamespace(elapsed=math.nan, actual=1.0, goal=0.0, month=month)
        ).done
    )


def test_the_stage_is_that_of_the_day():
    plan = Plan(
        "p",
        format_untranslated("名"),
        2021,
        2021,
        (Stage("voted", date(2021, 3, 1)), Stage("candidate", date(2021, 2, 3))),
    )
    assert projects.find_stage(plan, date(2021, 2, 20)) == "candidate"
    assert projects.find_stage(plan, None) == "voted"
    assert projects.find_stage(plan, date(2020, 1, 1)) == ""
    assert list(STAGES) == ["candidate", "voted", "running", "done", "closed"]
    assert REGISTRY is not None
    assert [one.id for one in projects.list_staged_plans(REGISTRY)] == ["year"]
    for view in (View("five", "10", 2023), View("year", "10", 2021), View("", "10", 2019)):
        assert getattr(projects.find_project_plan(REGISTRY, view), "id", None) == "year"


def test_a_project_is_marked_with_its_worst_part():
    """Pending while nothing is known, however many parts wait; then the worst that a figure
    says.
    """
    _, (buses, trails) = found(("buses", 2021, 500), ("stops", 2021, 20))
    assert (buses.status, trails.status) == ("missed", "pending")
    assert found(("buses", 2021, 500))[1][0].status == "met"
