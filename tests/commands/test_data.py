"""The store from the command line: import, history, undo, difference, backup, restore, audit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from dashboard.commands.main import main
from dashboard.commands.output import FINE, PROBLEMS, WRONG_USE
from dashboard.store.database import begin_write, open_database
from tests.conftest import declaration, indicator
from tests.operations.test_publishing import save

COVERS = (
    "dashboard.commands.data",
    "dashboard.commands.history",
    "dashboard.commands.imports",
)


@pytest.fixture
def city(tmp_path, monkeypatch) -> Path:
    """A declaration, a folder with one workbook, and a store of its own."""
    text_ = declaration(
        indicator(
            "gdp",
            "plan: five, by: 2025, reach: 100, base: {year: 2020, value: 50}",
            unit="亿元",
            measure="flow",
            decimals=0,
            owner="局",
        )
    )
    (tmp_path / "indicators.yaml").write_text(text_, "utf-8")
    save(tmp_path / "data", "2021.xlsx", (2021, 60, "已公布", ""))
    for name, value in (
        ("INDICATORS", tmp_path / "indicators.yaml"),
        ("DATA_DIR", tmp_path / "data"),
        ("DATABASE_URL", f"sqlite:///{tmp_path / 'store.db'}"),
    ):
        monkeypatch.setenv(name, str(value))
    return Path(tmp_path)


def lines(capsys) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_from_import_to_undo(city, capsys):
    """Accept, see it in history and difference, take it back, and find the audit whole."""
    assert (
        main(["import", str(save(city, "2023.xlsx", (2023, 80, "已公布", ""))), "--note", "年报"])
        == FINE
    )
    assert "已入库为版本 2；1 个数据有变化，1 项评价改变" in capsys.readouterr().err
    assert main(["history", "--format", "json"]) == FINE
    found = lines(capsys)
    assert [
        (one["number"], one["kind"], one["file"], one["note"], one["rows"]) for one in found
    ] == [
        (2, "import", "2023.xlsx", "年报", 1),
        (1, "import", "2021.xlsx", "数据文件夹中原有的工作簿", 1),
    ]
    assert main(["diff", "1", "2", "--year", "2023", "--format", "json"]) == FINE
    (changed,) = lines(capsys)
    assert changed["values"] == [
        {
            "indicator": "gdp",
            "region": "10",
            "year": 2023,
            "month": 12,
            "change": "new",
            "before": None,
            "after": 80.0,
        }
    ]
    assert main(["diff", "1", "2", "--year", "2023"]) == FINE
    assert "待公布 → 符合预期（新的数据：2023年— → 80亿元）" in capsys.readouterr().out
    assert main(["undo", "2", "--note", "误传"]) == FINE
    assert "已撤销版本 2（新版本 3）" in capsys.readouterr().err
    assert main(["judge", "--year", "2023", "--format", "json"]) == FINE
    assert json.loads(capsys.readouterr().out)["verdicts"][0]["status"] == "pending"
    assert main(["history"]) == FINE
    assert "已撤销" in capsys.readouterr().out
    assert main(["audit", "verify"]) == FINE
    assert "审计链完整：4 条" in capsys.readouterr().err
    assert main(["audit", "list", "--format", "json"]) == FINE
    assert [(one["action"], one["version"]) for one in lines(capsys)] == [
        ("publish", 1),
        ("first start", None),
        ("publish", 2),
        ("undo", 3),
    ]


def test_judging_as_of_a_version(city, capsys):
    """--version N judges by what the store held then, and the answer names it."""
    main(["import", str(save(city, "2023.xlsx", (2023, 80, "已公布", "")))])
    capsys.readouterr()
    for number, status in ((1, "pending"), (2, "on_course")):
        assert (
            main(["judge", "--year", "2023", "--version", str(number), "--format", "json"]) == FINE
        )
        answer = json.loads(capsys.readouterr().out)
        assert (answer["version"], answer["verdicts"][0]["status"]) == (number, status)
    assert main(["judge", "--year", "2023", "--format", "json"]) == FINE
    assert json.loads(capsys.readouterr().out)["version"] == 2
    assert main(["judge", "--year", "2023", "--version", "9"]) == WRONG_USE


def test_without_a_name_import_takes_what_waits(city, capsys):
    assert main(["import"]) == FINE
    assert "没有待入库的工作簿" in capsys.readouterr().err
    save(city / "data", "2022.xlsx", (2022, 70, "已公布", ""))
    assert main(["import"]) == FINE
    assert "已入库为版本 2" in capsys.readouterr().err
    assert main(["import", str(city / "data" / "2022.xlsx")]) == FINE
    assert "已是版本 2，没有重复入库" in capsys.readouterr().err


def test_rows_with_errors_are_listed_and_not_stored(city, capsys):
    bad = str(save(city, "坏.xlsx", (2022, 70, "已公布", ""), (2023, "八十", "已公布", "")))
    assert main(["import", bad]) == PROBLEMS
    captured = capsys.readouterr()
    assert "坏.xlsx › 数据 › C3" in captured.out
    assert "没有入库" in captured.err
    assert main(["import", bad, "--take-good-rows"]) == FINE
    assert "已入库为版本 2" in capsys.readouterr().err


def test_a_retry_with_the_same_key_publishes_once(city, capsys):
    for value in (80, 81):
        assert (
            main(
                [
                    "import",
                    str(save(city, f"{value}.xlsx", (2023, value, "已公布", ""))),
                    "--key",
                    "k",
                ]
            )
            == FINE
        )
    main(["history", "--format", "json"])
    assert [one["number"] for one in lines(capsys)] == [2, 1]


def test_a_dry_run_does_not_touch_the_store(city, capsys):
    assert (
        main(["import", str(city / "data" / "2021.xlsx"), "--dry-run", "--format", "json"]) == FINE
    )
    assert lines(capsys)[0]["outcome"] == "accepted"
    assert not (city / "store.db").exists()


def test_another_declaration_never_fills_the_store(city, capsys):
    """A trial file judges the folder's workbooks; the store stays empty for the house's own."""
    trial = city / "试.yaml"
    trial.write_text(
        (city / "indicators.yaml").read_text("utf-8").replace("reach: 100", "reach: 60"), "utf-8"
    )
    assert main(["judge", "--indicators", str(trial), "--year", "2021", "--format", "json"]) == FINE
    assert json.loads(capsys.readouterr().out)["verdicts"][0]["status"] == "met_early"
    assert main(["import"]) == FINE
    capsys.readouterr()
    assert main(["history", "--format", "json"]) == FINE
    assert [one["number"] for one in lines(capsys)] == [1]


def test_backup_and_restore(city, capsys, monkeypatch):
    """Into a store that is empty; a full one is refused, and so is an existing file."""
    main(["import"])
    assert main(["backup", "--to", str(city / "备份.db")]) == FINE
    assert "最新版本 1" in capsys.readouterr().err
    assert main(["backup", "--to", str(city / "备份.db")]) == WRONG_USE
    assert main(["restore", str(city / "备份.db")]) == WRONG_USE
    assert "不会覆盖" in capsys.readouterr().err
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{city / '新.db'}")
    assert main(["restore", str(city / "备份.db")]) == FINE
    capsys.readouterr()
    assert main(["history", "--format", "json"]) == FINE
    assert [one["number"] for one in lines(capsys)] == [1]


def test_a_broken_chain_is_a_problem(city, capsys):
    main(["import"])
    with begin_write(open_database(f"sqlite:///{city / 'store.db'}")) as connection:
        connection.execute(text("DROP TRIGGER audit_no_UPDATE"))
        connection.execute(text("UPDATE audit SET who = '别人'"))
    assert main(["audit", "verify"]) == PROBLEMS
    assert "在第 1 条断开" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["undo", "7"], ["diff", "1", "7"], ["restore", "无.db"]])
def test_what_is_not_there_is_wrong_use(city, capsys, arguments):
    assert main(["import"]) == FINE
    capsys.readouterr()
    assert main(arguments) == WRONG_USE
    assert "7" in (said := capsys.readouterr().err) or "无.db" in said


def test_a_script_hears_the_version_of_each_workbook(city, capsys):
    """One line per workbook with what was read and the version that holds it; null where it was
    refused.
    """
    good, bad = (
        save(city, "2023.xlsx", (2023, 80, "已公布", "")),
        save(city, "坏.xlsx", (2023, "八十", "已公布", "")),
    )
    assert main(["import", str(good), str(bad), str(good), "--format", "json"]) == PROBLEMS
    assert [(one["file"], one["outcome"], one["version"]) for one in lines(capsys)] == [
        ("2023.xlsx", "accepted", 2),
        ("坏.xlsx", "row-errors-listed", None),
        ("2023.xlsx", "accepted", 2),
    ]
