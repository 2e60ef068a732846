"""What is looked at? The address becomes a view, a view becomes an address, and pages ask here for everything."""

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
from dashboard.core.declaration.registry import Parsed
from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.model import FILTERS, LOOKS, NATURES, Indicator, Registry, Snapshot, Target, View
from dashboard.core.vocabulary.people import Person
from dashboard.core.vocabulary.qualities import QUALITIES
from dashboard.core.vocabulary.rules import DEFAULT, RULES
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import LANGUAGES, Text
from dashboard.operations import signing_key
from dashboard.operations.authentication import Admission
from dashboard.operations.publishing import Stored, difference, open_engine, start
from dashboard.operations.snapshots import Desk, declaration
from dashboard.settings import Settings
from dashboard.store import follow_up
from dashboard.store.database import reading
from dashboard.web.request.lru import Newest
from dashboard.web.request.rate_limit import Pace
from dashboard.web.request.upload_pool import Readers

KEY = "dashboard_house"
NO_FILTERS = dict.fromkeys(FILTERS, "")
PAGES_KEPT, PARTS_KEPT, DIFFERENCES_KEPT = 96, 16, 300
"""Answers, parts of pages, and differences of versions that are kept by one server process."""


@dataclass
class House:
    """What one running application holds: its settings, its data, and the last declaration that was without errors."""

    settings: Settings
    clock: Callable[[], datetime]
    sent: Newest = field(default_factory=lambda: Newest(PAGES_KEPT))
    drawn: dict[tuple[object, ...], Any] = field(default_factory=dict)
    differences: dict[tuple[object, ...], Comparison] = field(default_factory=dict)
    vintages: dict[tuple[object, ...], Any] = field(default_factory=dict)
    provider: tuple[float, dict[str, Any]] | None = None
    _pace: Pace | None = None
    _desk: Desk | None = None
    _engine: Engine | None = None
    _door: Admission | None = None
    _readers: Readers | None = None
    _followed: tuple[int, FollowUp] = (0, FollowUp())
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
    def door(self) -> Admission:
        """Where people come in; refuses a key that is missing, weak, or not that of the other replicas."""
        with self._lock:
            if self._door is None:
                key = signing_key.key(self.settings.secret_key, self.engine, self.settings.data_dir)
                self._door = Admission(self.engine, self.settings.policy, key)
            return self._door

    @property
    def pace(self) -> Pace:
        """How often who asks."""
        with self._lock:
            if self._pace is None:
                self._pace = Pace(self.settings.api_per_minute)
            return self._pace

    @property
    def readers(self) -> Readers:
        """Who reads uploads."""
        with self._lock:
            if self._readers is None:
                self._readers = Readers(self.engine, self.settings, self.clock)
            return self._readers

    def difference(self, desk: Desk, first: int, second: int, view: View) -> Comparison:
        """What changed between two versions, worked out once: versions never change."""
        key = (desk.serial, first, second, view.year, view.plan, view.region, view.rules, view.known_on)
        found = self.differences.get(key)
        if found is None:
            found = difference(desk, first, second, view)
            self.differences = {**dict(list(self.differences.items())[-DIFFERENCES_KEPT + 1 :]), key: found}
        return found

    @cached_property
    def store(self) -> Stored:
        """The versions kept, and what waits."""
        return Stored(self.engine, self.settings.data_dir)

    def declared(self) -> Parsed:
        """The declaration as it stands in the file now."""
        try:
            return declaration(self.settings.indicators)
        except OSError:
            return Parsed(None, (Issue("file-missing", {}, self.settings.indicators.name, 1, 1),))
        except UnicodeDecodeError as error:
            return Parsed(None, (Issue("file-not-utf8", {"found": error.start}, self.settings.indicators.name, 1, 1),))

    def desk(self) -> tuple[Desk | None, tuple[Issue, ...]]:
        """The desk of the last declaration without errors, and the errors of the current one."""
        parsed = self.declared()
        with self._lock:
            if parsed.registry is not None and (self._desk is None or self._desk.registry is not parsed.registry):
                if not self._started:
                    start(self.store, parsed.registry, self.clock().isoformat(timespec="seconds"))
                    self._started = True
                self._desk = Desk(parsed.registry, self.store, self.today, self.settings.rules)
            return self._desk, tuple(issue for issue in parsed.issues if issue.severity == "error")

    def state(self) -> tuple[object, ...]:
        """What every page depends on: the declaration, its mistakes, and the data."""
        desk, problems = self.desk()
        with reading(self.engine) as connection:
            entered = follow_up.newest(connection)
        return (
            id(desk),
            desk.source.stamp() if desk else None,
            tuple((issue.code, issue.place) for issue in problems),
            entered,
            self.today,
        )

    def mark(self) -> str:
        """A short mark of the data and of what was entered, the same on every replica."""
        desk, _ = self.desk()
        with reading(self.engine) as connection:
            entered = follow_up.newest(connection)
        stat = self.settings.indicators.stat() if self.settings.indicators.exists() else None
        declared = (stat.st_size, stat.st_mtime_ns) if stat else ()
        return hashlib.sha256(repr((desk.source.stamp() if desk else None, entered, declared)).encode("utf-8")).hexdigest()[:16]

    def followed(self) -> FollowUp:
        """Everything that was entered about gaps; read anew when there is more."""
        with reading(self.engine) as connection:
            newest = follow_up.newest(connection)[0]
            if self._followed[0] != newest:
                self._followed = (newest, follow_up.entries(connection))
        return self._followed[1]

    @property
    def today(self) -> date:
        """The day where the machine stands."""
        return self.clock().astimezone().date()


