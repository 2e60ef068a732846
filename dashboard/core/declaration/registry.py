"""What was promised? YAML text in, a Registry out, or every problem at once with its line and
column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from dashboard.core.declaration import schema
from dashboard.core.declaration.expansion import DEEPEST, find_excess
from dashboard.core.declaration.former_ids import collect_former_ids
from dashboard.core.declaration.locations import (
    Path,
    Place,
    build_marked_issue,
    build_structural_issue,
    convert_plain_values,
    find_nearest_place,
    list_places,
    list_unreadable_values,
    remove_echoes,
)
from dashboard.core.declaration.references import check_references, list_sources, list_stated_names
from dashboard.core.declaration.schema import (
    RELATIONS,
    FileIn,
    IndicatorIn,
    RelationIn,
    TargetIn,
    Words,
)
from dashboard.core.declaration.target_checks import check_meaning
from dashboard.core.vocabulary import model
from dashboard.core.vocabulary.digits import count_printed_decimals
from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.targets import BOUNDS, PERIODS
from dashboard.core.vocabulary.text import Text
from dashboard.core.vocabulary.units import find_unit

MOST_DECIMALS = 4
"""More than a plan prints: a number with more is a third or the like."""


@dataclass(frozen=True)
class ParsedDeclaration:
    """The outcome of reading a declaration: a registry unless an issue is an error."""

    registry: model.Registry | None
    issues: tuple[Issue, ...]


def parse(text: str, file: str = "indicators.yaml") -> ParsedDeclaration:
    """Read a declaration; all its problems come back together, in the order of their lines."""
    node = _parse_tree(text, file)
    if isinstance(node, tuple):
        return ParsedDeclaration(None, node)
    places = dict(list_places(node))
    try:
        declared = FileIn.model_validate(convert_plain_values(node))
    except ValidationError as error:
        issues = [
            build_structural_issue(problem, node, places, file)
            for problem in error.errors(include_url=False)
        ]
        return ParsedDeclaration(None, _sort_issues(remove_echoes(issues)))
    issues = list(check_references(declared))
    registry = None if issues else _build_registry(declared, places)
    if registry is not None:
        issues = list(check_meaning(registry, declared))
    located = _sort_issues(_locate_issues(issues, places, file))
    if any(issue.severity == "error" for issue in located):
        registry = None
    return ParsedDeclaration(registry, located)


def _parse_tree(text: str, file: str) -> Mapping[str, Any] | tuple[Issue, ...]:
    """The file's tree with its places, or why it cannot be read."""
    try:
        excess = find_excess(text, file)
        node = None if excess else YAML(typ="rt").load(text)
    except Exception as error:  # noqa: BLE001 - whatever the reader does not foresee
        return _describe_reader_error(error, text, file)
    if excess:
        return (excess,)
    if not isinstance(node, Mapping):
        return (Issue("not-a-mapping", {"found": type(node).__name__}, file, 1, 1),)
    return node


def _describe_reader_error(error: Exception, text: str, file: str) -> tuple[Issue, ...]:
    """What the reader stumbled over, at its place."""
    if isinstance(error, DuplicateKeyError):
        problem = str(error.problem)
        # The reader's sentence quotes the key: found duplicate key "gdp" with value …
        key = problem.split('"')[1] if '"' in problem else problem
        return (build_marked_issue("yaml-duplicate-key", key, error, file),)
    if isinstance(error, MarkedYAMLError):
        problem = str(error.problem or error.context)
        return (build_marked_issue("yaml-syntax", problem, error, file),)
    if isinstance(error, YAMLError):
        return (Issue("yaml-syntax", {"found": str(error).splitlines()[0]}, file, 1, 1),)
    if isinstance(error, RecursionError):
        return (Issue("yaml-too-deep", {"found": DEEPEST}, file, 1, 1),)
    # A day that does not exist.
    return list_unreadable_values(text, str(error), file)


def _locate_issues(
    issues: Iterable[Issue], places: Mapping[Path, Place], file: str
) -> Iterable[Issue]:
    for issue in issues:
        values = dict(issue.values)
        path = values.pop("at", ())
        line, column = find_nearest_place(path if isinstance(path, tuple) else (), places)
        yield Issue(issue.code, values, file, line, column)


