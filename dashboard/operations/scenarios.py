"""How is a scenario kept? Assumptions about years to come under a name, by those who may, and never
changed afterwards.
"""

from __future__ import annotations

from dashboard.core.analysis import what_if
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.snapshot import View
from dashboard.core.vocabulary.text import Text
from dashboard.operations.authentication import Authenticator, Caller, RefusedError, record_action
from dashboard.operations.follow_up import parse_words
from dashboard.operations.user_accounts import refuse_missing_right
from dashboard.store import follow_up, versions
from dashboard.store.database import begin_read, begin_write

Scenario = follow_up.Scenario
LONGEST_NAME = 60


def save_scenario(
    auth: Authenticator, registry: Registry, caller: Caller, view: View, name: str, assumed: str
) -> int:
    """Keep assumptions about the view's plan and region; answers the scenario's number."""
    refuse_missing_right(caller, "explain")
    called = parse_words(name, Text("情景名称", "name of the scenario"), LONGEST_NAME)
    assumptions = what_if.parse_assumptions(assumed, registry)
    if not assumptions:
        raise RefusedError(
            Text("还没有任何假设，没有保存", "there is no assumption yet; nothing was kept")
        )
    with begin_write(auth.engine) as connection:
        person = auth.reload_person(connection, caller, "explain")
        scenario = Scenario(
            0,
            caller.at.isoformat(timespec="seconds"),
            person.name,
            called,
            versions.load_latest_number(connection),
            view.plan,
            view.region,
            what_if.format_assumptions(assumptions),
        )
        number = follow_up.insert_scenario(connection, scenario)
        details = {"number": number, "name": called, "text": scenario.assumed}
        record_action(connection, caller, "keep", details)
    return number


def list_scenarios(auth: Authenticator) -> list[Scenario]:
    """Every scenario, the newest first."""
    with begin_read(auth.engine) as connection:
        return follow_up.list_scenarios(connection)
