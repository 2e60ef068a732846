"""Does each declared target make sense, and do the plan's own words say it? Rules over a
declaration that has the right shape.

Every rule yields its issues with `at`, the path in the file; the reader turns that into line and
column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from dashboard.core.declaration import formulas
from dashboard.core.declaration.paths import find_annual_conflicts
from dashboard.core.declaration.schema import FileIn
from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.model import BETTER_SIGN, Indicator, Registry, Target
from dashboard.core.vocabulary.targets import BOUNDS, UNMEASURED
from dashboard.core.vocabulary.text import count_printed_decimals, format_number

At = tuple[str | int, ...]
Rule = Callable[[Registry, FileIn], Iterator[Issue]]


def check_meaning(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """Every problem of meaning, all at once."""
    for rule in RULES:
        yield from rule(registry, declared)


def _iterate_targets(registry: Registry) -> Iterator[tuple[Indicator, Target, At]]:
    counts: dict[str, int] = {}
    for target in registry.targets:
        position = counts.get(target.indicator, 0)
        counts[target.indicator] = position + 1
        yield (
            registry.indicators[target.indicator],
            target,
            ("indicators", target.indicator, "targets", position),
        )


def check_ids(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """Two targets never share an id."""
    seen: set[str] = set()
    for _, target, at in _iterate_targets(registry):
        if target.id in seen:
            yield Issue("duplicate-id", {"found": target.id, "at": at})
        seen.add(target.id)


def check_names(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """A name or alias leads to one indicator."""
    owners: dict[str, str] = {}
    for indicator in registry.indicators.values():
        own = [
            (indicator.id, ("indicators", indicator.id)),
            (indicator.name.zh, ("indicators", indicator.id, "name")),
        ]
        own += (
            [(indicator.name.en, ("indicators", indicator.id, "name"))] if indicator.name.en else []
        )
        aliases = [
            (alias, ("indicators", indicator.id, "aliases", position))
            for position, alias in enumerate(indicator.aliases)
        ]
        for name, at in [*own, *aliases]:
            first = owners.setdefault(normalize_name(name), indicator.id)
            if first != indicator.id:
                yield Issue(
                    "alias-twice", {"found": name, "first": first, "second": indicator.id, "at": at}
                )


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
                yield Issue(
                    "alias-twice", {"found": alias, "first": first, "second": region.code, "at": at}
                )


def normalize_name(name: str) -> str:
    """A name as it is compared: full-width forms, spaces and case do not matter."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).casefold()


