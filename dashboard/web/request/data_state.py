"""What does everything that is shown depend on? One value, read at one moment."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime

from dashboard.core.vocabulary.issues import Issue
from dashboard.operations.snapshots import SnapshotService
from dashboard.operations.store_source import StoreState


@dataclass(frozen=True)
class DataState:
    """The last declaration without errors with the mistakes of today's, the store, and the day.

    `file` is the size of the declaration and when it was changed; nothing where there is none.
    `heard` is when the store last answered, where it does not now.
    """

    service: SnapshotService | None
    problems: tuple[Issue, ...]
    store: StoreState
    file: tuple[int, ...]
    today: date
    heard: datetime | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What an answer of this process may be kept under."""
        problems = tuple((issue.code, issue.place) for issue in self.problems)
        return (
            self.service.serial if self.service else -1,
            self.store.stamp,
            problems,
            self.store.entered,
            self.today,
            self.heard,
        )

    @property
    def mark(self) -> str:
        """A short mark of the data and of what was entered, the same on every replica."""
        stamp = self.store.stamp if self.service else None
        parts = (stamp, self.store.entered, self.file)
        return hashlib.sha256(repr(parts).encode("utf-8")).hexdigest()[:16]


_PINNED: ContextVar[DataState | None] = ContextVar("pinned", default=None)


def read_pinned_state() -> DataState | None:
    """The state that holds within `pin_state`; None outside."""
    return _PINNED.get()


@contextmanager
def pin_state(state: DataState) -> Iterator[None]:
    """Within, everything is answered from one state, whatever is published meanwhile."""
    token = _PINNED.set(state)
    service = state.service
    try:
        with service.pinned(state.store.stamp) if service else nullcontext():
            yield
    finally:
        _PINNED.reset(token)
