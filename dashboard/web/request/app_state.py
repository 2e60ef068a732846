"""What does one running application hold? Its settings, its data, and what is worked out once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from flask import current_app, g, has_app_context
from sqlalchemy import Engine

from dashboard.core.analysis.follow_up import FollowUp
from dashboard.core.changes.compare import Comparison
from dashboard.core.declaration.registry import ParsedDeclaration
from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.snapshot import View
from dashboard.operations import signing_key
from dashboard.operations.authentication import Authenticator
from dashboard.operations.publishing import compare_versions, finish_first_start, open_engine
from dashboard.operations.snapshots import SnapshotService, read_declaration
from dashboard.operations.store_source import StoreSource
from dashboard.settings import Settings
from dashboard.store import follow_up
from dashboard.store.database import begin_read
from dashboard.store.errors import StoreFaultError
from dashboard.web.request.clock_watch import ClockWatch
from dashboard.web.request.data_state import DataState, read_pinned_state
from dashboard.web.request.forwarders import Forwarders
from dashboard.web.request.lru import LruCache
from dashboard.web.request.rate_limit import RateLimiter
from dashboard.web.request.store_watch import StoreWatch
from dashboard.web.request.upload_pool import UploadPool

APP_STATE_KEY = "dashboard_house"
Key = TypeVar("Key")
Value = TypeVar("Value")
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
    clock_watch: ClockWatch = field(default_factory=ClockWatch)
    forwarders: Forwarders = field(default_factory=Forwarders)
    store_watch: StoreWatch = field(default_factory=StoreWatch)
    provider: tuple[float, dict[str, Any]] | None = None
    provider_silent_until: float = 0
    _pace: RateLimiter | None = None
    _snapshot_service: SnapshotService | None = None
    _engine: Engine | None = None
    _auth: Authenticator | None = None
    _upload_pool: UploadPool | None = None
    _follow_up: tuple[int, FollowUp] = (0, FollowUp())
    _heard: DataState | None = None
    _started: bool = False
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def engine(self) -> Engine:
        """The database, opened once."""
        with self._lock:
            if self._engine is None:
                self._engine = open_engine(self.settings.store_url, self.settings.data_dir)
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
        """What changed between two versions in all years and plans, worked out once: versions never
        change.
        """
        view = replace(view, year=0)
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
        pinned = read_pinned_state()
        return (pinned.service, pinned.problems) if pinned else self._find_service()

    def _find_service(self) -> tuple[SnapshotService | None, tuple[Issue, ...]]:
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

    def data_state(self) -> DataState:
        """What everything depends on: as it is now, or as it was pinned."""
        return read_pinned_state() or self._read_state()

    def _read_state(self) -> DataState:
        service, problems = self._find_service()
        file: tuple[int, ...] = ()
        if self.settings.indicators.exists():
            stat = self.settings.indicators.stat()
            file = (stat.st_size, stat.st_mtime_ns)
        try:
            store = self.store_watch.ask(self.store.read_state)
        except StoreFaultError:
            if self._heard is None or not (has_app_context() and g.get("from_memory")):
                raise
            return self._heard
        state = DataState(service, problems, store, file, self.today)
        self._heard = replace(state, heard=self.clock())
        return state

    def follow_up(self) -> FollowUp:
        """Everything that was entered about gaps; read anew when there is more."""
        newest = self.data_state().store.entered[0]
        if self._follow_up[0] != newest:
            with begin_read(self.engine) as connection:
                self._follow_up = (newest, follow_up.load_follow_up(connection))
        return self._follow_up[1]

    @property
    def today(self) -> date:
        """The day where the machine stands."""
        return self.clock().astimezone().date()


def app_state() -> AppState:
    """The state of the application that serves this request."""
    state = current_app.config[APP_STATE_KEY]
    if not isinstance(state, AppState):
        raise TypeError(APP_STATE_KEY)
    return state


def render_cached(part: str, view: View, draw: Callable[[], Any]) -> Any:
    """A part of a page drawn once per state of declaration and data, and per view: it must not
    depend on who looks.
    """
    state = app_state()
    key = (state.data_state().key, part, view)
    drawn = state.drawn.get(key)
    if drawn is None:
        drawn = draw()
        # What was drawn from another state is never asked for again.
        current = {old: value for old, value in state.drawn.items() if old[0] == key[0]}
        state.drawn = _keep_newest(current, key, drawn, MAX_CACHED_PARTS)
    return drawn


def _keep_newest(values: dict[Key, Value], key: Key, value: Value, most: int) -> dict[Key, Value]:
    """Values with one more, the oldest left out; a new dict, because other threads read the old."""
    newest = list(values.items())[-most + 1 :]
    return {**dict(newest), key: value}
