"""How is a table of thousands of rows shown? The first at once, the rest in pieces as they are
scrolled to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.web.request.context import Context
from dashboard.web.widgets.components import render_table
from dashboard.web.widgets.markup import render_html

FIRST_ROWS, PIECE_ROWS = 40, 200
"""Rows that are drawn with the page (a browser takes some 25 ms for each), and those of a piece,
which comes as text.
"""
ROW_HEIGHT = 41

Lines = list[Callable[[], Component]]
"""The rows of a table, each drawn when it is needed."""
Body = Callable[[Context], Lines]
"""What gives all rows of a table."""


def render_long_table(
    context: Context,
    name: str,
    heads: Sequence[tuple[str, str] | Component],
    body: Lines,
    class_name: str,
    caption: str,
) -> list[Component]:
    """A table; where it is long, its beginning and places for the rest, which the browser asks for
    at `/rows/<name>`.
    """
    if len(body) <= FIRST_ROWS:
        return [render_table(heads, [line() for line in body], class_name, caption)]
    first_count = FIRST_ROWS * 3 // 4  # so that no piece holds a row or two
    first = render_table(heads, [line() for line in body[:first_count]], class_name, caption)
    places = [
        _render_placeholder(context, name, class_name, start, min(PIECE_ROWS, len(body) - start))
        for start in range(first_count, len(body), PIECE_ROWS)
    ]
    return [first, *places]


def _render_placeholder(
    context: Context, name: str, class_name: str, start: int, count: int
) -> Component:
    query = context.seen
    data_attributes: dict[str, Any] = {
        "data-src": f"/rows/{name}{query}{'&' if query else '?'}from={start}",
        "data-class": class_name,
        "data-rows": str(count),
    }
    return html.Div(
        className="more-rows", style={"minHeight": f"{count * ROW_HEIGHT}px"}, **data_attributes
    )


def render_piece(context: Context, body: Body, start: int) -> str:
    """Some of the rows as HTML."""
    return render_html([line() for line in body(context)[start : start + PIECE_ROWS]])
