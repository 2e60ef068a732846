"""Where does a declaration break its shape? Places of every key, and pydantic's complaints as
issues at their lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError

from dashboard.core.declaration import schema
from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.suggestions import suggest_name
from dashboard.core.vocabulary.text import Text

Path = tuple[str | int, ...]
Place = tuple[int, int]
NUMERIC = re.compile(r"\s*[+-]?\d+(\.\d+)?\s*$")
LONGEST = 40
DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


def build_marked_issue(code: str, found: str, error: MarkedYAMLError, file: str) -> Issue:
    """A problem that the YAML reader itself reports, at its mark."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Issue(code, {"found": found}, file, 1, 1)
    return Issue(code, {"found": found}, file, mark.line + 1, mark.column + 1)


def list_unreadable_values(text: str, found: str, file: str) -> tuple[Issue, ...]:
    """Values that have the form of a date and are none, each at its place; else the file's first
    line.
    """
    issues = []
    for token in YAML().scan(text):
        value = getattr(token, "value", None)
        if not isinstance(value, str) or not getattr(token, "plain", False):
            continue
        if DATE.match(value) and not _is_date(value):
            mark = token.start_mark
            place = (mark.line + 1, mark.column + 1)
            issues.append(Issue("yaml-value", {"found": value}, file, *place))
    return tuple(issues) or (Issue("yaml-value", {"found": _shorten_value(found)}, file, 1, 1),)


def _is_date(text: str) -> bool:
    try:
        date(*(int(part) for part in text[:10].split("-")))
    except ValueError:
        return False
    return True


def list_places(node: Any, path: Path = ()) -> Iterator[tuple[Path, Place]]:
    """Line and column of every key and item, counted from 1."""
    if isinstance(node, CommentedMap):
        for key in node:
            line, column = node.lc.key(key)
            yield (*path, str(key)), (line + 1, column + 1)
            yield from list_places(node[key], (*path, str(key)))
    elif isinstance(node, CommentedSeq):
        for position, item in enumerate(node):
            line, column = node.lc.item(position)
            yield (*path, position), (line + 1, column + 1)
            yield from list_places(item, (*path, position))


def convert_plain_values(node: Any) -> Any:
    """Plain dicts and lists; numbers lose their YAML dress, keys stay what they were read as."""
    if isinstance(node, Mapping):
        return {key: convert_plain_values(value) for key, value in node.items()}
    if isinstance(node, list):
        return [convert_plain_values(item) for item in node]
    # A bool is an int, and stays what it is.
    if isinstance(node, bool):
        return node
    for plain in (int, float, str):
        if isinstance(node, plain):
            return plain(node)
    return node


def build_structural_issue(
    problem: Any, node: Any, places: Mapping[Path, Place], file: str
) -> Issue:
    """A problem of the file's shape, as an issue at its place."""
    path: Path = tuple(part if isinstance(part, int) else str(part) for part in problem["loc"])
    path = _remove_union_names(path, node)
    line, column = find_nearest_place(path, places)
    if problem["type"] == "extra_forbidden":
        code, values = _describe_unknown_key(problem, node, path)
    elif problem["type"] == "missing":
        code, values = "missing-key", {"found": path[-1]}
    else:
        code, values = _describe_wrong_value(problem, path)
    return Issue(code, values, file, line, column)


def _describe_unknown_key(problem: Any, node: Any, path: Path) -> tuple[str, dict[str, object]]:
    """Code and values of the issue of a key that may not stand where it does."""
    if problem.get("input") is None and "phrase" in _find_node(node, path[:-1]):
        # A phrase with a comma that nobody quoted reads as a phrase and a key without a value.
        return "phrase-cut", {}
    hint = suggest_name(str(path[-1]), schema.list_keys(_find_parent_key(path)))
    return "unknown-key", {"found": path[-1], "hint": hint}


