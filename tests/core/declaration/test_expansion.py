"""A few lines of aliases that stand for millions are refused before anything is built."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from dashboard.core.declaration import expansion
from dashboard.core.declaration.expansion import DEEPEST, MOST_NODES, find_excess
from dashboard.core.declaration.registry import parse
from tests.conftest import ROOT

BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 10)
)


def test_a_bomb_of_nine_levels_is_refused_at_once():
    """Nine lines that would be ten thousand million values."""
    issue = find_excess(BOMB, "indicators.yaml")
    assert issue is not None
    assert (issue.code, issue.line) == ("yaml-too-large", 6)
    (found,) = parse(BOMB).issues
    assert found == issue


def test_nesting_has_an_end():
    """Brackets, and aliases that make one deeper than it looks."""
    (found,) = parse("a: " + "[" * 2000).issues
    assert found.code == "yaml-too-deep"
    stairs = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, DEEPEST + 5))
    (found,) = parse(stairs).issues
    assert (found.code, found.line) == ("yaml-too-deep", DEEPEST - 1)


@given(
    st.recursive(
        st.just("x"),
        lambda one: (
            st.lists(one, max_size=4) | st.dictionaries(st.sampled_from("abc"), one, max_size=3)
        ),
        max_leaves=40,
    ),
    st.booleans(),
)
def test_what_a_file_looks_like_is_no_less_than_it_is(value, flow):
    """The bounds by which most files are let through without being counted are bounds."""
    out = io.StringIO()
    yaml = YAML(typ="safe")
    yaml.default_flow_style = flow
    yaml.dump(value, out)
    text = out.getvalue()
    assert expansion._bound_nodes(text) >= count(value)
    assert expansion._bound_depth(text) >= depth(value)


def count(value: object) -> int:
    """Values, keys included, with all that they hold."""
    if isinstance(value, list):
        return 1 + sum(map(count, value))
    if isinstance(value, dict):
        return 1 + sum(1 + count(one) for one in value.values())
    return 1


def depth(value: object) -> int:
    if isinstance(value, list | dict):
        inside = value.values() if isinstance(value, dict) else value
        return 1 + max(map(depth, inside), default=0)
    return 0


def test_a_file_without_aliases_is_counted_too(monkeypatch):
    """More values than may be, and levels that never end: refused before anything is built."""
    monkeypatch.setattr(expansion, "MOST_NODES", 5000)
    (found,) = parse("a: [" + "x," * 5000 + "]").issues
    assert found.code == "yaml-too-large"
    stairs = "".join(" " * n + "a:\n" for n in range(DEEPEST + 5))
    (found,) = parse(stairs).issues
    assert (found.code, found.line) == ("yaml-too-deep", DEEPEST)


@pytest.mark.parametrize("text", ["a: *b\n", "a: &a [*a]\n"])
def test_an_alias_of_nothing_or_of_itself_has_its_place(text):
    issue = find_excess(text, "indicators.yaml")
    assert issue is not None
    assert (issue.code, issue.line) == ("yaml-alias", 1)


def test_aliases_are_counted_as_they_are_written_out():
    """Exactly the limit is allowed."""
    row = "[" + ", ".join(["x"] * 99) + "]"  # a hundred nodes
    many = ", ".join(["*r"] * (MOST_NODES // 100 - 1))
    fits = f"r: &r {row}\nm: [{many}]\n"
    assert find_excess(fits.replace(", *r", "", 1), "indicators.yaml") is None
    issue = find_excess(fits, "indicators.yaml")
    assert issue is not None
    assert issue.code == "yaml-too-large"


def test_the_real_plan_is_far_from_any_limit():
    assert find_excess((ROOT / "indicators.yaml").read_text("utf-8"), "indicators.yaml") is None


def test_whatever_the_reader_raises_is_an_issue_of_the_file(monkeypatch):
    monkeypatch.setattr("dashboard.core.declaration.registry.find_excess", lambda *_: 1 / 0)
    (issue,) = parse("a: 1").issues
    assert (issue.severity, issue.file, issue.line) == ("error", "indicators.yaml", 1)
