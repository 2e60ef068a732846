"""What people do: recall what workbooks say, and take a snapshot of how the plan stands."""

from __future__ import annotations

import io
import json
import math
import os
import threading
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard.core.analysis import records
from dashboard.core.verdicts.statement import build_statement
from dashboard.core.vocabulary.model import VERDICTS, iterate_rows
from dashboard.core.vocabulary.snapshot import View
from dashboard.operations import snapshots
from dashboard.operations.snapshots import (
    FolderSource,
    SnapshotService,
    WorkbookSource,
    merge_readings,
    read_file,
)
from tests.conftest import DAY, ROOT, book, declaration, indicator, opened, registry_of

COVERS = ("dashboard.core.verdicts.statement", "dashboard.core.vocabulary.snapshot")

LONG = ("指标编码", "地区", "年份", "数值", "单位", "数据性质", "发布日期", "来源")
REGISTRY = registry_of(
    indicator(
        "share", "plan: five, by: 2025, reach: 75, base: {year: 2020, value: 70}, regions: all"
    )
    + indicator("air", "plan: five, every: 2021-2025, at_least: 85")
    + indicator("growth", "plan: year, in: 2021, at_least: 7", measure="growth")
)


def figure(
    name: str,
    year: int,
    value: object,
    quality: str | None = "已公布",
    published: object = "2022-03-01",
    region: str = "甲市",
) -> tuple[Any, ...]:
    """One row of a long sheet."""
    return (name, region, year, value, "%", quality, published, "公报")


def save(folder: Path, name: str, *rows: Sequence[Any]) -> Path:
    """A workbook in a folder."""
    file = folder / name
    file.write_bytes(book([LONG, *rows]))
    return file


def values(folder: FolderSource, known_on: date | None = None) -> list[float]:
    """Every value a folder recalls."""
    return list(folder.recall(REGISTRY, known_on).observations["value"])


def desk(folder: Path) -> SnapshotService:
    """A desk over a folder."""
    return SnapshotService(REGISTRY, FolderSource(folder), DAY)


# The folder


def test_a_folder_recalls_all_its_workbooks_the_newest_name_first(tmp_path):
    save(tmp_path, "2021.xlsx", figure("share", 2021, 71), figure("share", 2022, 72))
    save(tmp_path, "2022.xlsx", figure("share", 2021, 71.5))
    assert values(FolderSource(tmp_path)) == [71.5, 71.0, 72.0]


def test_of_equal_figures_the_one_in_the_newer_workbook_is_in_force(tmp_path):
    save(tmp_path, "2021.xlsx", figure("share", 2021, 71))
    save(tmp_path, "2022.xlsx", figure("share", 2021, 71.5))
    in_force = desk(tmp_path).snapshot(View(year=2021)).in_force
    assert in_force[["value", "cell", "conflict"]].to_numpy().tolist() == [
        [71.5, "2022.xlsx › 数据 › D2", True]
    ]


def test_lock_files_and_other_files_are_no_workbooks(tmp_path):
    save(tmp_path, "数据.xlsx", figure("share", 2021, 71))
    for name in ("~$数据.xlsx", ".数据.xlsx", "说明.txt"):
        (tmp_path / name).write_bytes(b"lock")
    os.mkfifo(tmp_path / "管道.xlsx")
    (tmp_path / "文件夹.xlsx").mkdir()
    assert [file.name for file in FolderSource(tmp_path).files()] == ["数据.xlsx"]
    assert FolderSource(tmp_path).recall(REGISTRY, None).issues == ()


@pytest.mark.parametrize("name", ["没有", "文件"])
def test_a_folder_that_is_not_there_is_empty(tmp_path, name):
    (tmp_path / "文件").write_text("")
    folder = FolderSource(tmp_path / name)
    assert (folder.stamp(), values(folder)) == ((), [])


def test_a_changed_file_is_seen_at_the_next_call(tmp_path):
    folder = FolderSource(tmp_path)
    file = save(tmp_path, "数据.xlsx", figure("share", 2021, 71))
    before = folder.stamp()
    assert values(folder) == [71.0]
    save(tmp_path, "数据.xlsx", figure("share", 2021, 71), figure("share", 2022, 72))
    assert folder.stamp() != before
    assert values(folder) == [71.0, 72.0]
    save(tmp_path, "补报.xlsx", figure("share", 2023, 73))
    assert sorted(values(folder)) == [71.0, 72.0, 73.0]
    file.unlink()
    assert values(folder) == [73.0]


