"""How much does a function hold? The rules that keep it readable in one go, and the figures that
are reported.
"""

from __future__ import annotations

import ast
import statistics
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from tests.conftest import ROOT

LONGEST_LINE = 100
MOST_WAYS = 15
MOST_ARGUMENTS_BESIDE_A_CONDITION = 3
FEWEST_STATEMENTS, MOST_PARAMETERS = 3, 4

Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
BRANCHES = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ExceptHandler,
    ast.IfExp,
    ast.Assert,
    ast.match_case,
)
LITERALS = (ast.Dict, ast.List, ast.Tuple, ast.Set, ast.Call)
PREDICATES = ("is_", "has_", "may_", "needs_", "keeps_", "can_", "starts", "ends", "any", "all")


@dataclass(frozen=True)
class Source:
    """A file with its tree, in which every node knows its parent."""

    path: Path
    text: str
    tree: ast.Module

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """What each node stands in."""
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def place(self, node: ast.AST) -> str:
        """Where a node stands: file:line."""
        return f"{self.path.relative_to(ROOT).as_posix()}:{getattr(node, 'lineno', 0)}"

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """What a node stands in, the nearest first."""
        while node in self.parents:
            node = self.parents[node]
            yield node


@cache
def read_sources(folder: Path = ROOT / "dashboard") -> list[Source]:
    """Every Python file of a folder, vendored ones left out."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        if {"vendor", "node_modules"} & set(path.parts):
            continue
        text = path.read_text("utf-8")
        found.append(Source(path, text, ast.parse(text)))
    return found


def list_long_lines(source: Source) -> list[str]:
    """Lines of more than a hundred characters."""
    lines = enumerate(source.text.splitlines(), start=1)
    path = source.path.relative_to(ROOT).as_posix()
    return [f"{path}:{number}" for number, line in lines if len(line) > LONGEST_LINE]


def list_long_code_lines(source: Source) -> list[str]:
    """Long lines but those within a text of several lines: a page's script, a table, a file."""
    inside: set[int] = set()
    for node in ast.walk(source.tree):
        is_text = isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
        )
        if is_text:
            first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)
            inside |= set(range(first, last + 1)) if last > first else set()
    return [line for line in list_long_lines(source) if int(line.rsplit(":", 1)[1]) not in inside]


def list_nested_conditions(source: Source) -> list[str]:
    """Conditional expressions within conditional expressions."""
    return [
        source.place(node)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.IfExp)
        and any(isinstance(inner, ast.IfExp) for inner in ast.walk(node) if inner is not node)
    ]


def list_conditions_in_long_calls(source: Source) -> list[str]:
    """Conditional expressions in a call of more than three arguments."""
    found = []
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.IfExp):
            continue
        calls = (outer for outer in source.ancestors(node) if isinstance(outer, ast.Call))
        call = next(calls, None)
        if call and len(call.args) + len(call.keywords) > MOST_ARGUMENTS_BESIDE_A_CONDITION:
            found.append(source.place(node))
    return found


def list_disguised_conditions(source: Source) -> list[str]:
    """`a and b or c` for its value, and a literal indexed by a condition."""
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.BoolOp) and _chooses_a_value(source, node):
            found.append(source.place(node))
        if _looks_up_a_condition(node):
            found.append(source.place(node))
    return found


def _looks_up_a_condition(node: ast.AST) -> bool:
    """Whether a literal is asked for its element by a comparison: `{True: a, False: b}[x > y]`."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Dict | ast.List | ast.Tuple) and _is_condition(node.slice)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
        return False
    is_literal = node.func.attr == "get" and isinstance(node.func.value, ast.Dict)
    return is_literal and _is_condition(node.args[0])


def _chooses_a_value(source: Source, node: ast.BoolOp) -> bool:
    """Whether an `or` over an `and` stands for a conditional, not for a truth."""
    if not isinstance(node.op, ast.Or):
        return False
    pairs = [part for part in node.values if isinstance(part, ast.BoolOp)]
    if not pairs or _is_tested(source, node):
        return False
    leaves = [leaf for pair in pairs for leaf in pair.values[-1:]] + node.values[-1:]
    return not all(_is_condition(leaf) for leaf in leaves)


def _is_tested(source: Source, node: ast.AST) -> bool:
    """Whether an expression is only asked for its truth."""
    for outer in source.ancestors(node):
        if isinstance(outer, ast.If | ast.While | ast.IfExp | ast.Assert):
            return any(inner is node for inner in ast.walk(outer.test))
        if isinstance(outer, ast.comprehension):
            return any(inner is node for test in outer.ifs for inner in ast.walk(test))
        if isinstance(outer, ast.stmt):
            return False
    return False


def _is_condition(node: ast.AST) -> bool:
    """Whether an expression reads as a truth: a comparison, a negation, a question."""
    if isinstance(node, ast.Compare):
        return True
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.Not)
    if isinstance(node, ast.BoolOp):
        return all(_is_condition(part) for part in node.values)
    if isinstance(node, ast.Constant):
        return isinstance(node.value, bool)
    if not isinstance(node, ast.Call):
        return False
    name = ast.unparse(node.func).rsplit(".", 1)[-1].lstrip("_")
    return name in ("bool", "isinstance", "issubclass") or name.startswith(PREDICATES)


def list_functions(source: Source) -> list[Function]:
    """Every function of a file, nested ones and methods too."""
    return [node for node in ast.walk(source.tree) if isinstance(node, FUNCTIONS)]


def list_statements(function: Function) -> list[ast.stmt]:
    """The statements of a function's body, its docstring left out."""
    return function.body[1:] if ast.get_docstring(function) else function.body


