"""What is looked at? The address becomes a view, a view becomes an address, and pages ask here for
everything.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlencode

from flask import current_app
from sqlalchemy import Engine

from dashboard.core.analysis.follow_up import FollowUp
from dashboard.core.changes.compare import Comparison
from dashboard.core.declaration.registry import ParsedDeclaration
from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.model import (
    FILTERS,
    LOOKS,
    NATURES,
    Indicator,
    Registry,
    Snapshot,
    Target,
    View,
)
from dashboard.core.vocabulary.people import Person
from dashboard.core.vocabulary.qualities import QUALITIES
from dashboard.core.vocabulary.rules import DEFAULT, RULES
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import LANGUAGES, READERS, Text
from dashboard.operations import signing_key
from dashboard.operations.authentication import Authenticator
from dashboard.operations.publishing import (
    StoreSource,
    compare_versions,
    finish_first_start,
    open_engine,
)
from dashboard.operations.snapshots import SnapshotService, read_declaration
from dashboard.settings import Settings
from dashboard.store import follow_up
from dashboard.store.database import begin_read
from dashboard.web.request.lru import LruCache
from dashboard.web.request.rate_limit import RateLimiter
from dashboard.web.request.upload_pool import UploadPool

APP_STATE_KEY = "dashboard_house"
NO_FILTERS = dict.fromkeys(FILTERS, "")
MAX_CACHED_PAGES, MAX_CACHED_PARTS, MAX_CACHED_DIFFERENCES = 96, 16, 300
"""Answers, parts of pages, and differences of versions that are kept by one server process."""


@dataclass
class AppState:
    """What one running application holds: its settings, its data, and the last declaration that was
    without errors.
    """

    settings: Settings
    clock: Callable[[], datetime]
    page_cache: LruCache = field(default_factory=lambda: LruCache(MAX_CACHED_PAGES))
    drawn: dict[tuple[object, ...], Any] = field(default_factory=dict)
    differences: dict[tuple[object, ...], Comparison] = field(default_factory=dict)
    vintages: dict[tuple[object, ...], Any] = field(default_factory=dict)
    provider: tuple[float, dict[str, Any]] | None = None
    _pace: RateLimiter | None = None
    _snapshot_service: SnapshotService | None = None
    _engine: Engine | None = None
    _auth: Authenticator | None = None
    _upload_pool: UploadPool | None = None
    _follow_up: tuple[int, FollowUp] = (0, FollowUp())
    _started: bool = False
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def engine(self) -> Engine:
        """The database, opened once."""
        with self._lock:
            if self._engine is None:
                self._engine = open_engine(self.settings.store_url)
            return self._engine

    @property
    def auth(self) -> Authenticator:
        """Where people come in; refuses a key that is missing, weak, or not that of the other
        replicas.
        """
        with self._lock:
            if self._auth is None:
                key = signing_key.read_signing_key(
                    self.settings.secret_key, self.engine, self.settings.data_dir
                )
                self._auth = Authenticator(self.engine, self.settings.policy, key)
            return self._auth

    @property
    def pace(self) -> RateLimiter:
        """How often who asks."""
        with self._lock:
            if self._pace is None:
                self._pace = RateLimiter(self.settings.api_per_minute)
            return self._pace

    @property
    def upload_pool(self) -> UploadPool:
        """Who reads uploads."""
        with self._lock:
            if self._upload_pool is None:
                self._upload_pool = UploadPool(self.engine, self.settings, self.clock)
            return self._upload_pool

    def difference(
        self, service: SnapshotService, first: int, second: int, view: View
    ) -> Comparison:
        """What changed between two versions, worked out once: versions never change."""
        key = (
            service.serial,
            first,
            second,
            view.year,
            view.plan,
            view.region,
            view.rules,
            view.known_on,
        )
        found = self.differences.get(key)
        if found is None:
            found = compare_versions(service, first, second, view)
            self.differences = {
                **dict(list(self.differences.items())[-MAX_CACHED_DIFFERENCES + 1 :]),
                key: found,
            }
        return found

    @cached_property
    def store(self) -> StoreSource:
        """The versions kept, and what waits."""
        return StoreSource(self.engine, self.settings.data_dir)

    def declared(self) -> ParsedDeclaration:
        """The declaration as it stands in the file now."""
        try:
            return read_declaration(self.settings.indicators)
        except OSError:
            return ParsedDeclaration(
                None, (Issue("file-missing", {}, self.settings.indicators.name, 1, 1),)
            )
        except UnicodeDecodeError as error:
            return ParsedDeclaration(
                None,
                (
                    Issue(
                        "file-not-utf8", {"found": error.start}, self.settings.indicators.name, 1, 1
                    ),
                ),
            )

    def snapshot_service(self) -> tuple[SnapshotService | None, tuple[Issue, ...]]:
        """The desk of the last declaration without errors, and the errors of the current one."""
        parsed = self.declared()
        with self._lock:
            if parsed.registry is not None and (
                self._snapshot_service is None
                or self._snapshot_service.registry is not parsed.registry
            ):
                if not self._started:
                    finish_first_start(
                        self.store, parsed.registry, self.clock().isoformat(timespec="seconds")
                    )
                    self._started = True
                self._snapshot_service = SnapshotService(
                    parsed.registry, self.store, self.today, self.settings.rules
                )
            return self._snapshot_service, tuple(
                issue for issue in parsed.issues if issue.severity == "error"
            )

    def state(self) -> tuple[object, ...]:
        """What every page depends on: the declaration, its mistakes, and the data."""
        service, problems = self.snapshot_service()
        with begin_read(self.engine) as connection:
            entered = follow_up.load_last_numbers(connection)
        return (
            id(service),
            service.source.stamp() if service else None,
            tuple((issue.code, issue.place) for issue in problems),
            entered,
            self.today,
        )

    def mark(self) -> str:
        """A short mark of the data and of what was entered, the same on every replica."""
        service, _ = self.snapshot_service()
        with begin_read(self.engine) as connection:
            entered = follow_up.load_last_numbers(connection)
        stat = self.settings.indicators.stat() if self.settings.indicators.exists() else None
        file_mark = (stat.st_size, stat.st_mtime_ns) if stat else ()
        return hashlib.sha256(
            repr((service.source.stamp() if service else None, entered, file_mark)).encode("utf-8")
        ).hexdigest()[:16]

    def follow_up(self) -> FollowUp:
        """Everything that was entered about gaps; read anew when there is more."""
        with begin_read(self.engine) as connection:
            newest = follow_up.load_last_numbers(connection)[0]
            if self._follow_up[0] != newest:
                self._follow_up = (newest, follow_up.load_follow_up(connection))
        return self._follow_up[1]

    @property
    def today(self) -> date:
        """The day where the machine stands."""
        return self.clock().astimezone().date()


def app_state() -> AppState:
    """The house of the application that serves this request."""
    found = current_app.config[APP_STATE_KEY]
    if not isinstance(found, AppState):
        raise TypeError(APP_STATE_KEY)
    return found


def render_cached(part: str, context: Context, draw: Callable[[], Any]) -> Any:
    """A part of a page drawn once per state of declaration and data, and per view: it must not
    depend on who looks.
    """
    state = app_state()
    key = (state.state(), part, context.view)
    found = state.drawn.get(key)
    if found is None:
        found = draw()
        state.drawn = {
            **dict(
                [old for old in state.drawn.items() if old[0][0] == key[0]][-MAX_CACHED_PARTS + 1 :]
            ),
            key: found,
        }
    return found


@dataclass(frozen=True)
class Context:
    """One request: the view asked for, the snapshot it is answered from, and the search words."""

    snapshot_service: SnapshotService
    snapshot: Snapshot
    view: View
    path: str
    person: Person
    search: str = ""
    search_words: str = ""
    problems: tuple[Issue, ...] = ()

    @property
    def registry(self) -> Registry:
        return self.snapshot.registry

    @cached_property
    def say(self) -> Callable[[Text], str]:
        """Says a text in the language of the page."""
        return READERS[self.view.lang]

    def asked(self, name: str) -> str:
        """What the address asks of one page beside the view; empty where it asks nothing."""
        return _parse_query(self.search).get(name, "")

    @cached_property
    def follow_up(self) -> FollowUp:
        """What had been entered about gaps by the version and the day that are looked at."""
        return app_state().follow_up().until(self.view.version, self.view.known_on)

    def indicator_of(self, target: Target) -> Indicator:
        return self.registry.indicators[target.indicator]

    @property
    def seen(self) -> str:
        """Exactly what is looked at, filters, order and words included, as a query string."""
        return self.href().removeprefix(self.path)

    def href(self, path: str | None = None, **changes: object) -> str:
        """The address of a page with the same view, or a changed one; filters stay on the page they
        are of.
        """
        elsewhere = path is not None and path != self.path
        cleared = NO_FILTERS if elsewhere else {}
        view = replace(self.view, **{**cleared, **changes})  # type: ignore[arg-type]
        query_text = format_query(view, self.snapshot_service.rules)
        words = urlencode({"q": self.search_words}) if self.search_words and not elsewhere else ""
        joined = f"{query_text}{'&' if query_text else '?'}{words}" if words else query_text
        return (self.path if path is None else path) + joined


def format_query(view: View, usual_rules: str = DEFAULT) -> str:
    """A view as a query string, defaults left out."""
    pairs = {
        "plan": view.plan,
        "region": view.region,
        "year": str(view.year) if view.year else "",
        "known_on": view.known_on.isoformat() if view.known_on else "",
        "version": str(view.version) if view.version is not None else "",
        "rules": "" if view.rules == usual_rules else view.rules,
        **{name: getattr(view, name) for name in FILTERS},
        "lang": "" if view.lang == "zh" else view.lang,
        "look": "" if view.look == LOOKS[0] else view.look,
    }
    text = urlencode({key: value for key, value in pairs.items() if value})
    return f"?{text}" if text else ""


def _parse_query(search: object) -> dict[str, str]:
    """The parts of a query string; none of one that is too long, holds too many, or is no text."""
    if not isinstance(search, str) or len(search) >= 4000:
        return {}
    try:
        return {
            name: values[-1]
            for name, values in parse_qs(search.lstrip("?"), max_num_fields=50).items()
        }
    except ValueError:
        return {}


def parse_view(search: str | None) -> tuple[View, str]:
    """The view and the search words that a query string asks for; what cannot be read is left at
    its default.
    """
    given = _parse_query(search)
    lang = given.get("lang", "zh")
    year, version = given.get("year", ""), given.get("version", "")
    rules, status = given.get("rules", ""), given.get("status", "")
    view = View(
        plan=given.get("plan", ""),
        region=given.get("region", ""),
        year=int(year) if year.isascii() and year.isdigit() and 1900 <= int(year) <= 2200 else 0,
        known_on=_parse_date(given.get("known_on", "")),
        version=int(version)
        if version.isascii() and version.isdigit() and len(version) < 10
        else None,
        rules=rules if rules in RULES else "",
        theme=given.get("theme", ""),
        status=status if status in STATUSES else "",
        owner=given.get("owner", "")[:100],
        nature=nature if (nature := given.get("nature", "")) in NATURES else "",
        quality=quality if (quality := given.get("quality", "")) in QUALITIES else "",
        order=given.get("order", "")[:40],
        columns=given.get("columns", "")[:200],
        lang="en" if lang == "en" else LANGUAGES[0],
        look="dark" if given.get("look") == "dark" else LOOKS[0],
    )
    return view, given.get("q", "").strip()[:60]


def list_extra_parameters(search: object) -> tuple[tuple[str, str], ...]:
    """What a query string asks of one page beside the view."""
    own_names = {field.name for field in fields(View)} | {"q"}
    return tuple(
        sorted(
            (name, value) for name, value in _parse_query(search).items() if name not in own_names
        )
    )


def _clamp_year(service: SnapshotService, view: View) -> View:
    """A year outside the plan's becomes the nearest one inside: a page never speaks of a year the
    plan says nothing of.
    """
    plan = service.registry.plans.get(view.plan or next(iter(service.registry.plans), ""))
    return (
        replace(view, year=min(max(view.year, plan.first), plan.last))
        if plan and view.year
        else view
    )


def _parse_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def build_context(path: str, search: str | None, person: Person) -> Context | tuple[Issue, ...]:
    """The context of a request, or the declaration's errors where there never was one without."""
    service, problems = app_state().snapshot_service()
    if service is None:
        return problems
    view, words = parse_view(search)
    view = service.complete(_clamp_year(service, view))
    if view.version is not None and view.version > app_state().store.newest():
        view = replace(view, version=None)
    if view.theme not in service.registry.themes:
        view = replace(view, theme="")
    return Context(
        service, service.snapshot(view), view, path, person, search or "", words, problems
    )
