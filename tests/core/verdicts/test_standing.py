"""How a plan stands as a whole."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.core.verdicts import standing
from dashboard.core.vocabulary.model import Registry
from tests.conftest import indicator, observe, registry_of, snapshot_of
from tests.sizes import laws

BY = "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}"


def state(registry: Registry, *rows: tuple[object, ...], year: int = 2023) -> standing.Standing:
    """The standing of the five-year plan in the city."""
    return standing.build_standing(snapshot_of(registry, observe(*rows), year), "five", "10")


def test_targets_that_share_a_promise_count_once_with_the_worst():
    """Two targets, one promise, one of them behind: one promise, behind."""
    registry = registry_of(
        indicator("a", BY + ", promise: p") + indicator("b", BY + ", promise: p")
    )
    found = state(registry, ("a", 2023, 3.2), ("b", 2023, 3.02))
    assert found.counts() == {"behind": (1, 0)}


def test_assumptions_stay_outside_the_count():
    """What is ours is shown, not counted."""
    registry = registry_of(
        indicator("a", BY) + indicator("b", BY + ", assumption: {zh: 假定, en: ours}")
    )
    found = state(registry, ("a", 2023, 3.2), ("b", 2023, 2.8))
    assert found.counts() == {"ahead": (1, 0)}
    assert any("假定" in text.zh for text in standing.list_caveats(found))


def test_unverified_verdicts_are_counted_apart():
    """A verdict on an unverified figure is counted beside the others and said in the headline."""
    registry = registry_of(indicator("a", BY) + indicator("b", BY))
    found = state(registry, ("a", 2023, 3.2), ("b", 2023, 3.2, "unverified"))
    assert found.counts() == {"ahead": (1, 1)}
    assert (
        standing.describe_headline(found, 2023).zh
        == "到2023年，2项目标中2项可评价，全部符合或快于预期（1项依据未核实数据）"
    )
    assert "(1 on an unverified figure)" in standing.describe_headline(found, 2023).en


def test_what_is_calculated_or_expected_is_counted_under_the_headline():
    """How many of the judged promises rest on each, once where several targets share a promise."""
    registry = registry_of(indicator("a", BY) + indicator("b", BY) + indicator("c", BY))
    rows = ("a", 2023, 3.2, "estimate"), ("b", 2023, 3.2, "derived"), ("c", 2023, 3.2, "estimate")
    said = [text.zh for text in standing.list_caveats(state(registry, *rows))]
    assert said == ["2项依据预计数据", "1项依据推算数据"]
    found = standing.list_caveats(state(registry, ("a", 2023, 3.2), ("b", 2022, 3.2, "estimate")))
    assert found == []


def test_the_headline_says_what_is_unknown_and_what_needs_care():
    """Known, good and waiting are counted; what is behind is named, worst first."""
    registry = registry_of(
        indicator("a", BY) + indicator("b", BY) + indicator("c", BY) + indicator("d", BY)
    )
    found = state(registry, ("a", 2023, 3.2), ("b", 2023, 3.02), ("c", 2023, 2.8))
    assert (
        standing.describe_headline(found, 2023).zh
        == "到2023年，4项目标中3项可评价，1项符合或快于预期，1项待公布"
    )
    care = standing.describe_need_of_care(found, registry)
    assert care is not None
    assert care.zh == "需要关注：c、b"


def test_nothing_known_is_said_plainly():
    """Without a figure the headline says so and nothing needs care; one that was never reported is
    no verdict, nor is one of a year before.
    """
    registry = registry_of(indicator("a", BY))
    found = state(registry)
    assert standing.describe_headline(found, 2023).zh == "1项目标从未有过数据"
    later = state(registry, ("a", 2022, 3.0))
    said = standing.describe_headline(later, 2023)
    assert said.zh == "到2023年，1项目标都还不能评价，1项待公布"
    assert standing.describe_need_of_care(found, registry) is None


def test_part_years_and_unjudged_figures_are_not_called_missing():
    """Months alone are months, a figure that cannot be judged is one, and only the rest has
    none.
    """
    year = "plan: five, in: 2023, at_least: 10"
    names = "abcd"
    registry = registry_of(
        "".join(
            indicator(
                name, year if name != "b" else "plan: five, in: 2023, better_than_last_year: true"
            )
            for name in names
        )
    )
    found = state(registry, ("a", 2023, 11.0), ("b", 2023, 3.0), ("c", 2023, 4.0, "published", 9))
    assert (
        standing.describe_headline(found, 2023).zh
        == "到2023年，4项目标中1项可评价，全部符合或快于预期，2项待公布（1项有部分月份的数据），1项不评价"
    )
    only = state(registry_of(indicator("c", year)), ("c", 2023, 4.0, "published", 9))
    assert "1项有部分月份的数据" in standing.describe_headline(only, 2023).zh


def test_a_year_after_the_plan_speaks_of_its_last_year():
    """In 2027 the headline says what 2025's figures said."""
    registry = registry_of(indicator("a", BY))
    assert (
        "到2025年"
        in standing.describe_headline(state(registry, ("a", 2025, 3.4), year=2027), 2027).zh
    )


