"""Where is the workbook to be filled in? A link that says for which year it is."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import Text
from dashboard.web.request.context import Context


def render_template_link(context: Context) -> Component:
    """The template of the plan and the year that are looked at."""
    year = min(context.view.year, context.registry.plans[context.view.plan].last)
    label = Text(f"下载{year}年待填模板", f"Template of {year} to fill in")
    return html.A(context.say(label), href=context.href("/template", year=year), className="action")
