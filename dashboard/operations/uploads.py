"""How does a person's upload become a version? Kept, read, decided on: each step by whoever it belongs to, and only in its time."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from dashboard.core.changes.compare import KEY, Value, ValueChange
from dashboard.core.changes.revisions import FORMULA, REASONS, Key, explained, without_reason
from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.model import Registry, View
from dashboard.core.vocabulary.people import Person
from dashboard.core.vocabulary.text import Text
from dashboard.ingest.wire import Progress as Steps
from dashboard.operations.authentication import Admission, Caller, ForbiddenError, RefusedError, record
from dashboard.operations.publishing import Preview, Stored, Upload, difference, preview, units_of
from dashboard.operations.snapshots import Desk
from dashboard.store import accounts, counters, previews, versions
from dashboard.store.counters import Limit
from dashboard.store.database import reading, writing
from dashboard.store.previews import Held, Result
from dashboard.store.versions import Book, StaleError

MOST_FRESH = 100
"""New figures, and those that change with others, which are shown one by one."""
NOTHING = Value(0.0, "", "")
MINUTES = 30
"""For so long an upload waits for a decision."""
WAITING = 8
"""Uploads of one person that may wait at a time."""
GONE = Text(
    "这个上传已过期、已放弃，或不是你的；请重新上传", "this upload is over, was discarded, or is not yours; upload the file again"
)


def take(door: Admission, caller: Caller, file: str, data: bytes) -> str:
    """Keep an upload; answers its id. Refuses what goes beyond a person's share."""
    limit = Limit("upload", door.policy.uploads_per_hour, 3600)
    owner, now = accounts.key(caller.person.name), caller.now
    if not data:
        raise RefusedError(Text("文件是空的", "the file is empty"))
    held = Held(
        secrets.token_hex(16), owner, file, versions.sha256(data), previews.READING, 0, "wait", 0, 1, now, now + MINUTES * 60,
        {"quality": "published", "answers": {}, "declined": {}, "received": caller.at.date().isoformat()}, 0, "", None,
    )  # fmt: skip
    with writing(door.engine) as connection:
        previews.sweep(connection, now)
        wait = counters.count(connection, limit, owner, now)
        if not wait:
            for old in previews.of(connection, owner, now)[WAITING - 1 :]:
                previews.discard(connection, old.id)
            previews.create(connection, held, data)
            record(connection, caller, "upload", {"file": file, "sha256": held.sha256, "bytes": len(data)})
    if wait:
        raise RefusedError(
            Text(
                f"一小时内上传的文件过多，请 {-(-wait // 60)} 分钟后再试",
                f"too many uploads in an hour; try again in {-(-wait // 60)} minutes",
            ),
            wait,
        )
    return held.id


def mine(door: Admission, caller: Caller, id_: str) -> Held:
    """An upload, for whoever it belongs to; raises RefusedError for everybody else, in the same words as for none."""
    with reading(door.engine) as connection:
        return _mine(connection, caller, id_)


def _mine(connection: Connection, caller: Caller, id_: str) -> Held:
    held = previews.find(connection, id_, caller.now)
    if held is None or held.person != accounts.key(caller.person.name) or not caller.person.may("publish"):
        raise ForbiddenError(GONE)
    return held


def waiting(door: Admission, caller: Caller) -> list[Held]:
    """The caller's uploads that wait for a decision."""
    with reading(door.engine) as connection:
        return previews.of(connection, accounts.key(caller.person.name), caller.now)


def shown(door: Admission, id_: str) -> dict[str, Any]:
    """What a reading found, as a person is shown it."""
    with reading(door.engine) as connection:
        found = previews.result(connection, id_)
    return found.shown if found else {}


def original(door: Admission, id_: str) -> bytes:
    """The bytes of an upload."""
    with reading(door.engine) as connection:
        return previews.book(connection, id_)


def read(desk: Desk, stored: Stored, held: Held, by: Person, progress: Steps) -> tuple[str, Result]:
    """Read an upload on its terms; answers its state and what was found."""
    with reading(stored.engine) as connection:
        data = previews.book(connection, held.id)
    answers = {name: meant for name, meant in held.terms["answers"].items() if meant}
    upload = Upload(held.file, data, date.fromisoformat(held.terms["received"]), held.terms["quality"], answers)
    found = preview(desk, stored, upload, progress, by=by, revising=True)
    state = previews.REFUSED if found.reading.outcome == "reject-whole-file" else previews.READY
    return state, Result(found.base, found.units, found.reading.observations, told(found, desk.registry))


