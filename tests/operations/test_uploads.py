"""An upload becomes a version: kept, read in a process of its own, decided on by its owner,
once.
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
import xlsxwriter
from sqlalchemy import select

from dashboard import upload_worker
from dashboard.core.declaration.registry import parse
from dashboard.core.vocabulary.model import CALCULATED
from dashboard.core.vocabulary.people import RIGHTS, Person, build_member
from dashboard.operations import uploads, user_accounts
from dashboard.operations.authentication import Authenticator, Caller, RefusedError
from dashboard.operations.policy import Policy
from dashboard.operations.publishing import Decision, open_store
from dashboard.operations.snapshots import SnapshotService
from dashboard.store import audit, previews, versions
from dashboard.store.database import begin_read, begin_write
from dashboard.store.schema import observations
from dashboard.store.versions import StaleError
from tests.conftest import (
    MATCHES,
    PATIENCE,
    ROOT,
    book,
    declaration,
    indicator,
    new_store,
    ready_store,
)
from tests.sizes import size

COVERS = (
    "dashboard.operations.scope",
    "dashboard.operations.upload_rows",
    "dashboard.operations.upload_summary",
    "dashboard.store.previews",
    "dashboard.upload_worker",
)

YAML = declaration(
    indicator(
        "gdp",
        "plan: five, by: 2025, reach: 100, base: {year: 2020, value: 50}",
        unit="亿元",
        measure="flow",
        decimals=0,
        owner="统计局",
    )
    + indicator(
        "rd", "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}", owner="科技局"
    )
)
HEAD = ("指标编码", "年份", "数值", "单位", "数据性质", "来源", "备注")
NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
OPERATOR = Person("机房", "", frozenset(RIGHTS))


def table(*rows: tuple[Any, ...]) -> bytes:
    """A workbook of (indicator, year, value) with optional quality and note."""
    return book(
        [
            HEAD,
            *(
                (
                    row[0],
                    row[1],
                    row[2],
                    "亿元" if row[0] == "gdp" else "%",
                    *[*row[3:], "", ""][:1],
                    "公报",
                    *[*row[4:], ""][:1],
                )
                for row in rows
            ),
        ]
    )


class City:
    """A store with two analysts, whose uploads are read in this process."""

    def __init__(self, tmp_path: Any, declared: str = YAML) -> None:
        (tmp_path / "indicators.yaml").write_text(declared, "utf-8")
        (tmp_path / "data").mkdir()
        self.path, self.url = tmp_path, ready_store()
        registry = parse(declared).registry
        assert registry is not None
        self.stored = open_store(self.url, tmp_path / "data", registry)
        self.snapshot_service = SnapshotService(registry, self.stored, date(2026, 1, 5))
        self.auth = Authenticator(self.stored.engine, Policy(), "k" * 40)
        for name, role, scope in (
            ("甲", "analyst", ((), ())),
            ("乙", "analyst", ((), ())),
            ("丙", "analyst", (("科技局",), ())),
            ("丁", "viewer", ((), ())),
        ):
            user_accounts.add_person(self.auth, Caller(OPERATOR, "", NOW), name, role, scope)

    def caller(self, name: str = "甲", after: timedelta = timedelta()) -> Caller:
        people = {
            one.name: one
            for one in user_accounts.list_people(self.auth, Caller(OPERATOR, "", NOW))[0]
        }
        one = people[name]
        return Caller(
            build_member(name, one.role, "one", (one.owners, one.themes)), "10.0.0.1", NOW + after
        )

    def upload(self, data: bytes, name: str = "甲", file: str = "书.xlsx") -> str:
        """Kept and read."""
        id_ = uploads.save_upload(self.auth, self.caller(name), file, data)
        self.read(id_, name)
        return id_

    def read(self, id_: str, name: str = "甲") -> None:
        held = uploads.load_upload(self.auth, self.caller(name), id_)
        state, found = uploads.read_upload(
            self.snapshot_service, self.stored, held, self.caller(name).person, lambda *_: None
        )
        with begin_write(self.stored.engine) as connection:
            previews.finish_reading(connection, id_, held.turn, state, found, int(NOW.timestamp()))

    def publish(
        self, id_: str, name: str = "甲", after: timedelta = timedelta(), **said: Any
    ) -> int:
        return uploads.publish_upload(
            self.auth,
            self.snapshot_service,
            self.stored,
            self.caller(name, after),
            id_,
            Decision(**said),
        )

    def value(self, indicator_: str, year: int) -> float:
        frame = self.snapshot_service.known(None)[1].in_force
        found = frame[(frame["indicator"] == indicator_) & (frame["year"] == year)]["value"]
        return float(found.iloc[0]) if len(found) else float("nan")


@pytest.fixture
def city(tmp_path) -> City:
    return City(tmp_path)


def test_an_upload_is_read_shown_and_published(city):
    """Nothing is stored before the person says so; then the figures hold, and the bytes are where
    versions keep them.
    """
    data = table(("gdp", 2023, 80), ("rd", 2023, 3.1))
    id_ = city.upload(data)
    shown = uploads.load_summary(city.auth, id_)
    assert (shown["new"], shown["unchanged"], shown["revised"], shown["rows"]) == (2, 0, [], 2)
    assert any("→" in one["zh"] for one in shown["flips"])
    assert city.stored.newest() == 0
    assert city.publish(id_, note="年报") == 1
    assert city.value("gdp", 2023) == 80
    assert versions.load_original(city.stored.engine, 1) == ("书.xlsx", data)
    one = versions.list_versions(city.stored.engine)[0]
    assert (one.who, one.note, one.key) == ("甲", "年报", id_)


def test_what_a_formula_gave_does_not_say_how_a_publisher_prints(tmp_path):
    """12.40 and 12.5 were typed, 9.375 was worked out: two decimals, kept with the figures."""
    bound = "plan: five, by: 2025, reach: 12, base: {year: 2020, value: 9}"
    city = City(tmp_path, declaration(indicator("rd", bound, decimals=None)))
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as workbook:
        sheet, shown = workbook.add_worksheet("数据"), workbook.add_format({"num_format": "0.00"})
        sheet.write_row(0, 0, HEAD)
        for row, year in enumerate((2021, 2022, 2023), 1):
            sheet.write_row(row, 0, ("rd", year, None, "%", "", "公报", ""))
        sheet.write_number(1, 2, 12.4, shown)
        sheet.write_number(2, 2, 12.5)
        sheet.write_formula(3, 2, "=75/8", None, 9.375)
    id_ = city.upload(written.getvalue())
    city.publish(id_)
    with city.stored.engine.connect() as connection:
        kept = connection.execute(select(observations.c.decimals).order_by(observations.c.year))
        assert list(kept.scalars()) == [2, 1, CALCULATED]
    assert city.snapshot_service.known(None)[0].indicators["rd"].decimals == 2


def test_what_was_kept_for_the_decision_is_erased_after_it(city):
    id_ = city.upload(table(("gdp", 2023, 80)))
    city.publish(id_)
    with begin_read(city.stored.engine) as connection:
        assert previews.load_book(connection, id_) == b""
        assert previews.find_result(connection, id_) is None


def test_a_revised_figure_asks_why(city):
    """Without a reason nothing is stored; with one the figure holds, whatever its nature, and says
    why.
    """
    city.publish(city.upload(table(("gdp", 2023, 80, "最终核实"))))
    id_ = city.upload(table(("gdp", 2023, 79, "初步核算"), ("gdp", 2024, 85)))
    assert [one["key"] for one in uploads.load_summary(city.auth, id_)["revised"]] == [
        ["gdp", "10", 2023, 12]
    ]
    with pytest.raises(RefusedError, match="1 个修订的数据选择原因"):
        city.publish(id_)
    city.publish(id_, reasons={("gdp", "10", 2023, 12): "correction"})
    assert city.value("gdp", 2023) == 79
    held = city.stored.recall(city.snapshot_service.registry, None).observations
    assert held[held["year"] == 2023]["note"].tolist() == ["更正"]
    with begin_read(city.stored.engine) as connection:
        last = list(audit.list_entries(connection))[-1]
    assert '"revised": {"correction": 1}' in last.details


def test_what_is_shown_is_what_will_hold(city):
    """The flips of the preview are the flips of the version, revised figures included."""
    city.publish(city.upload(table(("gdp", 2023, 80, "最终核实"))))
    id_ = city.upload(table(("gdp", 2023, 60, "初步核算")))
    promised = [one["zh"] for one in uploads.load_summary(city.auth, id_)["flips"]]
    number = city.publish(id_, usual="census")
    from dashboard.operations.publishing import compare_versions  # noqa: PLC0415

    kept = [
        flip.sentence(city.snapshot_service.registry).zh
        for flip in compare_versions(city.snapshot_service, number - 1, number).flips
    ]
    assert promised
    assert promised == kept


def test_twice_is_once(city):
    """A double click, a lost answer, a retry after it was published: the same version."""
    id_ = city.upload(table(("gdp", 2023, 80)))
    assert [city.publish(id_) for _ in range(3)] == [1, 1, 1]
    assert city.stored.newest() == 1


def test_many_clicks_at_once_are_once(city):
    """Eight threads press the same button: one version, and all of them are told its number."""
    for turn in range(5):
        id_ = city.upload(table(("gdp", 1980 + turn, 10 + turn)))
        gate = threading.Barrier(8)
        met: list[object] = []

        def press(id_: str = id_, gate: threading.Barrier = gate, met: list[object] = met) -> None:
            gate.wait()
            try:
                met.append(city.publish(id_))
            except RefusedError as error:
                met.append(error.text.zh)

        threads = [threading.Thread(target=press) for _ in range(8)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert met == [turn + 1] * 8


def test_a_retry_before_the_end_was_written_down_is_once_too(city, monkeypatch):
    """The process dies between the commit and the note: the retry finds the version by its key."""
    id_ = city.upload(table(("gdp", 2023, 80)))
    monkeypatch.setattr(
        previews, "mark_published", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)
    )
    with pytest.raises(KeyboardInterrupt):
        city.publish(id_)
    monkeypatch.undo()
    assert city.publish(id_) == 1
    assert city.stored.newest() == 1


def test_a_replay_after_an_undo_publishes_nothing(city):
    id_ = city.upload(table(("gdp", 2023, 80)))
    city.publish(id_)
    uploads.undo_version(city.auth, city.snapshot_service, city.stored, city.caller(), 1)
    assert city.publish(id_) == 1
    assert city.stored.newest() == 2


def test_somebody_else_published_in_between(city):
    """The second is told how many figures changed, nothing is stored, and one more look makes it go
    through.
    """
    first, second = (
        city.upload(table(("gdp", 2023, 80)), "甲"),
        city.upload(table(("gdp", 2023, 81), ("rd", 2023, 3.1)), "乙"),
    )
    city.publish(first)
    with pytest.raises(StaleError):
        city.publish(second, "乙")
    held = uploads.load_upload(city.auth, city.caller("乙"), second)
    assert uploads.count_changes_since(city.snapshot_service, held, city.stored.newest()) == 1
    uploads.restart_reading(city.auth, city.caller("乙"), second)
    city.read(second, "乙")
    assert city.publish(second, "乙", usual="correction") == 2


def test_two_at_once_make_one_version_and_one_stale(city):
    """Thirty rounds of two analysts who press at the same moment: never two versions from one base,
    never one lost.
    """
    rounds = size("SOAK_RACES")
    for turn in range(rounds):
        ids = [
            city.upload(table(("gdp", 1990 + turn, 50 + turn / 10 + place)), name)
            for place, name in enumerate(("甲", "乙"))
        ]
        gate = threading.Barrier(2)
        met: list[object] = []

        def press(
            id_: str, name: str, gate: threading.Barrier = gate, met: list[object] = met
        ) -> None:
            gate.wait()
            try:
                met.append(city.publish(id_, name))
            except StaleError:
                met.append("stale")

        threads = [
            threading.Thread(target=press, args=pair)
            for pair in zip(ids, ("甲", "乙"), strict=True)
        ]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert sorted(met, key=str) == [turn + 1, "stale"]
    MATCHES.append(
        f"two analysts publishing at once: {rounds} races, {rounds} versions, {rounds} stale, 0 "
        "lost"
    )


def test_an_upload_is_nobody_elses(city):
    """Another analyst, a viewer, or a guess: the same words, and nothing is done."""
    id_ = city.upload(table(("gdp", 2023, 80)))
    for name in ("乙", "丁"):
        for act in (
            lambda who: uploads.load_upload(city.auth, city.caller(who), id_),
            lambda who: city.publish(id_, who),
            lambda who: uploads.discard_upload(city.auth, city.caller(who), id_),
            lambda who: uploads.restart_reading(city.auth, city.caller(who), id_),
        ):
            with pytest.raises(RefusedError, match="过期、已放弃，或不是你的"):
                act(name)
    assert city.publish(id_) == 1


def test_an_upload_is_over_after_half_an_hour(city):
    """It cannot be published any more, and the next upload sweeps its bytes away."""
    id_ = city.upload(table(("gdp", 2023, 80)))
    with pytest.raises(RefusedError, match="已过期"):
        city.publish(id_, after=timedelta(minutes=30))
    uploads.save_upload(city.auth, city.caller("甲", timedelta(minutes=31)), "书.xlsx", b"x")
    with begin_read(city.stored.engine) as connection:
        assert previews.load_book(connection, id_) == b""


def test_a_discarded_upload_is_gone(city):
    id_ = city.upload(table(("gdp", 2023, 80)))
    uploads.discard_upload(city.auth, city.caller(), id_)
    with pytest.raises(RefusedError):
        city.publish(id_)


def test_rows_with_errors_wait_for_a_word(city):
    id_ = city.upload(table(("gdp", 2022, 70), ("gdp", 2023, "八十")))
    with pytest.raises(RefusedError, match="有错误的行"):
        city.publish(id_)
    assert city.publish(id_, good_rows=True) == 1
    assert city.value("gdp", 2022) == 70


def test_a_file_that_cannot_be_read_is_not_published(city):
    id_ = city.upload(b"not a workbook at all \x00\x01")
    assert uploads.load_upload(city.auth, city.caller(), id_).state == previews.REFUSED
    with pytest.raises(RefusedError, match="不能读取"):
        city.publish(id_)


def test_somebody_bound_to_an_owner_publishes_only_that(city):
    """Figures of others are errors with their count; what is left may be taken; an upload of before
    a change is held to the new scope.
    """
    id_ = city.upload(table(("gdp", 2023, 80), ("rd", 2023, 3.1)), "丙")
    issues = [
        one
        for one in uploads.load_summary(city.auth, id_)["issues"]
        if one["code"] == "out-of-scope"
    ]
    assert "“gdp”的 1 个数据不在丙负责的范围内" in issues[0]["message"]["zh"]
    with pytest.raises(RefusedError, match="有错误的行"):
        city.publish(id_, "丙")
    assert city.publish(id_, "丙", good_rows=True) == 1
    assert versions.list_indicators(city.stored.engine, 1) == {"rd"}
    id_ = city.upload(table(("rd", 2024, 3.2)), "丙")
    user_accounts.grant_role(
        city.auth, Caller(OPERATOR, "", NOW), "丙", "analyst", (("统计局",), ())
    )
    with pytest.raises(RefusedError, match="不在你负责的范围内：rd"):
        city.publish(id_, "丙")


def test_somebody_bound_to_an_owner_undoes_only_that(city):
    city.publish(city.upload(table(("gdp", 2023, 80))))
    city.publish(city.upload(table(("rd", 2023, 3.1))))
    with pytest.raises(RefusedError, match="不在你负责范围内"):
        uploads.undo_version(city.auth, city.snapshot_service, city.stored, city.caller("丙"), 1)
    assert (
        uploads.undo_version(city.auth, city.snapshot_service, city.stored, city.caller("丙"), 2)
        == 3
    )
    with pytest.raises(RefusedError, match="没有这项权限"):
        uploads.undo_version(city.auth, city.snapshot_service, city.stored, city.caller("丁"), 1)
    assert (
        uploads.undo_version(city.auth, city.snapshot_service, city.stored, city.caller("甲"), 3)
        == 4
    )


def test_a_right_taken_back_holds_at_the_last_moment(city):
    """Disabled after the gate was passed: the transaction asks anew."""
    id_, caller = city.upload(table(("gdp", 2023, 80))), city.caller()
    user_accounts.disable_person(city.auth, Caller(OPERATOR, "", NOW), "甲")
    with pytest.raises(RefusedError, match="权限已被收回"):
        uploads.publish_upload(
            city.auth, city.snapshot_service, city.stored, caller, id_, Decision()
        )
    assert city.stored.newest() == 0


def test_a_declaration_that_changed_makes_the_preview_stale(city):
    """A unit that became another one in between would store other figures than were shown."""
    id_ = city.upload(table(("gdp", 2023, 80)))
    other = parse(
        YAML.replace("亿元", "万元")
        .replace("reach: 100", "reach: 1000000")
        .replace("value: 50", "value: 500000")
    ).registry
    assert other is not None
    with pytest.raises(StaleError):
        uploads.publish_upload(
            city.auth,
            SnapshotService(other, city.stored, date(2026, 1, 5)),
            city.stored,
            city.caller(),
            id_,
            Decision(),
        )


def test_a_question_is_answered_and_the_file_read_again(city):
    """Yes reads the name, no leaves it; both are kept with the upload."""
    text = YAML.replace("name: {zh: rd, en: rd}", "name: {zh: 研发经费支出占比, en: R&D}")
    registry = parse(text).registry
    assert registry is not None
    city.snapshot_service = SnapshotService(registry, city.stored, date(2026, 1, 5))
    data = book([("指标名称", "年份", "数值", "单位"), ("研发经费占比", 2023, 3.1, "%")])
    id_ = city.upload(data)
    asked = uploads.load_summary(city.auth, id_)["questions"]
    assert [(one["found"], one["id"], one["likely"]) for one in asked] == [
        ("研发经费占比", "rd", "研发经费支出占比")
    ]
    uploads.restart_reading(city.auth, city.caller(), id_, answers={"研发经费占比": "rd"})
    city.read(id_)
    assert uploads.load_summary(city.auth, id_)["questions"] == []
    assert city.publish(id_) == 1


def test_a_person_has_a_share_of_uploads(tmp_path):
    city = City(tmp_path)
    city.auth = replace(city.auth, policy=Policy(uploads_per_hour=3))
    for _ in range(3):
        uploads.save_upload(city.auth, city.caller(), "书.xlsx", b"x")
    with pytest.raises(RefusedError, match="过多") as refusal:
        uploads.save_upload(city.auth, city.caller(), "书.xlsx", b"x")
    assert refusal.value.wait
    uploads.save_upload(city.auth, city.caller("乙"), "书.xlsx", b"x")
    uploads.save_upload(city.auth, city.caller("甲", timedelta(hours=1)), "书.xlsx", b"x")


def test_only_so_many_wait(city):
    """The oldest give way: a person cannot fill the database with what nobody decides on."""
    ids = [
        uploads.save_upload(city.auth, city.caller("甲", timedelta(seconds=turn)), "书.xlsx", b"x")
        for turn in range(uploads.MOST_WAITING + 3)
    ]
    assert [one.id for one in uploads.list_waiting(city.auth, city.caller())] == ids[:2:-1]


def test_every_digit_survives_the_wait(city):
    """What is stored is what was read, to the last bit."""
    value = 2 / 3 * 4.1
    id_ = city.upload(table(("rd", 2023, value)))
    with begin_read(city.stored.engine) as connection:
        found = previews.find_result(connection, id_)
    assert found is not None
    assert found.rows["value"].tolist() == [value]
    assert isinstance(found.rows["published"].iloc[0], pd.Timestamp)


@pytest.mark.parametrize(
    ("step", "code"),
    [("", 0), ("preview.read", -signal.SIGKILL), ("preview.compared", -signal.SIGKILL)],
)
def test_the_reader_is_a_process_of_its_own(city, step, code):
    """It reads what it is told by id; killed at a step it leaves nothing but an upload that is
    still being read.
    """
    id_ = uploads.save_upload(city.auth, city.caller(), "书.xlsx", table(("gdp", 2023, 80)))
    environment = {
        **os.environ,
        "INDICATORS": str(city.path / "indicators.yaml"),
        "DATA_DIR": str(city.path / "data"),
        "DATABASE_URL": city.url,
        "FAILPOINT": step,
    }
    ended = subprocess.run(
        [sys.executable, "-m", "dashboard.upload_worker", id_, "0", str(int(NOW.timestamp()))],
        cwd=ROOT,
        env=environment,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode == code
    state = uploads.load_upload(city.auth, city.caller(), id_).state
    assert state == (previews.READY if code == 0 else previews.READING)
    assert city.stored.newest() == 0


def test_a_reader_whose_store_is_away_may_be_asked_again(tmp_path, monkeypatch, capsys):
    """Its exit code says so, its words why."""
    (tmp_path / "lost.db").write_bytes(b"no database " * 100)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'lost.db'}")
    monkeypatch.setattr(os, "nice", lambda _: 0)
    assert upload_worker.main("0" * 32, "0", str(int(NOW.timestamp()))) == upload_worker.STORE_AWAY
    assert "not a database" in capsys.readouterr().err


def test_a_reading_that_ends_late_changes_nothing_of_the_next(city):
    """The first reader ends, or dies, after the second has begun: only the second counts."""
    id_ = uploads.save_upload(city.auth, city.caller(), "书.xlsx", table(("gdp", 2023, 80)))
    turn = uploads.restart_reading(city.auth, city.caller(), id_)
    with begin_write(city.stored.engine) as connection:
        previews.fail_reading(connection, id_, turn - 1, 0)
        previews.update_step(connection, id_, turn - 1, ("rows", 9, 9), 0)
    held = uploads.load_upload(city.auth, city.caller(), id_)
    assert (held.state, held.step, held.turn) == (previews.READING, "wait", turn)


def test_what_is_published_is_what_was_shown(city):
    """Another reading since, another quality in the form, an answer not read with: nothing is
    stored, and one is told.
    """
    id_ = city.upload(table(("gdp", 2023, 80)))
    for said in ({"turn": 7}, {"turn": 0, "quality": "disputed"}, {"turn": 0, "unread": True}):
        with pytest.raises(RefusedError, match="不一致"):
            city.publish(id_, **said)
    assert city.publish(id_, turn=0, quality="published") == 1


def test_a_release_date_is_not_after_today_and_not_for_rows_that_differ(city):
    id_ = city.upload(table(("gdp", 2023, 80)))
    with pytest.raises(RefusedError, match="今天之后"):
        city.publish(id_, released=date(2200, 12, 31))
    head = ("指标编码", "年份", "数值", "单位", "发布日期")
    twice = city.upload(
        book(
            [head, ("gdp", 2022, 70, "亿元", "2023-01-01"), ("gdp", 2022, 71, "亿元", "2023-06-01")]
        )
    )
    if uploads.load_summary(city.auth, twice)["rows"] == 2:
        with pytest.raises(RefusedError, match="几个发布日期"):
            city.publish(twice, released=date(2024, 1, 1), good_rows=True)


def test_previewing_again_has_its_share(city):
    city.auth = replace(city.auth, policy=Policy(uploads_per_hour=3))
    id_ = uploads.save_upload(city.auth, city.caller(), "书.xlsx", table(("gdp", 2023, 80)))
    for _ in range(6):
        uploads.restart_reading(city.auth, city.caller(), id_)
    with pytest.raises(RefusedError, match="过于频繁"):
        uploads.restart_reading(city.auth, city.caller(), id_)


def test_a_scope_that_shrank_at_the_last_moment_holds(city):
    """Granted another scope after the gate was passed: the transaction asks anew."""
    id_, caller_ = city.upload(table(("rd", 2024, 3.2)), "丙"), city.caller("丙")
    user_accounts.grant_role(
        city.auth, Caller(OPERATOR, "", NOW), "丙", "analyst", (("统计局",), ())
    )
    with pytest.raises(RefusedError, match="不在你负责的范围内"):
        uploads.publish_upload(
            city.auth, city.snapshot_service, city.stored, caller_, id_, Decision()
        )


def test_the_part_that_one_took_does_not_block_the_whole(city):
    """Somebody bound to an owner takes the rows that are theirs; somebody else then publishes the
    same file whole.
    """
    data = table(("gdp", 2023, 80), ("rd", 2023, 3.1))
    assert city.publish(city.upload(data, "丙"), "丙", good_rows=True) == 1
    assert city.publish(city.upload(data, "甲"), "甲") == 2
    assert city.value("gdp", 2023) == 80


def test_rows_without_a_quality_get_the_one_that_was_chosen(city):
    """Chosen before the last step, read again with it, stored so; rows that state one keep
    theirs.
    """
    id_ = city.upload(table(("gdp", 2022, 70), ("gdp", 2023, 80, "最终核实")))
    uploads.restart_reading(city.auth, city.caller(), id_, quality="preliminary")
    city.read(id_)
    city.publish(id_)
    held = city.stored.recall(city.snapshot_service.registry, None).observations
    assert dict(zip(held["year"], held["quality"], strict=True)) == {
        2022: "preliminary",
        2023: "final",
    }


def test_the_first_starts_audit_says_when_it_was(tmp_path):
    """The versions are dated by their content, the audit by the moment it happened."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "2021.xlsx").write_bytes(table(("gdp", 2021, 60)))
    registry = parse(YAML).registry
    assert registry is not None
    stored = open_store(new_store(), tmp_path / "data", registry, NOW.isoformat())
    with begin_read(stored.engine) as connection:
        assert {entry.at for entry in audit.list_entries(connection)} == {NOW.isoformat()}
    assert versions.list_versions(stored.engine)[0].at != NOW.isoformat()
