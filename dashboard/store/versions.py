"""What was accepted, when, and what of it holds? Versions are added, never changed; an undo is a
version that withdraws another.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
from sqlalchemy import Connection, Engine, func, select

from dashboard.core.changes.revisions import REASONS, is_superseding_note
from dashboard.core.vocabulary.model import OBSERVATIONS, Registry, iterate_rows
from dashboard.core.vocabulary.text import Text
from dashboard.core.vocabulary.units import UNITS, find_conversion_factor
from dashboard.store import audit, failpoints
from dashboard.store.database import StoreError, begin_read, begin_write
from dashboard.store.schema import observations, versions

ROWS_AT_ONCE = 500
KEY = ["indicator", "region", "year", "month"]
Progress = Callable[[int, int], None]
Check = Callable[[Connection], None]


@dataclass(frozen=True, slots=True)
class Version:
    """One version as history shows it, without its bytes and rows."""

    number: int
    kind: str
    withdraws: int | None
    file: str
    sha256: str
    content: str
    who: str
    at: str
    note: str
    quality: str
    released: date | None
    key: str | None
    rows: int
    withdrawn: bool = False


class StaleError(StoreError):
    """Somebody published after the preview; `current` is the version now in force."""

    def __init__(self, base: int, current: int) -> None:
        super().__init__(
            Text(
                f"预览依据的是版本 {base}，其后已有版本 {current}；请重新预览",
                f"the preview was made on version {base}; version {current} came since: preview "
                "again",
            )
        )
        self.current = current


class DuplicateError(StoreError):
    """The same workbook, or the same figures, are in a version that still holds."""

    def __init__(self, number: int, *, same_bytes: bool) -> None:
        what = (
            Text("同一个文件", "the same file")
            if same_bytes
            else Text("内容相同的文件", "a file with the same figures")
        )
        super().__init__(
            Text(
                f"{what.zh}已是版本 {number}，没有重复入库",
                f"{what.en} is already version {number}; it was not stored again",
            )
        )
        self.number = number


@dataclass(frozen=True)
class Book:
    """A workbook to be accepted: its bytes, what was read from it, and what a person says about
    it.
    """

    file: str
    data: bytes
    rows: pd.DataFrame
    who: str
    at: str
    note: str = ""
    quality: str = "published"
    released: date | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    """What else the audit is to say of its acceptance."""
    happened: str = ""
    """When it was accepted, where `at` is the date of its content: what the audit says."""

    @property
    def sha256(self) -> str:
        """The hash of the bytes."""
        return sha256(self.data)

    @property
    def content(self) -> str:
        """The hash of the rows, in any order and from any cell: what would be stored twice."""
        columns = ["indicator", "region", "year", "month", "value", "quality", "source", "note"]
        plain = sorted(
            json.dumps([str(part) for part in row], ensure_ascii=False)
            for row in self.rows[columns].itertuples(index=False)
        )
        return hashlib.sha256("\n".join(plain).encode("utf-8")).hexdigest()


def sha256(data: bytes) -> str:
    """The hash of a workbook's bytes."""
    return hashlib.sha256(data).hexdigest()


def load_latest_number(connection: Connection) -> int:
    """The number of the newest version, 0 where there is none."""
    return int(
        connection.execute(select(func.coalesce(func.max(versions.c.number), 0))).scalar_one()
    )


def publish(
    engine: Engine,
    registry: Registry,
    book: Book,
    base: int | None = None,
    key: str | None = None,
    progress: Progress | None = None,
    still: Check | None = None,
) -> int:
    """Accept a workbook as a version, in one transaction; answers its number.

    `base` is the version a preview was made on: raises StaleError when another came since. A `key`
    that is known gives its version back, so that a retry publishes once. `still` raises, inside the
    transaction, where the person may no more. Raises AlreadyError for a workbook whose version
    still holds.
    """
    with begin_write(engine) as connection:
        failpoints.reach("publish.begun")
        if still is not None:
            still(connection)
        if key is not None:
            known = connection.execute(
                select(versions.c.number).where(versions.c.key == key)
            ).scalar()
            if known is not None:
                return int(known)
        current = load_latest_number(connection)
        if base is not None and base != current:
            raise StaleError(base, current)
        _refuse_repeats(connection, book)
        number = current + 1
        connection.execute(
            versions.insert().values(
                number=number,
                kind="import",
                file=book.file,
                sha256=book.sha256,
                content=book.content,
                who=book.who,
                at=book.at,
                note=book.note,
                quality=book.quality,
                released=book.released,
                key=key,
                book=book.data,
            )
        )
        failpoints.reach("publish.version")
        _insert_rows(connection, registry, number, book.rows, progress)
        failpoints.reach("publish.rows")
        details: dict[str, object] = {
            "file": book.file,
            "sha256": book.sha256,
            "rows": len(book.rows),
            "note": book.note,
            **book.details,
        }
        audit.append_entry(
            connection,
            at=book.happened or book.at,
            who=book.who,
            action="publish",
            version=number,
            details=details,
        )
        failpoints.reach("publish.audit")
    failpoints.reach("publish.committed")
    return number


