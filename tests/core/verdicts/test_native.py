"""Rule sets other than the default: a worse value never gets a better class, and a bound that the
base kept is not broken in silence.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.commands.main import main
from dashboard.commands.output import FINE
from dashboard.core.verdicts.judge import judge
from dashboard.core.verdicts.reasons import describe_verdict
from dashboard.core.verdicts.sentence_data import Figures
from dashboard.core.vocabulary.model import iterate_rows
from dashboard.core.vocabulary.rules import RULES
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.targets import BOUNDS
from tests.conftest import book, declaration, indicator, observe, registry_of
from tests.sizes import laws

METHODS = [name for name, rules in RULES.items() if rules.method is not None]
BASE_KEPT = {
    "ceiling": ("at_most: 5", "lower", 3, 7),
    "floor": ("at_least: 80", "higher", 85, 70),
    "equal": ("at_least: 80", "higher", 80, 70),
    "interval": ("between: [2, 4]", "neither", 3, 6),
    "nothing": ("at_most: 0", "lower", 0, 2),
    "negative": ("at_least: -2", "higher", -1, -4),
}
"""Bound, direction, base of 2020 and value of 2023."""


def _declare(text: str, better: str, base: float) -> str:
    return indicator(
        "x", f"plan: five, by: 2025, {text}, base: {{year: 2020, value: {base}}}", better=better
    )


def judged(text: str, better: str, base: float, value: float, rules: str, year: int = 2023) -> Any:
    """The verdict of one target by 2025."""
    registry = registry_of(
        indicator(
            "x", f"plan: five, by: 2025, {text}, base: {{year: 2020, value: {base}}}", better=better
        )
    )
    found = judge(registry, observe(("x", year, value)), year, rules)
    (row,) = iterate_rows(found)
    return row


@pytest.mark.parametrize("case", BASE_KEPT)
@pytest.mark.parametrize("rules", METHODS)
def test_a_bound_that_the_base_kept_and_this_year_breaks_is_the_worst(rules, case):
    """Neither on track nor left out, and no score speaks otherwise."""
    text, better, base, value = BASE_KEPT[case]
    row = judged(text, better, base, value, rules)
    assert row.status in ("behind", "at_risk")
    if rules == "linear_strict":  # has no word on what is kept
        return
    own = RULES[rules]
    assert own.codes[row.native_class] == own.worst
    assert not row.native_score > 0


@pytest.mark.parametrize("case", BASE_KEPT)
@pytest.mark.parametrize("rules", METHODS)
def test_what_is_kept_from_the_base_on_is_not_reached_early(rules, case):
    text, better, base, _ = BASE_KEPT[case]
    assert judged(text, better, base, base, rules).status == "on_course"


@pytest.mark.parametrize(
    ("rules", "value", "cut"),
    [
        ("eurostat", 4, ""),
        ("ndrc", 4, ""),
        ("eurostat", 7, "<0"),
        ("statcan", 4, ""),
        ("un_chart", 7, ""),
    ],
)
def test_a_cut_is_printed_only_where_it_decided(rules, value, cut):
    """From 3 to at most 5: 4 is kept whatever the growth."""
    registry = registry_of(_declare("at_most: 5", "lower", 3))
    found = judge(registry, observe(("x", 2021, value)), 2021, rules)
    (row,) = iterate_rows(found)
    known = {("x", "10"): Figures({2021: value}, {})}
    sentence = describe_verdict(registry, known, row, rules).zh
    assert ("（" in sentence.partition("比值")[2].partition("评为")[0]) is bool(cut)
    assert cut in sentence


def test_numbers_are_such_as_json_has(tmp_path, capsys, monkeypatch):
    """Base and bound alike, through the command; the law below looks at every rule set."""
    (tmp_path / "indicators.yaml").write_text(
        declaration(_declare("at_least: 80", "higher", 80)), "utf-8"
    )
    (tmp_path / "b.xlsx").write_bytes(
        book([["指标编码", "地区", "年份", "数值", "单位"], ["x", "甲市", 2023, 70, "%"]])
    )
    told = [
        "judge",
        "--indicators",
        str(tmp_path / "indicators.yaml"),
        "--actuals",
        str(tmp_path / "b.xlsx"),
    ]
    for rules in ("sdsn", "un_chart"):
        assert main([*told, "--year", "2023", "--rules", rules, "--format", "json"]) == FINE
        answer = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
        (verdict,) = answer["verdicts"]
        assert verdict["ratio"] is None
        assert main([*told, "--year", "2023", "--rules", rules, "--format", "csv"]) == FINE
        assert "inf" not in capsys.readouterr().out


@dataclass(frozen=True)
class Tried:
    """A target with a base, and two values of one year, the second no better than the first."""

    text: str
    better: str
    base: float
    value: float
    worse: float
    year: int
    rules: str


NUMBER = st.integers(-60, 120).map(lambda tenths: tenths / 2)
BOUND_NAMES = [
    bound.id
    for bound in BOUNDS.values()
    if "by" in bound.periods and bound.takes in ("number", "pair")
]


@st.composite
def tried(draw: st.DrawFn) -> Tried:
    """Bounds of every kind, with and without milestones."""
    bound, x = draw(st.sampled_from(BOUND_NAMES)), draw(NUMBER)
    better = draw(st.sampled_from(["higher", "lower", "neither"]))
    text = f"{bound}: {x:g}"
    low = high = x
    if bound == "between":
        high = x + draw(st.integers(1, 20))
        text = f"{bound}: [{x:g}, {high:g}]"
    if bound == "reach" and better == "neither":
        better = "higher"
    if draw(st.booleans()) and bound in ("reach", "at_least", "at_most"):
        text += f", milestones: {{2022: {draw(NUMBER):g}}}"
    base, away = draw(NUMBER), sorted(draw(st.lists(st.integers(0, 60), min_size=2, max_size=2)))
    sign = BOUNDS[bound].sign or {"higher": 1, "lower": -1, "neither": 0}[better]
    side = -sign or draw(st.sampled_from([-1, 1]))
    edge = low if side < 0 else high
    start = edge if sign == 0 else draw(NUMBER)
    value, worse = (start + side * step / 2 for step in away)
    return Tried(
        text,
        better,
        base,
        value,
        worse,
        draw(st.integers(2021, 2025)),
        draw(st.sampled_from(list(RULES))),
    )


@settings(max_examples=laws(60))
@given(tried())
def test_a_worse_value_never_gets_a_better_class(case):
    """Every rule set, bound and direction; what has no class stands outside the order."""
    ranks = []
    for value in (case.value, case.worse):
        row = judged(case.text, case.better, case.base, value, case.rules, case.year)
        own = RULES[case.rules]
        if own.method is None:
            ranks.append(-STATUSES[row.status].severity)
        elif row.native_class in own.codes and row.native_class != own.unjudged:
            ranks.append(own.codes[row.native_class])
        numbers = [one for one in row if isinstance(one, float)]
        assert not np.isinf(numbers).any(), "JSON has no such number"
    assert ranks == sorted(ranks)
