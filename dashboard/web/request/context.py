"""What is looked at? The address becomes a view, a view becomes an address, and pages ask here for
everything.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any, TypeVar
from urllib.parse import urlencode

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
from dashboard.web.request.query_values import (
    choose_known,
    parse_day,
    parse_language,
    parse_look,
    parse_query,
    parse_version,
    parse_year,
)
from dashboard.web.request.rate_limit import RateLimiter
from dashboard.web.request.upload_pool import UploadPool

APP_STATE_KEY = "dashboard_house"
Key = TypeVar("Key")
Value = TypeVar("Value")
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
        comparison = self.differences.get(key)
        if comparison is None:
            comparison = compare_versions(service, first, second, view)
            self.differences = _keep_newest(
                self.differences, key, comparison, MAX_CACHED_DIFFERENCES
            )
        return comparison

    @cached_property
    def store(self) -> StoreSource:
        """The versions kept, and what waits."""
        return StoreSource(self.engine, self.settings.data_dir)

    def declared(self) -> ParsedDeclaration:
        """The declaration as it stands in the file now."""
        file = self.settings.indicators
        try:
            return read_declaration(file)
        except OSError:
            issue = Issue("file-missing", {}, file.name, 1, 1)
        except UnicodeDecodeError as error:
            issue = Issue("file-not-utf8", {"found": error.start}, file.name, 1, 1)
        return ParsedDeclaration(None, (issue,))

    def snapshot_service(self) -> tuple[SnapshotService | None, tuple[Issue, ...]]:
        """Snapshots by the last declaration without errors, and the errors of the current one."""
        parsed = self.declared()
        errors = tuple(issue for issue in parsed.issues if issue.severity == "error")
        with self._lock:
            service = self._snapshot_service
            if parsed.registry is not None and (
                service is None or service.registry is not parsed.registry
            ):
                service = self._snapshot_service = self._start_service(parsed.registry)
            return service, errors

    def _start_service(self, registry: Registry) -> SnapshotService:
        """A service for a declaration; before the first one, what the first start has to do."""
        if not self._started:
            now = self.clock().isoformat(timespec="seconds")
            finish_first_start(self.store, registry, now)
            self._started = True
        return SnapshotService(registry, self.store, self.today, self.settings.rules)

    @contextmanager
    def pinned(self) -> Iterator[None]:
        """Within, everything is answered from one state of the data."""
        service, _ = self.snapshot_service()
        with service.pinned() if service else nullcontext():
            yield

    def state(self) -> tuple[object, ...]:
        """What every page depends on: the declaration, its mistakes, and the data."""
        service, problems = self.snapshot_service()
        with begin_read(self.engine) as connection:
            entered = follow_up.load_last_numbers(connection)
        return (
            id(service),
            service.stamp() if service else None,
            tuple((issue.code, issue.place) for issue in problems),
            entered,
            self.today,
        )

    def mark(self) -> str:
        """A short mark of the data and of what was entered, the same on every replica."""
        service, _ = self.snapshot_service()
        with begin_read(self.engine) as connection:
            entered = follow_up.load_last_numbers(connection)
        file_mark: tuple[int, ...] = ()
        if self.settings.indicators.exists():
            stat = self.settings.indicators.stat()
            file_mark = (stat.st_size, stat.st_mtime_ns)
        stamp = service.stamp() if service else None
        return hashlib.sha256(repr((stamp, entered, file_mark)).encode("utf-8")).hexdigest()[:16]

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


def _keep_newest(values: dict[Key, Value], key: Key, value: Value, most: int) -> dict[Key, Value]:
    """Values with one more, the oldest left out; a new dict, because other threads read the old."""
    newest = list(values.items())[-most + 1 :]
    return {**dict(newest), key: value}


def app_state() -> AppState:
    """The state of the application that serves this request."""
    state = current_app.config[APP_STATE_KEY]
    if not isinstance(state, AppState):
        raise TypeError(APP_STATE_KEY)
    return state


def render_cached(part: str, context: Context, draw: Callable[[], Any]) -> Any:
    """A part of a page drawn once per state of declaration and data, and per view: it must not
    depend on who looks.
    """
    state = app_state()
    key = (state.state(), part, context.view)
    drawn = state.drawn.get(key)
    if drawn is None:
        drawn = draw()
        # What was drawn from another state is never asked for again.
        current = {old: value for old, value in state.drawn.items() if old[0] == key[0]}
        state.drawn = _keep_newest(current, key, drawn, MAX_CACHED_PARTS)
    return drawn


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
        return parse_query(self.search).get(name, "")

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

    def list_hrefs(self, name: str, values: Iterable[object]) -> list[str]:
        """The addresses of this page with some values of one part of the view."""
        return [self.href(None, **{name: value}) for value in values]

    def list_page_hrefs(self, paths: Iterable[str]) -> list[str]:
        """The addresses of pages with the same view, without what filters rows."""
        return [self.href(path, **NO_FILTERS) for path in paths]

    def href(self, path: str | None = None, **changes: object) -> str:
        """The address of a page with the same view, or a changed one; filters stay on the page they
        are of.
        """
        is_elsewhere = path is not None and path != self.path
        cleared = NO_FILTERS if is_elsewhere else {}
        view = replace(self.view, **{**cleared, **changes})  # type: ignore[arg-type]
        query = format_query(view, self.snapshot_service.rules)
        if self.search_words and not is_elsewhere:
            query += ("&" if query else "?") + urlencode({"q": self.search_words})
        return (self.path if path is None else path) + query


def format_query(view: View, usual_rules: str = DEFAULT) -> str:
    """A view as a query string, defaults left out."""
    pairs: dict[str, object] = {
        "plan": view.plan,
        "region": view.region,
        "year": view.year,
        "known_on": view.known_on,
        "version": view.version,
        "rules": view.rules,
        **{name: getattr(view, name) for name in FILTERS},
        "lang": view.lang,
        "look": view.look,
    }
    defaults = {"year": 0, "rules": usual_rules, "lang": LANGUAGES[0], "look": LOOKS[0]}
    written = {
        name: value
        for name, value in pairs.items()
        if value not in (None, "") and value != defaults.get(name)
    }
    return f"?{urlencode(written)}" if written else ""


@lru_cache(maxsize=256)
def parse_view(search: str | None) -> tuple[View, str]:
    """The view and the search words that a query string asks for; what cannot be read is left at
    its default.
    """
    query = parse_query(search)
    view = View(
        plan=query.get("plan", ""),
        region=query.get("region", ""),
        year=parse_year(query.get("year", "")),
        known_on=parse_day(query.get("known_on", "")),
        version=parse_version(query.get("version", "")),
        rules=choose_known(query, "rules", RULES),
        theme=query.get("theme", ""),
        status=choose_known(query, "status", STATUSES),
        owner=query.get("owner", "")[:100],
        nature=choose_known(query, "nature", NATURES),
        quality=choose_known(query, "quality", QUALITIES),
        order=query.get("order", "")[:40],
        columns=query.get("columns", "")[:200],
        lang=parse_language(query.get("lang", "")),
        look=parse_look(query.get("look", "")),
    )
    return view, query.get("q", "").strip()[:60]


def list_extra_parameters(search: object) -> tuple[tuple[str, str], ...]:
    """What a query string asks of one page beside the view."""
    view_names = {field.name for field in fields(View)} | {"q"}
    query = parse_query(search)
    return tuple(sorted(pair for pair in query.items() if pair[0] not in view_names))


def _clamp_year(service: SnapshotService, view: View) -> View:
    """A year outside the plan's becomes the nearest one inside: a page never speaks of a year the
    plan says nothing of.
    """
    plans = service.registry.plans
    plan = plans.get(view.plan or next(iter(plans), ""))
    if plan is None or not view.year:
        return view
    return replace(view, year=min(max(view.year, plan.first), plan.last))


def build_context(path: str, search: str | None, person: Person) -> Context | tuple[Issue, ...]:
    """The context of a request, or the declaration's errors where there never was one without."""
    service, problems = app_state().snapshot_service()
    if service is None:
        return problems
    view, search_words = parse_view(search)
    view = service.complete(_clamp_year(service, view))
    if view.version is not None and view.version > app_state().store.newest():
        view = replace(view, version=None)
    if view.theme not in service.registry.themes:
        view = replace(view, theme="")
    return Context(
        service, service.snapshot(view), view, path, person, search or "", search_words, problems
    )
