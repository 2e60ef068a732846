"""How is everything put together? One Dash application from settings and a clock; several can live
side by side.
"""

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
from dashboard.web.endpoints import (
    api,
    authorization,
    downloads,
    embed,
    files,
    oidc,
    page_cache,
    user_menu,
)
from dashboard.web.pages import PAGES, find_page, list_required_rights, render_content
from dashboard.web.request.context import (
    APP_STATE_KEY,
    NO_FILTERS,
    AppState,
    Context,
    app_state,
    build_context,
    parse_view,
)
from dashboard.web.request.permissions import has_any_right
from dashboard.web.request.serialize import serialize_tree
from dashboard.web.request.session import (
    CSRF,
    CSRF_HEADER,
    current_person,
    current_session,
    read_client_address,
)
from dashboard.web.widgets import components, forms, shortcuts
from dashboard.web.widgets.components import (
    build_aria_label,
    render_issues,
    render_menu,
    render_notice,
)

HERE = Path(__file__).parent
PLOTLY_BUNDLE = HERE / "vendor" / "plotly-cartesian.min.js"
PLOTLY_PATH = "/_dash-component-suites/plotly/package_data/plotly.min"
YEAR_SECONDS = 31536000
MAX_VERSIONS_OFFERED = 8
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
    """The application, whose first answer is already in the language and the light that the address
    asks for.
    """

    def interpolate_index(self, **parts: Any) -> str:  # type: ignore[override]
        view = parse_view(request.query_string.decode("utf-8", "replace"))[0]
        words = (
            f'lang="{"en" if view.lang == "en" else "zh-CN"}" data-look="{view.look}" '
            f'data-mantine-color-scheme="{view.look}"'
        )
        document: str = super().interpolate_index(**parts)  # type: ignore[no-untyped-call]
        return document.replace("LIT", words, 1).replace("Loading...", LOADING.in_(view.lang), 1)


def build_app(settings: Settings, clock: Callable[[], datetime]) -> Dash:
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
        index_string=INDEX.replace(
            "STYLE", components.build_token_css() + components.build_status_css()
        ),
        health_endpoint="health",
        csrf_token_name=CSRF,
        csrf_header_name=CSRF_HEADER,
    )
    server: Flask = app.server
    server.config[APP_STATE_KEY] = AppState(settings, clock)
    server.config["SEND_FILE_MAX_AGE_DEFAULT"] = YEAR_SECONDS
    app.layout = _render_shell
    authorization.guard_routes(server)
    server.before_request(page_cache.send_cached_page)
    _register_callbacks(app)
    _register_routes(server)
    files.register_routes(server)
    api.register_routes(server)
    embed.register_routes(server)
    oidc.register_routes(server)
    _register_response_hooks(app, server)
    return app


def _render_shell() -> Component:
    """The frame that every page is drawn into."""
    frame: Component = dmc.MantineProvider(
        [
            dcc.Location(id="url", refresh="callback-nav"),
            *forms.render_form_frame(),
            html.A("跳到正文", href="#main", className="skip", id="skip"),
            html.Header(
                [
                    html.Div(id="header"),
                    html.Div(user_menu.render_user_menu(current_person()), id="corner"),
                ]
            ),
            shortcuts.render_stale_band(),
            html.Main(id="main", tabIndex=-1),
            shortcuts.render_page_foot(),
            shortcuts.render_dialog(),
        ],
        id="frame",
        theme={"fontFamily": FONTS, "primaryColor": "blue"},
        forceColorScheme="light",
    )
    return frame


def _register_callbacks(app: Dash) -> None:
    """One callback draws whatever stands in the address; pages add their own."""

    @app.callback(
        Output("header", "children"),
        Output("main", "children"),
        Output("skip", "children"),
        Input("url", "pathname"),
        Input("url", "search"),
    )
    def handle_navigation(path: str | None, search: str | None) -> tuple[Children, Children, str]:
        return render_page(path or "/", search)

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


def render_page(path: str, search: str | None) -> tuple[Children, Children, str]:
    """Header, content and the skip link's text for an address; a fault becomes an id that is in the
    log.
    """
    session, lang = current_session(), parse_view(search)[0].lang
    try:
        session.raise_fault()
        if not has_any_right(list_required_rights(path), session.person):
            return (
                user_menu.render_bare_header(path, search),
                user_menu.render_denial(path, search, session),
                "",
            )
        header, main, skip = serialize_tree(_render_document(path, search))
    except StoreError as error:
        page_cache.discard_page()
        log.exception("the store refused page %s", path)
        return [], render_notice(html.H1(error.short.in_(lang)), kind="error"), ""
    except Exception:  # the border of the request: nothing below may show a person a traceback
        page_cache.discard_page()
        number = uuid.uuid4().hex[:8]
        log.exception("page %s failed, error id %s", path, number)
        message = Text(
            f"出现意外错误，编号 {number}，已记入日志。",
            f"An unexpected error occurred; its id {number} is in the log.",
        )
        return [], render_notice(message.in_(lang), kind="error"), ""
    return header, main, skip


