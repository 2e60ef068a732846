"""The commands: what they print where, and the codes they answer with."""

from __future__ import annotations

import csv
import io
import json
import os
import socket
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dashboard.commands import main as command_line
from dashboard.commands.main import main
from dashboard.commands.output import FINE, PROBLEMS, WRONG_USE
from dashboard.core.declaration.schema import build_json_schema
from dashboard.core.vocabulary.model import VERDICTS
from tests.conftest import PATIENCE, ROOT, book, declaration, indicator, opened

COVERS = (
    "dashboard.commands.arguments",
    "dashboard.commands.judging",
    "dashboard.commands.tables",
)

LONG = ("指标编码", "地区", "年份", "数值", "单位", "数据性质", "发布日期", "来源")
SHARE = indicator(
    "share",
    "plan: five, by: 2025, reach: 75, base: {year: 2020, value: 70}, regions: all",
    owner="某局",
)
GROWTH = indicator("growth", "plan: year, in: 2021, at_least: 7", measure="growth", owner="某局")
GOOD = ("share", "甲市", 2021, 71, "%", "已公布", "2022-03-01", "公报")
LATER = ("share", "甲市", 2022, 73, "%", "最终核实", "2023-03-01", "公报")


@pytest.fixture
def city(tmp_path, monkeypatch) -> Path:
    """A declaration and a data folder, named by the environment."""
    (tmp_path / "data").mkdir()
    (tmp_path / "indicators.yaml").write_text(declaration(SHARE + GROWTH), "utf-8")
    (tmp_path / "data" / "2021.xlsx").write_bytes(book([LONG, GOOD, LATER]))
    monkeypatch.setenv("INDICATORS", str(tmp_path / "indicators.yaml"))
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'store.db'}")
    return Path(tmp_path)


def save(folder: Path, name: str, *rows: tuple[Any, ...]) -> Path:
    """A workbook in the long layout."""
    file = folder / name
    file.write_bytes(book([LONG, *rows]))
    return file


def refused(arguments: list[str]) -> int:
    """The code with which the parser leaves."""
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert isinstance(left.value.code, int)
    return left.value.code


# check


def test_check_finds_the_repositorys_own_file_without_an_error(capsys, monkeypatch):
    monkeypatch.delenv("INDICATORS", raising=False)
    assert main(["check"]) == FINE
    assert "：0 个错误，0 个警告，" in capsys.readouterr().err


def test_check_runs_as_a_program_with_issues_on_stdout_and_the_count_on_stderr():
    here = {name: value for name, value in os.environ.items() if name != "INDICATORS"}
    command = [sys.executable, "app.py", "check"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
        env={**here, "LC_ALL": "C", "PYTHONUTF8": "0"},
    )
    assert done.returncode == FINE
    assert done.stderr.decode("utf-8").startswith("indicators.yaml：0 个错误，0 个警告，")
    for line in done.stdout.decode("utf-8").splitlines():
        assert line.startswith("indicators.yaml:")
        assert any(f": {word}: " in line for word in ("提示", "不一致", "待确认", "请知悉", "一致"))
    assert "517.3万人" in done.stdout.decode("utf-8")


def test_check_of_a_clean_file_prints_nothing_on_stdout(city, capsys):
    assert main(["check", "--file-only"]) == FINE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "indicators.yaml：0 个错误，0 个警告，0 条提示；2 项指标，2 个目标\n"


def test_check_holds_the_plan_against_the_data(city, capsys):
    """Findings stand at the line of their indicator and never change the exit code."""
    file = city / "indicators.yaml"
    file.write_text(
        declaration(SHARE.replace("plan: five", "question: {zh: 哪个口径？}, plan: five") + GROWTH),
        "utf-8",
    )
    assert main(["check"]) == FINE
    captured = capsys.readouterr()
    line = next(
        at
        for at, text in enumerate(file.read_text("utf-8").splitlines(), start=1)
        if text.strip() == "share:"
    )
    assert f"indicators.yaml:{line}:3: 待确认: share：哪个口径？" in captured.out
    assert "1项待确认" in captured.err


