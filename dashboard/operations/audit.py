"""Who did what, and has anybody changed the record since? The audit for those who look into it."""

from __future__ import annotations

from sqlalchemy import Engine

from dashboard.store import audit
from dashboard.store.database import begin_read

ACTIONS, FIELDS = audit.ACTIONS, audit.FIELDS
ChainCheck = audit.ChainCheck
Entry = audit.Entry
EntryFilter = audit.EntryFilter


def read_audit(engine: Engine, wanted: EntryFilter, most: int) -> tuple[ChainCheck, list[Entry]]:
    """Whether the chain holds, and the newest acts that fit, both of one moment."""
    with begin_read(engine) as connection:
        return audit.verify_chain(connection), audit.search_entries(connection, wanted, most)
