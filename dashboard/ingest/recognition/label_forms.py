"""By which names may a label be looked up? Without marks, footnotes, unit or its English half."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.core.declaration.target_checks import normalize_name
from dashboard.core.vocabulary.units import Unit, find_unit
from dashboard.ingest.recognition.labels import (
    PASSED_OVER,
    TRAIL,
    clean_label,
    is_to_date,
    strip_marks,
)

_TAIL = re.compile(
    r"^(.*?)(?:[(\[（]([^()\[\]（）]*)[)\]）]|[_，,:：/\s]([^_，,:：/\s()（）\[\]]+))$", re.DOTALL
)
_BILINGUAL = re.compile(
    r"^(.*[\u4e00-\u9fff)）%\]])(?:[\s/]+|(?<=[)）\]]))[A-Za-z][\x20-\x7e]*$", re.DOTALL
)


_SAID = re.compile(r"^(.+?)(累计值|累计数|累计额|累计|绝对额|绝对量|绝对数|绝对值|总量)$")
"""A name with a word for its values right behind it: 地区生产总值累计值."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it may stand in the declaration, with the unit that stood behind it."""

    text: str
    unit: Unit | None = None
    to_date: bool = False


def list_names(text: str) -> Iterator[Name]:
    """The names that a label may mean, the most literal first: without marks in front, footnotes,
    unit, or its English half.
    """
    seen: set[tuple[str, str]] = set()
    forms = list(_list_forms(clean_label(text)))
    for form in forms:
        key = (normalize_name(form.text), form.unit.name if form.unit else "")
        if form.text and key not in seen:
            seen.add(key)
            yield form
    for form in forms:
        said = _SAID.match(form.text)
        if said:
            yield Name(said[1], form.unit, form.to_date or said[2].startswith("累计"))


def _list_forms(text: str) -> Iterator[Name]:
    yield Name(text)
    bare = strip_marks(text)
    forms = [Name(bare), *_split_unit(bare)]
    yield from forms
    for form in forms:
        halves = _BILINGUAL.match(form.text)
        if halves:  # the Chinese half alone: in 人均 GDP the other half names another indicator
            chinese = halves[1].strip()
            yield Name(chinese, form.unit, form.to_date)
            yield from _split_unit(chinese, form.unit, to_date=form.to_date)


def _split_unit(text: str, unit: Unit | None = None, *, to_date: bool = False) -> Iterator[Name]:
    """A name and the unit at its end; parts that say nothing more are passed over."""
    tail = _TAIL.match(text)
    if tail is None:
        return
    before, bracketed, separated = tail.groups()
    rest = TRAIL.sub("", before.strip())
    inner = (separated if bracketed is None else bracketed).strip()
    found = find_unit(inner)
    if found is None and bracketed is not None:
        found = _find_unit_among(inner)
    if found is not None and (unit is None or found.name == unit.name):
        unit = found
    elif is_to_date(inner):
        to_date = True
    elif normalize_name(inner) not in PASSED_OVER:
        return
    yield Name(rest, unit, to_date)
    yield from _split_unit(rest, unit, to_date=to_date)


def _find_unit_among(inner: str) -> Unit | None:
    """The unit of brackets whose other parts say nothing more: (亿元，当年价格)."""
    pieces = [
        piece
        for piece in re.split(r"[,，;；、]", inner)
        if normalize_name(piece) not in PASSED_OVER
    ]
    return find_unit(pieces[0]) if len(pieces) == 1 else None


def strip_unit(text: str) -> str:
    """A label without its unit, for suggestions."""
    forms = list(list_names(text))
    return forms[-1].text if forms else ""
