"""Where may a test kill this process? Named steps at which it ends itself with SIGKILL, armed by a
setting.
"""

from __future__ import annotations

import os
import signal

STEPS = (
    "preview.read",
    "preview.compared",
    "publish.begun",
    "publish.version",
    "publish.half",
    "publish.rows",
    "publish.audit",
    "publish.committed",
    "undo.begun",
    "undo.version",
    "undo.audit",
    "undo.committed",
    "backup.begun",
    "backup.half",
    "backup.written",
    "backup.named",
    "restore.begun",
    "restore.copied",
    "restore.migrated",
    "restore.ready",
    "restore.aside",
    "restore.named",
    "migrate.begun",
    "migrate.made",
    "notice.made",
    "notice.claimed",
    "notice.delivered",
)
"""The steps, in the order in which they are reached."""

_armed: list[str] = []


def arm(step: str) -> None:
    """Choose the step at which to die; empty for none. Raises ValueError for a name that is no
    step.
    """
    if step and step not in STEPS:
        raise ValueError(step)
    _armed.clear()
    if step:
        _armed.append(step)


def reach(step: str) -> None:
    """Die here if this step is armed: no handler runs, nothing is flushed."""
    if step in _armed:
        os.kill(os.getpid(), signal.SIGKILL)
