"""Days of release as sources write them."""

from __future__ import annotations

import calendar
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.ingest.observations.release_dates import parse_release_date
from tests.sizes import laws

ACCEPTED = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03-20", date(2024, 3, 20)),
        ("2024/3/20", date(2024, 3, 20)),
        ("2024.3.20", date(2024, 3, 20)),
        ("2024年3月20日", date(2024, 3, 20)),
        ("20240320", date(2024, 3, 20)),
        ("2022-07", date(2022, 7, 31)),
        ("2024年2月", date(2024, 2, 29)),
        ("2022", date(2022, 12, 31)),
        ("2022年", date(2022, 12, 31)),
        ("2026", ACCEPTED),
        ("2026-11", ACCEPTED),
        ("2026-10", date(2026, 10, 31)),
        ("明年", None),
        ("2024-13", None),
        ("2024-02-30", None),
        ("0000", None),
        ("22-07", None),
        ("", None),
    ],
)
def test_a_day_a_month_and_a_year(text, day):
    """A month or year counts from its last day, or from the file's own within it."""
    assert parse_release_date(text, ACCEPTED) == day


@settings(max_examples=laws(60))
@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)))
def test_no_part_of_a_date_is_counted_before_the_day_itself(day):
    """Whoever writes less of a date is believed to have known the figure no earlier."""
    never = date(1990, 1, 1)
    last = calendar.monthrange(day.year, day.month)[1]
    assert parse_release_date(f"{day:%Y-%m-%d}", never) == day
    assert parse_release_date(f"{day:%Y-%m}", never) == day.replace(day=last)
    assert parse_release_date(f"{day:%Y}", never) == date(day.year, 12, 31)
