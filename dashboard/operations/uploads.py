"""How does a person's upload become a version? Kept, read, decided on: each step by whoever it
belongs to, and only in its time.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from dashboard.core.changes.compare import KEY, Value, ValueChange
from dashboard.core.changes.revisions import (
    FORMULA,
    REASONS,
    Key,
    apply_reasons,
    list_unexplained_keys,
)
from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.model import Registry, View
from dashboard.core.vocabulary.people import Person
from dashboard.core.vocabulary.text import Text
from dashboard.ingest.wire import Progress as Steps
from dashboard.operations.authentication import (
    Authenticator,
    Caller,
    ForbiddenError,
    RefusedError,
    record_action,
)
from dashboard.operations.publishing import (
    Decision,
    Preview,
    StoreSource,
    Upload,
    apply_decision,
    compare_versions,
    hash_units,
    preview_upload,
)
from dashboard.operations.snapshots import SnapshotService
from dashboard.store import accounts, counters, database, previews, versions
from dashboard.store.counters import Limit
from dashboard.store.database import begin_read, begin_write
from dashboard.store.previews import Result
from dashboard.store.versions import Book

PendingUpload = previews.PendingUpload
StoreError = database.StoreError
StaleError = versions.StaleError
READING, REFUSED = previews.READING, previews.REFUSED
FAILED, PUBLISHED = previews.FAILED, previews.PUBLISHED
MOST_FRESH = 100
"""New figures, and those that change with others, which are shown one by one."""
NO_VALUE = Value(0.0, "", "")
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
    limit = Limit("upload", auth.policy.uploads_per_hour, 3600)
    owner, now = accounts.normalize_name(caller.person.name), caller.now
    if not data:
        raise RefusedError(Text("文件是空的", "the file is empty"))
    pending = PendingUpload(
        secrets.token_hex(16),
        owner,
        file,
        versions.sha256(data),
        previews.READING,
        0,
        "wait",
        0,
        1,
        now,
        now + WAITING_MINUTES * 60,
        {
            "quality": "published",
            "answers": {},
            "declined": {},
            "received": caller.at.date().isoformat(),
        },
        0,
        "",
        None,
    )
    with begin_write(auth.engine) as connection:
        previews.delete_expired(connection, now)
        wait = counters.count_try(connection, limit, owner, now)
        if not wait:
            for old in previews.list_uploads(connection, owner, now)[MOST_WAITING - 1 :]:
                previews.delete_upload(connection, old.id)
            previews.insert_upload(connection, pending, data)
            record_action(
                connection,
                caller,
                "upload",
                {"file": file, "sha256": pending.sha256, "bytes": len(data)},
            )
    if wait:
        raise RefusedError(
            Text(
                f"一小时内上传的文件过多，请 {-(-wait // 60)} 分钟后再试",
                f"too many uploads in an hour; try again in {-(-wait // 60)} minutes",
            ),
            wait,
        )
    return pending.id


def load_upload(auth: Authenticator, caller: Caller, id_: str) -> PendingUpload:
    """An upload, for whoever it belongs to; raises RefusedError for everybody else, in the same
    words as for none.
    """
    with begin_read(auth.engine) as connection:
        return _load_own_upload(connection, caller, id_)


def _load_own_upload(connection: Connection, caller: Caller, id_: str) -> PendingUpload:
    pending = previews.find_upload(connection, id_, caller.now)
    if (
        pending is None
        or pending.person != accounts.normalize_name(caller.person.name)
        or not caller.person.may("publish")
    ):
        raise ForbiddenError(UPLOAD_GONE)
    return pending


def list_waiting(auth: Authenticator, caller: Caller) -> list[PendingUpload]:
    """The caller's uploads that wait for a decision."""
    with begin_read(auth.engine) as connection:
        return previews.list_uploads(
            connection, accounts.normalize_name(caller.person.name), caller.now
        )


def load_summary(auth: Authenticator, id_: str) -> dict[str, Any]:
    """What a reading found, as a person is shown it."""
    with begin_read(auth.engine) as connection:
        found = previews.find_result(connection, id_)
    return found.shown if found else {}


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
    answers = {name: meant for name, meant in pending.terms["answers"].items() if meant}
    upload = Upload(
        pending.file,
        data,
        date.fromisoformat(pending.terms["received"]),
        pending.terms["quality"],
        answers,
    )
    found = preview_upload(service, stored, upload, progress, by=by, revising=True)
    state = previews.REFUSED if found.reading.outcome == "reject-whole-file" else previews.READY
    return state, Result(
        found.base, found.units, found.reading.observations, build_summary(found, service.registry)
    )