def test_check_names_line_and_column_of_every_error_and_answers_1(city, capsys):
    broken = city / "坏.yaml"
    broken.write_text(
        declaration(
            SHARE.replace("plan: five", "plan: fife") + GROWTH.replace("plan: year", "plan: yeer")
        ),
        "utf-8",
    )
    assert main(["check", str(broken)]) == PROBLEMS
    captured = capsys.readouterr()
    lines = broken.read_text("utf-8").splitlines()
    said = captured.out.splitlines()
    assert len(said) == 2
    for line, wrong, meant in zip(said, ("fife", "yeer"), ("five", "year"), strict=True):
        row = next(at for at, text in enumerate(lines, start=1) if wrong in text)
        column = lines[row - 1].index("plan:") + 1
        assert (
            line == f"坏.yaml:{row}:{column}: 错误: 没有名为“{wrong}”的规划；您是否想写“{meant}”？"
        )
    assert captured.err == "坏.yaml：2 个错误，0 个警告，0 条提示\n"


def test_check_with_findings_alone_answers_0(city, capsys):
    file = city / "提示.yaml"
    file.write_text(declaration(indicator("share", "plan: five, by: 2025, reach: 75")), "utf-8")
    assert main(["check", str(file)]) == FINE
    line = file.read_text("utf-8").splitlines().index("indicators:") + 1
    assert capsys.readouterr().out.startswith(f"提示.yaml:{line}:1: 提示: 1 项")


def test_check_of_a_file_that_is_not_there_is_wrong_use(city, capsys):
    assert main(["check", str(city / "无.yaml")]) == WRONG_USE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == f"找不到文件 {city / '无.yaml'}，请核对路径\n"


def test_check_of_a_file_in_another_encoding_says_where_and_what_to_do(city, capsys):
    file = city / "国标.yaml"
    file.write_bytes("title: 绍兴".encode("gbk"))
    assert main(["check", str(file)]) == WRONG_USE
    assert capsys.readouterr() == ("", f"{file} 的第 7 字节起不是 UTF-8，请另存为 UTF-8\n")


def test_check_prints_the_schema_for_editors(capsys):
    assert main(["check", "--schema"]) == FINE
    assert json.loads(capsys.readouterr().out) == build_json_schema()


# language and wrong use


@pytest.mark.parametrize(
    "arguments",
    [["--lang", "en", "check", "--file-only"], ["check", "--lang", "en", "--file-only"]],
)
def test_the_language_may_stand_on_either_side_of_the_command(city, capsys, arguments):
    assert main(arguments) == FINE
    assert (
        capsys.readouterr().err
        == "indicators.yaml: 0 errors, 0 warnings, 0 findings; 2 indicators, 2 targets\n"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["--lang", "en", "check", "无"],
        ["check", "无", "--lang", "en"],
        ["--lang", "zh", "check", "无", "--lang", "en"],
    ],
)
def test_a_refusal_speaks_the_language_asked_for(city, capsys, arguments):
    assert main(arguments) == WRONG_USE
    assert capsys.readouterr().err == "there is no file 无; check the path\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["--lang", "fr", "check"],
        ["judge", "--year", "last"],
        ["judge", "--known-on", "yesterday"],
        ["judge", "--rules", "mine"],
        ["judge", "--format", "xml"],
        ["undo"],
        ["import", "a.xlsx", "--quality", "sure"],
        ["template"],
        ["demo"],
    ],
)
def test_arguments_that_do_not_parse_leave_with_2(city, capsys, arguments):
    assert refused(arguments) == WRONG_USE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("usage: python app.py")


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["check"],
        ["judge"],
        ["import"],
        ["history"],
        ["undo"],
        ["diff"],
        ["backup"],
        ["restore"],
        ["audit"],
        ["template"],
        ["demo"],
    ],
)
def test_every_command_has_help(command, capsys):
    assert refused([*command, "--help"]) == FINE
    assert "--lang" in capsys.readouterr().out


def test_a_wrong_setting_is_wrong_use(monkeypatch, capsys):
    monkeypatch.setenv("PORT", "web")
    assert main(["judge"]) == WRONG_USE
    assert capsys.readouterr().err.startswith("PORT=web：")


@pytest.mark.parametrize(
    "command", [["judge"], ["import", "--dry-run", "x.xlsx"], ["template", "--to", "x.xlsx"]]
)
def test_a_declaration_with_errors_refuses_every_other_command(city, capsys, command):
    (city / "indicators.yaml").write_text(
        declaration(SHARE.replace("plan: five", "plan: fife")), "utf-8"
    )
    assert main(command) == WRONG_USE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines()[-1] == "目标登记文件有错误，先运行 python app.py check"


