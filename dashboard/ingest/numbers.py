"""Which number did a person type into a cell? One strict grammar; nothing is guessed."""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass

_NUMBER = re.compile(r"^[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$")
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_LONGEST = 25


@dataclass(frozen=True, slots=True)
class Typed:
    """A number as it stands in a cell; `percent` where its sign or format says so, `text` where it was stored as text."""

    value: float
    percent: bool = False
    text: bool = False


def parse(content: object, number_format: str = "General") -> Typed | None:
    """The number a cell holds, or None: 3.3, "1,234.5", "12.5", "3.3%", 0.033 formatted as 0.0%.

    A value formatted as a percentage is stored as a fraction; it comes back multiplied by 100.
    """
    if isinstance(content, str):
        return _from_text(content)
    if isinstance(content, bool) or not isinstance(content, int | float) or not abs(content) <= sys.float_info.max:
        return None
    if is_percent(number_format):
        return Typed(round_noise(content * 100), percent=True)
    return Typed(float(content))


def _from_text(content: str) -> Typed | None:
    if any(unicodedata.category(character) in ("No", "Cc") for character in content.strip()):
        return None  # a footnote mark would become a digit, a line break would join two numbers
    text = plain_text(content)
    percent = text.endswith("%")
    digits = text[:-1].rstrip() if percent else text
    if len(digits) > _LONGEST or not digits.isascii() or not _NUMBER.match(digits):
        return None
    return Typed(float(digits.replace(",", "")), percent=percent, text=True)


def plain_text(content: str) -> str:
    """Text without full-width forms, no-break and zero-width spaces, and with one kind of minus."""
    text = unicodedata.normalize("NFKC", content)
    text = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return text.replace("−", "-").replace("﹣", "-").strip()


def is_percent(number_format: str) -> bool:
    """Whether a number format multiplies by 100: `0.0%` does, `0.0"%"` does not."""
    return "%" in _QUOTED.sub("", number_format.split(";", maxsplit=1)[0])


def round_noise(value: float) -> float:
    """A product without the noise of binary fractions: 0.033 × 100 is 3.3."""
    return float(f"{value:.12g}")
