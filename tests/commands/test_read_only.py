"""A data folder that the server may not write to: what only reads goes on, and what cannot go on
says which file it needs.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.commands.output import FINE, WRONG_USE
from tests import processes
from tests.operations.test_uploads import YAML, table

KEY = "a key of this test, which is long enough"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A city whose data folder is closed."""
    (tmp_path / "indicators.yaml").write_text(YAML, "utf-8")
    data = tmp_path / "data"
    data.mkdir()
    (data / "2021.xlsx").write_bytes(table(("gdp", 2021, 60)))
    data.chmod(0o555)
    yield data
    data.chmod(0o755)


def run(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """A command by an account for which the folder is closed; the store lies in it where nothing
    else is said.
    """
    home = {
        "INDICATORS": str(folder.parent / "indicators.yaml"),
        "DATA_DIR": str(folder),
        "DATABASE_URL": "",
    }
    return processes.run({**home, **settings}, *arguments, is_bound=True)


def test_what_only_reads_goes_on(folder):
    """The folder is read as it is."""
    judged = run(folder, "judge", "--year", "2021")
    assert judged.returncode == FINE, judged.stderr
    assert "60亿元" in judged.stdout


@pytest.mark.parametrize("command", [["import"], []])
def test_a_store_that_cannot_be_made_is_named(folder, command):
    """Serving, and accepting a workbook."""
    refused = run(folder, *command)
    assert refused.returncode == WRONG_USE
    assert f"不能建立数据库文件 {folder / 'dashboard.db'}" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_key_that_cannot_be_made_is_named(folder):
    """With the store elsewhere."""
    refused = run(folder, DATABASE_URL=f"sqlite:///{folder.parent / 's.db'}")
    assert refused.returncode == WRONG_USE
    assert f"密钥文件 {folder / '.secret-key'} 不能建立或读取" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_store_elsewhere_takes_versions(folder):
    """That the folder keeps no mark is said by the self-check; nothing is refused for it."""
    elsewhere = {"DATABASE_URL": f"sqlite:///{folder.parent / 's.db'}", "SECRET_KEY": KEY}
    made = run(folder, "import", **elsewhere)
    assert made.returncode == FINE, made.stderr
    listed = run(folder, "history", **elsewhere)
    assert "2021.xlsx" in listed.stdout
    assert not (folder / ".store-mark").exists()


def test_a_store_that_may_only_be_read_says_so(folder):
    """One that was made before the folder was closed."""
    folder.chmod(0o755)
    assert run(folder, "import").returncode == FINE
    for file in folder.glob("dashboard.db*"):
        file.chmod(0o444)
    folder.chmod(0o555)
    refused = run(folder, "import")
    assert refused.returncode == WRONG_USE
    assert "数据库只读" in refused.stderr or "无法打开数据库文件" in refused.stderr
    assert "Traceback" not in refused.stderr
