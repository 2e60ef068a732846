"""Which colours, type and lines is everything drawn with? One set of tokens for figures and pages."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.core.statuses import STATUSES

FONTS = '"Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", SimHei, system-ui, sans-serif'

INK = "#16202e"
TOKENS: dict[str, str] = {
    "ink": INK, "ink-2": "#4a5563", "ink-3": "#5f6977", "line": "#e2e6ec", "line-2": "#c3cbd5",
    "paper": "#ffffff", "ground": "#f4f6f8", "tint": "#eef3fa", "accent": "#17498c", "accent-ink": "#0d2f5e",
    "path": "#7d8794", "goal": INK, "forbidden": "#fbeeea", "notice": "#fff4d6", "notice-line": "#b7791f",
}  # fmt: skip
"""Names and values of the colours; pages get them as CSS variables, figures read them here."""

TONES: dict[str, str] = {name: status.tone for name, status in STATUSES.items()}


def template() -> go.layout.Template:
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
            "hoverlabel": {"font": {"family": FONTS, "size": 14}, "bgcolor": TOKENS["paper"], "bordercolor": TOKENS["line-2"]},
            "hovermode": "closest",
        }
    )


def safe(text: str) -> str:
    """Text for a figure's label: what plotly would read as markup or as a template is shown as typed."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("%{", "%&#123;")
