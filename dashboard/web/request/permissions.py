"""What does each route and callback ask of whoever calls it? One table; what is not in it is refused to everybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.core.vocabulary.people import Person
from dashboard.ingest.limits import FILE_BYTES

KIB = 1024
PAGE, CALLBACK = "page", "callback"
"""Rules that lead to another one: that of the page at the address, that of the callback named in the body."""
ANYONE = "anyone"


@dataclass(frozen=True, slots=True)
class Rule:
    """Any of these rights, or anyone; and how many bytes a body may have."""

    rights: frozenset[str]
    body: int = 0

    def allows(self, person: Person) -> bool:
        """Whether a person has one of the rights."""
        return allowed(self.rights, person)


def allowed(rights: Iterable[str], person: Person) -> bool:
    """Whether a person has one of the rights, or none is asked for."""
    return any(right == ANYONE or person.may(right) for right in rights)


def needs(*rights: str, body: int = 0) -> Rule:
    """A rule."""
    return Rule(frozenset(rights), body)


ROUTES: dict[str, Rule] = {
    "GET /": needs(PAGE),
    "GET /<path:path>": needs(PAGE),
    "GET /_dash-layout": needs(ANYONE),  # the frame alone; what stands in it comes from the callback below
    "GET /_dash-dependencies": needs(ANYONE),
    "POST /_dash-update-component": needs(CALLBACK, body=64 * KIB),
    "GET /_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": needs(ANYONE),
    "GET /assets/<path:filename>": needs(ANYONE),
    "GET /_favicon.ico": needs(ANYONE),
    "GET /health": needs(ANYONE),
    "GET /health/ready": needs(ANYONE),
    "GET /template": needs("read"),
    "GET /state": needs("read"),
    "GET /rows/<name>": needs("read"),
    "GET /indicators.csv": needs("read"),
    "GET /export/<ending>": needs("read"),
    "GET /api/v1/openapi.json": needs("read"),
    "GET /api/v1/<name>": needs("read"),
    "GET /api/v1/export/<ending>": needs("read"),
    "GET /api/<path:path>": needs("read"),
    "GET /embed/<indicator>": needs("read"),
    "GET /meeting/<int:number>/slides.pptx": needs("read"),
    "POST /data/upload": needs("publish", body=FILE_BYTES),
    "GET /data/previews/<preview>/marked": needs("publish"),
    "GET /data/previews/<preview>/issues": needs("publish"),
    "GET /data/versions/<int:number>/file": needs("publish", "audit"),
    "GET /oidc/start": needs(ANYONE),
    "GET /oidc/return": needs(ANYONE),
}
"""Method and route → rule."""

CALLBACKS: dict[str, Rule] = {
    "..header.children...main.children...skip.children..": needs(ANYONE),  # pages are held to their own rights when drawn
    "indicators-table.children": needs("read"),
    "overview-news.children": needs("read"),
    "indicator-history.children": needs("read"),
    '..{"target":["ALL"],"type":"what-if-then"}.children...what-if-said.children..': needs("read"),
    "meeting-made.children": needs("chair"),
    "..decide-list.children...decide-said.children..": needs("chair"),
    "what-if-kept.children": needs("explain"),
    "..follow-up.children...follow-said.children..": needs("explain", "chair"),
    "sign-in-said.children": needs(ANYONE),
    "welcome-said.children": needs(ANYONE),
    "sign-out-said.children": needs("self"),
    "password-said.children": needs("self"),
    "sessions-said.children": needs("self"),
    "..keys-said.children...keys-list.children..": needs("self"),
    "..notices-said.children...notices-state.children..": needs("self"),
    "preview-state.children": needs("publish"),
    "preview-said.children": needs("publish"),
    "undo-said.children": needs("publish"),
    "people-said.children": needs("people", "grant"),
    "person-said.children": needs("people", "grant"),
}
"""Output of a callback → rule. Callbacks that run in the browser alone never arrive here."""
