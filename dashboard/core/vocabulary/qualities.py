"""How sure is a published figure, and which of several is in force?"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.core.vocabulary.text import Text


@dataclass(frozen=True, slots=True)
class Quality:
    """The nature of a published value; a smaller `rank` is preferred, equal ranks are equally
    good.
    """

    id: str
    name: Text
    rank: int
    mark: Text = Text("", "")
    rests: Text | None = None
    """What is said of a verdict that such a figure entered; nothing where it is as good as any."""


QUALITIES: dict[str, Quality] = {
    quality.id: quality
    for quality in (
        Quality("final", Text("最终核实", "final"), 0),
        Quality("revised", Text("修订", "revised"), 0, Text("修", "r")),
        Quality("published", Text("已公布", "published"), 1),
        Quality("preliminary", Text("初步核算", "preliminary"), 2, Text("初", "p")),
        Quality(
            "derived",
            Text("推算", "derived"),
            3,
            Text("推", "d"),
            Text("依据推算数据", "rests on a calculated figure"),
        ),
        Quality(
            "estimate",
            Text("预计", "estimate"),
            4,
            Text("预", "e"),
            Text("依据预计数据", "rests on an estimate"),
        ),
        Quality(
            "unverified",
            Text("未核实", "unverified"),
            5,
            Text("未核实", "unverified"),
            Text("依据未核实数据", "rests on an unverified figure"),
        ),
        Quality("disputed", Text("存疑", "disputed"), 6, Text("存疑", "disputed")),
    )
}
"""From best to worst. Disputed figures are shown and never judged."""

IDS: tuple[str, ...] = tuple(QUALITIES)
CODES: dict[str, int] = {quality: code for code, quality in enumerate(IDS)}
RANKS: tuple[int, ...] = tuple(quality.rank for quality in QUALITIES.values())
DERIVED, UNVERIFIED, DISPUTED = CODES["derived"], CODES["unverified"], CODES["disputed"]

RESTING: dict[str, tuple[int, Text]] = {
    f"rests_on_{one.id}": (CODES[one.id], one.rests)
    for one in reversed(QUALITIES.values())
    if one.rests is not None
}
"""Flag of a verdict → the quality that it tells of, and its words; the least sure first."""

PRINTED = tuple(name for name, one in QUALITIES.items() if one.rank <= QUALITIES["published"].rank)
"""The qualities of figures that an office has printed: published or better."""

_WORDS = {
    **{quality.name.zh: quality.id for quality in QUALITIES.values()},
    **{quality.id: quality.id for quality in QUALITIES.values()},
    "公布": "published",
    "初步": "preliminary",
    "初步数": "preliminary",
    "快报": "preliminary",
    "最终": "final",
    "修订数": "revised",
    "预计数": "estimate",
    "估计": "estimate",
    "测算": "derived",
}


def find_quality(word: str) -> str | None:
    """The quality that a workbook's word means, or None: 初步核算 → preliminary."""
    return _WORDS.get(word.strip().lower()) or _WORDS.get(word.strip())