def _refuse_repeats(connection: Connection, book: Book) -> None:
    holding = set(_list_holding(connection))
    same = (
        versions.c.content == book.content
    )  # the same bytes may be read otherwise: by another scope, with a question answered
    found = connection.execute(
        select(versions.c.number, versions.c.sha256).where(same, versions.c.kind == "import")
    )
    for row in found:
        if row.number in holding:
            raise DuplicateError(row.number, same_bytes=row.sha256 == book.sha256)


def _insert_rows(
    connection: Connection,
    registry: Registry,
    number: int,
    rows: pd.DataFrame,
    progress: Progress | None,
) -> None:
    records = []
    for position, row in enumerate(iterate_rows(rows), start=1):
        unit = registry.indicators[row.indicator].unit
        records.append(
            {
                "version": number,
                "row": position,
                "indicator": row.indicator,
                "region": row.region,
                "year": int(row.year),
                "month": int(row.month),
                "value": float(row.value),
                "unit": unit.name if unit else "",
                "quality": row.quality,
                "published": row.published.date() if pd.notna(row.published) else None,
                "source": row.source,
                "cell": row.cell,
                "note": row.note,
                "correction": is_superseding_note(row.note),
            }
        )
    for start in range(0, len(records), ROWS_AT_ONCE):
        connection.execute(observations.insert(), records[start : start + ROWS_AT_ONCE])
        failpoints.reach("publish.half")
        if progress:
            progress(min(start + ROWS_AT_ONCE, len(records)), len(records))


def undo(
    engine: Engine,
    number: int,
    who: str,
    at: str,
    note: str = "",
    still: Check | None = None,
    address: str = "",
) -> int:
    """Withdraw a version by a new one; later versions stand. Undoing an undo brings the rows
    back.
    """
    with begin_write(engine) as connection:
        failpoints.reach("undo.begun")
        if still is not None:
            still(connection)
        found = connection.execute(
            select(versions.c.file).where(versions.c.number == number)
        ).first()
        if found is None:
            raise StoreError(Text(f"没有版本 {number}", f"there is no version {number}"))
        if number not in _list_holding(connection):
            raise StoreError(Text(f"版本 {number} 已经撤销", f"version {number} is already undone"))
        mine = load_latest_number(connection) + 1
        connection.execute(
            versions.insert().values(
                number=mine,
                kind="undo",
                withdraws=number,
                file=found.file,
                sha256="",
                content="",
                who=who,
                at=at,
                note=note,
                quality="",
            )
        )
        failpoints.reach("undo.version")
        audit.append_entry(
            connection,
            at=at,
            who=who,
            action="undo",
            version=mine,
            details={
                "withdraws": number,
                "note": note,
                **({"address": address} if address else {}),
            },
        )
        failpoints.reach("undo.audit")
    failpoints.reach("undo.committed")
    return mine


def _list_holding(connection: Connection, version: int | None = None) -> list[int]:
    """The versions that hold as of a version, newest first: an undo that is itself undone withdraws
    nothing.
    """
    asked = select(versions.c.number, versions.c.withdraws).order_by(versions.c.number.desc())
    if version is not None:
        asked = asked.where(versions.c.number <= version)
    holding: list[int] = []
    withdrawn: set[int] = set()
    for row in connection.execute(asked):
        if row.number in withdrawn:
            continue
        holding.append(row.number)
        if row.withdraws is not None:
            withdrawn.add(row.withdraws)
    return holding


