"""Did this store live before? A mark beside the key remembers the newest version of each store, so
that one that was lost does not pass for a first start.
"""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path

from sqlalchemy import URL, Engine

from dashboard.core.vocabulary.text import Text
from dashboard.store.addresses import find_file, parse_address
from dashboard.store.database import begin_read
from dashboard.store.errors import StoreError
from dashboard.store.versions import load_latest_number

MARK_FILE = ".store-mark"
MOST_STORES = 50
"""Stores that one folder remembers, the last ones written."""


def name_store(address: str | URL) -> str:
    """What a store is called in the mark: its file, or its server without what opens it."""
    file = find_file(address)
    if file is not None:
        return str(file.resolve())
    url = parse_address(address) if isinstance(address, str) else address
    return f"{url.get_backend_name()}://{url.host}:{url.port}/{url.database}"


def read_mark(folder: Path, address: str | URL) -> int | None:
    """The newest version that a store had when it was last written; None where nobody remembers."""
    return _read_marks(folder).get(name_store(address))


def write_mark(folder: Path, address: str | URL, newest: int) -> None:
    """Remember the newest version of a store; a folder that cannot be written remembers nothing,
    and the self-check says so.
    """
    marks = _read_marks(folder)
    marks.pop(name_store(address), None)
    _write_marks(folder, {**marks, name_store(address): newest})


def raise_mark(folder: Path, engine: Engine, number: int) -> None:
    """Remember a version that was just stored."""
    if number > (read_mark(folder, engine.url) or 0):
        write_mark(folder, engine.url, number)


def forget_mark(folder: Path, address: str | URL) -> None:
    """A store begins anew: nothing is remembered of the one before."""
    marks = _read_marks(folder)
    if marks.pop(name_store(address), None) is not None:
        _write_marks(folder, marks)


def _read_marks(folder: Path) -> dict[str, int]:
    try:
        found = json.loads((folder / MARK_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(name): newest for name, newest in found.items() if isinstance(newest, int)}


def _write_marks(folder: Path, marks: dict[str, int]) -> None:
    """Whole or not at all, for this account alone."""
    last = dict(list(marks.items())[-MOST_STORES:])
    part = folder / f"{MARK_FILE}.{secrets.token_hex(4)}"
    with suppress(OSError):
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(last, stream, ensure_ascii=False, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(folder / MARK_FILE)


def refuse_lost_file(folder: Path, address: str | URL) -> None:
    """Refuse to make a new store where one has been, before anything is made."""
    file, newest = find_file(address), read_mark(folder, address)
    is_there = file is None or (file.is_file() and file.stat().st_size > 0)
    if newest and not is_there:
        raise _build_refusal(address, newest, 0)


def refuse_lost_versions(folder: Path, engine: Engine) -> None:
    """Refuse a store that holds less than it did; one that nobody remembers yet is from now on."""
    newest = read_mark(folder, engine.url)
    with begin_read(engine) as connection:
        found = load_latest_number(connection)
    if newest and found < newest:
        raise _build_refusal(engine.url, newest, found)
    if found:
        raise_mark(folder, engine, found)


def _build_refusal(address: str | URL, newest: int, found: int) -> StoreError:
    name = name_store(address)
    return StoreError(
        Text(
            f"数据库 {name} 曾有版本 {newest}，现在只有版本 {found}：可能未挂载或已丢失，不会重建。"
            "请挂载原数据库，或用 python app.py restore 从备份恢复；确要从头开始（或数据库服务器已在别处恢复），"
            "请先移走数据库文件，再运行 python app.py store new",
            f"the store {name} held version {newest} and now holds {found}: it is not mounted, or "
            "is lost, and is not made anew. Mount it, or restore a backup with python app.py "
            "restore; to begin anew, or where a server was restored elsewhere, move its file away, "
            "if it is a file, and run python app.py store new",
        )
    )
