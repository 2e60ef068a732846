"""The sentence of a verdict, word for word for each step, and its numbers."""

from __future__ import annotations

import re

import pytest

from dashboard.core.reasons import SENTENCES
from dashboard.core.rows import STEPS
from tests.core.test_judge import CASES, verdict

SAID = {
    "GDP of 2023 is ahead": "2023年为7791亿元，按直线路径应为7500.4亿元，比应达值高290.6亿元，为应有进度的119%（序时进度规则：≥105%）：快于预期。要在2025年达到8500亿元，今后每年需增加354.5亿元，历史最快一年为+794。",
    "Without a figure it is pending, not zero": "2022年数据尚未公布，按直线路径应为3.0%。最近一次为2021年2.9%，当时符合预期。",
    "GDP growth of 8.7 % against 7 % or more": "2021年为8.7%，目标为不低于7%，比目标高1.7个百分点：已实现。",
    "The city returned to the first 30 in 2021": "2021年为第29位，已达到2025年目标（进入前30位），提前4年，比目标靠前1位：提前实现。依据未核实数据。",
    "In step with economic growth": "2021年为9.0%，同期reference为8.7%，比其高0.3个百分点（容差1.0个百分点，本系统设定）：已实现。",
    "Both falling without last year's figure": "2021年为110起；缺少2020年数据，无法与上年比较：不评价。",
    "One broken year is behind": "2023年为87.0%，比目标高2.0个百分点；目标为2021–2025年每年不低于85%；2021年、2023年达标，2022年未达标：滞后。",
    "January to November is not the year": "2021年1–11月为−4.7%，暂低于目标（不低于10%）；尚无全年数据：待公布。",
    "A total on schedule": "截至2023年累计27.6万人，为目标（不低于48万人）的58%，时间过去60%，为应有进度的96%（序时进度规则：95%–105%）：符合预期。",
    "Stated in words": "定性目标：控制在合理水平。不以数字评价。",
    "A hair short at the end is missed": "2025年为8499.6亿元，目标为达到8500亿元，比目标低0.4亿元：未实现。",
}  # fmt: skip


@pytest.mark.parametrize("name", SAID)
def test_a_sentence_word_for_word(name):
    """What a planner reads, exactly."""
    case = next(case for case in CASES if case["name"]["en"] == name)
    assert verdict(case)[1] == SAID[name]


@pytest.mark.parametrize("case", CASES, ids=[case["name"]["en"] for case in CASES])
def test_both_languages_hold_the_same_numbers(case):
    """Every number of the Chinese sentence stands in the English one."""
    row, zh, en = verdict(case)
    numbers = set(re.findall(r"\d+(?:\.\d+)?", zh))
    missing = {number for number in numbers if number not in en and not (row.month < 12 and int(float(number)) in (1, row.month))}
    assert not missing


def test_every_step_has_its_sentence():
    """A line of the order of decision without a sentence is an error of ours."""
    assert set(SENTENCES) == set(STEPS)
    assert {case["expect"]["step"] for case in CASES} == set(STEPS)
