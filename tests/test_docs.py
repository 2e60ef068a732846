"""Documents that cannot lie: generated parts are current, and what they name exists."""

from __future__ import annotations

import argparse
import re
import shlex
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from pkgutil import resolve_name

import pytest

from dashboard.commands.main import build_parser
from dashboard.core.declaration.registry import parse
from dashboard.settings import SETTINGS
from tests import lock, structure, third_party
from tests.conftest import ROOT
from tests.reference import stale

PROSE = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
GUIDES = ("leaders", "officials", "analysts", "administrators")
LANGUAGES = (".md", ".zh-CN.md")


def guides(ending: str) -> list[Path]:
    """The guides of a language."""
    return [ROOT / "docs" / "guides" / f"{guide}{ending}" for guide in GUIDES]


def examples(path: Path) -> list[list[str]]:
    """The lines of each block of a page that is typed or copied."""
    return [block.strip().splitlines() for block in path.read_text("utf-8").split("```")[1::2]]


def headings(path: Path) -> list[str]:
    """The headings of a page, with their marks."""
    text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    return re.findall(r"^#+ .+$", text, re.MULTILINE)


def slug(heading: str) -> str:
    """The name by which a link finds a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lstrip("# ").lower()).replace(" ", "-")


def test_generated_pages_are_current():
    """`make docs` would change nothing."""
    assert stale() == []


def test_what_to_touch_is_there():
    """Every file and name that the table of what to touch gives stands in the tree."""
    assert structure.list_missing_places() == []


@pytest.mark.parametrize(
    "row", ["{dashboard/nothing.py}", "{dashboard/settings.py:NOTHING}"], ids=["path", "name"]
)
def test_what_to_touch_says_what_is_missing(row: str, monkeypatch: pytest.MonkeyPatch):
    """A file or a name that has moved away is found."""
    monkeypatch.setitem(structure.TO_TOUCH, "something", row)
    assert structure.list_missing_places() == [row]


def test_commands_of_what_to_touch_are_understood():
    """A command that the table gives is one that the program takes."""
    for touched in structure.TO_TOUCH.values():
        for typed in re.findall(r"`python app\.py ([^`]+)`", touched):
            build_parser().parse_args(shlex.split(typed))


def test_names_in_the_architecture_can_be_imported():
    """A name with dots that begins with one of our packages leads to what it names."""
    packages = "|".join(path.parent.name for path in (ROOT / "dashboard").glob("*/__init__.py"))
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    names = set(re.findall(rf"`((?:{packages})\.[\w.]+)`", text))
    assert len(names) > 20
    for found in names:
        assert resolve_name(f"dashboard.{found}")


def test_a_page_without_a_part_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A part whose marks are gone would never be written again."""
    page = tmp_path / "architecture.md"
    page.write_text("# Architecture\n", "utf-8")
    monkeypatch.setattr(structure, "PAGE", page)
    with pytest.raises(ValueError, match="packages"):
        structure.fill_page()


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
    """What is not installed everywhere is in the table, true where it is installed."""
    marked = {pin.name: pin.version for pin in lock.read_pins("requirements.txt") if pin.marker}
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
        r"`((?:dashboard|tests|docs|data|scripts|deploy)/[\w./-]+"
        r"\.(?:py|md|yaml|css|xlsx|sh|json|csv))`",
        path.read_text("utf-8"),
    ):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_to_headings(path: Path):
    """A link into a page names one of its headings."""
    for target, place in re.findall(r"\]\(([^)#\s]*)#([^)]+)\)", path.read_text("utf-8")):
        if not target.startswith("http"):
            page = path.parent / target if target else path
            assert place in [slug(one) for one in headings(page)], f"{target}#{place}"


@pytest.mark.parametrize("ending", LANGUAGES)
def test_the_readme_fits_one_screen(ending: str):
    """Two commands, one picture, every guide, the licence: in seventy lines of each language."""
    text = (ROOT / f"README{ending}").read_text("utf-8")
    assert text.count("\n") <= 70
    assert "make run" in text
    assert "make test" in text
    assert text.count("![") == 1
    for guide in GUIDES:
        assert f"(docs/guides/{guide}{ending})" in text, guide
    for page in ("LICENSE", "THIRD_PARTY.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"):
        assert f"({page})" in text, page