# judge


def judged(capsys, *arguments: str) -> dict[str, Any]:
    """What judge prints as JSON."""
    assert main(["judge", "--format", "json", *arguments]) == FINE
    answer = json.loads(
        capsys.readouterr().out, parse_constant=lambda name: pytest.fail(f"{name} in JSON")
    )
    assert isinstance(answer, dict)
    return answer


@pytest.mark.parametrize("command", ["judge", "check", "template", "export"])
def test_a_command_that_reads_makes_no_store(city, capsys, command):
    """What it says is what it says once there is one: the folder and the store tell the same."""
    store, book_ = city / "store.db", city / "new.xlsx"
    arguments = [command]
    if command in ("template", "export"):
        arguments += ["--to", str(book_)]
    made = [main(arguments), capsys.readouterr().out]
    assert not store.exists()
    assert not list(city.glob("**/.store-mark"))
    assert main(["import"]) == FINE
    assert store.exists()
    capsys.readouterr()
    book_.unlink(missing_ok=True)
    assert [main(arguments), capsys.readouterr().out] == made


@pytest.mark.parametrize(
    "command",
    [
        "history",
        "diff 1 1",
        "user list",
        "notices list",
        "audit list",
        "audit verify",
        "backup --to copy.db",
    ],
)
def test_what_reads_a_store_that_is_not_there_says_so(city, capsys, monkeypatch, command):
    """And makes nothing; what it advises makes one."""
    monkeypatch.chdir(city)
    before = sorted(city.rglob("*"))
    assert main(command.split()) == WRONG_USE
    assert "python app.py import 会建立它" in capsys.readouterr().err
    assert sorted(city.rglob("*")) == before
    assert main(["import"]) == FINE
    assert (city / "store.db").exists()


def test_judge_prints_the_contracts_json(city, capsys):
    answer = judged(capsys, "--year", "2021")
    assert list(answer) == ["version", "year", "rules", "verdicts"]
    assert (answer["version"], answer["year"], answer["rules"]) == (None, 2021, "schedule")
    assert len(answer["verdicts"]) == 3
    for verdict in answer["verdicts"]:
        assert list(verdict) == [*VERDICTS, "reason"]
        assert verdict["reason"].keys() == {"zh", "en"}
        assert isinstance(verdict["flags"], list)
    first, second, third = answer["verdicts"]
    assert (first["target"], first["region"], first["actual"], first["status"]) == (
        "five.share.by2025",
        "10",
        71.0,
        "on_course",
    )
    assert (second["region"], second["actual"], second["status"]) == ("11", None, "pending")
    assert (third["target"], third["actual"]) == ("year.growth.in2021", None)


def test_judge_without_a_year_takes_the_one_shown_first(city, capsys):
    assert judged(capsys)["year"] == 2022


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["--plan", "year"], [("year.growth.in2021", "10")]),
        (["--region", "11"], [("five.share.by2025", "11")]),
        (["--plan", "five", "--region", "10"], [("five.share.by2025", "10")]),
        (["--plan", "year", "--region", "11"], []),
    ],
)
def test_judge_narrows_to_a_plan_and_a_region(city, capsys, arguments, found):
    verdicts = judged(capsys, "--year", "2021", *arguments)["verdicts"]
    assert [(verdict["target"], verdict["region"]) for verdict in verdicts] == found


@pytest.mark.parametrize(("day", "actual"), [("2023-02-28", None), ("2023-03-01", 73.0)])
def test_judge_as_known_on_a_day_knows_no_later_figure(city, capsys, day, actual):
    assert judged(capsys, "--year", "2022", "--known-on", day)["verdicts"][0]["actual"] == actual


def test_judge_with_actuals_reads_these_workbooks_only(city, capsys):
    other = save(city, "另.xlsx", ("share", "甲市", 2021, 75, "%", "已公布", "2022-03-01", "公报"))
    verdicts = judged(capsys, "--year", "2021", "--actuals", str(other))["verdicts"]
    assert (verdicts[0]["actual"], verdicts[0]["status"]) == (75.0, "met_early")


def test_judge_takes_another_declaration(city, capsys):
    other = city / "其他.yaml"
    other.write_text(declaration(GROWTH), "utf-8")
    verdicts = judged(capsys, "--year", "2021", "--indicators", str(other))["verdicts"]
    assert [verdict["target"] for verdict in verdicts] == ["year.growth.in2021"]


