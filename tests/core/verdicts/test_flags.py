"""What is said of a verdict besides its status."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.core.verdicts.flags import list_flag_names
from dashboard.core.verdicts.judge import judge
from dashboard.core.vocabulary.model import FLAG_BITS
from tests.conftest import indicator, observe, registry_of

BY = "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}"


def flags(text: str, *rows: tuple[object, ...], year: int = 2023) -> set[str]:
    """The flags of the first target."""
    return set(judge(registry_of(text), observe(*rows), year)["flags"].iloc[0])


@pytest.mark.parametrize(
    ("flag", "text", "rows", "absent"),
    [
        (
            "met_then_lost",
            indicator("a", BY),
            [("a", 2022, 3.4), ("a", 2023, 3.1)],
            [("a", 2022, 3.2), ("a", 2023, 3.1)],
        ),
        (
            "below_base",
            indicator("a", "plan: five, by: 2025, at_least: 85, base: {year: 2020, value: 90.7}"),
            [("a", 2023, 88)],
            [("a", 2023, 91)],
        ),
        (
            "below_base",
            indicator("a", "plan: five, every: 2021-2025, at_least: 85"),
            [("a", 2020, 90.7), ("a", 2023, 88)],
            [("a", 2020, 86), ("a", 2023, 88)],
        ),
        (
            "needs_record_pace",
            indicator("a", BY),
            [("a", 2022, 2.82), ("a", 2023, 2.84)],
            [("a", 2022, 2.8), ("a", 2023, 3.2)],
        ),
        (
            "rests_on_unverified",
            indicator("a", BY),
            [("a", 2023, 3.1, "unverified")],
            [("a", 2023, 3.1)],
        ),
        ("base_revised", indicator("a", BY), [("a", 2020, 2.87)], [("a", 2020, 2.84)]),
        (
            "crosses_break",
            indicator("a", BY, breaks="[{year: 2022, zh: 口径, en: scope}]"),
            [("a", 2023, 3)],
            [],
        ),
        (
            "price_assumed",
            indicator(
                "a",
                "plan: five, by: 2025, reach: 8500, base: {year: 2020, value: 6001}",
                unit='"亿元"',
                prices="current",
            ),
            [],
            [],
        ),
        (
            "partial_year",
            indicator("a", BY),
            [("a", 2023, 3.0, "published", 6)],
            [("a", 2023, 3.0)],
        ),
        ("stale", indicator("a", BY), [("a", 2020, 2.8)], [("a", 2021, 2.8)]),
        ("tolerance_ours", indicator("a", "plan: five, in: 2023, about: 3"), [], []),
        (
            "path_conflict",
            indicator("a", BY) + "      - {plan: year, in: 2021, about: 3.1}\n",
            [],
            [],
        ),
        (
            "sources_conflict",
            indicator("a", BY),
            [("a", 2023, 3.0), ("a", 2023, 3.2)],
            [("a", 2023, 3.0), ("a", 2023, 3.0)],
        ),
        ("question_open", indicator("a", BY + ", question: {zh: 问, en: ask}"), [], []),
    ],
)
def test_a_flag_is_raised_where_it_should_and_only_there(flag, text, rows, absent):
    """Each flag has an example that raises it, and where data decide, one that does not."""
    assert flag in flags(text, *rows)
    if absent:
        assert flag not in flags(text, *absent)


def test_a_reference_or_an_earlier_year_makes_a_verdict_unverified():
    """The figure compared with counts as much as the figure itself."""
    step = indicator("a", "plan: five, in: 2023, in_step_with: b, tolerance: 1") + indicator("b")
    assert "rests_on_unverified" in flags(step, ("a", 2023, 5), ("b", 2023, 5, "unverified"))
    every = indicator("a", "plan: five, every: 2021-2025, at_least: 1")
    assert "rests_on_unverified" in flags(
        every, ("a", 2021, 5, "unverified"), ("a", 2022, 5), ("a", 2023, 5)
    )
    better = indicator("a", "plan: five, in: 2023, better_than_last_year: true")
    assert "rests_on_unverified" in flags(better, ("a", 2022, 5, "unverified"), ("a", 2023, 6))


def test_masks_read_as_names():
    """A mask of bits becomes the flags' names in the order of the table."""
    mask = np.array([0, FLAG_BITS["stale"], FLAG_BITS["stale"] | FLAG_BITS["met_then_lost"]])
    assert list_flag_names(mask).tolist() == [(), ("stale",), ("met_then_lost", "stale")]
