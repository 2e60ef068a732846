"""Who asks, and is it allowed? One gate in front of every route and callback: what has no rule is refused."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Iterable
from typing import Any

from flask import Flask, Request, Response, g, redirect, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from dashboard.core.analysis.records import words
from dashboard.core.vocabulary.people import Person
from dashboard.core.vocabulary.text import Text
from dashboard.web.pages import rights
from dashboard.web.request.callback_bodies import sound
from dashboard.web.request.context import house
from dashboard.web.request.denials import note
from dashboard.web.request.permissions import CALLBACK, CALLBACKS, PAGE, ROUTES, Rule, allowed
from dashboard.web.request.session import CSRF, CSRF_HEADER, Visit, arrive, hold, sign_in_address, visit

SAFE = ("GET", "HEAD")
NO_KEY = Text(
    "口令不对、已收回或已到期：请在“我的账号”中新建", "the key is not right, was taken back, or is over: make one on My account"
)
NOT_ALLOWED = Text("没有权限，或登录已结束，请重新登录", "not allowed, or the session is over: sign in again")
log = logging.getLogger("dashboard")


def guard(server: Flask) -> None:
    """Put the gate in front of a server."""
    server.before_request(_enter)
    server.after_request(_leave)


def _enter() -> Response | AnyResponse | None:
    if request.url_rule is None:
        if request.method in SAFE:
            return Response(status=404)
        methods: Iterable[str] = getattr(request.routing_exception, "valid_methods", None) or SAFE
        return Response(status=405, headers={"Allow": ", ".join(sorted(methods))})
    rule = ROUTES.get(f"{'GET' if request.method == 'HEAD' else request.method} {request.url_rule.rule}")
    if rule is None:
        return _refuse(403, "no rule")
    request.max_content_length = rule.body
    g.visit = arrive()
    if request.method not in SAFE and visit().fault is None:  # without a store only its fault is told, to anybody
        wrong = _not_from_here(request)
        if wrong:
            return _refuse(403, wrong)
    return _ask(rule)


def _ask(rule: Rule) -> Response | AnyResponse | None:
    person = visit().person
    if PAGE in rule.rights:
        return _page(person)
    if CALLBACK in rule.rights:
        try:
            found = _callback()
        except RequestEntityTooLarge:
            return Response(status=413)
        if found is None:
            return Response(status=404)
        rule = found
    elif rule.body and (request.content_length or 0) > rule.body:
        return Response(status=413)
    return None if rule.allows(person) else _refuse(401 if not person.name else 403, "not allowed")


def _callback() -> Rule | None:
    """The rule of the callback that the body names; None for one that nobody has, or a body that no page of ours sends."""
    try:
        body: Any = request.get_json(silent=True)
        return CALLBACKS.get(body["output"]) if sound(body) else None
    except (RecursionError, UnicodeEncodeError):
        return None


def _page(person: Person) -> Response | AnyResponse | None:
    """A page's document: for those who may, and for visitors the way to sign in. What stands in it is asked for again."""
    if allowed(rights(request.path), person) or person.name:
        return None  # to somebody without the right the frame alone, in which the refusal is drawn: `_leave` gives it its status
    query = request.query_string.decode("utf-8", "replace")
    return redirect(sign_in_address(request.path + (f"?{query}" if query else ""), query, over=visit().ended))


def _not_from_here(asked: Request) -> str:
    """What shows that an act was not made on a page of ours; empty where nothing does."""
    site = asked.headers.get("Sec-Fetch-Site")
    if site not in (None, "same-origin"):
        return f"Sec-Fetch-Site {site}"
    origin = asked.headers.get("Origin")
    if origin is not None and origin.casefold() != f"{'https' if visit().secure else 'http'}://{asked.host}".casefold():
        return "another origin"
    token, given = visit().token, asked.headers.get(CSRF_HEADER, "")
    if not token or not hmac.compare_digest(house().door.csrf(token).encode(), given.encode("utf-8", "replace")):
        return "no token of this session"
    return ""


def _refuse(status: int, why: str) -> Response:
    """Refuse, say nothing, and write it down: the first ones into the audit."""
    here = g.get("visit")
    log.warning("refused %s %s: %s", request.method, request.path[:200], why)
    if isinstance(here, Visit) and here.fault is None:
        note(here, request.path, why)
    if request.path.startswith("/api/") and "Authorization" in request.headers:
        answer = problem(NO_KEY, status)
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    if request.path == "/data/upload" or request.path.startswith("/api/"):
        return problem(NOT_ALLOWED, status)
    if request.path.startswith("/embed/"):  # a frame that says nothing would look broken
        return Response(f"{NOT_ALLOWED.zh}\n{NOT_ALLOWED.en}", status, mimetype="text/plain")
    return Response(status=status)


def problem(text: Text, status: int) -> Response:
    """An answer in words, for a script to show."""
    body = json.dumps({"message": words(text)}, ensure_ascii=False)
    return Response(body.encode("utf-8", "replace"), status, mimetype="application/json")


def _leave(response: Response) -> Response:
    """A visitor without a token gets one with the page; who has no right to a page gets its frame with that status."""
    here = g.get("visit")
    document = request.url_rule is not None and PAGE in ROUTES.get(f"GET {request.url_rule.rule}", Rule(frozenset())).rights
    if not isinstance(here, Visit) or not document or request.method not in SAFE or here.fault is not None:
        return response
    if here.ended or not here.token:
        hold(response)
    elif request.cookies.get(CSRF) != house().door.csrf(here.token):
        hold(response, here.token)
    if response.status_code == 200 and not allowed(rights(request.path), here.person):
        response.status_code = 403
    return response
