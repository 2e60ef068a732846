"""Documents that cannot lie: generated parts are current, and what they name exists."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from dashboard.settings import SETTINGS
from tests import third_party
from tests.conftest import ROOT
from tests.reference import stale

PROSE = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_generated_pages_are_current():
    """`make docs` would change nothing."""
    assert stale() == []


def test_notices_of_third_parties_are_current():
    """THIRD_PARTY.md lists what is pinned, with the licence that each package states."""
    assert not third_party.stale()


def test_a_changed_notice_is_stale(tmp_path: Path):
    """A page that lacks a package, or is not there, is stale."""
    page = tmp_path / "THIRD_PARTY.md"
    assert third_party.stale(page)
    page.write_text(third_party.notices().replace("| waitress ", "| nobody "), "utf-8")
    assert third_party.stale(page)


def test_every_pin_with_a_marker_is_told_by_hand():
    """What is not installed everywhere has its licence in the table, and is what it says where it is installed."""
    marked = {name: version for name, version, marked in third_party.pins("requirements.txt") if marked}
    assert set(marked) == set(third_party.ELSEWHERE)
    for name, version in marked.items():
        try:
            found = third_party.stated(name)
        except PackageNotFoundError:
            continue
        assert found == (version, *third_party.ELSEWHERE[name])


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path):
    """Every relative link of a document is a file of the repository."""
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_paths_that_documents_name_exist(path: Path):
    """A module or folder named in a document stands in the tree."""
    for name in re.findall(
        r"`((?:dashboard|tests|docs|data|scripts|deploy)/[\w./-]+\.(?:py|md|yaml|css|xlsx|sh|json|csv))`",
        path.read_text("utf-8"),
    ):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_tells_the_two_commands_and_every_setting(name: str):
    """Both languages name make run, make test, and each setting."""
    text = (ROOT / name).read_text("utf-8")
    for word in (
        "make run",
        "make test",
        "make demo",
        "python app.py check",
        "python app.py judge",
        "python app.py template",
        "--dry-run",
        *SETTINGS,
    ):
        assert word in text, word


@pytest.mark.parametrize(
    "path", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=lambda path: path.stem
)
def test_decisions_stay_short(path: Path):
    """A decision has at most forty lines."""
    assert path.read_text("utf-8").count("\n") <= 40


def test_the_test_command_is_the_readmes():
    """.ci/run calls what the README says."""
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_requirements_are_pinned():
    """Every line of every file pins one version, and every direct dependency is among them."""
    for name in (
        "requirements.txt",
        "requirements-dask.txt",
        "requirements-postgres.txt",
        "requirements-dev.txt",
    ):
        lines = [
            line.split("#")[0].strip() for line in (ROOT / name).read_text("utf-8").splitlines()
        ]
        for line in filter(None, lines):
            assert re.fullmatch(r"-r requirements[-\w]*\.txt", line) or re.fullmatch(
                r"[\w.-]+==[\w.]+(; .+)?", line
            ), line
    pinned = {
        re.sub(r"[-_.]+", "-", line.split("==")[0]).lower()
        for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    }
    block = re.search(
        r"dependencies = \[(.*?)\n\]", (ROOT / "pyproject.toml").read_text("utf-8"), re.DOTALL
    )
    assert block
    direct = {
        re.sub(r"[-_.]+", "-", name).lower() for name in re.findall(r'"([\w.-]+)>=', block[1])
    }
    assert direct <= pinned
