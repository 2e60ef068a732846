"""Is this what a page of ours sends? The shape of a callback's body, looked at before anything is
made of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

KINDS: dict[str, type | tuple[type, ...]] = {
    "pathname": str,
    "search": str,
    "hash": str,
    "n_clicks": int,
    "n_submit": int,
    "n_intervals": int,
    "checked": bool,
}
"""What the value of a property is, where it is given; the values of fields are looked at where they
are used.
"""


def is_well_formed(body: Any) -> bool:
    """Whether a body has the parts that Dash's own have, of their kinds, and no text that could not
    be written down.

    Raises UnicodeEncodeError for half a surrogate pair.
    """
    if not isinstance(body, dict) or not isinstance(body.get("output"), str):
        return False
    if not isinstance(body.get("outputs"), dict | list):
        return False
    inputs, states = body.get("inputs"), body.get("state", [])
    if not isinstance(inputs, list) or not isinstance(states, list):
        return False
    if not isinstance(body.get("changedPropIds", []), list):
        return False
    text = json.dumps(body, ensure_ascii=False)
    text.encode("utf-8")
    return "\\u0000" not in text and all(map(_is_well_typed, _list_parts(inputs + states)))


def _list_parts(given: list[Any]) -> Iterator[Any]:
    """Inputs and states one by one; those of a pattern come as a list."""
    for part in given:
        if isinstance(part, list):
            yield from part
        else:
            yield part


def _is_well_typed(part: Any) -> bool:
    """Whether an input or a state names a property, with a value of its kind or none."""
    if not isinstance(part, dict) or "id" not in part or not isinstance(part.get("property"), str):
        return False
    kind = KINDS.get(part["property"])
    return kind is None or part.get("value") is None or isinstance(part["value"], kind)
