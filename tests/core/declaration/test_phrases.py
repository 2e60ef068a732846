"""How values, bounds and gaps are said: forty examples and one law."""

from __future__ import annotations

import pytest

from dashboard.core.declaration import phrases
from dashboard.core.vocabulary.model import Indicator, Registry
from dashboard.core.vocabulary.text import Text
from dashboard.core.vocabulary.units import UNITS
from tests.conftest import indicator, registry_of


def kind(unit: str, decimals: int = 1, measure: str = "rate") -> Indicator:
    name = Text("甲", "A")
    return Indicator("x", name, UNITS[unit], decimals, measure, "higher")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("unit", "decimals", "amount", "zh", "en"),
    [
        ("亿元", 0, 7791, "7791亿元", "779.1 billion yuan"),
        ("亿元", 0, 8368.6, "8369亿元", "836.9 billion yuan"),
        ("亿元", 1, 543.5, "543.5亿元", "54.35 billion yuan"),
        ("万元", 1, 14.49893, "14.5万元", "145 thousand yuan"),
        ("元", 0, 66694, "66,694元", "66,694 yuan"),
        ("%", 1, 3.3, "3.3%", "3.3%"),
        ("%", 1, 69, "69.0%", "69.0%"),
        ("%", 1, -3, "−3.0%", "−3.0%"),
        ("‰", 1, 12.4, "12.4‰", "12.4‰"),
        ("位", 0, 31, "第31位", "rank 31"),
        ("岁", 1, 82.2, "82.2岁", "82.2 years"),
        ("倍", 2, 1.7235, "1.72倍", "1.72 times"),
        ("个", 0, 5000, "5000个", "5000 units"),
        ("份", 0, 50000, "50,000份", "50,000 samples"),
        ("微克/立方米", 0, 27, "27微克/立方米", "27 µg/m³"),
        ("万人", 2, 27.46, "27.46万人", "274.6 thousand people"),
        ("%", 1, 0, "0.0%", "0.0%"),
        ("个", 0, 0, "0个", "0 units"),
        ("%", 1, 2.85, "2.9%", "2.9%"),
        ("%", 1, 2.25, "2.3%", "2.3%"),
        ("公里", 0, 500, "500公里", "500 km"),
        ("户", 0, 1, "1户", "1 household"),
        ("人", 0, 1, "1人", "1 person"),
        ("小时", 1, 1, "1.0小时", "1.0 hours"),
        ("万户", 0, 1, "1万户", "10 thousand households"),
        ("倍", 0, 1, "1倍", "1 times"),
    ],
)
def test_a_value_reads_as_its_publisher_prints_it(unit, decimals, amount, zh, en):
    """Rounded half up to the printed digit, with its unit."""
    assert phrases.format_value(kind(unit, decimals), amount) == Text(zh, en)


@pytest.mark.parametrize(
    ("unit", "decimals", "amount", "zh", "en"),
    [
        ("%", 1, 0.5, "0.5个百分点", "0.5 percentage points"),
        ("亿元", 0, 290.6, "290.6亿元", "29.06 billion yuan"),
        ("亿元", 0, -709, "709亿元", "70.9 billion yuan"),
        ("位", 0, 1, "1位", "1 place"),
        ("%", 0, 1, "1个百分点", "1 percentage point"),
        ("位", 0, -2, "2位", "2 places"),
        ("%", 1, 0.04, "0.04个百分点", "0.04 percentage points"),
        ("%", 1, 0.0004, "0.0004个百分点", "0.0004 percentage points"),
        ("万元", 1, 0.85893, "0.86万元", "8.6 thousand yuan"),
        ("微克/立方米", 0, -3, "3微克/立方米", "3 µg/m³"),
        ("%", 1, 0, "0.0个百分点", "0.0 percentage points"),
    ],
)
def test_a_difference_is_never_percent_of_a_percentage(unit, decimals, amount, zh, en):
    """Differences of shares are percentage points; a small one is never rounded to nothing."""
    assert phrases.format_difference(kind(unit, decimals), amount) == Text(zh, en)


