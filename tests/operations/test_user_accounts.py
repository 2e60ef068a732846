"""Who may do what with people: by right, never with the own account, and only roles of the
house.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dashboard.core.vocabulary.people import ROLES, build_member
from dashboard.operations import user_accounts
from dashboard.operations.authentication import Caller, RefusedError
from tests.operations.test_authentication import DAY0, admit, caller, house

ACTS: dict[str, tuple[Callable[..., Any], set[str]]] = {
    "add": (lambda door, who: user_accounts.add_person(door, who, "新人"), {"people"}),
    "give_link": (lambda door, who: user_accounts.give_link(door, who, "张三"), {"people"}),
    "disable": (lambda door, who: user_accounts.disable_person(door, who, "张三"), {"people"}),
    "grant": (lambda door, who: user_accounts.grant_role(door, who, "张三", "viewer"), {"grant"}),
    "unlock": (lambda door, who: user_accounts.unlock_person(door, who, "张三"), {"grant"}),
    "end_sessions": (lambda door, who: user_accounts.end_sessions(door, who, "张三"), {"grant"}),
    "sessions": (user_accounts.list_sessions, {"grant"}),
    "people": (user_accounts.list_people, {"people", "grant"}),
}


@pytest.mark.parametrize("role", list(ROLES))
@pytest.mark.parametrize("act", list(ACTS))
def test_only_those_with_the_right_may(act, role):
    """Every act × every role, in the house that grants the role."""
    kind = ROLES[role].administrations[0]
    door = house(administrators=kind)
    admit(door, role="viewer")
    who = Caller(build_member("某人", role, kind), "", DAY0)
    does, rights = ACTS[act]
    if who.person.rights & rights:
        does(door, who)
    else:
        with pytest.raises(RefusedError, match="没有这项权限"):
            does(door, who)


@pytest.mark.parametrize("act", ["give_link", "disable", "grant", "end_sessions"])
def test_nobody_sees_to_the_own_account(act):
    """An administrator can neither raise nor shut out himself."""
    door = house()
    admit(door, "张三", "admin")
    with pytest.raises(RefusedError, match="自己的账号"):
        ACTS[act][0](door, Caller(build_member("张三", "admin", "one"), "10.0.0.1", DAY0))


def test_the_system_administrator_takes_over_nobody():
    """A link of somebody with a role needs the right to grant as well: with three administrators
    nobody has both.
    """
    door = house(administrators="three")
    admit(door, "审计", "audit")
    system = Caller(build_member("系统", "system", "three"), "10.0.0.1", DAY0)
    security = Caller(build_member("安全", "security", "three"), "10.0.0.1", DAY0)
    with pytest.raises(RefusedError, match="先改为查看人员"):
        user_accounts.give_link(door, system, "审计")
    user_accounts.grant_role(door, security, "审计", "viewer")
    link = user_accounts.give_link(door, system, "审计")
    user_accounts.grant_role(door, security, "审计", "audit")
    with pytest.raises(RefusedError):
        door.set_by_link(link, "Another-good-2027", caller(person=door.build_visitor()))


def test_adding_with_a_role_needs_both_rights():
    """With three administrators the one who adds people makes viewers, and another grants."""
    door = house(administrators="three")
    system = Caller(build_member("系统", "system", "three"), "", DAY0)
    with pytest.raises(RefusedError, match="没有这项权限"):
        user_accounts.add_person(door, system, "新人", "analyst")
    user_accounts.add_person(door, system, "新人")
    user_accounts.grant_role(
        door,
        Caller(build_member("安全", "security", "three"), "", DAY0),
        "新人",
        "analyst",
        (("科技局",), ()),
    )
    found, _ = user_accounts.list_people(door, system)
    assert [(one.name, one.role, one.owners) for one in found] == [("新人", "analyst", ("科技局",))]


@pytest.mark.parametrize(
    ("house_kind", "role"), [("one", "security"), ("three", "admin"), ("one", "root")]
)
def test_a_role_that_the_house_does_not_grant_is_refused(house_kind, role):
    with pytest.raises(RefusedError, match="不能授予"):
        user_accounts.add_person(house(administrators=house_kind), caller(), "新人", role)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "  ",
        "长" * 31,
        "零\u200b宽",
        "—",
        "首次启动",
        "adm\ufe0f",
        "\u3164",
        "a;b=c",
        "<b>",
        "..",
        "\u202ex",
    ],
)
def test_a_name_is_visible(name):
    """Letters and digits that can be seen: nothing that passes for somebody else, or for nobody."""
    with pytest.raises(RefusedError, match="字母、汉字或数字"):
        user_accounts.add_person(house(), caller(), name)


def test_somebody_unknown_is_said():
    with pytest.raises(RefusedError, match="没有名为“王五”"):
        user_accounts.disable_person(house(), caller(), "王五")
