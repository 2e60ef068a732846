"""What does each route and callback ask of whoever calls it? One table; what is not in it is
refused to everybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from dashboard.core.vocabulary.people import Person
from dashboard.ingest.limits import FILE_BYTES

KIB = 1024
PAGE, CALLBACK = "page", "callback"
"""Rules that lead to another one: that of the page at the address, that of the callback named in
the body.
"""
ANYONE = "anyone"


@dataclass(frozen=True, slots=True)
class Rule:
    """Any of these rights, or anyone; and how many bytes a body may have. `remembered`: answered
    from what is in memory while the store does not answer.
    """

    rights: frozenset[str]
    body: int = 0
    remembered: bool = False

    def allows(self, person: Person) -> bool:
        """Whether a person has one of the rights."""
        return has_any_right(self.rights, person)


def has_any_right(rights: Iterable[str], person: Person) -> bool:
    """Whether a person has one of the rights, or none is asked for."""
    asked = set(rights)
    return ANYONE in asked or bool(asked & person.rights)


class HasRights(Protocol):
    """What only those who have one of its rights may open."""

    @property
    def rights(self) -> tuple[str, ...]:
        """Any of them is enough."""


Restricted = TypeVar("Restricted", bound=HasRights)


def list_permitted(offered: Iterable[Restricted], person: Person) -> list[Restricted]:
    """What of something a person may open."""
    return [one for one in offered if has_any_right(one.rights, person)]


def require_rights(*rights: str, body: int = 0, remembered: bool = False) -> Rule:
    """A rule."""
    return Rule(frozenset(rights), body, remembered)


ROUTES: dict[str, Rule] = {
    "GET /": require_rights(PAGE, remembered=True),
    "GET /<path:path>": require_rights(PAGE, remembered=True),
    # The frame alone; what stands in it comes from the callback below.
    "GET /_dash-layout": require_rights(ANYONE, remembered=True),
    "GET /_dash-dependencies": require_rights(ANYONE),
    "POST /_dash-update-component": require_rights(CALLBACK, body=64 * KIB),
    "GET /_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": require_rights(
        ANYONE
    ),
    "GET /assets/<path:filename>": require_rights(ANYONE),
    "GET /_favicon.ico": require_rights(ANYONE),
    "GET /health": require_rights(ANYONE),
    "GET /health/ready": require_rights(ANYONE),
    "GET /template": require_rights("read"),
    "GET /state": require_rights("read"),
    "GET /rows/<name>": require_rights("read", remembered=True),
    "GET /indicators.csv": require_rights("read"),
    "GET /export/<ending>": require_rights("read"),
    "GET /api/v1/openapi.json": require_rights("read"),
    "GET /api/v1/<name>": require_rights("read"),
    "GET /api/v1/export/<ending>": require_rights("read"),
    "GET /api/<path:path>": require_rights("read"),
    "GET /embed/<indicator>": require_rights("read"),
    "GET /meeting/<int:number>/slides.pptx": require_rights("read"),
    "POST /data/upload": require_rights("publish", body=FILE_BYTES),
    "GET /data/previews/<preview>/marked": require_rights("publish"),
    "GET /data/previews/<preview>/issues": require_rights("publish"),
    "GET /data/versions/<int:number>/file": require_rights("publish", "audit"),
    "GET /oidc/start": require_rights(ANYONE),
    "GET /oidc/return": require_rights(ANYONE),
}
"""Method and route → rule."""

CALLBACKS: dict[str, Rule] = {
    # Pages are held to their own rights when drawn.
    "..header.children...main.children...skip.children..": require_rights(ANYONE, remembered=True),
    "indicators-table.children": require_rights("read", remembered=True),
    "overview-news.children": require_rights("read"),
    "indicator-history.children": require_rights("read"),
    '..{"target":["ALL"],"type":"what-if-then"}.children...what-if-said.children..': require_rights(
        "read"
    ),
    "meeting-made.children": require_rights("chair"),
    "..decide-list.children...decide-said.children..": require_rights("chair"),
    "what-if-kept.children": require_rights("explain"),
    "..follow-up.children...follow-said.children..": require_rights("explain", "chair"),
    "sign-in-said.children": require_rights(ANYONE),
    "welcome-said.children": require_rights(ANYONE),
    "sign-out-said.children": require_rights("self"),
    "password-said.children": require_rights("self"),
    "sessions-said.children": require_rights("self"),
    "..keys-said.children...keys-list.children..": require_rights("self"),
    "..notices-said.children...notices-state.children..": require_rights("self"),
    "preview-state.children": require_rights("publish"),
    "preview-said.children": require_rights("publish"),
    "undo-said.children": require_rights("publish"),
    "people-said.children": require_rights("people", "grant"),
    "person-said.children": require_rights("people", "grant"),
}
"""Output of a callback → rule. Callbacks that run in the browser alone never arrive here."""
