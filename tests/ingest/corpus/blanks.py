"""Which marks mean that there is no figure, and which errors does a cell hold? Never nought, never
passed over in silence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.ingest.corpus.base import (
    NOT_REFUSED,
    NOT_SILENT,
    ROWS,
    SAID,
    Case,
    Config,
    at,
    nothing,
    somewhere,
    without,
)
from tests.ingest.corpus.books import Raw, just, of_grid, typed

MARKS: tuple[tuple[str, str, str], ...] = (
    ("dash", "—", "half of the Chinese dash"),
    ("long-dash", "——", "the Chinese dash"),
    ("full-width-hyphen", "－", "the hyphen of a Chinese keyboard"),
    ("hyphen", "-", "a hyphen, or a minus without a number"),
    ("en-dash", "–", "a dash that spreadsheets make of a hyphen"),
    ("two-hyphens", "--", "a dash in typescript"),
    ("ellipsis", "…", "too small, or not known"),
    ("long-ellipsis", "……", "the Chinese ellipsis"),
    ("two-points", "..", "not available, as international tables print it"),
    ("three-points", "...", "not available, as yearbooks print it"),
    ("not-available", "N/A", "not available"),
    ("null", "null", "what a database wrote"),
    ("none", "None", "what a program wrote"),
    ("nil", "无", "there is none, or it is not known"),
    ("not-yet-known", "暂无", "not yet there"),
    ("to-be-published", "待公布", "to be published"),
    ("not-published", "未公布", "not published"),
    ("slash", "/", "crossed out"),
    ("star", "*", "withheld"),
    ("question-mark", "?", "somebody asks"),
    ("multiplication-sign", "×", "crossed out"),
    ("hash", "#", "what yearbooks print for “of which”"),
)
_EMPTY: tuple[tuple[str, Any, str], ...] = (
    ("empty", None, "nothing was typed"),
    (
        "empty-text",
        Raw('<c r="{at}" t="inlineStr"><is><t></t></is></c>'),
        "a text of no characters",
    ),
    (
        "empty-result",
        Raw('<c r="{at}" t="str"><v></v></c>'),
        "a formula's result, pasted as a value",
    ),
    ("spaces", "   ", "somebody pressed the space bar"),
    ("wide-space", "\u3000", "the space of a Chinese keyboard"),
    ("no-break-spaces", "\u00a0\u00a0", "copied from a web page"),
    ("line-breaks", "\n\n", "empty lines"),
)
ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")


def _names(error: str) -> str:
    """#DIV/0! → div0"""
    return "".join(character for character in error.lower() if character.isalnum())


def _error(error: str) -> Callable[[Config], bytes]:
    return typed("money", lambda config: Raw(f'<c r="{{at}}" t="e"><v>{error}</v></c>'))


def _unreadable(name: str, xml: str, why: str) -> Case:
    """An error in the cell of `money`."""
    return Case(
        name,
        "errors",
        typed("money", lambda config: Raw(xml)),
        ROWS,
        why,
        place=at("money"),
        stored=without("money"),
    )


def _all_blank(config: Config) -> bytes:
    """A template that nobody has filled in."""
    first = len(config.headings) if config.wide else config.column("money") - 1
    last = len(config.grid()[0]) if config.wide else first + 1
    return of_grid(
        config,
        [
            [None if number and first <= place < last else cell for place, cell in enumerate(row)]
            for number, row in enumerate(config.grid())
        ],
    )


CASES = (
    *(
        Case(
            f"blank-{name}",
            "blanks",
            typed("money", just(mark)),
            SAID,
            why,
            place=at("money"),
            stored=without("money"),
        )
        for name, mark, why in MARKS
    ),
    *(
        Case(
            f"blank-{name}",
            "blanks",
            typed("money", just(cell)),
            NOT_REFUSED,
            why,
            place=somewhere,
            stored=without("money"),
        )
        for name, cell, why in _EMPTY
    ),
    Case(
        "blank-dash-in-percent-row",
        "blanks",
        typed("share", lambda config: "—"),
        SAID,
        "the same mark in a row of shares",
        place=at("share"),
        stored=without("share"),
    ),
    Case(
        "blank-everywhere",
        "blanks",
        _all_blank,
        NOT_SILENT,
        "a template that nobody has filled in",
        stored=nothing,
    ),
    *(
        Case(
            f"error-{_names(error)}",
            "errors",
            _error(error),
            SAID if error == "#N/A" else ROWS,
            "an error is no blank and no figure",
            place=at("money"),
            stored=without("money"),
        )
        for error in ERRORS
    ),
    *(
        Case(
            f"error-{_names(error)}-as-text",
            "errors",
            typed("money", just(error)),
            SAID if error == "#N/A" else ROWS,
            "the same, pasted as text",
            place=at("money"),
            stored=without("money"),
        )
        for error in ("#DIV/0!", "#N/A", "#REF!")
    ),
    _unreadable(
        "error-from-formula",
        '<c r="{at}" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        "the result of a formula",
    ),
    _unreadable(
        "error-of-newer-excel",
        '<c r="{at}" t="e"><v>#SPILL!</v></c>',
        "an error that older lists lack",
    ),
    _unreadable("error-without-name", '<c r="{at}" t="e"/>', "an error cell without its error"),
)
