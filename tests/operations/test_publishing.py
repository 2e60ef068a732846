"""A workbook becomes a version: first start, preview, publish, difference, and what waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.people import Person
from dashboard.core.vocabulary.snapshot import View
from dashboard.operations.authentication import Caller
from dashboard.operations.notices import list_flips
from dashboard.operations.previewed_source import PreviewedSource
from dashboard.operations.publishing import (
    Decision,
    Upload,
    accept_upload,
    compare_versions,
    open_store,
    preview_upload,
)
from dashboard.operations.snapshots import FolderSource, SnapshotService, read_file
from dashboard.operations.store_source import StoreSource
from dashboard.store import audit
from dashboard.store.database import begin_read, migrate, open_database
from dashboard.store.errors import StoreError
from dashboard.store.versions import Book, StaleError, list_versions, publish, undo
from tests import processes
from tests.conftest import ROOT, book, declaration, indicator, new_store, registry_of

COVERS = ("dashboard.operations.previewed_source", "dashboard.operations.store_source")

REGISTRY = registry_of(
    indicator(
        "gdp",
        "plan: five, by: 2025, reach: 100, base: {year: 2020, value: 50}",
        unit="亿元",
        measure="flow",
        decimals=0,
        owner="局",
    )
)
HEAD = ("指标编码", "年份", "数值", "单位", "数据性质", "发布日期", "来源", "备注")
SAID = Decision(note="年报")


def caller(at: str = "2026-01-05T08:00:00+00:00") -> Caller:
    """The analyst at a moment."""
    return Caller(Person("分析员", "", frozenset()), "", datetime.fromisoformat(at))


def save(folder: Path, name: str, *rows: tuple[object, ...]) -> Path:
    """A workbook of (year, value, quality, note)."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_bytes(
        book(
            [
                HEAD,
                *(
                    (
                        "gdp",
                        year,
                        value,
                        "亿元",
                        quality,
                        f"{year + 1}-03-01" if isinstance(year, int) else None,
                        "公报",
                        note,
                    )
                    for year, value, quality, note in rows
                ),
            ]
        )
    )
    return file


def desk(tmp_path: Path, registry: Registry = REGISTRY) -> tuple[SnapshotService, StoreSource]:
    stored = open_store(new_store(), tmp_path / "data", registry)
    return SnapshotService(registry, stored, date(2026, 1, 5)), stored


def test_on_first_start_the_folder_becomes_versions(tmp_path):
    """In the order of their names, dated by their content, once."""
    save(tmp_path / "data", "2021.xlsx", (2021, 60, "已公布", ""))
    save(tmp_path / "data", "2022.xlsx", (2022, 70, "已公布", ""))
    _, stored = desk(tmp_path)
    found = list_versions(stored.engine)
    assert [(one.number, one.file, one.at[:10], one.who) for one in found] == [
        (2, "2022.xlsx", "2023-03-01", "首次启动"),
        (1, "2021.xlsx", "2022-03-01", "首次启动"),
    ]
    again = open_store(str(stored.engine.url), tmp_path / "data", REGISTRY)
    assert len(list_versions(again.engine)) == 2


def test_the_store_shows_what_the_folder_showed(real):
    """The real plan: the same verdicts from the store as from its workbooks, every year."""
    stored = open_store(new_store(), ROOT / "data", real)
    ours, theirs = (
        SnapshotService(real, source, date(2026, 11, 22))
        for source in (stored, FolderSource(ROOT / "data"))
    )
    for year in (2018, 2021, 2023, 2025):
        mine, other = (one.snapshot(View(year=year)).verdicts for one in (ours, theirs))
        assert mine.drop(columns="flags").equals(other.drop(columns="flags"))
        assert mine["flags"].tolist() == other["flags"].tolist()


def test_a_first_start_that_was_cut_short_goes_on(tmp_path):
    """What was accepted before the cut stays, the rest follows at the next start."""
    save(tmp_path / "data", "2021.xlsx", (2021, 60, "已公布", ""))
    save(tmp_path / "data", "2022.xlsx", (2022, 70, "已公布", ""))
    url = new_store()
    engine = open_database(url)
    migrate(engine)
    data = (tmp_path / "data" / "2021.xlsx").read_bytes()
    first = Book(
        "2021.xlsx",
        data,
        read_file(tmp_path / "data" / "2021.xlsx", REGISTRY).observations,
        "首次启动",
        "2022-03-01",
    )
    publish(engine, REGISTRY, first, key="first:" + first.sha256[:58])
    assert [
        one.file for one in list_versions(open_store(url, tmp_path / "data", REGISTRY).engine)
    ] == ["2022.xlsx", "2021.xlsx"]


