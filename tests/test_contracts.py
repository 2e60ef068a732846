"""No import crosses a border: every contract of pyproject.toml breaks where it should, and a new
file is inside one without being named.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import grimp
import pytest
from importlinter.api import read_configuration
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.independence import IndependenceContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.contract import Contract

from tests.conftest import ROOT

KINDS: dict[str, type[Contract]] = {
    "acyclic_siblings": AcyclicSiblingsContract,
    "forbidden": ForbiddenContract,
    "independence": IndependenceContract,
    "layers": LayersContract,
    "protected": ProtectedContract,
}
CONFIGURATION = read_configuration(str(ROOT / "pyproject.toml"))
CONTRACTS: dict[str, dict[str, Any]] = {
    one["name"]: one for one in CONFIGURATION["contracts_options"]
}
PLANTS = {
    "A module imports only what is below it": ("store.audit", "operations.uploads"),
    "Story out never touches data in": ("figures.theme", "store.audit"),
    "Data in never touches story out": ("operations.uploads", "figures.theme"),
    "No circle among what stands in one folder": ("store.schema", "store.versions"),
    "Core in order": ("core.vocabulary.text", "core.verdicts.judge"),
    "Core is pure": ("core.verdicts.judge", "pathlib"),
    "Only web knows Dash and Flask": ("settings", "flask"),
    "Only the main command knows web": ("commands.data", "web.request.lru"),
    "Ingest in the order of a file": ("ingest.cells", "ingest.opening.xlsx"),
    "Web in order": ("web.widgets.forms", "web.endpoints.files"),
    "Pages do not know the store": ("web.pages.gaps", "store.audit"),
    "Pages do not know each other": ("web.pages.gaps", "web.pages.admin.people"),
    "Pages of a folder do not know each other": ("web.pages.admin.audit", "web.pages.admin.people"),
}
"""Contract → an import that breaks it: who imports whom, dashboard's modules without its name."""
PACKAGES = sorted(path.parent for path in (ROOT / "dashboard").rglob("__init__.py"))
OURS = {path.stem for path in (ROOT / "dashboard").iterdir()} | {"newcomer"}
TOP = "commands.main"
"""What no new module may import but a command."""


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """What imports what today."""
    return grimp.build_graph("dashboard", include_external_packages=True, cache_dir=None)


def is_kept(name: str, graph: grimp.ImportGraph) -> bool:
    """Whether a contract holds; a contract may change the graph, so it is given a copy."""
    options = CONTRACTS[name]
    contract = KINDS[options["type"]](name, CONFIGURATION["session_options"], options)
    return contract.check(deepcopy(graph), verbose=False).kept


def plant(graph: grimp.ImportGraph, importer: str, imported: str) -> grimp.ImportGraph:
    """The graph with one import more."""
    planted = deepcopy(graph)
    planted.add_import(importer=qualify(importer), imported=qualify(imported))
    return planted


def qualify(name: str) -> str:
    """A module's whole name."""
    return f"dashboard.{name}" if name.split(".", maxsplit=1)[0] in OURS else name


def test_every_contract_has_its_fault():
    """A contract of which nobody has seen that it can break would be no contract."""
    assert set(PLANTS) == set(CONTRACTS)


@pytest.mark.parametrize("name", PLANTS)
def test_a_contract_breaks_where_it_should(name: str, graph: grimp.ImportGraph):
    """One import more, and the contract that forbids it says so."""
    assert is_kept(name, graph)
    assert not is_kept(name, plant(graph, *PLANTS[name]))


@pytest.mark.parametrize(
    "package", PACKAGES, ids=lambda path: path.relative_to(ROOT).as_posix().replace("/", ".")
)
def test_a_new_module_is_inside_without_being_named(package: Path, graph: grimp.ImportGraph):
    """In whichever folder a file is added, it may not import what stands above it; commands may not
    import Dash.
    """
    name = ".".join([*package.relative_to(ROOT / "dashboard").parts, "newcomer"])
    if name.startswith("commands."):
        planted, contract = plant(graph, name, "dash"), "Only web knows Dash and Flask"
    else:
        planted = plant(graph, name, TOP)
        contract = "A module imports only what is below it"
    assert not is_kept(contract, planted)


@pytest.mark.parametrize(
    ("importer", "imported", "contract"),
    [
        ("newcomer", "core.vocabulary.text", "A module imports only what is below it"),
        ("newcomer", "flask", "Only web knows Dash and Flask"),
        ("newcomer", "web.request.lru", "Only the main command knows web"),
        ("core.newcomer", "core.vocabulary.text", "Core in order"),
        ("core.checks.newcomer", "core.changes.compare", "Core in order"),
        ("core.checks.newcomer", "os", "Core is pure"),
        ("web.newcomer", "web.request.lru", "Web in order"),
        ("web.request.newcomer", "web.pages", "Web in order"),
        ("web.pages.newcomer", "store.audit", "Pages do not know the store"),
        ("web.pages.newcomer", "web.pages.gaps", "Pages do not know each other"),
        (
            "web.pages.admin.newcomer",
            "web.pages.admin.people",
            "Pages of a folder do not know each other",
        ),
        ("exports.newcomer", "ingest.cells", "Story out never touches data in"),
        ("store.newcomer", "figures.theme", "Data in never touches story out"),
    ],
)
def test_inner_borders_hold_for_new_modules(
    importer: str, imported: str, contract: str, graph: grimp.ImportGraph
):
    """A new file keeps to the order of its folder, and a new folder must be given its place."""
    assert not is_kept(contract, plant(graph, importer, imported))


def test_the_check_names_every_broken_contract(tmp_path: Path):
    """In a copy of the tree with one fault of each kind, the command that `make check` runs fails
    and names them all.
    """
    shutil.copytree(
        ROOT / "dashboard",
        tmp_path / "dashboard",
        ignore=lambda folder, names: [
            name
            for name in names
            if not name.endswith(".py") and not (Path(folder) / name / "__init__.py").is_file()
        ],
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for importer, imported in PLANTS.values():
        path = tmp_path / "dashboard" / f"{importer.replace('.', '/')}.py"
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\nimport {qualify(imported)}\n")
    ran = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ran.returncode == 1, ran.stderr
    for name in CONTRACTS:
        assert f"{name} BROKEN" in " ".join(ran.stdout.split()), name


def test_commands_load_neither_dash_nor_flask():
    """The exception of the main command is a lazy one: a command that serves nothing does not wait
    for what draws pages.
    """
    asked = "import sys, dashboard.commands.main; print({'dash', 'flask'} & set(sys.modules))"
    said = subprocess.check_output([sys.executable, "-c", asked], cwd=ROOT, text=True, timeout=300)
    assert said == "set()\n"


def test_no_contract_lists_files():
    """Contracts name folders, floors and patterns: a file that must be named would be forgotten."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    for one in tomllib.loads(text)["tool"]["importlinter"]["contracts"]:
        for key in ("source_modules", "modules", "ancestors", "containers", "protected_modules"):
            for name in one.get(key, ()):
                folder = ROOT / name.split(".*")[0].replace(".", "/")
                assert folder.is_dir() or key == "protected_modules", name
