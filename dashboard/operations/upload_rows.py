"""Which figures of an upload are stored? Those that a person decided on, with their reasons."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard.core.changes.compare import KEY
from dashboard.core.changes.revisions import REASONS, Key, apply_reasons, list_unexplained_keys
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.text import Text
from dashboard.operations.authentication import Caller, RefusedError
from dashboard.operations.publishing import Decision
from dashboard.operations.scope import refuse_out_of_scope
from dashboard.store.previews import Result


def build_rows(
    registry: Registry, caller: Caller, result: Result, decision: Decision
) -> pd.DataFrame:
    """The rows to store, with the reasons of those revised; refuses what the person has left open
    or may not publish.
    """
    if decision.leaves_errors(result.shown["outcome"]):
        raise RefusedError(
            Text(
                "有错误的行没有处理：请改正后重新上传，或勾选只收其余的行",
                "some rows are wrong: mend and upload again, or choose to take the others",
            )
        )
    if not len(result.rows):
        raise RefusedError(Text("没有可入库的数据", "there is no figure to accept"))
    refuse_out_of_scope(caller.person, registry, result.rows["indicator"])
    if decision.released is not None:
        _refuse_release_date(result.rows, decision.released, caller.at.astimezone().date())
    reasons = _list_reasons(result, decision)
    missing = list_unexplained_keys(reasons, reasons)
    if missing:
        raise RefusedError(
            Text.count(
                len(missing),
                "请为 {n} 个修订的数据选择原因",
                "choose a reason for {n} revised figure",
                "choose a reason for {n} revised figures",
            )
        )
    return apply_reasons(result.rows, reasons)


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


def _list_reasons(result: Result, decision: Decision) -> dict[Key, str]:
    """Why each revised figure is revised, as far as it was said."""
    reasons: dict[Key, str] = {}
    for change in result.shown["revised"]:
        indicator, region, year, month = change["key"]
        key: Key = (indicator, region, year, month)
        reasons[key] = decision.reasons.get(key) or decision.usual
    return reasons


def count_reasons(result: Result, decision: Decision) -> dict[str, object]:
    """What the audit says of the reasons: how many figures for each; nothing where none is
    revised.
    """
    chosen = list(_list_reasons(result, decision).values())
    if not chosen:
        return {}
    return {"revised": {name: chosen.count(name) for name in REASONS if name in chosen}}
