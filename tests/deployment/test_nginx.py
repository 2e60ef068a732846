"""The deployment as it is shipped: TLS, replicas that share people and data, limits that hold, and
a replica that dies.
"""

from __future__ import annotations

import configparser
import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections import Counter
from urllib.parse import urlsplit

from dashboard.ingest.limits import FILE_BYTES
from tests.conftest import MATCHES, PATIENCE, ROOT, free_port, until
from tests.deployment.conftest import House, acts, children, pressing, read, upload
from tests.operations.test_uploads import table
from tests.web.clients import body

COVERS = ("dashboard.web.endpoints.startup_checks",)

MIB = 2**20


def test_pages_come_over_tls_with_their_headers(house):
    status, headers, data = house.ask("GET", "/")
    assert status == 200
    assert b'lang="zh-CN"' in data
    assert headers["strict-transport-security"] == ["max-age=31536000"]
    assert headers["server"] == ["nginx"]
    house.cookies.clear()
    _, headers, _ = house.ask("GET", "/")
    assert all("Secure" in one for one in headers["set-cookie"])


def test_a_session_holds_at_every_replica(inside):
    """Twenty requests go round the replicas: each knows who it is."""
    assert [inside.ask("GET", "/account")[0] for _ in range(20)] == [200] * 20
    for replica in inside.replicas:
        connection = http.client.HTTPConnection("127.0.0.1", replica.port, timeout=PATIENCE)
        headers = {
            "Host": urlsplit(inside.address).netloc,
            "Cookie": f"plan-session={inside.cookies['plan-session']}",
        }
        connection.request("GET", "/account", headers=headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        assert answer.status == 200


def test_an_act_from_another_origin_is_refused(inside):
    sent = json.dumps(
        body("sign-out-said.children", (("sign-out.n_clicks", 1),), (("url.search", ""),))
    )
    for origin in ("https://evil.example", f"http://127.0.0.1:{inside.port}"):
        assert (
            inside.ask(
                "POST",
                "/_dash-update-component",
                sent,
                {"Content-Type": "application/json", "Origin": origin},
            )[0]
            == 403
        )
    assert inside.ask("GET", "/account")[0] == 200


def test_an_upload_is_read_at_one_replica_and_published_at_any(inside):
    """The preview lives in the database: whoever is asked shows it, and publishes it once."""
    status, _, data = inside.ask(
        "POST",
        "/data/upload?name=2023.xlsx",
        table(("gdp", 2023, 80)),
        {"Content-Type": "application/octet-stream"},
    )
    assert status == 202
    path = json.loads(data)["href"]
    shown = until(lambda: read(inside, path), "the upload was not read")
    assert "新增 1，修订 0，不变 0" in shown
    sent = pressing(path, "publish")
    answers = []

    def press() -> None:
        answers.append(
            inside.ask(
                "POST",
                "/_dash-update-component",
                json.dumps(sent),
                {"Content-Type": "application/json"},
            )[2].decode()
        )

    threads = [threading.Thread(target=press) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [json.loads(one)["sideUpdate"]["go"]["href"] for one in answers] == [
        "/data/versions/1"
    ] * 6
    assert sum(entry.action == "publish" for entry in acts(inside)) == 1


def test_the_address_in_the_audit_is_the_one_that_came_to_nginx(inside):
    """A forged X-Forwarded-For is put before the real address, and the real one is written down."""
    sent = json.dumps(body("people-said.children", (("people-add.n_clicks", 1),)))
    headers = {"Content-Type": "application/json", "X-Forwarded-For": "6.6.6.6"}
    assert (
        inside.ask("POST", "/_dash-update-component", sent, headers, source="127.0.0.9")[0] == 403
    )
    last = until(lambda: [one for one in acts(inside)[-1:] if one.action == "refuse"])[0]
    assert json.loads(last.details)["address"] == "127.0.0.9"


def test_bodies_are_bounded(inside):
    """64 KB for what pages send, 32 MB for a workbook: nginx refuses before a replica hears of it;
    at the bound it goes through.
    """
    big = json.dumps({"output": "x" * 70_000})
    assert (
        inside.ask("POST", "/_dash-update-component", big, {"Content-Type": "application/json"})[0]
        == 413
    )
    assert upload(inside, b"x" * (FILE_BYTES + 1)) == 413
    assert upload(inside, b"x" * FILE_BYTES) == 202


def raw(house: House) -> ssl.SSLSocket:
    trust = ssl.create_default_context(cafile=str(house.folder / "plan.crt"))
    trust.check_hostname = False
    return trust.wrap_socket(socket.create_connection(("127.0.0.1", house.port), timeout=PATIENCE))


def test_a_body_in_pieces_without_a_length_is_bounded_too(inside):
    """Chunked: counted on real bytes."""
    with raw(inside) as line:
        head = (
            "POST /data/upload?name=x HTTP/1.1\r\nHost: "
            f"127.0.0.1:{inside.port}\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        line.sendall(head.encode())
        piece = b"100000\r\n" + b"x" * MIB + b"\r\n"
        with contextlib.suppress(
            OSError
        ):  # it hangs up on us, which is right; what it said may still be read
            for _ in range(40):
                line.sendall(piece)
        try:
            assert b" 413 " in line.recv(200)
        except OSError:
            return


def test_slow_senders_hold_nobody_up(inside):
    """Sixty connections that send a byte now and then: others are answered meanwhile, and the slow
    ones are hung up on.
    """
    lines = [raw(inside) for _ in range(60)]
    for number, line in enumerate(lines):
        length = "Content-Length: 1000\r\n\r\n" if number % 2 else ""
        line.sendall(f"POST /data/upload?name=x HTTP/1.1\r\nHost: x\r\n{length}".encode())
    taken = []
    for _ in range(10):
        begun = time.perf_counter()
        assert inside.ask("GET", "/health")[0] == 200
        taken.append(time.perf_counter() - begun)
    assert max(taken) < 5
    assert [hung_up(line) for line in lines] == [True] * len(lines)


def hung_up(line: ssl.SSLSocket) -> bool:
    """Whether the other side has ended a connection: without a word, for its slowness, or for there
    being too many.
    """
    line.settimeout(5)
    with contextlib.closing(line):
        try:
            said = line.recv(200)
        except TimeoutError:
            return False
        except OSError:
            return True
    return said == b"" or b" 408 " in said or b" 429 " in said


def test_a_hundred_uploads_at_once(inside):
    """Taken or asked to wait, never a fault; the replicas' memory comes back to what it was, within
    300 MB.
    """
    before = sum(one.memory() for one in inside.replicas)
    data = b"not a workbook " * (MIB // 15)
    met: Counter[int] = Counter()
    peak = [before]
    threads = [
        threading.Thread(target=lambda: met.update([upload(inside, data)])) for _ in range(100)
    ]
    for one in threads:
        one.start()
    while any(one.is_alive() for one in threads):
        peak.append(sum(one.memory() for one in inside.replicas))
        time.sleep(0.2)
    assert set(met) <= {202, 429}, met
    assert met[202] >= 1
    assert inside.ask("GET", "/health/ready")[0] == 200
    assert max(peak) - before < 600, (before, max(peak))
    MATCHES.append(
        f"100 uploads of 1 MB at once: {met[202]} taken, {met[429]} asked to wait, memory "
        f"{before} → {max(peak)} MB at most"
    )


def test_a_replica_that_dies_is_not_missed(inside):
    """SIGKILL of one replica, workers and all: requests go on at the other; it comes back and
    serves.
    """
    first = inside.replicas[0]
    first.stop(signal.SIGKILL)
    assert [inside.ask("GET", "/account")[0] for _ in range(20)] == [200] * 20
    first.start()
    first.ready()
    assert [inside.ask("GET", "/account")[0] for _ in range(10)] == [200] * 10


def test_a_worker_that_dies_is_replaced(inside):
    """SIGKILL of single workers under requests: the master starts others; what is lost is at most
    the killed one's own.
    """
    replica = inside.replicas[1]
    workers = children(replica)
    os.kill(int(workers[0]), signal.SIGKILL)
    answers = Counter(inside.ask("GET", "/account")[0] for _ in range(30))
    assert answers[200] >= 29, (answers, replica.log.read_text()[-1500:])
    until(
        lambda: len(children(replica)) == 2 and workers[0] not in children(replica),
        lambda: replica.log.read_text()[-1500:],
    )


def test_a_replica_with_another_key_is_refused(inside):
    """It says so in a sentence and does not serve."""
    made = subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env={
            **os.environ,
            **inside.environment,
            "SECRET_KEY": "another key, long enough to be taken",
            "PORT": str(free_port()),
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert made.returncode == 2
    assert "SECRET_KEY 与其他副本" in made.stderr
    assert "Traceback" not in made.stderr


def test_the_unit_names_what_is_there():
    """The systemd unit: what it starts exists, and systemd itself finds nothing wrong where it is
    installed.
    """
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(ROOT / "deploy" / "plan-dashboard@.service", "utf-8")
    started = unit["Service"]["ExecStart"].split()
    assert started[0].endswith(".venv/bin/gunicorn")
    assert (ROOT / started[2]).is_file()
    assert started[3] == "app:server"
    assert {"NoNewPrivileges", "ProtectSystem", "PrivateTmp"} <= set(unit["Service"])
    if shutil.which("systemd-analyze"):
        made = subprocess.run(
            ["systemd-analyze", "verify", ROOT / "deploy" / "plan-dashboard@.service"],
            capture_output=True,
            text=True,
            check=False,
        )
        said = [
            line
            for line in made.stderr.splitlines()
            if "plan-dashboard" in line
            and "not executable" not in line
            and "No such file" not in line
        ]
        assert said == []
