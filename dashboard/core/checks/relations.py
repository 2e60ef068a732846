"""Do figures that belong together agree? Declared relations, parts and wholes, and formulas beside
what was published.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd

from dashboard.core.checks.findings import Evidence, Finding, compute_unit_scale
from dashboard.core.declaration import formulas, phrases
from dashboard.core.verdicts.panel import Panel
from dashboard.core.vocabulary.model import Indicator, Registry, Relation, iterate_rows
from dashboard.core.vocabulary.targets import reaches
from dashboard.core.vocabulary.text import (
    Text,
    format_number,
    format_percent,
    format_untranslated,
    format_year,
    join_texts,
)
from dashboard.core.vocabulary.units import Unit

SIGNS = {"ratio": "÷", "product": "×", "sum": "+"}
FORMULA_TOLERANCE = 0.01
"""A published figure and its formula may differ by this share before it is said: ours."""
MOST_YEARS = 3


def combine_values(kind: str, values: list[float]) -> float:
    """A ratio, product or sum; NaN where it cannot be made."""
    if kind == "ratio":
        return values[0] / values[1] if values[1] else math.nan
    return reduce(lambda a, b: a * b if kind == "product" else a + b, values)


def check_stated_values(
    registry: Registry, panel: Panel, observations: pd.DataFrame
) -> Iterator[Finding]:
    """What the plan's own bases and goals say together: the number they imply, or whether they
    agree with a third.
    """
    for relation in registry.relations:
        if relation.kind == "parts":
            continue
        for plan in registry.plans:
            by_year = _read_stated_values(registry, plan)
            years = [
                year
                for year, values in sorted(by_year.items())
                if set(relation.inputs) <= set(values)
            ]
            if years and relation.unit is not None and relation.implies is not None:
                yield _build_implied_finding(
                    registry,
                    relation,
                    relation.implies,
                    relation.unit,
                    {year: by_year[year] for year in years},
                )


def _read_stated_values(registry: Registry, plan: str) -> dict[int, dict[str, float]]:
    """Year → indicator → the base or goal that a plan states for the file's region."""
    found: dict[int, dict[str, float]] = {}
    for target in registry.targets:
        if (
            target.plan == plan
            and target.period == "by"
            and registry.region in target.regions
            and target.x is not None
        ):
            found.setdefault(target.last, {})[target.indicator] = target.x
            if target.base and target.base.value is not None:
                found.setdefault(target.base.year, {})[target.indicator] = target.base.value
    return found


def _build_implied_finding(
    registry: Registry,
    relation: Relation,
    what: Text,
    unit: Unit,
    by_year: dict[int, dict[str, float]],
) -> Finding:
    kinds = [registry.indicators[name] for name in relation.inputs]
    numbers, parts, evidence = {}, [], []
    for year, values in by_year.items():
        inputs = [values[kind.id] * compute_unit_scale(kind) for kind in kinds]
        numbers[year] = combine_values(relation.kind, inputs) / unit.factor
        made = join_texts(
            [phrases.format_stated_value(kind, values[kind.id]) for kind in kinds],
            Text(SIGNS[relation.kind], f" {SIGNS[relation.kind]} "),
        )
        printed = phrases.format_with_unit(format_number(numbers[year], 1), unit)
        parts.append(
            Text(
                f"{year}年{what.zh}{printed.zh}（{made.zh}）",
                f"{what.in_('en')} of {printed.en} in {year} ({made.en})",
            )
        )
        evidence += [
            Evidence(
                kind.name, phrases.format_stated_value(kind, values[kind.id]), format_year(year).zh
            )
            for kind in kinds
        ]
    listed, grown = join_texts(parts, Text("，", ", ")), Text("", "")
    first, last = min(numbers), max(numbers)
    if last > first:
        rate = (numbers[last] / numbers[first]) ** (1 / (last - first)) - 1
        sign = "+" if rate > 0 else ""
        grown = Text(
            f"，年均{sign}{format_percent(rate, 2)}", f", {sign}{format_percent(rate, 2)} a year"
        )
    sentence = Text(
        f"{relation.name.zh}：规划数字意味着{listed.zh}{grown.zh}。",
        f"{relation.name.in_('en')}: the plan's figures imply {listed.en}{grown.en}.",
    )
    return Finding("relation", "note", sentence, relation.inputs, tuple(evidence))