def _render_document(path: str, search: str | None) -> tuple[Children, Children, str]:
    context = build_context(path, search, current_session().person)
    if not isinstance(context, Context):
        return _render_broken_declaration(search, context)
    skip = context.say(Text("跳到正文", "Skip to content"))
    header = (
        _render_header(context)
        if context.person.may("read")
        else user_menu.render_bare_header(path, search)
    )
    return (
        header,
        [
            shortcuts.render_page_mark(),
            *_render_bands(context),
            render_content(context) or _render_not_found(context),
            downloads.render_downloads(context),
        ],
        skip,
    )


def _render_broken_declaration(
    search: str | None, issues: tuple[Any, ...]
) -> tuple[Children, Children, str]:
    lang = parse_view(search)[0].lang
    message = Text(
        "目标登记文件有错误，暂时无法显示。请改正后刷新：",
        "The declaration has errors and cannot be shown. Mend them and reload:",
    )
    if not current_session().person.may("read"):
        return (
            [],
            render_notice(
                html.H1(Text("系统暂时不可用", "Not available for the moment").in_(lang)),
                kind="error",
            ),
            "",
        )
    lines = html.Ul(
        [html.Li([html.Code(issue.place), " ", issue.message.in_(lang)]) for issue in issues],
        className="issues",
    )
    return [], render_notice(html.H1(message.in_(lang)), lines, kind="error"), ""


def _render_bands(context: Context) -> list[Component]:
    """What must be known before anything is read: a fictional city, another day's knowledge, errors
    in files.
    """
    bands = []
    if not context.person.may("read"):
        return []
    if context.registry.fictional:
        bands.append(render_notice(context.say(context.registry.fictional), kind="fictional"))
    if context.view.known_on:
        message = Text(
            f"正在查看 {context.view.known_on} 时点已知的数据；没有发布日期的数据按收录日期计，收录之前视为未知。",
            f"You are looking at what was known on {context.view.known_on}; figures without a "
            "release date count from the day they were received.",
        )
        latest = html.A(
            context.say(Text("回到最新", "Back to the latest")), href=context.href(known_on=None)
        )
        bands.append(render_notice(context.say(message), " ", latest, kind="as-of"))
    if context.view.version is not None:
        message = Text(
            f"正在查看版本 {context.view.version} 时的数据，最新为版本 {app_state().store.newest()}。",
            f"You are looking at the data as of version {context.view.version}; the newest is "
            f"version {app_state().store.newest()}.",
        )
        latest = html.A(
            context.say(Text("回到最新", "Back to the latest")), href=context.href(version=None)
        )
        bands.append(render_notice(context.say(message), " ", latest, kind="as-of"))
    if context.view.rules != DEFAULT:
        rules = RULES[context.view.rules]
        message = Text(
            f"本页按“{rules.name.zh}”规则评价有基期的“到某年”目标，不是本系统默认的“{RULES[DEFAULT].name.zh}”。",
            f"Targets by a year with a base are judged by the rules of {rules.name.en}, not by "
            f"our default ({RULES[DEFAULT].name.en}).",
        )
        usual = html.A(
            context.say(Text("回到默认规则", "Back to the default rules")),
            href=context.href(rules=DEFAULT),
        )
        bands.append(render_notice(context.say(message), " ", usual, kind="as-of"))
    if context.problems:
        message = Text(
            "目标登记文件有错误，下面是改动前的版本：",
            "The declaration has errors; this is the version before them:",
        )
        bands.append(
            render_notice(
                context.say(message), render_issues(context, context.problems), kind="error"
            )
        )
    waiting = app_state().store.waiting()
    if waiting:
        names = (
            "、".join(file.name for file in waiting)
            if context.view.lang == "zh"
            else ", ".join(file.name for file in waiting)
        )
        message = Text(
            f"数据文件夹中有 {len(waiting)} 个工作簿尚未入库：{names}。用 python app.py import 检查并入库，或在数据页上传。",
            f"{len(waiting)} workbooks in the data folder are not accepted yet: {names}. Check "
            "and accept them with python app.py import, or upload them on the data page.",
        )
        bands.append(render_notice(context.say(message), kind="waiting"))
    return bands


def _render_not_found(context: Context) -> Component:
    message = Text("没有这个页面", "There is no such page")
    return html.Section(
        [
            html.H1(context.say(message)),
            dcc.Link(context.say(Text("回到总览", "Back to the overview")), href=context.href("/")),
        ],
        className="card",
    )


