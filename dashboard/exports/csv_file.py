"""Verdicts as CSV: a row a verdict, the columns of `records.VERDICT_COLUMNS` with names and reason, and what they were judged by."""

from __future__ import annotations

import csv
import io

from dashboard.core.analysis import records
from dashboard.core.vocabulary.model import VERDICTS
from dashboard.core.vocabulary.text import no_formula
from dashboard.exports import Matter

BESIDE = ("indicator_name", "unit", "region_name", "reason", "known_on", "version", "rules", "made")
"""The columns after those of a verdict."""


def write(matter: Matter) -> bytes:
    """UTF-8 with a mark at its beginning, which tells Excel so; empty cells for what is not known."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*VERDICTS, *BESIDE])
    for record in records.verdicts(matter.snapshot, [row for row, _ in matter.rows]):
        cells = {**record, "flags": ";".join(record["flags"]), **_beside(matter, record)}
        writer.writerow(["" if cells[name] is None else no_formula(cells[name]) for name in (*VERDICTS, *BESIDE)])
    return out.getvalue().encode("utf-8-sig")


def _beside(matter: Matter, record: records.Record) -> records.Record:
    view, indicator = matter.view, matter.registry.indicators[record["indicator"]]
    return {
        "indicator_name": matter.say(indicator.name),
        "unit": matter.say(indicator.unit_text),
        "region_name": matter.say(matter.registry.regions[record["region"]].name),
        "reason": record["reason"][view.lang],
        "known_on": view.known_on,
        "version": matter.snapshot.version,
        "rules": view.rules,
        "made": matter.made.isoformat(timespec="minutes"),
    }
