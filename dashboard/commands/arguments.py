"""What may a command be given? Days, years and counts from the command line, and the refusal that
says what is wrong.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.text import Text

FIRST_YEAR, LAST_YEAR, LARGEST_COUNT = 1900, 2200, 10_000


class RefusalError(Exception):
    """A wrong use of a command, in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.zh)
        self.text = text


def parse_day(text: str) -> date:
    """A day, such as 2024-03-20."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"“{text}” 不是日期，请写成 2024-03-20 · is no day, write 2024-03-20"
        ) from error


def parse_year(text: str) -> int:
    """A year of four digits."""
    if text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    raise argparse.ArgumentTypeError(
        f"“{text}” 不是年份，请写 {FIRST_YEAR}–{LAST_YEAR} · is no year, write {FIRST_YEAR}–{LAST_YEAR}"
    )


def parse_years(text: str) -> tuple[int, ...]:
    """A year or the years from one to another: 2021-2025."""
    first, _, last = text.partition("-")
    return tuple(range(parse_year(first), parse_year(last or first) + 1))


def parse_count(text: str) -> int:
    """How many: a whole number from 1 up."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= LARGEST_COUNT:
        return int(text)
    raise argparse.ArgumentTypeError(
        f"“{text}” 不是数目，请写 1–{LARGEST_COUNT} · is no count, write 1–{LARGEST_COUNT}"
    )


def refuse_undeclared(options: argparse.Namespace, registry: Registry) -> None:
    """Refuse a plan or a region that is not declared."""
    for name, known in ((options.plan, registry.plans), (options.region, registry.regions)):
        if name is not None and name not in known:
            raise RefusalError(
                Text(
                    f"没有“{name}”，可选：{'、'.join(known)}",
                    f"there is no “{name}”; one of: {', '.join(known)}",
                )
            )


def refuse_unknown_version(number: int | None, newest: int) -> None:
    """Refuse a version that there is not."""
    if number is not None and not 0 <= number <= newest:
        raise RefusalError(Text(f"没有版本 {number}", f"there is no version {number}"))


def refuse_existing(file: Path) -> None:
    """Refuse to write over a file."""
    if file.exists():
        raise RefusalError(
            Text(
                f"{file} 已经存在，不会覆盖；请换一个文件名",
                f"{file} exists and is not overwritten; give another name",
            )
        )
