"""Does the store answer? Whom it knew a moment ago, for while it does not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from dashboard.core.vocabulary.people import NOBODY, Person
from dashboard.operations.authentication import ActiveSession, hash_token
from dashboard.store.errors import StoreFaultError

REMEMBERED_SECONDS = 15 * 60
"""Seconds for which somebody whom the store knew may go on reading without it."""
MOST_REMEMBERED = 10_000
SILENT_SECONDS, PAUSE_SECONDS = 1, 5
"""A store that takes longer than the first to fail is not asked again for the second."""
Answer = TypeVar("Answer")


class StoreWatch:
    """What one process knows of its store while that does not answer; safe between threads."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady, self._lock = steady, threading.Lock()
        self._known: dict[str, tuple[Person, float]] = {}
        self._fault: tuple[StoreFaultError, float] | None = None

    def ask(self, ask: Callable[[], Answer]) -> Answer:
        """The store's answer; raises StoreFaultError, at once while the store lets people wait."""
        fault, begun = self._fault, self._steady()
        if fault is not None and begun < fault[1]:
            raise fault[0]
        try:
            return ask()
        except StoreFaultError as error:
            failed = self._steady()
            if failed - begun > SILENT_SECONDS:
                self._fault = (error, failed + PAUSE_SECONDS)
            raise

    def ask_whose(
        self, token: str, ask: Callable[[], ActiveSession | None]
    ) -> ActiveSession | None:
        """Whose session the store says a token is, which is remembered; raises StoreFaultError."""
        known = self.ask(ask)
        self.remember(token, known.person if known else None)
        return known

    def remember(self, token: str, person: Person | None) -> None:
        """Whose session the store says a token is; None: nobody's any more."""
        name = hash_token(token)
        with self._lock:
            self._known.pop(name, None)
            if person is None:
                return
            self._known[name] = (person, self._steady())
            if len(self._known) > MOST_REMEMBERED:
                del self._known[next(iter(self._known))]

    def recall_reader(self, token: str) -> Person:
        """Whoever holds a token, with the right to read alone; nobody where the store did not say
        so lately.
        """
        person, heard = self._known.get(hash_token(token), (NOBODY, 0.0))
        if not person.may("read") or self._steady() - heard > REMEMBERED_SECONDS:
            return NOBODY
        return Person(person.name, person.role, frozenset({"read"}), person.owners, person.themes)
