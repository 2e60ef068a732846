"""Every mistake names its line: the docstring of each case is the file, or the part of it that is
wrong.
"""

from __future__ import annotations

import json

import pytest

from dashboard.core.declaration import schema as shape
from dashboard.core.declaration.registry import parse
from dashboard.core.vocabulary.issues import DECLARATION, KINDS
from tests.conftest import HEAD, ROOT, declaration, indicator, registry_of

COVERS = (
    "dashboard.core.declaration.locations",
    "dashboard.core.declaration.references",
    "dashboard.core.declaration.schema",
    "dashboard.core.declaration.target_checks",
)

GOOD = "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}"
FIRST = HEAD.count("\n") + 1  # the line of the first indicator's id


def source(phrase: str) -> str:
    return f'source: {{document: report, section: 目标, phrase: "{phrase}"}}'


MISTAKES = {
    "unknown-key misspelt": (
        indicator("a", "plan: five, by: 2025, reech: 3.3"),
        "unknown-key",
        7,
        "reach",
    ),
    "unknown-key of indicator": (indicator("a", GOOD, bettre="higher"), "unknown-key", 6, "better"),
    "missing name": ("  a:\n    unit: '%'\n", "missing-key", 0, "name"),
    "missing plan": (indicator("a", "by: 2025, reach: 3.3"), "missing-key", 7, "plan"),
    "number as text": (
        indicator("a", "plan: five, by: 2025, reach: many"),
        "wrong-type",
        7,
        "many",
    ),
    "yes as number": (indicator("a", "plan: five, by: 2025, reach: true"), "wrong-type", 7, "True"),
    "bad years": (
        indicator("a", "plan: five, every: 2021/2025, at_least: 3"),
        "bad-years",
        7,
        "2021/2025",
    ),
    "unknown measure": (indicator("a", GOOD, measure="share"), "unknown-value", 3, "share"),
    "unknown plan": (
        indicator("a", "plan: fife, by: 2025, reach: 3.3"),
        "unknown-reference",
        7,
        "five",
    ),
    "unknown theme": (indicator("a", GOOD, themes="[z]"), "unknown-reference", 6, "z"),
    "unknown unit": (indicator("a", GOOD, unit='"亿园"'), "unknown-unit", 2, "亿元"),
    "unknown reference": (
        indicator("a", "plan: year, in: 2021, in_step_with: gpd, tolerance: 1"),
        "unknown-reference",
        7,
        "gpd",
    ),
    "no period": (indicator("a", "plan: five, reach: 3.3"), "no-period", 7, ""),
    "two periods": (
        indicator("a", "plan: five, by: 2025, in: 2025, reach: 3.3"),
        "two-periods",
        7,
        "by、in",
    ),
    "no bound": (indicator("a", "plan: five, by: 2025"), "no-bound", 7, ""),
    "two bounds": (
        indicator("a", "plan: five, by: 2025, reach: 3.3, at_least: 3"),
        "two-bounds",
        7,
        "reach、at_least",
    ),
    "not together": (
        indicator("a", "plan: five, total: 2021-2025, about: 3"),
        "not-together",
        7,
        "total",
    ),
    "hold last year by": (
        indicator("a", "plan: five, by: 2025, hold: last_year"),
        "not-together",
        7,
        "hold",
    ),
    "tolerance out of place": (
        indicator("a", "plan: five, by: 2025, reach: 3.3, tolerance: 1"),
        "tolerance-out-of-place",
        7,
        "reach",
    ),
    "tolerance missing": (
        indicator("a", "plan: year, in: 2021, in_step_with: a"),
        "tolerance-missing",
        7,
        "",
    ),
    "tolerance negative": (
        indicator("a", "plan: year, in: 2021, about: 3, tolerance: -1"),
        "tolerance-negative",
        7,
        "-1",
    ),
    "base out of place": (
        indicator("a", "plan: year, in: 2021, reach: 3, base: {year: 2020, value: 2}"),
        "base-out-of-place",
        7,
        "in",
    ),
    "base empty": (
        indicator("a", "plan: five, by: 2025, reach: 3, base: {year: 2020}"),
        "base-empty",
        7,
        "",
    ),
    "base after goal": (
        indicator("a", "plan: five, by: 2025, reach: 3, base: {year: 2025, value: 2}"),
        "base-not-before",
        7,
        "2025",
    ),
    "compound through zero": (
        indicator(
            "a", "plan: five, by: 2025, reach: 3, path: compound, base: {year: 2020, value: 0}"
        ),
        "path-impossible",
        7,
        "0",
    ),
    "milestone outside": (
        indicator(
            "a",
            "plan: five, by: 2025, reach: 3, milestones: {2019: 1}, base: {year: 2020, value: 2}",
        ),
        "milestone-outside",
        7,
        "2019",
    ),
    "path without base": (
        indicator("a", "plan: five, by: 2025, reach: 3, path: compound"),
        "path-out-of-place",
        7,
        "path",
    ),
    "total of nothing": (
        indicator("a", "plan: five, total: 2021-2025, at_least: 0"),
        "total-not-positive",
        7,
        "0",
    ),
    "between falling": (
        indicator("a", "plan: five, by: 2025, between: [5, 4]"),
        "between-order",
        7,
        "[5, 4]",
    ),
    "years falling": (
        indicator("a", "plan: five, every: 2025-2021, at_least: 3"),
        "years-order",
        7,
        "2025-2021",
    ),
    "years outside plan": (
        indicator("a", "plan: five, by: 2030, reach: 3"),
        "years-outside-plan",
        7,
        "2030",
    ),
    "direction missing": (
        indicator("a", "plan: five, by: 2025, reach: 3", better="neither"),
        "direction-missing",
        7,
        "reach",
    ),
    "measure missing": (indicator("a", GOOD, measure=None), "measured-key-missing", 0, "measure"),
    "better contradicts": (
        indicator("a", "plan: five, by: 2025, at_most: 3", better="higher"),
        "better-contradicts",
        7,
        "at_most",
    ),
    "phrase without number": (
        indicator("a", f"plan: five, by: 2025, reach: 3.3, {source('比重达4.3%')}"),
        "phrase-without-number",
        7,
        "3.3",
    ),
    "phrase with a longer number": (
        indicator(
            "a", f"plan: five, by: 2025, reach: 8500, {source('达18500亿元')}", unit='"亿元"'
        ),
        "phrase-without-number",
        7,
        "8500",
    ),
    "phrase with another unit": (
        indicator("a", f"plan: five, by: 2025, reach: 8500, {source('达8500万元')}", unit='"亿元"'),
        "phrase-without-unit",
        7,
        "亿元",
    ),
    "words not in phrase": (
        indicator(
            "a",
            f"plan: five, by: 2025, at_most: 30, words: 前30, {source('重返“30强”')}",
            better="lower",
        ),
        "phrase-without-words",
        7,
        "前30",
    ),
    "phrase cut": (
        indicator(
            "a",
            "plan: five, by: 2025, reach: 3.3, source: {document: report, phrase: 比重达3.3%, 并提高}",
        ),
        "phrase-cut",
        7,
        "",
    ),
    "duplicate id": (
        indicator("a", f"id: x, {GOOD}") + indicator("b", f"id: x, {GOOD}"),
        "duplicate-id",
        15,
        "x",
    ),
    "alias twice": (
        indicator("a", GOOD, aliases="[同名]") + indicator("b", GOOD, aliases="[同名]"),
        "alias-twice",
        15,
        "同名",
    ),
    "formula unreadable": (
        indicator("a", GOOD, formula='"b ** 2"'),
        "formula-unreadable",
        6,
        "b ** 2",
    ),
    "formula unknown": (indicator("a", GOOD, formula="b / 2"), "formula-unreadable", 6, "b"),
    "formula circular": (
        indicator("a", GOOD, formula="b * 2") + indicator("b", GOOD, formula="a / 2"),
        "formula-circular",
        6,
        "a",
    ),
    "relation without an end": (
        indicator("a", GOOD) + "relations:\n  r: {name: {zh: 比}, ratio: [a, a]}\n",
        "relation-unclear",
        9,
        "r",
    ),
    "relation without tolerance": (
        indicator("a", GOOD) + "relations:\n  r: {name: {zh: 比}, sum: [a, a], equals: a}\n",
        "relation-unclear",
        9,
        "r",
    ),
    "relation of an unknown name": (
        indicator("a", GOOD)
        + "relations:\n  r: {name: {zh: 比}, sum: [a, aa], equals: a, tolerance: 1}\n",
        "unknown-reference",
        9,
        "aa",
    ),
    "relation in an unknown unit": (
        indicator("a", GOOD)
        + "relations:\n  r: {name: {zh: 比}, ratio: [a, a], implies: {zh: 人口, unit: 万石}}\n",
        "unknown-unit",
        9,
        "万石",
    ),
    "a day that does not exist": (
        indicator("a", GOOD) + "documents_more:\n  d: 2021-02-30\n",
        "yaml-value",
        9,
        "2021-02-30",
    ),
    "number quoted": (
        indicator("a", 'plan: five, by: 2025, reach: "8500"'),
        "number-quoted",
        7,
        "8500",
    ),
    "not a number": (indicator("a", "plan: five, by: 2025, reach: .nan"), "wrong-type", 7, "nan"),
    "goal behind its base": (
        indicator(
            "a",
            "plan: five, by: 2025, reach: 8500, base: {year: 2020, value: 6001}",
            better="lower",
        ),
        "goal-behind-base",
        7,
        "6001",
    ),
    "limits falling": (indicator("a", GOOD, limits="[100, 0]"), "limits-order", 6, "100"),
    "path conflict": (
        indicator("a", GOOD) + "      - {plan: year, in: 2021, about: 3.1}\n",
        "path-conflict",
        8,
        "3.1",
    ),
}