def house() -> House:
    """The house of the application that serves this request."""
    found = current_app.config[KEY]
    if not isinstance(found, House):
        raise TypeError(KEY)
    return found


def remember(part: str, context: Context, draw: Callable[[], Any]) -> Any:
    """A part of a page drawn once per state of declaration and data, and per view: it must not depend on who looks."""
    home = house()
    key = (home.state(), part, context.view)
    found = home.drawn.get(key)
    if found is None:
        found = draw()
        home.drawn = {**dict([old for old in home.drawn.items() if old[0][0] == key[0]][-PARTS_KEPT + 1 :]), key: found}
    return found


@dataclass(frozen=True)
class Context:
    """One request: the view asked for, the snapshot it is answered from, and the search words."""

    desk: Desk
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

    def say(self, text: Text) -> str:
        """A text in the language of the page."""
        return text.in_(self.view.lang)

    def asked(self, name: str) -> str:
        """What the address asks of one page beside the view; empty where it asks nothing."""
        return _given(self.search).get(name, "")

    @cached_property
    def followed(self) -> FollowUp:
        """What had been entered about gaps by the version and the day that are looked at."""
        return house().followed().until(self.view.version, self.view.known_on)

    def indicator_of(self, target: Target) -> Indicator:
        return self.registry.indicators[target.indicator]

    @property
    def seen(self) -> str:
        """Exactly what is looked at, filters, order and words included, as a query string."""
        return self.href().removeprefix(self.path)

    def href(self, path: str | None = None, **changes: object) -> str:
        """The address of a page with the same view, or a changed one; filters stay on the page they are of."""
        elsewhere = path is not None and path != self.path
        kept = NO_FILTERS if elsewhere else {}
        view = replace(self.view, **{**kept, **changes})  # type: ignore[arg-type]
        asked = query(view, self.desk.rules)
        words = urlencode({"q": self.search_words}) if self.search_words and not elsewhere else ""
        joined = f"{asked}{'&' if asked else '?'}{words}" if words else asked
        return (self.path if path is None else path) + joined


def query(view: View, usual_rules: str = DEFAULT) -> str:
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


def _given(search: object) -> dict[str, str]:
    """The parts of a query string; none of one that is too long, holds too many, or is no text."""
    if not isinstance(search, str) or len(search) >= 4000:
        return {}
    try:
        return {name: values[-1] for name, values in parse_qs(search.lstrip("?"), max_num_fields=50).items()}
    except ValueError:
        return {}


def view_of(search: str | None) -> tuple[View, str]:
    """The view and the search words that a query string asks for; what cannot be read is left at its default."""
    given = _given(search)
    lang = given.get("lang", "zh")
    year, version = given.get("year", ""), given.get("version", "")
    rules, status = given.get("rules", ""), given.get("status", "")
    view = View(
        plan=given.get("plan", ""),
        region=given.get("region", ""),
        year=int(year) if year.isascii() and year.isdigit() and 1900 <= int(year) <= 2200 else 0,
        known_on=_day(given.get("known_on", "")),
        version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None,
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


def beside(search: object) -> tuple[tuple[str, str], ...]:
    """What a query string asks of one page beside the view."""
    mine = {field.name for field in fields(View)} | {"q"}
    return tuple(sorted((name, value) for name, value in _given(search).items() if name not in mine))


def _within_its_plan(desk: Desk, view: View) -> View:
    """A year outside the plan's becomes the nearest one inside: a page never speaks of a year the plan says nothing of."""
    plan = desk.registry.plans.get(view.plan or next(iter(desk.registry.plans), ""))
    return replace(view, year=min(max(view.year, plan.first), plan.last)) if plan and view.year else view


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def context(path: str, search: str | None, person: Person) -> Context | tuple[Issue, ...]:
    """The context of a request, or the declaration's errors where there never was one without."""
    desk, problems = house().desk()
    if desk is None:
        return problems
    view, words = view_of(search)
    view = desk.complete(_within_its_plan(desk, view))
    if view.version is not None and view.version > house().store.newest():
        view = replace(view, version=None)
    if view.theme not in desk.registry.themes:
        view = replace(view, theme="")
    return Context(desk, desk.snapshot(view), view, path, person, search or "", words, problems)
