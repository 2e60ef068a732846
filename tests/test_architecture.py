"""The house keeps its own rules: every module has its test, sizes stay small, messages stay Chinese
or English.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TypeGuard

import grimp
import pytest

from tests.conftest import ROOT
from tests.density import (
    FUNCTIONS,
    LITERALS,
    Function,
    Source,
    is_one_literal,
    list_functions,
    list_statements,
)
from tests.structure import find_tests, list_modules, list_tests, name_module, read_covers
from tests.test_density import SOURCES, TESTS, make_source

MODULES = list_modules()
LONGEST_MODULE, LONGEST_FUNCTION = 400, 40
PROGRAM = "dashboard.commands.main"
"""What runs where a test starts the program itself."""
FOUND_BY_FOLDER = {
    "dashboard.store.database": "dashboard.store.migrations",
    "dashboard.web.pages": "dashboard.web.pages",
}
"""Who runs all files of a folder, whatever they are called."""
TABLES = (*LITERALS, ast.DictComp)


def name(path: Path) -> str:
    return path.relative_to(ROOT / "dashboard").as_posix()


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """What imports what, tests too; what is started by its name counts as imported."""
    found = grimp.build_graph("dashboard", "tests", cache_dir=None)
    for source in (*SOURCES, *TESTS):
        module = name_module(source.path)
        for started in list_started(source, found.modules):
            found.add_import(importer=module, imported=started)
    for runner, folder in FOUND_BY_FOLDER.items():
        for module in found.find_descendants(folder):
            found.add_import(importer=runner, imported=module)
    return found


def list_started(source: Source, modules: Collection[str]) -> Iterator[str]:
    """The modules that a file starts: named after `-m`, or by way of the program."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.List | ast.Tuple):
            words = [ast.literal_eval(one) for one in node.elts if isinstance(one, ast.Constant)]
            for flag, module in pairwise(words):
                if flag == "-m" and module in modules:
                    yield module
        if isinstance(node, ast.Constant) and node.value in ("app.py", "app:server"):
            yield PROGRAM


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_module_has_its_test(path: Path, graph: grimp.ImportGraph):
    """A test that is called after a module, or says that it covers it, comes to run it."""
    found = find_tests(path)
    assert found, f"no test is called after {name(path)} or has it in COVERS"
    for test in found:
        assert graph.find_shortest_chain(name_module(test), name_module(path)), test


