"""Do the tests of a part still reach as much of it as they did? pyproject.toml has the floors.

To be looked at line by line a test takes twice its time. So a part is measured by its own tests
and those that say that they cover a module of it, without laws, which try the same lines over and over, and of a test with hundreds of cases by some;
what the others reach beside that is not counted.
"""

from __future__ import annotations

import io
import tomllib
from collections import Counter
from pathlib import Path

import coverage
import pytest
from coverage.exceptions import NoDataError

ROOT = Path(__file__).resolve().parent.parent
CASES = 12
"""Of a test with more cases so many are measured."""


def floors() -> dict[str, float]:
    """The least that is reached of each part."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return dict(settings["tool"]["plan-dashboard"]["coverage-floors"])


def choose(items: list[pytest.Item]) -> None:
    """Take out of the measuring what is not of a part, what is a law, and most cases of tests with
    hundreds of them.
    """
    own = tuple(f"tests/{part}/" for part in floors())
    cases = Counter(_function(item) for item in items)
    seen: Counter[str] = Counter()
    for item in items:
        function = _function(item)
        seen[function] += 1
        law = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        if (
            law
            or not (item.nodeid.startswith(own) or _names_part(item, own))
            or seen[function] % (cases[function] // CASES + 1)
        ):
            item.add_marker("no_cover")


def _names_part(item: pytest.Item, own: tuple[str, ...]) -> bool:
    """Whether the file of a test says that it covers a module of a part."""
    covered = getattr(getattr(item, "module", None), "COVERS", ())
    modules = tuple("dashboard." + folder.split("/")[1] + "." for folder in own)
    return any(name.startswith(modules) for name in covered)


def _function(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0]


def end_first_measuring(config: pytest.Config) -> None:
    """In a process of a parallel run pytest-cov begins twice, and a test that is not measured pauses
    the second alone: the first, which saw what was imported, is ended where the second begins.
    """
    plugin = config.pluginmanager.get_plugin("_cov")
    controller = getattr(plugin, "cov_controller", None)
    if hasattr(config, "workerinput") and controller is not None:
        controller.cov.stop()
        controller.cov.save()


def reached(part: str) -> float:
    """What the last measured run reached of a part, a package or a module of dashboard/."""
    measured = coverage.Coverage(config_file=ROOT / "pyproject.toml", data_file=ROOT / ".coverage")
    measured.load()
    paths = [str(ROOT / "dashboard" / end) for end in (f"{part}.py", f"{part}/*")]
    try:
        return measured.report(include=paths, file=io.StringIO())
    except NoDataError:  # a run that was broken off has measured nothing
        return 0.0


def check(session: pytest.Session) -> list[str]:
    """A line for each part; a run that reached less than a floor has failed."""
    lines = []
    for part, least in floors().items():
        found = reached(part)
        below = found < least
        fault = ": TOO LITTLE" if below else ""
        lines.append(
            f"coverage of {part}: {found:.2f} % of lines and branches, floor {least} %{fault}"
        )
        if below:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
    return lines
