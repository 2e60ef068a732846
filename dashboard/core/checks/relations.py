"""Do figures that belong together agree? Declared relations, parts and wholes, and formulas beside
what was published.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator
from functools import reduce
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from dashboard.core.checks.findings import Evidence, Finding, compute_unit_scale
from dashboard.core.declaration import formulas, phrases
from dashboard.core.verdicts.panel import Panel, select_in_force
from dashboard.core.vocabulary import digits
from dashboard.core.vocabulary.digits import format_number, format_percent
from dashboard.core.vocabulary.model import Indicator, Region, Registry, Relation, iterate_rows
from dashboard.core.vocabulary.targets import Array, reaches
from dashboard.core.vocabulary.text import DASH, Text, format_year, join_texts
from dashboard.core.vocabulary.units import Unit

SIGNS = {"ratio": "÷", "product": "×", "sum": "+"}
FORMULA_TOLERANCE = 0.01
"""A published figure and its formula may differ by this share before it is said: ours."""
MOST_YEARS = 3


def combine_values(kind: str, values: list[float]) -> float:
    """A ratio, product or sum; NaN where it cannot be made."""
    if kind == "ratio":
        return values[0] / values[1] if values[1] else math.nan
    # `sum` would round otherwise: it compensates for what adding loses.
    return reduce(operator.mul if kind == "product" else operator.add, values)


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
            by_year = {
                year: values
                for year, values in sorted(_read_stated_values(registry, plan).items())
                if set(relation.inputs) <= set(values)
            }
            if by_year and relation.unit is not None and relation.implies is not None:
                implied = (relation.implies, relation.unit)
                yield _build_implied_finding(registry, relation, implied, by_year)


def _read_stated_values(registry: Registry, plan: str) -> dict[int, dict[str, float]]:
    """Year → indicator → the base or goal that a plan states for the file's region."""
    stated: dict[int, dict[str, float]] = {}
    for target in registry.targets:
        if target.plan != plan or target.period != "by":
            continue
        if registry.region not in target.regions or target.x is None:
            continue
        stated.setdefault(target.last, {})[target.indicator] = target.x
        if target.base and target.base.value is not None:
            stated.setdefault(target.base.year, {})[target.indicator] = target.base.value
    return stated


def _build_implied_finding(
    registry: Registry,
    relation: Relation,
    implied: tuple[Text, Unit],
    by_year: dict[int, dict[str, float]],
) -> Finding:
    what, unit = implied
    indicators = [registry.indicators[name] for name in relation.inputs]
    numbers: dict[int, float] = {}
    parts, evidence = [], []
    for year, values in by_year.items():
        inputs = [values[one.id] * compute_unit_scale(one) for one in indicators]
        numbers[year] = combine_values(relation.kind, inputs) / unit.factor
        stated = [phrases.format_stated_value(one, values[one.id]) for one in indicators]
        terms = _join_terms(relation, stated)
        printed = phrases.format_with_unit(format_number(numbers[year], 1), unit)
        part = Text(
            f"{year}年{what.zh}{printed.zh}（{terms.zh}）",
            f"{what.in_('en')} of {printed.en} in {year} ({terms.en})",
        )
        parts.append(part)
        evidence += [
            Evidence(one.name, value, format_year(year).zh)
            for one, value in zip(indicators, stated, strict=True)
        ]
    listed, grown = join_texts(parts, Text("，", ", ")), _describe_growth(numbers)
    sentence = Text(
        f"{relation.name.zh}：规划数字意味着{listed.zh}{grown.zh}。",
        f"{relation.name.in_('en')}: the plan's figures imply {listed.en}{grown.en}.",
    )
    return Finding("relation", "note", sentence, relation.inputs, tuple(evidence))


def _describe_growth(numbers: dict[int, float]) -> Text:
    """The growth a year from the first to the last number, empty where there is but one."""
    first, last = min(numbers), max(numbers)
    if first == last:
        return Text("", "")
    rate = (numbers[last] / numbers[first]) ** (1 / (last - first)) - 1
    sign = "+" if rate > 0 else ""
    percent = format_percent(rate, 2)
    return Text(f"，年均{sign}{percent}", f", {sign}{percent} a year")


def _join_terms(relation: Relation, terms: list[Text]) -> Text:
    """The terms of a relation with its sign between them: 6001亿元÷535.7万人."""
    sign = SIGNS[relation.kind]
    return join_texts(terms, Text(sign, f" {sign} "))


