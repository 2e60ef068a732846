"""The clock that never goes back, and a log of one line an event."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.commands.output import Clock, OneLineFormatter

DAY = datetime(2026, 1, 5, 8, tzinfo=UTC)


@pytest.mark.parametrize(("wall", "steady", "says"), [
    (0, 0, 0), (60, 60, 60), (3600, 60, 3600), (-3600, 60, 60), (0, 60, 60), (59, 60, 60),
])  # fmt: skip
def test_a_clock_set_back_goes_on_from_where_it_was(wall, steady, says):
    """Set forward it follows, set back it goes on: a session ends no later than was promised."""
    moved = {"wall": 0, "steady": 0.0}
    clock = Clock(lambda: DAY + timedelta(seconds=moved["wall"]), lambda: moved["steady"])
    moved.update(wall=wall, steady=steady)
    assert clock() == DAY + timedelta(seconds=says)


def _fail(text: str) -> None:
    raise ValueError(text)


@given(st.text(max_size=80))
def test_an_event_is_one_line(text):
    """CR, LF, escape sequences and separators of lines are shown, not obeyed; so are those of a
    traceback.
    """
    with pytest.raises(ValueError) as raised:
        _fail(text)
    record = logging.LogRecord(
        "dashboard",
        logging.ERROR,
        "x",
        1,
        "path %s",
        (text,),
        (ValueError, raised.value, raised.tb),
    )
    said = OneLineFormatter("%(levelname)s %(message)s").format(record)
    assert len(said.splitlines()) == 1
    assert said.isprintable()


def test_a_forged_event_stays_within_its_own():
    record = logging.LogRecord(
        "dashboard",
        logging.WARNING,
        "x",
        1,
        "refused %s",
        ("/x\r\n2026-01-05 INFO dashboard signed in as admin",),
        None,
    )
    assert (
        OneLineFormatter("%(levelname)s %(message)s").format(record)
        == r"WARNING refused /x\r\n2026-01-05 INFO dashboard signed in as admin"
    )
