"""A view as one JSON object."""

from __future__ import annotations

import json

from dashboard.core.analysis import records
from dashboard.core.vocabulary.record_models import FigureRecord, list_columns
from dashboard.exports import json_file


def test_verdicts_figures_and_what_they_were_judged_by(plan):
    """Exactly judge's records; the figures of the indicators shown, each with whether it counts."""
    found = json.loads(json_file.write(plan))
    assert found["about"] | {"title": 0} == {
        "title": 0,
        "plan": "fyp14",
        "region": "330600",
        "indicator": None,
        "year": 2023,
        "version": 3,
        "known_on": None,
        "rules": "schedule",
        "made": "2026-01-05T09:30+00:00",
    }
    assert found["verdicts"] == records.list_said_verdicts(
        plan.snapshot, [row for row, _ in plan.rows]
    )
    assert {one["indicator"] for one in found["figures"]} <= {
        target.indicator for _, target in plan.rows
    }
    assert {one["region"] for one in found["figures"]} == {"330600"}
    assert all(set(one) == set(list_columns(FigureRecord)) for one in found["figures"])
