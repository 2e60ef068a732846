"""What was refused to whom? Written into the audit, so many an hour from one address."""

from __future__ import annotations

import logging

from dashboard.operations.authentication import record
from dashboard.store import counters
from dashboard.store.counters import Limit
from dashboard.store.database import StoreError, writing
from dashboard.web.request.context import house
from dashboard.web.request.session import Visit

log = logging.getLogger("dashboard")
NOTED = Limit("refusal", 20, 3600)
"""Refusals from one address that are written into the audit; more in an hour are only logged."""


def note(here: Visit, what: str, why: str) -> None:
    """Write a refusal into the audit, unless this address has filled its share of it."""
    caller = here.caller()
    try:
        with writing(house().engine) as connection:
            if counters.count(connection, NOTED, here.address, caller.now) == 0:
                record(connection, caller, "refuse", {"path": what[:200], "reason": why[:200]})
    except StoreError:
        log.exception("a refusal could not be written down")
