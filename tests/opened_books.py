"""What did a file hold when it was last opened? The same: tests open the same few workbooks a
thousand times, each in a process of its own, which takes longer than to read them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from dashboard.ingest.opening import reader, wire

MOST = 64
"""Files that a process of tests remembers."""
_NOTES: dict[bytes, list[bytes]] = {}
"""Content → the notes of the process that opened it."""
_read_notes: Callable[[bytes], Iterator[wire.Note]] = reader._read_notes


def replay(data: bytes) -> Iterator[wire.Note]:
    """The notes of a file: of its own process the first time, kept ones after that."""
    if data in _NOTES:
        yield from map(wire.decode_note, _NOTES[data])
        return
    notes = []
    for note in _read_notes(data):
        notes.append(wire.encode_note(note))
        if note[0] == "end":
            _keep(data, notes)
        yield note


def _keep(data: bytes, notes: list[bytes]) -> None:
    if len(_NOTES) >= MOST:
        del _NOTES[next(iter(_NOTES))]
    _NOTES[data] = notes


def remember() -> None:
    """From here on a file is opened once in this process."""
    reader._read_notes = replay


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is opened anew: for tests of the process that opens it."""
    monkeypatch.setattr(reader, "_read_notes", _read_notes)
