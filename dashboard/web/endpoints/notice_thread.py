"""Who carries the notices while a server runs? One thread a server process, where there is any way out; replicas share the outbox."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

from flask import Flask

from dashboard.operations.notices import Post, register, work
from dashboard.web.request.context import KEY, House

EVERY_SECONDS = 5
"""How long a publish may wait until it is told."""
log = logging.getLogger("dashboard")


def post_of(home: House) -> Post:
    """The ways out of a house."""
    chosen = home.settings
    return Post(home.engine, chosen.mail, chosen.hooks, chosen.public_url, chosen.policy.administrators)


@dataclass(frozen=True, slots=True)
class Carrier:
    """The thread of a process, and what ends it."""

    thread: threading.Thread
    over: threading.Event

    def end(self, seconds: float) -> None:
        """Let it finish the letter in its hand, for at most so long."""
        self.over.set()
        self.thread.join(seconds)


def begin(server: Flask) -> Carrier | None:
    """Begin to carry, in this process; None where no way out is set."""
    home: House = server.config[KEY]
    post, over = post_of(home), threading.Event()
    made = Carrier(threading.Thread(target=_carry, args=(home, post, over), name="postman", daemon=True), over)
    made.thread.start()
    return made if post.on else None


def _carry(home: House, post: Post, over: threading.Event) -> None:
    """Begin with the ways out that are set, then round after round; a round that fails is said, and the next one tries again."""
    begun = False
    while not begun or post.on:
        try:
            desk, _ = home.desk()  # the first start comes before the ways out begin: what lay in the folder is no news
            if desk is not None and not begun:
                register(post, at_start=True)
                begun = True
            if desk is not None and post.on:
                work(post, desk, home.clock)
        except Exception:  # the border of the thread: whatever happens, the next round comes
            log.exception("a round of notices failed")
        if over.wait(EVERY_SECONDS):
            return
