"""Who looks at what? The address becomes a view, a view becomes an address, and pages ask here for everything."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode

from flask import current_app

from dashboard.acceptance import Stored, open_store
from dashboard.core.issues import Issue
from dashboard.core.model import Indicator, Registry, Snapshot, Target, View
from dashboard.core.registry import Parsed
from dashboard.core.rules import DEFAULT, RULES
from dashboard.core.statuses import STATUSES
from dashboard.core.text import LANGUAGES, Text
from dashboard.operations import Desk, declaration
from dashboard.settings import Settings

KEY = "dashboard_house"


@dataclass
class House:
    """What one running application holds: its settings, its data, and the last declaration that was without errors."""

    settings: Settings
    clock: Callable[[], date]
    drawn: dict[tuple[object, ...], Any] = field(default_factory=dict)
    _desk: Desk | None = None
    _store: Stored | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

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
                self._desk = Desk(parsed.registry, self._opened(parsed.registry), self.clock(), self.settings.rules)
            return self._desk, tuple(issue for issue in parsed.issues if issue.severity == "error")

    def _opened(self, registry: Registry) -> Stored:
        """The store, opened once; its first start reads the workbooks with this declaration."""
        if self._store is None:
            self._store = open_store(self.settings.store_url, self.settings.data_dir, registry)
        return self._store

    @property
    def store(self) -> Stored:
        """The store of a house whose desk has been asked for."""
        if self._store is None:
            raise TypeError(KEY)
        return self._store


def house() -> House:
    """The house of the application that serves this request."""
    found = current_app.config[KEY]
    if not isinstance(found, House):
        raise TypeError(KEY)
    return found


PAGES_KEPT = 64


def remember(path: str, search: str | None, draw: Callable[[], Any]) -> Any:
    """A page drawn once per state of declaration and data: the same address again costs only a look at the files."""
    home = house()
    desk, problems = home.desk()
    mistakes = tuple((issue.code, issue.place) for issue in problems)
    key = (id(desk), desk.source.stamp() if desk else None, mistakes, path, search)
    if key not in home.drawn:
        kept = [old for old in home.drawn.items() if old[0][:3] == key[:3]]
        home.drawn = dict([*kept[-PAGES_KEPT + 1 :], (key, draw())])
    return home.drawn[key]


@dataclass(frozen=True)
class Context:
    """One request: the view asked for, the snapshot it is answered from, and the search words."""

    desk: Desk
    snapshot: Snapshot
    view: View
    path: str
    search_words: str = ""
    problems: tuple[Issue, ...] = ()

    @property
    def registry(self) -> Registry:
        return self.snapshot.registry

    def say(self, text: Text) -> str:
        """A text in the language of the page."""
        return text.in_(self.view.lang)

    def indicator_of(self, target: Target) -> Indicator:
        return self.registry.indicators[target.indicator]

    def href(self, path: str | None = None, **changes: object) -> str:
        """The address of a page with the same view, or a changed one."""
        view = replace(self.view, **changes)  # type: ignore[arg-type]
        return (self.path if path is None else path) + query(view, self.desk.rules)


def query(view: View, usual_rules: str = DEFAULT) -> str:
    """A view as a query string, defaults left out."""
    pairs = {
        "plan": view.plan,
        "region": view.region,
        "year": str(view.year) if view.year else "",
        "known_on": view.known_on.isoformat() if view.known_on else "",
        "version": str(view.version) if view.version is not None else "",
        "rules": "" if view.rules == usual_rules else view.rules,
        "theme": view.theme,
        "status": view.status,
        "lang": "" if view.lang == "zh" else view.lang,
    }
    text = urlencode({key: value for key, value in pairs.items() if value})
    return f"?{text}" if text else ""


def view_of(search: str | None) -> tuple[View, str]:
    """The view and the search words that a query string asks for; what cannot be read is left at its default."""
    given = (
        {key: values[-1] for key, values in parse_qs((search or "").lstrip("?"), max_num_fields=50).items()}
        if len(search or "") < 4000
        else {}
    )
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
        lang="en" if lang == "en" else LANGUAGES[0],
    )
    return view, given.get("q", "").strip()[:60]


def _within_its_plan(desk: Desk, view: View) -> View:
    """A year outside the plan's becomes the nearest one inside: a page never speaks of a year the plan says nothing of."""
    plan = desk.registry.plans.get(view.plan or next(iter(desk.registry.plans), ""))
    return replace(view, year=min(max(view.year, plan.first), plan.last)) if plan and view.year else view


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def context(path: str, search: str | None) -> Context | tuple[Issue, ...]:
    """The context of a request, or the declaration's errors where there never was one without."""
    desk, problems = house().desk()
    if desk is None:
        return problems
    view, words = view_of(search)
    view = desk.complete(_within_its_plan(desk, view))
    if view.theme not in desk.registry.themes:
        view = replace(view, theme="")
    return Context(desk, desk.snapshot(view), view, path, words, problems)
