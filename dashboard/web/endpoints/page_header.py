"""Where can one go from here? Brand, pages, and the choice of plan, region, year and version: all
of them addresses.
"""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import LANGUAGES, Language, Text, format_year
from dashboard.web.pages import find_page, list_listed_pages
from dashboard.web.request.context import NO_FILTERS, Context, parse_view
from dashboard.web.widgets.components import build_aria_label, render_menu

APP_NAME = Text("规划指标监测", "Plan monitoring")
MAX_VERSIONS_OFFERED = 8
LANGUAGE_NAMES = {"zh": "中文", "en": "English"}


def render_header(context: Context) -> list[Component]:
    """Brand, pages, and the choice of plan, region, year and language: all of them addresses."""
    brand, pages = context.say(context.registry.title), context.say(Text("页面", "Pages"))
    scope = [
        _render_plan_menu(context),
        _render_region_menu(context),
        _render_year_menu(context),
        _render_version_menu(context),
        _render_language_link(context),
    ]
    return [
        dcc.Link(brand, href=context.href("/", **NO_FILTERS), className="brand"),
        html.Nav(_render_page_links(context), className="pages", **build_aria_label(pages)),
        html.Div(scope, className="scope"),
    ]


def _render_page_links(context: Context) -> list[Component]:
    """The pages that this person may open, the less usual ones in a menu at the end."""
    opened = find_page(context.path)
    current = opened[0].path.removesuffix("/*") if opened else ""
    links: list[Component] = []
    more = []
    listed = list_listed_pages(context.person)
    hrefs = context.list_page_hrefs([page.path for page in listed])
    for page, href in zip(listed, hrefs, strict=True):
        name, is_current = context.say(page.name), page.path == current
        if page.more:
            more.append((name, href, is_current))
        else:
            links.append(dcc.Link(name, href=href, className="on" if is_current else ""))
    return [*links, _render_more_menu(context, more)]


def _render_more_menu(context: Context, options: list[tuple[str, str, bool]]) -> Component:
    """The less usual pages; the button bears the name of the one that is open."""
    current = next((name for name, _, is_current in options if is_current), "")
    if current:
        return html.Div(render_menu("more", current, options), className="more on")
    label = context.say(Text("更多", "More"))
    return html.Div(render_menu("more", label, options), className="more")


def _render_plan_menu(context: Context) -> Component | None:
    plans, current = context.registry.plans, context.view.plan
    if not current:
        return None
    names = [context.say(plan.name) for plan in plans.values()]
    hrefs = context.list_hrefs("plan", plans, year=0, **NO_FILTERS)
    chosen = [plan_id == current for plan_id in plans]
    options = list(zip(names, hrefs, chosen, strict=True))
    return render_menu("plan", context.say(plans[current].name), options)


def _render_region_menu(context: Context) -> Component:
    regions, current = context.registry.regions, context.view.region
    names = [context.say(region.name) for region in regions.values()]
    chosen = [code == current for code in regions]
    options = list(zip(names, context.list_hrefs("region", regions), chosen, strict=True))
    return render_menu("region", context.say(regions[current].name), options)


def _render_year_menu(context: Context) -> Component:
    current = context.view.year
    reported = context.snapshot_service.count_reported(context.view)
    years = sorted({*reported, current}, reverse=True)
    names = [context.say(_describe_year(year, reported.get(year, 0))) for year in years]
    chosen = [year == current for year in years]
    options = list(zip(names, context.list_hrefs("year", years), chosen, strict=True))
    return render_menu("year", context.say(format_year(current)), options)


def _describe_year(year: int, reported: int) -> Text:
    """A year with how many targets have a figure of it, so that one sees where to look."""
    if not reported:
        return Text(f"{year}年（无数据）", f"{year} (no figures)")
    return Text(f"{year}年（{reported}项有数据）", f"{year} (targets with figures: {reported})")


def _render_version_menu(context: Context) -> Component | None:
    """The time line as a choice: what is known now, or what a version showed; nothing where there
    is one version alone.
    """
    newest, view = context.store.newest, context.view
    if newest < 2:
        return None
    latest = context.say(Text("最新数据", "Latest"))
    is_latest = view.version is None and view.known_on is None
    options = [(latest, context.href(version=None, known_on=None), is_latest)]
    for number in range(newest - 1, max(0, newest - 1 - MAX_VERSIONS_OFFERED), -1):
        href = context.href(version=number, known_on=None)
        options.append((_name_version(context, number), href, view.version == number))
    if view.known_on is not None:
        label = str(view.known_on)
    elif view.version is not None:
        label = _name_version(context, view.version)
    else:
        label = latest
    return render_menu("as-of", label, options)


def _name_version(context: Context, number: int) -> str:
    return context.say(Text(f"版本 {number}", f"Version {number}"))


def _render_language_link(context: Context) -> Component:
    other = _find_other_language(context.view.lang)
    return dcc.Link(
        LANGUAGE_NAMES[other], href=context.href(lang=other), className="lang", id="language"
    )


def _find_other_language(lang: Language) -> Language:
    return next(language for language in LANGUAGES if language != lang)


def render_bare_header(path: str, search: str | None) -> list[Component]:
    """A header that tells nothing of the plan, for those who may not read it."""
    lang = parse_view(search)[0].lang
    other = _find_other_language(lang)
    href = _build_language_address(path, search or "", other)
    link = dcc.Link(LANGUAGE_NAMES[other], href=href, className="lang", id="language")
    return [
        html.Span(APP_NAME.in_(lang), className="brand"),
        html.Div(link, className="scope"),
    ]


def _build_language_address(path: str, search: str, lang: Language) -> str:
    """The same address in another language; whatever else it asks stays as it was written."""
    parts = [part for part in search.lstrip("?").split("&") if part]
    parts = [part for part in parts if not part.startswith("lang=")]
    if lang == "en":
        parts.append("lang=en")
    query = "&".join(parts)
    return f"{path}?{query}" if query else path
