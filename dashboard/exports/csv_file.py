"""Verdicts as CSV: a row a verdict, the columns of `records.VERDICT_COLUMNS` with names and reason,
and what they were judged by.
"""

from __future__ import annotations

import csv
import io

from dashboard.core.analysis import records
from dashboard.core.vocabulary.model import VERDICTS
from dashboard.core.vocabulary.text import escape_formula
from dashboard.exports import ExportRequest

EXTRA_COLUMNS = (
    "indicator_name",
    "unit",
    "region_name",
    "reason",
    "known_on",
    "version",
    "rules",
    "made",
)
"""The columns after those of a verdict."""


def write(request: ExportRequest) -> bytes:
    """UTF-8 with a mark at its beginning, which tells Excel so; empty cells for what is not
    known.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*VERDICTS, *EXTRA_COLUMNS])
    for record in records.list_verdicts(request.snapshot, [row for row, _ in request.rows]):
        cells = {
            **record,
            "flags": ";".join(record["flags"]),
            **_build_extra_cells(request, record),
        }
        writer.writerow(
            [
                "" if cells[name] is None else escape_formula(cells[name])
                for name in (*VERDICTS, *EXTRA_COLUMNS)
            ]
        )
    return out.getvalue().encode("utf-8-sig")


def _build_extra_cells(request: ExportRequest, record: records.Record) -> records.Record:
    view, indicator = request.view, request.registry.indicators[record["indicator"]]
    return {
        "indicator_name": request.say(indicator.name),
        "unit": request.say(indicator.unit_text),
        "region_name": request.say(request.registry.regions[record["region"]].name),
        "reason": record["reason"][view.lang],
        "known_on": view.known_on,
        "version": request.snapshot.version,
        "rules": view.rules,
        "made": request.made.isoformat(timespec="minutes"),
    }
