"""A figure is overdue from the day on which its month of release is over, and not before."""

from __future__ import annotations

import statistics
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.core.declaration.registry import parse
from dashboard.core.verdicts.releases import Release, compute_usual_months
from dashboard.core.verdicts.statement import list_indicator_statements
from tests.conftest import declaration, indicator, observe, registry_of, snapshot_of
from tests.sizes import laws

BY = "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}"


def word(on: date, *rows: tuple[object, ...], **keys: object) -> str:
    """The word for a verdict of 2023 as it is read on a day."""
    registry = registry_of(indicator("a", BY, **keys))
    shot = replace(snapshot_of(registry, observe(*rows), 2023), as_of=on)
    (one,) = list_indicator_statements(shot, registry.indicators["a"])
    return one.status.zh


@pytest.mark.parametrize(
    ("released", "rows", "last_day"),
    [
        ("{month: 9}", [], date(2024, 9, 30)),
        ("{month: 12}", [], date(2024, 12, 31)),
        (None, [("a", 2021, 2.9, "published", 12, date(2022, 3, 9))], date(2024, 3, 31)),
        (None, [], date(2025, 6, 30)),
    ],
)
def test_waiting_turns_into_overdue_after_the_month(released, rows, last_day):
    """The month declared, else the usual one of earlier figures, else a year and a half."""
    keys = {"released": released} if released else {}
    assert word(last_day, *rows, **keys) == "待公布"
    assert word(last_day + timedelta(days=1), *rows, **keys) == "应公布未公布"


def test_what_is_there_is_not_overdue():
    figure = ("a", 2023, 3.2, "published", 12, date(2024, 3, 1))
    assert word(date(2030, 1, 1), figure, released="{month: 3}") == "快于预期"


def test_december_ends_with_the_year():
    assert Release("a", 2023, 12).by == date(2025, 1, 1)


@settings(max_examples=laws(40))
@given(st.lists(st.integers(1, 12), min_size=1, max_size=6))
def test_the_usual_month_is_the_later_median(months):
    """Of figures that came in the year after theirs."""
    rows = [
        ("a", 2010 + step, 1.0, "published", 12, date(2011 + step, month, 5))
        for step, month in enumerate(months)
    ]
    late = ("a", 2018, 1.0, "published", 12, date(2020, 1, 5))
    assert compute_usual_months(observe(*rows, late), "10") == {"a": statistics.median_high(months)}


STEP = indicator(
    "a", "plan: five, every: 2021-2025, in_step_with: b, tolerance: 1", released="{month: 12}"
) + indicator("b", released="{month: 1}")


def tell(on: date, *rows: tuple[object, ...], year: int = 2023) -> tuple[str, str]:
    """The word and the sentence of a target in step with another indicator."""
    registry = registry_of(STEP)
    shot = replace(snapshot_of(registry, observe(*rows), year), as_of=on)
    (one,) = list_indicator_statements(shot, registry.indicators["a"])
    return one.status.zh, one.sentence.zh


def test_the_figure_that_is_late_is_named():
    """The reference should be out in January, the indicator's own by December."""
    text = STEP.replace("every: 2021-2025", "in: 2021").replace("plan: five", "plan: year")
    registry = registry_of(text)
    for rows, says in (
        ([], "2021年数据尚未公布"),
        ([("a", 2021, 5)], "参照的b当年数据应公布未公布"),
    ):
        shot = snapshot_of(registry, observe(*rows), 2021, plan="year")
        late = replace(shot, as_of=date(2022, 3, 1))
        (one,) = list_indicator_statements(late, registry.indicators["a"])
        assert one.status.zh == "应公布未公布"
        assert says in one.sentence.zh


def test_a_reference_that_lacks_an_earlier_year_is_waited_for():
    """And no year without one is told as kept or broken; each is held against its own."""
    own = [("a", 2021, 5.0), ("a", 2022, 5.0), ("a", 2023, 5.0)]
    status, sentence = tell(date(2025, 3, 1), *own, ("b", 2021, 5.0), ("b", 2023, 5.0))
    assert status == "应公布未公布"
    assert "2021年、2023年达标，2022年未公布" in sentence
    status, sentence = tell(
        date(2025, 3, 1), *own, ("b", 2021, 9.0), ("b", 2022, 5.0), ("b", 2023, 5.0)
    )
    assert (status, "2021年未达标" in sentence) == ("滞后", True)


def test_what_is_only_proposed_is_not_overdue():
    """A candidate has promised nothing yet."""
    text = declaration(indicator("a", "plan: year, in: 2021, at_least: 3", released="{month: 3}"))
    proposed = text.replace(
        "years: 2021-2021}", "years: 2021-2021, stages: [{stage: candidate, on: 2021-02-03}]}"
    )
    words = []
    for one in (text, proposed):
        registry = parse(one).registry
        assert registry is not None
        shot = replace(snapshot_of(registry, observe(), 2021, plan="year"), as_of=date(2030, 1, 1))
        words += [
            said.status.zh for said in list_indicator_statements(shot, registry.indicators["a"])
        ]
    assert words == ["应公布未公布", "待公布"]