def check_published_values(
    registry: Registry, panel: Panel, observations: pd.DataFrame
) -> Iterator[Finding]:
    """Relations that equal an indicator, held against what was published of it."""
    for relation in registry.relations:
        if relation.equals is None:
            continue
        inputs = [registry.indicators[name] for name in relation.inputs]
        third = registry.indicators[relation.equals]
        published = _read_own_figures(registry, observations, relation.equals)
        for year, row in published.items():
            terms = [
                (indicator, panel.find_value(indicator.id, registry.region, year))
                for indicator in inputs
            ]
            known = [(indicator, value) for indicator, value in terms if value is not None]
            if len(known) < len(inputs):
                continue
            scaled = [value * compute_unit_scale(indicator) for indicator, value in known]
            made = combine_values(relation.kind, scaled) / compute_unit_scale(third)
            if math.isfinite(made):
                yield _build_comparison(relation, known, third, made, row)


def _build_comparison(
    relation: Relation,
    terms: list[tuple[Indicator, float]],
    third: Indicator,
    made: float,
    row: Any,
) -> Finding:
    year, published_value = int(row.year), float(row.value)
    agrees = _is_within(relation.tolerance, made - published_value, third)
    values = [phrases.format_published_value(indicator, value) for indicator, value in terms]
    parts = _join_terms(relation, values)
    outcome, word = _describe_agreement(agrees=agrees)
    calculated = format_number(made, third.decimals + 2)
    printed = digits.format_published_number(third, published_value)
    tolerance = format_number(relation.tolerance, 3)
    sentence = Text(
        f"{relation.name.zh}：{year}年{parts.zh}＝{calculated}，"
        f"公布值为{printed}，{word.zh}（容差{tolerance}）。",
        f"{relation.name.in_('en')}: in {year} {parts.en} = {calculated}, published "
        f"{printed}: {word.en} (tolerance {tolerance}).",
    )
    evidence = Evidence(third.name, Text(printed, printed), str(row.cell))
    return Finding("relation", outcome, sentence, (*relation.inputs, third.id), (evidence,))


def _is_within(tolerance: float, difference: float, indicator: Indicator) -> bool:
    """Whether a difference lies within a tolerance, the noise of calculation forgiven."""
    return bool(reaches(np.array(tolerance), np.array(abs(difference)), indicator.last_digit))


def _describe_agreement(*, agrees: bool) -> tuple[str, Text]:
    """The outcome of a comparison, and its word."""
    if agrees:
        return "agrees", Text("一致", "they agree")
    return "differs", Text("不一致", "they differ")


def _read_own_figures(
    registry: Registry, observations: pd.DataFrame, indicator: str
) -> dict[int, Any]:
    """The published full-year figures of one series in the main region: of each year the one in
    force, as judging takes it.
    """
    region = registry.region
    chosen = (observations["indicator"] == indicator) & (observations["region"] == region)
    chosen &= (observations["month"] == 12) & (observations["quality"] != "disputed")
    in_force = select_in_force(registry, observations[chosen])
    return {int(row.year): row for row in iterate_rows(in_force)}


def check_parts(registry: Registry, panel: Panel, observations: pd.DataFrame) -> Iterator[Finding]:
    """Whether the regions within a region add up to it, in each year in which all of them are
    known.
    """
    for relation in registry.relations:
        if relation.kind != "parts":
            continue
        indicators = [registry.indicators[name] for name in relation.inputs]
        for indicator, whole in product(indicators, registry.regions.values()):
            parts = [one for one in registry.regions.values() if one.within == whole.code]
            if parts:
                yield from _check_sum(panel, relation, indicator, whole, parts)


