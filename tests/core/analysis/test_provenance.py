"""What a file says of itself leads back to the same numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from dashboard.core.analysis import provenance
from tests.conftest import indicator, observe, registry_of, snapshot_of

REGISTRY = registry_of(
    indicator("a", "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}")
)
SHOT = snapshot_of(REGISTRY, observe(("a", 2023, 3.0)), 2023)
MADE = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


def said(**changes: object) -> dict[str, str]:
    shot = replace(SHOT, view=replace(SHOT.view, **changes), version=7)  # type: ignore[arg-type]
    return {name.zh: value.zh for name, value in provenance.list_provenance(shot, MADE)}


def test_everything_that_decides_a_number_is_named():
    """Plan, region, year, version, time point, rules, moment, and what unverified means."""
    told = said()
    assert list(told) == [
        "规划",
        "地区",
        "数据年份",
        "数据版本",
        "时点",
        "规则",
        "生成时间",
        "数据性质",
    ]
    assert (told["数据年份"], told["数据版本"], told["时点"], told["规则"], told["生成时间"]) == (
        "2023",
        "7",
        "现在",
        "序时进度",
        "2026-01-05 09:30",
    )
    assert "未核实" in told["数据性质"]


def test_what_is_left_out_is_named():
    """A filter and a day stand in the file."""
    assert said(status="behind", nature="binding")["只含"] == "滞后、约束性"
    assert said(known_on=date(2024, 3, 1))["时点"] == "2024-03-01"