def check_measured_indicators(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """An indicator that is judged by numbers states unit, measure and direction."""
    for indicator in registry.indicators.values():
        targets = registry.of(indicator.id)
        if targets and all(target.bound in UNMEASURED for target in targets):
            continue
        for key in ("unit", "measure", "better"):
            if getattr(indicator, key) is None:
                yield Issue(
                    "measured-key-missing", {"found": key, "at": ("indicators", indicator.id)}
                )
        if indicator.limits and indicator.limits[0] >= indicator.limits[1]:
            yield Issue(
                "limits-order",
                {"found": list(indicator.limits), "at": ("indicators", indicator.id, "limits")},
            )


def check_periods(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """Years rise and lie within the plan's."""
    for name, plan in registry.plans.items():
        if plan.first > plan.last:
            yield Issue(
                "years-order",
                {"found": f"{plan.first}-{plan.last}", "at": ("plans", name, "years")},
            )
    for _, target, at in _iterate_targets(registry):
        plan = registry.plans[target.plan]
        if target.first > target.last and target.period != "by":
            yield Issue(
                "years-order",
                {"found": f"{target.first}-{target.last}", "at": (*at, target.period)},
            )
        elif target.first < plan.first or target.last > plan.last:
            years = (
                target.last
                if target.first == target.last or target.period == "by"
                else f"{target.first}-{target.last}"
            )
            yield Issue(
                "years-outside-plan",
                {
                    "found": years,
                    "plan": plan.id,
                    "years": f"{plan.first}-{plan.last}",
                    "at": (*at, target.period),
                },
            )


def check_bases(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """A base belongs to `by`, comes before the goal and leads to a path that exists."""
    for _, target, at in _iterate_targets(registry):
        base = target.base
        if base is None:
            if target.milestones or target.path != "linear":
                yield Issue(
                    "path-out-of-place",
                    {"found": "milestones" if target.milestones else "path", "at": at},
                )
            continue
        if target.period != "by":
            yield Issue("base-out-of-place", {"period": target.period, "at": (*at, "base")})
        if base.value is None and base.at_most is None and base.at_least is None:
            yield Issue("base-empty", {"at": (*at, "base")})
        if base.year >= target.last:
            yield Issue(
                "base-not-before", {"found": base.year, "goal": target.last, "at": (*at, "base")}
            )
        if (
            target.path == "compound"
            and base.value is not None
            and target.x is not None
            and base.value * target.x <= 0
        ):
            yield Issue(
                "path-impossible",
                {"base": f"{base.value:g}", "goal": f"{target.x:g}", "at": (*at, "path")},
            )
        for year, _ in target.milestones:
            if not base.year < year <= target.last:
                yield Issue(
                    "milestone-outside", {"found": year, "at": (*at, "milestones", str(year))}
                )


def check_bounds(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """Numbers, tolerance and direction suit the bound."""
    for indicator, target, at in _iterate_targets(registry):
        bound = BOUNDS[target.bound]
        stated = declared.indicators[indicator.id].targets[int(at[-1])].tolerance
        if stated is not None and not bound.tolerance:
            yield Issue("tolerance-out-of-place", {"bound": target.bound, "at": (*at, "tolerance")})
        if stated is not None and stated < 0:
            yield Issue("tolerance-negative", {"found": f"{stated:g}", "at": (*at, "tolerance")})
        if target.bound == "in_step_with" and stated is None:
            yield Issue("tolerance-missing", {"at": (*at, "in_step_with")})
        if (
            target.bound == "between"
            and target.x is not None
            and target.high is not None
            and target.x >= target.high
        ):
            yield Issue(
                "between-order",
                {"found": f"[{target.x:g}, {target.high:g}]", "at": (*at, "between")},
            )
        if target.period == "total" and target.x is not None and target.x <= 0:
            yield Issue("total-not-positive", {"found": f"{target.x:g}", "at": (*at, target.bound)})
        if bound.directed and indicator.better == "neither":
            yield Issue("direction-missing", {"bound": target.bound, "at": (*at, target.bound)})
        if bound.sign and bound.sign * BETTER_SIGN[indicator.better] < 0:
            yield Issue(
                "better-contradicts",
                {"better": indicator.better, "bound": target.bound, "at": (*at, target.bound)},
            )


def check_goals(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """A number to be reached lies on the better side of the base."""
    for indicator, target, at in _iterate_targets(registry):
        base = target.base.value if target.base else None
        if target.bound != "reach" or base is None or target.x is None:
            continue
        if BETTER_SIGN[indicator.better] * (target.x - base) < 0:
            values = {"better": indicator.better, "base": f"{base:g}", "goal": f"{target.x:g}"}
            yield Issue("goal-behind-base", {**values, "at": (*at, target.bound)})


def check_phrases(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """The plan's phrase holds the bound's number and unit, or the words that stand for them."""
    for indicator, target, at in _iterate_targets(registry):
        where = (*at, "source", "phrase")
        for source in target.sources:
            if target.words is not None:
                if target.words not in source.phrase:
                    yield Issue(
                        "phrase-without-words",
                        {"phrase": source.phrase, "words": target.words, "at": (*at, "words")},
                    )
                continue
            for value in (target.x, target.high):
                if value is None:
                    continue
                printed = format_number(value, count_printed_decimals(value)).replace(",", "")
                unit = indicator.unit.name if indicator.unit else ""
                if not _has_number(printed, "", source.phrase):
                    yield Issue(
                        "phrase-without-number",
                        {"phrase": source.phrase, "number": printed, "at": where},
                    )
                elif not _has_number(printed, unit, source.phrase):
                    yield Issue(
                        "phrase-without-unit",
                        {"phrase": source.phrase, "number": printed, "unit": unit, "at": where},
                    )


def _has_number(printed: str, unit: str, phrase: str) -> bool:
    """Whether the number stands in the phrase as a number of its own, followed by the unit (8500 is
    not in 18500).
    """
    text = unicodedata.normalize("NFKC", phrase).replace(",", "").replace(" ", "")
    wanted = re.escape(printed.replace("−", "-")) + (
        r"(?!\d|\.\d)" + re.escape(unicodedata.normalize("NFKC", unit))
    )
    return re.search(r"(?<![\d.])" + wanted, text) is not None


def check_formulas(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """Formulas use known indicators and never go in a circle."""
    reads: dict[str, set[str]] = {}
    for indicator in registry.indicators.values():
        if indicator.formula is None:
            continue
        at = ("indicators", indicator.id, "formula")
        try:
            reads[indicator.id] = set(formulas.parse(indicator.formula).inputs)
            if not reads[indicator.id]:
                raise formulas.FormulaError(indicator.formula)  # noqa: TRY301 - a formula of numbers alone measures nothing
        except formulas.FormulaError as error:
            yield Issue(
                "formula-unreadable", {"formula": indicator.formula, "found": str(error), "at": at}
            )
            continue
        for unknown in sorted(reads[indicator.id] - registry.indicators.keys()):
            yield Issue(
                "formula-unreadable", {"formula": indicator.formula, "found": unknown, "at": at}
            )
    for name in reads:
        if _reaches_itself(name, reads):
            yield Issue("formula-circular", {"found": name, "at": ("indicators", name, "formula")})


def _reaches_itself(name: str, reads: dict[str, set[str]]) -> bool:
    todo, seen = list(reads[name]), set[str]()
    while todo:
        at = todo.pop()
        if at == name:
            return True
        if at not in seen:
            seen.add(at)
            todo += reads.get(at, ())
    return False


def check_annual_targets(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """An annual target beside a path that gives another value is worth a look."""
    by_id = {target.id: (target, at) for _, target, at in _iterate_targets(registry)}
    for annual, (goal, value) in find_annual_conflicts(registry).items():
        target, at = by_id[annual]
        decimals = registry.indicators[target.indicator].decimals
        yield Issue(
            "path-conflict",
            {
                "annual": format_number(target.x, decimals),
                "path": format_number(value, decimals + 1),
                "goal": goal,
                "at": at,
            },
        )


def check_texts(registry: Registry, declared: FileIn) -> Iterator[Issue]:
    """What is missing is said, not invented: owners and English texts, counted."""
    ownerless = sum(
        1
        for indicator in registry.indicators.values()
        if indicator.owner is None and registry.of(indicator.id)
    )
    if ownerless:
        yield Issue("owner-unknown", {"count": ownerless, "at": ("indicators",)})
    groups = (registry.plans, registry.themes, registry.regions, registry.indicators)
    missing = sum(
        not name.en for name in (item.name for group in groups for item in group.values())
    )
    if missing:
        yield Issue("english-missing", {"count": missing, "at": ("indicators",)})


RULES: tuple[Rule, ...] = (
    check_ids,
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
