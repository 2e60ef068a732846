"""How long does a file take, and how large is it? `python -m tests.bench.files`: every format, for
the real plan and for 2,000 indicators.
"""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from dashboard import demo
from dashboard.core.declaration.registry import parse
from dashboard.core.vocabulary.snapshot import View
from dashboard.exports import EXPORTS, ExportRequest, write_export
from dashboard.operations import snapshots
from tests.bench.boards import Frame, figures
from tests.conftest import ROOT

MADE = datetime(2026, 1, 5, tzinfo=UTC)


def measure(name: str, matter: ExportRequest) -> None:
    """Seconds and bytes of every format."""
    for ending in EXPORTS:
        write_export(ending, matter)  # imports are not counted
        start = time.perf_counter()
        size = len(write_export(ending, matter))
        print(
            f"{name}, {len(matter.rows)} targets: .{ending:<5} "
            f"{time.perf_counter() - start:6.2f} s {size / 1024:9,.0f} KiB"
        )


def main() -> None:
    real = parse((ROOT / "indicators.yaml").read_text("utf-8")).registry
    assert real is not None
    desk = snapshots.SnapshotService(real, snapshots.FolderSource(ROOT / "data"), date(2026, 1, 5))
    measure(
        "the real plan",
        ExportRequest(
            desk.snapshot(View(plan="fyp14", year=2023)), MADE, findings=desk.findings(None)
        ),
    )
    with tempfile.TemporaryDirectory() as folder:
        text = demo.build_declaration(demo.Size(2000, 7))
        (Path(folder) / "indicators.yaml").write_text(text, "utf-8")
        large = parse(text).registry
    assert large is not None
    city = snapshots.SnapshotService(large, Frame(figures(large)), date(2026, 1, 5))
    measure("2,000 indicators × 7 regions", ExportRequest(city.snapshot(View()), MADE))


if __name__ == "__main__":
    main()
