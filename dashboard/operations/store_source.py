"""What does the store know, and what waits in the data folder? The source of what holds now, on a
day or as of a version.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from dashboard.core.vocabulary.model import Registry
from dashboard.operations import life_mark
from dashboard.operations.snapshots import FolderSource, SourceData, Stamp, stamp_file
from dashboard.store import follow_up, versions
from dashboard.store.database import begin_read
from dashboard.store.versions import Book

Version = versions.Version


@dataclass(frozen=True, slots=True)
class StoreState:
    """The store and the data folder at one moment: the newest version, the workbooks that no
    version was ever made of, and the last numbers of what was entered.
    """

    newest: int
    waiting: tuple[Path, ...]
    entered: tuple[int, int, int]
    stamp: Stamp


@dataclass
class StoreSource:
    """The store as a source: what holds now, on a day or as of a version, and the workbooks that
    wait to be accepted.
    """

    engine: Engine
    folder: Path
    _hashes: dict[tuple[str, int, int], str] = field(default_factory=dict)

    def stamp(self) -> Stamp:
        """The newest version, and the workbooks of the folder that are not in the store."""
        return self.read_state().stamp

    def read_state(self) -> StoreState:
        """Everything that what is shown depends on, in one look."""
        stamps = {file: stamp_file(file) for file in FolderSource(self.folder).files()}
        hashes = {file: self._compute_hash(file, stamp) for file, stamp in stamps.items()}
        with begin_read(self.engine) as connection:
            newest = versions.load_latest_number(connection)
            entered = follow_up.load_last_numbers(connection)
            known = versions.list_known_hashes(connection) if hashes else set()
        waiting = tuple(file for file, found in hashes.items() if found not in known)
        stamp = (("version", newest, 0), *(stamps[file] for file in waiting))
        return StoreState(newest, waiting, entered, stamp)

    def recall(
        self, registry: Registry, known_on: date | None, version: int | None = None
    ) -> SourceData:
        """What holds, newest version first."""
        figures, strays = versions.load_figures(self.engine, registry, known_on, version)
        return SourceData(figures, (), strays)

    def publish(self, registry: Registry, book: Book, *more: Any, **guards: Any) -> int:
        """Accept a workbook as a version (`versions.publish`), and remember that it is there."""
        number = versions.publish(self.engine, registry, book, *more, **guards)
        life_mark.raise_mark(self.folder, self.engine, number)
        return number

    def undo(self, number: int, *more: Any) -> int:
        """Withdraw a version (`versions.undo`), and remember the one that does it."""
        withdrawing = versions.undo(self.engine, number, *more)
        life_mark.raise_mark(self.folder, self.engine, withdrawing)
        return withdrawing

    def newest(self) -> int:
        """The number of the newest version."""
        with begin_read(self.engine) as connection:
            return versions.load_latest_number(connection)

    def list_versions(self) -> list[Version]:
        """Every version, the newest first."""
        return versions.list_versions(self.engine)

    def find_version(self, number: str) -> Version | None:
        """The version that an address names."""
        for version in self.list_versions():
            if str(version.number) == number:
                return version
        return None

    def count_reasons(self, number: int) -> dict[str, int]:
        """How many figures of a version were revised, by the reason given."""
        return versions.count_reasons(self.engine, number)

    def waiting(self) -> list[Path]:
        """Workbooks in the data folder that no version was ever made of."""
        return list(self.read_state().waiting)

    def _compute_hash(self, file: Path, stamp: tuple[str, int, int]) -> str:
        if stamp not in self._hashes:
            self._hashes[stamp] = hashlib.sha256(file.read_bytes()).hexdigest()
        return self._hashes[stamp]
