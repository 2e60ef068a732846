"""Which number did a person type into a cell? One strict grammar; nothing is guessed.

A number is taken as it stands, taken with what was said about it (a percent sign, a unit behind it, a format that shows
another number than is stored), or it is no number, and then why.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from dashboard.core.units import MAGNITUDES, UNITS, Unit, find
from dashboard.ingest.cells import Cell

LARGEST = 1e15
"""From here on a float no longer tells neighbouring whole numbers apart."""
_LONGEST = 25
_GROUPING = dict.fromkeys(map(ord, " \u00a0\u2007\u2009\u202f\u3000"), "\ue000")
_FOOTNOTE = re.compile(r"(?<=[0-9%])[\s\ue000]*(?:[①-⑳*※†]|\[[0-9]{1,2}\])$")
_NUMBER = re.compile("^[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?:\ue000[0-9]{3})+|[0-9]+)(?:\\.[0-9]+)?(?![0-9.,])")
_BOUND = re.compile(r"^(约|大约|近|超|超过|逾|>|<|≥|≤|~|不足|不到)|(以上|以下|左右|以内|多|余)$")
_MARKS = (
    "— – - ― ── —— -- --- … …… ... .. . ····· / // \\ n/a na n.a. null none nil 无 暂无 无数据 未公布 未发布 待公布 待发布 待定 待补 "
    "缺 缺失 不详 未知 空 不适用 ×× xx"
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A number as it stands in a cell, and what was said with it.

    `percent` where its sign or format says so; `text` where it was stored as text; `unit` where a unit stands behind it;
    `magnitude` where 万 or 亿 alone does; `shown_in` where the number format shows a multiple of what is stored; `marked` where a
    footnote mark stands behind it.
    """

    value: float
    percent: bool = False
    text: bool = False
    unit: Unit | None = None
    magnitude: float = 1.0
    shown_in: float = 1.0
    marked: bool = False


@dataclass(frozen=True, slots=True)
class NoNumber:
    """Why a cell holds no number: the code of an issue."""

    code: str


@dataclass(frozen=True, slots=True)
class Look:
    """What a number format does to the number it shows: times 100, in multiples, with a unit behind it."""

    percent: bool = False
    shown_in: float = 1.0
    literal: str = ""

    @property
    def plain(self) -> bool:
        """Whether the number shown is the number stored, without a word."""
        return not self.percent and self.shown_in == 1.0 and not self.literal


def parse(content: object, number_format: str = "General") -> Typed | NoNumber:
    """The number a cell holds, or why it holds none: 3.3, "1,234.5", "12.5", "3.3%", "1.2万", 0.033 formatted as 0.0%.

    A value formatted as a percentage is stored as a fraction; it comes back multiplied by 100.
    """
    if isinstance(content, str):
        return _from_text(content)
    if isinstance(content, bool) or not isinstance(content, int | float):
        return NoNumber(
            "boolean" if isinstance(content, bool) else "date-for-number" if isinstance(content, date) else "not-a-number"
        )
    if not abs(content) < LARGEST:  # also where it is infinite or not a number
        return NoNumber("number-too-large")
    look = seen(number_format)
    if look.percent:
        return Typed(round_noise(content * 100), percent=True)
    magnitude = MAGNITUDES.get(look.literal, 1.0)
    unit = find(look.literal) if look.literal and magnitude == 1.0 else None
    return Typed(float(content), unit=unit, magnitude=magnitude, shown_in=look.shown_in)


def holds_figure(cell: Cell) -> bool:
    """Whether a cell holds a number."""
    return not cell.error and isinstance(parse(cell.content, cell.number_format), Typed)


def is_blank(content: object) -> bool:
    """Whether a text is one of the marks for "no number"."""
    return isinstance(content, str) and plain_text(content).casefold() in BLANKS


def _from_text(content: str) -> Typed | NoNumber:
    bare = _FOOTNOTE.sub("", content.strip())
    text = plain_text(bare.translate(_GROUPING)).strip("\ue000 ")
    match = _NUMBER.match(text)
    if _BOUND.search(text):
        return NoNumber("not-exact")
    if match is None or any(unicodedata.category(character) in ("No", "Cc") for character in bare):
        return NoNumber("not-a-number")  # a raised figure would become a digit, a line break would join two numbers
    digits, tail = match[0], text[match.end() :].strip("\ue000 ")
    value = float(digits.replace(",", "").replace("\ue000", "")) if len(digits) <= _LONGEST else LARGEST
    if not abs(value) < LARGEST:
        return NoNumber("number-too-large")
    magnitude = MAGNITUDES.get(tail, 1.0)
    unit = find(tail) if tail and tail != "%" and magnitude == 1.0 else None
    if tail and tail != "%" and magnitude == 1.0 and unit is None:
        return NoNumber("not-a-number")
    return Typed(value, percent=tail == "%", text=True, unit=unit, magnitude=magnitude, marked=bare != content.strip())


def plain_text(content: str) -> str:
    """Text without full-width forms, no-break and zero-width spaces, and with one kind of minus."""
    text = unicodedata.normalize("NFKC", content)
    text = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return text.replace("−", "-").replace("﹣", "-").strip()


BLANKS = frozenset(plain_text(mark).casefold() for mark in _MARKS.split())
"""What people write where there is no number (compared without case and in half-width form)."""
_SKIPPED = re.compile(r"\[[^\]]*\]|_.|\*.")
_LITERAL = re.compile(r'"([^"]*)"|[\\!](.)')


@lru_cache(maxsize=1024)
def seen(number_format: str) -> Look:
    """What a number format does: `0.0%` multiplies by 100, `0.0"%"` does not; `0!.0,"万"` shows 万 and stores units."""
    shown = _SKIPPED.sub("", number_format.split(";", maxsplit=1)[0])
    literal = "".join(quoted or escaped for quoted, escaped in _LITERAL.findall(shown))
    bare = _LITERAL.sub(lambda found: "·" if "." in (found[1] or found[2] or "") else "", shown)
    if "%" in bare:
        return Look(percent=True)
    digits = bare.split(".", maxsplit=1)[0] if "·" not in bare else bare
    scaled = re.search(r"[0#?](,+)(?![0#?,])", digits) or re.search(r"[0#?](,+)(?![0#?,])", bare)
    behind = bare.partition("·")[2]
    shown_in = 1000.0 ** (len(scaled[1]) if scaled else 0) * 10.0 ** sum(behind.count(mark) for mark in "0#?")
    words = "".join(character for character in literal + bare if "\u4e00" <= character <= "\u9fff" or character in "%‰")
    return Look(shown_in=shown_in, literal=words if words in MAGNITUDES or words in UNITS else "")


def is_percent(number_format: str) -> bool:
    """Whether a number format multiplies by 100: `0.0%` does, `0.0"%"` does not."""
    return seen(number_format).percent


def round_noise(value: float) -> float:
    """A product without the noise of binary fractions: 0.033 × 100 is 3.3."""
    return float(f"{value:.12g}")
