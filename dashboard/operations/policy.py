"""What has the organisation decided on passwords, sessions and uploads?"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.core.vocabulary.people import Administrators


@dataclass(frozen=True)
class Policy:
    """The rules of an organisation; every default is the stricter choice."""

    open_to_all: bool = True
    administrators: Administrators = "one"
    password_length: int = 12
    password_classes: int = 3
    password_days: int = 90
    passwords_barred: int = 5
    tries: int = 5
    lock_minutes: int = 30
    idle_minutes: int = 15
    session_hours: int = 8
    sessions: int = 1
    inactive_days: int = 90
    link_minutes: int = 60
    uploads_per_hour: int = 30
