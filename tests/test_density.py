"""A function is read in one go: what a line and a function may hold."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.density import (
    LAWS,
    Source,
    list_long_code_lines,
    list_torn_helpers,
    read_sources,
)

SOURCES = read_sources()
TESTS = read_sources(ROOT / "tests")


@pytest.mark.parametrize("law", LAWS)
def test_functions_can_be_read_in_one_go(law: str):
    """Nothing in dashboard/ is longer, more nested or more winding than a reader can hold."""
    assert [place for source in SOURCES for place in LAWS[law](source)] == []


def test_no_helper_is_torn_off():
    """A small helper that is called once does not need five things handed to it."""
    assert list_torn_helpers(SOURCES) == []


def test_lines_of_tests_are_no_longer_than_others():
    """Tests keep to a hundred characters too; what they hold of other languages is free."""
    assert [place for source in TESTS for place in list_long_code_lines(source)] == []


@pytest.mark.parametrize(
    ("law", "code"),
    [
        ("long lines", "x = 1  # " + "x" * 100),
        ("nested conditional expressions", "x = 1 if a else 2 if b else 3"),
        (
            "conditional expressions in a call of more than three arguments",
            "f(1, 2, 3, 4 if a else 5)",
        ),
        ("conditional expressions in disguise", "x = a and b or c"),
        ("conditional expressions in disguise", "x = {True: 1, False: 2}[a > b]"),
        ("conditional expressions in disguise", "x = (1, 2)[not a]"),
        ("functions with more than fifteen ways", "def f():\n" + "    if a: pass\n" * 15),
    ],
)
def test_each_law_finds_its_fault(law: str, code: str):
    """A law that finds nothing anywhere would be no law."""
    assert LAWS[law](make_source(code))


def test_a_torn_helper_is_found():
    """One call, one statement, five parameters."""
    code = "def _add(a, b, c, d, e):\n    return a + b + c + d + e\n\nx = _add(1, 2, 3, 4, 5)\n"
    assert list_torn_helpers([make_source(code)])


def make_source(code: str) -> Source:
    """A file that stands nowhere."""
    return Source(Path(ROOT / "dashboard" / "trial.py"), code, ast.parse(code))