@pytest.mark.parametrize(("text", "code", "line", "found"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_names_its_line(text, code, line, found):
    """The issue has its code, its line, what was found, and says it in both languages."""
    parsed = parse(declaration(text))
    hits = [issue for issue in parsed.issues if issue.code == code]
    assert hits, [(issue.code, issue.place) for issue in parsed.issues]
    assert hits[0].line == FIRST + line, hits[0].place
    assert found in hits[0].message.zh
    assert hits[0].column
    assert hits[0].message.en != hits[0].message.zh
    assert (parsed.registry is None) == any(issue.severity == "error" for issue in parsed.issues)


def test_twenty_kinds_of_mistakes_are_seeded():
    """At least twenty kinds of the table are covered by a seeded mistake."""
    assert len({code for _, code, _, _ in MISTAKES.values()}) >= 20


def test_an_unquoted_code_is_refused_with_a_hint():
    """A region code typed as a number says how to write it."""
    issues = parse(HEAD.replace('region: "10"', "region: 10") + "  {}\n").issues
    assert [issue.code for issue in issues] == ["code-not-quoted"]
    assert issues[0].line == 2
    assert '"10"' in issues[0].message.zh


def test_all_problems_come_at_once_in_order():
    """Three mistakes in one file are three issues, by line."""
    text = (
        indicator("a", "plan: five, by: 2025, reech: 1")
        + indicator("b", "plan: five, by: 2025, reach: many")
        + "  c:\n    unit: x\n"
    )
    issues = parse(declaration(text)).issues
    assert [issue.code for issue in issues] == ["unknown-key", "wrong-type", "missing-key"]
    assert [issue.line for issue in issues] == sorted(issue.line or 0 for issue in issues)


def test_yaml_errors_have_a_place():
    """Broken indentation and a repeated key are said with line and column, never raised."""
    broken = parse("title: {zh: 甲\n  x: [1, 2\n")
    assert [issue.code for issue in broken.issues] == ["yaml-syntax"]
    assert broken.issues[0].line
    twice = parse("title: {zh: 甲}\ntitle: {zh: 乙}\n")
    assert [(issue.code, issue.line) for issue in twice.issues] == [("yaml-duplicate-key", 2)]
    assert parse("- 1\n").issues[0].code == "not-a-mapping"
    assert parse("").issues[0].code == "not-a-mapping"


def test_fractions_are_exact():
    """1/3 is a third, not 0.33."""
    registry = registry_of(indicator("a", "plan: five, by: 2025, above: 1/3", unit='"比例"'))
    assert registry.targets[0].x == 1 / 3


def test_ids_tolerance_and_decimals_have_defaults():
    """A target's id, tolerance and printed digits follow from what is declared."""
    registry = registry_of(indicator("a", "plan: year, in: 2021, about: 2.9", decimals=None))
    target = registry.targets[0]
    assert (target.id, target.tolerance, target.tolerance_ours, target.promise) == (
        "year.a.in2021",
        0.05,
        True,
        "year.a.in2021",
    )
    assert registry.indicators["a"].decimals == 1


def test_a_tolerance_printed_by_the_plan_is_the_plans():
    """±0.1 in the phrase makes the tolerance the plan's own."""
    registry = registry_of(
        indicator(
            "a", f"plan: year, in: 2021, about: 2.9, tolerance: 0.1, {source('2.9%左右（±0.1）')}"
        )
    )
    assert registry.targets[0].tolerance_ours is False


def test_regions_default_to_the_files_own():
    """Without a word on regions a target is the city's; `all` means every region."""
    registry = registry_of(
        indicator("a", GOOD)
        + indicator("b", GOOD + ", regions: all")
        + indicator("c", GOOD + ', region: "11"')
    )
    assert [target.regions for target in registry.targets] == [("10",), ("10", "11"), ("11",)]


def test_the_schema_for_editors_is_current():
    """docs/indicators.schema.json is what the model generates."""
    assert (
        json.loads((ROOT / "docs" / "indicators.schema.json").read_text("utf-8"))
        == shape.build_json_schema()
    )


def test_every_kind_of_issue_speaks_both_languages():
    """No kind of problem lacks a sentence or a remedy in either language."""
    for kind in KINDS.values():
        for text in (kind.sentence, kind.remedy):
            assert text.zh, kind.code
            assert text.en, kind.code
    assert set(DECLARATION) <= set(KINDS)


@pytest.mark.parametrize(
    ("aliases", "found"), [("[老城]", []), ("[老城, 甲市]", ["甲市"]), ("[City A]", ["City A"])]
)
def test_an_alias_of_a_region_leads_to_one_region(aliases, found):
    text = declaration(indicator("a", GOOD)).replace(
        'within: "10"}', f'within: "10", aliases: {aliases}}}'
    )
    parsed = parse(text, "indicators.yaml")
    assert [
        issue.values["found"] for issue in parsed.issues if issue.code == "alias-twice"
    ] == found
    if not found:
        assert parsed.registry is not None
        assert parsed.registry.regions["11"].aliases == ("老城",)
