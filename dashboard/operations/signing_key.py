"""Which key signs? The one that was set, or one made once for a house with a database file; every
replica must hold the same.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine, select

from dashboard.core.vocabulary.text import Text
from dashboard.operations.authentication import Caller, record_action
from dashboard.store.database import begin_read, begin_write
from dashboard.store.errors import StoreError
from dashboard.store.schema import facts, sessions

SHORTEST_KEY, FEWEST_CHARACTERS = 32, 10
"""Characters, and different ones, that a key must have."""
KEY_FILE = ".secret-key"
FACT_NAME = "secret"


def read_signing_key(given: str, engine: Engine, folder: Path) -> str:
    """The key of a house; raises StoreError for one that is missing, too weak, or another than the
    other replicas hold.
    """
    if not given and engine.dialect.name != "sqlite":
        raise StoreError(
            Text(
                "使用 PostgreSQL 时须设置 SECRET_KEY（至少 32 位随机字符，各副本相同）",
                "with PostgreSQL, SECRET_KEY must be set: 32 random characters or more, the "
                "same on every replica",
            )
        )
    found = given or _create_key_file(folder / KEY_FILE)
    if len(found) < SHORTEST_KEY or len(set(found)) < FEWEST_CHARACTERS:
        raise StoreError(
            Text(
                f"SECRET_KEY 过短或过于简单：至少 {SHORTEST_KEY} 位，且不同字符不少于 {FEWEST_CHARACTERS} 个",
                f"SECRET_KEY is too short or too simple: {SHORTEST_KEY} characters or more, "
                f"{FEWEST_CHARACTERS} of them different",
            )
        )
    _refuse_other_key(engine, found)
    return found


def _create_key_file(file: Path) -> str:
    """The key in a file that only its owner may read, made where it is not there; raises StoreError
    where that cannot be.
    """
    try:
        with suppress(FileExistsError):
            _write_key_file(file)
        return _read_key_file(file)
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", "") or str(error)
        raise StoreError(
            Text(
                f"密钥文件 {file} 不能建立或读取（{why}）：请让运行账号可写这个文件夹，或设置 SECRET_KEY",
                f"the key file {file} can be neither made nor read ({why}): let the account of the "
                "server write to its folder, or set SECRET_KEY",
            )
        ) from error


def _write_key_file(file: Path) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as stream:
        stream.write(secrets.token_urlsafe(48))
        stream.flush()
        os.fsync(stream.fileno())


def _read_key_file(file: Path) -> str:
    """The key; one that another process is just making is waited for."""
    for _ in range(20):
        found = file.read_text("ascii").strip()
        if found:
            return found
        time.sleep(0.1)
    return ""


def _refuse_other_key(engine: Engine, found: str) -> None:
    """The first replica writes down a mark of its key; one with another key would take every form
    for a forgery.
    """
    mark = hashlib.sha256(b"mark of the key:" + found.encode()).hexdigest()
    stored = select(facts.c.value).where(facts.c.name == FACT_NAME)
    with begin_read(engine) as connection:
        stored_mark = connection.execute(stored).scalar()
    if stored_mark is None:
        with begin_write(engine) as connection:
            stored_mark = connection.execute(stored).scalar()  # another replica may have been first
            if stored_mark is None:
                connection.execute(facts.insert().values(name=FACT_NAME, value=mark))
                return
    if stored_mark != mark:
        raise StoreError(
            Text(
                "SECRET_KEY 与其他副本（或上次启动时）的不同；请改回，或用 python app.py new-secret 改用新密钥（全部会话随之结束）",
                "SECRET_KEY is another than the other replicas (or the last start) had; set "
                "that one, or adopt this one with python app.py new-secret (all sessions end)",
            )
        )


def adopt_key(engine: Engine, caller: Caller) -> None:
    """Forget the mark of the key before, so that the next start writes down its own; all sessions
    end.
    """
    with begin_write(engine) as connection:
        connection.execute(facts.delete().where(facts.c.name == FACT_NAME))
        ended = connection.execute(sessions.delete()).rowcount
        record_action(connection, caller, "adopt secret", {"count": ended})
