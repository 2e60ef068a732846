"""Are the livelihood projects done? Each project with its sub-targets, counted against time, and
the stage its plan is in.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.core.analysis.gaps import Pair
from dashboard.core.verdicts.standing import Standing, build_standing
from dashboard.core.vocabulary.model import STAGES, Plan, Registry, Theme
from dashboard.core.vocabulary.snapshot import Snapshot, View
from dashboard.core.vocabulary.statuses import BAD, STATUSES, find_worst_status
from dashboard.core.vocabulary.text import Text

YEAR = 12


@dataclass(frozen=True)
class Project:
    """A promise in several parts: a theme of a plan that has stages, with its targets."""

    theme: Theme | None
    rows: tuple[Pair, ...]

    @property
    def name(self) -> Text:
        """What it is called; parts without a theme stand together."""
        return self.theme.name if self.theme else Text("其他", "Other")

    @property
    def status(self) -> str:
        """The worst that a figure says of its parts; pending while none says anything."""
        judged = [row.status for row, _ in self.counted if STATUSES[row.status].judged]
        return find_worst_status(judged) if judged else "pending"

    @property
    def counted(self) -> tuple[Pair, ...]:
        """The parts that a figure or a yes can settle."""
        return tuple((row, target) for row, target in self.rows if not target.is_stated)

    @property
    def kept(self) -> int:
        """How many of those are done."""
        return sum(STATUSES[row.status].reached for row, _ in self.counted)

    @property
    def bad(self) -> int:
        """How many are behind or not done in time."""
        return sum(row.status in BAD for row, _ in self.counted)

    @property
    def known(self) -> int:
        """How many have a figure."""
        return sum(_has_value(row.actual) for row, _ in self.counted)

    @property
    def is_done(self) -> bool:
        """Whether every part that can be settled is done."""
        return bool(self.counted) and self.kept == len(self.counted)


def _has_value(value: float) -> bool:
    return not math.isnan(value)


def list_staged_plans(registry: Registry) -> list[Plan]:
    """The plans that go through stages: those of projects."""
    return [plan for plan in registry.plans.values() if plan.stages]


def list_projects(snapshot: Snapshot, plan: str, region: str) -> tuple[Standing, list[Project]]:
    """The projects of a plan in the order declared; a target in several themes is a part of the
    first.
    """
    state = build_standing(snapshot, plan, region)
    themes = snapshot.registry.themes
    groups: dict[str, list[Pair]] = {theme: [] for theme in (*themes, "")}
    for row, target in state.rows:
        groups[target.themes[0] if target.themes else ""].append((row, target))
    return state, [
        Project(themes.get(theme), tuple(rows)) for theme, rows in groups.items() if rows
    ]


def find_project_plan(registry: Registry, view: View) -> Plan | None:
    """The plan of projects to look at: the one chosen, else the last that has begun, else the last;
    None where there is none.
    """
    staged = list_staged_plans(registry)
    begun = [plan for plan in staged if plan.first <= view.year]
    last = (begun or staged)[-1] if staged else None
    return next((plan for plan in staged if plan.id == view.plan), last)


def find_view_projects(snapshot: Snapshot) -> tuple[Standing, list[Project]] | None:
    """The projects that a view leads to, with how their plan stands; None where there are none."""
    plan = find_project_plan(snapshot.registry, snapshot.view)
    if plan is None:
        return None
    state, projects = list_projects(snapshot, plan.id, snapshot.view.region)
    if not projects:
        return None
    return state, projects


@dataclass(frozen=True, slots=True)
class BurnUp:
    """How much of a count is done, and how much of its year has gone; both as fractions, NaN where
    unknown.
    """

    done: float
    elapsed: float


def compute_burn_up(row: Any) -> BurnUp:
    """Done over the goal against the time gone: 0 at nothing, 1 at the goal, whatever the unit."""
    if not _has_value(row.actual):
        return BurnUp(math.nan, math.nan)
    done = row.actual / row.goal if _has_value(row.goal) and row.goal > 0 else math.nan
    elapsed = row.elapsed if _has_value(row.elapsed) else row.month / YEAR
    return BurnUp(done, elapsed)


def find_stage(plan: Plan, on: date | None) -> str:
    """The stage a plan has reached by a day; by all that is declared where there is none."""
    reached = [stage for stage in plan.stages if on is None or stage.on <= on]
    if not reached:
        return ""
    order = list(STAGES)
    return max(reached, key=lambda stage: (stage.on, order.index(stage.stage))).stage


def describe_projects(state: Standing, found: list[Project]) -> Text:
    """How the projects stand, in one sentence; candidates are not called promises."""
    count = sum(len(project.counted) for project in found)
    kept_parts = sum(project.kept for project in found)
    known = sum(project.known for project in found)
    done = sum(project.is_done for project in found)
    projects = Text.count(len(found), "{n}件实事", "{n} project", "{n} projects")
    if state.candidate:
        names = "{n} candidate project", "{n} candidate projects"
        projects = Text.count(len(found), "{n}件候选项目", *names)
    if not known:
        parts = Text.count(count, "{n}项可核查的子任务", "{n} part", "{n} parts")
        return Text(
            f"{projects.zh}、{parts.zh}，都还没有数据",
            f"{projects.en} with {parts.en} that can be checked; no figure yet",
        )
    parts = Text.count(count, "{n}项子任务", "{n} part", "{n} parts")
    return Text(
        f"{projects.zh}中{done}件全部完成；{parts.zh}完成{kept_parts}项，{count - known}项没有数据",
        f"{done} of {projects.en} done; {kept_parts} of {parts.en} done, "
        f"{count - known} without a figure",
    )
