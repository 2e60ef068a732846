"""How do words and years read in Chinese and in English?"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
MINUS = "−"
DASH = "—"


@dataclass(frozen=True, slots=True)
class Text:
    """One wording in both languages.

    Our own wordings have both. What a city declares may lack its English (`en` empty) and then
    reads in Chinese.
    """

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        """The wording in one language."""
        return self.en if language == "en" and self.en else self.zh

    @classmethod
    def count(cls, number: int, zh: str, one: str, many: str) -> Text:
        """A number of things; `{n}` (or `{n:,}`) stands for the number, `one` is said of exactly
        one.

        The wordings are patterns: what else a sentence names is put around them, not into them.
        """
        return cls(zh.format(n=number), (one if number == 1 else many).format(n=number))

    def format(self, **values: object) -> Text:
        """Both wordings with their places filled; a `Text` value is filled in its own language."""
        zh, en = dict(values), dict(values)
        for name, value in values.items():
            if isinstance(value, Text):
                zh[name], en[name] = value.zh, value.in_("en")
        return Text(self.zh.format(**zh), self.en.format(**en))

    def __add__(self, other: Text) -> Text:
        """Both wordings, one after the other."""
        return Text(self.zh + other.zh, self.in_("en") + other.in_("en"))


@dataclass(frozen=True, slots=True)
class CountedText(Text):
    """A pattern whose English is another where its `{count}` is exactly one."""

    one: str

    def format(self, **values: object) -> Text:
        """Both wordings with their places filled."""
        en = self.one if values["count"] == 1 else self.en
        return Text(self.zh, en).format(**values)


def _read_english(text: Text) -> str:
    return text.en or text.zh


READERS: dict[Language, Callable[[Text], str]] = {"zh": attrgetter("zh"), "en": _read_english}
"""What reads a wording in one language, for those who read many."""


def format_untranslated(text: str) -> Text:
    """What reads alike in both languages: a number, a day, what a person wrote."""
    return Text(text, text)


def join_texts(parts: list[Text], separator: Text) -> Text:
    """The parts in each language with that language's separator between them."""
    zh = separator.zh.join(part.zh for part in parts)
    en = separator.in_("en").join(part.in_("en") for part in parts)
    return Text(zh, en)


FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "＝")
"""What a text begins with that a spreadsheet would run."""


_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?:日)?", re.ASCII)


def parse_date(text: str) -> date | None:
    """The day that somebody typed: 2026-12-31, 2026/12/31, 2026.12.31 and 2026年12月31日 are one;
    nothing else is any.
    """
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def remove_unprintable(text: str) -> str:
    """A text without the characters that no XML document may hold."""
    return _UNPRINTABLE.sub("", text)


def escape_formula(cell: object) -> object:
    """A text that a spreadsheet would run as a formula, marked as text; anything else as it is."""
    if isinstance(cell, str) and cell.startswith(FORMULA_PREFIXES):
        return f"'{cell}"
    return cell


def format_year(value: int) -> Text:
    """A year in both languages."""
    return Text(f"{value}年", str(value))


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def format_year_to_date(value: int, month: int) -> Text:
    """A year to date in both languages: 2021年1–9月, January–September 2021."""
    if month >= len(MONTHS):
        return format_year(value)
    if month == 1:
        return Text(f"{value}年1月", f"January {value}")
    return Text(f"{value}年1–{month}月", f"January–{MONTHS[month - 1]} {value}")
