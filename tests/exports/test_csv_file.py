"""Verdicts as CSV: what judge says, a row each, with what they were judged by."""

from __future__ import annotations

import csv
import io

from dashboard.core.analysis import records
from dashboard.core.vocabulary.model import VERDICTS
from dashboard.exports import csv_file
from tests.exports.conftest import matter


def test_a_row_a_verdict_with_its_numbers_and_rules(plan):
    """The eight targets of the plan; an unknown number is an empty cell; the mark of UTF-8 is for
    Excel.
    """
    data = csv_file.write(plan)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    judged = records.list_verdicts(plan.snapshot, [row for row, _ in plan.rows])
    assert [row["target"] for row in rows] == [one["target"] for one in judged]
    for row, one in zip(rows, judged, strict=True):
        for name in VERDICTS:
            told = (
                ";".join(one["flags"])
                if name == "flags"
                else ""
                if one[name] is None
                else str(one[name])
            )
            assert row[name] == told, name
        assert (row["version"], row["rules"], row["made"]) == (
            "3",
            "schedule",
            "2026-01-05T09:30+00:00",
        )


def test_what_is_filtered_is_what_is_written(desk):
    """The rows that the page shows, in its order and language."""
    shown = matter(desk, plan="fyp14", year=2023, status="pending", order="-name", lang="en")
    rows = list(csv.DictReader(io.StringIO(csv_file.write(shown).decode("utf-8-sig"))))
    assert {row["status"] for row in rows} == {"pending"}
    assert [row["indicator"] for row in rows] == [target.indicator for _, target in shown.rows]
    assert all(
        row["reason"].isascii() or "“" in row["reason"] or "–" in row["reason"] for row in rows
    )
