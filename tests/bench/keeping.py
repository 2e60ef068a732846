"""How long do publish and recall take, at ten thousand observations and at a million, on each
database?
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import pandas as pd

from dashboard.core.vocabulary.model import OBSERVATIONS, Registry
from dashboard.store.database import migrate, open_database
from dashboard.store.versions import Book, load_observations, publish
from tests.conftest import indicator, registry_of
from tests.store.conftest import Postgres, program

SIZES = (10_000, 1_000_000)


def measure() -> None:
    """Publish one book of each size into an empty store, then recall everything."""
    registry = registry_of(
        "".join(indicator(f"i{row}", unit="亿元", measure="flow", decimals=0) for row in range(200))
    )
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o755)
        server = Postgres(home) if program("initdb") else None
        try:
            for size in SIZES:
                _one(f"sqlite:///{home / f'{size}.db'}", registry, size)
                if server is not None:
                    _one(server.fresh(f"bench{size}"), registry, size)
        finally:
            if server is not None:
                server.stop()


def _one(url: str, registry: Registry, size: int) -> None:
    engine = open_database(url)
    migrate(engine)
    book = Book("书.xlsx", b"x" * 100_000, _rows(size), "bench", "2026-01-01")
    start = time.perf_counter()
    publish(engine, registry, book)
    published = time.perf_counter() - start
    start = time.perf_counter()
    found = load_observations(engine, registry)
    recalled = time.perf_counter() - start
    print(
        f"store, {engine.dialect.name}: {size:,} observations published in {published:.2f} s "
        f"({size / published:,.0f} a second), recalled in {recalled:.2f} s "
        f"({len(found) / recalled:,.0f} a second)"
    )
    engine.dispose()


def _rows(size: int) -> pd.DataFrame:
    frame = pd.DataFrame({"indicator": [f"i{row % 200}" for row in range(size)]})
    frame = frame.assign(
        region="10",
        year=[1000 + row // 200 % 1000 for row in range(size)],
        month=[1 + row // 200_000 % 12 for row in range(size)],
        value=1.5,
    )
    frame = frame.assign(
        quality="published",
        published=pd.Timestamp(2026, 1, 1),
        source="来源",
        cell="书.xlsx › 数据 › F2",
        note="",
    )
    return frame[list(OBSERVATIONS)]
