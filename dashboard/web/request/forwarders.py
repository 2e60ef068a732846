"""Who forwards for others and is not trusted? A proxy that TRUSTED_PROXIES does not name makes
everybody behind it one address; it is said at the start, in the log, the self-check and the
administration.
"""

from __future__ import annotations

import logging
import threading

from dashboard.core.vocabulary.text import Text
from dashboard.settings import Settings

MOST_FORWARDERS = 20
"""Addresses that are remembered; anybody may send the headers of a proxy."""
HEADERS = ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded")
"""What a proxy says of whom it forwards for."""
UNNAMED_PROXY = Text(
    "PUBLIC_URL 为 https，但未设 TRUSTED_PROXIES：前面的反向代理不被采信，其后的所有人会被当作同一地址；请把代理地址写入 TRUSTED_PROXIES",
    "PUBLIC_URL is https but TRUSTED_PROXIES names no proxy: the one in front is not believed, and "
    "everybody behind it counts as one address; name its address in TRUSTED_PROXIES",
)
log = logging.getLogger("dashboard")


class Forwarders:
    """Addresses that forwarded without being trusted, since this process began."""

    def __init__(self) -> None:
        self._seen: dict[str, None] = {}
        self._lock = threading.Lock()

    def note(self, address: str) -> None:
        """Remember an address that sent the headers of a proxy, and say so once."""
        with self._lock:
            if address in self._seen or len(self._seen) >= MOST_FORWARDERS:
                return
            self._seen[address] = None
        log.warning("%s", _describe([address]).en)

    def describe(self, settings: Settings) -> Text | None:
        """What an administrator should see to; None where there is nothing."""
        seen = list(self._seen)
        return _describe(seen) if seen else find_unnamed_proxy(settings)


def find_unnamed_proxy(settings: Settings) -> Text | None:
    """That there must be a proxy which is not named: this server speaks no TLS itself."""
    is_encrypted = settings.public_url.startswith("https://")
    return UNNAMED_PROXY if is_encrypted and not settings.trusted_proxies else None


def _describe(addresses: list[str]) -> Text:
    listed = "、".join(addresses), ", ".join(addresses)
    return Text(
        f"{listed[0]} 转来了请求，但不在 TRUSTED_PROXIES 中：如是本单位的代理，请写入该设置，"
        "否则其后的所有人会被当作同一地址",
        f"{listed[1]} forwards requests but is not in TRUSTED_PROXIES: if it is your proxy, name "
        "it there; until then everybody behind it counts as one address",
    )
