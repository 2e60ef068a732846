"""A change on last year says at which prices it is."""

from __future__ import annotations

import pytest

from dashboard.core.verdicts.change import find_change
from dashboard.core.verdicts.statement import list_indicator_statements
from tests.conftest import indicator, observe, registry_of, snapshot_of
from tests.core.verdicts.test_sensitivity import GDP

MONEY = {"unit": '"亿元"', "measure": "flow", "decimals": 0}
REGISTRY = registry_of(
    GDP
    + indicator("current", "plan: five, by: 2025, at_least: 9000", prices="current", **MONEY)
    + indicator("constant", "plan: five, by: 2025, at_least: 9000", prices="constant", **MONEY)
    + indicator("share", "plan: five, by: 2025, at_least: 75")
    + indicator("sum", "plan: five, total: 2021-2025, at_least: 9000", **MONEY)
    + indicator(
        "rank",
        "plan: five, by: 2025, at_most: 30",
        unit="位",
        measure="rank",
        better="lower",
        decimals=0,
    )
    + indicator("people", "plan: five, by: 2025, at_least: 500", unit="人", measure="stock")
)


def change(*rows: tuple[object, ...]) -> str | None:
    """How the first of some figures' indicators changed in 2023, in words."""
    name = str(rows[0][0])
    shot = snapshot_of(REGISTRY, observe(*rows), 2023)
    (one,) = list_indicator_statements(shot, REGISTRY.indicators[name])
    found = find_change(one)
    return found.sentence.zh if found else None


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [("gdp", 2023, 7791), ("gdp", 2022, 7351), ("growth", 2023, 7.8)],
            "比上年+7.8%（不变价）",
        ),
        (
            [("gdp", 2023, 7791), ("growth", 2023, 7.8, "unverified")],
            "比上年+7.8%（不变价，未核实）",
        ),
        (
            [("gdp", 2023, 7791), ("gdp", 2022, 7351), ("growth", 2022, 4.4)],
            "比上年+6.0%（名义）",
        ),
        ([("current", 2023, 110), ("current", 2022, 100)], "比上年+10.0%（名义）"),
        ([("constant", 2023, 110), ("constant", 2022, 100)], "比上年+10.0%"),
        ([("share", 2023, 71.4), ("share", 2022, 72)], "比上年−0.6个百分点"),
        ([("current", 2023, 5), ("current", 2022, -10)], "比上年+15亿元"),
        ([("current", 2023, -20), ("current", 2022, -10)], "比上年−10亿元"),
        ([("rank", 2023, 29), ("rank", 2022, 31)], "比上年靠前2位"),
        ([("people", 2023, 110), ("people", 2022, 100)], "比上年+10.0%"),
        ([("sum", 2023, 110), ("sum", 2022, 100), ("sum", 2021, 100)], None),
        ([("share", 2023, 71.4), ("share", 2021, 72)], None),
        ([("share", 2023, 71.4, "published", 9), ("share", 2022, 72)], None),
    ],
)
def test_published_growth_stands_before_a_nominal_change(rows, said):
    """7791 on 7351 is +6.0 % at current prices; 7.8 % is what was published. Sums over years, part
    years and gaps have none.
    """
    assert change(*rows) == said
