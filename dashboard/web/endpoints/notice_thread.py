"""Who carries the notices while a server runs? One thread a server process, where there is any way
out; replicas share the outbox.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

from flask import Flask

from dashboard.operations.notices import NoticeDispatcher, register_channels, run_round
from dashboard.web.request.app_state import APP_STATE_KEY, AppState

EVERY_SECONDS = 5
"""How long a publish may wait until it is told."""
log = logging.getLogger("dashboard")


def build_channels(state: AppState) -> NoticeDispatcher:
    """The ways out that are set."""
    settings = state.settings
    return NoticeDispatcher(
        state.engine,
        settings.mail,
        settings.hooks,
        settings.public_url,
        settings.policy.administrators,
    )


@dataclass(frozen=True, slots=True)
class NoticeThread:
    """The thread of a process, and what ends it."""

    thread: threading.Thread
    stopped: threading.Event

    def end(self, seconds: float) -> None:
        """Let it finish the letter that it is sending, for at most so long."""
        self.stopped.set()
        self.thread.join(seconds)


def start_notice_thread(server: Flask) -> NoticeThread | None:
    """Begin to carry, in this process; None where no way out is set."""
    state: AppState = server.config[APP_STATE_KEY]
    dispatcher, stopped = build_channels(state), threading.Event()
    thread = threading.Thread(
        target=_run_notice_rounds, args=(state, dispatcher, stopped), name="postman", daemon=True
    )
    thread.start()
    return NoticeThread(thread, stopped) if dispatcher.on else None


def _run_notice_rounds(
    state: AppState, dispatcher: NoticeDispatcher, stopped: threading.Event
) -> None:
    """Begin with the ways out that are set, then round after round; a round that fails is said, and
    the next one tries again.
    """
    is_registered = False
    while not is_registered or dispatcher.on:
        try:
            # The first start comes before the ways out begin: what lay in the folder is no news.
            service, _ = state.snapshot_service()
            if service is not None and not is_registered:
                register_channels(dispatcher, at_start=True)
                is_registered = True
            if service is not None and dispatcher.on:
                run_round(dispatcher, service, state.clock)
        except Exception:  # the border of the thread: whatever happens, the next round comes
            log.exception("a round of notices failed")
        if stopped.wait(EVERY_SECONDS):
            return
