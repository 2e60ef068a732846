"""Explanations and actions: what holds, what is overdue, and what stays marked."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.core.analysis.follow_up import (
    ACT,
    CLOSE,
    DONE,
    EXPLAIN,
    KINDS,
    LEADS_TO,
    SEND_BACK,
    STATES,
    Entry,
    FollowUp,
    describe_action_counts,
)

DUE = date(2024, 6, 30)


def entry(number: int, kind: str, day: date = date(2024, 3, 1), **more: object) -> Entry:
    values = {"text": "话", "indicator": "gdp", "region": "10", "year": 2023, "version": 1} | more
    at = f"{day}T08:00:00+00:00"
    return Entry(number, at, day, "甲", kind=kind, **values)  # type: ignore[arg-type]


def steps(*kinds_and_days: tuple[str, date]) -> FollowUp:
    """An action due at the end of June, and what was entered about it."""
    later = [entry(at, kind, day, about=1) for at, (kind, day) in enumerate(kinds_and_days, 2)]
    return FollowUp((entry(1, ACT, due=DUE, owner="局"), *later))


@pytest.mark.parametrize(
    ("entered", "on", "state", "marks"),
    [
        ((), date(2024, 6, 30), "open", []),
        ((), date(2024, 7, 1), "open", ["已逾期"]),
        (((DONE, date(2024, 6, 30)),), date(2024, 9, 1), "done", []),
        (((DONE, date(2024, 7, 1)),), date(2024, 9, 1), "done", ["曾逾期"]),
        (
            ((DONE, date(2024, 7, 1)), (CLOSE, date(2024, 8, 1))),
            date(2024, 9, 1),
            "closed",
            ["曾逾期"],
        ),
        (((DONE, date(2024, 6, 1)), (SEND_BACK, date(2024, 6, 5))), date(2024, 6, 6), "open", []),
        (
            ((DONE, date(2024, 6, 1)), (SEND_BACK, date(2024, 6, 5))),
            date(2024, 7, 6),
            "open",
            ["已逾期"],
        ),
        (
            (
                (DONE, date(2024, 7, 9)),
                (SEND_BACK, date(2024, 8, 1)),
                (DONE, date(2024, 8, 2)),
                (CLOSE, date(2024, 8, 3)),
            ),
            date(2024, 9, 1),
            "closed",
            ["曾逾期"],
        ),
    ],
)
def test_an_action_goes_from_open_to_closed_and_late_stays_marked(entered, on, state, marks):
    """Overdue is computed by the day; what was once done late keeps its mark after it is closed."""
    (action,) = steps(*entered).list_actions()
    assert action.state.id == state
    assert [mark.zh for mark in action.list_marks(on)] == marks


def test_the_newest_explanation_of_a_year_holds_and_the_others_stay():
    """Explanations belong to an indicator, a region and a year."""
    found = FollowUp(
        (
            entry(1, EXPLAIN, text="一"),
            entry(2, EXPLAIN, text="二"),
            entry(3, EXPLAIN, year=2022, text="三"),
            entry(4, EXPLAIN, region="11"),
        )
    )
    assert {
        year: [one.text for one in said]
        for year, said in found.find_explanations("gdp", "10").items()
    } == {
        2023: ["二", "一"],
        2022: ["三"],
    }


def test_another_version_or_day_shows_what_was_entered_by_then():
    """Entries are part of the history of versions."""
    found = FollowUp(
        (
            entry(1, EXPLAIN, date(2024, 1, 1), version=3),
            entry(2, EXPLAIN, date(2024, 2, 1), version=4),
        )
    )
    assert [one.number for one in found.until(3, None).entries] == [1]
    assert [one.number for one in found.until(None, date(2024, 2, 1)).entries] == [1, 2]
    assert [one.number for one in found.until(4, date(2024, 1, 31)).entries] == [1]


def test_actions_of_a_meeting_and_of_an_indicator():
    """What a meeting decided is an action like any other."""
    found = FollowUp(
        (
            entry(1, ACT, due=DUE, meeting=7),
            entry(2, ACT, indicator="", region="", due=DUE, meeting=7),
            entry(3, ACT, due=DUE),
        )
    )
    assert [one.number for one in found.decided(7)] == [1, 2]
    assert [one.number for one in found.list_actions_about("gdp", "10")] == [1, 3]
    assert found.action(2) is not None
    assert found.action(9) is None


def test_actions_are_counted_in_one_line():
    """How many, how many done, closed, overdue, and late once."""
    assert describe_action_counts((), DUE).zh == "尚无措施"
    said = [
        *steps().list_actions(),
        *steps((DONE, date(2024, 7, 9)), (CLOSE, date(2024, 7, 10))).list_actions(),
    ]
    assert (
        describe_action_counts(said, date(2024, 7, 20)).zh
        == "措施2项，1项已销号，1项逾期，1项曾逾期"
    )
    assert (
        describe_action_counts(said, date(2024, 7, 20)).en
        == "2 actions, 1 closed out, 1 overdue, 1 late once"
    )


@given(st.lists(st.sampled_from([DONE, SEND_BACK, CLOSE]), max_size=6))
def test_every_way_through_the_states_is_one_of_the_table(tried):
    """Whatever is tried, only what a state allows leads on; nothing leads out of closed."""
    state, allowed = "open", []
    for kind in tried:
        if kind in STATES[state].next:
            allowed.append((kind, DUE))
            state = LEADS_TO[kind]
    (action,) = steps(*allowed).list_actions()
    assert action.state.id == state
    assert set().union(*(one.next for one in STATES.values())) | {EXPLAIN, ACT} == set(KINDS)
    assert not STATES["closed"].next
