"""Read one upload in a process of its own: `python -m dashboard.upload_worker ID TURN SECONDS`; how far it is and what it found go to the store.

So the server's threads stay free for readers, whatever is in the file; the file itself is opened by yet another process,
which can reach nothing (`ingest.child`). It is nice to the others, and its memory goes with it.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Engine

from dashboard import settings
from dashboard.core.vocabulary.people import Person
from dashboard.operations import uploads
from dashboard.operations.authentication import Admission
from dashboard.operations.publishing import Stored
from dashboard.operations.snapshots import Desk, declaration
from dashboard.store import accounts, failpoints, previews
from dashboard.store.database import connect, reading, writing
from dashboard.store.previews import Held

EVERY = 0.4
"""Seconds between two notes of how far the reading is."""
NICE = 10


@dataclass
class Notes:
    """How far the reading is, written down now and then."""

    engine: Engine
    id: str
    turn: int
    now: int
    _begun: float = field(default_factory=time.monotonic)
    _last: float = 0.0
    _step: str = ""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Write down a step that is new, or once the last note is old."""
        moment = time.monotonic()
        if step == self._step and moment - self._last < EVERY:
            return
        self._last, self._step = moment, step
        with writing(self.engine) as connection:
            previews.at(connection, self.id, self.turn, (step, done, max(total, 1)), self.now + int(moment - self._begun))


def main(id_: str, turn: str, now: str) -> int:
    """Read an upload for the so-manieth time; `now` is the moment of its caller, in seconds since 1970. Answers an exit code."""
    if hasattr(os, "nice"):
        os.nice(NICE)
    chosen, at = settings.load(), int(now)
    failpoints.arm(chosen.failpoint)
    engine = connect(chosen.store_url)
    registry = declaration(chosen.indicators).registry
    with reading(engine) as connection:
        held = previews.find(connection, id_, at)
        account = accounts.find(connection, held.person) if held else None
    if registry is None or held is None or account is None:
        return 0  # it was discarded, or there is nothing to read it with: nobody waits for it
    stored = Stored(engine, chosen.data_dir)
    by = Admission(engine, chosen.policy, "").person(account, at)
    desk = Desk(registry, stored, date.fromisoformat(held.terms["received"]), chosen.rules)
    _read(desk, stored, held, Notes(engine, id_, int(turn), at), by)
    return 0


def _read(desk: Desk, stored: Stored, held: Held, notes: Notes, by: Person) -> None:
    state, found = uploads.read(desk, stored, held, by, notes)
    with writing(stored.engine) as connection:
        previews.finish(connection, held.id, notes.turn, state, found, notes.now)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
