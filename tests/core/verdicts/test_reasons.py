"""The sentence of a verdict, word for word for each step, and its numbers."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from dashboard.core.verdicts.reasons import SENTENCES
from dashboard.core.verdicts.rows import STEPS
from dashboard.core.vocabulary.rules import DEFAULT, RULES
from tests.core.verdicts.test_judge import CASES, verdict

COVERS = ("dashboard.core.verdicts.path_sentences", "dashboard.core.verdicts.reasons")

SAID = {
    "GDP of 2023 is ahead": "2023年为7791亿元，按直线序时进度应为7500亿元，比序时目标高291亿元，为序时进度的119%（序时进度规则：≥105%）："
    "快于预期。要在2025年达到8500亿元，还需年均增长354.5亿元（4.45%），历史最快为+794亿元（2021年）。",
    "Without a figure it is pending, not zero": "2022年数据尚未公布，按直线序时进度应为3.0%。最近一次为2021年2.9%，当时符合预期。",
    "GDP growth of 8.7 % against 7 % or more": "2021年为8.7%，目标为不低于7%，比目标高1.7个百分点：已实现。",
    "The city returned to the first 30 in 2021": "2021年为第29位，已达到2025年目标（进入前30位），提前4年，比目标靠前1位：提前实"
    "现。依据未核实数据。",
    "In step with economic growth": "2021年为9.0%，同期reference为8.7%，比其高0.3个百分点（容差1.0个百分点，本系统设定）：已实现。",
    "Faster than in step is kept": "2021年为10.2%，同期reference为8.7%，"
    "比其高1.5个百分点（容差1.0个百分点，本系统设定）（高于也算达到）：已实现。",
    "Below an interval is kept where lower is better": "2021年为1.5%，目标为2%至4%，"
    "比目标低0.5个百分点（低于也算达到）：已实现。",
    "A calculated figure carries its mark": "2025年为8932亿元，目标为达到8500亿元，"
    "比目标高432亿元：已实现。依据推算数据。",
    "Both falling without last year's figure": "2021年为110起；缺少2020年数据，无法与上年比较：不评价。",
    "One broken year is behind": "2023年为87.0%，比目标高2.0个百分点；目标为2021–2025年每年不低于85%；2021年、2023年达标，"
    "2022年未达标：滞后。",
    "January to November is not the year": "2021年1–11月为−4.7%，暂低于目标（不低于10%）；尚无全年数据：待公布。",
    "A total on schedule": "截至2023年累计27.6万人，为目标（不低于48万人）的58%，时间进度60%，为序时进度的96%（序时进度规则：95%–105%）："
    "符合预期。",
    "Stated in words": "定性目标：控制在合理水平。不以数字评价。",
    "A hair short at the end is missed": "2025年为8499.6亿元，目标为达到8500亿元，比目标低0.4亿元：未实现。",
}


@pytest.mark.parametrize("name", SAID)
def test_a_sentence_word_for_word(name):
    """What a planner reads, exactly."""
    case = next(case for case in CASES if case["name"]["en"] == name)
    assert verdict(case)[1] == SAID[name]


def count_by_ten_thousands(en: str) -> list[str]:
    """The amounts of a sentence that English counts by thousands and billions, as Chinese does."""
    amounts = re.findall(r"(\d+(?:\.\d+)?) (billion|thousand)", en)
    powers = {"billion": 1, "thousand": -1}
    return [f"{Decimal(number).scaleb(powers[word]):f}" for number, word in amounts]


@pytest.mark.parametrize("case", CASES, ids=[case["name"]["en"] for case in CASES])
def test_both_languages_hold_the_same_numbers(case):
    """Every number of the Chinese sentence stands in the English one."""
    row, zh, en = verdict(case)
    if row is None:
        return
    numbers = set(re.findall(r"\d+(?:\.\d+)?", zh))
    counted = en + " ".join(count_by_ten_thousands(en))
    missing = {
        number
        for number in numbers
        if number not in counted and not (row.month < 12 and int(float(number)) in (1, row.month))
    }
    assert not missing


@pytest.mark.parametrize("case", CASES, ids=[case["name"]["en"] for case in CASES])
def test_every_number_said_is_a_number_of_the_verdict(case):
    """Parsed back from the sentence, each number is one of the verdict's, to the digits it is
    printed with.
    """
    row, zh, _ = verdict(case)
    if row is None:
        return
    for printed in re.findall(
        r"−?\d[\d,]*(?:\.\d+)?", re.sub(r"\d{4}(?:–\d{4})?年|前\d+位", "", zh)
    ):
        said = float(printed.replace(",", "").replace("−", "-"))
        digit = 10.0 ** -len(printed.partition(".")[2])
        assert any(
            abs(abs(said) - abs(value)) <= digit / 2 * (1 + 1e-6) for value in numbers_of(case, row)
        ), (printed, zh)


def numbers_of(case: dict[str, Any], row: Any) -> list[float]:
    """All that a sentence may take its numbers from: the verdict, the declaration, the figures and
    the rules.
    """
    columns = (
        "actual",
        "base",
        "goal",
        "expected",
        "gap_to_path",
        "gap_to_goal",
        "needed",
        "best_pace",
        "native_score",
        "ratio",
    )
    shares = ("ratio", "progress", "elapsed", "needed_growth")
    found = [getattr(row, name) for name in columns] + [100 * getattr(row, name) for name in shares]
    target, rules = case["target"], RULES[case.get("rules", DEFAULT)]
    for key in (
        "tolerance",
        "reach",
        "at_least",
        "at_most",
        "above",
        "below",
        "about",
        "hold",
        "between",
    ):
        found += flat(target.get(key))
    found += [
        cut.at * scale
        for cut in (*rules.cuts["target"], *RULES[DEFAULT].cuts["target"])
        for scale in (1, 100)
    ]
    digit = 10.0 ** -case["indicator"].get("decimals", 1)
    found += [
        digit / 2,
        1,
        2,
        row.month,
        target.get("by", 0) - row.year if isinstance(target.get("by"), int) else 0,
    ]
    for figures in (case["actuals"], case.get("reference_actuals", {})):
        found += [value for figure in figures.values() for value in flat(figure)]
    return [float(value) for value in found if np.isfinite(value)]


def flat(value: Any) -> list[float]:
    """The numbers of a value, however it is nested."""
    if isinstance(value, list):
        return [number for part in value for number in flat(part)]
    try:
        return [float(Fraction(str(value)))]
    except ValueError:
        return []


def test_every_step_has_its_sentence():
    """A line of the order of decision without a sentence is an error of ours."""
    assert set(SENTENCES) == set(STEPS)
    assert {case["expect"]["step"] for case in CASES if "step" in case["expect"]} == set(STEPS)