def told(found: Preview, registry: Registry) -> dict[str, Any]:
    """A preview as it is shown: plain values with their sentences in both languages."""
    reading_ = found.reading
    return {
        "outcome": reading_.outcome,
        "rows": len(reading_.observations),
        "years": sorted({int(year) for year in reading_.observations["year"]}),
        "tables": [{**one.record(), "sentence": _both(one.sentence)} for one in reading_.proposals],
        "issues": [one.record() for one in reading_.issues],
        "questions": _questions(reading_.issues),
        "assumed": any(one.code == "quality-assumed" for one in reading_.issues),
        "new": found.rows.new,
        "fresh": [_revised(one, registry) for one in found.rows.fresh[:MOST_FRESH]],
        "carried": [_revised(one, registry) for one in _carried(found)],
        "unchanged": found.rows.unchanged,
        "revised": [_revised(one, registry) for one in found.rows.revised],
        "flips": [_both(one.sentence(registry)) for one in found.comparison.flips],
    }  # fmt: skip


def _carried(found: Preview) -> list[ValueChange]:
    """Values that change because a formula uses those of the workbook."""
    own = {(one.indicator, one.region, one.year, one.month) for one in (*found.rows.fresh, *found.rows.revised)}
    others = [one for one in found.comparison.changes if (one.indicator, one.region, one.year, one.month) not in own]
    return [one for one in others if FORMULA in (one.after or one.before or NOTHING).cell][:MOST_FRESH]


def _questions(issues: Iterable[Issue]) -> list[dict[str, str]]:
    """Names that are like a declared one, each asked once: only a person can say whether it is the same."""
    asked: dict[str, dict[str, str]] = {}
    for one in issues:
        found = one.values  # noqa: PD011 - an issue's own, not a frame's
        if found.get("id") and found.get("name"):
            name = str(found["name"])
            asked.setdefault(name, {"found": name, "id": str(found["id"]), "likely": str(found["likely"]), "cell": one.place})
    return list(asked.values())


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.in_("en")}


def _revised(one: ValueChange, registry: Registry) -> dict[str, Any]:
    name, place = registry.indicators[one.indicator].name, registry.regions[one.region].name
    said = one.sentence(registry)
    return {
        "key": [one.indicator, one.region, one.year, one.month],
        "zh": f"{place.zh}{name.zh}：{said.zh}",
        "en": f"{place.in_('en')}, {name.in_('en')}: {said.in_('en')}",
        "cell": one.after.cell if one.after else "",
        "before": one.before.quality if one.before else "",
        "after": one.after.quality if one.after else "",
    }


def again(door: Admission, caller: Caller, id_: str, **changed: Any) -> int:
    """An upload is to be read once more, on other terms or against what has come since; answers the turn."""
    limit = Limit("again", door.policy.uploads_per_hour * 2, 3600)
    with writing(door.engine) as connection:
        held = _mine(connection, caller, id_)
        wait = counters.count(connection, limit, held.person, caller.now)
        if wait:
            raise RefusedError(Text("重新预览过于频繁，请稍后再试", "previewed again too often; try again later"), wait)
        return previews.again(connection, held, {**held.terms, **changed}, caller.now, caller.now + MINUTES * 60)


def discard(door: Admission, caller: Caller, id_: str) -> None:
    """Erase an upload that is not wanted."""
    with writing(door.engine) as connection:
        held = _mine(connection, caller, id_)
        previews.discard(connection, id_)
        record(connection, caller, "discard", {"file": held.file, "sha256": held.sha256})


@dataclass(frozen=True)
class Decision:
    """What a person decides on an upload: why figures are revised, when they were released, a note, and whether good rows will do.

    `turn` is the reading that was looked at, `quality` the one that stands in the form, `unread` that answers stand there which
    have not been read with: what is published is what was shown, or nothing.
    """

    reasons: Mapping[Key, str] = field(default_factory=dict)
    usual: str = ""
    released: date | None = None
    note: str = ""
    good_rows: bool = False
    turn: int | None = None
    quality: str = ""
    unread: bool = False


def publish(door: Admission, desk: Desk, stored: Stored, caller: Caller, id_: str, said: Decision) -> int:
    """Make a version of an upload; answers its number, and the same number a second time.

    Raises StaleError where somebody published in between, RefusedError where something is missing or the caller may not.
    """
    with reading(door.engine) as connection:  # one look: what another click publishes meanwhile is not half gone
        held, found, data = _mine(connection, caller, id_), previews.result(connection, id_), previews.book(connection, id_)
    if held.version is not None:
        return held.version
    if said.turn not in (None, held.turn) or said.unread or (said.quality and said.quality != held.terms["quality"]):
        raise RefusedError(
            Text("显示的内容与将入库的不一致，请先点“重新预览”", "what is shown is not what would be stored: preview again first")
        )
    if held.state != previews.READY or found is None:
        raise RefusedError(Text("文件还没有读完，或不能读取", "the file is not read yet, or cannot be read"))
    if found.units != units_of(desk.registry, found.rows["indicator"]):
        raise StaleError(held.base, stored.newest())
    book = _book(held, data, _decided(desk.registry, caller, found, said), caller, said)
    book = replace(book, details={"address": caller.address, **_counted(found, said)})
    number = versions.publish(
        stored.engine, desk.registry, book, found.base, id_,
        still=lambda connection: _all_within(door.still(connection, caller, "publish"), desk.registry, book.rows["indicator"]),
    )  # fmt: skip
    with writing(door.engine) as connection:
        previews.publish(connection, id_, number)
    return number


