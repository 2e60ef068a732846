"""From a publish to the letterbox: told once, whatever is refused, lost, killed or raced; and only
to those who asked.
"""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dashboard.operations import notice_channels, user_accounts
from dashboard.operations import notices as notifying
from dashboard.operations.authentication import Authenticator, ForbiddenError, RefusedError
from dashboard.operations.notice_channels import Webhook
from dashboard.operations.notices import LOST_SECONDS, RETRY_SECONDS, NoticeDispatcher
from dashboard.operations.snapshots import SnapshotService
from dashboard.operations.store_source import StoreSource
from dashboard.store import audit, notices
from dashboard.store.addresses import build_file_address
from dashboard.store.backup import write_backup
from dashboard.store.database import begin_read, begin_write, open_database
from dashboard.store.restore import restore_backup
from dashboard.store.schema import people
from dashboard.store.versions import publish, undo
from tests import processes
from tests.conftest import MATCHES, declaration, free_port, indicator
from tests.letterbox import Letterbox, mail_server, receiver
from tests.operations.test_authentication import DAY0, admit, caller, house
from tests.operations.test_authentication import GOOD as PASSWORD
from tests.store.books import accepted, registry

REGISTRY = registry()
GOOD, BAD, WORSE = ("gdp", 2021, 70), ("gdp", 2022, 62), ("gdp", 2023, 52)
"""Ahead in the year, behind in the next, at risk in the one after."""


class House:
    """A store with people, and its ways out."""

    def __init__(self, tmp_path: Any, url: str = "") -> None:
        self.auth: Authenticator = house(url)
        self.snapshot_service = SnapshotService(
            REGISTRY, StoreSource(self.auth.engine, tmp_path / "data"), DAY0.date()
        )
        self.box: Letterbox | None = None
        self.hooks: tuple[Webhook, ...] = ()
        self.now = DAY0

    @property
    def post(self) -> NoticeDispatcher:
        return NoticeDispatcher(
            self.auth.engine,
            self.box.way() if self.box else None,
            self.hooks,
            "http://plan.example",
        )

    def publish(self, *rows: tuple[Any, ...]) -> int:
        return publish(self.auth.engine, REGISTRY, accepted(*rows))

    def ask(
        self, name: str = "张三", wish: str = "all", address: str = "zhang@example.gov.cn"
    ) -> None:
        notifying.subscribe_caller(self.auth, caller(person=self.person(name)), address, wish, "zh")

    def person(self, name: str) -> Any:
        found = self.auth.who(admit(self.auth, name), DAY0)
        assert found is not None
        return found.person

    def start(self) -> None:
        """What a server does when it starts with the ways out that are set now."""
        notifying.register_channels(self.post, at_start=True)

    def work(self, later: int = 0) -> int:
        self.now += timedelta(seconds=later)
        return notifying.run_round(self.post, self.snapshot_service, lambda: self.now)

    def posted(self) -> list[notices.OutboxNotice]:
        with begin_read(self.auth.engine) as connection:
            return notices.list_notices(connection, 100)

    def states(self) -> list[str]:
        return [one.state for one in self.posted()]


@pytest.fixture
def home(tmp_path) -> House:
    return House(tmp_path)


def test_what_flipped_is_told_once_to_whoever_asked(home):
    """Of versions after the asking; a version that flips nothing is not told; a second round tells
    nothing.
    """
    home.publish(("gdp", 2020, 50))
    with mail_server() as home.box:
        home.ask()
        home.publish(GOOD)
        assert home.work() == 1 and home.work() == 0
        home.publish(("gdp", 2021, 70.5))  # of the same status
        assert home.work() == 0
    (found,) = home.box.taken
    assert (
        found["To"] == "zhang@example.gov.cn"
        and "数据版本2（书.xlsx）：1项评价有变化" in found["Subject"]
    )
    assert (
        "待公布 → 快于预期" in found.get_content()
        and "http://plan.example/data/versions/2" in found.get_content()
    )
    assert home.states() == ["sent"]


