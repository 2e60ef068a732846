"""How is everything put together? One Dash application from settings and a clock; several can live side by side."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component
from dash.exceptions import DependencyException, InvalidResourceError
from flask import Flask, Response, jsonify, request, send_file
from flask_compress import Compress

from dashboard.core.vocabulary.model import View
from dashboard.core.vocabulary.rules import DEFAULT, RULES
from dashboard.core.vocabulary.text import LANGUAGES, Text
from dashboard.figures.theme import FONTS
from dashboard.settings import Settings
from dashboard.store.database import StoreError
from dashboard.web.endpoints import api, authorization, downloads, embed, files, oidc, page_cache, user_menu
from dashboard.web.pages import PAGES, draw, find, rights
from dashboard.web.request.context import KEY, NO_FILTERS, Context, House, context, house, view_of
from dashboard.web.request.permissions import allowed
from dashboard.web.request.serialize import plain
from dashboard.web.request.session import CSRF, CSRF_HEADER, forwarded, here_or_nobody, visit
from dashboard.web.widgets import components, forms, shortcuts
from dashboard.web.widgets.components import issue_list, menu, named, notice

HERE = Path(__file__).parent
PLOTLY_BUNDLE = HERE / "vendor" / "plotly-cartesian.min.js"
PLOTLY_PATH = "/_dash-component-suites/plotly/package_data/plotly.min"
A_YEAR = 31536000
VERSIONS_OFFERED = 8
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""What every answer says to the browser, besides the policy for scripts."""
log = logging.getLogger("dashboard")

INDEX = """<!DOCTYPE html>
<html LIT>
  <head>
    {%metas%}
    <title>{%title%}</title>
    <link rel="icon" href="data:,">
    {%css%}
    <style>STYLE</style>
  </head>
  <body>
    {%app_entry%}
    <footer>{%config%}{%scripts%}{%renderer%}</footer>
  </body>
</html>"""


LOADING = Text("加载中…", "Loading…")


class _App(Dash):
    """The application, whose first answer is already in the language and the light that the address asks for."""

    def interpolate_index(self, **parts: Any) -> str:  # type: ignore[override]
        view = view_of(request.query_string.decode("utf-8", "replace"))[0]
        words = f'lang="{"en" if view.lang == "en" else "zh-CN"}" data-look="{view.look}" data-mantine-color-scheme="{view.look}"'
        drawn: str = super().interpolate_index(**parts)  # type: ignore[no-untyped-call]
        return drawn.replace("LIT", words, 1).replace("Loading...", LOADING.in_(view.lang), 1)


def build(settings: Settings, clock: Callable[[], datetime]) -> Dash:
    """The application; nothing is read before the first request."""
    app = _App(
        __name__,
        title="规划指标监测",
        update_title="",
        assets_folder=str(HERE / "assets"),
        pages_folder="",
        use_pages=False,
        serve_locally=True,
        compress=False,
        suppress_callback_exceptions=True,
        add_log_handler=False,
        index_string=INDEX.replace("STYLE", components.style_of_tokens() + components.style_of_statuses()),
        health_endpoint="health",
        csrf_token_name=CSRF,
        csrf_header_name=CSRF_HEADER,
    )
    server: Flask = app.server
    server.config[KEY] = House(settings, clock)
    server.config["SEND_FILE_MAX_AGE_DEFAULT"] = A_YEAR
    app.layout = _shell
    authorization.guard(server)
    server.before_request(page_cache.recall)
    _register(app)
    _serve(server)
    files.serve(server)
    api.serve(server)
    embed.serve(server)
    oidc.serve(server)
    _answer(app, server)
    return app


def _shell() -> Component:
    """The frame that every page is drawn into."""
    frame: Component = dmc.MantineProvider(
        [
            dcc.Location(id="url", refresh="callback-nav"),
            *forms.frame(),
            html.A("跳到正文", href="#main", className="skip", id="skip"),
            html.Header([html.Div(id="header"), html.Div(user_menu.person(here_or_nobody()), id="corner")]),
            shortcuts.stale(),
            html.Main(id="main", tabIndex=-1),
            shortcuts.opener(),
            shortcuts.dialog(),
        ],
        id="frame",
        theme={"fontFamily": FONTS, "primaryColor": "blue"},
        forceColorScheme="light",
    )
    return frame


