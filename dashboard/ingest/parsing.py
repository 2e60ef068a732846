"""What does a file say, whatever kind it is? Note by note, as the child hands it on."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.ingest import kinds, texts, wire, xls, xlsx
from dashboard.ingest.cells import RefusedError

READERS = {"xlsx": xlsx.read, "xls": xls.read, "text": texts.read}


def notes(data: bytes) -> Iterator[wire.Note]:
    """Everything a file says, note by note, the last one `end` or `refused`."""
    try:
        yield from READERS[kinds.kind(data)](data)
        yield ("end",)
    except RefusedError as error:
        yield wire.refused(error)
    except (MemoryError, RecursionError):
        yield wire.refused(RefusedError("too-heavy"))
    except Exception as error:  # noqa: BLE001 - whatever a parser raises, the file is at fault and is named
        yield wire.refused(RefusedError("damaged-workbook", found=type(error).__name__))
