"""A million cells: how long they take and how much memory. `python -m tests.bench.large wide|long`
prints one line of figures.
"""

from __future__ import annotations

import io
import os
import resource
import sys
import time
from datetime import date
from typing import Any

import pandas as pd
import xlsxwriter

from dashboard import demo
from dashboard.core.declaration.registry import parse
from dashboard.core.vocabulary.model import Registry
from dashboard.ingest import limits, workbook

SIZE = demo.Size(500, 20)


def declared() -> Registry:
    """A city of many indicators and regions."""
    parsed = parse(demo.build_declaration(SIZE))
    assert parsed.registry is not None
    return parsed.registry


def made(layout: str, registry: Registry) -> bytes:
    """A workbook of a million cells: 10,000 rows of a hundred, or 125,000 rows of eight."""
    output = io.BytesIO()
    book: Any = xlsxwriter.Workbook(output, {"constant_memory": True})
    sheet = book.add_worksheet("数据")
    indicators, regions = list(registry.indicators.values()), list(registry.regions.values())
    wide = layout == "wide"
    sheet.write_row(
        0,
        0,
        ["指标编码", "单位", "地区", *range(1927, 2024)]
        if wide
        else ["指标编码", "指标名称", "地区", "年份", "数值", "单位", "数据性质", "来源"],
    )
    for row in range(10_000 if wide else 125_000):
        one, place = (
            indicators[row % len(indicators)],
            regions[row // len(indicators) % len(regions)].name.zh,
        )
        unit = one.unit.name if one.unit else "是/否"
        if wide:
            cells = [one.id, unit, place, *(6000 + row * 0.01 + year * 0.001 for year in range(97))]
        else:
            cells = [
                one.id,
                one.name.zh,
                place,
                2010 + row // 10_000,
                6000 + row * 0.01,
                unit,
                "已公布",
                "公报",
            ]
        sheet.write_row(row + 1, 0, cells)
    book.close()
    return output.getvalue()


def main(layout: str) -> None:
    """Read it once and write it out as JSON, as a dry run does, and say what it took."""
    pd.set_option("mode.string_storage", "python")  # as in production, without pyarrow
    registry = declared()
    data = made(layout, registry)
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    found = workbook.read_file(data, registry, "大.xlsx", workbook.Terms(date(2026, 1, 1)))
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - no path has a devnull
        found.write(nowhere)
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    print(
        f"1,000,000 cells, {layout}: {len(data) / limits.MIB:.1f} MiB, {took:.1f} s "
        f"({child:.1f} s of them in the child), {len(found.observations):,} figures; "
        f"peak {peak:.0f} MiB, {idle:.0f} before; the child may use "
        f"{limits.MEMORY_BYTES // limits.MIB} MiB"
    )


if __name__ == "__main__":
    main(sys.argv[1])
