"""What was anything called before? Ids that a declaration once had, and what they mean now."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.core.declaration.schema import FileIn
from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.text import Text

WORDS: dict[str, Text] = {
    "plan": Text("规划", "plan"),
    "theme": Text("主题", "theme"),
    "region": Text("地区", "region"),
    "indicator": Text("指标", "indicator"),
    "target": Text("目标", "target"),
}
"""The kinds of things that may have been renamed."""
Place = tuple[str | int, ...]


def collect_former_ids(declared: FileIn, target_ids: list[str]) -> dict[str, dict[str, str]]:
    """Kind → former id → the id of now; `target_ids` are those of the targets in their order."""
    former: dict[str, dict[str, str]] = {kind: {} for kind in WORDS}
    for kind, former_id, owner, _ in _list_former_ids(declared, target_ids):
        former[kind].setdefault(former_id, owner)
    return {kind: ids for kind, ids in former.items() if ids}


def check_former_ids(declared: FileIn, target_ids: list[str]) -> Iterator[Issue]:
    """A former id leads to one thing, and to nothing that is declared."""
    owners: dict[str, dict[str, str]] = {
        "plan": {name: name for name in declared.plans},
        "theme": {name: name for name in declared.themes},
        "region": {name: name for name in declared.regions},
        "indicator": {name: name for name in declared.indicators},
        "target": {name: name for name in target_ids},
    }
    for kind, former_id, owner, at in _list_former_ids(declared, target_ids):
        taken = owners[kind].setdefault(former_id, owner)
        if taken != owner or former_id == owner:
            values: dict[str, object] = {"kind": WORDS[kind], "found": former_id, "owner": taken}
            yield Issue("former-id-taken", {**values, "at": at})


def _list_former_ids(
    declared: FileIn, target_ids: list[str]
) -> Iterator[tuple[str, str, str, Place]]:
    """Kind, former id, the id of now, and the place in the file."""
    groups = (
        ("plan", declared.plans),
        ("theme", declared.themes),
        ("region", declared.regions),
        ("indicator", declared.indicators),
    )
    for kind, group in groups:
        for name, one in group.items():
            for position, former_id in enumerate(one.formerly):
                yield kind, former_id, name, (f"{kind}s", name, "formerly", position)
    ids = iter(target_ids)
    for name, indicator in declared.indicators.items():
        for place, target in enumerate(indicator.targets):
            target_id = next(ids, "")
            for position, former_id in enumerate(target.formerly):
                at = ("indicators", name, "targets", place, "formerly", position)
                yield "target", former_id, target_id, at