def test_nothing_is_sent_where_no_way_out_is_set_and_nothing_of_before_is_sent_later(home):
    """Off by default. Switched off and on again, with publishes in between: of those nothing is
    told.
    """
    with receiver() as robot, mail_server() as box:
        for turn in range(3):
            home.box, home.hooks = None, ()
            home.start()
            if turn == 0:
                home.ask()
            home.publish(("gdp", 2021 + turn, 70))
            assert not home.post.on and home.work() == 0
            home.box, home.hooks = box, (Webhook("规划群", "wecom", robot.url),)
            home.start()
            assert home.work() == 0, turn
            home.publish(("gdp", 2021 + turn, 50, "revised"))
            assert home.work() == 2
        assert (len(box.taken), len(robot.taken)) == (3, 3)


def test_a_command_that_knows_fewer_ways_takes_nobody_away(home):
    """`notices send` from a shell without the robots' setting: they are told all the same, by the
    server.
    """
    with receiver() as robot:
        home.hooks = (Webhook("规划群", "wecom", robot.url),)
        home.start()
        with mail_server() as home.box:
            home.hooks = ()
            notifying.register_channels(home.post, at_start=False)
        home.hooks = (Webhook("规划群", "wecom", robot.url),)
        home.publish(GOOD)
        notifying.register_channels(home.post, at_start=False)
        assert home.work() == 1


def test_flips_of_every_year_that_changed_are_told_with_the_year(home):
    """A workbook of several years: each target in the last year in which it flipped."""
    with mail_server() as home.box:
        home.ask()
        home.publish(("gdp", 2021, 70), ("gdp", 2022, 52), ("air", 2022, 60), ("air", 2023, 90))
        home.work()
    (found,) = home.box.taken
    text = found.get_content()
    assert "2项评价有变化" in found["Subject"]
    assert "2022年 甲市gdp：待公布 → 预警" in text and "2023年 甲市air" in text


def test_who_wants_only_what_gets_worse_hears_only_that(home):
    with mail_server() as home.box:
        home.ask("张三", "worse", "zhang@example.gov.cn")
        home.ask("李四", "all", "li@example.gov.cn")
        home.publish(GOOD)
        home.work()
        home.publish(BAD)
        home.work()
    told = [(one["To"], "其中1项滞后、预警或未实现" in one["Subject"]) for one in home.box.taken]
    assert sorted(told) == [
        ("li@example.gov.cn", False),
        ("li@example.gov.cn", True),
        ("zhang@example.gov.cn", True),
    ]


def test_who_gave_up_or_was_disabled_hears_nothing_more(home):
    with mail_server() as home.box:
        home.ask("张三")
        home.ask("李四", address="li@example.gov.cn")
        with begin_write(home.auth.engine) as connection:
            assert notices.unsubscribe(connection, notices.MAIL, "张三")
        user_accounts.disable_person(
            home.auth, replace(caller(), at_the_machine=True), "李四", disabled=True
        )
        home.publish(GOOD)
        assert home.work() == 0
    assert home.box.taken == []


def test_what_waits_is_not_sent_to_who_gave_up_meanwhile_and_goes_on_to_who_did_not(home):
    with mail_server() as home.box:
        home.box.at_data = "451 later"
        for name in ("张三", "李四", "王五"):
            home.ask(name, address=f"{len(name)}{ord(name[0])}@example.gov.cn")
        home.publish(GOOD)
        assert home.work() == 3
        home.box.at_data = ""
        with begin_write(home.auth.engine) as connection:
            notices.unsubscribe(connection, notices.MAIL, "张三")
        user_accounts.disable_person(
            home.auth, replace(caller(), at_the_machine=True), "李四", disabled=True
        )
        assert home.work(RETRY_SECONDS[0]) == 3
    assert sorted(home.states()) == ["dropped", "dropped", "sent"] and len(home.box.taken) == 1


