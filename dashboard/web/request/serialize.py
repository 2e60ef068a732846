"""What does a page look like as plain data? A component tree turned into dicts once, so that it can
be kept and sent quickly.
"""

from __future__ import annotations

import json
from typing import Any

from dash.development.base_component import Component
from plotly.io import to_json

_NOT_PROPS = frozenset({"available_properties", "available_wildcard_properties"})


def serialize_tree(node: Any) -> Any:
    """The tree as Dash would send it; a component's own encoder asks every possible property, this
    one only those set.
    """
    if isinstance(node, Component):
        props = {
            name: serialize_tree(value)
            for name, value in vars(node).items()
            if name[0] != "_" and name not in _NOT_PROPS
        }
        kind, namespace = node._type, node._namespace  # noqa: SLF001 - what to_plotly_json reads
        return {"props": props, "type": kind, "namespace": namespace}
    if isinstance(node, list | tuple):
        return [serialize_tree(item) for item in node]
    if hasattr(node, "to_plotly_json"):
        return json.loads(to_json(node, validate=False))
    return node
