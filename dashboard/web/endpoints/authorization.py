"""Who asks, and is it allowed? One gate in front of every route and callback: what has no rule is
refused.
"""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, current_app, g, redirect, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from dashboard.core.analysis.records import build_text_record
from dashboard.core.vocabulary.people import Person
from dashboard.core.vocabulary.text import Text
from dashboard.store.errors import StoreError, StoreFaultError
from dashboard.web.pages import has_page, is_drawn_from_memory, list_required_rights
from dashboard.web.request.app_state import app_state
from dashboard.web.request.callback_bodies import has_declared_parts, is_well_formed
from dashboard.web.request.denials import record_denial
from dashboard.web.request.permissions import (
    CALLBACK,
    CALLBACKS,
    PAGE,
    ROUTES,
    Rule,
    has_any_right,
)
from dashboard.web.request.session import (
    CSRF,
    CSRF_HEADER,
    RequestSession,
    build_sign_in_address,
    current_session,
    read_session,
    set_session_cookies,
)

SAFE = ("GET", "HEAD")
CALLBACK_MAP = "dashboard_callbacks"
"""Where a server keeps the callbacks of its pages: output → inputs and states."""
NO_KEY = Text(
    "口令不对、已收回或已到期：请在“我的账号”中新建",
    "the key is not right, was taken back, or is over: make one on My account",
)
NOT_ALLOWED = Text(
    "没有权限，或登录已结束，请重新登录", "not allowed, or the session is over: sign in again"
)
OTHER_HOST = Text(
    "请用单位公布的地址访问（系统设置 PUBLIC_URL）",
    "use the address that your office gives out (the setting PUBLIC_URL)",
)
log = logging.getLogger("dashboard")


def guard_routes(server: Flask, callbacks: Mapping[str, Any]) -> None:
    """Put the gate in front of a server with the callbacks of its pages, which are declared
    later.
    """
    server.config[CALLBACK_MAP] = callbacks
    server.register_error_handler(StoreError, answer_store_error)
    server.before_request(_authorize_request)
    server.after_request(_finish_response)


def _authorize_request() -> Response | AnyResponse | None:
    if not _is_our_host(request.host):
        log.warning(
            "refused %s %s: host %s", request.method, request.path[:200], request.host[:200]
        )
        return build_problem(OTHER_HOST, 421)
    if request.url_rule is None:
        return _answer_unknown_route()
    method = "GET" if request.method == "HEAD" else request.method
    rule = ROUTES.get(f"{method} {request.url_rule.rule}")
    if rule is None:
        return _deny_request(403, "no rule")
    request.max_content_length = rule.body
    g.visit = read_session()
    if current_session().fault is not None:
        return _answer_without_store(rule)
    if request.method not in SAFE:
        forgery = _find_forgery(request)
        if forgery:
            return _deny_request(403, forgery)
    return _enforce_rule(rule)


def _is_our_host(host: str) -> bool:
    """Whether a request was sent to the address that people use, where one is set; a probe of the
    server's health may come by any.
    """
    public = urlsplit(app_state().settings.public)
    if not public.hostname or request.path.startswith("/health"):
        return True
    usual = {"http": 80, "https": 443}[public.scheme]
    try:
        asked = urlsplit(f"//{host}")
        found = (asked.hostname, asked.port or usual)
    except ValueError:
        return False
    return found == (public.hostname, public.port or usual)


def _answer_without_store(rule: Rule) -> Response | None:
    """Whom the store knew a moment ago reads on what is in memory; all else is told its fault, in a
    page or as an answer.
    """
    session, allowed = current_session(), rule
    if CALLBACK in rule.rights:
        output = (_read_callback_body() or {}).get("output", "")
        allowed = CALLBACKS.get(output, Rule(frozenset()))
    if allowed.remembered:
        g.visit, g.from_memory = session.without_store(), True
    if PAGE in rule.rights or allowed.allows(current_session().person):
        return None
    return answer_store_error(session.fault) if session.fault else None


def answer_store_error(error: StoreError, status: int = 400) -> Response:
    """A refusal in the form that whoever asks reads; a fault of the store is 503, with a line in
    the log.
    """
    if isinstance(error, StoreFaultError):
        status = 503
        log.error("the store failed at %s: %s", request.path[:200], error.text.en)
    if request.path.startswith(("/embed/", "/health")):
        return Response(f"{error.short.zh}\n{error.short.en}", status, mimetype="text/plain")
    return build_problem(error.short, status)


def _answer_unknown_route() -> Response:
    """No such address, or no such method at it."""
    if request.method in SAFE:
        return Response(status=404)
    methods: Iterable[str] = getattr(request.routing_exception, "valid_methods", None) or SAFE
    return Response(status=405, headers={"Allow": ", ".join(sorted(methods))})