def padded(data: bytes, size: int) -> bytes:
    """A workbook brought to a size by a comment in its archive."""
    output = io.BytesIO(data)
    with zipfile.ZipFile(output, "a") as container:
        container.comment = b" " * (size - len(data))
    return output.getvalue()


def test_a_file_of_the_same_size_but_another_time_is_read_again(tmp_path):
    folder, file = FolderSource(tmp_path), tmp_path / "数据.xlsx"
    for value in (71, 72):
        file.write_bytes(padded(book([LONG, figure("share", 2021, value)]), 20_000))
        os.utime(file, ns=(value, value))
        assert file.stat().st_size == 20_000
        assert values(folder) == [float(value)]


def test_rows_with_an_error_stay_out_and_are_said_with_their_file(tmp_path):
    save(tmp_path, "数据.xlsx", figure("share", 2021, "有"), figure("share", 2022, 72))
    (tmp_path / "坏.xlsx").write_bytes(b"text")
    recall = FolderSource(tmp_path).recall(REGISTRY, None)
    assert list(recall.observations["value"]) == [72.0]
    assert sorted((issue.code, issue.place) for issue in recall.issues) == [
        ("not-a-number", "数据.xlsx › 数据 › D2"),
        ("not-a-workbook", "坏.xlsx"),
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (None, [71.0, 72.0]),
        (date(2022, 2, 28), []),
        (date(2022, 3, 1), [71.0]),
        (date(2023, 2, 28), [71.0]),
        (date(2023, 3, 1), [71.0, 72.0]),
    ],
)
def test_known_on_keeps_what_was_released_up_to_that_day(tmp_path, day, expected):
    save(
        tmp_path,
        "数据.xlsx",
        figure("share", 2021, 71),
        figure("share", 2022, 72, published="2023-03-01"),
    )
    assert values(FolderSource(tmp_path), day) == expected


def test_a_figure_without_a_release_date_counts_from_the_workbooks_last_change(tmp_path):
    file = save(tmp_path, "数据.xlsx", figure("share", 2021, 71, published=None))
    day = opened(file.read_bytes()).changed
    assert day is not None
    assert list(read_file(file, REGISTRY).observations["published"]) == [pd.Timestamp(day)]


def test_several_threads_get_the_same_answer(tmp_path):
    save(
        tmp_path,
        "数据.xlsx",
        *(figure("share", year, 70 + year - 2020) for year in range(2020, 2026)),
    )
    shared, answers = desk(tmp_path), []

    def look() -> None:
        answers.append(
            json.dumps(records.list_verdicts(shared.snapshot(View(year=2023))), ensure_ascii=False)
        )

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert len(set(answers)) == 1


# Named workbooks


def test_books_named_by_hand_recall_the_same_as_a_folder(tmp_path):
    files = [
        save(tmp_path, f"{year}.xlsx", figure("share", year, year - 1950)) for year in (2021, 2022)
    ]
    books = WorkbookSource(tuple(read_file(file, REGISTRY) for file in files))
    assert books.stamp() == ()
    pd.testing.assert_frame_equal(
        books.recall(REGISTRY, None).observations,
        FolderSource(tmp_path).recall(REGISTRY, None).observations,
    )
    assert len(books.recall(REGISTRY, date(2000, 1, 1)).observations) == 0


def test_no_readings_recall_an_empty_frame():
    recall = merge_readings([], date(2024, 1, 1))
    assert (len(recall.observations), recall.issues) == (0, ())


def test_a_quality_is_given_to_the_rows_that_state_none(tmp_path):
    file = save(
        tmp_path,
        "数据.xlsx",
        figure("share", 2021, 71, None),
        figure("share", 2022, 72, "最终核实"),
    )
    assert list(read_file(file, REGISTRY, "estimate").observations["quality"]) == [
        "estimate",
        "final",
    ]
    assert list(read_file(file, REGISTRY).observations["quality"]) == ["published", "final"]


def test_a_declaration_is_read_again_when_its_file_changes(tmp_path):
    file = tmp_path / "indicators.yaml"
    file.write_text(declaration(indicator("a")), "utf-8")
    first = snapshots.read_declaration(file)
    assert snapshots.read_declaration(file) is first
    file.write_text(declaration(indicator("a") + indicator("b")), "utf-8")
    registry = snapshots.read_declaration(file).registry
    assert registry is not None
    assert list(registry.indicators) == ["a", "b"]


