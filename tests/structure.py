"""How is the code laid out? Floors from the contracts, questions from the docstrings, tests from
what they say they cover, what to touch to add something: the generated parts of architecture.md.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from importlinter.api import read_configuration

from dashboard.core.vocabulary import model
from tests.conftest import ROOT
from tests.markdown import table

PAGE = ROOT / "docs" / "architecture.md"
PACKAGE = ROOT / "dashboard"
PLACE = re.compile(r"\{([\w./]+)(?::([\w.]+))?\}")
"""A place in a wording: `{path}` or `{path:NAME}`."""
TO_TOUCH: dict[str, str] = {
    "target, indicator, region, theme, plan": "{indicators.yaml}",
    "a year's figures": "`python app.py import BOOK.xlsx`, or an upload on the page *Data*",
    "table or column of the store": (
        "{dashboard/store/schema.py}, and a step in {dashboard/store/migrations/versions}"
    ),
    "unit": (
        "a row among those of its dimension, of which {dashboard/core/vocabulary/units.py:UNITS} "
        "is made; other spellings in its `ALIASES`; `make docs`"
    ),
    "bound": (
        "a row of {dashboard/core/vocabulary/targets.py:BOUNDS}, and its field in "
        "{dashboard/core/declaration/schema.py:TargetIn}"
    ),
    "status": (
        "a row of {dashboard/core/vocabulary/statuses.py:STATUSES}, and the line that gives it: in "
        "{dashboard/core/verdicts/decision.py}, for targets on a path in "
        "{dashboard/core/verdicts/on_path.py}, for those over several years in "
        "{dashboard/core/verdicts/over_years.py}"
    ),
    "rule set": (
        "a row of {dashboard/core/vocabulary/rules.py:RULES}; a formula that no other has in "
        "{dashboard/core/vocabulary/rule_formulas.py}"
    ),
    "forecasting rule": "a row of {dashboard/core/verdicts/forecast.py:METHODS}",
    "check": "a function, and its row of {dashboard/core/checks/checks.py:CHECKS}",
    "nature of a figure": "a row of {dashboard/core/vocabulary/qualities.py:QUALITIES}",
    "flag": (
        "a row of {dashboard/core/vocabulary/model.py:FLAGS}, and its condition in "
        "{dashboard/core/verdicts/flags.py:compute_flag_masks}"
    ),
    "message": "a row in {dashboard/core/vocabulary/issues.py}, among those of its part",
    "page": "its file in {dashboard/web/pages}, which ends with its row, `PAGE`",
    "export format": (
        "a row of {dashboard/exports:EXPORTS}, and the module that writes it, called after its "
        "ending, as {dashboard/exports/csv_file.py:write}"
    ),
    "column of the API and of files": (
        "a field of its model in {dashboard/core/vocabulary/record_models.py:Record}, and what "
        "fills it: {dashboard/core/verdicts/judge.py:judge_panel} for verdicts"
    ),
    "resource of the API": (
        "a model in {dashboard/core/vocabulary/record_models.py}, and a row of "
        "{dashboard/web/endpoints/api.py:RESOURCES}"
    ),
    "setting": "its field of {dashboard/settings.py:Settings}",
    "command": (
        "a function with its options in a module of {dashboard/commands}, and its line in "
        "{dashboard/commands/main.py:build_parser}"
    ),
    "right, role": (
        "a row of {dashboard/core/vocabulary/people.py:RIGHTS} or "
        "{dashboard/core/vocabulary/people.py:ROLES}"
    ),
    "module": (
        "its file, with a question as docstring, and a test of its name that imports it; or its "
        "name among `COVERS` of the test that does"
    ),
}
"""What somebody adds → what to touch."""


def read_contracts() -> list[dict[str, Any]]:
    """The contracts of pyproject.toml, in their order."""
    contracts: list[dict[str, Any]] = read_configuration(str(ROOT / "pyproject.toml"))[
        "contracts_options"
    ]
    return contracts


def read_floors(package: str) -> list[str]:
    """The floors of a package from above, those that stand on one floor joined by |."""
    for one in read_contracts():
        if one["type"] == "layers" and one["containers"] == [package]:
            return list(one["layers"])
    return []


def list_modules() -> list[Path]:
    """The files of the program, packages aside."""
    return sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")


def list_packages(folder: Path = PACKAGE) -> Iterator[Path]:
    """A package and those in it, in the order of the floors."""
    yield folder
    floors = " | ".join(read_floors(name_module(folder))).split(" | ")
    inner = [path.parent for path in folder.glob("*/__init__.py")]
    for path in sorted(inner, key=lambda path: (path.name in floors, find_rank(floors, path))):
        yield from list_packages(path)


def find_rank(floors: list[str], path: Path) -> tuple[int, str]:
    """Where a folder stands among the floors; what has no floor by its name."""
    return (floors.index(path.name) if path.name in floors else 0, path.name)


def name_module(path: Path) -> str:
    """The name by which a file or folder is imported."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def read_question(path: Path) -> str:
    """The first sentence of a module's docstring, on one line."""
    file = path / "__init__.py" if path.is_dir() else path
    text = " ".join((ast.get_docstring(ast.parse(file.read_text("utf-8"))) or "").split())
    found = re.match(r".+?[.?!](?=\s|$)", text)
    return found[0] if found else text


