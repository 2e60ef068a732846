"""gunicorn for the dashboard: `gunicorn -c deploy/gunicorn.conf.py app:server`; HOST and PORT are
the settings of the dashboard.
"""

from typing import Any

from dashboard.settings import load

_chosen = load()
bind = f"{_chosen.host}:{_chosen.port}"
worker_class = "gthread"
workers = 2
threads = 4
# The code is in memory once; each worker opens the database for itself, after it was forked.
preload_app = True
timeout = 120
graceful_timeout = 30
# Longer than nginx keeps its connections (60 s): otherwise POSTs meet a closed one and become 502.
keepalive = 75
limit_request_line = 8190
limit_request_fields = 60
# Which proxies are trusted is the dashboard's own setting: TRUSTED_PROXIES.
forwarded_allow_ips = ""
accesslog = None  # who did what stands in the audit


_carriers: list[Any] = []


def post_worker_init(worker: Any) -> None:
    """Each worker carries notices, where a way out is set; they share the outbox."""
    from dashboard.web.endpoints import notice_thread  # noqa: PLC0415 - after the fork

    _carriers.append(notice_thread.start_notice_thread(worker.app.wsgi()))


def worker_exit(_server: Any, _worker: Any) -> None:
    """A worker that ends finishes the letter in its hand."""
    for carrier in filter(None, _carriers):
        carrier.end(graceful_timeout)
