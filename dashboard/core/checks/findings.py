"""What does a check find? A sentence, the evidence it rests on, and how the two sides stand to each
other.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from dashboard.core.vocabulary.model import Indicator
from dashboard.core.vocabulary.text import Text, join_texts
from dashboard.core.vocabulary.units import Unit


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """How a check ended; `rank` orders from what needs a person most."""

    id: str
    name: Text
    symbol: str
    rank: int


OUTCOMES: dict[str, CheckOutcome] = {
    one.id: one
    for one in (
        CheckOutcome("differs", Text("不一致", "in conflict"), "≠", 0),
        CheckOutcome("open", Text("待确认", "to be confirmed"), "?", 1),
        CheckOutcome("note", Text("请知悉", "to be known"), "!", 2),
        CheckOutcome("agrees", Text("一致", "in agreement"), "=", 3),
    )
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One figure or phrase a finding rests on, and where it stands."""

    what: Text
    value: Text
    place: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check."""

    kind: str
    outcome: str
    sentence: Text
    indicators: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()


def describe_findings(findings: tuple[Finding, ...]) -> Text:
    """How many findings there are of each outcome."""
    if not findings:
        return Text("没有可以核对的内容。", "There is nothing to check.")
    counts = Counter(finding.outcome for finding in findings)
    parts = [
        Text(f"{counts[one.id]}项{one.name.zh}", f"{counts[one.id]} {one.name.en}")
        for one in OUTCOMES.values()
        if counts[one.id]
    ]
    listed = join_texts(parts, Text("、", ", "))
    checks = Text.count(len(findings), "共核对{n}项", "{n} check", "{n} checks")
    return Text(f"{checks.zh}：{listed.zh}。", f"{checks.en}: {listed.en}.")


def convert_to_base_units(amount: float, unit: Unit | None) -> float:
    """A value in its dimension's base unit: 6001 亿元 → 6.001e11."""
    return amount * (unit.factor if unit else 1.0)


def compute_unit_scale(indicator: Indicator) -> float:
    """What one of an indicator's unit is in base units."""
    return convert_to_base_units(1.0, indicator.unit)
