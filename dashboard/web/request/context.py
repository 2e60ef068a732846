"""What is looked at? The address becomes a view, a view becomes an address, and pages ask here for
everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cached_property, lru_cache
from urllib.parse import urlencode

from dashboard.core.analysis.follow_up import FollowUp
from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.model import LOOKS, NATURES, Indicator, Registry, Target
from dashboard.core.vocabulary.people import Person
from dashboard.core.vocabulary.qualities import QUALITIES
from dashboard.core.vocabulary.rules import DEFAULT, RULES
from dashboard.core.vocabulary.snapshot import FILTERS, Snapshot, View
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import LANGUAGES, READERS, Text
from dashboard.operations.snapshots import SnapshotService
from dashboard.operations.store_source import StoreState
from dashboard.web.request.app_state import app_state
from dashboard.web.request.query_values import (
    choose_known,
    parse_day,
    parse_language,
    parse_look,
    parse_query,
    parse_version,
    parse_year,
)

NO_FILTERS = dict.fromkeys(FILTERS, "")


@dataclass(frozen=True)
class Context:
    """One request: the view asked for, the snapshot it is answered from, and the search words;
    `store` is the state of the store that the snapshot is of, `mark` the mark of all that is shown,
    `heard` when the store last answered, where it does not now.
    """

    snapshot_service: SnapshotService
    snapshot: Snapshot
    store: StoreState
    view: View
    path: str
    person: Person
    search: str = ""
    search_words: str = ""
    problems: tuple[Issue, ...] = ()
    mark: str = ""
    heard: datetime | None = None

    @cached_property
    def registry(self) -> Registry:
        return self.snapshot.registry

    @cached_property
    def say(self) -> Callable[[Text], str]:
        """Says a text in the language of the page."""
        return READERS[self.view.lang]

    @property
    def version(self) -> int:
        """The version that is looked at: the one asked for, else the newest."""
        return self.store.newest if self.view.version is None else self.view.version

    def asked(self, name: str) -> str:
        """What the address asks of one page beside the view; empty where it asks nothing."""
        return parse_query(self.search).get(name, "")

    @cached_property
    def follow_up(self) -> FollowUp:
        """What had been entered about gaps by the version and the day that are looked at."""
        entered = app_state().follow_up().until(self.view.version, self.view.known_on)
        return entered.rename(self.registry) if self.registry.former else entered

    def indicator_of(self, target: Target) -> Indicator:
        return self.registry.indicators[target.indicator]

    @property
    def seen(self) -> str:
        """Exactly what is looked at, filters, order and words included, as a query string."""
        return self.href().removeprefix(self.path)

    def list_hrefs(self, name: str, values: Iterable[object], **changes: object) -> list[str]:
        """The addresses of this page with some values of one part of the view."""
        return [self.href(None, **{**changes, name: value}) for value in values]

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


INDICATOR_PAGES = "/indicators/"
"""Where the pages of indicators lie."""


def rename_path(registry: Registry, path: str) -> str:
    """The address of now of a page of an indicator that was renamed."""
    name = path.removeprefix(INDICATOR_PAGES)
    if not registry.former or name == path:
        return path
    return INDICATOR_PAGES + registry.find_current("indicator", name)


def _clamp_year(service: SnapshotService, view: View) -> View:
    """A year outside the plan's becomes the nearest one inside: a page never speaks of a year the
    plan says nothing of.
    """
    plans = service.registry.plans
    name = view.plan or next(iter(plans), "")
    plan = plans.get(name) or plans.get(service.registry.find_current("plan", name))
    if plan is None or not view.year:
        return view
    return replace(view, year=min(max(view.year, plan.first), plan.last))


def build_context(path: str, search: str | None, person: Person) -> Context | tuple[Issue, ...]:
    """The context of a request, or the declaration's errors where there never was one without."""
    state = app_state().data_state()
    service, problems = state.service, state.problems
    if service is None:
        return problems
    path = rename_path(service.registry, path)
    view, search_words = parse_view(search)
    view = service.complete(_clamp_year(service, view))
    if view.version is not None and view.version > state.store.newest:
        view = replace(view, version=None)
    if view.theme not in service.registry.themes:
        view = replace(view, theme="")
    snapshot = service.snapshot(view)
    return Context(
        service,
        snapshot,
        state.store,
        view,
        path,
        person,
        search or "",
        search_words,
        problems,
        state.mark,
        state.heard,
    )
