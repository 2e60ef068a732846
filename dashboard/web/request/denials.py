"""What was refused to whom? Written into the audit, so many an hour from one address."""

from __future__ import annotations

import logging

from dashboard.operations.authentication import record_action
from dashboard.store import counters
from dashboard.store.counters import Limit
from dashboard.store.database import begin_write
from dashboard.store.errors import StoreError
from dashboard.web.request.app_state import app_state
from dashboard.web.request.session import RequestSession

DENIAL_MS = 1000
"""How long whoever is refused waits for other writers, in milliseconds."""
log = logging.getLogger("dashboard")
DENIAL_LIMIT = Limit("refusal", 20, 3600)
"""Refusals from one address that are written into the audit; more in an hour are only logged."""


def record_denial(session: RequestSession, what: str, why: str) -> None:
    """Write a refusal into the audit, unless this address has filled its share of it."""
    caller = session.caller()
    try:
        with begin_write(app_state().engine, patience=DENIAL_MS) as connection:
            if counters.count_try(connection, DENIAL_LIMIT, session.address, caller.now) == 0:
                record_action(
                    connection, caller, "refuse", {"path": what[:200], "reason": why[:200]}
                )
    except StoreError as error:
        log.warning("not written down: a refusal (%s)", error.text.en)