@pytest.mark.parametrize("path", list_tests(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_tests_cover_is_there(path: Path):
    """A test file covers what exists, and holds at least as many tests as the modules it names."""
    tree = ast.parse(path.read_text("utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, FUNCTIONS))
    tests = [one for one in functions if one.name.startswith("test_")]
    assert tests
    assert len(read_covers(path)) <= len(tests)
    for module in read_covers(path):
        place = ROOT / module.replace(".", "/")
        assert place.is_dir() or place.with_suffix(".py").is_file(), module


def count_lines(source: Source) -> int:
    """The lines of a module beside its tables; the fields that a class declares are rows of one."""
    classes = (node for node in source.tree.body if isinstance(node, ast.ClassDef))
    statements = [*source.tree.body, *(node for found in classes for node in found.body)]
    tables = (
        measure_length(node)
        for node in statements
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, TABLES)
    )
    return source.text.count("\n") - sum(tables)


def count_own_lines(function: Function) -> int:
    """The lines of a function's body; its docstring, the functions in it and its longest record do
    not count: a function may hold one record or one table.
    """
    statements = list_statements(function)
    if not statements:
        return 0
    lines = (function.end_lineno or 0) - statements[0].lineno + 1
    inner = list(iterate_inner(function))
    nested = (measure_length(node) for node in inner if isinstance(node, FUNCTIONS))
    records = (measure_length(node) for node in inner if is_record(node))
    return lines - sum(nested) - max(records, default=1) + 1


def is_record(node: ast.AST) -> TypeGuard[ast.expr]:
    """Whether an expression is a literal, or a call that names all its parts."""
    if isinstance(node, ast.Call):
        return bool(node.keywords) and not node.args
    return isinstance(node, ast.Dict | ast.List | ast.Tuple)


def iterate_inner(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in a node, down to the functions in it but not into them."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, FUNCTIONS):
            yield from iterate_inner(child)


def measure_length(node: ast.stmt | ast.expr) -> int:
    """The lines of a statement or an expression."""
    return (node.end_lineno or 0) - node.lineno + 1


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: name(source.path))
def test_modules_and_functions_stay_small(source: Source):
    """A module has at most 400 lines beside its tables, a function 40 or one literal; every module
    says in its first line what it is about.
    """
    assert (ast.get_docstring(source.tree) or "").split("\n")[0]
    lengths = {
        f"{function.name}:{function.lineno}": count_own_lines(function)
        for function in list_functions(source)
        if not is_one_literal(function)
    }
    assert {key: length for key, length in lengths.items() if length > LONGEST_FUNCTION} == {}
    assert count_lines(source) <= LONGEST_MODULE


def test_tables_do_not_count():
    """The lines of a table are not those of its module, nor a callback's those of its register."""
    assert count_lines(make_source("T = (\n" + "    1,\n" * 500 + ")\nx = f\n" * 1)) == 1
    fields = make_source("class C:\n" + "    x: int = f(\n        1,\n    )\n" * 200)
    assert count_lines(fields) == 1
    outer = make_source("def f():\n    x = 1\n    def g():\n        y = 2\n        return y\n")
    assert [count_own_lines(function) for function in list_functions(outer)] == [1, 2]
    record = make_source("def f():\n    return g(\n" + "        a=1,\n" * 60 + "    )\n")
    assert [count_own_lines(function) for function in list_functions(record)] == [1]


HALF_WIDTH = re.compile(
    r"[\u4e00-\u9fff”）][,:;?!](?=[\u4e00-\u9fff“（{])|[\u4e00-\u9fff][(]|[)][\u4e00-\u9fff]"
)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_chinese_is_punctuated_as_chinese(path):
    """No half-width comma, colon or bracket between Chinese characters in a wording; patterns of
    what others write are theirs.
    """
    if name(path) in ("ingest/recognition/labels.py", "ingest/recognition/preamble.py"):
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and "\n" not in node.value
        ):
            assert not HALF_WIDTH.search(node.value), node.value


def test_only_the_clock_asks_for_the_time():
    """`datetime.now` stands in one place, so that everything else can be told the day."""
    hits = [
        name(path)
        for path in MODULES
        if re.search(r"\.now\(|\.today\(\)|time\.time\(", path.read_text("utf-8"))
    ]
    assert hits == ["commands/output.py"]


def test_the_environment_is_read_in_one_place():
    """Only settings.py reads environment variables."""
    assert [name(path) for path in MODULES if "os.environ" in path.read_text("utf-8")] == [
        "settings.py"
    ]


def test_nothing_of_the_workshop_is_in_the_repository():
    """No absolute home or work paths, no to-do marks, no skipped tests in what is shipped."""
    marks = re.compile(r"/work/|/root/|/home/|TODO|FIXME|XXX|pytest\.mark\.skip")
    kept = [
        path
        for folder in ("dashboard", "tests", "docs", "scripts")
        for path in (ROOT / folder).rglob("*")
    ]
    kept += [
        ROOT / file
        for file in (
            "app.py",
            "indicators.yaml",
            "Makefile",
            "README.md",
            "README.zh-CN.md",
            "CHANGELOG.md",
            "pyproject.toml",
        )
    ]
    kept = [path for path in kept if "node_modules" not in path.parts]
    texts = [
        path
        for path in kept
        if path.suffix in (".py", ".md", ".yaml", ".toml", ".sh", "") and path.is_file()
    ]
    found = [
        path.relative_to(ROOT).as_posix() for path in texts if marks.search(path.read_text("utf-8"))
    ]
    assert found == ["tests/test_architecture.py"]
