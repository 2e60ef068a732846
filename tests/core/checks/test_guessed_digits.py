"""Verdicts that hang on digits that nobody declared are named."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.core.checks.findings import Finding
from dashboard.core.checks.guessed_digits import check_guessed_digits
from dashboard.core.verdicts.panel import build_panel
from tests.conftest import indicator, observe, registry_of

ABOUT = "plan: year, in: 2021, about: 5, source: {document: report, section: s, phrase: %s}"


def find(text: str, observations: pd.DataFrame) -> list[Finding]:
    registry = registry_of(text)
    return list(check_guessed_digits(registry, build_panel(registry, observations), observations))


def about(phrase: str, **keys: object) -> str:
    """About 5 %, in these words, without a declared tolerance."""
    return indicator("growth", ABOUT % phrase, **{"decimals": None, **keys})


@pytest.mark.parametrize(
    ("text", "value", "says"),
    [
        (about("5%左右"), 4.8, "按规划原文取0位，2021年为已实现；取1位则为未实现"),
        (about("5.0%左右"), 4.8, "按规划原文取1位，2021年为未实现；取0位则为已实现"),
        (about("5%左右"), 4.98, ""),
        (about("5%左右", decimals=1), 4.8, ""),
        (indicator("growth", "plan: year, in: 2021, at_least: 5", decimals=None), 4.8, ""),
    ],
)
def test_a_verdict_that_flips_at_another_digit_is_named(text, value, says):
    """4.8 is about 5 % to half a per cent and not to half a tenth: whoever declares decimals says
    which.
    """
    findings = find(text, observe(("growth", 2021, value)))
    assert [
        one.sentence.zh.partition("：未声明小数位数，")[2][: len(says)] for one in findings
    ] == ([says] if says else [])
    assert all(one.outcome == "open" and one.evidence for one in findings)


def test_a_tolerance_that_is_written_down_does_not_go_with_the_digits():
    text = indicator("growth", "plan: year, in: 2021, about: 5, tolerance: 0.5", decimals=None)
    assert find(text, observe(("growth", 2021, 4.8))) == []
