"""The pages, one file each: a file here and its line in PAGES make a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dash import Dash
from dash.development.base_component import Component

from dashboard.core.text import Text
from dashboard.web.context import Context
from dashboard.web.pages import checks, data, indicator, indicators, methods, overview


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its address (ending in `/*` where a name follows), its name in the navigation, and its layout."""

    path: str
    name: Text
    layout: Callable[..., Component | None]
    register: Callable[[Dash], None] | None = None
    listed: bool = True


PAGES: tuple[Page, ...] = (
    Page("/", Text("总览", "Overview"), overview.layout),
    Page("/indicators", Text("指标", "Indicators"), indicators.layout, indicators.register),
    Page("/indicators/*", Text("指标", "Indicator"), indicator.layout, listed=False),
    Page("/checks", Text("核对", "Checks"), checks.layout),
    Page("/data", Text("数据", "Data"), data.layout),
    Page("/methods", Text("方法", "Methods"), methods.layout),
)


def find(path: str) -> tuple[Page, tuple[str, ...]] | None:
    """The page at an address, with the name that follows in it."""
    trimmed = "/" + path.strip("/")
    for page in PAGES:
        if page.path == trimmed:
            return page, ()
        stem = page.path.removesuffix("*")
        if page.path.endswith("/*") and trimmed.startswith(stem) and "/" not in trimmed[len(stem) :]:
            return page, (trimmed[len(stem) :],)
    return None


def draw(context: Context) -> Component | None:
    """The content of the page at the context's address, or None where there is nothing."""
    found = find(context.path)
    return found[0].layout(context, *found[1]) if found else None
