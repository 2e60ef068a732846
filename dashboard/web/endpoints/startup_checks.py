"""Can this server start, and on what does it stand? Checked once, said in the log, refused in a
sentence.
"""

from __future__ import annotations

import logging
import pyexpat
import shutil
import sqlite3
from datetime import datetime

from flask import Flask

from dashboard.settings import Settings
from dashboard.store.database import NEWEST_MIGRATION
from dashboard.web.request.app_state import APP_STATE_KEY, AppState
from dashboard.web.request.clock_watch import find_future
from dashboard.web.request.forwarders import find_unnamed_proxy

MIN_FREE_BYTES = 500 * 2**20
"""Free bytes below which a warning is due: a publish needs room for the workbook, its rows and the
log of the database.
"""
SAFE_SQLITE = (3, 51, 3)
"""From this version on several writers may share a database file without the fault of its log being
reset (sqlite.org/wal.html).
"""
log = logging.getLogger("dashboard")


def check_startup(server: Flask) -> None:
    """Open the store, hold the key against the other replicas', and say on what the server stands;
    raises StoreError.
    """
    state: AppState = server.config[APP_STATE_KEY]
    state.auth  # noqa: B018 - opens the store, makes its tables, and refuses a wrong key
    for line in describe_server(state.settings, state.engine.dialect.name, state.clock()):
        log.info(line)
    warnings = list_warnings(state.settings, state.engine.dialect.name)
    newest = state.store.find_version(str(state.store.newest()))
    if newest is not None:
        warnings.append(find_future(datetime.fromisoformat(newest.at), state.clock()))
    for line in filter(None, warnings):
        log.warning(line)
    state.engine.dispose()  # a server that forks its workers hands none of its connections on


def describe_server(settings: Settings, database: str, now: datetime) -> list[str]:
    """On what the server stands."""
    return [
        (
            f"store: {database}, tables {NEWEST_MIGRATION}; sqlite {sqlite3.sqlite_version}, "
            f"{pyexpat.EXPAT_VERSION}"
        ),
        (
            f"clock: {now:%Y-%m-%d %H:%M:%S %Z}; free: {_count_free_bytes(settings) // 2**20} MiB; "
            f"access: {'open' if settings.policy.open_to_all else 'members'}"
        ),
    ]


def list_warnings(settings: Settings, database: str) -> list[str]:
    """What an administrator should see to."""
    warnings = []
    if _count_free_bytes(settings) < MIN_FREE_BYTES:
        warnings.append(
            f"little room is left where the data lies: {_count_free_bytes(settings) // 2**20} MiB"
        )
    if database == "sqlite" and sqlite3.sqlite_version_info < SAFE_SQLITE:
        warnings.append(
            f"sqlite {sqlite3.sqlite_version} is old: keep to one server process, or use PostgreSQL"
        )
    unnamed = find_unnamed_proxy(settings)
    if unnamed is not None:
        warnings.append(unnamed.en)
    return warnings


def _count_free_bytes(settings: Settings) -> int:
    folder = settings.data_dir if settings.data_dir.is_dir() else settings.indicators.parent
    return shutil.disk_usage(folder).free
