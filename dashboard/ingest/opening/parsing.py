"""What does a file say, whatever kind it is? Note by note, as the child hands it on."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.ingest.cells import RefusedError
from dashboard.ingest.opening import kinds, ods, texts, wire, xls, xlsx

READERS = {
    "xlsx": xlsx.read_notes,
    "ods": ods.read_notes,
    "xls": xls.read_notes,
    "text": texts.read_notes,
}


def read_notes(data: bytes) -> Iterator[wire.Note]:
    """Everything a file says, note by note, the last one `end` or `refused`."""
    try:
        yield from READERS[kinds.detect_kind(data)](data)
        yield ("end",)
    except RefusedError as error:
        yield wire.build_refusal(error)
    except (MemoryError, RecursionError):
        yield wire.build_refusal(RefusedError("too-heavy"))
    except Exception as error:  # noqa: BLE001 - whatever a parser raises, the file is at fault
        yield wire.build_refusal(RefusedError("damaged-workbook", found=type(error).__name__))
