"""How do colours and marks come into the pages? CSS made from the tables of tokens and statuses."""

from __future__ import annotations

from dashboard.core.vocabulary.statuses import STATUSES, Status
from dashboard.figures.theme import DARK, FONTS, SPACE, TOKENS, TYPE

IN_THE_DARK = "[data-look=dark] "


def build_stylesheet() -> str:
    """The tokens as CSS variables, and a mark for every status."""
    return _build_token_css() + _build_status_css()


def _build_token_css() -> str:
    light = _build_css_variables({**TOKENS, **TYPE, **SPACE, "sans": FONTS, "scheme": "light"})
    dark = _build_css_variables({**DARK, "scheme": "dark"})
    return f":root{{{light}}}" + _build_screen_css(f"[data-look=dark]{{{dark}}}")


def _build_css_variables(values: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in values.items())


def _build_status_css() -> str:
    """Every status mark: its shape, its tone, and the hollow variant; the gap of what is in need of
    care is bold.
    """
    light = dark = ""
    for name, status in STATUSES.items():
        if status.standing == "bad":
            light += f".c-gap.{name}{{font-weight:700}}"
        light += _build_mark_rules("", name, status, status.tone, TOKENS["paper"])
        dark += _build_mark_rules(IN_THE_DARK, name, status, status.dark_tone, DARK["paper"])
    return light + _build_screen_css(dark)


def _build_screen_css(rules: str) -> str:
    """Rules that paper does not see: what is printed is light."""
    return f"@media screen{{{rules}}}"


def _build_mark_rules(where: str, name: str, status: Status, tone: str, paper: str) -> str:
    solid = _draw_shape(status.shape, tone, tone, 0)
    hollow = _draw_shape(status.shape, paper, tone, 1.8)
    return (
        f'{where}.mark-{name}{{background-image:url("{solid}")}}'
        f'{where}.mark-{name}.hollow{{background-image:url("{hollow}")}}'
        f"{where}.tone-{name}{{--tone:{tone}}}"
    )


def _draw_shape(shape: str, fill: str, stroke: str, width: float) -> str:
    """A shape as an image within the CSS."""
    body = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='-1 -1 18 18'><path d='{shape}' "
        f"fill='{fill}' stroke='{stroke}' stroke-width='{width:g}' "
        "stroke-linejoin='round'/></svg>"
    )
    return "data:image/svg+xml," + body.replace("#", "%23").replace("<", "%3C").replace(">", "%3E")
