"""Plain records: every column described, nothing of numpy or pandas left."""

from __future__ import annotations

import json

from dashboard.core.analysis import records
from dashboard.core.vocabulary.model import iterate_rows
from dashboard.core.vocabulary.record_models import SaidVerdictRecord, list_columns
from tests.conftest import indicator, observe, registry_of, snapshot_of

REGISTRY = registry_of(
    indicator("a", "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}")
)
SHOT = snapshot_of(
    REGISTRY, observe(("a", 2023, 3.0), ("a", 2023, 3.1, "final"), ("a", 2022, 2.9)), 2023
)


def test_verdicts_are_plain():
    """Missing numbers are null, flags a list, the reason in both languages."""
    (record,) = records.list_verdicts(SHOT)
    assert (record["status"], record["actual"], record["last_status"]) == ("on_course", 3.1, None)
    assert record["reason"]["zh"].startswith("2023年为3.1%，")
    assert json.loads(json.dumps(record, allow_nan=False)) == record


def test_figures_tell_which_one_counts():
    """Of two values of 2023 the final one is in force."""
    found = [
        (one["value"], one["in_force"], one["published"])
        for one in records.list_figures(SHOT, SHOT.observations)
    ]
    assert found == [
        (3.0, False, "2026-01-01"),
        (3.1, True, "2026-01-01"),
        (2.9, True, "2026-01-01"),
    ]


def test_in_words_a_verdict_has_its_name_unit_and_bound(real):
    """For readers without the declaration: beside the contract's columns, which stay as they
    are.
    """
    shot = snapshot_of(real, observe(("gdp", 2023, 7791.0), region=real.region), 2023)
    rows = [row for row in iterate_rows(shot.verdicts) if row.target == "fyp14.gdp.by2025"]
    (one,), (plain,) = records.list_said_verdicts(shot, rows), records.list_verdicts(shot, rows)
    assert list(one) == list(list_columns(SaidVerdictRecord))
    assert {**one, **plain} == one
    assert (one["name"]["zh"], one["unit"]["zh"], one["bound"]["zh"]) == (
        "地区生产总值",
        "亿元",
        "达到8500亿元",
    )
