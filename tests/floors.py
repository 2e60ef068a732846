"""Do the tests still reach as much as they did? The floors stand in pyproject.toml: per cent of lines and branches of each part."""

from __future__ import annotations

import io
import tomllib

import coverage
import pytest

from tests.conftest import ROOT


def floors() -> dict[str, float]:
    """The least that is reached of each part."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return dict(settings["tool"]["plan-dashboard"]["coverage-floors"])


def reached(part: str) -> float:
    """What the last measured run reached of a part, a package or a module of dashboard/."""
    measured = coverage.Coverage(config_file=ROOT / "pyproject.toml", data_file=ROOT / ".coverage")
    measured.load()
    paths = [str(ROOT / "dashboard" / end) for end in (f"{part}.py", f"{part}/*")]
    return measured.report(include=paths, file=io.StringIO())


def check(session: pytest.Session) -> list[str]:
    """A line for each part; a run that reached less than a floor has failed."""
    lines = []
    for part, least in floors().items():
        found = reached(part)
        below = found < least
        lines.append(
            f"coverage of {part}: {found:.2f} % of lines and branches, floor {least} %{': TOO LITTLE' if below else ''}"
        )
        if below:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
    return lines