def _sort_issues(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    return tuple(sorted(issues, key=lambda issue: (issue.line or 0, issue.column or 0, issue.code)))


def _convert_optional_words(words: Words | str | None) -> Text | None:
    if words is None:
        return None
    if isinstance(words, str):
        return Text(words, "")
    return _convert_words(words)


def _convert_words(words: Words) -> Text:
    return Text(words.zh, words.en)


def _build_registry(declared: FileIn, places: dict[Path, Place]) -> model.Registry:
    indicators: dict[str, model.Indicator] = {}
    targets: list[model.Target] = []
    for name, indicator in declared.indicators.items():
        indicators[name] = _build_indicator(name, indicator)
        targets += [
            _build_target(declared, indicators[name], target) for target in indicator.targets
        ]
    return model.Registry(
        title=_convert_words(declared.title),
        region=declared.region,
        regions={name: _build_region(name, region) for name, region in declared.regions.items()},
        documents={
            name: model.Document(name, _convert_words(one.title), one.issued, one.url)
            for name, one in declared.documents.items()
        },
        plans={name: _build_plan(name, plan) for name, plan in declared.plans.items()},
        themes={
            name: model.Theme(name, _convert_words(theme), theme.within)
            for name, theme in declared.themes.items()
        },
        indicators=indicators,
        targets=tuple(targets),
        fictional=_convert_optional_words(declared.fictional),
        relations=tuple(
            _build_relation(name, relation) for name, relation in declared.relations.items()
        ),
        places=places,
        former=collect_former_ids(declared, [target.id for target in targets]),
    )


def _build_region(code: str, declared: schema.RegionIn) -> model.Region:
    return model.Region(code, _convert_words(declared), declared.within, tuple(declared.aliases))


def _build_plan(name: str, declared: schema.PlanIn) -> model.Plan:
    first, last = declared.years
    stages = tuple(model.Stage(stage.stage, stage.on) for stage in declared.stages)
    return model.Plan(name, _convert_words(declared.name), first, last, stages)


def _build_indicator(name: str, declared: IndicatorIn) -> model.Indicator:
    unit = find_unit(declared.unit) if declared.unit else None
    month = declared.released.month if declared.released else None
    decimals = _count_decimals(declared)
    plan_decimals = decimals if declared.decimals is None else None
    return model.Indicator(
        id=name,
        name=_convert_words(declared.name),
        unit=unit,
        decimals=decimals,
        plan_decimals=plan_decimals,
        measure=declared.measure,
        taken=declared.taken,
        better=declared.better,
        themes=tuple(declared.themes),
        owner=_convert_optional_words(declared.owner),
        aliases=tuple(declared.aliases),
        limits=declared.limits,
        prices=declared.prices,
        real_growth=declared.real_growth,
        breaks=tuple(model.Break(item.year, Text(item.zh, item.en)) for item in declared.breaks),
        released=month,
        formula=declared.formula,
        nature=declared.nature,
        assumption=_convert_optional_words(declared.assumption),
    )


def _build_relation(name: str, declared: RelationIn) -> model.Relation:
    kind = next(kind for kind in RELATIONS if getattr(declared, kind) is not None)
    implies = declared.implies
    unit = find_unit(implies.unit) if implies else None
    return model.Relation(
        id=name,
        name=_convert_words(declared.name),
        kind=kind,
        inputs=tuple(getattr(declared, kind)),
        equals=declared.equals,
        tolerance=declared.tolerance or 0.0,
        implies=_convert_optional_words(implies),
        unit=unit,
    )


def _count_decimals(declared: IndicatorIn) -> int:
    """The last digit: as declared, else the most that the plan prints of any goal or base."""
    if declared.decimals is not None:
        return declared.decimals
    counted = [
        _count_decimals_in(target, number)
        for target in declared.targets
        for number in _list_numbers(target)
    ]
    return max(counted, default=0)


def _count_decimals_in(target: TargetIn, number: float) -> int:
    """How many decimals the target's phrases print of a number (5.0% has one), else as typed."""
    text = " ".join(source.phrase for source in list_sources(target))
    plain = unicodedata.normalize("NFKC", text).replace(",", "")
    printed = re.findall(r"\d+(?:\.\d+)?", plain)
    found = [len(one.partition(".")[2]) for one in printed if float(one) == abs(number)]
    return min(max(found, default=count_printed_decimals(number)), MOST_DECIMALS)


def _list_numbers(target: TargetIn) -> list[float]:
    """The numbers of a target's goal and base."""
    bounds = list_stated_names(target, BOUNDS)
    stated = [number for bound in bounds for number in _read_numbers(target, bound)]
    if target.base and target.base.value is not None:
        stated.append(target.base.value)
    return stated


def _build_target(declared: FileIn, indicator: model.Indicator, target: TargetIn) -> model.Target:
    period = list_stated_names(target, PERIODS)[0]
    bound = list_stated_names(target, BOUNDS)[0]
    value, takes = getattr(target, bound), BOUNDS[bound].takes
    reference = value if takes == "indicator" else None
    stated = _convert_optional_words(value) if takes == "text" else None
    first, last = _read_years(declared, target, period)
    x, high = (*_read_numbers(target, bound), None, None)[:2]
    sources = list_sources(target)
    has_tolerance = BOUNDS[bound].tolerance
    tolerance = _find_tolerance(target, indicator) if has_tolerance else None
    years = last if first == last or period == "by" else f"{first}-{last}"
    name = target.id or f"{target.plan}.{indicator.id}.{period}{years}"
    themes = indicator.themes
    if target.themes is not None:
        themes = tuple(target.themes)
    return model.Target(
        id=name,
        indicator=indicator.id,
        plan=target.plan,
        period=period,
        first=first,
        last=last,
        bound=bound,
        x=x,
        high=high,
        reference=reference,
        hold_last_year=takes == "hold" and value == schema.LAST_YEAR,
        stated=stated,
        tolerance=tolerance,
        tolerance_ours=has_tolerance and not _is_printed(target.tolerance, sources),
        tolerance_by_digit=has_tolerance and target.tolerance is None,
        base=_build_base(target.base),
        path=target.path,
        milestones=tuple(sorted(target.milestones.items())),
        sources=tuple(
            model.Source(source.document, source.section, source.phrase) for source in sources
        ),
        words=target.words,
        promise=target.promise or name,
        nature=target.nature or indicator.nature,
        question=_convert_optional_words(target.question),
        assumption=_convert_optional_words(target.assumption),
        themes=themes,
        regions=_list_regions(declared, target),
    )


def _read_years(declared: FileIn, target: TargetIn, period: str) -> tuple[int, int]:
    """A target's first and last year; what is to be reached by a year counts from the plan's first
    one.
    """
    years = getattr(target, "in_" if period == "in" else period)
    if period == "by":
        return declared.plans[target.plan].years[0], years
    if isinstance(years, int):
        return years, years
    first, last = years
    return first, last


def _build_base(declared: schema.BaseIn | None) -> model.Base | None:
    if declared is None:
        return None
    return model.Base(declared.year, declared.value, declared.at_most, declared.at_least)


def _find_tolerance(target: TargetIn, indicator: model.Indicator) -> float:
    """The tolerance stated, else half a printed digit."""
    if target.tolerance is not None:
        return target.tolerance
    return 0.5 * indicator.last_digit


def _is_printed(tolerance: float | None, sources: Iterable[schema.SourceIn]) -> bool:
    """Whether the plan itself prints the tolerance (±0.1); otherwise it is ours."""
    return tolerance is not None and any(f"±{tolerance:g}" in source.phrase for source in sources)


def _read_numbers(target: TargetIn, bound: str) -> list[float]:
    """The numbers that a bound states: one, the two of an interval, or none."""
    value = getattr(target, bound)
    stated = value if isinstance(value, tuple) else (value,)
    return [number for number in stated if isinstance(number, float)]


def _list_regions(declared: FileIn, target: TargetIn) -> tuple[str, ...]:
    if target.regions == "all":
        return tuple(declared.regions)
    if target.regions:
        return tuple(target.regions)
    return (target.region or declared.region,)
