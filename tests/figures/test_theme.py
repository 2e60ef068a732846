"""One set of tokens."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.figures.theme import DARK, TOKENS, TONES, apply_look, build_template, escape_label
from tests.core.vocabulary.test_statuses import luminance


def test_words_are_readable_on_every_ground():
    """Ink and its two lighter tones have at least 4.5 : 1 on paper, ground and tint."""
    for tokens in (TOKENS, DARK):
        for ink in ("ink", "ink-2", "ink-3", "accent", "accent-ink", "bad", "good"):
            for ground in ("paper", "ground", "tint", "notice", "forbidden"):
                assert contrast(tokens[ink], tokens[ground]) >= 4.5, (ink, ground)
        assert contrast(tokens["on-accent"], tokens["accent"]) >= 4.5
        assert contrast(tokens["ink"], tokens["paper"]) >= 7
        assert contrast(tokens["path"], tokens["paper"]) >= 3


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (WCAG 2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_a_figure_is_turned_dark_without_anything_of_the_light_left():
    """Every colour has its own twin, so that what is drawn in light colours can be lit otherwise;
    numbers stay.
    """
    light = [*TOKENS.values(), *TONES.values()]
    assert len(set(TOKENS.values())) == len(TOKENS)
    assert not set(TOKENS.values()) & set(TONES.values())
    figure = go.Figure(
        go.Scatter(x=[1], y=[2], marker={"color": list(TONES.values())[:1]}),
        layout={"template": build_template()},
    )
    plain = figure.to_plotly_json()
    assert apply_look(plain, "light") is plain
    turned = apply_look(plain, "dark")
    assert not [colour for colour in light if colour in repr(turned)]
    assert list(turned["data"][0]["y"]) == [2]


def test_tones_come_from_the_table_of_statuses():
    """No figure has colours of its own for a status."""
    assert {name: status.tone for name, status in STATUSES.items()} == TONES


def test_text_for_labels_is_shown_as_typed():
    """Markup and templates in a name stay text."""
    assert escape_label("<b>A&B</b>%{x}") == "&lt;b&gt;A&amp;B&lt;/b&gt;%&#123;x}"


def test_the_template_starts_with_chinese_fonts():
    """Chinese glyphs first, no legend to explain."""
    layout = build_template().layout
    assert layout.font.family.startswith('"Noto Sans CJK SC"')
    assert layout.showlegend is False
