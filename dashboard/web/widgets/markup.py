"""What does a component look like as HTML text? What is long and only read is sent as text: a
browser builds it far faster so.
"""

from __future__ import annotations

import re
from copy import copy
from html import escape
from typing import Any

from dash import dcc
from dash.development.base_component import Component

TEXT_PROP = "data-html"
"""The property that carries the content of a component which is sent as text."""
NAMES = {
    "className": "class",
    "colSpan": "colspan",
    "htmlFor": "for",
    "tabIndex": "tabindex",
    "dateTime": "datetime",
}
VOID = frozenset({"img", "br", "hr", "input"})
_NOT_SHOWN = frozenset(
    {"children", "n_clicks", "available_properties", "available_wildcard_properties"}
)
_PROP = re.compile(r"[a-z][a-z-]*")


def render_html(node: Any) -> str:
    """A tree of html components and links as text, everything that people wrote escaped; raises
    TypeError for any other component, and for one with an id.
    """
    if node is None:
        return ""
    if isinstance(node, list | tuple):
        return "".join(render_html(child) for child in node)
    if not isinstance(node, Component):
        return escape(str(node))
    is_link = isinstance(node, dcc.Link)
    id_ = getattr(node, "id", None)
    if id_ is not None:
        raise TypeError(id_)  # something looks for it
    namespace, kind = node._namespace, str(node._type)  # noqa: SLF001 - how Dash tells them apart
    if namespace != "dash_html_components" and not is_link:
        raise TypeError(type(node).__name__)
    tag = "a" if is_link else kind.lower()
    start = f"<{tag}{_render_attributes(node, is_link)}>"
    if tag in VOID:
        return start
    return f"{start}{render_html(getattr(node, 'children', None))}</{tag}>"


def render_as_text(node: Component) -> Component:
    """A component whose content is sent as text, which `static.js` puts into it; raises TypeError
    where that is more than html components and links.
    """
    sent = copy(node)
    sent.children = None
    setattr(sent, TEXT_PROP, render_html(node.children))
    return sent


def _render_attributes(node: Component, is_link: bool) -> str:
    """The attributes that are set, in the order of their names; a link is marked, so that the page
    follows it without being loaded anew.
    """
    props = {name: value for name, value in vars(node).items() if _is_attribute(name, value)}
    if is_link:
        props["data-page"] = "yes"
    return "".join(_render_attribute(name, value) for name, value in sorted(props.items()))


def _is_attribute(name: str, value: Any) -> bool:
    if name in _NOT_SHOWN or name.startswith("_"):
        return False
    return value is not None and value is not False


def _render_attribute(name: str, value: Any) -> str:
    html_name = NAMES.get(name, name)
    if not _PROP.fullmatch(html_name):
        raise TypeError(name)
    if name == "style":
        value = ";".join(f"{part}:{amount}" for part, amount in value.items())
    if value is True:
        return f" {html_name}"
    return f' {html_name}="{escape(str(value))}"'
