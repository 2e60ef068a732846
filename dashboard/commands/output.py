"""How does a command speak? Sentences and issues in the language asked for, exit codes, and the
declaration it works on.
"""

from __future__ import annotations

import argparse
import getpass
import logging
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TextIO

from dashboard import settings
from dashboard.commands.arguments import RefusalError
from dashboard.core.declaration.registry import ParsedDeclaration, parse
from dashboard.core.vocabulary.issues import SEVERITIES, Issue
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.text import Language, Text

FINE, PROBLEMS, WRONG_USE = 0, 1, 2
NOT_FOUND = Text("找不到文件 {file}，请核对路径", "there is no file {file}; check the path")
NOT_UTF8 = Text(
    "{file} 的第 {at} 字节起不是 UTF-8，请另存为 UTF-8",
    "{file} is not UTF-8 from byte {at} on; save it as UTF-8",
)


def now() -> datetime:
    """The moment by the machine's clock: the only place that asks it."""
    return datetime.now(UTC)


class Clock:
    """The moment, for a process that lives long: where the machine's clock is set back, time goes
    on from where it was.

    So a session ends no later than was promised, whatever happens to the clock.
    """

    def __init__(
        self, wall: Callable[[], datetime] = now, steady: Callable[[], float] = time.monotonic
    ) -> None:
        self._wall, self._steady = wall, steady
        self._begun, self._at = wall(), steady()

    def __call__(self) -> datetime:
        """The later of what the clock says and what has gone by."""
        elapsed = self._begun + timedelta(seconds=self._steady() - self._at)
        return max(self._wall(), elapsed)


class OneLineFormatter(logging.Formatter):
    """One line an event, whatever is in it: nothing that somebody sent can begin a line of its
    own.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The event with its control characters made visible."""
        return "".join(
            one if one.isprintable() else one.encode("unicode_escape").decode()
            for one in super().format(record)
        )


def create_log_handler() -> logging.Handler:
    """Where events go: stderr, which the service manager keeps and turns over."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLineFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    return handler


def today() -> date:
    """The day by the machine's clock."""
    return now().astimezone().date()


def read_user_name() -> str:
    """The person at the machine, by its account."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "—"


def print_text(text: Text, language: Language) -> None:
    """A sentence for the person, on stderr."""
    print(text.in_(language), file=sys.stderr)


def print_issues(issues: Iterable[Issue], language: Language, to: TextIO | None = None) -> None:
    """Problems, a line each with its place."""
    for issue in issues:
        word = SEVERITIES[issue.severity].in_(language)
        print(f"{issue.place}: {word}: {issue.message.in_(language)}", file=to or sys.stderr)


def parse_file(path: Path) -> ParsedDeclaration:
    """The declaration in a file; refuses one that is not there or not UTF-8."""
    if not path.is_file():
        raise RefusalError(NOT_FOUND.format(file=path))
    try:
        return parse(path.read_text("utf-8"), path.name)
    except UnicodeDecodeError as error:
        raise RefusalError(NOT_UTF8.format(file=path, at=error.start)) from error


def read_registry(options: argparse.Namespace, file: Path | None = None) -> Registry:
    """The declaration, or a refusal after all its errors have been listed."""
    parsed = parse_file(file or getattr(options, "indicators", None) or settings.load().indicators)
    if parsed.registry is None:
        print_issues((issue for issue in parsed.issues if issue.severity == "error"), options.lang)
        raise RefusalError(
            Text(
                "目标登记文件有错误，先运行 python app.py check",
                "the declaration has errors; run python app.py check first",
            )
        )
    return parsed.registry
