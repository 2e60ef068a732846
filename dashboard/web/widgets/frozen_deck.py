"""What is kept of a meeting's slides? The deck, and the charts as they were drawn, so that no later
program draws them otherwise.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from dashboard.core.reports import deck, slides
from dashboard.core.reports.deck import Deck, Occasion
from dashboard.core.vocabulary.text import LANGUAGES, Language
from dashboard.figures import slide
from dashboard.web.request.context import Context

Charts = dict[str, dict[str, Any]]
"""Target → language → figure as plain data, in light colours."""


@dataclass(frozen=True)
class FrozenDeck:
    """A deck with its charts."""

    deck: Deck
    charts: Charts

    def chart(self, target: str, language: Language) -> dict[str, Any] | None:
        """The chart of a target in a language."""
        chart = self.charts.get(target, {}).get(language)
        return dict(chart) if chart else None


def freeze_deck(context: Context, on: Occasion, also: list[str]) -> str:
    """Make the slides from what is looked at, and write them down."""
    built = slides.build_deck(context.snapshot, on, context.follow_up, also)
    targets = [slide_.target for slide_ in built.slides if slide_.target]
    frozen = {
        "deck": json.loads(deck.serialize_deck(built)),
        "charts": {target: _build_charts(context, target) for target in targets},
    }
    return json.dumps(frozen, ensure_ascii=False)


def _build_charts(context: Context, target_id: str) -> dict[str, Any]:
    target = context.registry.target(target_id)
    if context.indicator_of(target).unit is None:
        return {}
    figures = {
        language: slide.draw(context.snapshot, target, context.view.region, language)
        for language in LANGUAGES
    }
    return {language: json.loads(figure.to_json()) for language, figure in figures.items()}


def parse_frozen_deck(text: str) -> FrozenDeck:
    """What was written down."""
    stored = json.loads(text)
    return FrozenDeck(deck.parse_deck(json.dumps(stored["deck"])), stored["charts"])