def _book(held: Held, data: bytes, rows: pd.DataFrame, caller: Caller, said: Decision) -> Book:
    """An upload as a workbook to be accepted."""
    dated = rows if said.released is None else rows.assign(published=pd.Timestamp(said.released))
    at = caller.at.isoformat(timespec="seconds")
    return Book(held.file, data, dated, caller.person.name, at, said.note.strip()[:500], held.terms["quality"], said.released)


def _all_within(person: Person, registry: Registry, indicators: Iterable[str]) -> None:
    """Refuse figures that are not within a person's scope."""
    strange = sorted({name for name in indicators if not person.answers_for(registry, name)})
    if strange:
        names = [registry.indicators[name].name if name in registry.indicators else Text(name, name) for name in strange]
        raise ForbiddenError(
            Text(
                f"不在你负责的范围内：{'、'.join(name.zh for name in names)}",
                f"not within your scope: {', '.join(name.in_('en') for name in names)}",
            )
        )


def _decided(registry: Registry, caller: Caller, found: Result, said: Decision) -> pd.DataFrame:
    """The rows to store, with the reasons of those revised; refuses what the person has left open or may not publish."""
    if found.shown["outcome"] == "row-errors-listed" and not said.good_rows:
        raise RefusedError(
            Text(
                "有错误的行没有处理：请改正后重新上传，或勾选只收其余的行",
                "some rows are wrong: mend and upload again, or choose to take the others",
            )
        )
    if not len(found.rows):
        raise RefusedError(Text("没有可入库的数据", "there is no figure to accept"))
    _all_within(caller.person, registry, found.rows["indicator"])
    if said.released is not None:
        _may_be_dated(found.rows, said.released, caller.at.astimezone().date())
    reasons = _reasons(found, said)
    missing = without_reason(reasons, reasons)
    if missing:
        raise RefusedError(Text(f"请为 {len(missing)} 个修订的数据选择原因", f"choose a reason for {len(missing)} revised figures"))
    return explained(found.rows, reasons)


def _may_be_dated(rows: pd.DataFrame, released: date, today: date) -> None:
    """Refuse a release date of tomorrow, and one for rows that their own dates tell apart."""
    if released > today:
        raise RefusedError(Text(f"发布日期 {released} 在今天之后", f"the release date {released} is after today"))
    if rows.duplicated(KEY).any():
        raise RefusedError(
            Text(
                "文件中同一数据有几个发布日期，不能统一改为一个",
                "the file gives one figure with several release dates: they cannot all become one",
            )
        )


def _reasons(found: Result, said: Decision) -> dict[Key, str]:
    keys: list[Key] = [(one["key"][0], one["key"][1], one["key"][2], one["key"][3]) for one in found.shown["revised"]]
    return {key: said.reasons.get(key) or said.usual for key in keys}


def _counted(found: Result, said: Decision) -> dict[str, object]:
    chosen = list(_reasons(found, said).values())
    return {"revised": {name: chosen.count(name) for name in REASONS if name in chosen}} if chosen else {}


def changed_since(desk: Desk, held: Held, newest: int) -> int:
    """How many values in force have changed since an upload was held against them."""
    return len(difference(desk, held.base, newest, View()).changes) if held.base < newest else 0


def take_back(door: Admission, desk: Desk, stored: Stored, caller: Caller, number: int, note: str = "") -> int:
    """Undo a version, by whoever answers for all of its figures; answers the number of the one that withdraws it."""
    if not caller.person.may("publish"):
        raise ForbiddenError(Text("你没有这项权限", "this is not among your rights"))
    mine_ = versions.indicators_of(stored.engine, number)
    if not all(caller.person.answers_for(desk.registry, name) for name in mine_):
        raise ForbiddenError(
            Text(f"版本 {number} 含有不在你负责范围内的数据", f"version {number} holds figures that are not within your scope")
        )
    return versions.undo(
        stored.engine, number, caller.person.name, caller.at.isoformat(timespec="seconds"), note.strip()[:500],
        lambda connection: _all_within(door.still(connection, caller, "publish"), desk.registry, mine_), caller.address,
    )  # fmt: skip
