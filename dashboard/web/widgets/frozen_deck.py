"""What is kept of a meeting's slides? The deck, and the charts as they were drawn, so that no later program draws them otherwise."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from dashboard.core.reports import deck, slides
from dashboard.core.reports.deck import Deck
from dashboard.core.reports.slides import Occasion
from dashboard.core.vocabulary.text import LANGUAGES, Language
from dashboard.figures import slide
from dashboard.web.request.context import Context

Charts = dict[str, dict[str, Any]]
"""Target → language → figure as plain data, in light colours."""


@dataclass(frozen=True)
class Frozen:
    """A deck with its charts."""

    deck: Deck
    charts: Charts

    def chart(self, target: str, language: Language) -> dict[str, Any] | None:
        """The chart of a target in a language."""
        found = self.charts.get(target, {}).get(language)
        return dict(found) if found else None


def freeze(context: Context, on: Occasion, also: list[str]) -> str:
    """Make the slides from what is looked at, and write them down."""
    made = slides.build(context.snapshot, on, context.followed, also)
    charts = {one.target: _charts(context, one.target) for one in made.slides if one.target}
    return json.dumps({"deck": json.loads(deck.dump(made)), "charts": charts}, ensure_ascii=False)


def _charts(context: Context, target_id: str) -> dict[str, Any]:
    target = context.registry.target(target_id)
    if context.indicator_of(target).unit is None:
        return {}
    drawn = {language: slide.draw(context.snapshot, target, context.view.region, language) for language in LANGUAGES}
    return {language: json.loads(figure.to_json()) for language, figure in drawn.items()}


def read(text: str) -> Frozen:
    """What was written down."""
    kept = json.loads(text)
    return Frozen(deck.load(json.dumps(kept["deck"])), kept["charts"])
