"""What was refused to whom? Written into the audit, so many an hour from one address."""

from __future__ import annotations

from sqlalchemy import Connection

from dashboard.operations.authentication import record_action
from dashboard.store import counters
from dashboard.store.counters import Limit
from dashboard.web.request.app_state import app_state
from dashboard.web.request.session import RequestSession

DENIAL_LIMIT = Limit("refusal", 20, 3600)
"""Refusals from one address that are written into the audit; more in an hour are only logged."""


def record_denial(session: RequestSession, what: str, why: str) -> None:
    """Have a refusal written into the audit, unless this address has filled its share of it."""
    caller, state = session.caller(), app_state()
    details: dict[str, object] = {"path": what[:200], "reason": why[:200]}

    def write(connection: Connection) -> None:
        if counters.count_try(connection, DENIAL_LIMIT, session.address, caller.now) == 0:
            record_action(connection, caller, "refuse", details)

    state.auth.notes.add(state.engine, write, "a refusal")