def _check_sum(
    panel: Panel, relation: Relation, indicator: Indicator, whole: Region, parts: list[Region]
) -> Iterator[Finding]:
    series = panel.full[panel.indicators[indicator.id]]
    totals = series[panel.regions[whole.code]]
    values_of_parts = series[[panel.regions[part.code] for part in parts]]
    sums = values_of_parts.sum(axis=0)
    tolerance = format_percent(relation.tolerance, 1)
    for position in np.flatnonzero(~np.isnan(totals) & ~np.isnan(sums)):
        year = panel.first_year + int(position)
        total, summed = float(totals[position]), float(sums[position])
        difference = summed - total
        agrees = _is_within(relation.tolerance * abs(total), difference, indicator)
        outcome, word = _describe_agreement(agrees=agrees)
        of_parts, of_whole = (phrases.format_value(indicator, one) for one in (summed, total))
        share = format_percent(difference / total, 1) if total else DASH
        sums_to = "{n} region sums to", "{n} regions sum to"
        regions = Text.count(len(parts), "{n}个地区之和", *sums_to)
        sentence = Text(
            f"{indicator.name.zh}：{year}年{regions.zh}{of_parts.zh}，"
            f"{whole.name.zh}{of_whole.zh}，相差{share}（容差{tolerance}）：{word.zh}。",
            f"{indicator.name.in_('en')}: in {year} the {regions.en} "
            f"{of_parts.en}, {whole.name.in_('en')} has {of_whole.en}, {share} apart (tolerance "
            f"{tolerance}): {word.en}.",
        )
        values = [phrases.format_value(indicator, float(v)) for v in values_of_parts[:, position]]
        evidence = tuple(
            Evidence(part.name, value, format_year(year).zh)
            for part, value in zip(parts, values, strict=True)
        )
        yield Finding("parts", outcome, sentence, (indicator.id,), evidence)


def check_calculated_values(
    registry: Registry, panel: Panel, observations: pd.DataFrame
) -> Iterator[Finding]:
    """Formulas beside what was published of the same indicator: one finding per indicator, with the
    years that differ.
    """
    related = {relation.equals for relation in registry.relations}

    def read_base_units(name: str) -> Array:
        scale = compute_unit_scale(registry.indicators[name])
        return np.asarray(panel.full[panel.indicators[name]] * scale)

    for indicator in registry.indicators.values():
        if indicator.formula is None or indicator.id in related:
            continue
        formula = formulas.parse(indicator.formula)
        calculated = formulas.evaluate_formula(formula, read_base_units)
        series = calculated[panel.regions[registry.region]] / compute_unit_scale(indicator)
        years = range(panel.first_year, panel.first_year + panel.years)
        made = {year: float(value) for year, value in zip(years, series, strict=True)}
        published = {
            year: row
            for year, row in _read_own_figures(registry, observations, indicator.id).items()
            if row.value and math.isfinite(made.get(year, math.nan))
        }
        if published:
            yield _build_formula_finding(indicator, made, published)


def _build_formula_finding(
    indicator: Indicator, made: dict[int, float], published: dict[int, Any]
) -> Finding:
    shares = {year: made[year] / float(row.value) - 1 for year, row in published.items()}
    wrong = [year for year, share in shares.items() if not _is_share_within(share)]
    count = len(shares) - len(wrong)
    outcome, but = "agrees", Text("；最近一年：", "; the latest: ")
    if wrong:
        outcome = "differs"
        but = _describe_wrong(len(wrong))
    parts, evidence = [], []
    for year in wrong or [max(shares)]:
        calculated = phrases.format_path_value(indicator, made[year])
        row = published[year]
        printed = phrases.format_published_value(indicator, float(row.value))
        part = Text(
            f"{year}年推算{calculated.zh}、公布{printed.zh}",
            f"{year}: calculated {calculated.en}, published {printed.en}",
        )
        parts.append(part)
        evidence.append(Evidence(indicator.name, printed, str(row.cell)))
    listed = join_texts(parts[-MOST_YEARS:], Text("；", "; "))
    years = Text.count(len(shares), "{n}年", "{n} year", "{n} years")
    sentence = Text(
        f"{indicator.name.zh}：{years.zh}中{count}年推算值与公布值相差不到1%"
        f"（本系统设定）{but.zh}{listed.zh}。",
        f"{indicator.name.in_('en')}: in {count} of {years.en} the calculated and the "
        f"published figure are within 1% (set by this system){but.en}{listed.en}.",
    )
    return Finding("formula", outcome, sentence, (indicator.id,), tuple(evidence))


def _describe_wrong(count: int) -> Text:
    """In how many years two figures are further apart, and that not all of them are listed."""
    text = Text(f"，{count}年相差更多", f", in {count} they are further apart")
    if count > MOST_YEARS:
        text += Text(f"，最近{MOST_YEARS}年", ", lately")
    return text + Text("：", ": ")


def _is_share_within(share: float) -> bool:
    """Whether a formula differs from what was published by no more than our tolerance."""
    return bool(reaches(np.array(FORMULA_TOLERANCE), np.array(abs(share)), 0.0))
