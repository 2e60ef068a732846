"""Rights, roles and scopes: what each may, and what nobody gets by accident."""

from __future__ import annotations

import pytest

from dashboard.core.vocabulary.people import (
    RIGHTS,
    ROLES,
    build_member,
    build_visitor,
    list_enclosing_themes,
    list_grantable_roles,
)
from tests.conftest import indicator, registry_of

REGISTRY = registry_of(
    indicator("gdp", owner="{zh: 发改委, en: Development}", themes="[t]")
    + indicator("rd", owner="{zh: 科技局, en: Science}")
)


def test_every_right_of_a_role_is_declared():
    assert {right for role in ROLES.values() for right in role.rights} <= set(RIGHTS)


@pytest.mark.parametrize(("house", "roles"), [
    ("one", ("viewer", "analyst", "official", "admin", "auditor")),
    ("three", ("viewer", "analyst", "official", "system", "security", "audit")),
])  # fmt: skip
def test_a_house_grants_the_roles_of_its_kind(house, roles):
    assert list_grantable_roles(house)[0] == "viewer"
    assert set(roles) <= set(list_grantable_roles(house))
    assert not {"admin", "security"} <= set(list_grantable_roles(house))


def test_three_administrators_share_no_power():
    """Whoever adds people does not grant, whoever grants does not audit, and none of them
    publishes.
    """
    powers = {
        name: ROLES[name].rights & {"people", "grant", "audit", "publish"}
        for name in ("system", "security", "audit")
    }
    assert powers == {"system": {"people"}, "security": {"grant"}, "audit": {"audit"}}


def test_a_role_of_the_other_kind_of_house_gives_nothing():
    """A house that changes to three administrators leaves nobody with the rights of all three."""
    assert build_member("甲", "admin", "three").rights == {"self"}
    assert build_member("甲", "security", "one").rights == {"self"}
    assert build_member("甲", "no such role", "one").rights == {"self"}


def test_a_visitor_reads_only_where_the_house_is_open():
    assert build_visitor(open_to_all=True).rights == {"read"}
    assert build_visitor(open_to_all=False).rights == frozenset()


@pytest.mark.parametrize(("scope", "gdp", "rd"), [
    (((), ()), True, True),
    ((("发改委",), ()), True, False),
    ((("Science",), ()), False, True),
    (((), ("t",)), True, False),
    ((("科技局",), ("t",)), True, True),
    ((("别的局",), ("别的主题",)), False, False),
])  # fmt: skip
def test_a_scope_binds_to_owners_or_themes(scope, gdp, rd):
    one = build_member("乙", "analyst", "one", scope)
    assert (one.answers_for(REGISTRY, "gdp"), one.answers_for(REGISTRY, "rd")) == (gdp, rd)


def test_an_indicator_that_is_not_declared_is_nobodys():
    assert not build_member("乙", "analyst", "one", (("发改委",), ())).answers_for(
        REGISTRY, "no_such"
    )


def test_a_theme_reaches_what_is_within_it(real):
    inner = next(theme for theme in real.themes.values() if theme.within)
    assert inner.within in list_enclosing_themes(real, [inner.id])
