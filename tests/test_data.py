"""The real plan and the real figures: what this repository promises to show."""

from __future__ import annotations

import csv
import json
from datetime import date

import pandas as pd
import pytest

from dashboard.core.analysis import records
from dashboard.core.verdicts import standing
from dashboard.core.vocabulary.snapshot import View
from dashboard.core.vocabulary.statuses import JUDGED as STATUSES_JUDGED
from dashboard.operations import snapshots
from tests.conftest import ROOT, book


@pytest.fixture(scope="module")
def desk(real):
    return snapshots.SnapshotService(
        real, snapshots.FolderSource(ROOT / "data"), date(2026, 11, 22)
    )


@pytest.fixture(scope="module")
def promised():
    """The target rows of the founding document, as transcribed in tests/promised.csv."""
    with (ROOT / "tests" / "promised.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def verdict(desk: snapshots.SnapshotService, target: str, year: int):
    rows = desk.snapshot(View(year=year)).verdicts
    return rows[rows["target"] == target].iloc[0]


def test_every_promise_of_the_document_is_declared(real, promised):
    """7 for 2025, 39 for 2021 and 34 in the livelihood projects, each with its number, unit, base
    and phrase.
    """
    counts = {
        kind: sum(row["period_type"] == kind for row in promised)
        for kind in ("2025_target", "2021_target", "livelihood_project")
    }
    assert counts == {"2025_target": 7, "2021_target": 39, "livelihood_project": 34}
    by_id = {target.id: target for target in real.targets}
    for row in promised:
        for name in row["targets"].split():
            target = by_id[name]
            if row["value"] and target.bound != "stated":
                assert target.x is not None
                wanted = 100 / 3 if row["value"] == "-1/3" else float(row["value"])
                assert target.x == pytest.approx(wanted), name
            if row["baseline_value"] and target.period == "by":
                assert target.base is not None
                assert (target.base.year, target.base.value) == (
                    int(row["baseline_year"]),
                    float(row["baseline_value"]),
                )
            assert any(source.phrase for source in target.sources), name


def test_every_promise_has_a_verdict_in_2021(desk, promised):
    """Judging 2021 finds every row of the document."""
    judged = set(desk.snapshot(View(year=2021)).verdicts["target"])
    assert {name for row in promised for name in row["targets"].split()} <= judged


def test_the_wording_decides_the_bound(real):
    """达, 以上, 以内, 超过, 左右, 保持, 基本同步, 双下降, 消除, 强 are different things."""
    bounds = {target.id: (target.bound, target.x) for target in real.targets}
    assert bounds["fyp14.gdp.by2025"] == ("reach", 8500)
    assert bounds["year-2021.gdp_growth.in2021"] == ("at_least", 7)
    assert bounds["year-2021.urban_unemployment_rate.in2021"] == ("at_most", 3)
    assert bounds["fyp14.life_expectancy.by2025"] == ("above", 82.5)
    assert bounds["year-2021.rd_share.in2021"] == ("about", 2.9)
    assert bounds["year-2021.water_quality_share.in2021"] == ("hold", 100)
    assert bounds["year-2021.exports_national_share.in2021"] == ("hold", None)
    assert bounds["year-2021.urban_income_growth.in2021"] == ("in_step_with", None)
    assert bounds["year-2021.safety_deaths.in2021"] == ("better_than_last_year", None)
    assert bounds["year-2021.weak_villages_below_200k.in2021"] == ("reach", 0)
    assert bounds["fyp14.city_strength_rank.by2025"] == ("at_most", 30)
    assert real.indicators["lp07_legal_centers"].limits == (0, 7)


def test_shared_promises_questions_and_assumptions(real):
    """Promises that stand twice count once; open questions and what is ours are marked."""
    shared: dict[str, set[str]] = {}
    for target in real.targets:
        shared.setdefault(target.promise, set()).add(target.id)
    assert {promise for promise, targets in shared.items() if len(targets) > 1} == {
        "income_growth",
        "waste_sorting_communities",
        "village_recycling_sites",
        "gdp-growth-2021",
    }
    asked = {target.indicator for target in real.targets if target.question}
    assert {"emerging_industry_share", "urban_jobs_new"} <= asked
    assert asked & {"projects_5bn", "projects_10bn"}
    assert [target.id for target in real.targets if target.assumption] == [
        "fyp14.aqi_good_days_share.every2021-2025"
    ]


def test_the_plan_opens_on_2025_on_unverified_figures(desk):
    """The newest year with figures: GDP, GDP per head and urbanization, all met, none verified, as
    the first sentence says.
    """
    view = desk.complete(View())
    assert (view.plan, view.region, view.year) == ("fyp14", "330600", 2025)
    state = standing.build_standing(desk.snapshot(view), "fyp14", "330600")
    assert state.counts() == {"met": (0, 3), "pending": (4, 0), "not_judged": (2, 0)}
    judged = {target.indicator for row, target in state.rows if row.status == "met"}
    assert judged == {"gdp", "gdp_per_capita", "urbanization_rate"}
    assert "（3项依据未核实数据）" in standing.describe_headline(state, 2025).zh


def test_2023_has_three_verified_verdicts(desk):
    """All ahead."""
    state = standing.build_standing(desk.snapshot(View(year=2023)), "fyp14", "330600")
    assert state.counts() == {"ahead": (3, 0), "pending": (4, 0), "not_judged": (2, 0)}


def test_each_year_has_so_many_targets_with_figures(desk):
    view = desk.complete(View(plan="fyp14"))
    assert desk.count_reported(view) == dict.fromkeys(range(2021, 2026), 3)


def test_seven_annual_targets_of_2021_are_judged(desk):
    """Three of them on unverified figures: the quotient of two published levels, and two incomes of
    a page that names no source.
    """
    rows = desk.snapshot(View(plan="year-2021", year=2021)).verdicts
    judged = rows[(rows["plan"] == "year-2021") & rows["status"].isin(STATUSES_JUDGED)]
    unsure = judged[["rests_on_unverified" in flags for flags in judged["flags"]]]
    assert len(judged) == 7
    assert set(unsure["indicator"]) == {
        "digital_core_growth",
        "urban_income_growth",
        "rural_income_growth",
    }


def test_districts_have_their_figures(desk):
    """83 rows of the third workbook are of districts and counties, 2 of them bounds."""
    reading = snapshots.read_file(ROOT / "data" / "公开数据补充.xlsx", desk.registry)
    regions = reading.observations["region"]
    assert len(regions) == 114
    assert regions[regions != "330600"].value_counts().to_dict() == {
        "330624": 50,
        "330604": 15,
        "330602": 7,
        "330681": 4,
        "330603": 4,
        "330683": 1,
    }


def test_gdp_of_2023(desk):
    """7791 against an expected 7500.4: ahead, with our price assumption and the revised base
    said.
    """
    row = verdict(desk, "fyp14.gdp.by2025", 2023)
    assert row["status"] == "ahead"
    assert row["actual"] == 7791
    assert row["expected"] == pytest.approx(7500.4)
    assert {"price_assumed", "base_revised"} <= set(row["flags"])


def test_2025_rests_on_unverified_figures(desk):
    """GDP 8932 against 8500 is met, drawn hollow."""
    row = verdict(desk, "fyp14.gdp.by2025", 2025)
    assert (row["status"], row["actual"], row["quality"]) == ("met", 8932, "unverified")
    assert "rests_on_unverified" in row["flags"]


@pytest.mark.parametrize(
    ("target", "actual", "goal", "gap"),
    [
        ("year-2021.gdp_growth.in2021", 8.7, 7, 1.7),
        ("year-2021.general_budget_revenue_growth.in2021", 11.1, 7, 4.1),
        ("year-2021.pm25.in2021", 27, 30, -3),
        ("year-2021.aqi_good_days_share.in2021", 93.4, 85, 8.4),
    ],
)
def test_what_2021_brought(desk, target, actual, goal, gap):
    """Four published results of 2021 against their targets: met, by these margins."""
    row = verdict(desk, target, 2021)
    assert (row["status"], row["actual"], row["goal"]) == ("met", actual, goal)
    assert row["gap_to_goal"] == pytest.approx(gap)


def test_a_bound_is_not_a_value(desk):
    """城镇登记失业率控制在3%以内 was reported as a bound: pending, not zero and not 3."""
    row = verdict(desk, "year-2021.urban_unemployment_rate.in2021", 2021)
    assert row["status"] == "pending"
    assert pd.isna(row["actual"])


@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024, 2025])
def test_disputed_and_undated_rd_figures_are_never_judged(desk, year):
    """R&D has no verified figure inside the plan: no year carries a verdict on it."""
    assert verdict(desk, "fyp14.rd_share.by2025", year)["status"] == "pending"


