"""What went wrong with the store? Its refusals, and what a database's reports mean to a person."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from dashboard.core.vocabulary.text import Text


class StoreError(Exception):
    """The store cannot do what was asked; the message says what is wrong and what to do.

    `short` is the same without what the database itself reported, for people who do not see to it.
    """

    def __init__(self, text: Text, short: Text | None = None) -> None:
        super().__init__(text.zh)
        self.text, self.short = text, short or text


class StoreFaultError(StoreError):
    """The database itself failed: nobody did anything wrong."""


@contextmanager
def explain_errors() -> Iterator[None]:
    """What a database reports, in a sentence a person can act on."""
    try:
        yield
    except DBAPIError as error:
        raise build_error(str(error.orig)) from error
    except sqlite3.Error as error:  # raised while a connection is being made
        raise build_error(str(error)) from error


AWAY = Text(
    "数据库没有应答，没有保存任何内容；请稍后重试",
    "the database does not answer and nothing was stored; try again shortly",
)
REPORTS = {
    "Connection refused": AWAY,
    "timeout expired": AWAY,
    "server closed the connection": AWAY,
    "terminating connection": AWAY,
    "starting up": AWAY,
    "shutting down": AWAY,
    "readonly": Text(
        "数据库只读，请检查文件和文件夹的权限",
        "the database is read-only; check the permissions of the file and its folder",
    ),
    "disk is full": Text(
        "磁盘已满，没有保存任何内容；请腾出空间后重试",
        "the disk is full and nothing was stored; free some space and try again",
    ),
    "disk I/O": Text(
        "磁盘读写出错，没有保存任何内容；请检查磁盘空间和磁盘",
        "the disk failed and nothing was stored; check its space and its health",
    ),
    "malformed": Text(
        "数据库文件已损坏；请用 python app.py restore 从备份恢复",
        "the database file is damaged; restore a backup with python app.py restore",
    ),
    "not a database": Text(
        "文件不是数据库；请检查 DATABASE_URL",
        "the file is not a database; check DATABASE_URL",
    ),
    "lock timeout": Text("数据库正忙，请稍后重试", "the database is busy; try again shortly"),
    "locked": Text("数据库正忙，请稍后重试", "the database is busy; try again shortly"),
    "unable to open": Text(
        "无法打开数据库文件，请检查 DATABASE_URL 和权限",
        "the database file cannot be opened; check DATABASE_URL and permissions",
    ),
}
"""Words in what a database reports → what they mean to a person; the first that fit count."""


DAMAGED = (REPORTS["malformed"], REPORTS["not a database"])
"""What is said of a file that cannot be read again."""


def build_error(report: str) -> StoreFaultError:
    """The refusal that a database's report comes to."""
    for words, short in REPORTS.items():
        if words in report:
            return StoreFaultError(Text(f"{short.zh}（{report}）", f"{short.en} ({report})"), short)
    short = Text("数据库出错，没有保存任何内容", "the database failed and nothing was stored")
    first_line = report.splitlines()[0]
    return StoreFaultError(Text(f"{short.zh}：{first_line}", f"{short.en}: {first_line}"), short)
