"""What is a person shown of an upload? Plain values, with their sentences in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dashboard.core.changes.compare import Value, ValueChange
from dashboard.core.changes.revisions import FORMULA, Key
from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.text import Text
from dashboard.operations.publishing import Preview

SLIP = "magnitude-slip"
"""The issue at a figure that has probably slipped by a power of ten."""
MOST_FRESH = 100
"""New figures, and those that change with others, which are shown one by one."""
NO_VALUE = Value(0.0, "", "")


def build_summary(preview: Preview, registry: Registry) -> dict[str, Any]:
    """A preview as it is shown: plain values with their sentences in both languages."""
    reading, rows = preview.reading, preview.rows
    return {
        "outcome": reading.outcome,
        "rows": len(reading.observations),
        "years": sorted({int(year) for year in reading.observations["year"]}),
        "tables": [
            {**proposal.record(), "sentence": _format_both(proposal.sentence)}
            for proposal in reading.proposals
        ],
        "issues": [issue.record() for issue in reading.issues],
        "questions": _list_questions(reading.issues),
        "slips": [
            {"place": issue.place, **_format_both(issue.message)}
            for issue in reading.issues
            if issue.code == SLIP
        ],
        "assumed": any(issue.code == "quality-assumed" for issue in reading.issues),
        "new": rows.new,
        "fresh": [_describe_change(change, registry) for change in rows.fresh[:MOST_FRESH]],
        "carried": [_describe_change(change, registry) for change in _list_carried(preview)],
        "unchanged": rows.unchanged,
        "revised": [_describe_change(change, registry) for change in rows.revised],
        "flips": [
            {"year": flip.year, **_format_both(flip.sentence(registry))}
            for flip in preview.comparison.flips
        ],
    }


def _list_carried(preview: Preview) -> list[ValueChange]:
    """Values that change because a formula uses those of the workbook."""
    own = set(map(_find_key, (*preview.rows.fresh, *preview.rows.revised)))
    others = [change for change in preview.comparison.changes if _find_key(change) not in own]
    return [change for change in others if _is_computed(change)][:MOST_FRESH]


def _find_key(change: ValueChange) -> Key:
    return change.indicator, change.region, change.year, change.month


def _is_computed(change: ValueChange) -> bool:
    value = change.after or change.before or NO_VALUE
    return FORMULA in value.cell


def _list_questions(issues: Iterable[Issue]) -> list[dict[str, str]]:
    """Names that are like a declared one, and names of sheets that may be places, each asked once:
    only a person can say. Without an `id` any region may be the answer.
    """
    questions: dict[str, dict[str, str]] = {}
    for issue in issues:
        values = issue.values
        is_sheet = issue.code == "sheet-asked"
        if not values.get("name") or not (values.get("id") or is_sheet):
            continue
        name = str(values["name"])
        question = {
            "found": name,
            "id": str(values["id"]),
            "likely": str(values["likely"]),
            "cell": issue.place,
        }
        questions.setdefault(name, question)
    return list(questions.values())


def _format_both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.in_("en")}


def _describe_change(change: ValueChange, registry: Registry) -> dict[str, Any]:
    name = registry.indicators[change.indicator].name
    region = registry.regions[change.region].name
    sentence = change.sentence(registry)
    before, after = change.before or NO_VALUE, change.after or NO_VALUE
    return {
        "key": list(_find_key(change)),
        "zh": f"{region.zh}{name.zh}：{sentence.zh}",
        "en": f"{region.in_('en')}, {name.in_('en')}: {sentence.in_('en')}",
        "cell": after.cell,
        "before": before.quality,
        "after": after.quality,
    }
