"""The dashboard: `python app.py` serves it, `python app.py COMMAND` runs a command, `server` is for
WSGI servers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def __getattr__(name: str) -> Flask:
    """Build `server` when it is first asked for, so that child processes and commands build
    nothing.
    """
    if name != "server":
        raise AttributeError(name)
    from dashboard.commands.main import build_server

    server = globals()["server"] = build_server()
    return server


if __name__ == "__main__":
    from dashboard.commands.main import main

    raise SystemExit(main())
