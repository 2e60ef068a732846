"""Who is asking? What a request's cookie and address say, for the gate and for the pages that act."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import parse_qs, urlencode

from flask import Request, g, request
from werkzeug.wrappers import Response

from dashboard.core.vocabulary.people import Person
from dashboard.operations import api_keys
from dashboard.operations.authentication import MEMBER, Caller
from dashboard.store.accounts import Account, Session
from dashboard.store.database import StoreError
from dashboard.web.request.context import house

SESSION, CSRF, CSRF_HEADER = "plan-session", "plan-csrf", "X-CSRFToken"
PROGRAMS = "/api/"
"""Where a program may come with a key; everywhere else only a session counts."""
NOBODY = Person("", "", frozenset())
VISITOR = "v."
"""How the token of a visitor begins."""
log = logging.getLogger("dashboard")


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: who makes it, from where, holding what; `fault` where the store could not be asked."""

    person: Person
    token: str
    address: str
    secure: bool
    session: Session | None = None
    account: Account | None = None
    ended: bool = False
    fault: StoreError | None = None

    def must_be_known(self) -> None:
        """Raise what kept the store from saying who this is."""
        if self.fault is not None:
            raise self.fault

    def caller(self) -> Caller:
        """The one who acts, now."""
        return Caller(self.person, self.address, house().clock())


def visit() -> Visit:
    """The visit of this request; refuses to answer where the gate was not passed."""
    found = g.get("visit")
    if not isinstance(found, Visit):
        raise TypeError(SESSION)
    return found


def arrive() -> Visit:
    """The visit that the cookie of this request tells of; a token that is not ours is nobody's."""
    token, home = request.cookies.get(SESSION, ""), house()
    address, secure = forwarded(request)
    try:
        if request.path.startswith(PROGRAMS) and "Authorization" in request.headers:
            given = request.headers["Authorization"].removeprefix("Bearer ").strip()
            return Visit(api_keys.who(home.door, given, int(home.clock().timestamp())) or NOBODY, "", address, secure)
        if token.startswith(MEMBER):
            known = home.door.who(token, home.clock())
            if known is not None:
                return Visit(known.person, token, address, secure, known.session, known.account)
            return Visit(home.door.visitor(), token, address, secure, ended=True)
        return Visit(home.door.visitor(), token if _visitors(token) else "", address, secure)
    except StoreError as error:
        log.error("the store could not be asked who this is: %s", error.text.en)  # noqa: TRY400 - the sentence says it
        return Visit(NOBODY, "", address, secure, fault=error)


def _visitors(token: str) -> bool:
    return token.startswith(VISITOR) and len(token) == len(VISITOR) + 43 and token.isascii()


def forwarded(asked: Request) -> tuple[str, bool]:
    """The address a request came from, and whether over TLS: as proxies say, if they are trusted ones."""
    address, secure = asked.remote_addr or "", asked.scheme == "https"
    trusted = house().settings.trusted_proxies
    hops = [hop.strip() for hop in asked.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if not _within(address, trusted):
        return address, secure
    secure = asked.headers.get("X-Forwarded-Proto", "").strip() == "https"
    while hops and _within(address, trusted):
        address = hops.pop()
    return address[:64], secure


def _within(address: str, networks: tuple[object, ...]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None) or found
    return any(mapped in network for network in networks)  # type: ignore[operator]


def sign_in_address(then: str, query: str = "", *, over: bool = False) -> str:
    """Where to sign in, and where to go on from there; `over`: because a session has ended."""
    lang = parse_qs(query).get("lang", [""])[-1]
    return "/sign-in?" + urlencode({"next": then, **({"over": "1"} if over else {}), **({"lang": "en"} if lang == "en" else {})})


def hold(response: Response, token: str = "") -> None:
    """Give the browser a session to hold, without one a visitor's, and what a page must send with every act."""
    here = visit()
    if here.session is not None and token != here.token:  # what this browser held before is worth nothing any more
        house().door.sign_out(here.token, here.caller())
    token, secure = token or VISITOR + secrets.token_urlsafe(32), here.secure
    response.set_cookie(SESSION, token, httponly=True, secure=secure, samesite="Lax", path="/")
    response.set_cookie(CSRF, house().door.csrf(token), secure=secure, samesite="Strict", path="/")


def here_or_nobody() -> Person:
    """Whoever makes this request; nobody where no gate was passed, as when the frame is checked at the start."""
    found = g.get("visit")
    return found.person if isinstance(found, Visit) else NOBODY


def agent() -> str:
    """What the browser calls itself."""
    return str(request.user_agent)[:200]


def account_of(here: Visit) -> Account:
    """The account of a visit by somebody who has signed in."""
    if here.account is None:
        raise TypeError(SESSION)
    return here.account
