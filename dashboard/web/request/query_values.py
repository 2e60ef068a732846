"""What does one value of an address say? Read as what it must be, or left at its default."""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from urllib.parse import parse_qs

from dashboard.core.vocabulary.model import LOOKS, Look
from dashboard.core.vocabulary.text import LANGUAGES, Language

MAX_QUERY, MAX_PARAMETERS = 4000, 50
"""Characters and parameters from which on nothing is read of a query string."""


def parse_query(search: object) -> dict[str, str]:
    """The parts of a query string; none of one that is too long, holds too many, or is no text."""
    if not isinstance(search, str) or len(search) >= MAX_QUERY:
        return {}
    try:
        pairs = parse_qs(search.lstrip("?"), max_num_fields=MAX_PARAMETERS)
    except ValueError:
        return {}
    return {name: values[-1] for name, values in pairs.items()}


def parse_year(text: str) -> int:
    """A year; 0 for what is none."""
    if _is_number(text) and 1900 <= int(text) <= 2200:
        return int(text)
    return 0


def parse_version(text: str) -> int | None:
    """The number of a version."""
    return int(text) if _is_number(text) and len(text) < 10 else None


def _is_number(text: str) -> bool:
    """Whether a text is of the digits 0 to 9 alone: Python takes those of every script."""
    return text.isascii() and text.isdigit()


def parse_day(text: str) -> date | None:
    """A day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def choose_known(query: dict[str, str], name: str, known: Container[str]) -> str:
    """The value of a parameter, if it is one of those that there are."""
    value = query.get(name, "")
    return value if value in known else ""


def parse_language(text: str) -> Language:
    """The language asked for."""
    return "en" if text == "en" else LANGUAGES[0]


def parse_look(text: str) -> Look:
    """Light, unless dark is asked for."""
    return "dark" if text == "dark" else LOOKS[0]
