"""Read one upload in a process of its own: `python -m dashboard.upload_worker ID TURN SECONDS`; how
far it is and what it found go to the store.

So the server's threads stay free for readers, whatever is in the file; the file itself is opened by
yet another process, which can reach nothing (`ingest.opening.child`). It is nice to the others, and
its memory goes with it.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Engine

from dashboard import settings
from dashboard.operations import uploads
from dashboard.operations.authentication import Authenticator
from dashboard.operations.snapshots import SnapshotService, read_declaration
from dashboard.operations.store_source import StoreSource
from dashboard.store import accounts, failpoints, previews
from dashboard.store.database import begin_read, begin_write, open_database
from dashboard.store.errors import StoreFaultError

NOTE_SECONDS = 0.4
"""Seconds between two notes of how far the reading is."""
NICE = 10
STORE_AWAY = 75
"""The exit code of a reading that may be tried again: the store did not answer (EX_TEMPFAIL of
sysexits.h).
"""


@dataclass
class ProgressNotes:
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
        if step == self._step and moment - self._last < NOTE_SECONDS:
            return
        self._last, self._step = moment, step
        with begin_write(self.engine) as connection:
            previews.update_step(
                connection,
                self.id,
                self.turn,
                (step, done, max(total, 1)),
                self.now + int(moment - self._begun),
            )


def main(id_: str, turn: str, now: str) -> int:
    """Read an upload for the so-manieth time; `now` is the moment of its caller, in seconds since
    1970. Answers an exit code.
    """
    try:
        return _read(id_, int(turn), int(now))
    except StoreFaultError as error:
        print(error.text.en, file=sys.stderr)
        return STORE_AWAY


def _read(id_: str, turn: int, at: int) -> int:
    if hasattr(os, "nice"):
        os.nice(NICE)
    chosen = settings.load()
    failpoints.arm(chosen.failpoint)
    engine = open_database(chosen.store_url)
    registry = read_declaration(chosen.indicators).registry
    with begin_read(engine) as connection:
        pending = previews.find_upload(connection, id_, at)
        account = accounts.find_account(connection, pending.person) if pending else None
    if registry is None or pending is None or account is None:
        return 0  # it was discarded, or there is nothing to read it with: nobody waits for it
    stored = StoreSource(engine, chosen.data_dir)
    by = Authenticator(engine, chosen.policy, "").person(account, at)
    service = SnapshotService(
        registry, stored, date.fromisoformat(pending.terms["received"]), chosen.rules
    )
    notes = ProgressNotes(engine, id_, turn, at)
    state, result = uploads.read_upload(service, stored, pending, by, notes)
    with begin_write(engine) as connection:
        previews.finish_reading(connection, id_, turn, state, result, at)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
