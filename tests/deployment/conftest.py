"""A whole deployment on loopback: PostgreSQL, two replicas under gunicorn, nginx with TLS, all from
the files that are shipped.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path

import pytest

from dashboard.store import audit
from dashboard.store.database import begin_read, open_database
from dashboard.web.endpoints.page_cache import DRAW_CALLBACK
from tests import processes
from tests.browser.conftest import answers
from tests.conftest import PATIENCE, ROOT, declaration, free_port, indicator, until
from tests.store.conftest import Postgres, own_folder, program
from tests.web.clients import PASSWORD, body

KEY = "a key of the deployment's tests, the same everywhere"


def nginx() -> str:
    found = shutil.which("nginx") or "/usr/sbin/nginx"
    assert Path(found).exists(), "nginx is missing: run make parts"
    return found


@dataclass
class Replica:
    """One gunicorn with its workers, on a port of its own."""

    environment: dict[str, str]
    port: int
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "app:server"],
                cwd=ROOT,
                env={**os.environ, **self.environment, "PORT": str(self.port)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def ready(self) -> None:
        until(
            lambda: answers(f"http://127.0.0.1:{self.port}/health/ready"),
            lambda: self.log.read_text()[-2000:],
        )

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, how)
            self.process.wait(PATIENCE)

    def memory(self) -> int:
        """Megabytes that its processes hold together, shared pages counted once."""
        return int(sum(self.memories().values()))

    def memories(self) -> dict[int, float]:
        """Megabytes that each of its processes holds, by its number, shared pages in parts."""
        found = {}
        for one in Path("/proc").glob("[0-9]*"):
            try:
                if self.process is not None and os.getpgid(int(one.name)) == self.process.pid:
                    lines = (one / "smaps_rollup").read_text().splitlines()
                    held = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
                    found[int(one.name)] = held / 1024
            except (OSError, StopIteration):
                continue
        return found


@dataclass
class House:
    """The whole of it, at one address."""

    folder: Path
    port: int
    replicas: list[Replica]
    environment: dict[str, str]
    database: Postgres
    front: subprocess.Popen[bytes] | None = None
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def ask(
        self,
        method: str,
        path: str,
        body: str | bytes | None = None,
        headers: dict[str, str] | None = None,
        source: str = "127.0.0.1",
    ) -> tuple[int, dict[str, list[str]], bytes]:
        """One request over TLS, as a page of ours makes it; what the answer sets is kept."""
        trust = ssl.create_default_context(cafile=str(self.folder / "plan.crt"))
        trust.check_hostname = False
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=PATIENCE, context=trust, source_address=(source, 0)
        )
        ours = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Origin": self.address,
            "Sec-Fetch-Site": "same-origin",
            "X-CSRFToken": self.cookies.get("plan-csrf", ""),
        }
        try:
            connection.request(method, path, body, {**ours, **(headers or {})})
            answer = connection.getresponse()
            data = answer.read()
        finally:
            connection.close()
        found: dict[str, list[str]] = {}
        for name, value in answer.getheaders():
            found.setdefault(name.lower(), []).append(value)
        for one in found.get("set-cookie", []):
            held: SimpleCookie = SimpleCookie()
            held.load(one)
            self.cookies |= {name: morsel.value for name, morsel in held.items()}
        return answer.status, found, data


def listens(port: int) -> bool:
    """Whether somebody takes connections on a port of loopback."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def front(folder: Path, port: int, ports: list[int]) -> Path:
    """The shipped nginx.conf with this test's ports and certificate, and times short enough for a
    test.
    """
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("127.0.0.1:8050", f"127.0.0.1:{ports[0]}"),
        ("127.0.0.1:8051", f"127.0.0.1:{ports[1]}"),
        ("/etc/nginx/plan.", f"{folder}/plan."),
        ("client_body_timeout 15s", "client_body_timeout 2s"),
        ("client_header_timeout 15s", "client_header_timeout 2s"),
    ):
        assert old in text, old
        text = text.replace(old, new)
    whole = f"""daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes 1;
events {{ worker_connections 512; }}
http {{ access_log off; client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3; uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
{text} }}"""
    file = folder / "nginx.conf"
    file.write_text(whole, "utf-8")
    return file


@pytest.fixture(scope="module")
def reached() -> Iterator[tuple[Path, Path]]:
    """Two folders that the accounts of nginx and PostgreSQL reach."""
    with own_folder() as one, own_folder() as other:
        yield one, other


