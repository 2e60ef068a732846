"""A goal that rests on words which no program reads is named."""

from __future__ import annotations

import pytest

from dashboard.core.checks.worded_goals import check_worded_goals
from dashboard.core.verdicts.panel import build_panel
from tests.conftest import indicator, observe, registry_of


@pytest.mark.parametrize(
    ("goal", "words", "phrase", "told"),
    [
        ("reach: 30", "30强", "重返30强", True),
        ("reach: 8500", "8500亿元", "达8500亿元", False),
        ("reach: 8500", "0.85万亿元", "达0.85万亿元", False),
    ],
)
def test_words_that_state_no_amount_are_a_finding(goal, words, phrase, told):
    source = f"source: {{document: report, section: s, phrase: {phrase}}}"
    target = f"plan: five, by: 2025, {goal}, words: {words}, {source}"
    registry = registry_of(indicator("a", target, unit="亿元", measure="flow"))
    findings = list(check_worded_goals(registry, build_panel(registry, observe()), observe()))
    assert [finding.kind for finding in findings] == (["words"] if told else [])
    assert all(words in finding.sentence.zh for finding in findings)