def check_published_values(
    registry: Registry, panel: Panel, observations: pd.DataFrame
) -> Iterator[Finding]:
    """Relations that equal an indicator, held against what was published of it."""
    for relation in registry.relations:
        if relation.equals is None:
            continue
        kinds, third = (
            [registry.indicators[name] for name in relation.inputs],
            registry.indicators[relation.equals],
        )
        own = _read_own_figures(observations, relation.equals, registry.region)
        for row in own.values():
            values = [
                _read_full_value(panel, kind, registry.region, int(row.year)) for kind in kinds
            ]
            made = combine_values(
                relation.kind,
                [
                    value * compute_unit_scale(kind)
                    for value, kind in zip(values, kinds, strict=True)
                ],
            ) / compute_unit_scale(third)
            if math.isfinite(made):
                yield _build_comparison(relation, kinds, third, values, made, row)


def _build_comparison(
    relation: Relation,
    kinds: list[Indicator],
    third: Indicator,
    values: list[float],
    made: float,
    row: Any,
) -> Finding:
    year, published_value = int(row.year), float(row.value)
    agrees = bool(
        reaches(
            np.array(relation.tolerance),
            np.array(abs(made - published_value)),
            10.0**-third.decimals,
        )
    )
    sign = SIGNS[relation.kind]
    parts = join_texts(
        [
            phrases.format_published_value(kind, value)
            for kind, value in zip(kinds, values, strict=True)
        ],
        Text(sign, f" {sign} "),
    )
    word = Text("一致", "they agree") if agrees else Text("不一致", "they differ")
    calculated, printed = (
        format_number(made, third.decimals + 2),
        phrases.format_published_number(third, published_value),
    )
    tolerance = format_number(relation.tolerance, 3)
    return Finding(
        "relation",
        "agrees" if agrees else "differs",
        Text(
            f"{relation.name.zh}：{year}年{parts.zh}＝{calculated}，公布值为{printed}，{word.zh}（容"
            f"差{tolerance}）。",
            f"{relation.name.in_('en')}: in {year} {parts.en} = {calculated}, published "
            f"{printed}: {word.en} (tolerance {tolerance}).",
        ),
        (*relation.inputs, third.id),
        (Evidence(third.name, Text(printed, printed), str(row.cell)),),
    )


def _read_own_figures(observations: pd.DataFrame, indicator: str, region: str) -> dict[int, Any]:
    """The published full-year figures of one series, the best of each year."""
    mine = observations[
        (observations["indicator"] == indicator)
        & (observations["region"] == region)
        & (observations["month"] == 12)
        & (observations["quality"] != "disputed")
    ]
    found: dict[int, Any] = {}
    for row in iterate_rows(mine.sort_values("published", ascending=False, kind="stable")):
        found.setdefault(int(row.year), row)
    return dict(sorted(found.items()))


def _read_full_value(panel: Panel, kind: Indicator, region: str, year: int) -> float:
    at = year - panel.first_year
    return (
        float(panel.full[panel.indicators[kind.id], panel.regions[region], at])
        if 0 <= at < panel.years
        else math.nan
    )


def check_parts(registry: Registry, panel: Panel, observations: pd.DataFrame) -> Iterator[Finding]:
    """Whether the regions within a region add up to it, in each year in which all of them are
    known.
    """
    for relation in registry.relations:
        for name in relation.inputs if relation.kind == "parts" else ():
            for whole in registry.regions:
                within = [
                    code for code, region in registry.regions.items() if region.within == whole
                ]
                if within:
                    yield from _check_sum(
                        registry, panel, relation, registry.indicators[name], whole, within
                    )


