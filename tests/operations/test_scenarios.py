"""Scenarios are kept by those who may, and found again."""

from __future__ import annotations

import pytest

from dashboard.core.vocabulary.people import build_member
from dashboard.core.vocabulary.snapshot import View
from dashboard.operations import scenarios
from dashboard.operations.authentication import Caller, ForbiddenError, RefusedError
from tests.operations.test_authentication import DAY0, admit, house
from tests.operations.test_follow_up import REGISTRY

VIEW = View("five", "10", 2023)


def test_a_scenario_is_kept_and_found_again():
    """Under its name, with what was assumed in one order, by whom and on which data."""
    door = house()
    admit(door, "甲", "analyst")
    caller = Caller(build_member("甲", "analyst", "one"), "", DAY0)
    number = scenarios.save_scenario(
        door, REGISTRY, caller, VIEW, " 稳健 ", "rd:v:3.10;gdp:v:2;no:v:1"
    )
    (found,) = scenarios.list_scenarios(door)
    assert (found.number, found.name, found.assumed, found.plan, found.who) == (
        number,
        "稳健",
        "gdp:v:2;rd:v:3.1",
        "five",
        "甲",
    )


@pytest.mark.parametrize(
    ("name", "assumed", "said"),
    [
        ("", "rd:v:3", "请填写情景名称"),
        ("名", "", "还没有任何假设"),
        ("长" * 61, "rd:v:3", "最多 60 字"),
    ],
)
def test_what_is_no_scenario_is_refused(name, assumed, said):
    door = house()
    admit(door, "甲", "analyst")
    with pytest.raises(RefusedError, match=said):
        scenarios.save_scenario(
            door,
            REGISTRY,
            Caller(build_member("甲", "analyst", "one"), "", DAY0),
            VIEW,
            name,
            assumed,
        )
    assert not scenarios.list_scenarios(door)


def test_a_viewer_keeps_none():
    door = house()
    admit(door, "乙", "viewer")
    with pytest.raises(ForbiddenError, match="没有这项权限"):
        scenarios.save_scenario(
            door,
            REGISTRY,
            Caller(build_member("乙", "viewer", "one"), "", DAY0),
            VIEW,
            "名",
            "rd:v:3",
        )