def test_judge_leaves_wrong_rows_out_and_still_judges(city, capsys):
    bad = save(
        city, "坏.xlsx", GOOD, ("share", "甲市", 2022, "有", "%", "已公布", "2022-03-01", "公报")
    )
    assert main(["judge", "--year", "2021", "--actuals", str(bad), "--format", "json"]) == FINE
    assert json.loads(capsys.readouterr().out)["verdicts"][0]["actual"] == 71.0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--plan", "无"], "没有“无”，可选：five、year"),
        (["--region", "99"], "没有“99”，可选：10、11"),
        (["--actuals", "无.xlsx"], "找不到文件 无.xlsx，请核对路径"),
        (["--indicators", "无.yaml"], "找不到文件 无.yaml，请核对路径"),
    ],
)
def test_judge_refuses_what_is_not_there(city, capsys, arguments, said):
    assert main(["judge", *arguments]) == WRONG_USE
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", said + "\n")


def rows_of_csv(capsys, *arguments: str) -> list[dict[str, str]]:
    """What judge prints as CSV."""
    assert main(["judge", "--format", "csv", *arguments]) == FINE
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def test_judge_csv_has_the_same_columns_with_empty_for_missing_and_joined_flags(city, capsys):
    save(
        city / "data",
        "未核实.xlsx",
        ("growth", "甲市", 2021, 6.5, "%", "未核实", "2022-03-01", "公报"),
    )
    as_json = judged(capsys, "--year", "2021")["verdicts"]
    as_csv = rows_of_csv(capsys, "--year", "2021")
    assert list(as_csv[0]) == [*VERDICTS, "reason"]
    for row, verdict in zip(as_csv, as_json, strict=True):
        assert row["flags"] == ";".join(verdict["flags"])
        assert row["reason"] == verdict["reason"]["zh"]
        assert row["actual"] == ("" if verdict["actual"] is None else str(verdict["actual"]))
        assert "nan" not in {cell.lower() for cell in row.values()}
    assert "rests_on_unverified" in as_csv[2]["flags"]
    assert as_csv[2]["gap_to_goal"] == "-0.5"


def test_judge_csv_gives_reasons_in_the_language_asked_for(city, capsys):
    english = rows_of_csv(capsys, "--year", "2021", "--lang", "en")
    assert english[0]["reason"] == judged(capsys, "--year", "2021")["verdicts"][0]["reason"]["en"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_judge_csv_marks_text_that_a_spreadsheet_would_run(city, capsys, start):
    name = f"{start}HYPERLINK(1)"
    (city / "indicators.yaml").write_text(
        declaration(indicator("share", f"id: {json.dumps(name)}, plan: five, by: 2025, reach: 75")),
        "utf-8",
    )
    [row] = rows_of_csv(capsys, "--year", "2021")
    assert row["target"] == row["promise"] == f"'{name}"
    assert judged(capsys, "--year", "2021")["verdicts"][0]["target"] == name


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ["状态", "● 符合预期", "五年规划", "甲市", "71.0%", "… 待公布"]),
        ("en", ["Status", "● On course", "Five-year plan", "City A", "71.0%"]),
    ],
)
def test_judge_as_a_table_speaks_the_language_asked_for(city, capsys, language, words):
    assert main(["judge", "--year", "2021", "--lang", language]) == FINE
    out = capsys.readouterr().out
    assert [word for word in words if word not in out] == []


# import


def dry_run(capsys, *arguments: str) -> tuple[int, list[dict[str, Any]]]:
    """The code and the JSON lines of a dry run."""
    code = main(["import", "--dry-run", "--format", "json", *arguments])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_dry_run_prints_one_json_line_a_workbook_in_the_order_given(city, capsys):
    files = [save(city, "甲.xlsx", GOOD), save(city, "乙.xlsx", LATER)]
    code, lines = dry_run(capsys, *map(str, files))
    assert code == FINE
    assert [[table["sheet"] for table in line.pop("tables")] for line in lines] == [
        ["数据"],
        ["数据"],
    ]
    assert lines == [
        {
            "file": "甲.xlsx",
            "outcome": "accepted",
            "observations": [
                {
                    "indicator": "share",
                    "region": "10",
                    "year": 2021,
                    "month": 12,
                    "value": 71.0,
                    "quality": "published",
                }
            ],
            "issues": [],
        },
        {
            "file": "乙.xlsx",
            "outcome": "accepted",
            "observations": [
                {
                    "indicator": "share",
                    "region": "10",
                    "year": 2022,
                    "month": 12,
                    "value": 73.0,
                    "quality": "final",
                }
            ],
            "issues": [],
        },
    ]


