"""How is a scenario kept? Assumptions about years to come under a name, by those who may, and never changed afterwards."""

from __future__ import annotations

from dashboard.core.analysis import what_if
from dashboard.core.vocabulary.model import Registry, View
from dashboard.core.vocabulary.text import Text
from dashboard.operations.authentication import Admission, Caller, RefusedError, record
from dashboard.operations.follow_up import worded
from dashboard.operations.user_accounts import must
from dashboard.store import follow_up, versions
from dashboard.store.database import reading, writing
from dashboard.store.follow_up import Scenario

LONGEST_NAME = 60


def keep(door: Admission, registry: Registry, caller: Caller, view: View, name: str, assumed: str) -> int:
    """Keep assumptions about the view's plan and region; answers the scenario's number."""
    must(caller, "explain")
    called = worded(name, Text("情景名称", "name of the scenario"), LONGEST_NAME)
    found = what_if.read(assumed, registry)
    if not found:
        raise RefusedError(Text("还没有任何假设，没有保存", "there is no assumption yet; nothing was kept"))
    with writing(door.engine) as connection:
        person = door.still(connection, caller, "explain")
        made = Scenario(
            0, caller.at.isoformat(timespec="seconds"), person.name, called, versions.latest(connection), view.plan, view.region, what_if.write(found)
        )  # fmt: skip
        number = follow_up.keep(connection, made)
        record(connection, caller, "keep", {"number": number, "name": called, "text": made.assumed})
    return number


def kept(door: Admission) -> list[Scenario]:
    """Every scenario, the newest first."""
    with reading(door.engine) as connection:
        return follow_up.kept(connection)
