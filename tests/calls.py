"""How often does the code of one module enter another while a page is drawn? `python -m
tests.calls`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from tests.conftest import ROOT
from tests.web.clients import Client, application

PACKAGE = "dashboard."
Entries = Counter[tuple[str, str]]


def count_entries(draw: Callable[[], Any]) -> Entries:
    """Calls from one module of the dashboard into another, by (caller, called).

    The caller is the nearest function of the dashboard that the call came from, whatever library
    stands between; generators count when they are begun and each time they go on.
    """
    entries: Entries = Counter()

    def notice(frame: FrameType, event: str, _: Any) -> None:
        module = frame.f_globals.get("__name__", "")
        if (
            event != "call"
            or not module.startswith(PACKAGE)
            or frame.f_code.co_filename == "<string>"
        ):
            return
        caller = frame.f_back
        while caller and not caller.f_globals.get("__name__", "").startswith(PACKAGE):
            caller = caller.f_back
        origin = caller.f_globals["__name__"] if caller else ""
        if origin != module:
            entries[origin, module] += 1

    sys.setprofile(notice)
    try:
        draw()
    finally:
        sys.setprofile(None)
    return entries


def count_page(address: str, declaration: Path = ROOT / "indicators.yaml") -> Entries:
    """Entries while the page at an address is drawn for the first time; the data were read by
    another page before.
    """
    path, mark, query = address.partition("?")
    search = mark + query
    client = Client(application(declaration, ROOT / "data"), settles=False)
    client.show("/methods", search)
    return count_entries(lambda: client.show(path, search))


if __name__ == "__main__":
    for address in sys.argv[1:] or ["/indicators/rd_share"]:
        entries = count_page(address)
        print(address, sum(entries.values()))
        for (caller, called), count in entries.most_common(25):
            print(f"{count:6}  {caller} → {called}")
