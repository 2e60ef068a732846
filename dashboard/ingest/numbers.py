"""Which number did a person type into a cell? One strict grammar; nothing is guessed.

A number is taken as it stands, taken with what was said about it (a percent sign, a unit behind it,
a format that shows another number than is stored), or it is no number, and then why.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne

from dashboard.core.vocabulary.digits import count_printed_decimals
from dashboard.core.vocabulary.units import MAGNITUDES, Unit, find_unit
from dashboard.ingest.cells import Cell

MOST_DECIMALS = 6
"""Decimals that are counted."""
LARGEST = 1e15
"""From here on a float no longer tells neighbouring whole numbers apart."""
_LONGEST = 25
_GROUPING = dict.fromkeys(map(ord, " \u00a0\u2007\u2009\u202f\u3000"), "\ue000")
_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_FOOTNOTE = re.compile(r"(?<=[0-9%])[\s\ue000]*(?:[①-⑳*※†]|\[[0-9]{1,2}\])$")
_NUMBER = re.compile(
    "^[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?:\ue000[0-9]{3})+|[0-9]+)"
    "(?:\\.[0-9]+)?(?![0-9.,])"
)
_BOUND = re.compile(r"^(约|大约|近|超|超过|逾|>|<|≥|≤|~|不足|不到)|(以上|以下|左右|以内|多|余)$")
_MARKS = (
    "— – - ― ── —— -- --- … …… ... .. . ····· / // \\ n/a na n.a. null none nil "
    "无 暂无 无数据 未公布 未发布 待公布 待发布 待定 待补 缺 缺失 不详 未知 空 不适用 ×× xx"
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A number as it stands in a cell, and what was said with it.

    `percent` where its sign or format says so; `text` where it was stored as text; `unit` where a
    unit stands behind it; `magnitude` where 万 or 亿 alone does; `shown_in` where the number format
    shows a multiple of what is stored; `marked` where a footnote mark stands behind it; `hidden`
    where its format shows something else than the number; `decimals` are those that the cell shows.
    """

    value: float
    percent: bool = False
    text: bool = False
    unit: Unit | None = None
    magnitude: float = 1.0
    shown_in: float = 1.0
    marked: bool = False
    hidden: bool = False
    decimals: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class NoNumber:
    """Why a cell holds no number: the code of an issue."""

    code: str


@dataclass(frozen=True, slots=True)
class Look:
    """What a number format does to the number it shows: times 100, in multiples, with a unit behind
    it.
    """

    percent: bool = False
    shown_in: float = 1.0
    literal: str = ""
    hides: bool = False
    """Whether it shows no digit of the number, or digits or a sign that are not the number's."""
    least: int = field(default=0, compare=False)
    most: int = field(default=MOST_DECIMALS, compare=False)
    """Decimals that it shows at least, and at most."""

    def count_decimals(self, value: float) -> int:
        """The decimals that it shows of a number, as a percentage where it is one."""
        shown = round_noise(value * 100) if self.percent else value
        return max(self.least, min(self.most, count_printed_decimals(shown)))

    @property
    def plain(self) -> bool:
        """Whether the number shown is the number stored, without a word."""
        return not self.percent and self.shown_in == 1.0 and not self.literal and not self.hides


def parse(content: object, number_format: str = "General") -> Typed | NoNumber:
    """The number a cell holds, or why it holds none: 3.3, "1,234.5", "12.5", "3.3%", "1.2万", 0.033
    formatted as 0.0%.

    A value formatted as a percentage is stored as a fraction; it comes back multiplied by 100.
    """
    if isinstance(content, str):
        return _parse_text(content)
    if isinstance(content, bool) or not isinstance(content, int | float):
        return NoNumber(_classify_content(content))
    if not abs(content) < LARGEST:  # also where it is infinite or not a number
        return NoNumber("number-too-large")
    look = parse_section(choose_section(number_format, content))
    if look.percent:
        value = round_noise(content * 100)
        decimals = look.count_decimals(content)
        return Typed(value, percent=True, hidden=look.hides, decimals=decimals)
    magnitude = MAGNITUDES.get(look.literal, 1.0)
    unit = find_unit(look.literal) if look.literal and magnitude == 1.0 else None
    return Typed(
        float(content),
        unit=unit,
        magnitude=magnitude,
        shown_in=look.shown_in,
        hidden=look.hides,
        decimals=look.count_decimals(content),
    )


def _classify_content(content: object) -> str:
    """What stands in a cell that holds neither a number nor a text."""
    if isinstance(content, bool):
        return "boolean"
    return "date-for-number" if isinstance(content, date) else "not-a-number"


def holds_figure(cell: Cell) -> bool:
    """Whether a cell holds a number."""
    return not cell.error and isinstance(parse(cell.content, cell.number_format), Typed)


def is_blank(content: object) -> bool:
    """Whether a text is one of the marks for "no number"."""
    if not isinstance(content, str) or not content:
        return False
    text = plain_text(content).casefold()
    return text == "" or text in BLANKS