def build_summary(found: Preview, registry: Registry) -> dict[str, Any]:
    """A preview as it is shown: plain values with their sentences in both languages."""
    reading_ = found.reading
    return {
        "outcome": reading_.outcome,
        "rows": len(reading_.observations),
        "years": sorted({int(year) for year in reading_.observations["year"]}),
        "tables": [
            {**one.record(), "sentence": _format_both(one.sentence)} for one in reading_.proposals
        ],
        "issues": [one.record() for one in reading_.issues],
        "questions": _list_questions(reading_.issues),
        "assumed": any(one.code == "quality-assumed" for one in reading_.issues),
        "new": found.rows.new,
        "fresh": [_describe_change(one, registry) for one in found.rows.fresh[:MOST_FRESH]],
        "carried": [_describe_change(one, registry) for one in _list_carried(found)],
        "unchanged": found.rows.unchanged,
        "revised": [_describe_change(one, registry) for one in found.rows.revised],
        "flips": [_format_both(one.sentence(registry)) for one in found.comparison.flips],
    }


def _list_carried(found: Preview) -> list[ValueChange]:
    """Values that change because a formula uses those of the workbook."""
    own = {
        (one.indicator, one.region, one.year, one.month)
        for one in (*found.rows.fresh, *found.rows.revised)
    }
    others = [
        one
        for one in found.comparison.changes
        if (one.indicator, one.region, one.year, one.month) not in own
    ]
    return [one for one in others if FORMULA in (one.after or one.before or NO_VALUE).cell][
        :MOST_FRESH
    ]


def _list_questions(issues: Iterable[Issue]) -> list[dict[str, str]]:
    """Names that are like a declared one, each asked once: only a person can say whether it is the
    same.
    """
    asked: dict[str, dict[str, str]] = {}
    for one in issues:
        found = one.values  # noqa: PD011 - an issue's own, not a frame's
        if found.get("id") and found.get("name"):
            name = str(found["name"])
            asked.setdefault(
                name,
                {
                    "found": name,
                    "id": str(found["id"]),
                    "likely": str(found["likely"]),
                    "cell": one.place,
                },
            )
    return list(asked.values())


def _format_both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.in_("en")}


def _describe_change(one: ValueChange, registry: Registry) -> dict[str, Any]:
    name, place = registry.indicators[one.indicator].name, registry.regions[one.region].name
    sentence = one.sentence(registry)
    return {
        "key": [one.indicator, one.region, one.year, one.month],
        "zh": f"{place.zh}{name.zh}：{sentence.zh}",
        "en": f"{place.in_('en')}, {name.in_('en')}: {sentence.in_('en')}",
        "cell": one.after.cell if one.after else "",
        "before": one.before.quality if one.before else "",
        "after": one.after.quality if one.after else "",
    }


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
        return previews.restart_reading(
            connection,
            pending,
            {**pending.terms, **changed},
            caller.now,
            caller.now + WAITING_MINUTES * 60,
        )


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
    with begin_read(
        auth.engine
    ) as connection:  # one look: what another click publishes meanwhile is not half gone
        pending, found, data = (
            _load_own_upload(connection, caller, id_),
            previews.find_result(connection, id_),
            previews.load_book(connection, id_),
        )
    if pending.version is not None:
        return pending.version
    if (
        decision.turn not in (None, pending.turn)
        or decision.unread
        or (decision.quality and decision.quality != pending.terms["quality"])
    ):
        raise RefusedError(
            Text(
                "显示的内容与将入库的不一致，请先点“重新预览”",
                "what is shown is not what would be stored: preview again first",
            )
        )
    if pending.state != previews.READY or found is None:
        raise RefusedError(
            Text("文件还没有读完，或不能读取", "the file is not read yet, or cannot be read")
        )
    if found.units != hash_units(service.registry, found.rows["indicator"]):
        raise StaleError(pending.base, stored.newest())
    book = _build_book(
        pending, data, _build_rows(service.registry, caller, found, decision), caller, decision
    )
    book = replace(book, details={"address": caller.address, **_count_reasons(found, decision)})
    number = versions.publish(
        stored.engine,
        service.registry,
        book,
        found.base,
        id_,
        still=lambda connection: _refuse_out_of_scope(
            auth.reload_person(connection, caller, "publish"),
            service.registry,
            book.rows["indicator"],
        ),
    )
    with begin_write(auth.engine) as connection:
        previews.mark_published(connection, id_, number)
    return number


