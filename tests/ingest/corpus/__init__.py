"""Bad, odd and sound workbooks with what a correct importer must answer to each: CASES for every
one of CONFIGS.

`base.wrong(case, config, answer)` lists what is wrong with an answer in the form of `import …
--dry-run --format json`.
"""

from __future__ import annotations

from tests.ingest.corpus import (
    blanks,
    container_files,
    container_parts,
    container_zip,
    controls,
    formats,
    identity,
    kinds,
    layout,
    names,
    programs,
    units,
    values,
    xml_cells,
    xml_parts,
    xml_text,
    years,
)
from tests.ingest.corpus.base import Case, Config, wrong
from tests.ingest.corpus.configurations import FIRST, SECOND

__all__ = ["CASES", "CONFIGS", "Case", "Config", "wrong"]

CONFIGS: tuple[Config, ...] = (FIRST, SECOND)
CASES: tuple[Case, ...] = (
    *controls.CASES,
    *programs.CASES,
    *container_files.CASES,
    *container_zip.CASES,
    *container_parts.CASES,
    *xml_text.CASES,
    *xml_cells.CASES,
    *xml_parts.CASES,
    *values.CASES,
    *formats.CASES,
    *blanks.CASES,
    *identity.CASES,
    *years.CASES,
    *names.CASES,
    *units.CASES,
    *layout.CASES,
    *kinds.CASES,
)
