"""How does a person's upload become a version? Kept, read, decided on: each step by whoever it
belongs to, and only in its time.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.people import Person
from dashboard.core.vocabulary.snapshot import View
from dashboard.core.vocabulary.text import Text
from dashboard.ingest.opening.wire import Progress as Steps
from dashboard.operations.authentication import (
    Authenticator,
    Caller,
    ForbiddenError,
    RefusedError,
    record_action,
)
from dashboard.operations.publishing import (
    Decision,
    Upload,
    apply_decision,
    compare_versions,
    hash_units,
    preview_upload,
)
from dashboard.operations.scope import refuse_out_of_scope
from dashboard.operations.snapshots import SnapshotService
from dashboard.operations.store_source import StoreSource
from dashboard.operations.upload_rows import build_rows, count_reasons
from dashboard.operations.upload_summary import build_summary
from dashboard.store import accounts, counters, errors, previews, versions
from dashboard.store.counters import Limit
from dashboard.store.database import begin_read, begin_write
from dashboard.store.previews import Result
from dashboard.store.versions import Book

# What whoever decides on an upload meets: a page needs no store to name it.
PendingUpload = previews.PendingUpload
StoreError, StoreFaultError = errors.StoreError, errors.StoreFaultError
StaleError = versions.StaleError
READING, REFUSED = previews.READING, previews.REFUSED
FAILED, PUBLISHED = previews.FAILED, previews.PUBLISHED

WAITING_MINUTES = 30
"""For so long an upload waits for a decision."""
MOST_WAITING = 8
"""Uploads of one person that may wait at a time."""
UPLOAD_GONE = Text(
    "这个上传已过期、已放弃，或不是你的；请重新上传",
    "this upload is over, was discarded, or is not yours; upload the file again",
)


def save_upload(auth: Authenticator, caller: Caller, file: str, data: bytes) -> str:
    """Keep an upload; answers its id. Refuses what goes beyond a person's share."""
    if not data:
        raise RefusedError(Text("文件是空的", "the file is empty"))
    limit = Limit("upload", auth.policy.uploads_per_hour, 3600)
    pending = _build_pending(caller, file, data)
    with begin_write(auth.engine) as connection:
        previews.delete_expired(connection, caller.now)
        wait = counters.count_try(connection, limit, pending.person, caller.now)
        if not wait:
            _insert_upload(connection, caller, pending, data)
    if wait:
        again = Text.count(
            -(-wait // 60),
            "一小时内上传的文件过多，请 {n} 分钟后再试",
            "too many uploads in an hour; try again in {n} minute",
            "too many uploads in an hour; try again in {n} minutes",
        )
        raise RefusedError(again, wait)
    return pending.id


def _build_pending(caller: Caller, file: str, data: bytes) -> PendingUpload:
    """An upload that has just come and is not read yet."""
    return PendingUpload(
        id=secrets.token_hex(16),
        person=accounts.normalize_name(caller.person.name),
        file=file,
        sha256=versions.sha256(data),
        state=previews.READING,
        turn=0,
        step="wait",
        done=0,
        total=1,
        touched=caller.now,
        expires=caller.now + WAITING_MINUTES * 60,
        terms={
            "quality": "published",
            "answers": {},
            "declined": {},
            "received": caller.at.date().isoformat(),
        },
        base=0,
        units="",
        version=None,
    )


def _insert_upload(
    connection: Connection, caller: Caller, pending: PendingUpload, data: bytes
) -> None:
    """Keep an upload; where too many of the person wait, the oldest give way."""
    waiting = previews.list_uploads(connection, pending.person, caller.now)
    for old in waiting[MOST_WAITING - 1 :]:
        previews.delete_upload(connection, old.id)
    previews.insert_upload(connection, pending, data)
    details = {"file": pending.file, "sha256": pending.sha256, "bytes": len(data)}
    record_action(connection, caller, "upload", details)


def load_upload(auth: Authenticator, caller: Caller, id_: str) -> PendingUpload:
    """An upload, for whoever it belongs to; raises RefusedError for everybody else, in the same
    words as for none.
    """
    with begin_read(auth.engine) as connection:
        return _load_own_upload(connection, caller, id_)


def _load_own_upload(connection: Connection, caller: Caller, id_: str) -> PendingUpload:
    pending = previews.find_upload(connection, id_, caller.now)
    if pending is None or not caller.person.may("publish"):
        raise ForbiddenError(UPLOAD_GONE)
    if pending.person != accounts.normalize_name(caller.person.name):
        raise ForbiddenError(UPLOAD_GONE)
    return pending


def list_waiting(auth: Authenticator, caller: Caller) -> list[PendingUpload]:
    """The caller's uploads that wait for a decision."""
    person = accounts.normalize_name(caller.person.name)
    with begin_read(auth.engine) as connection:
        return previews.list_uploads(connection, person, caller.now)


def load_summary(auth: Authenticator, id_: str) -> dict[str, Any]:
    """What a reading found, as a person is shown it."""
    with begin_read(auth.engine) as connection:
        result = previews.find_result(connection, id_)
    return result.shown if result else {}


def load_original(auth: Authenticator, id_: str) -> bytes:
    """The bytes of an upload."""
    with begin_read(auth.engine) as connection:
        return previews.load_book(connection, id_)


def read_upload(
    service: SnapshotService,
    stored: StoreSource,
    pending: PendingUpload,
    by: Person,
    progress: Steps,
) -> tuple[str, Result]:
    """Read an upload on its terms; answers its state and what was found."""
    with begin_read(stored.engine) as connection:
        data = previews.load_book(connection, pending.id)
    terms = pending.terms
    answers = {name: meant for name, meant in terms["answers"].items() if meant}
    received = date.fromisoformat(terms["received"])
    upload = Upload(pending.file, data, received, terms["quality"], answers)
    preview = preview_upload(service, stored, upload, progress, by=by, revising=True)
    reading = preview.reading
    state = previews.REFUSED if reading.outcome == "reject-whole-file" else previews.READY
    summary = build_summary(preview, service.registry)
    return state, Result(preview.base, preview.units, reading.observations, summary)


def restart_reading(auth: Authenticator, caller: Caller, id_: str, **changed: Any) -> int:
    """An upload is to be read once more, on other terms or against what has come since; answers the
    turn.
    """
    limit = Limit("again", auth.policy.uploads_per_hour * 2, 3600)
    with begin_write(auth.engine) as connection:
        pending = _load_own_upload(connection, caller, id_)
        wait = counters.count_try(connection, limit, pending.person, caller.now)
        if wait:
            raise RefusedError(
                Text("重新预览过于频繁，请稍后再试", "previewed again too often; try again later"),
                wait,
            )
        terms = {**pending.terms, **changed}
        expires = caller.now + WAITING_MINUTES * 60
        return previews.restart_reading(connection, pending, terms, caller.now, expires)


def discard_upload(auth: Authenticator, caller: Caller, id_: str) -> None:
    """Erase an upload that is not wanted."""
    with begin_write(auth.engine) as connection:
        pending = _load_own_upload(connection, caller, id_)
        previews.delete_upload(connection, id_)
        record_action(
            connection, caller, "discard", {"file": pending.file, "sha256": pending.sha256}
        )


def publish_upload(
    auth: Authenticator,
    service: SnapshotService,
    stored: StoreSource,
    caller: Caller,
    id_: str,
    decision: Decision,
) -> int:
    """Make a version of an upload; answers its number, and the same number a second time.

    Raises StaleError where somebody published in between, RefusedError where something is missing
    or the caller may not.
    """
    # One look: what another click publishes meanwhile is not half gone.
    with begin_read(auth.engine) as connection:
        pending = _load_own_upload(connection, caller, id_)
        result = previews.find_result(connection, id_)
        data = previews.load_book(connection, id_)
    if pending.version is not None:
        return pending.version
    _refuse_other_than_shown(pending, decision)
    if pending.state != previews.READY or result is None:
        raise RefusedError(
            Text("文件还没有读完，或不能读取", "the file is not read yet, or cannot be read")
        )
    _refuse_unconfirmed(result.shown.get("slips", []), decision)
    registry = service.registry
    if result.units != hash_units(registry, result.rows["indicator"]):
        raise StaleError(pending.base, stored.newest())
    book = _build_book(registry, pending, data, result, caller, decision)

    def refuse_lost_right(connection: Connection) -> None:
        person = auth.reload_person(connection, caller, "publish")
        refuse_out_of_scope(person, registry, book.rows["indicator"])

    number = stored.publish(registry, book, result.base, id_, still=refuse_lost_right)
    with begin_write(auth.engine) as connection:
        previews.mark_published(connection, id_, number)
    return number


def _refuse_other_than_shown(pending: PendingUpload, decision: Decision) -> None:
    """Refuse where the form says something else than what was read and shown."""
    is_other_turn = decision.turn not in (None, pending.turn)
    is_other_quality = decision.quality not in ("", pending.terms["quality"])
    if is_other_turn or is_other_quality or decision.unread:
        raise RefusedError(
            Text(
                "显示的内容与将入库的不一致，请先点“重新预览”",
                "what is shown is not what would be stored: preview again first",
            )
        )


def _refuse_unconfirmed(slips: list[dict[str, str]], decision: Decision) -> None:
    """Refuse while somebody has not looked at every figure that has probably slipped by a power of
    ten.
    """
    left = [slip["place"] for slip in slips if slip["place"] not in decision.confirmed]
    if left:
        count = Text.count(len(left), "{n} 个数据", "{n} figure", "{n} figures")
        raise RefusedError(
            Text(
                f"{count.zh}可能差了若干位，请逐条核对并勾选“确认无误”：{left[0]}",
                f"probably slipped by a power of ten, to be confirmed one by one: {count.en}, "
                f"first {left[0]}",
            )
        )


def _build_book(
    registry: Registry,
    pending: PendingUpload,
    data: bytes,
    result: Result,
    caller: Caller,
    decision: Decision,
) -> Book:
    """An upload as a workbook to be accepted; refuses what the decision leaves open."""
    rows = build_rows(registry, caller, result, decision)
    who, at = caller.person.name, caller.at.isoformat(timespec="seconds")
    book = Book(pending.file, data, rows, who, at, quality=pending.terms["quality"])
    book = apply_decision(book, decision)
    details = {"address": caller.address, **count_reasons(result, decision)}
    return replace(book, note=book.note.strip()[:500], details=details)


def count_changes_since(service: SnapshotService, pending: PendingUpload, newest: int) -> int:
    """How many values in force have changed since an upload was compared with them."""
    if pending.base >= newest:
        return 0
    return len(compare_versions(service, pending.base, newest, View()).changes)


def undo_version(
    auth: Authenticator,
    service: SnapshotService,
    stored: StoreSource,
    caller: Caller,
    number: int,
    note: str = "",
) -> int:
    """Undo a version, by whoever answers for all of its figures; answers the number of the one that
    withdraws it.
    """
    if not caller.person.may("publish"):
        raise ForbiddenError(Text("你没有这项权限", "this is not among your rights"))
    indicators = versions.list_indicators(stored.engine, number)
    if not all(caller.person.answers_for(service.registry, name) for name in indicators):
        raise ForbiddenError(
            Text(
                f"版本 {number} 含有不在你负责范围内的数据",
                f"version {number} holds figures that are not within your scope",
            )
        )

    def refuse_lost_right(connection: Connection) -> None:
        person = auth.reload_person(connection, caller, "publish")
        refuse_out_of_scope(person, service.registry, indicators)

    return stored.undo(
        number,
        caller.person.name,
        caller.at.isoformat(timespec="seconds"),
        note.strip()[:500],
        refuse_lost_right,
        caller.address,
    )