def test_a_workbook_put_there_later_waits(tmp_path):
    """Once the first start is over nothing is taken by itself, whatever was undone."""
    save(tmp_path / "data", "2021.xlsx", (2021, 60, "已公布", ""))
    _, stored = desk(tmp_path)
    save(tmp_path / "data", "2022.xlsx", (2022, 70, "已公布", ""))
    again = open_store(str(stored.engine.url), tmp_path / "data", REGISTRY)
    assert len(list_versions(again.engine)) == 1
    assert [file.name for file in again.waiting()] == ["2022.xlsx"]
    undo(again.engine, 1, "管理员", caller().at.isoformat())
    assert (
        len(list_versions(open_store(str(stored.engine.url), tmp_path / "data", REGISTRY).engine))
        == 2
    )


def test_four_replicas_that_start_at_once_take_the_folder_once(tmp_path):
    """Four processes on an empty store: one version per workbook, one finished first start."""
    (tmp_path / "indicators.yaml").write_text(
        declaration(
            indicator(
                "gdp", "plan: five, by: 2025, reach: 100", unit="亿元", measure="flow", decimals=0
            )
        ),
        "utf-8",
    )
    for year in (2021, 2022, 2023):
        save(tmp_path / "data", f"{year}.xlsx", (year, year - 1960, "已公布", ""))
    home = {
        "INDICATORS": str(tmp_path / "indicators.yaml"),
        "DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": new_store(),
    }
    started = [processes.start(home, "import") for _ in range(4)]
    ended = [running.end() for running in started]
    assert [one.returncode for one in ended] == [0] * 4, ended
    engine = open_database(home["DATABASE_URL"])
    assert [one.file for one in list_versions(engine)] == ["2023.xlsx", "2022.xlsx", "2021.xlsx"]
    with begin_read(engine) as connection:
        assert sum(entry.action == "first start" for entry in audit.list_entries(connection)) == 1
        assert audit.verify_chain(connection).broken is None


def test_a_preview_says_what_would_change_and_stores_nothing(tmp_path):
    """Values, verdicts and causes before anything is kept; accepting does just that."""
    mine, stored = desk(tmp_path)
    shown = preview_upload(
        mine, stored, Upload.of(save(tmp_path, "2023.xlsx", (2023, 80, "已公布", "")))
    )
    assert [(change.kind, change.year) for change in shown.comparison.changes] == [("new", 2023)]
    assert stored.newest() == 0
    year = (
        SnapshotService(REGISTRY, PreviewedSource(stored, shown.reading), mine.today)
        .complete(View())
        .year
    )
    assert year == 2023
    number = accept_upload(mine, stored, shown, SAID, caller())
    assert number == 1
    assert mine.snapshot(View(year=2023)).verdicts["status"].iloc[0] == "on_course"
    assert compare_versions(mine, 0, 1, View(year=2023)).flips[0].causes == ("data_new",)


def test_a_preview_a_difference_and_notices_tell_the_same_flips(tmp_path):
    """Of all years and plans: a workbook of two years flips both, and each says so alike."""
    mine, stored = desk(tmp_path)
    book_ = save(tmp_path, "x.xlsx", (2021, 60, "已公布", ""), (2023, 80, "已公布", ""))
    shown = preview_upload(mine, stored, Upload.of(book_))
    number = accept_upload(mine, stored, shown, SAID, caller())
    told = list(shown.comparison.flips)
    assert {flip.year for flip in told} >= {2023}
    assert list(compare_versions(mine, number - 1, number).flips) == [
        replace(flip, changes=other.changes)
        for flip, other in zip(told, compare_versions(mine, number - 1, number).flips, strict=True)
    ]
    assert list_flips(mine, number) == compare_versions(mine, number - 1, number).flips


