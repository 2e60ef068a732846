"""Rows of a workbook told apart, and revised figures kept with their reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.core.changes.revisions import (
    REASONS,
    apply_reasons,
    is_superseding_note,
    list_unexplained_keys,
    sort_rows,
)
from tests.conftest import observe

HELD = observe(("gdp", 2022, 70), ("gdp", 2023, 80, "preliminary"))
ROWS = observe(("gdp", 2022, 70, "final"), ("gdp", 2023, 81, "published"), ("gdp", 2024, 90))
KEY_2023 = ("gdp", "10", 2023, 12)


def test_new_revised_and_unchanged_are_told_apart():
    """The same value of another nature is no revision; a value that nobody had is new."""
    found = sort_rows(ROWS, HELD)
    assert (found.new, found.unchanged) == (1, 1)
    assert [
        (one.year, one.before.amount, one.after.amount)
        for one in found.revised
        if one.before and one.after
    ] == [(2023, 80, 81)]


def test_a_value_by_formula_is_no_figure_of_anybody():
    """A published value beside one that was worked out is new; beside one that was published as 推算
    it is a revision.
    """
    held = observe(("gdp", 2022, 70, "derived"))
    assert len(sort_rows(observe(("gdp", 2022, 71)), held).revised) == 1
    assert (
        sort_rows(
            observe(("gdp", 2022, 71)), held.assign(cell="人口 2022 ← 书.xlsx › 数据 › F2")
        ).new
        == 1
    )


@given(
    st.lists(
        st.tuples(st.integers(2000, 2030), st.floats(0, 1e6)),
        max_size=12,
        unique_by=lambda one: one[0],
    )
)
def test_every_row_is_told_once(rows):
    """New, unchanged and revised add up; a workbook against itself changes nothing."""
    frame = observe(*(("gdp", year, value) for year, value in rows))
    found = sort_rows(frame, HELD)
    assert found.new + found.unchanged + len(found.revised) == len(frame)
    again = sort_rows(frame, frame)
    assert (again.new, again.unchanged, again.revised) == (0, len(frame), ())


@pytest.mark.parametrize(("reason", "note", "quality"), [
    ("final", "最终核实修订", "final"), ("census", "普查修订", "revised"), ("correction", "更正", "published"),
])  # fmt: skip
def test_a_reason_marks_the_row_it_is_for(reason, note, quality):
    """Only the revised row gets the mark; it then supersedes what was known."""
    kept = apply_reasons(ROWS, {KEY_2023: reason})
    assert list(kept["note"]) == ["", note, ""]
    assert list(kept["quality"]) == ["final", quality, "published"]
    assert [is_superseding_note(text) for text in kept["note"]] == [False, True, False]


def test_a_note_is_kept_behind_the_mark():
    kept = apply_reasons(ROWS.assign(note=["", "见年鉴", ""]), {KEY_2023: "census"})
    assert kept["note"][1] == "普查修订：见年鉴"
    twice = apply_reasons(kept, {KEY_2023: "final"})
    assert twice["note"][1] == "普查修订：见年鉴"


def test_what_has_no_reason_of_the_table_is_named():
    assert list_unexplained_keys([KEY_2023], {}) == [KEY_2023]
    assert list_unexplained_keys([KEY_2023], {KEY_2023: "because"}) == [KEY_2023]
    assert list_unexplained_keys([KEY_2023], {KEY_2023: "final"}) == []


def test_every_mark_is_told_from_the_others():
    """No mark begins another one."""
    marks = [reason.mark for reason in REASONS.values()]
    assert not any(one != other and one.startswith(other) for one in marks for other in marks)
