"""So many requests a minute, for each caller, and no more memory than that takes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dashboard.web.request.rate_limit import MOST_KEYS, RateLimiter, convert_to_network


@given(st.lists(st.integers(0, 40), min_size=1, max_size=80), st.integers(1, 9))
def test_no_window_lets_more_through(gaps, most):
    """A window begins with the first request after the last one; within it at most so many pass,
    and the wait ends with it.
    """
    pace, now, since, passed = RateLimiter(most), 1000, None, 0
    for gap in gaps:
        now += gap
        if since is None or now >= since + 60:
            since, passed = now, 0
        wait = pace.count("a", now)
        passed += not wait
        assert passed <= most and wait == (0 if wait == 0 else since + 60 - now)
        assert (wait == 0) == (passed <= most and not (wait and passed >= most))


def test_callers_do_not_count_for_each_other_and_a_clock_set_back_begins_anew():
    pace = RateLimiter(1)
    assert [pace.count(key, 100) for key in ("a", "b", "a")] == [0, 0, 60]
    assert pace.count("a", 50) == 0


def test_many_callers_take_no_more_than_so_much():
    pace = RateLimiter(1)
    for at in range(MOST_KEYS + 50):
        pace.count(str(at), 0)
    assert len(pace._counts) == MOST_KEYS
    assert pace.count("0", 0) == 0  # forgotten


def test_one_subscriber_of_ipv6_is_one_caller():
    assert (
        convert_to_network("2001:db8::1")
        == convert_to_network("2001:db8::ffff")
        != convert_to_network("2001:db8:0:1::1")
    )
    assert convert_to_network("10.0.0.1") == "10.0.0.1" and convert_to_network("?") == "?"
