"""What qualifies a verdict? The numbers behind the word, other bases and prices, questions, and
choices of ours.
"""

from __future__ import annotations

from collections.abc import Iterable

from dash import html
from dash.development.base_component import Component

from dashboard.core.reports.indicator_page import Explanation, Note
from dashboard.core.vocabulary.text import Text
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import render_card


def render_explanation(context: Context, explanation: Explanation) -> Component:
    """The numbers behind the word, and everything that qualifies it."""
    say = context.say
    sentences = say(explanation.sentences)
    notes = [html.Li(say(note)) for note in explanation.notes]
    body = [html.P(sentences)] if sentences else []
    return render_card(say(explanation.title), *body, html.Ul(notes) if notes else None)


def render_notes(context: Context, notes: Iterable[Note]) -> Component:
    """Questions to the plan's author and choices of ours, shown as such."""
    say = context.say
    lines = []
    for note in notes:
        text = html.Code(say(note.text)) if note.is_formula else say(note.text)
        lines.append(html.P([html.B(say(note.lead)), text]))
    return render_card(say(Text("口径与说明", "Scope and notes")), *lines)
