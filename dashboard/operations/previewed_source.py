"""What would hold with one more workbook? The store as a source, as if it had been accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard.core.changes import compare
from dashboard.core.changes.revisions import Key, is_superseding_note
from dashboard.core.vocabulary.model import Registry
from dashboard.ingest.workbook import Reading
from dashboard.operations.snapshots import Source, SourceData, Stamp


@dataclass(frozen=True)
class PreviewedSource:
    """The store as it would be with one more workbook, whose figures replace those of some keys."""

    stored: Source
    reading: Reading
    replaced: frozenset[Key] = frozenset()

    def stamp(self) -> Stamp:
        """Never changes."""
        return ()

    def recall(
        self, registry: Registry, known_on: date | None, version: int | None = None
    ) -> SourceData:
        """The workbook's figures, then those of the store which they do not replace."""
        stored_rows = self.stored.recall(registry, known_on, version).observations
        new = self.reading.observations
        if not len(new):
            return SourceData(stored_rows, self.reading.issues)
        if not len(stored_rows):
            return SourceData(new, self.reading.issues)
        corrections = new[[is_superseding_note(note) for note in new["note"]]]
        replaced = self.replaced.union(_list_keys(corrections))
        stays = [key not in replaced for key in _list_keys(stored_rows)]
        rows = pd.concat([new, stored_rows[stays]], ignore_index=True)
        return SourceData(rows, self.reading.issues)


def _list_keys(rows: pd.DataFrame) -> list[Key]:
    return list(zip(*(rows[column] for column in compare.KEY), strict=True))