@cache
def read_covers(file: Path) -> tuple[str, ...]:
    """The modules that a test file says it covers, besides the one that it is called after."""
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "COVERS":
            return tuple(ast.literal_eval(node.value))
    return ()


def list_tests() -> list[Path]:
    """Every file of tests."""
    return sorted((ROOT / "tests").rglob("test_*.py"))


def find_tests(module: Path) -> list[Path]:
    """The test files of a module: the one that is called after it, and those that say so."""
    own = ROOT / "tests" / module.relative_to(PACKAGE).with_name(f"test_{module.name}")
    names = {name_module(module), name_module(module.parent)}
    return [path for path in list_tests() if path == own or names & set(read_covers(path))]


def draw_tree() -> str:
    """The packages, with the sentence that each says of itself."""
    places = [(0, "app.py", ROOT / "app.py")]
    places += [
        (len(path.relative_to(ROOT).parts) - 1, f"{path.name}/", path) for path in list_packages()
    ]
    heads = [(f"{'  ' * depth}{name}", read_question(path)) for depth, name, path in places]
    width = max(len(head) for head, _ in heads) + 2
    return "```\n" + "".join(f"{head:{width}}{said}\n" for head, said in heads) + "```\n"


def draw_floors() -> str:
    """The floors of the program, and within them those of its packages."""
    lines = []
    for floor in read_floors("dashboard"):
        inner = " → ".join(read_floors(f"dashboard.{floor}")).replace("|", "·")
        lines.append(f"{floor.replace('|', '·'):28}{inner}".rstrip())
    return "```\n" + "\n".join(lines) + "\n```\n"


def list_contracts() -> str:
    """Every contract, and what it forbids."""
    rows = [(one["name"], SAYINGS[one["type"]](one)) for one in read_contracts()]
    return table(("contract", "says"), rows)


def quote(names: Sequence[str]) -> str:
    """Names, as code."""
    return ", ".join(f"`{name}`" for name in names)


def _say_order(one: dict[str, Any]) -> str:
    """What a contract of floors says."""
    return f"each floor of {quote(one['containers'])} imports those below; nothing stands outside"


def _say_forbidden(one: dict[str, Any]) -> str:
    """What a contract of forbidden imports says."""
    how = "imports" if one.get("allow_indirect_imports") else "reaches, by whatever way,"
    sources, forbidden = quote(one["source_modules"]), quote(one["forbidden_modules"])
    return f"nothing in {sources} {how} {forbidden}"