def _register(app: Dash) -> None:
    """One callback draws whatever stands in the address; pages add their own."""

    @app.callback(
        Output("header", "children"),
        Output("main", "children"),
        Output("skip", "children"),
        Input("url", "pathname"),
        Input("url", "search"),
    )
    def show(path: str | None, search: str | None) -> tuple[Children, Children, str]:
        return page(path or "/", search)

    app.clientside_callback(  # type: ignore[no-untyped-call]
        """function(main, search) {
            const english = /[?&]lang=en(&|$)/.test(search || "");
            const dark = /[?&]look=dark(&|$)/.test(search || "");
            document.documentElement.lang = english ? "en" : "zh-CN";
            document.documentElement.dataset.look = dark ? "dark" : "light";
            const heading = document.querySelector("#main h1");
            const name = english ? "Plan monitoring" : "规划指标监测";
            document.title = heading ? heading.textContent + " · " + name : name;
            return dark ? "dark" : "light";
        }""",
        Output("frame", "forceColorScheme"),
        Input("main", "children"),
        Input("url", "search"),
    )
    user_menu.register(app)
    for one in PAGES:
        if one.register is not None:
            one.register(app)


Children = Any


def page(path: str, search: str | None) -> tuple[Children, Children, str]:
    """Header, content and the skip link's text for an address; a fault becomes an id that is in the log."""
    here, lang = visit(), view_of(search)[0].lang
    try:
        here.must_be_known()
        if not allowed(rights(path), here.person):
            return user_menu.bare(path, search), user_menu.refusal(path, search, here), ""
        header, main, skip = plain(_drawn(path, search))
    except StoreError as error:
        page_cache.forget()
        log.exception("the store refused page %s", path)
        return [], notice(html.H1(error.short.in_(lang)), kind="error"), ""
    except Exception:  # the border of the request: nothing below may show a person a traceback
        page_cache.forget()
        number = uuid.uuid4().hex[:8]
        log.exception("page %s failed, error id %s", path, number)
        said = Text(f"出现意外错误，编号 {number}，已记入日志。", f"An unexpected error occurred; its id {number} is in the log.")
        return [], notice(said.in_(lang), kind="error"), ""
    return header, main, skip


def _drawn(path: str, search: str | None) -> tuple[Children, Children, str]:
    here = context(path, search, visit().person)
    if not isinstance(here, Context):
        return _broken(search, here)
    skip = here.say(Text("跳到正文", "Skip to content"))
    header = _header(here) if here.person.may("read") else user_menu.bare(path, search)
    return header, [shortcuts.drawn(), *_bands(here), draw(here) or _nothing(here), downloads.drawn(here)], skip


def _broken(search: str | None, issues: tuple[Any, ...]) -> tuple[Children, Children, str]:
    lang = view_of(search)[0].lang
    said = Text(
        "目标登记文件有错误，暂时无法显示。请改正后刷新：", "The declaration has errors and cannot be shown. Mend them and reload:"
    )
    if not visit().person.may("read"):
        return [], notice(html.H1(Text("系统暂时不可用", "Not available for the moment").in_(lang)), kind="error"), ""
    lines = html.Ul([html.Li([html.Code(issue.place), " ", issue.message.in_(lang)]) for issue in issues], className="issues")
    return [], notice(html.H1(said.in_(lang)), lines, kind="error"), ""