def bound(target: str, **keys: object) -> tuple[Registry, str, str]:
    registry = registry_of(indicator("a", target, **keys) + indicator("g"))
    return (
        registry,
        phrases.format_bound(registry, registry.targets[0]).zh,
        phrases.format_short_bound(registry, registry.targets[0]).zh,
    )


@pytest.mark.parametrize(
    ("target", "keys", "long", "short"),
    [
        ("plan: five, by: 2025, reach: 3.3", {}, "达到3.3%", "3.3"),
        ("plan: year, in: 2021, at_least: 85", {}, "不低于85%", "≥ 85"),
        ("plan: year, in: 2021, at_most: 3", {"better": "lower"}, "不高于3%", "≤ 3"),
        ("plan: five, by: 2025, above: 82.5", {"unit": '"岁"'}, "超过82.5岁", "> 82.5"),
        ("plan: year, in: 2021, below: 5", {"better": "lower"}, "低于5%", "< 5"),
        (
            "plan: year, in: 2021, about: 2.9",
            {},
            "2.9%左右（容差0.05个百分点，本系统设定）",
            "≈ 2.9",
        ),
        ("plan: five, by: 2025, between: [45, 50]", {}, "45%至50%", "45–50"),
        (
            "plan: year, in: 2021, hold: 100",
            {},
            "保持100%（容差0.05个百分点，本系统设定）",
            "保持 100",
        ),
        (
            "plan: year, in: 2021, hold: last_year",
            {},
            "保持上年水平（容差0.05个百分点，本系统设定）",
            "保持 上年",
        ),
        (
            "plan: year, in: 2021, in_step_with: g, tolerance: 1",
            {},
            "与g基本同步（容差1.0个百分点，本系统设定）",
            "同步",
        ),
        ("plan: year, in: 2021, better_than_last_year: true", {}, "好于上年", "好于上年"),
        (
            "plan: five, by: 2025, at_most: 30",
            {"unit": '"位"', "measure": "rank", "better": "lower", "decimals": 0},
            "进入前30位",
            "≤ 30",
        ),
        (
            "plan: year, in: 2021, done: true",
            {"unit": None, "measure": None, "better": None},
            "建成",
            "建成",
        ),
    ],
)
def test_a_bound_reads_as_the_plan_words_it(target, keys, long, short):
    """达, 以上, 以内, 超过, 左右, 保持, 基本同步 are said apart; a tolerance of ours is marked."""
    assert bound(target, **keys)[1:] == (long, short)


def test_a_fraction_keeps_the_plans_words():
    """One third cannot be printed in digits: the plan's 三分之一 stands."""
    source = 'source: {document: report, section: 目标, phrase: "压缩超过三分之一"}'
    assert bound(f"plan: year, in: 2021, above: 100/3, words: 三分之一, {source}")[1:] == (
        "超过三分之一",
        "> 三分之一",
    )


def test_a_comparison_names_its_direction():
    """高, 低, 持平; ranks stand before or behind."""
    goal = Text("目标", "the target")
    assert phrases.describe_comparison(kind("%"), 1.7, goal) == Text(
        "比目标高1.7个百分点", "1.7 percentage points above the target"
    )
    assert phrases.describe_comparison(kind("%"), -1.7, goal).zh == "比目标低1.7个百分点"
    assert phrases.describe_comparison(kind("%"), 0, goal).zh == "与目标持平"
    assert phrases.describe_comparison(kind("位", 0, "rank"), -1, goal) == Text(
        "比目标靠前1位", "1 place in front of the target"
    )


def test_the_goal_is_printed_as_the_plan_prints_it():
    """85 stays 85 though the indicator prints one decimal; a reference's figure is printed as its
    indicator's.
    """
    registry = registry_of(
        indicator("a", "plan: year, in: 2021, at_least: 85")
        + indicator("b", "plan: year, in: 2021, in_step_with: a, tolerance: 1")
    )
    assert phrases.format_goal(registry, registry.targets[0], 85.0).zh == "85%"
    assert phrases.format_goal(registry, registry.targets[1], 8.72).zh == "8.7%"
    assert phrases.format_goal(registry, registry.targets[1], float("nan")).zh.startswith(
        "与a基本同步"
    )
