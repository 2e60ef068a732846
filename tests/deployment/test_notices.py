"""The server of the deployment with its two workers: a publish at the machine is told by one of
them, once.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

from dashboard.store import notices
from dashboard.store.database import begin_write, open_database
from dashboard.store.versions import publish
from dashboard.web.endpoints.notice_thread import EVERY_SECONDS
from tests import processes
from tests.conftest import PATIENCE, ROOT, declaration, free_port, indicator, until
from tests.letterbox import mail_server
from tests.store.books import accepted, registry

GDP = indicator(
    "gdp",
    "plan: five, by: 2025, reach: 100, base: {year: 2020, value: 50}",
    unit="亿元",
    measure="flow",
    decimals=0,
)


def test_two_workers_tell_once_and_end_in_time(tmp_path):
    """The letter comes within a round, one alone after both had theirs; ended, they finish at
    once.
    """
    (tmp_path / "indicators.yaml").write_text(declaration(GDP), "utf-8")
    (tmp_path / "data").mkdir()
    log, url = tmp_path / "log", f"sqlite:///{tmp_path / 'store.db'}"
    with mail_server() as box, log.open("wb") as said:
        home = {
            "INDICATORS": str(tmp_path / "indicators.yaml"),
            "DATA_DIR": str(tmp_path / "data"),
            "DATABASE_URL": url,
            "PORT": str(free_port()),
        }
        mail = {
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(box.port),
            "SMTP_FROM": "plan@example.gov.cn",
        }
        command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "app:server"]
        server = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **home, **mail}, stderr=said
        )
        try:
            until(
                lambda: log.read_text("utf-8").count("Booting worker") == 2,
                lambda: log.read_text("utf-8"),
            )
            assert processes.run(home, "user", "add", "张三").returncode == 0
            engine = open_database(url)
            with begin_write(engine) as connection:
                notices.subscribe(
                    connection, notices.MAIL, "张三", "zhang@example.gov.cn", "zh", "all"
                )
            publish(engine, registry(), accepted(("gdp", 2021, 70)))
            engine.dispose()
            until(lambda: box.taken, "no letter came")
            time.sleep(EVERY_SECONDS + 1)  # both have a round more
        finally:
            server.terminate()
            assert server.wait(PATIENCE) == 0
    assert [one["To"] for one in box.taken] == ["zhang@example.gov.cn"]
