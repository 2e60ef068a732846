"""Everything that a view shows, as one JSON object: what it was judged by, verdicts with reasons, and the figures they rest on."""

from __future__ import annotations

import json

from dashboard.core.analysis import provenance, records
from dashboard.exports import Matter


def write(matter: Matter) -> bytes:
    """UTF-8; missing numbers are null, days are ISO 8601."""
    return json.dumps(content(matter), ensure_ascii=False, allow_nan=False, indent=1).encode("utf-8")


def content(matter: Matter) -> records.Record:
    """The object: `about`, `verdicts` (columns of `records.VERDICT_COLUMNS`), `figures` (those of `records.FIGURE_COLUMNS`)."""
    snapshot, view = matter.snapshot, matter.view
    title = provenance.title(snapshot)
    shown = {target.indicator for _, target in matter.rows}
    published = snapshot.observations
    mine = published[published["indicator"].isin(shown) & (published["region"] == view.region)]
    return {
        "about": {
            "title": records.words(title),
            "plan": view.plan,
            "region": view.region,
            "indicator": matter.indicator or None,
            "year": view.year,
            "version": snapshot.version,
            "known_on": str(view.known_on) if view.known_on else None,
            "rules": view.rules,
            "made": matter.made.isoformat(timespec="minutes"),
        },
        "verdicts": records.named(snapshot, [row for row, _ in matter.rows]),
        "figures": records.figures(snapshot, mine),
    }
