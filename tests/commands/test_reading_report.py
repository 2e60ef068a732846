"""What a person gets to see of a file: the answers they may give, the list of issues, and their
workbook with marks.
"""

from __future__ import annotations

import csv
import io
import os
import pty
import subprocess
import sys
import zipfile
from typing import Any

import openpyxl
import pytest

from dashboard.commands.main import main
from dashboard.commands.output import FINE, PROBLEMS, WRONG_USE
from dashboard.ingest import limits
from dashboard.ingest.cells import RefusedError
from dashboard.ingest.opening import markup, reader
from tests.conftest import ROOT, book, declaration, indicator, new_store, opened

COVERS = (
    "dashboard.ingest.handback",
    "dashboard.ingest.opening.markup",
)

YAML = declaration(
    indicator("share", "plan: five, by: 2025, reach: 75", limits="[0, 100]", aliases='["城镇化率"]')
)
HEAD = ["指标编码", "地区", "年份", "数值", "单位", "数据性质"]
NAMES = {"error": "错误", "warning": "警告", "finding": "提示"}


@pytest.fixture
def city(tmp_path, monkeypatch):
    """A city with its declaration and no data."""
    (tmp_path / "indicators.yaml").write_text(YAML, "utf-8")
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("INDICATORS", str(tmp_path / "indicators.yaml"))
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DATABASE_URL", new_store())
    return tmp_path


def save(city: Any, *rows: list[Any], name: str = "书.xlsx") -> Any:
    """A workbook of long rows."""
    file = city / name
    file.write_bytes(book([HEAD, *rows], "数据"))
    return file


GOOD, BAD = ["share", "甲市", 2021, 71, "%", "公布"], ["share", "甲市", 2022, "约72", "%", "公布"]


def test_the_list_and_the_marked_up_copy_are_written_beside_the_report(city, capsys):
    file = save(city, GOOD, BAD)
    marked, listed = city / "批注.xlsx", city / "问题.csv"
    assert (
        main(
            ["import", "--dry-run", str(file), "--marked-up", str(marked), "--issues", str(listed)]
        )
        == PROBLEMS
    )
    assert "已写入" in capsys.readouterr().err
    copy = openpyxl.load_workbook(marked)
    assert copy.sheetnames == ["数据", "核对结果"]
    assert [copy["数据"][at].value for at in ("A2", "C2", "D2", "D3")] == [
        "share",
        2021,
        71,
        "约72",
    ]
    cell = copy["数据"]["D3"]
    assert cell.fill.fgColor.rgb == "00FFC7CE"
    assert cell.comment is not None
    assert cell.comment.text.startswith("【错误】“约72”不是确切的数值")
    assert copy["数据"]["D2"].comment is None
    rows = list(csv.reader(io.StringIO(listed.read_text("utf-8-sig"))))
    assert [row[2:5] for row in rows] == [
        ["代码 code", "工作表 sheet", "单元格 cell"],
        ["not-exact", "数据", "D3"],
    ]
    assert [[cell.value for cell in row][:3] for row in copy["核对结果"].iter_rows(min_row=2)] == [
        ["错误", "数据", "D3"]
    ]


def test_nothing_is_overwritten_and_one_name_is_for_one_workbook(city, capsys):
    file = save(city, GOOD)
    there = city / "有.csv"
    there.write_text("x", "utf-8")
    assert main(["import", "--dry-run", str(file), "--issues", str(there)]) == WRONG_USE
    assert (
        main(["import", "--dry-run", str(file), str(file), "--issues", str(city / "新.csv")])
        == WRONG_USE
    )
    assert there.read_text("utf-8") == "x"
    assert "不会覆盖" in capsys.readouterr().err