def test_livelihood_projects_wait_for_data(desk):
    """No result is not 0 %: none is red, all wait or are stated in words."""
    rows = desk.snapshot(View(plan="livelihood-2021", year=2021)).verdicts
    mine = rows[rows["plan"] == "livelihood-2021"]
    assert set(mine["status"]) == {"pending", "not_judged"}
    assert desk.registry.plans["livelihood-2021"].candidate()


def test_the_track_record(desk):
    """2018: ten targets met and one missed; 2020: GDP growth missed at 3.3 %."""
    rows = desk.snapshot(View(year=2025)).verdicts
    of_2018 = rows[rows["plan"] == "year-2018"]["status"].astype(str).value_counts().to_dict()
    assert of_2018 == {"met": 10, "missed": 1, "pending": 3, "not_judged": 1}
    assert verdict(desk, "year-2020.gdp_growth.in2020", 2025)["status"] == "missed"


def test_gdp_per_head_is_derived_where_nothing_is_published(desk):
    """2023: 7791 over the mean of two year-end populations; 2021 keeps the bulletin's figure."""
    rows = desk.snapshot(View(year=2023)).in_force
    mine = rows[(rows["indicator"] == "gdp_per_capita") & (rows["region"] == "330600")].set_index(
        "year"
    )
    assert mine.loc[2023, "value"] == pytest.approx(7791 / ((535.3 + 539.4) / 2), rel=1e-9)
    assert mine.loc[2023, "quality"] == "derived"
    assert mine.loc[2021, "value"] == pytest.approx(12.7875)
    assert mine.loc[2021, "quality"] == "published"


