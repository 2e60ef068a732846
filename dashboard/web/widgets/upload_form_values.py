"""What did a person decide? The values of the form's fields, read as what they must be."""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboard.core.changes.revisions import REASONS, Key
from dashboard.core.vocabulary.text import Text
from dashboard.operations.authentication import RefusedError
from dashboard.operations.publishing import Decision

MAX_PLACES = 10_000
"""Places of a list beyond which nothing was shown."""


def parse_choices(values: list[str | None], ids: list[dict[str, Any]]) -> dict[int, str]:
    """What was chosen in fields of one kind: by their place in the list that was shown."""
    chosen: dict[int, str] = {}
    # Whatever somebody sends arrives here: nothing is taken for what its type says.
    places: Any = ids if isinstance(ids, list) else []
    for value, id_ in zip(values or [], places, strict=False):
        place: Any = id_.get("at") if isinstance(id_, dict) else None
        if not isinstance(place, int) or not 0 <= place < MAX_PLACES:
            continue
        if isinstance(value, str) and value:
            chosen[place] = value
    return chosen


def parse_confirmed(preview: dict[str, Any], ticked: Any, ids: Any) -> frozenset[str]:
    """The places of the figures whose boxes are ticked."""
    boxes = ticked if isinstance(ticked, list) else []
    values = ["ticked" if one is True else None for one in boxes]
    slips = preview.get("slips", [])
    chosen = parse_choices(values, ids)
    return frozenset(slips[at]["place"] for at in chosen if at < len(slips))


def parse_decision(
    preview: dict[str, Any],
    reasons: dict[int, str],
    usual: str | None,
    released: str | None,
    note: str | None,
    good: bool | None,
) -> Decision:
    """The decision on what was shown; raises RefusedError for a date that is none."""
    revised = preview.get("revised", [])
    given: dict[Key, str] = {}
    for place, reason in reasons.items():
        if place < len(revised) and reason in REASONS:
            indicator, region, year, month = revised[place]["key"]
            given[indicator, region, year, month] = reason
    usual_reason = usual if isinstance(usual, str) and usual in REASONS else ""
    text = note if isinstance(note, str) else ""
    return Decision(
        note=text,
        released=_parse_release_date(released),
        good_rows=good is True,
        reasons=given,
        usual=usual_reason,
    )


def _parse_release_date(text: str | None) -> date | None:
    if text is not None and not isinstance(text, str):
        raise RefusedError(Text("发布日期无法识别", "the release date cannot be read"))
    if not text or not text.strip():
        return None
    day = _parse_day(text.strip())
    if day is None or not 1949 <= day.year <= 2200:
        raise RefusedError(
            Text(
                f"发布日期“{text[:20]}”应写成 2026-03-20",
                f"the release date “{text[:20]}” must be written as 2026-03-20",
            )
        )
    return day


def _parse_day(text: str) -> date | None:
    """A day, whether written with hyphens, slashes or dots."""
    try:
        return date.fromisoformat(text.replace("/", "-").replace(".", "-"))
    except ValueError:
        return None