def _enforce_rule(rule: Rule) -> Response | AnyResponse | None:
    person, g.from_memory = current_session().person, rule.remembered
    if PAGE in rule.rights:
        return _authorize_page(person)
    if CALLBACK in rule.rights:
        return _enforce_callback_rule(person)
    if rule.body and (request.content_length or 0) > rule.body:
        return Response(status=413)
    return None if rule.allows(person) else _deny_person(person)


def _deny_person(person: Person) -> Response:
    return _deny_request(403 if person.name else 401, "not allowed")


def _enforce_callback_rule(person: Person) -> Response | None:
    """The rule of the callback that the body names, and the shape that its body must have."""
    try:
        body = _read_callback_body()
    except RequestEntityTooLarge:
        return Response(status=413)
    if body is None:
        return Response(status=400)
    rule = CALLBACKS.get(body["output"])
    if rule is None:
        return Response(status=404)
    if not rule.allows(person):
        return _deny_person(person)
    g.from_memory = rule.remembered
    declared = current_app.config[CALLBACK_MAP].get(body["output"], {})
    return None if has_declared_parts(body, declared) else Response(status=400)


def _read_callback_body() -> dict[str, Any] | None:
    """What was sent to a callback; None for what no page of ours sends."""
    try:
        body: Any = request.get_json(silent=True)
        return body if is_well_formed(body) else None
    except (RecursionError, UnicodeEncodeError):
        return None


def _authorize_page(person: Person) -> Response | AnyResponse | None:
    """A page's document: for those who may, and for visitors the way to sign in. What stands in it
    is asked for again.
    """
    # Somebody without the right gets the frame alone, in which the refusal is drawn:
    # `_finish_response` gives it its status.
    if has_any_right(list_required_rights(request.path), person) or person.name:
        return None
    query = request.query_string.decode("utf-8", "replace")
    address = f"{request.path}?{query}" if query else request.path
    return redirect(build_sign_in_address(address, query, over=current_session().ended))


def _find_forgery(asked: Request) -> str:
    """What shows that an act was not made on a page of ours; empty where nothing does."""
    session = current_session()
    site = asked.headers.get("Sec-Fetch-Site")
    if site not in (None, "same-origin"):
        return f"Sec-Fetch-Site {site}"
    origin = asked.headers.get("Origin")
    own_origin = f"{'https' if session.secure else 'http'}://{asked.host}"
    if origin is not None and origin.casefold() != own_origin.casefold():
        return "another origin"
    if not session.token:
        return "no token of this session"
    expected = app_state().auth.build_csrf_token(session.token).encode()
    given = asked.headers.get(CSRF_HEADER, "").encode("utf-8", "replace")
    return "" if hmac.compare_digest(expected, given) else "no token of this session"


def _deny_request(status: int, why: str) -> Response:
    """Refuse, say nothing, and write it down: the first ones into the audit."""
    session = g.get("visit")
    log.warning("refused %s %s: %s", request.method, request.path[:200], why)
    if isinstance(session, RequestSession) and session.fault is None:
        record_denial(session, request.path, why)
    if request.path.startswith("/api/") and "Authorization" in request.headers:
        answer = build_problem(NO_KEY, status)
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    if request.path == "/data/upload" or request.path.startswith("/api/"):
        return build_problem(NOT_ALLOWED, status)
    if request.path.startswith("/embed/"):  # a frame that says nothing would look broken
        return Response(f"{NOT_ALLOWED.zh}\n{NOT_ALLOWED.en}", status, mimetype="text/plain")
    return Response(status=status)


def build_problem(text: Text, status: int) -> Response:
    """An answer in words, for a script to show."""
    body = json.dumps({"message": build_text_record(text)}, ensure_ascii=False)
    return Response(body.encode("utf-8", "replace"), status, mimetype="application/json")


def _finish_response(response: Response) -> Response:
    """A visitor without a token gets one with the page; who has no right to a page, or asks for one
    that is not there, gets its frame with that status.
    """
    session = g.get("visit")
    if not isinstance(session, RequestSession):
        return response
    if request.method not in SAFE or not _is_page_route():
        return response
    if session.fault is not None:
        if not is_drawn_from_memory(request.path, session.person):
            response.status_code = 503
        return response
    if session.ended or not session.token:
        set_session_cookies(response)
    elif request.cookies.get(CSRF) != app_state().auth.build_csrf_token(session.token):
        set_session_cookies(response, session.token)
    if response.status_code == 200:
        response.status_code = _find_page_status(session.person)
    return response


def _find_page_status(person: Person) -> int:
    """The status of a page's document: what stands in it is drawn by a callback."""
    if not has_any_right(list_required_rights(request.path), person):
        return 403
    try:
        return 200 if has_page(request.path) else 404
    except StoreError:
        return 503


def _is_page_route() -> bool:
    """Whether what is asked for is the document of a page."""
    if request.url_rule is None:
        return False
    rule = ROUTES.get(f"GET {request.url_rule.rule}")
    return rule is not None and PAGE in rule.rights
