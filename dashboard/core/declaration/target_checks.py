"""Does each declared target make sense, and do the plan's own words say it? Rules over a
declaration that has the right shape.

Every rule yields its issues with `at`, the path in the file; the reader turns that into line and
column.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator

from dashboard.core.declaration import formulas
from dashboard.core.declaration.former_ids import check_former_ids
from dashboard.core.declaration.paths import find_annual_conflicts
from dashboard.core.declaration.phrase_numbers import (
    find_contradiction,
    states_amount,
    states_number,
)
from dashboard.core.declaration.schema import FileIn
from dashboard.core.vocabulary.digits import format_number, format_stated_number
from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.model import BETTER_SIGN, Base, Indicator, Registry, Target
from dashboard.core.vocabulary.targets import BOUNDS, UNMEASURED
from dashboard.core.vocabulary.text import Text

At = tuple[str | int, ...]
Rule = Callable[[Registry, FileIn], Iterator[Issue]]


def check_meaning(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """Every problem of meaning, all at once."""
    for rule in RULES:
        yield from rule(registry, declared)


def _iterate_targets(registry: Registry) -> Iterator[tuple[Indicator, Target, At]]:
    counts: Counter[str] = Counter()
    for target in registry.targets:
        at = ("indicators", target.indicator, "targets", counts[target.indicator])
        counts[target.indicator] += 1
        yield registry.indicators[target.indicator], target, at


def check_ids(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """Two targets never share an id."""
    seen: set[str] = set()
    for _, target, at in _iterate_targets(registry):
        if target.id in seen:
            yield Issue("duplicate-id", {"found": target.id, "at": at})
        seen.add(target.id)


def check_renames(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """What was renamed leads to one thing."""
    yield from check_former_ids(declared, [target.id for target in registry.targets])


def check_names(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """A name or alias leads to one indicator."""
    owners: dict[str, str] = {}
    for indicator in registry.indicators.values():
        for name, at in _list_names(indicator):
            first = owners.setdefault(normalize_name(name), indicator.id)
            if first != indicator.id:
                values: dict[str, object] = {
                    "found": name,
                    "first": first,
                    "second": indicator.id,
                    "at": at,
                }
                yield Issue("alias-twice", values)


def _list_names(indicator: Indicator) -> list[tuple[str, At]]:
    """Everything an indicator is called, and where the file says so."""
    at = ("indicators", indicator.id)
    names: list[tuple[str, At]] = [(indicator.id, at), (indicator.name.zh, (*at, "name"))]
    if indicator.name.en:
        names.append((indicator.name.en, (*at, "name")))
    for position, alias in enumerate(indicator.aliases):
        names.append((alias, (*at, "aliases", position)))
    return names


def check_region_aliases(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """An alias leads to one region, and never to one that is called so."""
    owners = {
        normalize_name(name): region.code
        for region in registry.regions.values()
        for name in (region.name.zh, region.name.en)
        if name
    }
    for region in registry.regions.values():
        for position, alias in enumerate(region.aliases):
            first = owners.setdefault(normalize_name(alias), region.code)
            if first != region.code:
                at = ("regions", region.code, "aliases", position)
                values: dict[str, object] = {
                    "found": alias,
                    "first": first,
                    "second": region.code,
                    "at": at,
                }
                yield Issue("alias-twice", values)


def normalize_name(name: str) -> str:
    """A name as it is compared: full-width forms, spaces and case do not matter."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).casefold()


