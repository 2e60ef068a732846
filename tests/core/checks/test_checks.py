"""What the checks find, each on a plan made for it, and in the real one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from dashboard.core.checks import checks
from dashboard.core.checks.checks import KINDS
from dashboard.core.checks.findings import OUTCOMES, Finding, describe_findings
from dashboard.core.checks.relations import combine_values
from dashboard.core.declaration.registry import parse
from dashboard.core.verdicts.panel import build_panel
from dashboard.operations import snapshots
from tests.conftest import ROOT, declaration, indicator, observe

COVERS = (
    "dashboard.core.checks.findings",
    "dashboard.core.checks.relations",
)


def found(text: str, *frames: pd.DataFrame, more: str = "") -> list[Finding]:
    """All findings of a small plan with its figures."""
    parsed = parse(declaration(text) + more)
    assert parsed.registry is not None, [issue.message.en for issue in parsed.issues]
    observations = pd.concat(frames, ignore_index=True) if frames else observe()
    return list(
        checks.run_checks(parsed.registry, build_panel(parsed.registry, observations), observations)
    )


def of(kind: str, findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.kind == kind]


MONEY: dict[str, Any] = {"unit": '"亿元"', "measure": "flow", "decimals": 0}
HEAD: dict[str, Any] = {"unit": '"万元"', "measure": "flow", "decimals": 1}
GDP = indicator(
    "gdp", "plan: five, by: 2025, reach: 8500, base: {year: 2020, value: 6001}", **MONEY
)
PER_HEAD = indicator(
    "gdp_head", "plan: five, by: 2025, reach: 15, base: {year: 2020, value: 11.6}", **HEAD
)
IMPLIED = (
    "relations:\n  people: "
    "{name: {zh: 人口, en: People}, ratio: [gdp, gdp_head], implies: {zh: 人口, en: population, unit: 万人}}\n"
)


def test_two_targets_imply_a_third():
    """6001 亿元 ÷ 11.6 万元 is 517.3 万人, 8500 ÷ 15 is 566.7: +1.84 % a year."""
    (one,) = of("relation", found(GDP + PER_HEAD, more=IMPLIED))
    assert one.outcome == "note"
    for printed in ("517.3万人", "566.7万人", "+1.84%", "6001亿元÷11.6万元", "8500亿元÷15万元"):
        assert printed in one.sentence.zh
    assert "+1.84%" in one.sentence.en


RATIO = (
    "relations:\n  ratio: "
    "{name: {zh: 倍差, en: Ratio}, ratio: [town, country], equals: ratio, tolerance: 0.005}\n"
)
INCOMES = "".join(
    indicator(
        name,
        unit=unit,
        decimals=decimals,
        measure="flow",
        better="lower" if name == "ratio" else "higher",
    )
    for name, unit, decimals in (("town", '"元"', 0), ("country", '"元"', 0), ("ratio", '"倍"', 2))
)


@pytest.mark.parametrize(("printed", "outcome"), [(1.72, "agrees"), (1.73, "differs")])
def test_a_relation_is_held_against_what_was_published(printed, outcome):
    """66694 / 38696 = 1.7235 agrees with 1.72 and not with 1.73, to half of its last digit."""
    (one,) = of(
        "relation",
        found(
            INCOMES,
            observe(("town", 2020, 66694), ("country", 2020, 38696), ("ratio", 2020, printed)),
            more=RATIO,
        ),
    )
    assert one.outcome == outcome
    assert "1.7235" in one.sentence.zh
    assert one.evidence[0].place.startswith("书.xlsx")


def test_a_relation_is_held_against_the_figure_in_force():
    """A later estimate is not: 66694 / 38696 agrees with the final 1.72 of the year after."""
    (one,) = of(
        "relation",
        found(
            INCOMES,
            observe(
                ("town", 2020, 66694),
                ("country", 2020, 38696),
                ("ratio", 2020, 1.72, "final", 12, date(2022, 1, 10)),
                ("ratio", 2020, 1.95, "estimate", 12, date(2025, 5, 1)),
            ),
            more=RATIO,
        ),
    )
    assert one.outcome == "agrees"


def test_relations_combine_in_three_ways():
    assert combine_values("ratio", [6.0, 3.0]) == 2
    assert combine_values("product", [6.0, 3.0]) == 18
    assert combine_values("sum", [6.0, 3.0]) == 9
    assert combine_values("ratio", [6.0, 0.0]) != combine_values("ratio", [6.0, 0.0])


PARTS = "relations:\n  sums: {name: {zh: 之和, en: Sum}, parts: [a], tolerance: 0.01}\n"


@pytest.mark.parametrize(("district", "outcome"), [(99.5, "agrees"), (90.0, "differs")])
def test_parts_add_up_or_not(district, outcome):
    """The only district has 99.5 of 100: agrees within 1 %; 90 does not, and is never repaired."""
    (one,) = of(
        "parts",
        found(
            indicator("a", **MONEY),
            observe(("a", 2021, 100.0)),
            observe(("a", 2021, district), region="11"),
            more=PARTS,
        ),
    )
    assert one.outcome == outcome
    assert one.evidence[0].what.zh == "乙区"


def test_a_missing_district_is_not_a_sum():
    assert not of("parts", found(indicator("a", **MONEY), observe(("a", 2021, 100.0)), more=PARTS))


@pytest.mark.parametrize(("annual", "outcome"), [(2.9, "agrees"), (3.1, "differs")])
def test_an_annual_target_lies_on_the_line(annual, outcome):
    """2.9 in 2021 lies on the line from 2.8 to 3.3; 3.1 does not."""
    text = (
        indicator("rd", "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}")
        + f"      - {{plan: year, in: 2021, about: {annual}}}\n"
    )
    (one,) = of("path", found(text))
    assert one.outcome == outcome
    assert "2.9%" in one.sentence.zh


def test_another_base_says_what_it_flips():
    """On a base of 2.98 the value 3.0 of 2022 would have gone a fourth of the way due: from on
    course to at risk, and where it tips.
    """
    text = indicator("rd", "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}")
    (one,) = of("base", found(text, observe(("rd", 2020, 2.98), ("rd", 2022, 3.0))))
    assert one.outcome == "differs"
    assert "由符合预期变为预警" in one.sentence.zh
    assert "临界基期" in one.sentence.zh
    assert one.evidence[0].place == "书.xlsx › 数据 › F2"


def test_another_base_that_already_keeps_the_goal_says_so():
    text = indicator(
        "life", "plan: five, by: 2025, above: 82.5, base: {year: 2020, value: 82.2}", unit="岁"
    )
    (one,) = of("base", found(text, observe(("life", 2020, 82.87))))
    assert "规划期前已达到" in one.sentence.zh
    assert "尚无数据" in one.sentence.zh


def test_the_plans_own_base_is_no_finding():
    text = indicator("rd", "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}")
    assert not of("base", found(text, observe(("rd", 2020, 2.8), ("rd", 2020, 2.82))))


def test_a_floor_below_what_was_there():
    """85 % of good-air days stands below the 90.7 % of the year before."""
    text = indicator("air", "plan: year, in: 2021, at_least: 85")
    (one,) = of("reached", found(text, observe(("air", 2020, 90.7))))
    assert "90.7%" in one.sentence.zh
    assert not of("reached", found(text, observe(("air", 2020, 84.9))))


def test_growth_is_not_chained_onto_a_level():
    """7 % a year on 6001 gives 7351.5 at 2020 prices beside 7791 at current ones; the statuses
    differ, so the finding does.
    """
    text = GDP.rstrip("\n") + "\n" + indicator("growth", unit='"%"', measure="growth")
    text = text.replace(
        "    measure: flow\n",
        "    measure: flow\n    prices: current\n    real_growth: growth\n",
        1,
    )
    rows = observe(("gdp", 2023, 7791), *(("growth", year, 7.0) for year in (2021, 2022, 2023)))
    (one,) = of("prices", found(text, rows))
    assert one.outcome == "differs"
    assert "7351亿元" in one.sentence.zh
    assert "不连乘" in one.sentence.zh


def test_promises_that_share_are_counted_once():
    text = indicator("a", "plan: year, in: 2021, at_least: 60, promise: p") + indicator(
        "b", "plan: year, in: 2021, at_least: 60, promise: p"
    )
    (one,) = of("promise", found(text))
    assert one.indicators == ("a", "b")


def test_questions_stay_open():
    text = indicator(
        "a", "plan: year, in: 2021, at_least: 3, question: {zh: 是否包含在内？, en: Is it inside?}"
    )
    (one,) = of("question", found(text))
    assert (one.outcome, one.sentence.zh) == ("open", "a：是否包含在内？")


def test_sources_that_disagree_are_shown_with_their_cells():
    """A tie stays open; a preliminary figure beside a final one is only noted."""
    tie = of("sources", found(indicator("a"), observe(("a", 2021, 7.0), ("a", 2021, 6.0))))
    assert [one.outcome for one in tie] == ["open"]
    assert [entry.place for entry in tie[0].evidence] == [
        "书.xlsx › 数据 › F2",
        "书.xlsx › 数据 › F3",
    ]
    noted = of(
        "sources",
        found(indicator("a"), observe(("a", 2021, 7.0, "preliminary"), ("a", 2021, 6.0, "final"))),
    )
    assert [one.outcome for one in noted] == ["note"]


def test_a_formula_is_held_against_what_was_published():
    """GDP over people gives 12.0; 12.05 published is within 1 %, 12.5 is not."""
    text = (
        indicator("gdp", **MONEY)
        + indicator("people", unit='"万人"', measure="stock", better="neither")
        + indicator("head", formula="gdp / people", **HEAD)
    )
    for published, outcome in ((12.05, "agrees"), (12.5, "differs")):
        (one,) = of(
            "formula",
            found(
                text, observe(("gdp", 2021, 6000), ("people", 2021, 500), ("head", 2021, published))
            ),
        )
        assert one.outcome == outcome


def test_nothing_to_check_is_said():
    assert describe_findings(()).zh == "没有可以核对的内容。"


@pytest.fixture(scope="module")
def real_findings(real):
    return snapshots.SnapshotService(
        real, snapshots.FolderSource(ROOT / "data"), date(2026, 11, 22)
    ).findings(None)


@pytest.mark.parametrize(
    ("kind", "outcome", "printed"),
    [
        ("relation", "note", "517.3万人"),
        ("relation", "note", "566.7万人"),
        ("relation", "note", "+1.84%"),
        ("relation", "agrees", "66,694元÷38,696元＝1.7235，公布值为1.72"),
        ("path", "agrees", "2021年年度目标2.9%左右"),
        ("question", "open", "战略性新兴产业"),
        ("question", "open", "是否包含在50亿元以上的8个之内"),
        ("reached", "note", "2020年已为90.7%"),
        ("promise", "note", "省级生活垃圾分类示范小区"),
        ("promise", "note", "村级再生资源回收站点"),
        ("prices", "differs", "不连乘"),
        ("base", "differs", "5963.75亿元"),
        ("base", "differs", "2.87%"),
        ("base", "differs", "82.87岁"),
        ("sources", "open", "无从取舍"),
        ("parts", "agrees", "6个地区之和7791亿元"),
    ],
)
def test_what_the_real_plan_holds(real_findings, kind, outcome, printed):
    """The findings that a careful reader of this plan would make."""
    assert any(
        (one.kind, one.outcome) == (kind, outcome) and printed in one.sentence.zh
        for one in real_findings
    )


def test_every_finding_is_said_in_both_languages(real_findings):
    """Sentences end, name what they are about, and come in the order of kinds."""
    order = [list(KINDS).index(one.kind) for one in real_findings]
    assert order == sorted(order)
    for one in real_findings:
        assert one.outcome in OUTCOMES
        assert one.sentence.zh[-1] in "。？"
        assert one.sentence.en
        assert one.indicators
        assert not any(mark in one.sentence.zh + one.sentence.en for mark in ("nan", "None", "{"))
    assert describe_findings(real_findings).zh.startswith(f"共核对{len(real_findings)}项")
