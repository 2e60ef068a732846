"""What is a report made of? Headings, sentences, tables and charts, whatever paper they are laid
out on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.core.analysis.time_course import Chart
from dashboard.core.vocabulary.text import Text


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the first or the second level."""

    level: int
    text: Text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences, the first words perhaps standing out."""

    text: Text
    lead: Text | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its caption, heads with the share of the width that each takes, and rows of
    texts.
    """

    caption: Text
    heads: tuple[tuple[Text, int], ...]
    rows: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart with its caption, and what it shows in words; every number of it stands in a table
    too.
    """

    caption: Text
    chart: Chart
    spoken: Text


Block = Heading | Paragraph | Grid | Drawing


@dataclass(frozen=True, slots=True)
class Report:
    """A title, a line below it, and what follows."""

    title: Text
    subtitle: Text
    blocks: tuple[Block, ...]


ORDINALS = "一二三四五六七八九十"


def number_sections(sections: Iterable[tuple[Text, list[Block]]]) -> tuple[Block, ...]:
    """The sections that say something, each below its heading; numbers without gaps."""
    blocks: list[Block] = []
    for at, (name, content) in enumerate((name, content) for name, content in sections if content):
        blocks += [Heading(1, Text(f"{ORDINALS[at]}、{name.zh}", f"{at + 1}. {name.en}")), *content]
    return tuple(blocks)