def _say_protected(one: dict[str, Any]) -> str:
    """What a contract on who may import says."""
    besides = [name.replace("->", "→") for name in one.get("ignore_imports", ())]
    allowed = f"only {quote(one['allowed_importers'])} imports {quote(one['protected_modules'])}"
    return f"{allowed}; besides: {quote(besides)}" if besides else allowed


def _say_independent(one: dict[str, Any]) -> str:
    """What a contract of independence says."""
    return f"none of {quote(one['modules'])} reaches another, by whatever way"


def _say_acyclic(one: dict[str, Any]) -> str:
    """What a contract against circles says."""
    return f"in {quote(one['ancestors'])} and each folder below it, imports run one way"


SAYINGS: dict[str, Callable[[dict[str, Any]], str]] = {
    "layers": _say_order,
    "forbidden": _say_forbidden,
    "protected": _say_protected,
    "independence": _say_independent,
    "acyclic_siblings": _say_acyclic,
}


def list_questions() -> str:
    """Every module with its question and where it is tested, a table a package."""
    parts = []
    for package in list_packages():
        modules = [path for path in list_modules() if path.parent == package]
        if modules:
            heading = f"### {package.relative_to(ROOT).as_posix()}\n\n{read_question(package)}\n\n"
            rows = [(f"`{path.stem}`", read_question(path), name_tests(path)) for path in modules]
            parts.append(heading + table(("module", "question", "tested in"), rows))
    return "\n".join(parts)


def name_tests(module: Path) -> str:
    """The test files of a module, below tests/."""
    tests = (path.relative_to(ROOT / "tests").as_posix() for path in find_tests(module))
    return " ".join(f"`{name}`" for name in tests)


def list_what_to_touch() -> str:
    """What to touch to add something."""
    rows = [(added, PLACE.sub(_format_place, touched)) for added, touched in TO_TOUCH.items()]
    return table(("to add", "touch"), rows)


def _format_place(found: re.Match[str]) -> str:
    """A place as it is read: the name and its file, or the file or folder alone."""
    path, name = found.groups()
    file = f"`{path}/`" if (ROOT / path).is_dir() else f"`{path}`"
    return f"`{name}` in {file}" if name else file


def list_missing_places() -> list[str]:
    """Places of the table that are not there: no such path, or no such name in it."""
    return [
        found[0]
        for touched in TO_TOUCH.values()
        for found in PLACE.finditer(touched)
        if not _is_there(*found.groups())
    ]


def _is_there(path: str, name: str | None) -> bool:
    """Whether a path exists, and its module holds a name."""
    place = ROOT / path
    return place.exists() and (name is None or hasattr(import_module(name_module(place)), name))


def list_frames() -> str:
    """The columns of the frames."""
    frames = {"observations": model.OBSERVATIONS, "verdicts": model.VERDICTS}
    return table(("frame", "columns"), [(name, quote(found)) for name, found in frames.items()])


def list_callbacks() -> str:
    """Which modules register callbacks, and how many that run on the server and in the browser."""
    rows = []
    for path in list_modules():
        text = path.read_text("utf-8")
        counts = text.count("app.callback("), text.count("app.clientside_callback(")
        if any(counts):
            rows.append((f"`{name_module(path).removeprefix('dashboard.')}`", *counts))
    return table(("module", "on the server", "in the browser"), rows)


PARTS: dict[str, Callable[[], str]] = {
    "packages": draw_tree,
    "floors": draw_floors,
    "contracts": list_contracts,
    "frames": list_frames,
    "callbacks": list_callbacks,
    "what to touch": list_what_to_touch,
    "modules": list_questions,
}
"""Name of a part of the page → what makes it."""


def fill_page() -> str:
    """The page, its generated parts made anew; what stands around them is kept."""
    text = PAGE.read_text("utf-8")
    for name, make in PARTS.items():
        start, end = f"<!-- generated: {name} -->\n", "<!-- end -->\n"
        before, found, rest = text.partition(start)
        if not found:
            raise ValueError(f"docs/architecture.md has no part {name!r}")
        text = before + start + "\n" + make() + "\n" + end + rest.partition(end)[2]
    return text
