"""Does every name point to something, and does every target have one period and one bound that go
together?
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dashboard.core.declaration import schema
from dashboard.core.declaration.schema import RELATIONS, FileIn, IndicatorIn, RelationIn, TargetIn
from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.suggestions import suggest_name
from dashboard.core.vocabulary.targets import BOUNDS, PERIODS, YEARLY
from dashboard.core.vocabulary.text import Text
from dashboard.core.vocabulary.units import UNITS, find_unit

Path = tuple[str | int, ...]


def check_references(declared: FileIn) -> Iterator[Issue]:
    """Names that point to nothing: plans, themes, documents, regions, indicators, units."""
    known = DeclaredNames(declared)
    yield from known.missing("region", declared.region, "region")
    for kind, group in (("theme", declared.themes), ("region", declared.regions)):
        within = {key: value.within for key, value in group.items()}
        for name in group:
            yield from known.missing(kind, within[name], f"{kind}s", name, "within")
            if _is_circular(name, within):
                yield Issue("theme-circular", {"found": name, "at": (f"{kind}s", name)})
    for name, relation in declared.relations.items():
        yield from _check_relation(known, ("relations", name), relation)
    for name, indicator in declared.indicators.items():
        yield from _check_indicator(known, ("indicators", name), indicator)
        for position, target in enumerate(indicator.targets):
            yield from _check_target(known, ("indicators", name, "targets", position), target)


class DeclaredNames:
    """The names a declaration defines, by kind."""

    def __init__(self, declared: FileIn) -> None:
        self.names: dict[str, tuple[Text, Mapping[str, object]]] = {
            "plan": (Text("规划", "plan"), declared.plans),
            "theme": (Text("主题", "theme"), declared.themes),
            "document": (Text("文件", "document"), declared.documents),
            "region": (Text("地区", "region"), declared.regions),
            "indicator": (Text("指标", "indicator"), declared.indicators),
        }

    def missing(self, kind: str, name: str | None, *at: str | int) -> Iterator[Issue]:
        """An issue where a name is not defined."""
        word, names = self.names[kind]
        if name is not None and name not in names:
            values: dict[str, object] = {
                "kind": word,
                "found": name,
                "hint": suggest_name(name, names),
                "at": at,
            }
            yield Issue("unknown-reference", values)


def _check_indicator(known: DeclaredNames, at: Path, indicator: IndicatorIn) -> Iterator[Issue]:
    for position, theme in enumerate(indicator.themes):
        yield from known.missing("theme", theme, *at, "themes", position)
    yield from known.missing("indicator", indicator.real_growth, *at, "real_growth")
    if indicator.unit is not None and find_unit(indicator.unit) is None:
        yield _build_unit_issue(indicator.unit, (*at, "unit"))


def _build_unit_issue(unit: str, at: Path) -> Issue:
    return Issue("unknown-unit", {"found": unit, "hint": suggest_name(unit, UNITS), "at": at})


def _check_relation(known: DeclaredNames, at: Path, relation: RelationIn) -> Iterator[Issue]:
    """Exactly one kind, one end (parts need none), a tolerance where two sides are compared, and
    names that exist.
    """
    kinds = [kind for kind in RELATIONS if getattr(relation, kind) is not None]
    if len(kinds) != 1 or not _is_clear(relation):
        yield Issue("relation-unclear", {"found": at[1], "at": at})
        return
    for name in getattr(relation, kinds[0]):
        yield from known.missing("indicator", name, *at, kinds[0])
    yield from known.missing("indicator", relation.equals, *at, "equals")
    if relation.implies is not None and find_unit(relation.implies.unit) is None:
        yield _build_unit_issue(relation.implies.unit, (*at, "implies", "unit"))


def _is_clear(relation: RelationIn) -> bool:
    """Whether a relation of one kind has the ends it needs, and a tolerance where it compares."""
    has_tolerance = relation.tolerance is not None
    if relation.parts is not None:
        return relation.equals is None and relation.implies is None and has_tolerance
    if relation.equals is not None:
        return relation.implies is None and has_tolerance
    return relation.implies is not None and not has_tolerance


def _check_target(known: DeclaredNames, at: Path, target: TargetIn) -> Iterator[Issue]:
    yield from known.missing("plan", target.plan, *at, "plan")
    for bound in list_stated_names(target, BOUNDS):
        if BOUNDS[bound].takes == "indicator":
            yield from known.missing("indicator", getattr(target, bound), *at, bound)
    yield from known.missing("region", target.region, *at, "region")
    for theme in target.themes or ():
        yield from known.missing("theme", theme, *at, "themes")
    for code in target.regions if isinstance(target.regions, list) else ():
        yield from known.missing("region", code, *at, "regions")
    for source in list_sources(target):
        yield from known.missing("document", source.document, *at, "source", "document")
    yield from _check_period_and_bound(target, at)


def _is_circular(name: str, within: Mapping[str, str | None]) -> bool:
    seen, around = {name}, within.get(name)
    while around is not None and around not in seen:
        seen.add(around)
        around = within.get(around)
    return around == name


def _check_period_and_bound(target: TargetIn, at: Path) -> Iterator[Issue]:
    """Exactly one period and one bound that go together."""
    periods, bounds = list_stated_names(target, PERIODS), list_stated_names(target, BOUNDS)
    if not periods:
        yield Issue("no-period", {"at": at})
    if len(periods) > 1:
        yield Issue("two-periods", {"found": "、".join(periods), "at": (*at, periods[1])})
    if not bounds:
        yield Issue("no-bound", {"at": at})
    if len(bounds) > 1:
        yield Issue("two-bounds", {"found": "、".join(bounds), "at": (*at, bounds[1])})
    if len(periods) == len(bounds) == 1:
        yield from _check_pair(target, periods[0], bounds[0], at)


def _check_pair(target: TargetIn, period: str, bound: str, at: Path) -> Iterator[Issue]:
    allowed = _list_allowed_periods(target, bound)
    if period not in allowed:
        values: dict[str, object] = {
            "period": period,
            "bound": bound,
            "allowed": "、".join(allowed),
        }
        yield Issue("not-together", {**values, "at": (*at, bound)})


def _list_allowed_periods(target: TargetIn, bound: str) -> tuple[str, ...]:
    if BOUNDS[bound].takes == "hold" and getattr(target, bound) == schema.LAST_YEAR:
        return YEARLY
    return BOUNDS[bound].periods


def list_stated_names(target: TargetIn, names: Iterable[str]) -> list[str]:
    """Which of the names a target states: its periods, its bounds."""
    return [name for name in names if getattr(target, "in_" if name == "in" else name) is not None]


def list_sources(target: TargetIn) -> list[schema.SourceIn]:
    """The places that state a target, one or several."""
    if target.source is None:
        return target.sources
    return [target.source, *target.sources]
