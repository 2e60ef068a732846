"""Which rows shall be seen? Menus of addresses for the filters of a view."""

from __future__ import annotations

from collections.abc import Iterable

from dash.development.base_component import Component

from dashboard.core.analysis import filtering
from dashboard.core.analysis.gaps import Pair
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import render_menu


def render_filters(context: Context, rows: Iterable[Pair], names: Iterable[str]) -> list[Component]:
    """A menu per filter; one that could choose nothing is left out."""
    rows = list(rows)
    menus = [_render_filter(context, rows, name) for name in names]
    return [menu for menu in menus if menu is not None]


def _render_filter(context: Context, rows: list[Pair], name: str) -> Component | None:
    kind, current = filtering.FILTERS[name], str(getattr(context.view, name))
    values = filtering.list_options(context.registry, name, rows)
    if len(values) < 2 and not current:
        return None
    options = [(context.say(kind.every), context.href(**{name: ""}), not current)]
    label = kind.every
    for value, text in values:
        options.append((context.say(text), context.href(**{name: value}), value == current))
        if current and value == current:
            label = text
    return render_menu(name, context.say(label), options)
