"""The clock of the machine goes back an hour, or a year: nobody is locked out for longer than a lock
lasts, sessions end, versions keep their order, and it is said.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.operations.authentication import Caller, RefusedError
from dashboard.store import counters, notices
from dashboard.store.counters import Limit
from dashboard.store.database import begin_read, begin_write
from dashboard.store.versions import list_versions
from dashboard.web.endpoints import startup_checks
from dashboard.web.request.app_state import APP_STATE_KEY
from dashboard.web.request.clock_watch import ClockWatch
from tests.web.clients import NOW, PASSWORD, Client, house_of

COVERS = ("dashboard.web.request.clock_watch",)

BACK = [timedelta(hours=1), timedelta(days=365)]


@pytest.mark.parametrize("back", BACK)
def test_a_lock_does_not_outlast_itself(app, clock, back):
    """Locked in a time to come: the name may be tried, and is locked anew by wrong passwords."""
    auth = house_of(app).auth
    caller = Caller(auth.build_visitor(), "10.0.0.1", clock())

    def wrong(at: Caller) -> None:
        with pytest.raises(RefusedError):
            auth.sign_in("张三", "Wrong-guess-1", at, "")

    for _ in range(6):
        wrong(caller)
    clock.at -= back
    earlier = Caller(caller.person, caller.address, clock())
    with begin_read(auth.engine) as connection:
        assert counters.list_locked(connection, "sign-in", earlier.now) == {}
    assert auth.sign_in("张三", PASSWORD, earlier, "").token
    for _ in range(5):
        wrong(earlier)
    with pytest.raises(RefusedError, match="分钟后"):
        auth.sign_in("张三", PASSWORD, earlier, "")


@pytest.mark.parametrize("back", BACK)
def test_a_session_ends_and_begins_anew(app, clock, back, caplog):
    client = Client(app)
    client.sign_in("张三")
    clock.at -= back
    assert "张三" not in client.corner()
    client = Client(app)
    assert client.sign_in("张三").status_code == 200
    assert "张三" in client.corner()
    assert caplog.text.count("the clock was set back") == 1


@pytest.mark.parametrize("back", BACK)
def test_versions_keep_their_order(app, clock, back):
    """What is stored after the clock went back is the newest all the same."""
    client = Client(app)
    client.sign_in("张三")
    client.get("/health/ready")
    store = house_of(app).store
    before = store.newest()
    clock.at -= back
    client.sign_in("张三")
    answer = client.act(
        "undo-said.children",
        ("undo-go.n_clicks", 1),
        state=(
            ("undo-note.value", "x"),
            ("url.pathname", f"/data/versions/{before}"),
            ("url.search", ""),
        ),
    )
    assert answer.status_code == 200
    assert store.newest() == before + 1
    listed = list_versions(house_of(app).engine)
    assert [one.number for one in listed] == list(range(before + 1, 0, -1))


@pytest.mark.parametrize("back", BACK)
def test_a_count_of_a_time_to_come_is_none(app, back):
    limit, later = Limit("trial", 2, 600), int(NOW.timestamp())
    now = int((NOW - back).timestamp())
    with begin_write(house_of(app).engine) as connection:
        waits = [counters.count_try(connection, limit, "a", later) for _ in range(3)]
        assert [wait > 0 for wait in waits] == [False, False, True]
        waits = [counters.count_try(connection, limit, "a", now) for _ in range(3)]
        assert [wait > 0 for wait in waits] == [False, False, True]


def test_a_letter_that_was_put_off_is_not_put_off_for_a_year(app):
    now = int(NOW.timestamp())
    year = 365 * 86_400
    with begin_write(house_of(app).engine) as connection:
        notices.subscribe(connection, notices.MAIL, "张三", "z@example.gov.cn", "zh", "all")
        (one,) = notices.list_subscriptions(connection)
        notices.insert_notices(connection, 1, [(one, "a letter")], now + year)
        taken = notices.claim_notice(connection, now)
    assert taken is not None
    assert taken.who == "张三"


@pytest.mark.parametrize(
    ("wall", "steady", "told"),
    [(-40, 0, 1), (-20, 0, 0), (0, 40, 1), (3600, 3600, 0), (86_400, 0, 0), (-3600, 1, 1)],
)
def test_a_step_back_is_told(wall, steady, told, caplog):
    """Held against a clock that only goes forward: a pause is no step, small steps are none."""
    times = iter([100.0, 100.0 + steady])
    watch = ClockWatch(lambda: next(times))
    watch.notice(NOW)
    watch.notice(NOW + timedelta(seconds=wall))
    assert caplog.text.count("set back") == told


def test_a_start_in_the_past_is_told(app, clock, caplog):
    """Before the newest version was stored."""
    Client(app).get("/health/ready")
    startup_checks.check_startup(app.server)
    assert "is it right?" not in caplog.text
    clock.at -= timedelta(days=365)
    startup_checks.check_startup(app.server)
    assert "the newest version was stored at" in caplog.text
    assert app.server.config[APP_STATE_KEY].store.newest() > 0
