"""How a plan stands as a whole."""

from __future__ import annotations

from datetime import date

from dashboard.core.verdicts import standing
from dashboard.core.vocabulary.model import Registry
from tests.conftest import indicator, observe, registry_of, snapshot_of

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
        == "2项目标中，2项有2023年数据，全部达到或快于进度（1项依据未核实数据）"
    )
    assert "(1 on an unverified figure)" in standing.describe_headline(found, 2023).en


def test_the_headline_says_what_is_unknown_and_what_needs_care():
    """Known, good and waiting are counted; what is behind is named, worst first."""
    registry = registry_of(
        indicator("a", BY) + indicator("b", BY) + indicator("c", BY) + indicator("d", BY)
    )
    found = state(registry, ("a", 2023, 3.2), ("b", 2023, 3.02), ("c", 2023, 2.8))
    assert (
        standing.describe_headline(found, 2023).zh
        == "4项目标中，3项有2023年数据，1项达到或快于进度，1项还没有数据"
    )
    care = standing.describe_need_of_care(found, registry)
    assert care is not None
    assert care.zh == "需要关注：c、b"


def test_nothing_known_is_said_plainly():
    """Without a figure the headline says so and nothing needs care."""
    registry = registry_of(indicator("a", BY))
    found = state(registry)
    assert standing.describe_headline(found, 2023).zh == "1项目标在2023年都还没有可评价的数据"
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
        == "4项目标中，1项有2023年数据，全部已经实现，1项只有部分月份的数据，1项暂不能评价，1项还没有数据".replace(
            "已经实现", "达到或快于进度"
        )
    )
    only = state(registry_of(indicator("c", year)), ("c", 2023, 4.0, "published", 9))
    assert "1项只有部分月份的数据" in standing.describe_headline(only, 2023).zh


def test_a_year_after_the_plan_speaks_of_its_last_year():
    """In 2027 the headline says what 2025's figures said."""
    registry = registry_of(indicator("a", BY))
    assert (
        "2025年数据"
        in standing.describe_headline(state(registry, ("a", 2025, 3.4), year=2027), 2027).zh
    )


def test_long_overdue_promises_are_counted():
    """18 months after the period's end a pending promise is 未见公布."""
    found = state(registry_of(indicator("a", BY)), year=2025)
    assert standing.count_never_published(found, date(2026, 1, 1)) == 0
    assert standing.count_never_published(found, date(2027, 7, 1)) == 1


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
    assert said.zh == "2项目标中，2项有2021年数据，1项已经实现，1项未实现"
    assert said.en.endswith("1 is met, 1 missed")
