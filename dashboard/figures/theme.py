"""Which colours, type and lines is everything drawn with? One set of tokens for figures and pages,
light and dark.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dashboard.core.vocabulary.model import Look
from dashboard.core.vocabulary.statuses import STATUSES

FONTS = (
    '"Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", SimHei, '
    "system-ui, sans-serif"
)

_COLOURS: dict[str, tuple[str, str]] = {
    "ink": ("#16202e", "#eef2f7"),
    "ink-2": ("#4a5563", "#c0cad6"),
    "ink-3": ("#5f6977", "#a9b4c1"),
    "line": ("#e2e6ec", "#2b3646"),
    "line-2": ("#c3cbd5", "#46546a"),
    "paper": ("#ffffff", "#17202c"),
    "ground": ("#f4f6f8", "#0f161f"),
    "tint": ("#eef3fa", "#1d2c42"),
    "accent": ("#17498c", "#8fbcf7"),
    "accent-ink": ("#0d2f5e", "#b5d3fb"),
    "on-accent": ("#fefefe", "#0e1a2a"),
    "path": ("#7d8794", "#93a0af"),
    "goal": ("#16202f", "#eef2f6"),
    "base": ("#8b97a6", "#76849a"),
    "forbidden": ("#fbeeea", "#3a2027"),
    "notice": ("#fff4d6", "#382f14"),
    "notice-line": ("#b7791f", "#d8a33f"),
    "bad": ("#9b1427", "#ff9aab"),
    "good": ("#0f6b47", "#5fd6a8"),
}
"""Name → the colour on light and on dark paper. No two are equal, so that a drawn figure can be
turned from one to the other.
"""

TOKENS: dict[str, str] = {name: light for name, (light, _) in _COLOURS.items()}
"""The light colours: what figures are drawn with; pages get both as CSS variables."""
DARK: dict[str, str] = {name: dark for name, (_, dark) in _COLOURS.items()}


MARKS: dict[str, tuple[str, str, int, int]] = {
    "goal": ("line-ew", "goal", 24, 6),
    "annual": ("line-ew", "ink-2", 18, 2),
    "base": ("line-ns", "accent", 16, 4),
    "part": ("hourglass", "accent", 13, 2),
    "disputed": ("x-thin", "ink-3", 11, 2),
}
"""What a mark in a chart means → its symbol, its colour, its size and its thickness.

Figures are dots, hollow where unverified; the shapes of verdicts stand for verdicts alone; a path
has no marks.
"""


def _build_marker(kind: str, scale: float = 1) -> dict[str, Any]:
    """A mark as plotly draws it."""
    symbol, token, size, thickness = MARKS[kind]
    line = {"width": thickness * scale, "color": TOKENS[token]}
    return {"symbol": symbol, "size": size * scale, "color": TOKENS[token], "line": line}


MARKERS: dict[str, dict[str, Any]] = {kind: _build_marker(kind) for kind in MARKS}
WALL_GOAL = _build_marker("goal", 2)
"""The mark of a goal on a slide."""

TONES: dict[str, str] = {name: status.tone for name, status in STATUSES.items()}
DARK_TONES: dict[str, str] = {name: status.dark_tone for name, status in STATUSES.items()}

TYPE: dict[str, str] = {
    "t-1": "12px",
    "t-2": "13px",
    "t-3": "15px",
    "t-4": "18px",
    "t-5": "22px",
    "t-6": "28px",
    "t-7": "40px",
}
SPACE: dict[str, str] = {
    "s-1": "4px",
    "s-2": "8px",
    "s-3": "12px",
    "s-4": "16px",
    "s-5": "24px",
    "s-6": "32px",
    "s-7": "48px",
}
"""The scales of type and of space."""


def build_template() -> go.layout.Template:
    """The one plotly template: quiet grid, Chinese fonts first, room for labels."""
    axis = {
        "showgrid": False,
        "zeroline": False,
        "linecolor": TOKENS["line-2"],
        "tickcolor": TOKENS["line-2"],
        "tickfont": {"color": TOKENS["ink-2"], "size": 14},
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONTS, "size": 14, "color": TOKENS["ink"]},
            "paper_bgcolor": TOKENS["paper"],
            "plot_bgcolor": TOKENS["paper"],
            "margin": {"l": 60, "r": 24, "t": 40, "b": 40},
            "xaxis": {**axis, "ticks": "outside", "showline": True},
            "yaxis": {**axis, "showgrid": True, "gridcolor": TOKENS["line"], "ticks": ""},
            "showlegend": False,
            "hoverlabel": {
                "font": {"family": FONTS, "size": 14},
                "bgcolor": TOKENS["paper"],
                "bordercolor": TOKENS["line-2"],
            },
            "hovermode": "closest",
        }
    )


_DARK_COLOURS = {light: DARK[name] for name, light in TOKENS.items()} | {
    tone: DARK_TONES[name] for name, tone in TONES.items()
}


def apply_look(figure: dict[str, Any], look: Look) -> dict[str, Any]:
    """A figure as plain data, its colours those of the look; everything is drawn in the light
    ones.
    """
    return figure if look == "light" else _convert_colours(figure)


def _convert_colours(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: _convert_colours(value) for name, value in node.items()}
    if isinstance(node, list):
        return [_convert_colours(value) for value in node]
    if isinstance(node, str):
        return _DARK_COLOURS.get(node, node)
    return node


def label_years(figure: go.Figure, years: Sequence[int], ends: tuple[float, float]) -> None:
    """An axis of years that are all named, upright, from one end to the other."""
    figure.update_xaxes(
        tickvals=list(years),
        ticktext=[str(year) for year in years],
        tickangle=0,
        range=list(ends),
    )


def escape_label(text: str) -> str:
    """Text for a figure's label: what plotly would read as markup or as a template is shown as
    typed.
    """
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("%{", "%&#123;")