@pytest.mark.parametrize(
    ("unit", "value", "outcome", "code"),
    [
        ("%", 71, "accepted", FINE),
        (None, 71, "accepted-with-warning", FINE),
        ("%", "无", "accepted-with-warning", FINE),
        ("%", "有", "row-errors-listed", PROBLEMS),
    ],
)
def test_a_dry_run_answers_1_where_rows_are_wrong(city, capsys, unit, value, outcome, code):
    file = save(
        city, "甲.xlsx", ("share", "甲市", 2021, value, unit, "已公布", "2022-03-01", "公报")
    )
    found, [line] = dry_run(capsys, str(file))
    assert (found, line["outcome"]) == (code, outcome)


def test_an_issue_in_json_holds_its_code_severity_place_and_message(city, capsys):
    file = save(city, "甲.xlsx", ("share", "甲市", 2021, "有", "%", "已公布", "2022-03-01", "公报"))
    _, [line] = dry_run(capsys, str(file))
    assert line["issues"] == [
        {
            "code": "not-a-number",
            "severity": "error",
            "sheet": "数据",
            "cell": "D2",
            "row": 2,
            "message": {
                "zh": "“有”不是数字；请只填数值，单位写在单位列。",
                "en": "“有” is not a number; give the number alone, its unit in the unit column.",
            },
        }
    ]


def test_a_file_that_is_no_workbook_is_refused_whole_and_the_others_are_read(city, capsys):
    bad = city / "坏.xlsx"
    bad.write_bytes(b"text")
    code, lines = dry_run(capsys, str(bad), str(save(city, "甲.xlsx", GOOD)))
    assert code == PROBLEMS
    assert [(line["outcome"], len(line["observations"])) for line in lines] == [
        ("reject-whole-file", 0),
        ("accepted", 1),
    ]
    [issue] = lines[0]["issues"]
    assert (issue["code"], issue["sheet"], issue["cell"], issue["row"]) == (
        "not-a-workbook",
        None,
        None,
        None,
    )


def test_a_quality_is_given_to_rows_that_state_none(city, capsys):
    file = save(city, "甲.xlsx", (*GOOD[:5], None, *GOOD[6:]), LATER)
    _, [line] = dry_run(capsys, str(file), "--quality", "preliminary")
    assert [row["quality"] for row in line["observations"]] == ["preliminary", "final"]


def test_a_dry_run_as_a_table_prints_issues_on_stdout_and_the_outcome_on_stderr(city, capsys):
    file = save(
        city, "甲.xlsx", GOOD, ("share", "甲市", 2022, "有", "%", "已公布", "2022-03-01", "公报")
    )
    assert main(["import", "--dry-run", str(file), "--lang", "en"]) == PROBLEMS
    captured = capsys.readouterr()
    assert (
        captured.out
        == "甲.xlsx › 数据 › D3: error: “有” is not a number; give the number alone, its unit in "
        "the unit column.\n"
    )
    assert captured.err.splitlines() == [
        "数据: header in row 1, data to row 3; year 2021; 1 indicator name recognised",
        "甲.xlsx: some rows are wrong, mend them first; 1 figure can be read",
    ]


def test_import_takes_another_declaration(city, capsys):
    other = city / "其他.yaml"
    other.write_text(declaration(GROWTH), "utf-8")
    code, [line] = dry_run(capsys, str(save(city, "甲.xlsx", GOOD)), "--indicators", str(other))
    assert (code, [issue["code"] for issue in line["issues"]]) == (PROBLEMS, ["unknown-indicator"])


def test_import_of_a_file_that_is_not_there_is_wrong_use(city, capsys):
    assert main(["import", "--dry-run", "无.xlsx"]) == WRONG_USE
    assert capsys.readouterr().err == "找不到文件 无.xlsx，请核对路径\n"


