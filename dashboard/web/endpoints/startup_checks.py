"""Can this server start, and on what does it stand? Checked once, said in the log, refused in a sentence."""

from __future__ import annotations

import logging
import pyexpat
import shutil
import sqlite3
from datetime import datetime

from flask import Flask

from dashboard.settings import Settings
from dashboard.store.database import HEAD
from dashboard.web.request.context import KEY, House

LITTLE = 500 * 2**20
"""Free bytes below which a warning is due: a publish needs room for the workbook, its rows and the log of the database."""
SAFE_SQLITE = (3, 51, 3)
"""From this version on several writers may share a database file without the fault of its log being reset (sqlite.org/wal.html)."""
log = logging.getLogger("dashboard")


def check(server: Flask) -> None:
    """Open the store, hold the key against the other replicas', and say on what the server stands; raises StoreError."""
    home: House = server.config[KEY]
    home.door  # noqa: B018 - opens the store, makes its tables, and refuses a wrong key
    for line in told(home.settings, home.engine.dialect.name, home.clock()):
        log.info(line)
    for line in warned(home.settings, home.engine.dialect.name):
        log.warning(line)
    home.engine.dispose()  # a server that forks its workers hands none of its connections on


def told(settings: Settings, database: str, now: datetime) -> list[str]:
    """On what the server stands."""
    return [
        f"store: {database}, tables {HEAD}; sqlite {sqlite3.sqlite_version}, {pyexpat.EXPAT_VERSION}",
        f"clock: {now:%Y-%m-%d %H:%M:%S %Z}; free: {_free(settings) // 2**20} MiB; access: {'open' if settings.policy.open_to_all else 'members'}",
    ]


def warned(settings: Settings, database: str) -> list[str]:
    """What an administrator should see to."""
    said = []
    if _free(settings) < LITTLE:
        said.append(f"little room is left where the data lies: {_free(settings) // 2**20} MiB")
    if database == "sqlite" and sqlite3.sqlite_version_info < SAFE_SQLITE:
        said.append(f"sqlite {sqlite3.sqlite_version} is old: keep to one server process, or use PostgreSQL")
    return said


def _free(settings: Settings) -> int:
    folder = settings.data_dir if settings.data_dir.is_dir() else settings.indicators.parent
    return shutil.disk_usage(folder).free