def test_another_wish_leaves_no_gap(home):
    """Changed between a publish and the round that tells it: told all the same, by the new wish."""
    with mail_server() as home.box:
        home.ask("张三", "worse")
        home.publish(GOOD)
        person = home.auth.who(home.auth.sign_in("张三", PASSWORD, caller(), "b").token, DAY0)
        assert person is not None
        notifying.subscribe_caller(
            home.auth, caller(person=person.person), "other@example.gov.cn", "all", "zh"
        )
        assert home.work() == 1
    assert home.box.taken[0]["To"] == "other@example.gov.cn"


def test_who_may_not_read_is_not_told(home):
    """Nor asks: a right that was taken back ends it, as does the office's change to three
    administrators.
    """
    with pytest.raises(ForbiddenError):
        notifying.subscribe_caller(
            home.auth,
            caller(person=replace(home.person("李四"), rights=frozenset({"self"}))),
            "li@example.gov.cn",
            "all",
            "zh",
        )
    with mail_server() as home.box:
        home.ask()
        home.publish(GOOD)
        post = replace(home.post, administrators="three")
        with begin_write(home.auth.engine) as connection:
            connection.execute(people.update().values(role="admin"))
        assert notifying.run_round(post, home.snapshot_service, lambda: home.now) == 0


def test_a_letter_that_breaks_holds_up_no_other(home, monkeypatch):
    """What nobody thought of is not known, and the next one goes."""
    with mail_server() as home.box:
        for at in range(3):
            home.ask(f"人{at}", address=f"a{at}@example.gov.cn")
        home.publish(GOOD)
        real, calls = notice_channels.send_mail, []

        def breaks(*given: Any) -> None:
            calls.append(given)
            if len(calls) == 1:
                raise RuntimeError("unheard of")
            real(*given)

        monkeypatch.setattr(notice_channels, "send_mail", breaks)
        assert home.work() == 3
    assert sorted(home.states()) == ["sent", "sent", "unsure"]


def test_what_cannot_be_made_holds_up_nothing_that_waits(home, monkeypatch):
    """A version that breaks the telling: what is in the outbox goes, and the next round tells
    it.
    """
    with mail_server() as home.box:
        home.ask()
        home.publish(GOOD)
        notifying.create_notices(home.post, home.snapshot_service, int(home.now.timestamp()))
        home.publish(BAD)

        def breaks(*_: Any) -> None:
            raise RuntimeError("unheard of")

        with monkeypatch.context() as broken:
            broken.setattr(notifying, "list_flips", breaks)
            assert home.work() == 1
        assert home.work() == 1
    assert len(home.box.taken) == 2


def test_two_people_with_one_mailbox_get_one_letter(home):
    """The one of who wants more."""
    with mail_server() as home.box:
        home.ask("张三", "worse", "office@example.gov.cn")
        home.ask("李四", address="office@example.gov.cn")
        home.publish(("gdp", 2021, 70), ("air", 2021, 60))
        assert home.work() == 1
    assert len(home.box.taken) == 1 and "2项评价有变化" in home.box.taken[0]["Subject"]


def test_an_undo_is_told_too(home):
    with mail_server() as home.box:
        home.publish(GOOD)
        home.ask()
        undo(home.auth.engine, 1, "张三", DAY0.isoformat())
        home.work()
    assert (
        "快于预期 → 待公布" in home.box.taken[0].get_content()
        and "数据版本2（撤销版本1）" in home.box.taken[0]["Subject"]
    )


def test_what_is_refused_for_now_is_tried_again_and_in_the_end_has_failed(home):
    """After each wait and not before; the last refusal is kept for people to read."""
    with mail_server() as home.box:
        home.box.at_data = "451 later"
        home.ask()
        home.publish(GOOD)
        assert home.work() == 1
        for wait in RETRY_SECONDS:
            assert home.work(wait - 1) == 0
            assert home.work(1) == 1
        assert home.states() == ["failed"] and "SMTP 451: later" in home.posted()[0].said
        assert home.work(10**6) == 0
        home.box.at_data = ""
        with begin_write(home.auth.engine) as connection:
            assert notices.retry_notice(
                connection, home.posted()[0].number, int(home.now.timestamp())
            )
        assert home.work() == 1
    assert home.states() == ["sent"] and len(home.box.taken) == 1


