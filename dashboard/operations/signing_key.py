"""Which key signs? The one that was set, or one made once for a house with a database file; every replica must hold the same."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from sqlalchemy import Engine, select

from dashboard.core.vocabulary.text import Text
from dashboard.operations.authentication import Caller, record
from dashboard.store.database import StoreError, reading, writing
from dashboard.store.schema import facts, sessions

SHORTEST, FEWEST = 32, 10
"""Characters, and different ones, that a key must have."""
FILE = ".secret-key"
NAME = "secret"


def key(given: str, engine: Engine, folder: Path) -> str:
    """The key of a house; raises StoreError for one that is missing, too weak, or another than the other replicas hold."""
    if not given and engine.dialect.name != "sqlite":
        raise StoreError(
            Text(
                "使用 PostgreSQL 时须设置 SECRET_KEY（至少 32 位随机字符，各副本相同）",
                "with PostgreSQL, SECRET_KEY must be set: 32 random characters or more, the same on every replica",
            )
        )
    found = given or _made(folder / FILE)
    if len(found) < SHORTEST or len(set(found)) < FEWEST:
        raise StoreError(
            Text(
                f"SECRET_KEY 过短或过于简单：至少 {SHORTEST} 位，且不同字符不少于 {FEWEST} 个",
                f"SECRET_KEY is too short or too simple: {SHORTEST} characters or more, {FEWEST} of them different",
            )
        )
    _must_agree(engine, found)
    return found


def _made(file: Path) -> str:
    """The key in a file that only its owner may read, made where it is not there."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text("ascii").strip()
    with os.fdopen(handle, "w") as stream:
        stream.write(secrets.token_urlsafe(48))
        stream.flush()
        os.fsync(stream.fileno())
    return file.read_text("ascii").strip()


def _must_agree(engine: Engine, found: str) -> None:
    """The first replica writes down a mark of its key; one with another key would take every form for a forgery."""
    mark = hashlib.sha256(b"mark of the key:" + found.encode()).hexdigest()
    with reading(engine) as connection:
        held = connection.execute(select(facts.c.value).where(facts.c.name == NAME)).scalar()
    if held is None:
        with writing(engine) as connection:
            held = connection.execute(select(facts.c.value).where(facts.c.name == NAME)).scalar()
            if held is None:
                connection.execute(facts.insert().values(name=NAME, value=mark))
                return
    if held != mark:
        raise StoreError(
            Text(
                "SECRET_KEY 与其他副本（或上次启动时）的不同；请改回，或用 python app.py new-secret 改用新密钥（全部会话随之结束）",
                "SECRET_KEY is another than the other replicas (or the last start) had; set that one, or adopt this one with python app.py new-secret (all sessions end)",
            )
        )


def adopt(engine: Engine, caller: Caller) -> None:
    """Forget the mark of the key before, so that the next start writes down its own; all sessions end."""
    with writing(engine) as connection:
        connection.execute(facts.delete().where(facts.c.name == NAME))
        ended = connection.execute(sessions.delete()).rowcount
        record(connection, caller, "adopt secret", {"count": ended})
