"""What did a person decide? The values of the form's fields, read as what they must be."""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboard.admission import RefusedError
from dashboard.core.revisions import REASONS, Key
from dashboard.core.text import Text
from dashboard.uploads import Decision


def chosen(values: list[str | None], ids: list[dict[str, Any]]) -> dict[int, str]:
    """What was chosen in fields of one kind: by their place in the list that was shown."""
    return {int(id_["at"]): value for value, id_ in zip(values, ids, strict=True) if value and str(id_.get("at", "")).isdigit()}


def decided(
    shown: dict[str, Any], reasons: dict[int, str], usual: str | None, released: str | None, note: str | None, good: bool | None
) -> Decision:
    """The decision on what was shown; raises RefusedError for a date that is none."""
    given: dict[Key, str] = {}
    for at, reason in reasons.items():
        if at < len(shown.get("revised", [])) and reason in REASONS:
            indicator, region, year, month = shown["revised"][at]["key"]
            given[indicator, region, year, month] = reason
    return Decision(given, usual if usual in REASONS else "", _day(released), str(note or ""), good is True)


def _day(text: str | None) -> date | None:
    if not text or not text.strip():
        return None
    try:
        found = date.fromisoformat(text.strip().replace("/", "-").replace(".", "-"))
    except ValueError:
        found = None
    if found is None or not 1949 <= found.year <= 2200:
        raise RefusedError(
            Text(f"发布日期“{text[:20]}”应写成 2026-03-20", f"the release date “{text[:20]}” must be written as 2026-03-20")
        )
    return found