def _build_book(
    pending: PendingUpload, data: bytes, rows: pd.DataFrame, caller: Caller, decision: Decision
) -> Book:
    """An upload as a workbook to be accepted."""
    who, at = caller.person.name, caller.at.isoformat(timespec="seconds")
    book = Book(pending.file, data, rows, who, at, quality=pending.terms["quality"])
    book = apply_decision(book, decision)
    return replace(book, note=book.note.strip()[:500])


def _refuse_out_of_scope(person: Person, registry: Registry, indicators: Iterable[str]) -> None:
    """Refuse figures that are not within a person's scope."""
    out_of_scope = sorted({name for name in indicators if not person.answers_for(registry, name)})
    if out_of_scope:
        names = [
            registry.indicators[name].name if name in registry.indicators else Text(name, name)
            for name in out_of_scope
        ]
        raise ForbiddenError(
            Text(
                f"不在你负责的范围内：{'、'.join(name.zh for name in names)}",
                f"not within your scope: {', '.join(name.in_('en') for name in names)}",
            )
        )


def _build_rows(
    registry: Registry, caller: Caller, found: Result, decision: Decision
) -> pd.DataFrame:
    """The rows to store, with the reasons of those revised; refuses what the person has left open
    or may not publish.
    """
    if decision.leaves_errors(found.shown["outcome"]):
        raise RefusedError(
            Text(
                "有错误的行没有处理：请改正后重新上传，或勾选只收其余的行",
                "some rows are wrong: mend and upload again, or choose to take the others",
            )
        )
    if not len(found.rows):
        raise RefusedError(Text("没有可入库的数据", "there is no figure to accept"))
    _refuse_out_of_scope(caller.person, registry, found.rows["indicator"])
    if decision.released is not None:
        _refuse_release_date(found.rows, decision.released, caller.at.astimezone().date())
    reasons = _list_reasons(found, decision)
    missing = list_unexplained_keys(reasons, reasons)
    if missing:
        raise RefusedError(
            Text(
                f"请为 {len(missing)} 个修订的数据选择原因",
                f"choose a reason for {len(missing)} revised figures",
            )
        )
    return apply_reasons(found.rows, reasons)


def _refuse_release_date(rows: pd.DataFrame, released: date, today: date) -> None:
    """Refuse a release date of tomorrow, and one for rows that their own dates tell apart."""
    if released > today:
        raise RefusedError(
            Text(f"发布日期 {released} 在今天之后", f"the release date {released} is after today")
        )
    if rows.duplicated(KEY).any():
        raise RefusedError(
            Text(
                "文件中同一数据有几个发布日期，不能统一改为一个",
                "the file gives one figure with several release dates: they cannot all become one",
            )
        )


def _list_reasons(found: Result, decision: Decision) -> dict[Key, str]:
    keys: list[Key] = [
        (one["key"][0], one["key"][1], one["key"][2], one["key"][3])
        for one in found.shown["revised"]
    ]
    return {key: decision.reasons.get(key) or decision.usual for key in keys}


def _count_reasons(found: Result, decision: Decision) -> dict[str, object]:
    chosen = list(_list_reasons(found, decision).values())
    return (
        {"revised": {name: chosen.count(name) for name in REASONS if name in chosen}}
        if chosen
        else {}
    )


def count_changes_since(service: SnapshotService, pending: PendingUpload, newest: int) -> int:
    """How many values in force have changed since an upload was held against them."""
    return (
        len(compare_versions(service, pending.base, newest, View()).changes)
        if pending.base < newest
        else 0
    )


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
    return versions.undo(
        stored.engine,
        number,
        caller.person.name,
        caller.at.isoformat(timespec="seconds"),
        note.strip()[:500],
        lambda connection: _refuse_out_of_scope(
            auth.reload_person(connection, caller, "publish"), service.registry, indicators
        ),
        caller.address,
    )