def test_the_newest_version_is_seen_at_the_next_look(tmp_path):
    """Two desks on one store, as two replicas: what one accepts the other sees at once."""
    mine, stored = desk(tmp_path)
    other = SnapshotService(
        REGISTRY, open_store(str(stored.engine.url), tmp_path / "data", REGISTRY), mine.today
    )
    assert other.snapshot(View(year=2023)).verdicts["status"].iloc[0] == "pending"
    accept_upload(
        mine,
        stored,
        preview_upload(
            mine, stored, Upload.of(save(tmp_path, "2023.xlsx", (2023, 80, "已公布", "")))
        ),
        SAID,
        caller(),
    )
    assert other.snapshot(View(year=2023)).verdicts["status"].iloc[0] == "on_course"
    assert other.snapshot(View(year=2023, version=0)).verdicts["status"].iloc[0] == "pending"


def test_a_preview_that_is_stale_is_refused(tmp_path):
    mine, stored = desk(tmp_path)
    first, second = (
        preview_upload(
            mine, stored, Upload.of(save(tmp_path, f"{value}.xlsx", (2023, value, "已公布", "")))
        )
        for value in (80, 81)
    )
    accept_upload(mine, stored, first, SAID, caller())
    with pytest.raises(StaleError):
        accept_upload(mine, stored, second, SAID, caller())


def test_rows_with_errors_are_not_stored_unless_the_good_ones_are_taken(tmp_path):
    """Nothing silent: the whole is refused, or a person takes the good rows."""
    mine, stored = desk(tmp_path)
    shown = preview_upload(
        mine,
        stored,
        Upload.of(
            save(tmp_path, "坏.xlsx", (2022, 70, "已公布", ""), (2023, "八十", "已公布", ""))
        ),
    )
    with pytest.raises(StoreError, match="有错误"):
        accept_upload(mine, stored, shown, SAID, caller())
    assert accept_upload(mine, stored, shown, Decision(good_rows=True), caller()) == 1
    assert list_versions(stored.engine)[0].rows == 1


def test_a_release_date_given_by_a_person_holds_for_all_rows(tmp_path):
    mine, stored = desk(tmp_path)
    shown = preview_upload(
        mine, stored, Upload.of(save(tmp_path, "2023.xlsx", (2023, 80, "已公布", "")))
    )
    accept_upload(mine, stored, shown, Decision(released=date(2025, 6, 1)), caller())
    assert (
        mine.snapshot(View(year=2023, known_on=date(2025, 5, 31))).verdicts["status"].iloc[0]
        == "pending"
    )
    assert (
        mine.snapshot(View(year=2023, known_on=date(2025, 6, 1))).verdicts["status"].iloc[0]
        == "on_course"
    )


def test_a_correction_is_previewed_as_it_will_hold(tmp_path):
    """更正 supersedes the final figure in the preview as in the store."""
    save(tmp_path / "data", "2023.xlsx", (2023, 90, "最终核实", ""))
    mine, stored = desk(tmp_path)
    shown = preview_upload(
        mine, stored, Upload.of(save(tmp_path, "更正.xlsx", (2023, 80, "初步核算", "更正：误录")))
    )
    assert [
        (change.before.amount, change.after.amount)
        for change in shown.comparison.changes
        if change.before and change.after
    ] == [(90, 80)]
    accept_upload(mine, stored, shown, SAID, caller())
    assert mine.snapshot(View(year=2023)).verdicts["actual"].iloc[0] == 80


def test_a_workbook_without_figures_is_not_a_version(tmp_path):
    mine, stored = desk(tmp_path)
    shown = preview_upload(mine, stored, Upload.of(save(tmp_path, "空.xlsx")))
    with pytest.raises(StoreError, match="没有数据"):
        accept_upload(mine, stored, shown, SAID, caller())


def test_a_clock_that_jumps_back_changes_no_order(tmp_path):
    """Versions are ordered by number, not by time."""
    mine, stored = desk(tmp_path)
    for value, at in ((80, "2026-01-05T08:00:00+00:00"), (81, "1999-01-01T00:00:00+00:00")):
        accept_upload(
            mine,
            stored,
            preview_upload(
                mine,
                stored,
                Upload.of(save(tmp_path, f"{value}.xlsx", (2023, value, "已公布", ""))),
            ),
            Decision(),
            caller(at),
        )
    assert [one.number for one in list_versions(stored.engine)] == [2, 1]
    assert mine.snapshot(View(year=2023)).verdicts["actual"].iloc[0] == 81
