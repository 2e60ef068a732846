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
from flask import Flask, Response, g, jsonify, request, send_file
from flask_compress import Compress

from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.snapshot import View
from dashboard.core.vocabulary.text import Text
from dashboard.figures.theme import FONTS
from dashboard.settings import Settings
from dashboard.store.errors import StoreError
from dashboard.web.endpoints import (
    api,
    authorization,
    downloads,
    embed,
    files,
    former_addresses,
    notice_bands,
    oidc,
    page_cache,
    page_header,
    user_menu,
)
from dashboard.web.pages import (
    PAGES,
    is_drawn_from_memory,
    list_required_rights,
    render_content,
)
from dashboard.web.request.app_state import APP_STATE_KEY, AppState, app_state
from dashboard.web.request.context import Context, build_context, parse_view
from dashboard.web.request.data_state import pin_state
from dashboard.web.request.permissions import has_any_right
from dashboard.web.request.serialize import serialize_tree
from dashboard.web.request.session import (
    CSRF,
    CSRF_HEADER,
    current_person,
    current_session,
    read_client_address,
)
from dashboard.web.widgets import forms, shortcuts, stylesheet
from dashboard.web.widgets.components import render_notice

HERE = Path(__file__).parent
PLOTLY_BUNDLE = HERE / "vendor" / "plotly-cartesian.min.js"
PLOTLY_PATH = "/_dash-component-suites/plotly/package_data/plotly.min"
YEAR_SECONDS = 31536000
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
BACK = Text("回到总览", "Back to the overview")


class _App(Dash):
    """The application, whose first answer is already in the language and the light that the address
    asks for.
    """

    def interpolate_index(self, **parts: Any) -> str:  # type: ignore[override]
        view = parse_view(request.query_string.decode("utf-8", "replace"))[0]
        language = "en" if view.lang == "en" else "zh-CN"
        attributes = (
            f'lang="{language}" data-look="{view.look}" data-mantine-color-scheme="{view.look}"'
        )
        document: str = super().interpolate_index(**parts)  # type: ignore[no-untyped-call]
        document = document.replace("LIT", attributes, 1)
        return document.replace("Loading...", LOADING.in_(view.lang), 1)


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
        index_string=INDEX.replace("STYLE", stylesheet.build_stylesheet()),
        health_endpoint="health",
        csrf_token_name=CSRF,
        csrf_header_name=CSRF_HEADER,
    )
    server: Flask = app.server
    server.config[APP_STATE_KEY] = AppState(settings, clock)
    server.config["SEND_FILE_MAX_AGE_DEFAULT"] = YEAR_SECONDS
    app.layout = _render_shell
    authorization.guard_routes(server, app.callback_map)
    former_addresses.register(server)
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
    for page in PAGES:
        if page.register is not None:
            page.register(app)


Children = Any


def render_page(path: str, search: str | None) -> tuple[Children, Children, str]:
    """Header, content and the skip link's text for an address; a fault becomes an id that is in the
    log.
    """
    session, lang = current_session(), parse_view(search)[0].lang
    try:
        if session.fault and not is_drawn_from_memory(path, session.person):
            session.raise_fault()
        if not has_any_right(list_required_rights(path), session.person):
            header = page_header.render_bare_header(path, search)
            return header, user_menu.render_denial(path, search, session), ""
        with pin_state(g.get("page_state") or app_state().data_state()):
            header, main, skip = serialize_tree(_render_document(path, search))
    except StoreError as error:
        page_cache.discard_page()
        log.error("the store failed at page %s: %s", path, error.text.en)  # noqa: TRY400
        back = dcc.Link(BACK.in_(lang), href="/?lang=en" if lang == "en" else "/")
        return [], render_notice(html.H1(error.short.in_(lang)), back, kind="error"), ""
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
    if context.person.may("read"):
        header = page_header.render_header(context)
    else:
        header = page_header.render_bare_header(path, search)
    main = [
        shortcuts.render_page_mark(context.mark),
        *notice_bands.render_bands(context),
        render_content(context) or _render_not_found(context),
        downloads.render_downloads(context),
    ]
    return header, main, context.say(Text("跳到正文", "Skip to content"))


def _render_broken_declaration(
    search: str | None, issues: tuple[Issue, ...]
) -> tuple[Children, Children, str]:
    """The mistakes with their places, for those who may read; others learn only that it is down."""
    lang = parse_view(search)[0].lang
    if not current_session().person.may("read"):
        message = Text("系统暂时不可用", "Not available for the moment")
        return [], render_notice(html.H1(message.in_(lang)), kind="error"), ""
    message = Text(
        "目标登记文件有错误，暂时无法显示。请改正后刷新：",
        "The declaration has errors and cannot be shown. Mend them and reload:",
    )
    lines = html.Ul(
        [html.Li([html.Code(issue.place), " ", issue.message.in_(lang)]) for issue in issues],
        className="issues",
    )
    return [], render_notice(html.H1(message.in_(lang)), lines, kind="error"), ""


def _render_not_found(context: Context) -> Component:
    message = context.say(Text("没有这个页面", "There is no such page"))
    back = dcc.Link(context.say(BACK), href=context.href("/"))
    return html.Section([html.H1(message), back], className="card")


def _register_routes(server: Flask) -> None:
    """Routes beside the pages and files: the local chart library, readiness."""

    @server.before_request
    def send_chart_library() -> Response | None:
        # dcc asks for plotly's full bundle when the first chart mounts; the cartesian one draws all
        # our charts in half the bytes, and is sent in its place.
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
        return jsonify(state=app_state().data_state().mark)

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
        is_static = bool(page_cache.find_static_key(request))
        if is_static and response.status_code == 200:
            _read_whole_file(response)
        page_cache.save_page(response)
        framed_by = embed.format_frame_ancestors(request.path)
        response.headers["Content-Security-Policy"] = policy[0] + framed_by
        response.headers.update(HEADERS)
        if framed_by != "'none'":
            del response.headers["X-Frame-Options"]  # which knows no list of sites
        session = g.get("visit")
        if session.secure if session else read_client_address(request)[1]:
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}"
        if not is_static and "ETag" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


def _read_whole_file(response: Response) -> None:
    """Read a file that would be sent as a stream, and close it, so that its compressed form can be
    kept.
    """
    response.direct_passthrough = False
    body = response.get_data()
    response.close()
    response.set_data(body)


def _build_content_policy(app: Dash) -> str:
    hashes = " ".join(app.csp_hashes())
    return (
        f"default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; "
        "connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
        "form-action 'self'; frame-ancestors "
    )