def _check_sum(
    registry: Registry,
    panel: Panel,
    relation: Relation,
    kind: Indicator,
    whole: str,
    within: list[str],
) -> Iterator[Finding]:
    series = panel.full[panel.indicators[kind.id]]
    total, summed = (
        series[panel.regions[whole]],
        series[[panel.regions[code] for code in within]].sum(axis=0),
    )
    for at in np.flatnonzero(~np.isnan(total) & ~np.isnan(summed)):
        year, off = panel.first_year + int(at), float(summed[at] - total[at])
        agrees = bool(
            reaches(
                np.array(relation.tolerance * abs(total[at])),
                np.array(abs(off)),
                10.0**-kind.decimals,
            )
        )
        both = (
            phrases.format_value(kind, float(summed[at])),
            phrases.format_value(kind, float(total[at])),
        )
        place = registry.regions[whole].name
        share = format_percent(off / float(total[at]), 1) if total[at] else "—"
        word = Text("一致", "they agree") if agrees else Text("不一致", "they differ")
        sentence = Text(
            f"{kind.name.zh}：{year}年{len(within)}个地区之和{both[0].zh}，{place.zh}{both[1].zh}，相"
            f"差{share}（容差{format_percent(relation.tolerance, 1)}）：{word.zh}。",
            f"{kind.name.in_('en')}: in {year} the {len(within)} regions sum to {both[0].en}, "
            f"{place.in_('en')} has {both[1].en}, {share} apart (tolerance "
            f"{format_percent(relation.tolerance, 1)}): {word.en}.",
        )
        each = tuple(
            Evidence(
                registry.regions[code].name,
                phrases.format_value(kind, float(series[panel.regions[code], at])),
                format_year(year).zh,
            )
            for code in within
        )
        yield Finding("parts", "agrees" if agrees else "differs", sentence, (kind.id,), each)


def check_calculated_values(
    registry: Registry, panel: Panel, observations: pd.DataFrame
) -> Iterator[Finding]:
    """Formulas beside what was published of the same indicator: one finding per indicator, with the
    years that differ.
    """
    related = {relation.equals for relation in registry.relations}
    for kind in registry.indicators.values():
        if kind.formula is None or kind.id in related:
            continue
        made = formulas.evaluate_formula(
            formulas.parse(kind.formula),
            lambda name: (
                panel.full[panel.indicators[name]] * compute_unit_scale(registry.indicators[name])
            ),
        )
        line = made[panel.regions[registry.region]] / compute_unit_scale(kind)
        own = {
            year: row
            for year, row in _read_own_figures(observations, kind.id, registry.region).items()
            if 0 <= year - panel.first_year < panel.years
            and math.isfinite(line[year - panel.first_year])
        }
        if own:
            yield _build_formula_finding(
                kind, {year: float(line[year - panel.first_year]) for year in own}, own
            )


def _build_formula_finding(kind: Indicator, made: dict[int, float], own: dict[int, Any]) -> Finding:
    off = {year: made[year] / float(row.value) - 1 for year, row in own.items() if row.value}
    wrong = [
        year
        for year, share in off.items()
        if not reaches(np.array(FORMULA_TOLERANCE), np.array(abs(share)), 0.0)
    ]
    listed_years = wrong or [max(off)]
    listed = join_texts(
        [
            Text(
                f"{year}年推算{phrases.format_path_value(kind, made[year]).zh}、公"
                f"布{phrases.format_published_number(kind, float(own[year].value))}",
                f"{year}: calculated {phrases.format_path_value(kind, made[year]).en}, "
                f"published {phrases.format_published_number(kind, float(own[year].value))}",
            )
            for year in listed_years[-MOST_YEARS:]
        ],
        Text("；", "; "),
    )
    count = len(off) - len(wrong)
    but = (
        Text(f"，{len(wrong)}年相差更多：", f", in {len(wrong)} they are further apart: ")
        if wrong
        else Text("；最近一年：", "; the latest: ")
    )
    sentence = Text(
        f"{kind.name.zh}：{len(off)}年中{count}年推算值与公布值相差不到1%（本系统设定）{but.zh}{listed.zh}。",
        f"{kind.name.in_('en')}: in {count} of {len(off)} years the calculated and the "
        f"published figure are within 1% (set by this system){but.en}{listed.en}.",
    )
    evidence = tuple(
        Evidence(
            kind.name,
            format_untranslated(phrases.format_published_number(kind, float(own[year].value))),
            str(own[year].cell),
        )
        for year in listed_years
    )
    return Finding("formula", "differs" if wrong else "agrees", sentence, (kind.id,), evidence)