def test_workbooks_read_without_an_error_or_a_question(real):
    """Every row of the repository's own workbooks is taken; conversions are listed."""
    for file in snapshots.FolderSource(ROOT / "data").files():
        reading = snapshots.read_file(file, real)
        warned = [
            issue.message.zh
            for issue in reading.issues
            if issue.severity != "finding" and issue.code != "converted"
        ]
        assert warned == []
        assert reading.outcome in ("accepted", "accepted-with-warning")
        assert not reading.observations[["value", "source", "cell"]].isna().any().any()


def test_as_known_before_the_plan_was_issued(desk):
    """On the day before its document came out the plan promised nothing."""
    before = desk.snapshot(View(year=2021, known_on=date(2021, 2, 2))).verdicts
    assert "fyp14" not in set(before["plan"])
    known = desk.snapshot(View(year=2021, known_on=date(2021, 2, 3))).verdicts
    assert set(known[known["plan"] == "fyp14"]["status"]) <= {"pending", "not_judged"}


def test_an_indicator_and_a_row_are_enough(tmp_path):
    """Adding an indicator to the YAML and a row to a workbook shows it, without touching code."""
    text = (ROOT / "indicators.yaml").read_text("utf-8")
    text += (
        "\n  parks_new:\n    name: {zh: 新建公园, en: New parks}\n    unit: 个\n    measure: flow\n  "
        "  better: higher\n    themes: [w4]\n    targets:\n"
        "      - "
        '{plan: year-2021, in: 2021, reach: 3, source: {document: report-2021, section: 试验, phrase: "新建公园3个"}}\n'
    )
    (tmp_path / "indicators.yaml").write_text(text, "utf-8")
    (tmp_path / "2021年.xlsx").write_bytes(
        book(
            [
                ["指标名称", "年份", "数值", "单位", "数据性质"],
                ["新建公园", 2021, 4, "个", "最终核实"],
            ]
        )
    )
    parsed = snapshots.read_declaration(tmp_path / "indicators.yaml")
    assert parsed.registry is not None
    mine = snapshots.SnapshotService(
        parsed.registry, snapshots.FolderSource(tmp_path), date(2026, 1, 1)
    )
    record = next(
        record
        for record in records.list_verdicts(mine.snapshot(View(year=2021)))
        if record["indicator"] == "parks_new"
    )
    assert (record["status"], record["actual"], record["quality"]) == ("met", 4.0, "final")
    assert "新建公园" not in json.dumps(record, ensure_ascii=False)
