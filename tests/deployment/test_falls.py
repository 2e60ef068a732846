"""Publishes go on behind nginx while the database falls and workers are killed: what was
acknowledged is there once, and whoever was reading reads on.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import ssl
import threading
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from dashboard.store.audit import verify_chain
from dashboard.store.database import begin_read, open_database
from dashboard.store.versions import list_versions
from dashboard.web.endpoints.page_cache import DRAW_CALLBACK
from tests.conftest import MATCHES, PATIENCE, until
from tests.deployment.conftest import House, act, children, pressing, read
from tests.operations.test_uploads import table
from tests.sizes import dice, size

FALLS = size("SOAK_FALLS")
JSON = "application/json"
CUT = (OSError, http.client.HTTPException, ssl.SSLError)
"""What somebody meets whose worker has died."""


@dataclass
class Analyst:
    """Uploads and publishes one workbook after another, each until it is said to be there."""

    house: House = field(repr=False)
    shown: str = ""
    acknowledged: dict[str, int] = field(default_factory=dict)
    met: Counter[str] = field(default_factory=Counter)
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        turn = 0
        while not self.stop.is_set():
            path = self._upload(turn)
            if path and self._publish(path, f"{turn}.xlsx"):
                turn += 1

    def _ask(self, address: str, body: str | bytes, kind: str) -> tuple[int, bytes]:
        """One request; a connection that was cut is answered by nobody."""
        try:
            status, _, data = self.house.ask("POST", address, body, {"Content-Type": kind})
        except CUT:
            status, data = 0, b""
        self.met[str(status)] += 1
        if status not in (200, 202):
            time.sleep(0.1)
        return status, data

    def _upload(self, turn: int) -> str:
        data = table(("gdp", 1900 + turn, 60 + turn))
        address = f"/data/upload?name={turn}.xlsx"
        status, answer = self._ask(address, data, "application/octet-stream")
        return str(json.loads(answer)["href"]) if status == 202 else ""

    def _publish(self, path: str, name: str) -> bool:
        """Press until it is published, as somebody at the page does."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            turn = self._find_turn(path)
            if not turn:
                continue
            sent = json.dumps(pressing(path, "publish", turn))
            status, answer = self._ask("/_dash-update-component", sent, JSON)
            found: dict[str, Any] = json.loads(answer) if status == 200 else {}
            href = str(found.get("sideUpdate", {}).get("go", {}).get("href", ""))
            if href.startswith("/data/versions/"):
                self.acknowledged[name] = int(href.rpartition("/")[2])
                return True
        return False

    def _find_turn(self, path: str) -> str:
        """The turn of what there is to publish; a reading that was cut short is begun anew."""
        try:
            shown = read(self.house, path)
        except (*CUT, AssertionError):
            shown = ""
        if "读取中断" in shown:
            self.met["readings cut short"] += 1
            self._ask("/_dash-update-component", json.dumps(pressing(path, "again")), JSON)
        self.shown = shown[-3000:]
        found = re.search(r'{[^{}]*"id": "preview-turn"[^{}]*}', shown)
        if found is None or "preview-publish" not in shown:
            time.sleep(0.1)
            return ""
        return str(json.loads(found[0]).get("value", ""))


def draw(house: House) -> str:
    """What the overview shows to somebody who has signed in; nothing where the worker that was
    asked has died.
    """
    try:
        shown = act(house, DRAW_CALLBACK, ("url.pathname", "/"), ("url.search", ""))
    except (*CUT, AssertionError):
        return ""
    return json.dumps(shown, ensure_ascii=False)


def warm(house: House) -> None:
    """Have every worker show a page to somebody signed in."""
    for _ in range(40):
        assert "没有应答" not in draw(house)


def test_publishes_while_the_database_falls_and_workers_are_killed(inside):
    """Nothing acknowledged is lost or doubled, nobody is sent to sign in, and what a worker has in
    memory is read meanwhile.
    """
    analyst, moments = Analyst(replace(inside, cookies=dict(inside.cookies))), dice(15)
    reader = replace(inside, cookies=dict(inside.cookies))
    thread = threading.Thread(target=analyst.run)
    thread.start()
    from_memory = 0
    try:
        for _ in range(FALLS):
            before = len(analyst.acknowledged)
            until(lambda: len(analyst.acknowledged) > before + 1, analyst)  # noqa: B023
            if FALLS > 1:  # else in the moment after a publish: a reading cut short waits 30 s
                time.sleep(moments.uniform(0, 0.3))
            replica = moments.choice(inside.replicas)
            os.kill(int(moments.choice(children(replica))), signal.SIGKILL)
            warm(reader)
            inside.database.stop()
            seen = [draw(reader) for _ in range(20)]
            from_memory += sum("数据库暂时没有应答：下面是 " in one for one in seen)
            assert not any("请先登录" in one for one in seen)
            assert reader.ask("GET", "/")[0] in (200, 502, 503)
            inside.database.start()
        before = len(analyst.acknowledged)
        until(lambda: len(analyst.acknowledged) > before + 1, analyst)
    finally:
        analyst.stop.set()
        thread.join(PATIENCE)
    until(lambda: "没有应答" not in draw(reader), "the band is still shown")
    engine = open_database(inside.environment["DATABASE_URL"])
    found = {one.file: one.number for one in list_versions(engine)}
    numbers = [one.number for one in list_versions(engine)]
    with begin_read(engine) as connection:
        assert verify_chain(connection).broken is None
    engine.dispose()
    assert numbers == list(range(len(numbers), 0, -1))
    assert len(found) == len(numbers), "a workbook was published twice"
    assert found | analyst.acknowledged == found
    assert from_memory, "nobody read on"
    MATCHES.append(
        f"database and worker killed {FALLS}× behind nginx: acknowledged "
        f"{len(analyst.acknowledged)}, lost 0, doubled 0; read from memory {from_memory}; "
        f"answers {dict(analyst.met)}"
    )
