"""What does a component look like as HTML text? Rows beyond the first are sent as text: a browser
builds them far faster so.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from dash import dcc
from dash.development.base_component import Component

NAMES = {
    "className": "class",
    "colSpan": "colspan",
    "htmlFor": "for",
    "tabIndex": "tabindex",
    "dateTime": "datetime",
}
VOID = frozenset({"img", "br", "hr", "input"})
_NOT_SHOWN = frozenset(
    {"children", "id", "n_clicks", "available_properties", "available_wildcard_properties"}
)
_PROP = re.compile(r"[a-z][a-z-]*")


def render_html(node: Any) -> str:
    """A tree of html components and links as text, everything that people wrote escaped; raises
    TypeError for any other component.
    """
    if node is None:
        return ""
    if isinstance(node, list | tuple):
        return "".join(render_html(one) for one in node)
    if not isinstance(node, Component):
        return escape(str(node))
    if node._namespace != "dash_html_components" and not isinstance(node, dcc.Link):  # noqa: SLF001 - how Dash itself tells them apart
        raise TypeError(type(node).__name__)
    tag = "a" if isinstance(node, dcc.Link) else str(node._type).lower()  # noqa: SLF001
    props = {
        name: value
        for name, value in vars(node).items()
        if name not in _NOT_SHOWN and name[0] != "_"
    }
    props |= {"data-page": "yes"} if tag == "a" and isinstance(node, dcc.Link) else {}
    attributes = "".join(
        _render_attribute(name, value)
        for name, value in sorted(props.items())
        if value is not None and value is not False
    )
    return (
        f"<{tag}{attributes}>"
        if tag in VOID
        else f"<{tag}{attributes}>{render_html(getattr(node, 'children', None))}</{tag}>"
    )


def _render_attribute(name: str, value: Any) -> str:
    html_name = NAMES.get(name, name)
    if not _PROP.fullmatch(html_name):
        raise TypeError(name)
    if name == "style":
        value = ";".join(f"{part}:{amount}" for part, amount in value.items())
    return f" {html_name}" if value is True else f' {html_name}="{escape(str(value))}"'
