"""Gaps are followed up by those who may, one entry after another, each in the audit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from dashboard.core.analysis.follow_up import CLOSE, DONE, SEND_BACK
from dashboard.core.vocabulary.people import ROLES, build_member
from dashboard.core.vocabulary.text import Text
from dashboard.operations import follow_up, user_accounts
from dashboard.operations.authentication import Authenticator, Caller, ForbiddenError, RefusedError
from dashboard.operations.follow_up import Measure, Subject
from dashboard.store import audit
from dashboard.store.database import begin_read
from tests.conftest import indicator, registry_of
from tests.operations.test_authentication import DAY0, admit, house

COVERS = ("dashboard.store.follow_up",)

REGISTRY = registry_of(
    indicator(
        "rd",
        "plan: five, by: 2025, reach: 3, base: {year: 2020, value: 2}",
        unit="'%'",
        owner="科技局",
    )
    + indicator(
        "gdp",
        "plan: five, by: 2025, reach: 3, base: {year: 2020, value: 2}",
        unit="'%'",
        owner="统计局",
    ),
)
RD = Subject("rd", "10", 2023)
IN_JUNE = Measure("落实研发补助", "科技局", (DAY0 + timedelta(days=30)).date().isoformat())


@pytest.fixture
def door() -> Authenticator:
    """A house with an analyst, an official and a viewer."""
    made = house()
    for name in ("analyst", "official", "viewer"):
        admit(made, name, name)
    return made


def by(role: str, days: int = 0) -> Caller:
    return Caller(build_member(role, role, "one"), "10.0.0.1", DAY0 + timedelta(days=days))


def acts(door: Authenticator) -> list[tuple[str, str]]:
    with begin_read(door.engine) as connection:
        return [
            (one.who, one.action)
            for one in audit.list_entries(connection)
            if one.action in follow_up.RIGHTS
        ]


def test_from_explanation_to_closing_out(door):
    """Explain, set an action, report it done late, send it back, done again, close: everything
    stays, and is audited.
    """
    follow_up.explain_gap(door, REGISTRY, by("analyst"), RD, "  补助 \n尚未到位 ")
    number = follow_up.add_action(door, REGISTRY, by("analyst"), RD, IN_JUNE)
    follow_up.advance_action(door, REGISTRY, by("analyst", 31), number, DONE, "已发放")
    follow_up.advance_action(door, REGISTRY, by("official", 32), number, SEND_BACK, "凭证不全")
    follow_up.advance_action(door, REGISTRY, by("analyst", 33), number, DONE, "")
    follow_up.advance_action(door, REGISTRY, by("official", 34), number, CLOSE, "")
    found = follow_up.load_follow_up(door)
    (action,) = found.list_actions_about("rd", "10")
    assert found.find_explanations("rd", "10")[2023][0].text == "补助 尚未到位"
    assert action.state.id == "closed"
    assert [mark.zh for mark in action.list_marks((DAY0 + timedelta(days=99)).date())] == ["曾逾期"]
    assert [(one.who, one.kind) for one in found.entries] == acts(door)


@pytest.mark.parametrize("role", list(ROLES))
def test_only_those_with_the_right_may(role):
    """Explaining and setting actions take one right, closing out another."""
    kind = ROLES[role].administrations[0]
    door = house(administrators=kind)
    admit(door, "某人", role)
    who = Caller(build_member("某人", role, kind), "", DAY0)
    tried: list[tuple[str, Callable[[], int]]] = [
        ("explain", lambda: follow_up.explain_gap(door, REGISTRY, who, RD, "因为")),
        ("explain", lambda: follow_up.add_action(door, REGISTRY, who, RD, IN_JUNE)),
        ("chair", lambda: follow_up.add_action(door, REGISTRY, who, Subject(), IN_JUNE, meeting=1)),
    ]
    for right, does in tried:
        if who.person.may(right):
            does()
        else:
            with pytest.raises(ForbiddenError, match="没有这项权限"):
                does()


def test_an_analyst_does_not_close_what_an_analyst_reported(door):
    number = follow_up.add_action(door, REGISTRY, by("analyst"), RD, IN_JUNE)
    follow_up.advance_action(door, REGISTRY, by("analyst"), number, DONE, "")
    with pytest.raises(ForbiddenError, match="没有这项权限"):
        follow_up.advance_action(door, REGISTRY, by("analyst"), number, CLOSE, "")


def test_a_scope_binds_explanations_too(door):
    """Who answers for one department's indicators writes about those alone, whatever the session
    said before.
    """
    user_accounts.grant_role(
        door, replace(by("admin"), at_the_machine=True), "analyst", "analyst", (("科技局",), ())
    )
    follow_up.explain_gap(door, REGISTRY, by("analyst"), RD, "因为")
    with pytest.raises(ForbiddenError, match="不在你负责的范围内"):
        follow_up.explain_gap(door, REGISTRY, by("analyst"), replace(RD, indicator="gdp"), "因为")


@pytest.mark.parametrize(
    ("does", "said"),
    [
        (
            lambda door: follow_up.explain_gap(door, REGISTRY, by("analyst"), RD, " \u200b\n"),
            "请填写原因说明",
        ),
        (
            lambda door: follow_up.explain_gap(door, REGISTRY, by("analyst"), RD, "长" * 501),
            "原因说明有 501 字，最多 500 字",
        ),
        (
            lambda door: follow_up.explain_gap(
                door, REGISTRY, by("analyst"), replace(RD, indicator="no"), "话"
            ),
            "没有这项指标",
        ),
        (
            lambda door: follow_up.explain_gap(
                door, REGISTRY, by("analyst"), replace(RD, year=1), "话"
            ),
            "没有这项指标",
        ),
        (
            lambda door: follow_up.add_action(
                door, REGISTRY, by("analyst"), RD, replace(IN_JUNE, due="6月")
            ),
            "“6月”不是日期",
        ),
        (
            lambda door: follow_up.add_action(
                door, REGISTRY, by("analyst"), RD, replace(IN_JUNE, due="2001-01-01")
            ),
            "早于今天",
        ),
        (
            lambda door: follow_up.add_action(
                door, REGISTRY, by("analyst"), RD, replace(IN_JUNE, owner="")
            ),
            "请填写责任单位",
        ),
        (
            lambda door: follow_up.add_action(door, REGISTRY, by("analyst"), Subject(), IN_JUNE),
            "没有说明针对哪项指标",
        ),
        (
            lambda door: follow_up.advance_action(door, REGISTRY, by("analyst"), 9, DONE, ""),
            "没有第 9 号措施",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(door, does, said):
    """Nothing is stored, and the sentence says what to do, in both languages."""
    with pytest.raises(RefusedError, match=said) as refused:
        does(door)
    assert isinstance(refused.value.text, Text)
    assert refused.value.text.en
    assert not follow_up.load_follow_up(door).entries


def test_a_step_that_the_state_does_not_allow_is_refused(door):
    """Two people at once: the second is told how it stands."""
    number = follow_up.add_action(door, REGISTRY, by("analyst"), RD, IN_JUNE)
    with pytest.raises(RefusedError, match="进行中，不能销号"):
        follow_up.advance_action(door, REGISTRY, by("official"), number, CLOSE, "")
    follow_up.advance_action(door, REGISTRY, by("analyst"), number, DONE, "")
    with pytest.raises(RefusedError, match="不能报告完成"):
        follow_up.advance_action(door, REGISTRY, by("official"), number, DONE, "")
    with pytest.raises(RefusedError, match="请填写退回"):
        follow_up.advance_action(door, REGISTRY, by("official"), number, SEND_BACK, " ")
