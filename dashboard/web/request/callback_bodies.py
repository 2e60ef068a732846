"""Is this what a page of ours sends? The shape of a callback's body, looked at before anything is
made of it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
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


def has_declared_parts(body: dict[str, Any], declared: Mapping[str, Any]) -> bool:
    """Whether a body names the outputs of its callback and brings its inputs and states, each in
    its place, with values that fields have.

    `declared` has them as Dash does: `inputs` and `state`, of `id` and `property`, where the id of
    a pattern is written as JSON.
    """
    output = body["output"]
    names = output.strip(".").split("...")
    outputs = [dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in names]
    sent = body["outputs"] if output.startswith("..") else [body["outputs"]]
    return (
        isinstance(sent, list)
        and all(map(_is_well_typed, _list_parts(sent)))
        and _are_declared(sent, outputs)
        and _are_declared(body.get("inputs") or [], declared.get("inputs", ()))
        and _are_declared(body.get("state") or [], declared.get("state", ()))
    )


def _are_declared(given: list[Any], declared: Sequence[Mapping[str, Any]]) -> bool:
    return len(given) == len(declared) and all(map(_is_declared, given, declared))


def _is_declared(given: Any, declared: Mapping[str, Any]) -> bool:
    if not declared["id"].startswith("{"):
        return isinstance(given, dict) and _fits(given, declared["id"], declared["property"])
    pattern = json.loads(declared["id"])
    parts = given if isinstance(given, list) else [given]
    return all(_fits(part, pattern, declared["property"]) for part in parts)


def _fits(part: Mapping[str, Any], id_: Any, property_: str) -> bool:
    """Whether an input or a state is the declared one, with a value that it may have."""
    if part["property"] != property_ or not _fits_id(part["id"], id_):
        return False
    value = part.get("value")
    return value == part["id"] if property_ == "id" else _is_field_value(value)


def _fits_id(given: Any, declared: Any) -> bool:
    """Whether an id is the declared one, or one of its pattern."""
    if not isinstance(declared, dict):
        return bool(given == declared)
    if not isinstance(given, dict) or given.keys() != declared.keys():
        return False
    return all(
        _is_name(given[key]) if isinstance(value, list) else given[key] == value
        for key, value in declared.items()
    )


def _is_name(value: Any) -> bool:
    """Whether something on a page of ours may be called so: by a text, or by its place."""
    return isinstance(value, str) or (type(value) is int and abs(value) < 10**9)


def _is_field_value(value: Any) -> bool:
    """Whether a field of ours may hold a value: none, a text, a number, a choice, or choices."""
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return abs(value) < 2**63
    return value is None or isinstance(value, str)


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