# The desk


def test_a_view_is_completed_with_the_first_plan_the_own_region_and_a_year(tmp_path):
    save(tmp_path, "数据.xlsx", figure("share", 2022, 72))
    view = desk(tmp_path).snapshot(View()).view
    assert (view.plan, view.region, view.year, view.rules) == ("five", "10", 2022, "schedule")


@pytest.mark.parametrize(
    ("given", "completed"),
    [
        (
            View(plan="无", region="99", year=2023, rules="无"),
            View("five", "10", 2023, rules="schedule"),
        ),
        (View("year", "11", 2021, rules="ndrc"), View("year", "11", 2021, rules="ndrc")),
    ],
)
def test_unknown_parts_of_a_view_are_replaced_and_known_ones_kept(tmp_path, given, completed):
    assert desk(tmp_path).complete(given) == completed


@pytest.mark.parametrize(
    ("rows", "year"),
    [
        ([], 2025),
        ([figure("share", 2021, 71)], 2021),
        ([figure("share", 2021, 71), figure("share", 2023, 73)], 2023),
        ([figure("share", 2021, 71), figure("air", 2021, 90), figure("share", 2023, 73)], 2023),
        ([figure("share", 2021, 71), figure("share", 2023, 73, "未核实")], 2023),
        ([figure("share", 2021, 71), figure("share", 2023, 73, "存疑")], 2021),
        (
            [
                figure("share", 2021, 71),
                figure("share", 2023, 73, region="乙区"),
                figure("share", 2024, 73, region="乙区"),
            ],
            2021,
        ),
    ],
)
def test_the_year_shown_first_is_the_newest_with_a_figure(tmp_path, rows, year):
    save(tmp_path, "数据.xlsx", *rows)
    assert desk(tmp_path).snapshot(View()).view.year == year


def test_the_year_shown_first_is_of_the_plan_and_region_asked_for(tmp_path):
    save(
        tmp_path,
        "数据.xlsx",
        figure("share", 2021, 71),
        figure("share", 2023, 71, region="乙区"),
        figure("growth", 2021, 8),
    )
    assert desk(tmp_path).complete(View(region="11")).year == 2023
    assert desk(tmp_path).complete(View(plan="year")).year == 2021


def test_years_of_a_plan_are_its_own_and_of_none_this_one(tmp_path):
    save(tmp_path, "数据.xlsx", figure("share", 2021, 71), figure("air", 2021, 90))
    counted = desk(tmp_path).count_reported(View(plan="five", region="10"))
    assert counted == {2021: 2, 2022: 0, 2023: 0, 2024: 0, 2025: 0}
    assert desk(tmp_path).count_reported(View(plan="无")) == {2026: 0}


def test_a_changed_file_changes_the_next_snapshot(tmp_path):
    one = desk(tmp_path)
    save(tmp_path, "数据.xlsx", figure("share", 2021, 71))
    assert one.snapshot(View(year=2021)).in_force["value"].tolist() == [71.0]
    save(tmp_path, "数据2.xlsx", figure("share", 2021, 71.4, "最终核实"))
    assert one.snapshot(View(year=2021)).in_force["value"].tolist() == [71.4]


def test_a_second_look_at_the_same_state_is_the_same_work(tmp_path):
    save(tmp_path, "数据.xlsx", figure("share", 2021, 71))
    one = desk(tmp_path)
    first, second = (
        one.snapshot(View(year=2021)),
        one.snapshot(View(year=2021, lang="en", theme="t")),
    )
    assert second.verdicts is first.verdicts
    assert (second.view.lang, first.view.lang) == ("en", "zh")


def test_a_snapshot_as_known_on_a_day_knows_no_later_figure_and_says_its_day(tmp_path):
    save(
        tmp_path,
        "数据.xlsx",
        figure("share", 2021, 71),
        figure("share", 2021, 72, "最终核实", "2023-06-01"),
    )
    then, now = (
        desk(tmp_path).snapshot(View(year=2021, known_on=day)) for day in (date(2022, 12, 31), None)
    )
    assert (then.in_force["value"].tolist(), now.in_force["value"].tolist()) == ([71.0], [72.0])
    assert (then.as_of, now.as_of) == (date(2022, 12, 31), DAY)