def is_one_literal(function: Function) -> bool:
    """Whether a function is one record, list or table."""
    statements = list_statements(function)
    if len(statements) != 1 or not isinstance(statements[0], ast.Return):
        return False
    return isinstance(statements[0].value, LITERALS)


def count_ways(function: Function) -> int:
    """Ways through a body: branches, conditions of comprehensions, and/or."""
    ways = 1
    for node in (node for statement in list_statements(function) for node in ast.walk(statement)):
        ways += isinstance(node, BRANCHES)
        if isinstance(node, ast.comprehension):
            ways += len(node.ifs)
        if isinstance(node, ast.BoolOp):
            ways += len(node.values) - 1
    return ways


def list_winding_functions(source: Source) -> list[str]:
    """Functions with more than fifteen ways through them."""
    return [
        f"{source.place(function)} {function.name} {count_ways(function)}"
        for function in list_functions(source)
        if count_ways(function) > MOST_WAYS and not is_one_literal(function)
    ]


def list_torn_helpers(sources: Sequence[Source]) -> list[str]:
    """Private helpers called once, under three statements, with over four parameters."""
    found = []
    for source in sources:
        nodes = ast.walk(source.tree)
        used = Counter(
            node.id if isinstance(node, ast.Name) else node.attr
            for node in nodes
            if isinstance(node, ast.Name | ast.Attribute)
        )
        found += [
            f"{source.place(function)} {function.name}"
            for function in list_functions(source)
            if used[function.name] == 1 and _is_torn_off(function)
        ]
    return found


def _is_torn_off(function: Function) -> bool:
    """Whether a private function is small and must be handed all that it speaks of."""
    is_private = function.name.startswith("_") and not function.name.startswith("__")
    parameters = len(function.args.args) + len(function.args.kwonlyargs)
    is_small = len(list_statements(function)) < FEWEST_STATEMENTS
    return is_private and is_small and parameters > MOST_PARAMETERS


def measure(sources: Sequence[Source]) -> dict[str, object]:
    """The figures of a folder: what functions and lines hold."""
    nodes, per_line, ways, names = [], [], [], []
    conditions = branches = long_lines = lines = 0
    for source in sources:
        lines += source.text.count("\n")
        long_lines += len(list_long_lines(source))
        conditions += sum(isinstance(node, ast.IfExp) for node in ast.walk(source.tree))
        branches += sum(isinstance(node, ast.If) for node in ast.walk(source.tree))
        for function in list_functions(source):
            statements = list_statements(function)
            if not statements:
                continue
            held = sum(1 for statement in statements for _ in ast.walk(statement))
            nodes.append(held)
            rows = (statements[-1].end_lineno or 0) - statements[0].lineno + 1
            per_line.append(held / rows)
            ways.append(count_ways(function))
            names.append(function.name.strip("_"))
    return {
        "nodes per function, median p90 p99": [_find_share(nodes, part) for part in (50, 90, 99)],
        "nodes per line, median": round(statistics.median(per_line), 1),
        "complexity p99, max": [_find_share(ways, 99), max(ways)],
        "conditional expressions per if": round(conditions / max(1, branches), 2),
        "lines over 100 %": round(100 * long_lines / lines, 1),
        "one-word functions %": round(100 * sum("_" not in name for name in names) / len(names)),
        "modules, lines, functions": [len(sources), lines, len(names)],
    }


def _find_share(values: list[int], part: int) -> int:
    """The value below which a part of the values lies, in percent."""
    return sorted(values)[min(len(values) - 1, len(values) * part // 100)]


LAWS = {
    "long lines": list_long_lines,
    "nested conditional expressions": list_nested_conditions,
    "conditional expressions in a call of more than three arguments": list_conditions_in_long_calls,
    "conditional expressions in disguise": list_disguised_conditions,
    "functions with more than fifteen ways": list_winding_functions,
}

if __name__ == "__main__":
    for folder in sys.argv[1:] or ["dashboard"]:
        sources = read_sources(ROOT / folder)
        for name, figure in measure(sources).items():
            print(f"{folder}: {name}: {figure}")
        for name, law in LAWS.items():
            places = [place for source in sources for place in law(source)]
            print(f"{folder}: {name}: {len(places)}", *places, sep="\n  ")
        print(f"{folder}: torn helpers:", *list_torn_helpers(sources), sep="\n  ")
