"""One set of tokens."""

from __future__ import annotations

from dashboard.core.statuses import STATUSES
from dashboard.figures.theme import TOKENS, TONES, safe, template
from tests.core.test_statuses import luminance


def test_words_are_readable_on_every_ground():
    """Ink and its two lighter tones have at least 4.5 : 1 on paper, ground and tint."""
    for ink in ("ink", "ink-2", "ink-3", "accent", "accent-ink"):
        for ground in ("paper", "ground", "tint", "notice", "forbidden"):
            contrast = (luminance(TOKENS[ground]) + 0.05) / (luminance(TOKENS[ink]) + 0.05)
            assert contrast >= 4.5, (ink, ground, contrast)


def test_tones_come_from_the_table_of_statuses():
    """No figure has colours of its own for a status."""
    assert {name: status.tone for name, status in STATUSES.items()} == TONES


def test_text_for_labels_is_shown_as_typed():
    """Markup and templates in a name stay text."""
    assert safe("<b>A&B</b>%{x}") == "&lt;b&gt;A&amp;B&lt;/b&gt;%&#123;x}"


def test_the_template_starts_with_chinese_fonts():
    """Chinese glyphs first, no legend to explain."""
    layout = template().layout
    assert layout.font.family.startswith('"Noto Sans CJK SC"')
    assert layout.showlegend is False
