"""Everything that a view shows, as one JSON object: what it was judged by, verdicts with reasons,
and the figures they rest on.
"""

from __future__ import annotations

import json

from dashboard.core.analysis import provenance, records
from dashboard.exports import ExportRequest


def write(request: ExportRequest) -> bytes:
    """UTF-8; missing numbers are null, days are ISO 8601."""
    return json.dumps(build_content(request), ensure_ascii=False, allow_nan=False, indent=1).encode(
        "utf-8"
    )


def build_content(request: ExportRequest) -> records.Record:
    """The object: `about`, `verdicts` (columns of `SaidVerdictRecord`), `figures` (those of
    `FigureRecord`).
    """
    snapshot, view = request.snapshot, request.view
    title = provenance.format_title(snapshot)
    indicators = {target.indicator for _, target in request.rows}
    published = snapshot.observations
    mine = published[published["indicator"].isin(indicators) & (published["region"] == view.region)]
    return {
        "about": {
            "title": records.build_text_record(title),
            "plan": view.plan,
            "region": view.region,
            "indicator": request.indicator or None,
            "year": view.year,
            "version": snapshot.version,
            "known_on": str(view.known_on) if view.known_on else None,
            "rules": view.rules,
            "made": request.made.isoformat(timespec="minutes"),
        },
        "verdicts": records.list_said_verdicts(snapshot, [row for row, _ in request.rows]),
        "figures": records.list_figures(snapshot, mine),
    }
