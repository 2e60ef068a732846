"""Who did what, and has anybody changed the record since? A chain of hashes over every act."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection, func, select

from dashboard.core.vocabulary.text import Text
from dashboard.store.schema import audit, versions

FIRST_HASH = "0" * 64

ACTIONS: dict[str, Text] = {
    "first start": Text("首次启动", "first start"),
    "publish": Text("入库", "published"),
    "undo": Text("撤销版本", "version undone"),
    "upload": Text("上传", "uploaded"),
    "discard": Text("放弃上传", "upload discarded"),
    "download": Text("下载原文件", "original downloaded"),
    "sign in": Text("登录", "signed in"),
    "sign in refused": Text("登录失败", "sign-in refused"),
    "lock": Text("登录锁定", "locked out"),
    "unlock": Text("解除锁定", "unlocked"),
    "sign out": Text("退出", "signed out"),
    "end sessions": Text("结束会话", "sessions ended"),
    "set password": Text("设置密码", "password set"),
    "add person": Text("新建人员", "person added"),
    "give link": Text("发放链接", "link given out"),
    "disable": Text("停用", "disabled"),
    "enable": Text("启用", "enabled"),
    "grant": Text("授予角色和范围", "role and scope granted"),
    "adopt secret": Text("改用新密钥", "secret adopted"),
    "explain": Text("说明原因", "gap explained"),
    "act": Text("提出措施", "action set"),
    "done": Text("报告完成", "action reported done"),
    "send back": Text("退回措施", "action sent back"),
    "close": Text("销号", "action closed out"),
    "freeze": Text("建立会议", "meeting frozen"),
    "keep": Text("保存情景", "scenario kept"),
    "make key": Text("新建取数口令", "key for a program made"),
    "end key": Text("收回取数口令", "key for a program taken back"),
    "subscribe": Text("订阅通知", "notices asked for"),
    "unsubscribe": Text("退订通知", "notices given up"),
    "refuse": Text("拒绝访问", "refused"),
}
"""Every act that is recorded, in words."""


FIELDS: dict[str, Text] = {
    "address": Text("地址", "address"),
    "bytes": Text("字节", "bytes"),
    "count": Text("数量", "count"),
    "file": Text("文件", "file"),
    "name": Text("姓名", "name"),
    "due": Text("时限", "due"),
    "indicator": Text("指标", "indicator"),
    "meeting": Text("会议", "meeting"),
    "number": Text("编号", "number"),
    "owner": Text("责任单位", "owner"),
    "region": Text("地区", "region"),
    "text": Text("内容", "text"),
    "year": Text("年份", "year"),
    "note": Text("说明", "note"),
    "of": Text("所属", "of"),
    "owners": Text("责任单位", "owners"),
    "path": Text("位置", "where"),
    "reason": Text("原因", "reason"),
    "revised": Text("修订", "revised"),
    "role": Text("角色", "role"),
    "before": Text("原角色", "role before"),
    "rows": Text("数据", "figures"),
    "sha256": Text("校验值", "sha256"),
    "themes": Text("主题", "themes"),
    "version": Text("版本", "version"),
    "versions": Text("版本数", "versions"),
    "way": Text("方式", "way"),
    "withdraws": Text("撤销版本", "withdraws"),
}
"""What the details of an act are called."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: a row of the audit."""

    sequence: int
    at: str
    who: str
    action: str
    version: int | None
    details: str
    previous: str
    hash: str

    @property
    def expected(self) -> str:
        """The hash that this row should carry."""
        fields = [
            self.sequence,
            self.at,
            self.who,
            self.action,
            self.version,
            self.details,
            self.previous,
        ]
        text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()


def append_entry(
    connection: Connection,
    *,
    at: str,
    who: str,
    action: str,
    version: int | None,
    details: dict[str, object],
) -> None:
    """Add an act to the chain, inside the transaction of what it records; raises KeyError for one
    that has no words.
    """
    if action not in ACTIONS:
        raise KeyError(action)
    newest = select(audit.c.sequence, audit.c.hash).order_by(audit.c.sequence.desc()).limit(1)
    last = connection.execute(newest).first()
    sequence, previous = (last.sequence + 1, last.hash) if last else (1, FIRST_HASH)
    text = json.dumps(details, ensure_ascii=False, sort_keys=True)
    entry = Entry(sequence, at, who, action, version, text, previous, hash="")
    connection.execute(audit.insert().values(**asdict(replace(entry, hash=entry.expected))))


def list_entries(connection: Connection) -> Iterator[Entry]:
    """Every act, oldest first."""
    for row in connection.execute(select(audit).order_by(audit.c.sequence)).mappings():
        yield Entry(**row)


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which acts are looked for: a part of a name, an action, days as 2026-01-05 (the last one
    within), those before a number.
    """

    who: str = ""
    action: str = ""
    since: str = ""
    until: str = ""
    before: int | None = None


def search_entries(connection: Connection, wanted: EntryFilter, most: int) -> list[Entry]:
    """The newest acts that fit, at most so many."""
    asked = select(audit).order_by(audit.c.sequence.desc()).limit(most)
    if wanted.who:
        asked = asked.where(audit.c.who.contains(wanted.who, autoescape=True))
    if wanted.action:
        asked = asked.where(audit.c.action == wanted.action)
    if wanted.since:
        asked = asked.where(audit.c.at >= wanted.since)
    if wanted.until:
        # "U" sorts behind the "T" that begins the hours of the day itself.
        asked = asked.where(audit.c.at < wanted.until + "U")
    if wanted.before is not None:
        asked = asked.where(audit.c.sequence < wanted.before)
    return [Entry(**row) for row in connection.execute(asked).mappings()]


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """How many acts the chain holds, its last hash, and the first row that does not fit (None where
    all do).
    """

    acts: int
    head: str
    broken: int | None = None


def verify_chain(connection: Connection) -> ChainCheck:
    """Recompute the chain; every version must have its act, so that a chain cut short is found
    too.
    """
    previous, count = FIRST_HASH, 0
    recorded: set[int] = set()
    for entry in list_entries(connection):
        count += 1
        follows = entry.sequence == count and entry.previous == previous
        if not follows or entry.hash != entry.expected:
            return ChainCheck(count, previous, broken=count)
        previous = entry.hash
        if entry.version is not None:
            recorded.add(entry.version)
    latest = connection.execute(select(func.coalesce(func.max(versions.c.number), 0))).scalar_one()
    if recorded.issuperset(range(1, latest + 1)):
        return ChainCheck(count, previous)
    return ChainCheck(count, previous, broken=count + 1)
