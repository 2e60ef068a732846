"""Which name was probably meant?"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from dashboard.core.text import Text


def did_you_mean(found: str, names: Iterable[str]) -> Text:
    """A suggestion for a misspelt name, never across different digits: 15万元以下 is not 20万元以下."""
    names = list(names)
    digits = [character for character in found if character.isdigit()]
    same_digits = [name for name in names if [character for character in name if character.isdigit()] == digits]
    close = difflib.get_close_matches(found, same_digits, n=1, cutoff=0.6)
    if close:
        return Text(f"您是否想写“{close[0]}”？", f"did you mean “{close[0]}”?")
    few = "、".join(names[:12]) + ("…" if len(names) > 12 else "")
    return Text(f"可选：{few}", f"known: {few}") if few else Text("请先登记", "declare it first")
