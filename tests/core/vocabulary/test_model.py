"""The nouns, and what follows from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from dashboard.core.vocabulary.model import FLAG_BITS, FLAGS, VERDICTS, Plan, Region, Stage
from dashboard.core.vocabulary.text import format_untranslated
from tests.conftest import indicator, observe, registry_of, snapshot_of


def test_a_plan_is_a_candidate_until_a_later_stage():
    """The latest stage reached on a day counts."""
    stages = (Stage("candidate", date(2021, 2, 3)), Stage("voted", date(2021, 3, 1)))
    plan = Plan("p", format_untranslated("甲"), 2021, 2021, stages)
    assert not plan.candidate(date(2021, 1, 1))
    assert plan.candidate(date(2021, 2, 3))
    assert not plan.candidate(date(2021, 3, 1))
    assert not plan.candidate()
    assert Plan("p", format_untranslated("甲"), 2021, 2021, stages[:1]).candidate()


def test_known_on_leaves_out_targets_whose_documents_came_later():
    """Targets issued on 2021-02-03 are unknown the day before; those without a source are always
    known.
    """
    stated = 'source: {document: report, section: 目标, phrase: "3.3%"}'
    registry = registry_of(
        indicator("a", f"plan: five, by: 2025, reach: 3.3, {stated}")
        + indicator("b", "plan: five, by: 2025, reach: 1")
    )
    assert [target.indicator for target in registry.known_on(date(2021, 2, 2)).targets] == ["b"]
    assert [target.indicator for target in registry.known_on(date(2021, 2, 3)).targets] == [
        "a",
        "b",
    ]


def test_a_by_target_begins_after_its_base():
    """Never before the plan's first year, never before the year after its base."""
    registry = registry_of(
        indicator("a", "plan: five, by: 2025, reach: 1")
        + indicator("b", "plan: five, by: 2025, reach: 1, base: {year: 2022, value: 0}")
        + indicator("c", "plan: five, every: 2023-2024, at_least: 1")
    )
    plan = registry.plans["five"]
    assert [target.begins(plan) for target in registry.targets] == [2021, 2023, 2023]


def test_flags_have_one_bit_each():
    """No two flags share a bit; every flag speaks both languages."""
    assert len(set(FLAG_BITS.values())) == len(FLAGS)
    assert all(text.zh and text.en for text in FLAGS.values())
    assert len(set(VERDICTS)) == len(VERDICTS)


def test_figures_are_found_by_indicator_and_region():
    """Whole years and parts in order; the latest full year of each region up to the year looked
    at.
    """
    registry = registry_of(indicator("a") + indicator("b"))
    both = replace(
        registry,
        regions={**registry.regions, "11": Region("11", format_untranslated("乙区"), within="10")},
    )
    rows = [
        observe(
            ("a", 2023, 3),
            ("a", 2022, 2),
            ("a", 2024, 9),
            ("a", 2023, 1, "published", 6),
            ("b", 2023, 8),
        ),
        observe(("a", 2021, 5), region="11"),
    ]
    shot = snapshot_of(both, pd.concat(rows, ignore_index=True), 2023)
    assert shot.values("a", "10")[["year", "month", "value"]].to_numpy().tolist() == [
        [2022, 12, 2],
        [2023, 6, 1],
        [2023, 12, 3],
        [2024, 12, 9],
    ]
    assert shot.filter_full_years("a", "10")["value"].tolist() == [2, 3, 9]
    whole = shot.filter_full_years("a", "10")
    assert shot.series("a", "10") == list(
        zip(whole["year"], whole["value"], whole["quality"], strict=True)
    )
    assert shot.series("none", "10") == [] == shot.series("a", "none")
    assert len(shot.values("b", "11")) == 0
    assert shot.latest("a")["value"].to_dict() == {"10": 3, "11": 5}