def _describe_wrong_value(problem: Any, path: Path) -> tuple[str, dict[str, object]]:
    """Code and values of the issue of a value that its key does not take."""
    kind, value = str(problem["type"]), problem.get("input")
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    values: dict[str, object] = {"key": key, "found": _shorten_value(value)}
    if kind == "code":
        return "code-not-quoted", {"found": values["found"]}
    if kind == "years":
        return "bad-years", values
    if kind == "literal_error":
        allowed = "、".join(schema.list_allowed_values(_find_parent_key(path), key))
        return "unknown-value", {**values, "allowed": allowed or str(problem["ctx"]["expected"])}
    if kind == "number" and isinstance(value, str) and NUMERIC.match(value):
        return "number-quoted", values
    return "wrong-type", {**values, "expected": _format_expected(kind)}


_EXPECTED = {
    "number": Text("数字", "a number"),
    "int": Text("整数", "a whole number"),
    "greater": Text("范围内的整数", "a whole number in range"),
    "less": Text("范围内的整数", "a whole number in range"),
    "string": Text("文字", "text"),
    "date": Text("日期，如 2021-02-03", "a date such as 2021-02-03"),
    "dict": Text("键值结构", "a mapping"),
    "model": Text("键值结构", "a mapping"),
    "list": Text("列表", "a list"),
    "tuple": Text("两个数的列表", "a list of two numbers"),
    "too": Text("两个数的列表", "a list of two numbers"),
}


def _format_expected(kind: str) -> Text:
    return _EXPECTED.get(kind.split("_", maxsplit=1)[0], Text("其他类型", "another type"))


def _remove_union_names(path: Path, node: Any) -> Path:
    """The path without the names of union members that pydantic adds."""
    real: list[str | int] = []
    for position, part in enumerate(path):
        is_last = position == len(path) - 1
        if isinstance(node, Mapping) and part in {str(key) for key in node}:
            node = node[_find_key(node, part)]
            real.append(part)
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            node = node[part]
            real.append(part)
        elif is_last and isinstance(node, Mapping) and part not in ("Words", "[key]"):
            real.append(part)
    return tuple(real)


def _find_key(node: Mapping[Any, Any], part: str | int) -> Any:
    """The key that reads as a part of a path: 330600, read as a number, is "330600" there."""
    return next((key for key in node if str(key) == part), part)


def _find_node(node: Any, path: Path) -> Any:
    for part in path:
        key = _find_key(node, part) if isinstance(node, Mapping) else part
        node = node[key]
    if not isinstance(node, Mapping):
        return {}
    return node


def find_nearest_place(path: Path, places: Mapping[Path, Place]) -> Place:
    """The place of a path, or of the nearest thing around it that has one."""
    while path and path not in places:
        path = path[:-1]
    return places.get(path, (1, 1))


def _find_parent_key(path: Path) -> str:
    """The key whose model a path's last part belongs to: ("indicators", "gdp", "targets", 0, "bye")
    → targets.
    """
    names = [part for part in path[:-1] if isinstance(part, str)]
    known = [name for name in names if name in schema.MODELS and name]
    if not known:
        return "" if len(path) <= 1 else names[-1]
    inner = names[names.index(known[-1]) + 1 :]
    # Under these the first key is a name of the file's own, not one of the schema.
    is_named = known[-1] in ("regions", "documents", "plans", "themes", "indicators")
    if len(inner) <= int(is_named):
        return known[-1]
    return inner[-1]


def _shorten_value(value: object) -> str:
    text = str(value)
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST - 1] + "…"


def remove_echoes(issues: list[Issue]) -> Iterable[Issue]:
    """One issue per place: the members of a union each complain about the same value."""
    seen: set[tuple[int | None, int | None]] = set()
    for issue in issues:
        place = (issue.line, issue.column)
        # Several keys may be missing at one place.
        if place not in seen or issue.code == "missing-key":
            seen.add(place)
            yield issue
