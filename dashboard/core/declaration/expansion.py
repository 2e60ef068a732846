"""How large does a YAML file become? Counted from its events, before anything is built of it: a few
lines of aliases can stand for more than any memory holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    NodeEvent,
    ScalarEvent,
)

from dashboard.core.vocabulary.issues import Issue

MOST_NODES, DEEPEST = 200_000, 50
"""Keys, values and items of a file once its aliases are written out, and how deep they lie."""
ALIAS = re.compile(r"(?:^|[\s\[{,:-])\*\S", re.MULTILINE)
"""What may be an alias; a file without any is no larger than it looks."""
_SEPARATOR, _BRACKET = re.compile(r"[,:?\n\[{]|- "), re.compile(r"[\[{\]}]")
_INDENT = re.compile(r"^[ ?-]*", re.MULTILINE)


@dataclass(slots=True)
class _Node:
    """A value with all that it holds, aliases written out."""

    anchor: str | None
    nodes: int = 1
    depth: int = 1


@dataclass
class _Measure:
    """The collections whose end has not come, and the values that have a name."""

    open: list[_Node] = field(default_factory=lambda: [_Node(None, 0, 0)])
    known: dict[str, _Node] = field(default_factory=dict)

    def take(self, event: object) -> str:
        """Count one event; answers the kind of issue that it comes to, or nothing."""
        if isinstance(event, CollectionStartEvent):
            self.open.append(_Node(event.anchor))
        elif isinstance(event, CollectionEndEvent):
            self._add(self.open.pop())
        elif isinstance(event, ScalarEvent):
            self._add(_Node(event.anchor))
        elif isinstance(event, AliasEvent):
            if event.anchor not in self.known:  # one that is not there, or that holds itself
                return "yaml-alias"
            self._add(self.known[event.anchor])
        return self._find_excess()

    def _add(self, made: _Node) -> None:
        if made.anchor:
            self.known[made.anchor] = made
        above = self.open[-1]
        above.nodes += made.nodes
        above.depth = max(above.depth, made.depth + 1)

    def _find_excess(self) -> str:
        innermost = self.open[-1]
        if innermost.nodes > MOST_NODES:
            return "yaml-too-large"
        is_deep = len(self.open) - 2 + innermost.depth > DEEPEST
        return "yaml-too-deep" if is_deep else ""


def _bound_depth(text: str) -> int:
    """A depth that the file does not pass as it is written: at most two levels for each column of
    indentation, and one for each bracket that is open.
    """
    deepest = opened = 0
    for bracket in _BRACKET.findall(text):
        opened = opened + 1 if bracket in "[{" else max(opened - 1, 0)
        deepest = max(deepest, opened)
    return deepest + 2 * (max(map(len, _INDENT.findall(text))) + 1)


def _bound_nodes(text: str) -> int:
    """So many values the file does not hold as it is written: each stands behind a mark, and a
    mapping begins with its first key.
    """
    return 2 * (len(_SEPARATOR.findall(text)) + 1)


FOUND = {"yaml-too-large": MOST_NODES, "yaml-too-deep": DEEPEST}


def find_excess(text: str, file: str) -> Issue | None:
    """The first place at which a file becomes too large or too deep, its aliases written out; None
    where it does not.

    Raises the reader's own errors for what is no YAML.
    """
    is_flat = _bound_depth(text) <= DEEPEST and _bound_nodes(text) <= MOST_NODES
    if is_flat and not ALIAS.search(text):
        return None
    measure = _Measure()
    for event in YAML(typ="rt").parse(text):
        code = measure.take(event)
        if code:
            found = FOUND.get(code) or (event.anchor if isinstance(event, NodeEvent) else "")
            mark = event.start_mark
            return Issue(code, {"found": found}, file, mark.line + 1, mark.column + 1)
    return None