def test_importing_writes_nothing(city, capsys):
    before = {file: file.stat().st_mtime_ns for file in city.rglob("*")}
    dry_run(capsys, str(city / "data" / "2021.xlsx"))
    assert {file: file.stat().st_mtime_ns for file in city.rglob("*")} == before


# template and demo


def test_template_writes_the_workbook_to_fill_in_and_makes_its_folder(city, capsys, monkeypatch):
    monkeypatch.setattr(command_line, "today", lambda: date(2024, 3, 20))
    to = city / "新" / "模板.xlsx"
    assert main(["template", "--to", str(to)]) == FINE
    assert capsys.readouterr() == (
        "",
        f"已生成 {to}，9 行待填\n",
    )  # what has not come yet is not asked for
    assert sum(cell.value is not None for cell in openpyxl.load_workbook(to)["数据"]["A"]) == 10
    assert opened(to.read_bytes()).changed == date(2024, 3, 20)


@pytest.mark.parametrize(
    ("arguments", "rows"),
    [(["--plan", "year"], 1), (["--year", "2023"], 2), (["--plan", "five", "--year", "2021"], 2)],
)
def test_template_narrows_to_a_plan_and_a_year(city, capsys, arguments, rows):
    assert main(["template", "--to", str(city / "模板.xlsx"), "--lang", "en", *arguments]) == FINE
    to_fill = "1 row to fill in" if rows == 1 else f"{rows} rows to fill in"
    assert capsys.readouterr().err == f"wrote {city / '模板.xlsx'}, {to_fill}\n"


def test_template_of_an_unknown_plan_is_wrong_use_and_writes_nothing(city, capsys):
    assert main(["template", "--to", str(city / "模板.xlsx"), "--plan", "无"]) == WRONG_USE
    assert capsys.readouterr().err == "没有“无”，可选：five、year\n"
    assert not (city / "模板.xlsx").exists()


def test_a_template_filled_in_passes_a_dry_run(city, capsys):
    to = city / "模板.xlsx"
    main(["template", "--to", str(to), "--plan", "year"])
    capsys.readouterr()
    workbook = openpyxl.load_workbook(to)
    sheet = workbook["数据"]
    sheet["F2"], sheet["H2"] = 8.7, "已公布"
    workbook.save(to)
    code, [line] = dry_run(capsys, str(to))
    assert (code, line["outcome"], line["issues"]) == (FINE, "accepted", [])
    assert [row["value"] for row in line["observations"]] == [8.7]


def test_demo_writes_a_city_that_passes_check_import_and_judge(city, capsys, monkeypatch):
    made = city / "示范"
    assert (
        main(
            [
                "demo",
                "--to",
                str(made),
                "--indicators-count",
                "5",
                "--regions-count",
                "2",
                "--seed",
                "3",
            ]
        )
        == FINE
    )
    assert capsys.readouterr() == ("", f"已生成虚构的示范市：{made}\n")
    monkeypatch.setenv("INDICATORS", str(made / "indicators.yaml"))
    monkeypatch.setenv("DATA_DIR", str(made / "data"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{made / 'store.db'}")
    assert main(["check", "--file-only"]) == FINE
    assert capsys.readouterr() == (
        "",
        "indicators.yaml：0 个错误，0 个警告，0 条提示；5 项指标，5 个目标\n",
    )
    code, [line] = dry_run(capsys, str(made / "data" / "示范市.xlsx"))
    assert (code, line["outcome"], line["issues"], len(line["observations"])) == (
        FINE,
        "accepted",
        [],
        100,
    )
    answer = judged(capsys)
    assert (answer["year"], len(answer["verdicts"])) == (2024, 10)


def test_a_port_in_use_is_one_sentence(city, capsys, monkeypatch):
    """No traceback: which address, and what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        assert main([]) == WRONG_USE
    said = capsys.readouterr().err
    assert f"无法在 127.0.0.1:{port} 上监听" in said
    assert "PORT" in said


def test_judging_a_year_before_every_plan_says_so(city, capsys):
    assert main(["judge", "--year", "1990"]) == FINE
    assert "1990年没有已开始的目标" in capsys.readouterr().err


def test_a_template_is_an_xlsx(city, capsys):
    assert main(["template", "--to", str(city / "模板.csv")]) == WRONG_USE
    assert "不是 .xlsx 文件名" in capsys.readouterr().err
    assert not (city / "模板.csv").exists()