def _bands(here: Context) -> list[Component]:
    """What must be known before anything is read: a fictional city, another day's knowledge, errors in files."""
    bands = []
    if not here.person.may("read"):
        return []
    if here.registry.fictional:
        bands.append(notice(here.say(here.registry.fictional), kind="fictional"))
    if here.view.known_on:
        said = Text(
            f"正在查看 {here.view.known_on} 时点已知的数据；没有发布日期的数据按收录日期计，收录之前视为未知。",
            f"You are looking at what was known on {here.view.known_on}; figures without a release date count from the day they were received.",
        )
        latest = html.A(here.say(Text("回到最新", "Back to the latest")), href=here.href(known_on=None))
        bands.append(notice(here.say(said), " ", latest, kind="as-of"))
    if here.view.version is not None:
        said = Text(
            f"正在查看版本 {here.view.version} 时的数据，最新为版本 {house().store.newest()}。",
            f"You are looking at the data as of version {here.view.version}; the newest is version {house().store.newest()}.",
        )
        latest = html.A(here.say(Text("回到最新", "Back to the latest")), href=here.href(version=None))
        bands.append(notice(here.say(said), " ", latest, kind="as-of"))
    if here.view.rules != DEFAULT:
        rules = RULES[here.view.rules]
        said = Text(
            f"本页按“{rules.name.zh}”规则评价有基期的“到某年”目标，不是本系统默认的“{RULES[DEFAULT].name.zh}”。",
            f"Targets by a year with a base are judged by the rules of {rules.name.en}, not by our default ({RULES[DEFAULT].name.en}).",
        )
        usual = html.A(here.say(Text("回到默认规则", "Back to the default rules")), href=here.href(rules=DEFAULT))
        bands.append(notice(here.say(said), " ", usual, kind="as-of"))
    if here.problems:
        said = Text("目标登记文件有错误，下面是改动前的版本：", "The declaration has errors; this is the version before them:")
        bands.append(notice(here.say(said), issue_list(here, here.problems), kind="error"))
    waiting = house().store.waiting()
    if waiting:
        names = "、".join(file.name for file in waiting) if here.view.lang == "zh" else ", ".join(file.name for file in waiting)
        said = Text(
            f"数据文件夹中有 {len(waiting)} 个工作簿尚未入库：{names}。用 python app.py import 检查并入库，或在数据页上传。",
            f"{len(waiting)} workbooks in the data folder are not accepted yet: {names}. Check and accept them with python app.py import, or upload them on the data page.",
        )
        bands.append(notice(here.say(said), kind="waiting"))
    return bands


def _nothing(here: Context) -> Component:
    said = Text("没有这个页面", "There is no such page")
    return html.Section(
        [html.H1(here.say(said)), dcc.Link(here.say(Text("回到总览", "Back to the overview")), href=here.href("/"))],
        className="card",
    )


def _header(here: Context) -> list[Component]:
    """Brand, pages, and the choice of plan, region, year and language: all of them addresses."""
    registry, view = here.registry, here.view
    found = find(here.path)
    current = found[0].path.removesuffix("/*") if found else ""
    listed = [one for one in PAGES if one.listed and allowed(one.rights, here.person)]
    links: list[Component] = [
        dcc.Link(here.say(one.name), href=here.href(one.path, **NO_FILTERS), className="on" if one.path == current else "")
        for one in listed if not one.more
    ]  # fmt: skip
    more = [(here.say(one.name), here.href(one.path, **NO_FILTERS), one.path == current) for one in listed if one.more]
    chosen = next((name for name, _, picked in more if picked), here.say(Text("更多", "More")))
    links.append(html.Div(menu("more", chosen, more), className="more on" if chosen in [name for name, _, _ in more] else "more"))
    place = here.path if here.path.startswith("/indicators/") else None
    plans = [
        (here.say(plan.name), here.href(place, plan=name, year=0, **NO_FILTERS), name == view.plan)
        for name, plan in registry.plans.items()
    ]
    regions = [(here.say(region.name), here.href(region=code), code == view.region) for code, region in registry.regions.items()]
    years = sorted({*here.desk.years(view.plan), view.year}, reverse=True)
    spans = [(here.say(Text(f"{year}年", str(year))), here.href(year=year), year == view.year) for year in years]
    other = next(language for language in LANGUAGES if language != view.lang)
    scope = [
        menu("plan", here.say(registry.plans[view.plan].name), plans) if view.plan else None,
        menu("region", here.say(registry.regions[view.region].name), regions),
        menu("year", here.say(Text(f"{view.year}年", str(view.year))), spans),
        _as_of(here),
        dcc.Link({"zh": "中文", "en": "English"}[other], href=here.href(lang=other), className="lang", id="language"),
    ]
    return [
        dcc.Link(here.say(registry.title), href=here.href("/", **NO_FILTERS), className="brand"),
        html.Nav(links, className="pages", **named(here.say(Text("页面", "Pages")))),
        html.Div(scope, className="scope"),
    ]