def check_measured_indicators(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """An indicator that is judged by numbers states unit, measure and direction."""
    for indicator in registry.indicators.values():
        targets = registry.of(indicator.id)
        if targets and all(target.bound in UNMEASURED for target in targets):
            continue
        at = ("indicators", indicator.id)
        for key in ("unit", "measure", "better"):
            if getattr(indicator, key) is None:
                yield Issue("measured-key-missing", {"found": key, "at": at})
        if indicator.limits and indicator.limits[0] >= indicator.limits[1]:
            values: dict[str, object] = {"found": list(indicator.limits), "at": (*at, "limits")}
            yield Issue("limits-order", values)


def check_periods(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """Years rise and lie within the plan's."""
    for name, plan in registry.plans.items():
        if plan.first > plan.last:
            years = f"{plan.first}-{plan.last}"
            yield Issue("years-order", {"found": years, "at": ("plans", name, "years")})
    for _, target, at in _iterate_targets(registry):
        plan = registry.plans[target.plan]
        place = (*at, target.period)
        years = f"{target.first}-{target.last}"
        if target.first > target.last and target.period != "by":
            yield Issue("years-order", {"found": years, "at": place})
        elif target.first < plan.first or target.last > plan.last:
            found = Text(years, f"years {years} are")
            if target.first == target.last or target.period == "by":
                found = Text(str(target.last), f"year {target.last} is")
            values: dict[str, object] = {
                "found": found,
                "plan": plan.id,
                "years": f"{plan.first}-{plan.last}",
                "at": place,
            }
            yield Issue("years-outside-plan", values)


def check_bases(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """A base belongs to `by`, comes before the goal and leads to a path that exists."""
    for _, target, at in _iterate_targets(registry):
        if target.base is not None:
            yield from _check_base(target, target.base, (*at, "base"))
            yield from _check_path(target, target.base, at)
        elif target.milestones:
            yield Issue("path-out-of-place", {"found": "milestones", "at": at})
        elif target.path != "linear":
            yield Issue("path-out-of-place", {"found": "path", "at": at})


def _check_base(target: Target, base: Base, at: At) -> Iterator[Issue]:
    if target.period != "by":
        yield Issue("base-out-of-place", {"period": target.period, "at": at})
    if base.value is None and base.at_most is None and base.at_least is None:
        yield Issue("base-empty", {"at": at})
    if base.year >= target.last:
        yield Issue("base-not-before", {"found": base.year, "goal": target.last, "at": at})


def _check_path(target: Target, base: Base, at: At) -> Iterator[Issue]:
    if target.path == "compound" and not _may_grow_constantly(base.value, target.x):
        values: dict[str, object] = {
            "base": f"{base.value:g}",
            "goal": f"{target.x:g}",
            "at": (*at, "path"),
        }
        yield Issue("path-impossible", values)
    for year, _ in target.milestones:
        if not base.year < year <= target.last:
            place = (*at, "milestones", str(year))
            yield Issue("milestone-outside", {"found": year, "at": place})


def _may_grow_constantly(base: float | None, goal: float | None) -> bool:
    """Constant growth never leads from one sign to the other, nor from or to zero."""
    return base is None or goal is None or base * goal > 0


def check_bounds(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """Numbers, tolerance and direction suit the bound."""
    for indicator, target, at in _iterate_targets(registry):
        stated = declared.indicators[indicator.id].targets[int(at[-1])].tolerance
        yield from _check_tolerance(target, stated, at)
        yield from _check_numbers(target, at)
        yield from _check_direction(indicator, target, (*at, target.bound))


def _check_tolerance(target: Target, stated: float | None, at: At) -> Iterator[Issue]:
    if stated is None:
        if target.reads == "reference":
            yield Issue("tolerance-missing", {"at": (*at, target.bound)})
        return
    place = (*at, "tolerance")
    if not BOUNDS[target.bound].tolerance:
        yield Issue("tolerance-out-of-place", {"bound": target.bound, "at": place})
    if stated < 0:
        yield Issue("tolerance-negative", {"found": f"{stated:g}", "at": place})


def _check_numbers(target: Target, at: At) -> Iterator[Issue]:
    if target.x is None:
        return
    if target.high is not None and target.x >= target.high:
        interval = f"[{target.x:g}, {target.high:g}]"
        yield Issue("between-order", {"found": interval, "at": (*at, target.bound)})
    if target.period == "total" and target.x <= 0:
        yield Issue("total-not-positive", {"found": f"{target.x:g}", "at": (*at, target.bound)})


def _check_direction(indicator: Indicator, target: Target, at: At) -> Iterator[Issue]:
    bound = BOUNDS[target.bound]
    if bound.directed and indicator.better == "neither":
        yield Issue("direction-missing", {"bound": target.bound, "at": at})
    if bound.sign * BETTER_SIGN[indicator.better] < 0:
        values: dict[str, object] = {"better": indicator.better, "bound": target.bound, "at": at}
        yield Issue("better-contradicts", values)


def check_goals(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """A number to be reached lies on the better side of the base."""
    for indicator, target, at in _iterate_targets(registry):
        base = target.base.value if target.base else None
        if not BOUNDS[target.bound].directed or base is None or target.x is None:
            continue
        if BETTER_SIGN[indicator.better] * (target.x - base) < 0:
            values: dict[str, object] = {
                "better": indicator.better,
                "base": f"{base:g}",
                "goal": f"{target.x:g}",
            }
            yield Issue("goal-behind-base", {**values, "at": (*at, target.bound)})


def check_phrases(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """The plan's phrase holds the bound's number and unit, or the words that stand for them, which
    are held against the number as far as they can be read.
    """
    for indicator, target, at in _iterate_targets(registry):
        numbers = [number for number in (target.x, target.high) if number is not None]
        for source in target.sources:
            if target.words is None:
                for number in numbers:
                    yield from _check_number(indicator, number, source.phrase, at)
            elif target.words not in source.phrase:
                values: dict[str, object] = {"phrase": source.phrase, "words": target.words}
                yield Issue("phrase-without-words", {**values, "at": (*at, "words")})
        if target.words is not None:
            yield from _check_words(indicator, target.words, numbers, at)


def _check_number(indicator: Indicator, number: float, phrase: str, at: At) -> Iterator[Issue]:
    values: dict[str, object] = {
        "phrase": phrase,
        "number": format_stated_number(number).replace(",", ""),
        "at": (*at, "source", "phrase"),
    }
    if states_amount(phrase, number, indicator.unit):
        return
    if indicator.unit is None or not states_number(phrase, number):
        yield Issue("phrase-without-number", values)
    else:
        yield Issue("phrase-without-unit", {**values, "unit": indicator.unit.name})


def _check_words(indicator: Indicator, words: str, numbers: list[float], at: At) -> Iterator[Issue]:
    """Words that state an amount in the indicator's unit state the number."""
    other = find_contradiction(words, numbers, indicator.unit)
    if other is not None:
        values: dict[str, object] = {
            "words": words,
            "number": format_stated_number(numbers[0]).replace(",", ""),
        }
        yield Issue("words-without-number", {**values, "at": (*at, "words")})


def check_formulas(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """Formulas use known indicators and never go in a circle."""
    reads: dict[str, set[str]] = {}
    for indicator in registry.indicators.values():
        if indicator.formula is None:
            continue
        wrong: list[str] = []
        try:
            reads[indicator.id] = set(formulas.parse(indicator.formula).inputs)
        except formulas.FormulaError as error:
            wrong = [str(error)]
        else:
            wrong = sorted(reads[indicator.id] - registry.indicators.keys())
            if not reads[indicator.id]:
                # A formula of numbers alone measures nothing.
                wrong = [indicator.formula]
        at = ("indicators", indicator.id, "formula")
        for part in wrong:
            values: dict[str, object] = {"formula": indicator.formula, "found": part, "at": at}
            yield Issue("formula-unreadable", values)
    for name in reads:
        if _reaches_itself(name, reads):
            yield Issue("formula-circular", {"found": name, "at": ("indicators", name, "formula")})


def _reaches_itself(name: str, reads: dict[str, set[str]]) -> bool:
    waiting, seen = list(reads[name]), set[str]()
    while waiting:
        read = waiting.pop()
        if read == name:
            return True
        if read not in seen:
            seen.add(read)
            waiting += reads.get(read, ())
    return False


def check_annual_targets(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """An annual target beside a path that gives another value is worth a look."""
    by_id = {target.id: (target, at) for _, target, at in _iterate_targets(registry)}
    for annual, (goal, value) in find_annual_conflicts(registry).items():
        target, at = by_id[annual]
        decimals = registry.indicators[target.indicator].decimals
        values: dict[str, object] = {
            "annual": format_number(target.x, decimals),
            "path": format_number(value, decimals + 1),
            "goal": goal,
            "at": at,
        }
        yield Issue("path-conflict", values)


def check_texts(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """What is missing is said, not invented: owners and English texts, counted."""
    judged = [one for one in registry.indicators.values() if registry.of(one.id)]
    ownerless = sum(indicator.owner is None for indicator in judged)
    if ownerless:
        yield Issue("owner-unknown", {"count": ownerless, "at": ("indicators",)})
    groups = (registry.plans, registry.themes, registry.regions, registry.indicators)
    names = (item.name for group in groups for item in group.values())
    untranslated = sum(not name.en for name in names)
    if untranslated:
        yield Issue("english-missing", {"count": untranslated, "at": ("indicators",)})


RULES: tuple[Rule, ...] = (
    check_ids,
    check_renames,
    check_names,
    check_region_aliases,
    check_measured_indicators,
    check_periods,
    check_bases,
    check_bounds,
    check_goals,
    check_phrases,
    check_formulas,
    check_annual_targets,
    check_texts,
)
