"""Who may do what? Rights, roles, and the part of the plan that a person's figures may be about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.text import LANGUAGES, Text

Administrators = Literal["one", "three"]
"""One administrator, or three that keep each other in check: system, security and audit (GB/T
22239, 8.1.5).
"""

RIGHTS: dict[str, Text] = {
    "read": Text("查看各页面", "look at the pages"),
    "publish": Text("上传、入库、撤销数据", "upload, publish and undo figures"),
    "explain": Text(
        "填写原因说明和措施，报告完成，保存测算情景",
        "explain gaps, set actions, report them done, keep scenarios",
    ),
    "chair": Text(
        "销号、退回，建立会议，记录议定事项",
        "close actions out or send them back, freeze meetings, record what they decide",
    ),
    "people": Text("新建、停用人员，发放链接", "add and disable people, give out links"),
    "grant": Text("授予角色和范围，解锁，结束会话", "grant roles and scopes, unlock, end sessions"),
    "audit": Text("查看和核验审计记录", "read and verify the audit"),
    "settings": Text("查看生效的设置和自查", "see the settings in force and the self-check"),
    "self": Text("管理自己的密码和会话", "see to one's own password and sessions"),
}
"""What may be allowed; everything that is not is refused."""


@dataclass(frozen=True, slots=True)
class Role:
    """A set of rights under a name, granted where the house has one administrator, three, or
    either.
    """

    id: str
    name: Text
    rights: frozenset[str]
    administrations: tuple[Administrators, ...] = ("one", "three")


ROLES: dict[str, Role] = {
    role.id: role
    for role in (
        Role("viewer", Text("查看人员", "viewer"), frozenset({"read"})),
        Role("analyst", Text("分析人员", "analyst"), frozenset({"read", "publish", "explain"})),
        Role(
            "official",
            Text("规划人员", "planning official"),
            frozenset({"read", "explain", "chair"}),
        ),
        Role(
            "admin",
            Text("管理员", "administrator"),
            frozenset(
                {"read", "publish", "explain", "chair", "people", "grant", "audit", "settings"}
            ),
            ("one",),
        ),
        Role(
            "auditor",
            Text("审计人员", "auditor"),
            frozenset({"read", "audit", "settings"}),
            ("one",),
        ),
        Role(
            "system",
            Text("系统管理员", "system administrator"),
            frozenset({"read", "people", "settings"}),
            ("three",),
        ),
        Role(
            "security",
            Text("安全管理员", "security administrator"),
            frozenset({"read", "grant", "settings"}),
            ("three",),
        ),
        Role(
            "audit",
            Text("审计管理员", "audit administrator"),
            frozenset({"read", "audit", "settings"}),
            ("three",),
        ),
    )
}
"""A person has one role, so that the three administrators exclude each other."""


def list_grantable_roles(administrators: Administrators) -> tuple[str, ...]:
    """The roles that a house may grant."""
    return tuple(role.id for role in ROLES.values() if administrators in role.administrations)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the door: a name (empty for a visitor who has not signed in), a role, and a
    scope.

    `owners` and `themes` bind what the person may publish; without either all indicators are open.
    `rights` are what the role gives in this house, less what a password that must be changed holds
    back.
    """

    name: str
    role: str
    rights: frozenset[str]
    owners: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()

    def may(self, right: str) -> bool:
        """Whether a right is this person's."""
        return right in self.rights

    @property
    def bound(self) -> bool:
        """Whether only a part of the plan is this person's to publish."""
        return bool(self.owners or self.themes)

    def answers_for(self, registry: Registry, indicator: str) -> bool:
        """Whether figures of an indicator are within the scope: its owner is named, or one of its
        themes or what they are within.
        """
        if not self.bound:
            return True
        indicator = registry.find_current("indicator", indicator)
        kind = registry.indicators.get(indicator)
        if kind is None:
            return False
        if kind.owner and self.owners & {kind.owner.in_(language) for language in LANGUAGES}:
            return True
        themes = set(kind.themes)
        for target in registry.of(indicator):
            themes |= set(target.themes)
        named = {registry.find_current("theme", theme) for theme in self.themes}
        return bool(named.intersection(list_enclosing_themes(registry, themes)))


def list_enclosing_themes(registry: Registry, themes: Iterable[str]) -> list[str]:
    """Themes and everything they are within."""
    found = list(themes)
    for theme in found:
        known = registry.themes.get(theme)
        if known and known.within and known.within not in found:
            found.append(known.within)
    return found


NOBODY = Person("", "", frozenset())
"""Whoever may do nothing."""


def build_visitor(*, open_to_all: bool) -> Person:
    """Somebody who has not signed in: reads where the house is open, and nothing where it is for
    members.
    """
    return Person("", "", frozenset({"read"}) if open_to_all else frozenset())


def build_member(
    name: str,
    role: str,
    administrators: Administrators,
    scope: tuple[Iterable[str], Iterable[str]] = ((), ()),
) -> Person:
    """Somebody who has signed in; a role that this house does not grant gives nothing but the way
    to one's own account.
    """
    known = ROLES.get(role)
    rights = known.rights if known and administrators in known.administrations else frozenset()
    return Person(name, role, rights | {"self"}, frozenset(scope[0]), frozenset(scope[1]))
