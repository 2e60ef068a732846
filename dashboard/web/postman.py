"""Who carries the notices while a server runs? One thread a server process, where there is any way out; replicas share the outbox."""

from __future__ import annotations

import logging
import threading

from flask import Flask

from dashboard.notifying import Post, work
from dashboard.web.context import KEY, House

EVERY_SECONDS = 15
"""How long a publish may wait until it is told."""
log = logging.getLogger("dashboard")


def post_of(home: House) -> Post:
    """The ways out of a house."""
    return Post(home.engine, home.settings.mail, home.settings.hooks, home.settings.public_url)


def begin(server: Flask) -> threading.Event | None:
    """Begin to carry, in this process; set what is answered to end it. None where no way out is set."""
    home: House = server.config[KEY]
    post = post_of(home)
    if not post.on:
        return None
    over = threading.Event()
    threading.Thread(target=_carry, args=(home, post, over), name="postman", daemon=True).start()
    return over


def _carry(home: House, post: Post, over: threading.Event) -> None:
    """Round after round; a round that fails is said, and the next one tries again."""
    while True:
        try:
            desk, _ = home.desk()
            if desk is not None:
                work(post, desk, home.clock)
        except Exception:  # the border of the thread: whatever happens, the next round comes
            log.exception("a round of notices failed")
        if over.wait(EVERY_SECONDS):
            return
