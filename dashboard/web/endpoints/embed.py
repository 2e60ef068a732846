"""How does a chart stand in somebody else's page? A page of its own: the verdict in a sentence and
the chart, without script or cookie.

Sites named in the setting EMBED_FROM may put it in a frame; nobody else may, as with every other
page.
"""

from __future__ import annotations

from html import escape
from string import Template
from typing import Any

from flask import Flask, Response, request

from dashboard.core.analysis.time_course import build_chart
from dashboard.core.reports import indicator_report
from dashboard.core.verdicts.statement import build_statement
from dashboard.core.vocabulary.model import Indicator, Target, iterate_rows
from dashboard.core.vocabulary.rules import RULES
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import Text, format_year
from dashboard.exports import svg
from dashboard.figures.theme import DARK, DARK_TONES, FONTS, TOKENS, TONES
from dashboard.web.request.api_parameters import PARAMETERS, find_query_error
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context, build_context
from dashboard.web.request.session import current_session

ROUTE = "/embed/"
TAKES = ("plan", "region", "year", "known_on", "version", "rules", "lang", "look")
"""What the address may say."""
PAGE = Template("""<!DOCTYPE html>
<html lang="$lang">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>$title</title>
<style>
body { margin: 0; padding: 12px 16px; background: $paper; color: $ink; font: 16px/1.5 $fonts; }
h1 { margin: 0; font-size: 20px; } h1 b { color: $tone; margin-right: 8px; white-space: nowrap; }
p { margin: 6px 0; } small { color: $ink2; } a { color: $accent; } \
svg { width: 100%; max-height: 70vh; font-family: $fonts; }
.narrow { display: none; } \
@media (max-width: 480px) { .narrow { display: block; } .wide { display: none; } }
</style></head>
<body><main><h1><b>$word</b>$name</h1><p>$reason</p>\
<div class="wide">$wide</div><div class="narrow">$narrow</div>\
<p><small>$about · <a href="$link" target="_blank" rel="noopener">$more</a></small></p>\
</main></body>
</html>""")


def register_routes(server: Flask) -> None:
    """The route."""
    server.get(ROUTE + "<indicator>")(_handle_embed)


def _handle_embed(indicator: str) -> Response:
    search = request.query_string.decode("utf-8", "replace")
    context = build_context(f"/indicators/{indicator}", search, current_session().person)
    if not isinstance(context, Context):
        return Response(status=503)
    kind = context.registry.indicators.get(indicator)
    if kind is None:
        return _build_text_response(
            Text(f"没有指标“{indicator[:40]}”", f"there is no indicator “{indicator[:40]}”"), 404
        )
    allowed = {name: PARAMETERS[name] for name in TAKES}
    error = find_query_error(search, context.registry, allowed, context.store.newest)
    if error is not None:  # whoever embeds it should see a wrong address at once, not another year
        return _build_text_response(*error)
    return Response(PAGE.substitute(_build_fields(context, kind)), mimetype="text/html")


def _build_text_response(text: Text, status: int) -> Response:
    return Response(f"{text.zh}\n{text.in_('en')}", status, mimetype="text/plain")


def _build_fields(context: Context, indicator: Indicator) -> dict[str, str]:
    """What stands in the page, escaped; the charts are markup of ours already."""
    say, is_dark = context.say, context.view.look == "dark"
    colours = DARK if is_dark else TOKENS
    main = _find_main_verdict(context, indicator)
    plain = {
        "lang": "en" if context.view.lang == "en" else "zh-CN",
        "title": say(indicator.name),
        "name": say(indicator.name),
        "word": "",
        "reason": "",
        "about": " · ".join(say(text) for text in _list_provenance(context, indicator, main)),
        "link": context.href(),
        "more": say(Text("查看详情", "More")),
        "paper": colours["paper"],
        "ink": colours["ink"],
        "ink2": colours["ink-2"],
        "accent": colours["accent"],
        "tone": colours["ink"],
    }
    charts = dict.fromkeys(svg.SIZES, "")
    if main is not None:
        verdict, target = main
        statement = build_statement(context.snapshot, verdict)
        plain["word"] = f"{STATUSES[verdict.status].symbol} {say(statement.status)}"
        plain["reason"] = say(statement.sentence)
        plain["tone"] = (DARK_TONES if is_dark else TONES)[verdict.status]
        charts = _draw_charts(context, indicator, verdict, target)
    return {**{name: escape(text) for name, text in plain.items()}, "fonts": FONTS, **charts}


def _draw_charts(
    context: Context, indicator: Indicator, verdict: Any, target: Target
) -> dict[str, str]:
    """The chart for wide and for narrow frames."""
    chart = build_chart(context.snapshot, verdict, target)
    if not chart:
        return dict.fromkeys(svg.SIZES, "")
    spoken = context.say(indicator_report.describe_chart(indicator, chart))
    colours = DARK if context.view.look == "dark" else TOKENS
    return {
        name: svg.draw_svg(chart, context.say, spoken, colours, size)
        for name, size in svg.SIZES.items()
    }


def _list_provenance(
    context: Context, indicator: Indicator, main: tuple[Any, Any] | None
) -> list[Text]:
    """Whose verdict it is, of which year and data, and by which rules and knowledge where those are
    not the usual ones.
    """
    view, registry = context.view, context.registry
    plan, year = view.plan, view.year
    if main is not None:
        verdict, target = main
        plan, year = target.plan, int(verdict.year)
    texts = [
        registry.plans[plan].name,
        registry.regions[view.region].name,
        indicator.unit_text,
        format_year(year),
        Text(f"数据版本 {context.version}", f"data version {context.version}"),
    ]
    if view.rules != context.snapshot_service.rules:
        texts.append(RULES[view.rules].name)
    if view.known_on:
        texts.append(Text(f"按{view.known_on}已知", f"as known on {view.known_on}"))
    if registry.fictional:
        texts.append(registry.fictional)
    return [text for text in texts if text.zh]


def _find_main_verdict(context: Context, indicator: Indicator) -> tuple[Any, Any] | None:
    """The verdict on the target of the plan looked at, else on any."""
    verdicts = context.snapshot.filter_verdicts(indicator.id, context.view.region)
    pairs = [(row, context.registry.target(row.target)) for row in iterate_rows(verdicts)]
    return min(pairs, key=lambda pair: pair[1].plan != context.view.plan, default=None)


def format_frame_ancestors(path: str) -> str:
    """Who may put the page at an address in a frame, as a policy says it."""
    sites = app_state().settings.embed_from if path.startswith(ROUTE) else ()
    return " ".join(sites) or "'none'"