def load_observations(
    engine: Engine, registry: Registry, known_on: date | None = None, version: int | None = None
) -> pd.DataFrame:
    """The observations that hold, newest version first, columns of `model.OBSERVATIONS`, in the
    indicators' units of now.

    With `version`, as of that version; with `known_on`, only figures published up to that day.
    """
    with begin_read(engine) as connection:
        holding = _list_holding(connection, version)
        columns = [column for column in observations.c if column.name != "row"]
        asked = select(*columns).order_by(observations.c.version.desc(), observations.c.row)
        rows = connection.execute(asked).all() if holding else []
    frame = pd.DataFrame(rows, columns=[column.name for column in columns])
    frame = _convert_units(_drop_superseded(frame[frame["version"].isin(holding)]), registry)
    frame = frame[list(OBSERVATIONS)].astype(
        {"year": "int64", "month": "int64", "value": "float64"}
    )
    frame["published"] = pd.to_datetime(frame["published"])
    if known_on is not None:
        frame = frame[frame["published"] <= pd.Timestamp(known_on)]
    return frame.reset_index(drop=True)


def _drop_superseded(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows without those whose key a newer version corrects."""
    corrections = frame[frame["correction"].astype(bool)]
    if not len(corrections):
        return frame
    newest = corrections.groupby(KEY)["version"].max().rename("corrected")
    corrected = frame.join(newest, on=KEY)["corrected"].to_numpy()
    return frame[~(frame["version"].to_numpy() < corrected)]


def _convert_units(frame: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Values in the declaration's units; rows that the declaration no longer knows, or knows as
    something else, are left out.
    """
    frame = frame[
        frame["indicator"].isin(registry.indicators) & frame["region"].isin(registry.regions)
    ]
    factors: dict[tuple[str, str], float] = {}
    for name, unit in frame[["indicator", "unit"]].drop_duplicates().itertuples(index=False):
        now = registry.indicators[name].unit
        by = find_conversion_factor(UNITS[unit], now) if unit and now else 1.0
        factors[name, unit] = float("nan") if by is None else by
    by_row = pd.Series(
        [factors[key] for key in zip(frame["indicator"], frame["unit"], strict=True)],
        index=frame.index,
        dtype=float,
    )
    return frame.assign(value=frame["value"] * by_row)[by_row.notna()]


def list_versions(engine: Engine) -> list[Version]:
    """Every version, newest first, with how many rows it brought and whether it is withdrawn."""
    columns = [column for column in versions.c if column.name != "book"]
    counted = (
        select(observations.c.version, func.count().label("rows"))
        .group_by(observations.c.version)
        .subquery()
    )
    asked = select(*columns, func.coalesce(counted.c.rows, 0).label("rows")).outerjoin(
        counted, counted.c.version == versions.c.number
    )
    with begin_read(engine) as connection:
        holding = set(_list_holding(connection))
        found = list(connection.execute(asked.order_by(versions.c.number.desc())))
    return [Version(**{**row._mapping, "withdrawn": row.number not in holding}) for row in found]  # noqa: SLF001 - the public name of a row's mapping


def load_original(engine: Engine, number: int) -> tuple[str, bytes]:
    """The name and the bytes of a version's workbook, as received."""
    with begin_read(engine) as connection:
        row = connection.execute(
            select(versions.c.file, versions.c.book).where(versions.c.number == number)
        ).first()
    if row is None or row.book is None:
        raise StoreError(Text(f"版本 {number} 没有工作簿", f"version {number} has no workbook"))
    return row.file, row.book


def list_known_hashes(engine: Engine) -> Iterator[str]:
    """The hashes of every workbook ever accepted, withdrawn ones too."""
    with begin_read(engine) as connection:
        yield from connection.execute(
            select(versions.c.sha256).where(versions.c.kind == "import")
        ).scalars()


def list_indicators(engine: Engine, number: int) -> set[str]:
    """The indicators whose figures a version brought, or took back."""
    with begin_read(engine) as connection:
        while True:
            withdrawn = connection.execute(
                select(versions.c.withdraws).where(versions.c.number == number)
            ).scalar()
            if withdrawn is None:
                break
            number = withdrawn
        asked = select(observations.c.indicator).where(observations.c.version == number).distinct()
        return set(connection.execute(asked).scalars())


def count_reasons(engine: Engine, number: int) -> dict[str, int]:
    """Why figures of a version were revised: how many for each reason, by the marks of their
    notes.
    """
    asked = select(observations.c.note).where(
        observations.c.version == number, observations.c.correction
    )
    with begin_read(engine) as connection:
        notes = [str(note).strip() for note in connection.execute(asked).scalars()]
    counts = {
        name: sum(note.startswith(reason.mark) for note in notes)
        for name, reason in REASONS.items()
    }
    return {name: count for name, count in counts.items() if count}
