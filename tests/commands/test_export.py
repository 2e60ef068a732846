"""The command that writes files: every format, nothing overwritten, every refusal in a sentence."""

from __future__ import annotations

import json
import sys

import pytest

from dashboard.commands.main import main
from dashboard.commands.output import FINE, WRONG_USE
from dashboard.exports import EXPORTS
from tests.conftest import book, declaration, indicator

LONG = ("指标编码", "地区", "年份", "数值", "单位", "发布日期")


@pytest.fixture(autouse=True)
def city(tmp_path, monkeypatch) -> None:
    (tmp_path / "data").mkdir()
    share = indicator("share", "plan: five, by: 2025, reach: 75, base: {year: 2020, value: 70}")
    (tmp_path / "indicators.yaml").write_text(declaration(share), "utf-8")
    (tmp_path / "data" / "2021.xlsx").write_bytes(
        book([LONG, ("share", "甲市", 2021, 71, "%", "2022-03-01")])
    )
    for name, value in (
        ("INDICATORS", tmp_path / "indicators.yaml"),
        ("DATA_DIR", tmp_path / "data"),
    ):
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'store.db'}")


@pytest.mark.parametrize("ending", EXPORTS)
def test_every_format_is_written_once(tmp_path, capsys, ending):
    """The file is there, its size is told; a second time nothing is overwritten."""
    file = tmp_path / "out" / f"a.{ending}"
    assert main(["export", "--to", str(file), "--year", "2021"]) == FINE
    size = file.stat().st_size
    assert size > 100
    assert f"{size:,}" in capsys.readouterr().err
    assert main(["export", "--to", str(file)]) == WRONG_USE
    assert "已经存在" in capsys.readouterr().err
    assert file.stat().st_size == size


def test_a_file_holds_what_was_asked_for(tmp_path, capsys):
    """Year, version, language and rules stand in it."""
    assert main(["import"]) == FINE
    file = tmp_path / "a.json"
    assert (
        main(
            ["export", "--to", str(file), "--year", "2021", "--rules", "statcan", "--version", "1"]
        )
        == FINE
    )
    about = json.loads(file.read_text("utf-8"))["about"]
    assert (about["year"], about["rules"], about["version"]) == (2021, "statcan", 1)
    capsys.readouterr()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--to", "a.odt"), "后缀应为 .xlsx"),
        (("--to", "a.csv", "--plan", "无"), "--plan：没有“无”，可选：five"),
        (("--to", "a.csv", "--region", "99"), "--region：没有“99”"),
        (("--to", "a.csv", "--version", "9"), "没有版本 9"),
    ],
)
def test_what_cannot_be_written_is_refused(tmp_path, monkeypatch, capsys, arguments, said):
    """One sentence, and no file."""
    monkeypatch.chdir(tmp_path)
    assert main(["export", *arguments]) == WRONG_USE
    assert said in capsys.readouterr().err
    assert not list(tmp_path.glob("a.*"))


def test_a_missing_package_is_named(tmp_path, monkeypatch, capsys):
    """Which one, and how to install it."""
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    assert main(["export", "--to", str(tmp_path / "a.xlsx")]) == WRONG_USE
    assert "pip install xlsxwriter" in capsys.readouterr().err
