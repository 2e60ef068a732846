"""Who is asking? What a request's cookie and address say, for the gate and for the pages that
act.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, replace
from ipaddress import ip_address
from urllib.parse import parse_qs, urlencode

from flask import Request, g, request
from werkzeug.wrappers import Response

from dashboard.core.vocabulary.people import NOBODY, Person
from dashboard.operations import api_keys
from dashboard.operations.authentication import MEMBER_PREFIX, Caller
from dashboard.store.accounts import Account, Session
from dashboard.store.errors import StoreError
from dashboard.web.request.app_state import app_state
from dashboard.web.request.forwarders import HEADERS

SESSION, CSRF, CSRF_HEADER = "plan-session", "plan-csrf", "X-CSRFToken"
API_PREFIX = "/api/"
"""Where a program may come with a key; everywhere else only a session counts."""
VISITOR_PREFIX = "v."
"""How the token of a visitor begins."""
log = logging.getLogger("dashboard")


@dataclass(frozen=True, slots=True)
class RequestSession:
    """One request: who makes it, from where, holding what; `fault` where the store could not be
    asked, and `reader` who may go on reading without it.
    """

    person: Person
    token: str
    address: str
    secure: bool
    session: Session | None = None
    account: Account | None = None
    ended: bool = False
    fault: StoreError | None = None
    reader: Person = NOBODY

    def raise_fault(self) -> None:
        """Raise what kept the store from saying who this is."""
        if self.fault is not None:
            raise self.fault

    def without_store(self) -> RequestSession:
        """The same request while the store does not answer: of whoever may go on reading."""
        return replace(self, person=self.reader)

    def caller(self) -> Caller:
        """The one who acts, now."""
        return Caller(self.person, self.address, app_state().clock())


def current_session() -> RequestSession:
    """The visit of this request; refuses to answer where the gate was not passed."""
    session = g.get("visit")
    if not isinstance(session, RequestSession):
        raise TypeError(SESSION)
    return session


def read_session() -> RequestSession:
    """The visit that the cookie of this request tells of; a token that is not ours is nobody's."""
    address, secure = read_client_address(request)
    state, token = app_state(), request.cookies.get(SESSION, "")
    state.clock_watch.notice(state.clock())
    try:
        if request.path.startswith(API_PREFIX) and "Authorization" in request.headers:
            return RequestSession(_find_person_by_key(), "", address, secure)
        if token.startswith(MEMBER_PREFIX):
            return _read_member_session(token, address, secure)
        if not _is_visitor_token(token):
            token = ""
        return RequestSession(app_state().auth.build_visitor(), token, address, secure)
    except StoreError as error:
        # The sentence says it: no traceback.
        log.error("the store could not be asked who this is: %s", error.text.en)  # noqa: TRY400
        reader = state.store_watch.recall_reader(token)
        return RequestSession(NOBODY, "", address, secure, fault=error, reader=reader)


def _find_person_by_key() -> Person:
    """Whoever made the key that a program sends."""
    state = app_state()
    secret = request.headers["Authorization"].removeprefix("Bearer ").strip()
    person = api_keys.find_person(state.auth, secret, int(state.clock().timestamp()))
    return person or NOBODY


def _read_member_session(token: str, address: str, secure: bool) -> RequestSession:
    """The visit of somebody who has signed in; that of a visitor where the session is over."""
    state = app_state()
    known = state.store_watch.ask_whose(token, lambda: state.auth.who(token, state.clock()))
    if known is None:
        return RequestSession(state.auth.build_visitor(), token, address, secure, ended=True)
    return RequestSession(known.person, token, address, secure, known.session, known.account)


def _is_visitor_token(token: str) -> bool:
    is_long_enough = len(token) == len(VISITOR_PREFIX) + 43
    return token.startswith(VISITOR_PREFIX) and is_long_enough and token.isascii()


def read_client_address(asked: Request) -> tuple[str, bool]:
    """The address a request came from, and whether over TLS: as proxies say, if they are trusted
    ones.
    """
    address, secure = asked.remote_addr or "", asked.scheme == "https"
    trusted = app_state().settings.trusted_proxies
    if not _is_within(address, trusted):
        if any(header in asked.headers for header in HEADERS):
            app_state().forwarders.note(address)
        return address, secure
    forwarded = asked.headers.get("X-Forwarded-For", "").split(",")
    hops = [hop.strip() for hop in forwarded if hop.strip()]
    secure = asked.headers.get("X-Forwarded-Proto", "").strip() == "https"
    # The last hop was written by the proxy next to us; what comes first anybody may have made up.
    while hops and _is_within(address, trusted):
        address = hops.pop()
    return address[:64], secure


def _is_within(address: str, networks: tuple[object, ...]) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None) or parsed
    return any(mapped in network for network in networks)  # type: ignore[operator]


def build_sign_in_address(then: str, query: str = "", *, over: bool = False) -> str:
    """Where to sign in, and where to go on from there; `over`: because a session has ended."""
    parameters = {"next": then}
    if over:
        parameters["over"] = "1"
    if parse_qs(query).get("lang", [""])[-1] == "en":
        parameters["lang"] = "en"
    return "/sign-in?" + urlencode(parameters)


def set_session_cookies(response: Response, token: str = "") -> None:
    """Give the browser a session to hold, without one a visitor's, and what a page must send with
    every act.
    """
    session, auth = current_session(), app_state().auth
    # What this browser held before is worth nothing any more.
    if session.session is not None and token != session.token:
        auth.sign_out(session.token, session.caller())
    token = token or VISITOR_PREFIX + secrets.token_urlsafe(32)
    secure, csrf = session.secure, auth.build_csrf_token(token)
    response.set_cookie(SESSION, token, httponly=True, secure=secure, samesite="Lax", path="/")
    response.set_cookie(CSRF, csrf, secure=secure, samesite="Strict", path="/")


def current_person() -> Person:
    """Whoever makes this request; nobody where no gate was passed, as when the frame is checked at
    the start.
    """
    session = g.get("visit")
    return session.person if isinstance(session, RequestSession) else NOBODY


def read_user_agent() -> str:
    """What the browser calls itself."""
    return str(request.user_agent)[:200]


def require_account(request_session: RequestSession) -> Account:
    """The account of a visit by somebody who has signed in."""
    if request_session.account is None:
        raise TypeError(SESSION)
    return request_session.account