def test_every_setting_stands_in_the_reference():
    """A setting, and whatever there is to say of it, is found on the generated page."""
    text = (ROOT / "docs" / "reference.md").read_text("utf-8")
    for one in SETTINGS.values():
        assert f"| `{one.name}` | `{one.default}` | {one.meaning.zh} |" in text, one.name


@pytest.mark.parametrize("ending", LANGUAGES)
def test_guides_name_what_is_typed(ending: str):
    """The commands that people type stand in some guide of each language."""
    text = "".join(path.read_text("utf-8") for path in guides(ending))
    for word in (
        "make run",
        "make test",
        "make demo",
        "python app.py check",
        "python app.py judge",
        "python app.py template",
        "python app.py export",
        "python app.py user add",
        "python app.py backup",
        "--dry-run",
    ):
        assert word in text, word


def test_every_command_stands_in_the_administrators_guide():
    """Each command of the program is in the list of both languages."""
    names = {
        name
        for action in build_parser()._actions
        if isinstance(action, argparse._SubParsersAction)
        for name in action.choices
    }
    for ending in LANGUAGES:
        page = ROOT / "docs" / "guides" / f"administrators{ending}"
        listed = page.read_text("utf-8").rpartition("\n## ")[2]
        for name in names:
            assert re.search(rf"`(app\.py )?{name}`", listed), f"{page.name}: {name}"


def test_guides_exist_in_both_languages():
    """No guide is missing or left over, and headings are as many and as deep in both languages."""
    assert sorted(path.name for path in (ROOT / "docs" / "guides").iterdir()) == sorted(
        guide + ending for guide in GUIDES for ending in LANGUAGES
    )
    for first, second in zip(*(guides(ending) for ending in LANGUAGES), strict=True):
        depths = [[one.split(" ")[0] for one in headings(path)] for path in (first, second)]
        assert depths[0] == depths[1], first.name


@pytest.mark.parametrize("ending", LANGUAGES)
def test_commands_of_the_guides_are_understood(ending: str):
    """Each line that a guide tells to type is one that the program takes."""
    lines = [line for path in guides(ending) for block in examples(path) for line in block]
    typed = [
        line.removeprefix(".venv/bin/python app.py ")
        for line in lines
        if line.startswith(".venv/bin/python app.py ")
    ]
    assert len(typed) > 10
    for line in typed:
        build_parser().parse_args(shlex.split(line))


@pytest.mark.parametrize("ending", LANGUAGES)
def test_the_guides_whole_file_is_one(ending: str):
    """The declaration that the guide shows as a whole file has no error and no warning."""
    block = next(
        one for one in examples(ROOT / "docs" / "guides" / f"officials{ending}") if one[0] == "yaml"
    )
    parsed = parse("\n".join(block[1:]) + "\n")
    assert parsed.registry is not None
    assert {issue.severity for issue in parsed.issues} <= {"finding"}


@pytest.mark.parametrize("guide", GUIDES)
def test_examples_are_the_same_in_both_languages(guide: str):
    """What is typed or copied has as many lines in both languages."""
    found = [examples(ROOT / "docs" / "guides" / f"{guide}{ending}") for ending in LANGUAGES]
    assert [len(one) for one in found[0]] == [len(one) for one in found[1]]


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
    """Every direct dependency is among the pins, whose lines are held elsewhere."""
    pinned = {
        re.sub(r"[-_.]+", "-", pin.name).lower() for pin in lock.read_pins("requirements.txt")
    }
    block = re.search(
        r"dependencies = \[(.*?)\n\]", (ROOT / "pyproject.toml").read_text("utf-8"), re.DOTALL
    )
    assert block
    direct = {
        re.sub(r"[-_.]+", "-", name).lower() for name in re.findall(r'"([\w.-]+)>=', block[1])
    }
    assert direct <= pinned
