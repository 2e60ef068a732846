"""Which workbooks were uploaded and wait for a decision? Their bytes, how far their reading is, and
what they would change.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

import pandas as pd
from sqlalchemy import Connection, RowMapping, delete, select, update

from dashboard.core.vocabulary.model import DECIMALS, OBSERVATIONS, iterate_rows
from dashboard.store.schema import previews

READING, READY, REFUSED, FAILED, PUBLISHED = "reading", "ready", "refused", "failed", "published"
"""The states: being read · to be decided on · not readable as a whole · the reader ended too early
· a version was made of it.
"""
STALLED_SECONDS = 30
"""Seconds after which a reading that nobody says goes on has failed: its server is gone."""


@dataclass(frozen=True, slots=True)
class PendingUpload:
    """A workbook that waits, without its bytes and rows; moments are seconds since 1970."""

    id: str
    person: str
    file: str
    sha256: str
    state: str
    turn: int
    step: str
    done: int
    total: int
    touched: int
    expires: int
    terms: dict[str, Any]
    base: int
    units: str
    version: int | None


_COLUMNS = [column for column in previews.c if column.name not in ("book", "rows", "shown")]


def _read_upload(row: RowMapping, now: int) -> PendingUpload:
    found = PendingUpload(**{**row, "terms": json.loads(row["terms"])})
    is_stalled = found.state == READING and now - found.touched > STALLED_SECONDS
    return replace(found, state=FAILED) if is_stalled else found


def insert_upload(connection: Connection, pending: PendingUpload, book: bytes) -> None:
    """Keep a workbook that has just come."""
    values = {**asdict(pending), "terms": _format_json(pending.terms), "book": book}
    connection.execute(previews.insert().values(**values))


def _format_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def find_upload(connection: Connection, id_: str, now: int) -> PendingUpload | None:
    """The workbook of an id, None where there is none or its time is over."""
    asked = select(*_COLUMNS).where(previews.c.id == id_, previews.c.expires > now)
    row = connection.execute(asked).mappings().first()
    return _read_upload(row, now) if row else None


def list_uploads(connection: Connection, person: str, now: int) -> list[PendingUpload]:
    """A person's workbooks that wait, the newest first."""
    mine = (previews.c.person == person) & (previews.c.expires > now)
    waiting = select(*_COLUMNS).where(mine, previews.c.state != PUBLISHED)
    newest_first = waiting.order_by(previews.c.touched.desc(), previews.c.id)
    return [_read_upload(row, now) for row in connection.execute(newest_first).mappings()]


def load_book(connection: Connection, id_: str) -> bytes:
    """The bytes of a workbook; nothing once it is published."""
    book = connection.execute(select(previews.c.book).where(previews.c.id == id_)).scalar()
    return bytes(book or b"")


def update_step(
    connection: Connection, id_: str, turn: int, step: tuple[str, int, int], now: int
) -> None:
    """How far a reading is."""
    name, done, total = step
    _update_while_reading(connection, id_, turn, step=name, done=done, total=total, touched=now)


def touch_readings(connection: Connection, readings: Iterable[tuple[str, int]], now: int) -> None:
    """Some readings, by id and turn, go on or wait for their place."""
    for id_, turn in readings:
        _update_while_reading(connection, id_, turn, touched=now)


def finish_reading(
    connection: Connection, id_: str, turn: int, state: str, result: Result, now: int
) -> None:
    """A reading has ended."""
    _update_while_reading(
        connection,
        id_,
        turn,
        state=state,
        touched=now,
        base=result.base,
        units=result.units,
        rows=_pack_json(_convert_rows(result.rows)),
        shown=_pack_json(result.shown),
    )


def fail_reading(connection: Connection, id_: str, turn: int, now: int) -> None:
    """The reader ended before it had read everything."""
    _update_while_reading(connection, id_, turn, state=FAILED, touched=now)


def restart_reading(
    connection: Connection, pending: PendingUpload, terms: dict[str, Any], now: int, expires: int
) -> int:
    """Read the workbook once more, on other terms or against what has come since; answers the
    turn.
    """
    connection.execute(
        update(previews)
        .where(previews.c.id == pending.id, previews.c.state != PUBLISHED)
        .values(
            turn=pending.turn + 1,
            state=READING,
            step="wait",
            done=0,
            total=1,
            touched=now,
            expires=expires,
            terms=_format_json(terms),
            rows=None,
            shown=None,
        )
    )
    return pending.turn + 1


def mark_published(connection: Connection, id_: str, version: int) -> None:
    """A version was made of it: what was kept for the decision is erased, which version it became
    stays until its time is over.
    """
    connection.execute(
        update(previews)
        .where(previews.c.id == id_)
        .values(state=PUBLISHED, version=version, book=None, rows=None, shown=None)
    )


def delete_upload(connection: Connection, id_: str) -> None:
    """Erase a workbook that is not wanted."""
    connection.execute(delete(previews).where(previews.c.id == id_))


def delete_expired(connection: Connection, now: int) -> None:
    """Erase what nobody has decided on in its time."""
    connection.execute(delete(previews).where(previews.c.expires <= now))


def _update_while_reading(connection: Connection, id_: str, turn: int, **values: object) -> None:
    """A change that holds only while this reading goes on."""
    mine = (previews.c.id == id_) & (previews.c.state == READING) & (previews.c.turn == turn)
    connection.execute(update(previews).where(mine).values(**values))


@dataclass(frozen=True)
class Result:
    """What a reading gave: the rows to store, what a person is shown of it, and what both were held
    against.
    """

    base: int
    units: str
    rows: pd.DataFrame
    shown: dict[str, Any]


def find_result(connection: Connection, id_: str) -> Result | None:
    """What a reading gave, None while there is nothing."""
    columns = (previews.c.base, previews.c.units, previews.c.rows, previews.c.shown)
    row = connection.execute(select(*columns).where(previews.c.id == id_)).first()
    if row is None or row.rows is None or row.shown is None:
        return None
    return Result(row.base, row.units, _unpack_rows(row.rows), _unpack_json(row.shown))


_KEPT = (*OBSERVATIONS, DECIMALS)


def _unpack_rows(packed: bytes) -> pd.DataFrame:
    rows = _unpack_json(packed)
    width = len(rows[0]) if rows else len(_KEPT)  # what an earlier release kept has no decimals
    frame = pd.DataFrame(rows, columns=list(_KEPT[:width]))
    frame = frame.astype({"year": "int64", "month": "int64", "value": "float64"})
    frame["published"] = pd.to_datetime(frame["published"])
    return frame


def _convert_rows(rows: pd.DataFrame) -> list[list[object]]:
    """Rows for JSON; numbers keep every digit."""
    return [
        [
            row.indicator,
            row.region,
            int(row.year),
            int(row.month),
            float(row.value),
            row.quality,
            row.published.date().isoformat() if pd.notna(row.published) else None,
            row.source,
            row.cell,
            row.note,
            None if pd.isna(row.decimals) else int(row.decimals),
        ]
        for row in iterate_rows(rows.reindex(columns=list(_KEPT)))
    ]


def _pack_json(value: object) -> bytes:
    return zlib.compress(_format_json(value).encode("utf-8"), 6)


def _unpack_json(packed: bytes) -> Any:
    return json.loads(zlib.decompress(packed))