def test_what_is_refused_for_good_is_not_tried_again(home):
    with mail_server() as home.box:
        home.box.at_recipient = "550 nobody"
        home.ask()
        home.publish(GOOD)
        assert home.work() == 1
        assert home.work(10**6) == 0
    assert home.states() == ["failed"]


def test_of_what_nobody_knows_nothing_is_sent_again_until_a_person_says_so(home):
    """The server took it and hung up: one letter, whatever time goes by."""
    with mail_server() as home.box:
        home.box.hang_up = True
        home.ask()
        home.publish(GOOD)
        home.work()
        assert home.states() == ["unsure"] and home.work(10**6) == 0 and len(home.box.taken) == 1


def test_robots_are_told_from_when_they_were_set_until_they_are_no_more(home):
    """What was published before a robot was set is not told to it, nor what comes once it is taken
    out of the setting.
    """
    home.publish(GOOD)
    with receiver() as box:
        home.hooks = (
            Webhook("规划群", "wecom", box.url),
            Webhook("办公室", "dingtalk", box.url, "SEC1"),
            Webhook("平台", "json", box.url),
        )
        home.start()
        assert home.work() == 0
        home.publish(BAD)
        assert home.work() == 3
        assert sorted(body.get("msgtype", "json") for _, _, body in box.taken) == [
            "json",
            "text",
            "text",
        ]
        home.hooks = home.hooks[:1]
        home.start()
        home.publish(WORSE)
        assert home.work() == 1
    assert all("gdp" in str(body) or "评价有变化" in str(body) for _, _, body in box.taken)


def test_a_robot_that_is_busy_gets_it_later_and_once(home):
    with receiver() as box:
        home.hooks = (Webhook("规划群", "wecom", box.url),)
        home.start()
        home.publish(GOOD)
        box.answers = [(200, '{"errcode": 45009}'), (503, ""), (200, '{"errcode": 0}')]
        assert home.work() == 1
        assert home.work(RETRY_SECONDS[0]) == 1
        assert home.work(RETRY_SECONDS[1]) == 1
        assert home.work(10**6) == 0
    assert home.states() == ["sent"] and home.posted()[0].tries == 3