def test_overdue_promises_are_counted_and_named():
    """Of two that wait one should have been out in March; where all should, the word says so."""
    late = indicator("a", BY, released="{month: 3}")
    registry = registry_of(late + indicator("b", BY, released="{month: 9}"))
    shot = replace(snapshot_of(registry, observe(), 2023), as_of=date(2024, 4, 1))
    found = standing.build_standing(shot, "five", "10")
    assert standing.count_overdue(found) == 1
    assert standing.name_status(found, "pending").zh == "待公布（其中1项应公布未公布）"
    alone = replace(snapshot_of(registry_of(late), observe(), 2023), as_of=date(2024, 4, 1))
    found = standing.build_standing(alone, "five", "10")
    assert standing.name_status(found, "pending").zh == "应公布未公布"


def test_at_the_end_what_was_missed_is_said_in_the_headline():
    """One met and one missed: both in the one sentence that everybody reads."""
    registry = registry_of(
        indicator("a", "plan: year, in: 2021, at_least: 3")
        + indicator("b", "plan: year, in: 2021, at_least: 3")
    )
    found = standing.build_standing(
        snapshot_of(registry, observe(("a", 2021, 4.0), ("b", 2021, 2.0)), 2021), "year", "10"
    )
    said = standing.describe_headline(found, 2021)
    assert said.zh == "到2021年，2项目标中2项可评价，1项已经实现，1项未实现"
    assert said.en.endswith("1 is met, 1 missed")


NAMES = "abcdef"


@settings(max_examples=laws(25))
@given(
    st.dictionaries(st.sampled_from(NAMES[:4]), st.floats(2, 4), max_size=4),
    st.integers(2021, 2025),
)
def test_the_counts_sum_to_all_targets(values, year):
    """Of headline, chips and slides: in numbers and in words, waiting and not judged, assumptions
    apart.
    """
    registry = registry_of(
        "".join(indicator(name, BY) for name in NAMES[:4])
        + indicator("e", "plan: five, by: 2025, stated: {zh: 提高, en: higher}")
        + indicator("f", BY + ", assumption: {zh: 假定, en: ours}")
    )
    found = state(registry, *((name, year, value) for name, value in values.items()), year=year)
    count = standing.tally_promises(found)
    assert count.all == 5 == sum(sum(pair) for pair in found.counts().values())
    assert (count.judged, count.waiting, count.aside) == (len(values), 4 - len(values), 1)
    said = standing.describe_headline(found, year).zh
    if not values:
        assert said == "5项目标从未有过数据"
        return
    numbers = {
        word: int(number)
        for number, word in re.findall(r"(\d+)项(目标|可评价|待公布|不评价)", said)
    }
    whole = numbers.pop("目标")
    assert sum(numbers.values()) == whole == 5
