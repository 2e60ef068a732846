"""What can be taken away from a page? The files of what it shows, each a link at its foot."""

from __future__ import annotations

from dataclasses import replace
from threading import BoundedSemaphore
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import Text
from dashboard.exports import EXPORTS, ExportRequest
from dashboard.web.endpoints import embed
from dashboard.web.pages import find_page
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import build_aria_label

MAX_EXPORTS = 2
"""Files made at the same time; of large boards one takes seconds, and readers of pages must not
wait for them.
"""
EXPORT_SLOTS = BoundedSemaphore(MAX_EXPORTS)


def build_export_request(context: Context) -> ExportRequest:
    """What is looked at, as files are made of it: the version by its number, the moment in the
    machine's own time.
    """
    view, state = context.view, app_state()
    findings = context.snapshot_service.findings(view.known_on, view.version)
    indicator = context.asked("indicator")
    if indicator not in context.registry.indicators:
        indicator = ""
    snapshot = replace(context.snapshot, version=context.version)
    return ExportRequest(
        snapshot,
        state.clock().astimezone(),
        context.follow_up,
        context.search_words,
        indicator,
        findings,
    )


def render_downloads(context: Context) -> Component | None:
    """The links of a page; nothing on one that shows no view."""
    found = find_page(context.path)
    if found is None or found[0].downloads == "none" or not context.person.may("read"):
        return None
    page, names = found
    indicator = names[0] if page.downloads == "indicator" else ""
    if indicator and indicator not in context.registry.indicators:
        return None
    links: list[Any] = [html.Span(context.say(Text("下载所看的内容", "Take away what is shown")))]
    query = context.seen
    if indicator:
        query += f"{'&' if query else '?'}indicator={indicator}"
    for ending, export in EXPORTS.items():
        if export.of_one or not indicator:
            words: list[Any] = [context.say(export.name), html.Small(f".{ending}")]
            links.append(html.A(words, href=f"/export/{ending}{query}", className="take"))
    if indicator and app_state().settings.embed_from:
        links.append(_render_embed_link(context, indicator))
    label = build_aria_label(context.say(Text("下载", "Files")))
    return html.Nav(links, className="takeaways", **label)


def _render_embed_link(context: Context, indicator: str) -> Component:
    return html.A(
        [context.say(Text("嵌入此图", "Embed the chart")), html.Small("html")],
        href=f"{embed.ROUTE}{indicator}{context.seen}",
        className="take",
        target="_blank",
        rel="noopener",
    )