def test_replicas_share_the_work_and_nobody_is_told_twice(home):
    """Eight workers at once, twenty receivers: every letter once."""
    with mail_server() as home.box:
        for at in range(20):
            home.ask(f"人{at}", address=f"a{at}@example.gov.cn")
        home.publish(GOOD)
        threads = [threading.Thread(target=home.work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(one["To"] for one in home.box.taken) == sorted(
        f"a{at}@example.gov.cn" for at in range(20)
    )
    assert home.states() == ["sent"] * 20
    MATCHES.append(
        f"notices: 8 workers at once sent {len(home.box.taken)} letters to 20 people, none twice"
    )


def test_a_notice_taken_by_somebody_who_never_came_back_is_not_sent_again(home):
    with mail_server() as home.box:
        home.ask()
        home.publish(GOOD)
        notifying.create_notices(home.post, home.snapshot_service, int(home.now.timestamp()))
        with begin_write(home.auth.engine) as connection:
            assert notices.claim_notice(connection, int(home.now.timestamp())) is not None
        assert home.work(LOST_SECONDS) == 0 and home.states() == ["sending"]
        assert home.work(1) == 0 and home.states() == ["unsure"]
    assert home.box.taken == []


@pytest.mark.parametrize("told_before", [True, False])
def test_a_restored_store_sends_nothing_a_second_time(home, tmp_path, told_before):
    """What was told stays told; what was to be told or on its way when the copy was made is told no
    more.
    """
    with mail_server() as home.box:
        home.ask()
        home.publish(GOOD)
        if told_before:
            home.work()
        write_backup(home.auth.engine, tmp_path / "copy.db")
        home.work()
        restore_backup(tmp_path / "copy.db", build_file_address(tmp_path / "other.db"), DAY0)
        other = open_database(build_file_address(tmp_path / "other.db"))
        again = NoticeDispatcher(other, home.box.way(), (), "http://plan.example")
        assert (
            notifying.run_round(
                again,
                SnapshotService(REGISTRY, StoreSource(other, tmp_path / "data"), DAY0.date()),
                lambda: home.now,
            )
            == 0
        )
        publish(other, REGISTRY, accepted(BAD))
        assert (
            notifying.run_round(
                again,
                SnapshotService(REGISTRY, StoreSource(other, tmp_path / "data"), DAY0.date()),
                lambda: home.now,
            )
            == 1
        )
        other.dispose()
    assert len(home.box.taken) == 2
    assert len({one["Message-ID"] for one in home.box.taken}) == 2


@pytest.mark.parametrize(
    "address",
    ["", "li", "li@", "@x", "li@x y", "li@x\nBcc: y@z", "a" * 250 + "@x.cn", "李@example.cn"],
)
def test_what_is_no_address_is_refused_with_what_was_found(home, address):
    with pytest.raises(RefusedError, match="邮箱"):
        home.ask(address=address)
    with pytest.raises(RefusedError):
        home.ask("李四", wish="some")


def test_asking_and_giving_up_are_in_the_audit(home):
    person = home.person("张三")
    notifying.subscribe_caller(
        home.auth, caller(person=person), "zhang@example.gov.cn", "worse", "en"
    )
    mine = notifying.load_own_notices(home.auth, caller(person=person))
    assert mine.asked is not None and (mine.asked.address, mine.asked.wish, mine.asked.lang) == (
        "zhang@example.gov.cn",
        "worse",
        "en",
    )
    assert notifying.unsubscribe_caller(
        home.auth, caller(person=person)
    ) and not notifying.unsubscribe_caller(home.auth, caller(person=person))
    with begin_read(home.auth.engine) as connection:
        acts = [one.action for one in audit.list_entries(connection) if "subscribe" in one.action]
    assert acts == ["subscribe", "unsubscribe"]


# Killed: the outbox is on the disk, so that another process goes on where one was ended.

STEPS = {
    "notice.made": (1, ["sent"]),
    "notice.claimed": (0, ["unsure"]),
    "notice.delivered": (1, ["unsure"]),
}


def run(environment: dict[str, str], *arguments: str, step: str = "") -> int:
    return processes.run({**environment, "FAILPOINT": step}, *arguments).returncode


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_every_step_it_is_sent_at_most_once(tmp_path, step):
    """Between being made and being taken nothing is lost; from then on it is sent no second time,
    and shown as not known.
    """
    (tmp_path / "indicators.yaml").write_text(
        declaration(
            indicator(
                "gdp",
                "plan: five, by: 2025, reach: 100, base: {year: 2020, value: 50}",
                unit="亿元",
                measure="flow",
                decimals=0,
            )
        ),
        "utf-8",
    )
    url = f"sqlite:///{tmp_path / 'store.db'}"
    with mail_server() as box:
        environment = {
            **os.environ,
            "INDICATORS": str(tmp_path / "indicators.yaml"),
            "DATA_DIR": str(tmp_path / "data"),
            "DATABASE_URL": url,
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(box.port),
            "SMTP_FROM": "plan@example.gov.cn",
        }
        home = House(tmp_path, url)
        home.box = box
        home.start()
        home.ask()
        home.publish(GOOD)
        home.auth.engine.dispose()
        assert run(environment, "notices", "send", step=step) == -9
        assert run(environment, "notices", "send") == 0
        home.work(0)  # the clock of this test stands: nothing is late by it
        with begin_write(home.auth.engine) as connection:
            notices.abandon_notices(connection, 2**40, "lost")
        assert run(environment, "notices", "send") == 0
    assert (len(box.taken), home.states()) == STEPS[step]


def test_nobody_listens_and_later_somebody_does(home):
    """A mail server that is down for a while loses nothing."""
    port = free_port()
    with mail_server() as home.box:
        home.ask()
        home.publish(GOOD)
        real, home.box.port = home.box.port, port
        assert home.work() == 1 and home.states() == ["due"]
        home.box.port = real
        assert home.work(RETRY_SECONDS[0]) == 1
    assert len(home.box.taken) == 1