def _parse_text(content: str) -> Typed | NoNumber:
    bare = _FOOTNOTE.sub("", content.strip())
    text = plain_text(bare.translate(_GROUPING)).strip("\ue000 ")
    match = _NUMBER.match(text)
    if _BOUND.search(text):
        return NoNumber("not-exact")
    if match is None or any(map(_misleads, bare)):
        return NoNumber("not-a-number")
    digits, tail = match[0], text[match.end() :].strip("\ue000 ")
    if len(digits) > _LONGEST:
        return NoNumber("number-too-large")
    value = float(digits.replace(",", "").replace("\ue000", ""))
    if not abs(value) < LARGEST:
        return NoNumber("number-too-large")
    percent, magnitude = tail == "%", MAGNITUDES.get(tail, 1.0)
    unit = None
    if tail and not percent and magnitude == 1.0:
        unit = find_unit(tail)
        if unit is None:
            return NoNumber("not-a-number")
    return Typed(
        value,
        percent,
        text=True,
        unit=unit,
        magnitude=magnitude,
        marked=bare != content.strip(),
        decimals=len(digits.partition(".")[2]),
    )


def _misleads(character: str) -> bool:
    """Whether a character would change the number around it: a raised figure would become a digit,
    a line break join two numbers, a turn reverse one.
    """
    return character in _TURNS or unicodedata.category(character) in ("No", "Cc")


def plain_text(content: str) -> str:
    """Text without full-width forms, no-break and zero-width spaces, and with one kind of minus."""
    text = unicodedata.normalize("NFKC", content)
    text = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return text.replace("−", "-").replace("﹣", "-").strip()


BLANKS = frozenset(plain_text(mark).casefold() for mark in _MARKS.split())
"""What people write where there is no number (compared without case and in half-width form)."""
_SKIPPED = re.compile(r"\[[^\]]*\]|_.|\*.")
_LITERAL = re.compile(r'"([^"]*)"|[\\!](.)')
_SIGN = re.compile(r'"[-(]"|[\\!]?[-(]')
"""How a part of a format for negative numbers begins: as it is, escaped, or quoted."""
_SCALING = re.compile(r"[0#?](,+)(?![0#?,])")
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[0-9.]+)\]")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "=": eq,
    "<>": ne,
}


def choose_section(number_format: str, value: float) -> str:
    """The part of a number format that a value is shown by: by its conditions, else by its sign."""
    if ";" not in number_format:
        return number_format
    parts = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', number_format)[:3]
    conditions = [_CONDITION.search(part) for part in parts]
    if any(conditions):
        for part, condition in zip(parts, conditions, strict=True):
            if condition is None or _COMPARE[condition[1]](value, float(condition[2])):
                return part
        return parts[-1]
    if value < 0 and len(parts) > 1:
        return _SIGN.sub("", parts[1], count=1)  # its own sign, which is the number's
    if value == 0 and len(parts) > 2:
        return parts[2]
    return parts[0]


@lru_cache(maxsize=1024)
def parse_section(shown_by: str) -> Look:
    """What a part of a number format does: `0.0%` multiplies by 100, `0.0"%"` does not; `0!.0,"万"`
    shows 万 and stores units.
    """
    visible = _SKIPPED.sub("", shown_by.split(";", maxsplit=1)[0])
    literal = "".join(quoted or escaped for quoted, escaped in _LITERAL.findall(visible))
    bare = _LITERAL.sub(_mark_written_point, visible)
    hides = _hides_number(shown_by, bare, literal)
    least, most = _count_places(bare)
    if "%" in bare:
        return Look(percent=True, hides=hides, least=least, most=most)
    words = "".join(mark for mark in literal + bare if mark in "%‰" or "\u4e00" <= mark <= "\u9fff")
    if words not in MAGNITUDES and find_unit(words) is None:
        words = ""
    scale = _find_scale(bare)
    return Look(shown_in=scale, literal=words, hides=hides, least=least, most=most)


def _count_places(bare: str) -> tuple[int, int]:
    """How many decimals a part of a format shows at least and at most; any where it is General."""
    if not re.search(r"[0#?]", bare):
        return 0, MOST_DECIMALS
    behind = re.match(r"[^.]*\.([0#?]*)", bare)
    places = behind[1] if behind else ""
    return places.count("0"), len(places)


def _mark_written_point(found: re.Match[str]) -> str:
    """A literal without its text; "·" where it writes a decimal point."""
    return "·" if "." in (found[1] or found[2] or "") else ""


def _hides_number(shown_by: str, bare: str, literal: str) -> bool:
    """Whether a part of a format shows no digit, or digits or a sign that are not the number's."""
    shows_content = re.search(r"[0#?]|general|[ymdhs]", bare, re.IGNORECASE)
    if shown_by != "@" and not shows_content:
        return True
    if re.search(r"[0-9]", literal):
        return True
    writes_minus = bare.strip()[:1] == "-" and "-" in re.split(r"[0#?]", bare + literal)[0]
    return writes_minus and ";" not in shown_by


def _find_scale(bare: str) -> float:
    """The multiple that a part of a format shows: a thousand for each comma behind the digits, ten
    for each digit behind a point that is only written.
    """
    digits = bare if "·" in bare else bare.split(".", maxsplit=1)[0]
    commas = _SCALING.search(digits) or _SCALING.search(bare)
    behind = bare.partition("·")[2]
    shifted = sum(behind.count(mark) for mark in "0#?")
    return 1000.0 ** (len(commas[1]) if commas else 0) * 10.0**shifted


def round_noise(value: float) -> float:
    """A product without the noise of binary fractions: 0.033 × 100 is 3.3."""
    return float(f"{value:.12g}")