def _render_header(context: Context) -> list[Component]:
    """Brand, pages, and the choice of plan, region, year and language: all of them addresses."""
    registry, view = context.registry, context.view
    found = find_page(context.path)
    current = found[0].path.removesuffix("/*") if found else ""
    listed = [one for one in PAGES if one.listed and has_any_right(one.rights, context.person)]
    links: list[Component] = [
        dcc.Link(
            context.say(one.name),
            href=context.href(one.path, **NO_FILTERS),
            className="on" if one.path == current else "",
        )
        for one in listed
        if not one.more
    ]
    more = [
        (context.say(one.name), context.href(one.path, **NO_FILTERS), one.path == current)
        for one in listed
        if one.more
    ]
    chosen = next((name for name, _, picked in more if picked), context.say(Text("更多", "More")))
    links.append(
        html.Div(
            render_menu("more", chosen, more),
            className="more on" if chosen in [name for name, _, _ in more] else "more",
        )
    )
    place = context.path if context.path.startswith("/indicators/") else None
    plans = [
        (
            context.say(plan.name),
            context.href(place, plan=name, year=0, **NO_FILTERS),
            name == view.plan,
        )
        for name, plan in registry.plans.items()
    ]
    regions = [
        (context.say(region.name), context.href(region=code), code == view.region)
        for code, region in registry.regions.items()
    ]
    years = sorted({*context.snapshot_service.years(view.plan), view.year}, reverse=True)
    spans = [
        (context.say(Text(f"{year}年", str(year))), context.href(year=year), year == view.year)
        for year in years
    ]
    other = next(language for language in LANGUAGES if language != view.lang)
    scope = [
        render_menu("plan", context.say(registry.plans[view.plan].name), plans)
        if view.plan
        else None,
        render_menu("region", context.say(registry.regions[view.region].name), regions),
        render_menu("year", context.say(Text(f"{view.year}年", str(view.year))), spans),
        _render_version_menu(context),
        dcc.Link(
            {"zh": "中文", "en": "English"}[other],
            href=context.href(lang=other),
            className="lang",
            id="language",
        ),
    ]
    return [
        dcc.Link(
            context.say(registry.title), href=context.href("/", **NO_FILTERS), className="brand"
        ),
        html.Nav(links, className="pages", **build_aria_label(context.say(Text("页面", "Pages")))),
        html.Div(scope, className="scope"),
    ]


def _render_version_menu(context: Context) -> Component | None:
    """The time line as a choice: what is known now, or what a version showed; nothing where there
    is one version alone.
    """
    newest, view = app_state().store.newest(), context.view
    if newest < 2:
        return None
    latest = Text("最新数据", "Latest")
    options = [
        (
            context.say(latest),
            context.href(version=None, known_on=None),
            view.version is None and view.known_on is None,
        )
    ]
    options += [
        (
            context.say(Text(f"版本 {number}", f"Version {number}")),
            context.href(version=number, known_on=None),
            view.version == number,
        )
        for number in range(newest - 1, max(0, newest - 1 - MAX_VERSIONS_OFFERED), -1)
    ]
    at = (
        Text(f"版本 {view.version}", f"Version {view.version}")
        if view.version is not None
        else latest
    )
    label = Text(str(view.known_on), str(view.known_on)) if view.known_on else at
    return render_menu("as-of", context.say(label), options)


def _register_routes(server: Flask) -> None:
    """Routes beside the pages and files: the local chart library, readiness."""

    @server.before_request
    def send_chart_library() -> Response | None:
        # dcc asks for plotly's full bundle when the first chart mounts; the cartesian one draws all
        # our charts in
        # half the bytes, and is sent in its place.
        if request.path.startswith(PLOTLY_PATH) and request.path.endswith(".js"):
            return send_file(PLOTLY_BUNDLE, mimetype="text/javascript", max_age=YEAR_SECONDS)
        return None

    for fault in (DependencyException, InvalidResourceError):  # a file that no package of ours has
        server.register_error_handler(fault, lambda _: Response(status=404))

    @server.get("/state")
    def handle_state() -> Response:
        """A mark of the data and of what was entered: another one when anything was published or
        written.
        """
        return jsonify(state=app_state().mark())

    @server.get("/health/ready")
    def handle_readiness() -> tuple[str, int]:
        """Whether pages can be drawn; reads everything a first page needs."""
        service, _ = app_state().snapshot_service()
        if service is None:
            return "the declaration has errors", 503
        service.snapshot(View())
        return "ready", 200


def _register_response_hooks(app: Dash, server: Flask) -> None:
    """What every answer carries: compression, the policy for scripts, and how long it may be
    kept.
    """
    server.config["COMPRESS_CACHE_BACKEND"] = page_cache.CompressedCache
    server.config["COMPRESS_CACHE_KEY"] = page_cache.find_cache_key
    Compress(server)
    policy: list[str] = []

    @server.after_request
    def add_headers(response: Response) -> Response:
        if not policy:
            # The hashes are known only after every clientside callback has been registered.
            policy.append(_build_content_policy(app))
        if page_cache.find_static_key(request) and response.status_code == 200:
            # A file is read whole and closed here, so that its compressed form can be kept.
            response.direct_passthrough = False
            body = response.get_data()
            response.close()
            response.set_data(body)
        page_cache.save_page(response)
        framed_by = embed.format_frame_ancestors(request.path)
        response.headers["Content-Security-Policy"] = policy[0] + framed_by
        response.headers.update(HEADERS)
        if framed_by != "'none'":
            del response.headers["X-Frame-Options"]  # which knows no list of sites
        if read_client_address(request)[1]:
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}"
        if not page_cache.find_static_key(request) and "ETag" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


def _build_content_policy(app: Dash) -> str:
    hashes = " ".join(app.csp_hashes())
    return (
        f"default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; "
        "connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
        "form-action 'self'; frame-ancestors "
    )