def test_two_desks_share_nothing(tmp_path):
    for name, value in (("甲", 71), ("乙", 72)):
        (tmp_path / name).mkdir()
        save(tmp_path / name, "数据.xlsx", figure("share", 2021, value))
    found = [
        desk(tmp_path / name).snapshot(View(year=2021)).in_force["value"].tolist()
        for name in ("甲", "乙")
    ]
    assert found == [[71.0], [72.0]]


# Records


def test_records_hold_every_column_null_never_nan_and_flags_as_a_list(tmp_path):
    save(tmp_path, "数据.xlsx", figure("share", 2021, 71, "未核实"))
    found = records.list_verdicts(desk(tmp_path).snapshot(View(year=2021)))
    assert [(record["target"], record["region"]) for record in found] == [
        ("five.share.by2025", "10"),
        ("five.share.by2025", "11"),
        ("five.air.every2021-2025", "10"),
        ("year.growth.in2021", "10"),
    ]
    for record in found:
        assert tuple(record)[: len(VERDICTS)] == VERDICTS
        assert not any(
            isinstance(value, float) and not math.isfinite(value) for value in record.values()
        )
        assert all(
            type(value) in (str, int, float, bool, list, dict, type(None))
            for value in record.values()
        )
        assert isinstance(record["flags"], list)
    known, waiting = found[0], found[1]
    assert (known["actual"], known["quality"], known["base"], known["goal"], known["expected"]) == (
        71.0,
        "unverified",
        70.0,
        75.0,
        71.0,
    )
    assert (known["status"], "rests_on_unverified" in known["flags"]) == ("on_course", True)
    assert (waiting["actual"], waiting["quality"], waiting["status"], waiting["last_year"]) == (
        None,
        None,
        "pending",
        None,
    )
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_each_record_carries_its_reason_in_both_languages(tmp_path):
    save(tmp_path, "数据.xlsx", figure("share", 2021, 71))
    snapshot = desk(tmp_path).snapshot(View(year=2021))
    for record, row in zip(
        records.list_verdicts(snapshot), iterate_rows(snapshot.verdicts), strict=True
    ):
        said = build_statement(snapshot, row).sentence
        assert record["reason"] == {"zh": said.zh, "en": said.en}
        assert said.zh
        assert said.en


def test_the_real_plan_opens_on_the_newest_year_with_figures(real):
    snapshot = SnapshotService(real, FolderSource(ROOT / "data"), DAY).snapshot(View())
    view = snapshot.view
    assert (view.plan, view.region, view.year) == ("fyp14", "330600", 2025)
    mine = [
        record
        for record in records.list_verdicts(snapshot)
        if record["plan"] == "fyp14" and record["region"] == "330600"
    ]
    judged = [r for r in mine if r["status"] not in ("pending", "not_judged")]
    assert len(judged) == 3
    assert all("rests_on_unverified" in r["flags"] for r in judged)


def test_the_real_data_reads_without_a_question_only_conversions_are_listed(real):
    recall = FolderSource(ROOT / "data").recall(real, None)
    said = [
        f"{issue.place}: {issue.message.zh}"
        for issue in recall.issues
        if issue.severity != "finding" and issue.code != "converted"
    ]
    assert said == []
    assert len(recall.observations) > 100


def test_a_file_name_that_python_could_not_decode_is_read_as_utf8():
    """Under LC_ALL=C names come with surrogates; cells and messages still show them."""
    broken = "数据.xlsx".encode().decode("ascii", "surrogateescape")
    assert snapshots.decode_file_name(broken) == "数据.xlsx"
    assert snapshots.decode_file_name("数据.xlsx") == "数据.xlsx"


def test_old_workbooks_and_text_tables_of_the_folder_are_read_too(tmp_path):
    (tmp_path / "表.csv").write_bytes(
        "指标编码,地区,年份,数值,单位,数据性质\nshare,甲市,2021,71,%,公布\n".encode("gb18030")
    )
    (tmp_path / "笔记.txt").write_text("x", "utf-8")
    recall = FolderSource(tmp_path).recall(REGISTRY, None)
    assert list(recall.observations["value"]) == [71.0]
    assert [issue.code for issue in recall.issues] == []
