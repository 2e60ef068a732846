"""Which name was probably meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.core.vocabulary.suggestions import suggest_name
from dashboard.core.vocabulary.text import Text

NAMES = ["城镇化率", "15万元以下汽车", "20万元以下汽车", "gdp_growth"]


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("城镇化绿", "城镇化率"),
        ("15万元以内汽车", "15万元以下汽车"),
        ("20万元以内汽车", "20万元以下汽车"),
        ("gdp_grwoth", "gdp_growth"),
    ],
)
def test_a_slip_is_answered_with_the_name_that_was_meant(found, meant):
    assert suggest_name(found, NAMES) == Text(f"您是否想写“{meant}”？", f"did you mean “{meant}”?")


@pytest.mark.parametrize(
    "found", ["25万元以下汽车", "万元以下汽车", "51万元以下汽车", "完全不同", ""]
)
def test_without_a_close_name_of_the_same_digits_the_known_names_are_listed(found):
    assert suggest_name(found, NAMES) == Text(
        "可选：" + "、".join(NAMES), "known: " + "、".join(NAMES)
    )


def test_a_long_list_is_cut_after_twelve():
    names = [f"名{'甲' * at}" for at in range(13)]
    assert suggest_name("x", names).zh == "可选：" + "、".join(names[:12]) + "…"


def test_without_any_names_there_is_something_to_do():
    assert suggest_name("x", []) == Text("请先登记", "declare it first")


def test_names_may_come_as_an_iterator():
    assert suggest_name("城镇化绿", iter(NAMES)).en == "did you mean “城镇化率”?"


@given(
    st.text("甲乙丙0123456789", max_size=8),
    st.lists(st.text("甲乙丙0123456789", min_size=1, max_size=8), max_size=6),
)
def test_a_suggestion_never_crosses_digits(found, names):
    """Whatever is suggested has the same digits in the same order."""
    text = suggest_name(found, names).en
    if text.startswith("did you mean"):
        meant = text.removeprefix("did you mean “").removesuffix("”?")
        assert meant in names
        assert [c for c in meant if c.isdigit()] == [c for c in found if c.isdigit()]
