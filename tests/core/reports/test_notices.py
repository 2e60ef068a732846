"""What is told of flips: to whom which, in how many bytes, and the same after it was kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.core.changes.compare import Flip
from dashboard.core.reports.notices import (
    WISHES,
    Notice,
    NoticeItem,
    build_notice,
    parse_notice,
    serialize_notice,
)
from dashboard.core.vocabulary.text import Text
from tests.conftest import indicator, registry_of

REGISTRY = registry_of(
    indicator("share", "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}")
)
TARGET = REGISTRY.targets[0].id


def flip(before: str | None, after: str | None, year: int = 2023) -> Flip:
    return Flip(TARGET, "share", "10", before, after, ("data_new",), (), year)


@pytest.mark.parametrize(
    ("before", "after", "worse"),
    [
        ("on_course", "behind", True),
        ("behind", "at_risk", True),
        ("pending", "missed", True),
        (None, "behind", True),
        ("at_risk", "behind", False),
        ("behind", "on_course", False),
        ("met", "as_expected", False),
        ("behind", None, False),
    ],
)
def test_worse_is_what_turned_bad_or_from_bad_to_worse(before, after, worse):
    assert WISHES["worse"].holds(flip(before, after)) is worse
    assert WISHES["all"].holds(flip(before, after))


def test_a_notice_counts_and_says_each_and_there_is_none_of_nothing():
    flips = [flip("on_course", "behind"), flip("pending", "ahead", 2024)]
    made = build_notice(7, flips, REGISTRY, "all", "http://here/data/versions/7")
    assert made is not None
    assert made.title.zh == "【规划监测】数据版本7：2项评价有变化，其中1项滞后、预警或未实现"
    assert (
        made.title.en
        == "[Plan monitoring] data version 7: 2 verdicts changed, 1 of them behind, at risk or "
        "missed"
    )
    assert made.lines("zh") == [
        f"· {one.year}年 {one.sentence(REGISTRY).zh} [五年规划]" for one in flips
    ]
    assert made.lines("en")[1].startswith("· 2024, ")
    assert build_notice(7, [flip("behind", "on_course")], REGISTRY, "worse", "") is None
    assert build_notice(7, [], REGISTRY, "all", "") is None


def test_a_plan_is_named_where_an_indicator_has_two_targets_alone():
    made = build_notice(7, [flip("on_course", "behind")], REGISTRY, "all", "")
    assert made is not None and "五年规划" not in made.lines("zh")[0]


def test_it_is_the_same_after_it_was_kept():
    made = build_notice(
        7,
        [flip(None, "behind"), flip("ahead", None, 2024)],
        REGISTRY,
        "all",
        "http://here/7",
    )
    assert made is not None and parse_notice(serialize_notice(made)) == made


@given(st.lists(st.text(max_size=80), max_size=60), st.integers(300, 4000))
def test_a_message_fits_counts_what_it_leaves_out_and_keeps_its_link(sentences, most):
    """Whole sentences only, in their order."""
    told = tuple(
        NoticeItem("t", "i", "10", None, None, (), Text(one.replace("\n", " "), ""))
        for one in sentences
    )
    made = Notice(1, Text("标题", "title"), told, "http://here/1")
    text = made.format_to_fit("zh", most)
    assert (
        len(text.encode("utf-8", "surrogatepass")) <= most
        and text.endswith("\nhttp://here/1")
        and text.startswith("标题\n")
    )
    kept = text.split("\n")[1:-1]
    out = len(told) - (len(kept) - 1 if kept and kept[-1].startswith("另有") else len(kept))
    assert out == 0 or f"另有{out}项" in text
