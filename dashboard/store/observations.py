"""How do the figures lie in the store, and what do they say now? A row for each figure of each
version, read back in today's units.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from dashboard.core.changes.revisions import is_superseding_note
from dashboard.core.checks.strays import Stray
from dashboard.core.vocabulary.model import DECIMALS, OBSERVATIONS, Registry, iterate_rows
from dashboard.core.vocabulary.units import Unit, find_conversion_factor, find_unit
from dashboard.store import failpoints
from dashboard.store.schema import observations

ROWS_AT_ONCE = 500
KEY = ["indicator", "region", "year", "month"]
Progress = Callable[[int, int], None]


def insert_rows(
    connection: Connection,
    registry: Registry,
    version: int,
    rows: pd.DataFrame,
    progress: Progress | None,
) -> None:
    """Store the figures of a version, each with the unit that it is declared in today."""
    records = [
        {
            "version": version,
            "row": position,
            "indicator": row.indicator,
            "region": row.region,
            "year": int(row.year),
            "month": int(row.month),
            "value": float(row.value),
            "unit": _format_unit(registry.indicators[row.indicator].unit),
            "quality": row.quality,
            "published": row.published.date() if pd.notna(row.published) else None,
            "source": row.source,
            "cell": row.cell,
            "note": row.note,
            "correction": is_superseding_note(row.note),
            "decimals": _find_decimals(row),
        }
        for position, row in enumerate(iterate_rows(rows), start=1)
    ]
    for start in range(0, len(records), ROWS_AT_ONCE):
        connection.execute(observations.insert(), records[start : start + ROWS_AT_ONCE])
        failpoints.reach("publish.half")
        if progress:
            progress(min(start + ROWS_AT_ONCE, len(records)), len(records))


def _find_decimals(row: Any) -> int | None:
    """The decimals that the cell of a figure prints, None where they were not noted."""
    noted = getattr(row, DECIMALS, None)
    return None if pd.isna(noted) else int(noted)


def _format_unit(unit: Unit | None) -> str:
    return unit.name if unit else ""


def read_rows(connection: Connection, versions: list[int]) -> pd.DataFrame:
    """The rows of some versions as they were stored, newest version first."""
    columns = [column for column in observations.c if column.name != "row"]
    newest_first = select(*columns).order_by(observations.c.version.desc(), observations.c.row)
    rows: Sequence[Any] = connection.execute(newest_first).all() if versions else []
    frame = pd.DataFrame(rows, columns=[column.name for column in columns])
    return frame[frame["version"].isin(versions)]


def convert_rows(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Rows that hold as observations, columns of `model.OBSERVATIONS` and `model.DECIMALS`, in the
    indicators' units of now.
    """
    frame = _convert_units(rows, registry)[[*OBSERVATIONS, DECIMALS]]
    frame = frame.astype({"year": "int64", "month": "int64", "value": "float64"})
    frame["published"] = pd.to_datetime(frame["published"])
    return frame


def select_current(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """The stored rows that hold: those that no newer version corrects, under the ids of now of
    indicators and regions that were renamed.
    """
    for kind in ("indicator", "region"):
        if kind in registry.former:
            rows = rows.assign(**{kind: rows[kind].replace(registry.former[kind])})
    return _drop_superseded(rows)


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
    is_declared = frame["indicator"].isin(registry.indicators)
    frame = frame[is_declared & frame["region"].isin(registry.regions)]
    factors = {
        (indicator, unit): _find_factor(unit, registry.indicators[indicator].unit)
        for indicator, unit in frame[["indicator", "unit"]]
        .drop_duplicates()
        .itertuples(index=False)
    }
    factor = pd.Series(
        [factors[key] for key in zip(frame["indicator"], frame["unit"], strict=True)],
        index=frame.index,
        dtype=float,
    )
    decimals = frame[DECIMALS].where(factor == 1.0)  # of the cell's unit, which is another now
    return frame.assign(value=frame["value"] * factor, decimals=decimals)[factor.notna()]


def list_strays(rows: pd.DataFrame, registry: Registry) -> tuple[Stray, ...]:
    """Rows that hold and are left out, by what the declaration does not know of them."""
    found: list[Stray] = []
    for kind, declared in (("indicator", registry.indicators), ("region", registry.regions)):
        is_known = rows[kind].isin(declared)
        for name, mine in rows[~is_known].groupby(kind, sort=True):
            found.append(Stray(kind, str(name), len(mine), str(mine["cell"].iloc[0])))
        rows = rows[is_known]
    units = rows[["indicator", "unit"]].drop_duplicates().sort_values(["indicator", "unit"])
    for name, unit in units.itertuples(index=False):
        if math.isnan(_find_factor(unit, registry.indicators[name].unit)):
            mine = rows[(rows["indicator"] == name) & (rows["unit"] == unit)]
            found.append(Stray("unit", name, len(mine), str(mine["cell"].iloc[0]), unit))
    return tuple(found)


def _find_factor(stored_unit: str, unit: Unit | None) -> float:
    """What turns a stored value into the unit of now; NaN where nothing does."""
    if not stored_unit or unit is None:
        return 1.0
    stored = find_unit(stored_unit)
    factor = find_conversion_factor(stored, unit) if stored is not None else None
    return float("nan") if factor is None else factor