def test_a_terminal_sees_the_step_that_is_being_done(city):
    """A real terminal: the bar names the steps of a file that takes a while."""
    rows = [["share", "甲市", 2021, number, "%", "公布"] for number in range(10_000)]
    file = save(city, *rows)
    ours, theirs = pty.openpty()
    told = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    run = subprocess.Popen(
        [sys.executable, "app.py", "import", "--dry-run", str(file)],
        cwd=ROOT,
        env=told,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        seen += piece
    run.wait()
    os.close(ours)
    text = seen.decode("utf-8", "replace")
    assert "读取单元格" in text
    assert "识别与核对" in text


def test_an_answer_is_taken_for_this_import(city, capsys):
    rows: list[list[Any]] = [
        ["甲市主要指标"],
        ["指标", "2022年", "2023年"],
        ["城市化率(%)", 70, 71],
    ]
    file = city / "年鉴.xlsx"
    file.write_bytes(book(rows, "表"))
    assert main(["import", "--dry-run", str(file)]) == FINE
    assert '--alias "城市化率=share"' in capsys.readouterr().out
    assert main(["import", "--dry-run", str(file), "--alias", "城市化率=share"]) == FINE
    assert "2 条数据" in capsys.readouterr().err


@pytest.mark.parametrize("given", ["城市化率", "=share", "城市化率=nothing"])
def test_an_answer_must_name_what_is_declared(city, capsys, given):
    assert main(["import", "--dry-run", str(save(city, GOOD)), "--alias", given]) == WRONG_USE
    assert "名称=编码" in capsys.readouterr().err


def test_what_is_known_already_is_held_against_a_new_file(city, capsys):
    (city / "data" / "旧.xlsx").write_bytes(
        book(
            [
                HEAD,
                ["share", "甲市", 2020, 70.5, "%", "公布"],
                ["share", "甲市", 2019, 70, "%", "公布"],
            ],
            "数据",
        )
    )
    file = save(city, ["share", "甲市", 2021, 7.12, "%", "公布"])
    for dry in (["--dry-run"], []):
        main(["import", *dry, str(file)])
        assert "小约 10 倍" in capsys.readouterr().out


def test_a_file_that_cannot_be_opened_cannot_be_marked(city, capsys):
    file = city / "坏.xlsx"
    file.write_bytes(b"%PDF-1.7")
    assert (
        main(["import", "--dry-run", str(file), "--marked-up", str(city / "批.xlsx")]) == WRONG_USE
    )
    assert "无法加批注交还" in capsys.readouterr().err
    assert not (city / "批.xlsx").exists()


def test_an_old_workbook_or_a_text_comes_back_as_one_with_the_same_cells():
    data = "指标编码,年份,数值\nshare,2021,\"=cmd|'/C calc'!A0\"\n".encode()
    copy = openpyxl.load_workbook(
        io.BytesIO(reader.mark_workbook(data, [("error", "CSV", "C2", "错", "wrong")], NAMES))
    )
    cell = copy["CSV"]["C2"]
    assert (cell.value, cell.data_type, cell.fill.fgColor.rgb) == (
        "=cmd|'/C calc'!A0",
        "s",
        "00FFC7CE",
    )
    assert copy["CSV"]["A1"].value == "指标编码"


def test_no_text_in_the_copy_becomes_a_formula_and_formulas_become_what_they_showed():
    data = book([["=1+1", "a"], ["x", "-5"]], "数据")
    marks = [("warning", "数据", "B2", "=HYPERLINK(1)", "@x")]
    made = reader.mark_workbook(data, marks, NAMES)
    seen = opened(made)
    assert all(b"<f>" not in part for name, part in _parts(made).items() if "worksheets" in name)
    assert seen.sheets[1].rows[1] == ["警告", "数据", "B2", "=HYPERLINK(1)", "@x"]


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_copy_keeps_formats_widths_merges_and_comments():
    workbook = openpyxl.Workbook()
    page = workbook.worksheets[0]
    page.title = "数据"
    page["A1"], page["A2"] = "题", 0.5
    page["A2"].number_format = "0.0%"
    page.merge_cells("A1:C1")
    page.column_dimensions["A"].width = 33
    page["A2"].comment = openpyxl.comments.Comment("原批注", "甲")
    output = io.BytesIO()
    workbook.save(output)
    marks = [("warning", "数据", "A2", "看", "look"), ("finding", "数据", "B1", "并", "merged")]
    copy = openpyxl.load_workbook(
        io.BytesIO(reader.mark_workbook(output.getvalue(), marks, NAMES))
    )["数据"]
    assert (
        copy["A2"].number_format,
        copy.column_dimensions["A"].width,
        [str(area) for area in copy.merged_cells.ranges],
    ) == (
        "0.0%",
        33,
        ["A1:C1"],
    )
    assert copy["A2"].comment is not None
    assert copy["A2"].comment.text == "原批注\n【警告】看"
    assert copy["A1"].fill.fgColor.rgb == "00DDEBF7"


def test_a_workbook_too_large_to_be_given_back_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "MARKED_CELLS", 3)
    with pytest.raises(RefusedError):
        markup.build_answer(markup.build_request(book([["a", 1], ["b", 2]]), [], NAMES))


def test_a_list_of_that_name_gets_another():
    made = reader.mark_workbook(book([["a"]], "核对结果"), [], NAMES)
    assert openpyxl.load_workbook(io.BytesIO(made)).sheetnames == ["核对结果", "核对结果2"]
