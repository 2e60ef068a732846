"""Verdicts as CSV: a row a verdict, the columns of `CsvVerdictRecord`."""

from __future__ import annotations

import csv
import io

from dashboard.core.analysis import records
from dashboard.core.vocabulary.record_models import CsvVerdictRecord, list_columns
from dashboard.core.vocabulary.text import escape_formula
from dashboard.exports import ExportRequest

COLUMNS = list_columns(CsvVerdictRecord)


def write(request: ExportRequest) -> bytes:
    """UTF-8 with a mark at its beginning, which tells Excel so; empty cells for what is not
    known.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for record in records.list_verdicts(request.snapshot, [row for row, _ in request.rows]):
        flags = ";".join(record["flags"])
        cells = {**record, "flags": flags, **_build_extra_cells(request, record)}
        values = (cells[name] for name in COLUMNS)
        writer.writerow(["" if value is None else escape_formula(value) for value in values])
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