@pytest.fixture(scope="module")
def house(reached: tuple[Path, Path]) -> Iterator[House]:
    """Two replicas on PostgreSQL behind nginx; the first start is left to whichever comes first."""
    assert program("initdb") is not None, "PostgreSQL is missing: run make parts"
    folder, home = reached
    database = Postgres(home)
    (folder / "indicators.yaml").write_text(
        declaration(
            indicator(
                "gdp",
                "plan: five, by: 2025, reach: 100, base: {year: 2020, value: 50}",
                unit="亿元",
                measure="flow",
                decimals=0,
            )
        ),
        "utf-8",
    )
    (folder / "data").mkdir()
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            *subject,
            "-keyout",
            folder / "plan.key",
            "-out",
            folder / "plan.crt",
        ],
        check=True,
        capture_output=True,
    )
    port, ports = free_port(), [free_port(), free_port()]
    environment = {
        "INDICATORS": str(folder / "indicators.yaml"),
        "DATA_DIR": str(folder / "data"),
        "DATABASE_URL": database.fresh("house"),
        "SECRET_KEY": KEY,
        "TRUSTED_PROXIES": "127.0.0.1",
        "PUBLIC_URL": f"https://127.0.0.1:{port}",
        "SESSIONS": "9",
        "UPLOADS_PER_HOUR": "1000",
    }
    replicas = [
        Replica(environment, one, folder / f"replica-{number}.log")
        for number, one in enumerate(ports)
    ]
    whole = House(folder, port, replicas, environment, database)
    for one in replicas:
        one.start()
    for one in replicas:
        one.ready()
    whole.front = subprocess.Popen(
        [nginx(), "-c", front(folder, port, ports)], stderr=subprocess.DEVNULL
    )
    until(lambda: listens(port), "nginx does not listen")
    yield whole
    whole.front.terminate()
    whole.front.wait(PATIENCE)
    for one in replicas:
        one.stop()
    database.stop()


def added(house: House, name: str, role: str = "analyst") -> str:
    """Somebody new, by the command on the machine; answers the link's secret."""
    made = processes.run(house.environment, "user", "add", name, "--role", role)
    assert made.stdout.startswith(house.address + "/welcome#")
    return made.stdout.strip().partition("#")[2]


def acts(house: House) -> list[audit.Entry]:
    """Everything that was done in a house."""
    engine = open_database(house.environment["DATABASE_URL"])
    with begin_read(engine) as connection:
        found = list(audit.list_entries(connection))
    engine.dispose()
    return found


def act(
    house: House,
    output: str,
    *values: tuple[str, object],
    state: tuple[tuple[str, object], ...] = (),
) -> dict[str, object]:
    status, _, data = house.ask(
        "POST",
        "/_dash-update-component",
        json.dumps(body(output, values, state)),
        {"Content-Type": "application/json"},
    )
    assert status == 200, (status, data[:300])
    found = json.loads(data)
    return {**found.get("response", {}), **found.get("sideUpdate", {})}


@pytest.fixture(scope="module")
def inside(house: House) -> House:
    """Somebody who has come in through nginx."""
    house.ask("GET", "/")
    link = added(house, "张三")
    done = act(
        house,
        "welcome-said.children",
        ("welcome-go.n_clicks", 1),
        ("welcome-again.n_submit", None),
        state=(
            ("welcome-new.value", PASSWORD),
            ("welcome-again.value", PASSWORD),
            ("welcome-link.data", "#" + link),
            ("url.search", ""),
        ),
    )
    assert done["go"] == {"href": "/account"}
    return house


def children(replica: Replica) -> list[str]:
    """The processes that a replica's master has started."""
    assert replica.process is not None
    command = ["pgrep", "-P", str(replica.process.pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()


def upload(house: House, data: bytes, name: str = "x.xlsx") -> int:
    return house.ask(
        "POST", f"/data/upload?name={name}", data, {"Content-Type": "application/octet-stream"}
    )[0]


def read(house: House, path: str) -> str:
    """What the page of an upload shows once it has been read; nothing before."""
    shown = json.dumps(
        act(house, DRAW_CALLBACK, ("url.pathname", path), ("url.search", "")), ensure_ascii=False
    )
    return "" if "正在读取" in shown else shown


def pressing(path: str, button: str, turn: str = "0") -> dict[str, object]:
    """What the page of an upload sends when one of its buttons is pressed, the form as it is."""
    state = (
        ("preview-quality.value", None),
        ("preview-usual.value", None),
        ("preview-released.value", ""),
        ("preview-note.value", ""),
        ("preview-good.checked", False),
        ("preview-turn.value", turn),
        ("url.pathname", path),
        ("url.search", ""),
    )
    clicks = tuple(
        (f"preview-{one}.n_clicks", int(one == button)) for one in ("publish", "again", "discard")
    )
    sent = body("preview-said.children", clicks, state, f"preview-{button}.n_clicks")
    fields = sent["state"]
    sent["state"] = [[], [], fields[0], [], [], *fields[1:5], [], [], *fields[5:]]
    return sent
