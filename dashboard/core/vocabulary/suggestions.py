"""Which name was probably meant?"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from dashboard.core.vocabulary.text import Text

MOST_LISTED = 12


def find_closest_name(found: str, names: Iterable[str]) -> str | None:
    """The known name most like a misspelt one, never across different digits: 15万元以下 is not
    20万元以下.
    """
    digits = _list_digits(found)
    same_digits = [name for name in names if _list_digits(name) == digits]
    return next(iter(difflib.get_close_matches(found, same_digits, n=1, cutoff=0.6)), None)


def _list_digits(name: str) -> list[str]:
    """Digits of a name, the Chinese ones too: 第二产业 is not 第三产业."""
    return [sign for sign in name if sign.isdigit() or sign in "一二三四五六七八九十"]


def suggest_name(found: str, names: Iterable[str]) -> Text:
    """A suggestion for a misspelt name, else the names there are."""
    names = list(names)
    close = find_closest_name(found, names)
    if close:
        return Text(f"您是否想写“{close}”？", f"did you mean “{close}”?")
    few = "、".join(names[:MOST_LISTED])
    if not few:
        return Text("请先登记", "declare it first")
    if len(names) > MOST_LISTED:
        few += "…"
    return Text(f"可选：{few}", f"known: {few}")