def _as_of(here: Context) -> Component | None:
    """The time line as a choice: what is known now, or what a version showed; nothing where there is one version alone."""
    newest, view = house().store.newest(), here.view
    if newest < 2:
        return None
    latest = Text("最新数据", "Latest")
    options = [(here.say(latest), here.href(version=None, known_on=None), view.version is None and view.known_on is None)]
    options += [
        (here.say(Text(f"版本 {number}", f"Version {number}")), here.href(version=number, known_on=None), view.version == number)
        for number in range(newest - 1, max(0, newest - 1 - VERSIONS_OFFERED), -1)
    ]
    at = Text(f"版本 {view.version}", f"Version {view.version}") if view.version is not None else latest
    label = Text(str(view.known_on), str(view.known_on)) if view.known_on else at
    return menu("as-of", here.say(label), options)


def _serve(server: Flask) -> None:
    """Routes beside the pages and files: the local chart library, readiness."""

    @server.before_request
    def chart_library() -> Response | None:
        # dcc asks for plotly's full bundle when the first chart mounts; the cartesian one draws all our charts in
        # half the bytes, and is sent in its place.
        if request.path.startswith(PLOTLY_PATH) and request.path.endswith(".js"):
            return send_file(PLOTLY_BUNDLE, mimetype="text/javascript", max_age=A_YEAR)
        return None

    for fault in (DependencyException, InvalidResourceError):  # a file that no package of ours has
        server.register_error_handler(fault, lambda _: Response(status=404))

    @server.get("/state")
    def state() -> Response:
        """A mark of the data and of what was entered: another one when anything was published or written."""
        return jsonify(state=house().mark())

    @server.get("/health/ready")
    def ready() -> tuple[str, int]:
        """Whether pages can be drawn; reads everything a first page needs."""
        desk, _ = house().desk()
        if desk is None:
            return "the declaration has errors", 503
        desk.snapshot(View())
        return "ready", 200


def _answer(app: Dash, server: Flask) -> None:
    """What every answer carries: compression, the policy for scripts, and how long it may be kept."""
    server.config["COMPRESS_CACHE_BACKEND"] = page_cache.Compressed
    server.config["COMPRESS_CACHE_KEY"] = page_cache.key
    Compress(server)
    policy: list[str] = []

    @server.after_request
    def headers(response: Response) -> Response:
        if not policy:
            # The hashes are known only after every clientside callback has been registered.
            policy.append(_policy(app))
        if page_cache.static_key(request) and response.status_code == 200:
            # A file is read whole and closed here, so that its compressed form can be kept.
            response.direct_passthrough = False
            body = response.get_data()
            response.close()
            response.set_data(body)
        page_cache.keep(response)
        framed_by = embed.ancestors(request.path)
        response.headers["Content-Security-Policy"] = policy[0] + framed_by
        response.headers.update(HEADERS)
        if framed_by != "'none'":
            del response.headers["X-Frame-Options"]  # which knows no list of sites
        if forwarded(request)[1]:
            response.headers["Strict-Transport-Security"] = f"max-age={A_YEAR}"
        if not page_cache.static_key(request) and "ETag" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


def _policy(app: Dash) -> str:
    hashes = " ".join(app.csp_hashes())
    return (
        f"default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors "
    )
