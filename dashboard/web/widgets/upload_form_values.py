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
    places = (
        [id_.get("at") if isinstance(id_, dict) else None for id_ in ids]
        if isinstance(ids, list)
        else []
    )
    return {
        at: value
        for value, at in zip(values or [], places, strict=False)
        if isinstance(value, str) and value and isinstance(at, int) and 0 <= at < MAX_PLACES
    }


def parse_decision(
    preview: dict[str, Any],
    reasons: dict[int, str],
    usual: str | None,
    released: str | None,
    note: str | None,
    good: bool | None,
) -> Decision:
    """The decision on what was shown; raises RefusedError for a date that is none."""
    given: dict[Key, str] = {}
    for at, reason in reasons.items():
        if at < len(preview.get("revised", [])) and reason in REASONS:
            indicator, region, year, month = preview["revised"][at]["key"]
            given[indicator, region, year, month] = reason
    usual_reason = usual if isinstance(usual, str) and usual in REASONS else ""
    return Decision(
        note=note if isinstance(note, str) else "",
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
    try:
        found = date.fromisoformat(text.strip().replace("/", "-").replace(".", "-"))
    except ValueError:
        found = None
    if found is None or not 1949 <= found.year <= 2200:
        raise RefusedError(
            Text(
                f"发布日期“{text[:20]}”应写成 2026-03-20",
                f"the release date “{text[:20]}” must be written as 2026-03-20",
            )
        )
    return found
