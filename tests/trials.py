"""What happens when a row is added? A copy of the tree, the row in it, and a child process that says
what it then sees.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules", "*.db", "*.xlsx", "*.png")


class Trial:
    """A copy of the tree in which rows are added; `touched` lists the files that it took."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.touched: set[str] = set()
        for name in ("dashboard", "tests", "docs"):
            shutil.copytree(ROOT / name, folder / name, ignore=LEFT_OUT)
        for name in ("indicators.yaml", "app.py", "pyproject.toml"):
            shutil.copy(ROOT / name, folder / name)
        (folder / "data").mkdir()

    def add(self, file: str, before: str, row: str) -> None:
        """Write a row into a file, in front of a line that stands there once."""
        text = (self.folder / file).read_text("utf-8")
        assert text.count(before) == 1, (file, before, text.count(before))
        (self.folder / file).write_text(text.replace(before, row + before), "utf-8")
        self.touched.add(file)

    def create(self, file: str, text: str) -> None:
        """Write a new file."""
        assert not (self.folder / file).exists()
        (self.folder / file).write_text(text, "utf-8")
        self.touched.add(file)

    def see(self, surface: str) -> dict[str, Any]:
        """What a function of `tests.surfaces` sees in the copy."""
        run = subprocess.run(
            [sys.executable, "-m", "tests.surfaces", surface],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
        return found
