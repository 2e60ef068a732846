"""Stores to test on: SQLite in a folder, and a real PostgreSQL on loopback, started once where its
programs are found.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from dashboard.store.database import migrate, open_database
from tests.conftest import free_port


def program(name: str) -> str | None:
    """The path of a PostgreSQL program: on the path, or where Debian keeps it."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return str(found[0]) if found else shutil.which(name)


class Postgres:
    """A cluster of our own in a folder, on a free port of loopback."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "pg"
        self.port = free_port()
        shutil.chown(folder, "postgres") if self._as_postgres else None
        self._run(
            "initdb",
            "-D",
            str(self.folder),
            "-U",
            "planner",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        )
        self.start()

    @property
    def _as_postgres(self) -> bool:
        return os.geteuid() == 0  # the server refuses to run as root

    def _run(self, name: str, *arguments: str) -> None:
        found = program(name)
        assert found is not None
        command = [found, *arguments]
        if self._as_postgres:
            command = [
                "setpriv",
                "--reuid",
                "postgres",
                "--regid",
                "postgres",
                "--clear-groups",
                *command,
            ]
        subprocess.run(command, check=True, capture_output=True, cwd="/", timeout=120)

    def start(self) -> None:
        """Start and wait until it answers."""
        options = (
            f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c max_connections=40"
        )
        self._run(
            "pg_ctl",
            "-D",
            str(self.folder),
            "-w",
            "-o",
            options,
            "-l",
            str(self.folder / "log"),
            "start",
        )

    def stop(self) -> None:
        """Stop as a crash would: no checkpoint, sessions cut."""
        self._run("pg_ctl", "-D", str(self.folder), "-m", "immediate", "stop")

    def url(self, name: str = "postgres") -> str:
        """The address of a database."""
        return f"postgresql+psycopg://planner@127.0.0.1:{self.port}/{name}"

    def fresh(self, name: str) -> str:
        """The address of a new, empty database."""
        engine = open_database(self.url()).execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return self.url(name)


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder that other accounts reach: not among pytest's, which every further run of tests
    closes to others.
    """
    with tempfile.TemporaryDirectory(prefix="reached-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        folder.chmod(0o755)
        yield folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The cluster; installed by the test command where root may, a failure where it is missing."""
    assert program("initdb") is not None, (
        "PostgreSQL is missing: install Debian's package postgresql"
    )
    with own_folder() as folder:
        server = Postgres(folder)
        yield server
        server.stop()


@pytest.fixture(params=["sqlite", "postgres"])
def url(request, tmp_path) -> str:
    """The address of an empty store, on each of the two databases."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.fresh("store")


@pytest.fixture
def engine(url) -> Iterator[Engine]:
    """A migrated store."""
    made = open_database(url)
    migrate(made)
    yield made
    made.dispose()
