"""What do people type where a number should stand, and what does it mean?

Text that states one number beyond doubt may be read, if that is said; everything else is listed
with its cell.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.ingest.corpus.base import (
    FINE,
    NOT_REFUSED,
    ROWS,
    SAID,
    Case,
    Config,
    at,
    others,
    replaced,
    without,
)
from tests.ingest.corpus.books import Raw, just, short, typed

FULL_WIDTH = str.maketrans("0123456789.-%,", "０１２３４５６７８９．－％，")
_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_SUPERSCRIPT = "²"


def _grouped(value: float, comma: str = ",") -> str:
    return (
        f"{value:,.1f}".replace(",", comma)
        if value != int(value)
        else f"{int(value):,}".replace(",", comma)
    )


def _split(text: str, between: str) -> str:
    """A text with something after its first digit."""
    return text[:1] + between + text[1:]


Maker = Callable[[Config], Any]


def of(role: str, change: Callable[[str], Any]) -> Maker:
    """A maker of a cell from the true number of a figure, as typed."""
    return lambda config: change(short(config.value(role)))


def _unit(role: str) -> Maker:
    """The true number with the indicator's own unit behind it."""
    return lambda config: f"{short(config.value(role))}{config.units[config.roles[role][0]]}"


def _in_sibling(config: Config) -> str:
    unit, factor = config.sibling
    return f"{config.value('money') * factor:.10g}{unit}"


_AS_IT_IS: tuple[tuple[str, str, Maker, str], ...] = (
    ("text-number", "money", of("money", str), "a number stored as text is everyday"),
    ("space-around", "money", of("money", lambda text: f"  {text} "), "blanks around a number"),
    (
        "line-break-behind",
        "money",
        of("money", lambda text: f"{text}\n"),
        "a line break after the number",
    ),
    (
        "formula-text-result",
        "money",
        of(
            "money", lambda text: Raw(f'<c r="{{at}}" t="str"><f>TEXT(A1,"0")</f><v>{text}</v></c>')
        ),
        "a formula that yields the number as text",
    ),
    ("more-decimals", "share", of("share", lambda text: f"{text}000"), "trailing zeros as text"),
)
_CONVERTED: tuple[tuple[str, str, Maker, str], ...] = (
    (
        "full-width-digits",
        "money",
        of("money", lambda text: text.translate(FULL_WIDTH)),
        "digits of a Chinese keyboard",
    ),
    (
        "full-width-percent",
        "share",
        of("share", lambda text: f"{text}%".translate(FULL_WIDTH)),
        "a percentage of a Chinese keyboard",
    ),
    (
        "percent-in-percent-row",
        "share",
        of("share", lambda text: f"{text}%"),
        "the sign repeats the row's unit",
    ),
    ("thousands", "money", lambda config: _grouped(config.value("money")), "groups of three"),
    (
        "thousands-full-width",
        "money",
        lambda config: _grouped(config.value("money"), "，"),
        "groups of three with the comma of a Chinese keyboard",
    ),
    (
        "thousands-by-spaces",
        "money",
        lambda config: _grouped(config.value("money"), " "),
        "groups of three as the international system writes them",
    ),
    (
        "no-break-space",
        "money",
        of("money", lambda text: f"\u00a0{text}\u00a0"),
        "copied from a web page",
    ),
    (
        "zero-width-space",
        "money",
        of("money", lambda text: _split(text, "\u200b")),
        "copied from a web page; cannot be seen",
    ),
    (
        "byte-order-mark",
        "money",
        of("money", lambda text: f"\ufeff{text}"),
        "copied from a text file; cannot be seen",
    ),
    ("own-unit", "money", _unit("money"), "the row's unit, repeated"),
    ("own-unit-of-people", "people", _unit("people"), "the row's unit, repeated"),
    ("sibling-unit", "money", _in_sibling, "another unit of the same kind, stated in the cell"),
    (
        "apostrophe",
        "money",
        of("money", lambda text: f"'{text}"),
        "the mark by which spreadsheets make text",
    ),
    (
        "exponent",
        "money",
        lambda config: f"{config.value('money'):.8e}",
        "a number as programs print it",
    ),
    (
        "arabic-indic",
        "money",
        of("money", lambda text: text.translate(_ARABIC)),
        "digits of another script that Python takes for numbers",
    ),
    ("footnote-star", "money", of("money", lambda text: f"{text}*"), "a mark for a footnote"),
    (
        "footnote-circled",
        "money",
        of("money", lambda text: f"{text}①"),
        "a mark that becomes one more digit when width is unified",
    ),
    (
        "footnote-superscript",
        "money",
        of("money", lambda text: f"{text}{_SUPERSCRIPT}"),
        "a mark that becomes one more digit when width is unified",
    ),
    (
        "footnote-bracket",
        "money",
        of("money", lambda text: f"{text}（初步数）"),
        "a word about the number's quality",
    ),
    (
        "quality-mark",
        "money",
        of("money", lambda text: f"{text}e"),
        "e for estimate, as statistical tables print it",
    ),
)
_UNREADABLE: tuple[tuple[str, str, Maker, str], ...] = (
    ("groups-of-two", "money", lambda config: "1,23,4", "commas, but no groups of three"),
    ("comma-as-decimal", "money", just("85,2"), "a decimal comma, or a slip"),
    ("point-and-comma", "money", just("8.512,3"), "the other way round"),
    ("two-points", "money", just("8.5.1"), "a number of a chapter"),
    (
        "about",
        "money",
        of("money", lambda text: f"约{text}"),
        "not the figure but something near it",
    ),
    ("or-more", "money", of("money", lambda text: f"{text}以上"), "a bound is no figure"),
    (
        "or-so",
        "money",
        of("money", lambda text: f"{text}左右"),
        "not the figure but something near it",
    ),
    ("greater-than", "money", of("money", lambda text: f">{text}"), "a bound is no figure"),
    ("greater-or-equal", "money", of("money", lambda text: f"≥{text}"), "a bound is no figure"),
    ("plus-behind", "money", of("money", lambda text: f"{text}+"), "a bound is no figure"),
    ("range", "money", of("money", lambda text: f"{text}-{text}9"), "two numbers"),
    ("range-with-tilde", "money", of("money", lambda text: f"{text}~{text}9"), "two numbers"),
    ("two-numbers", "money", of("money", lambda text: f"{text}/{text}9"), "two numbers"),
    ("percent-in-money-row", "money", just("85.2%"), "a percentage where an amount should stand"),
    (
        "money-in-people-row",
        "people",
        of("people", lambda text: f"{text}亿元"),
        "a unit of another kind in the cell",
    ),
    (
        "money-in-percent-row",
        "share",
        of("share", lambda text: f"{text}万元"),
        "a unit of another kind in the cell",
    ),
    (
        "line-break-inside",
        "money",
        of("money", lambda text: _split(text, "\n")),
        "two lines: one number or two?",
    ),
    (
        "space-inside",
        "money",
        of("money", lambda text: _split(text[:2] + " " + text[2:], " ")),
        "blanks that are no groups of three",
    ),
    ("underscore", "money", just("9_341"), "a number to Python alone"),
    ("hexadecimal", "money", just("0x1F"), "a number to programmers alone"),
    ("roman", "money", just("Ⅷ"), "a numeral, no figure"),
    ("in-characters", "money", just("八千五百"), "a number in words"),
    (
        "letter-l",
        "money",
        of("money", lambda text: f"{text[:2]}l{text[3:]}"),
        "a letter that looks like a digit",
    ),
    (
        "letter-o",
        "money",
        of("money", lambda text: f"{text[:1]}O{text[2:]}"),
        "a letter that looks like a digit",
    ),
    ("fraction", "share", just("1/3"), "a fraction is no figure of a table"),
    ("half", "share", just("½"), "a fraction in one character"),
    ("mixed-half", "share", just("61½"), "becomes 611/2 when width is unified"),
    ("time", "money", just("12:30"), "a time of day"),
    ("nan", "money", just("NaN"), "not a number, yet a float to Python"),
    ("infinity", "money", just("Infinity"), "infinity, yet a float to Python"),
    ("minus-inf", "money", just("-inf"), "infinity, yet a float to Python"),
    ("four-hundred-digits", "money", just("9" * 400), "becomes infinity without a word"),
    ("text-1e999", "money", just("1e999"), "becomes infinity without a word"),
    ("huge", "money", just(1e308), "a number that no table of a city holds"),
    ("true", "money", just(value=True), "yes is no figure, though Python counts it as one"),
    ("false", "money", just(value=False), "no is no figure, though Python counts it as nought"),
    ("text-true", "money", just("TRUE"), "yes as text"),
    ("day", "money", just(date(2021, 8, 5)), "8-5 typed: a spreadsheet made a day of it"),
    ("formula-as-text", "money", just("=SUM(A1:A9)"), "a formula that was pasted as text"),
    ("word", "money", just("增长较快"), "a sentence where a number should stand"),
    ("emoji", "money", just("1️⃣2️⃣"), "pictures of digits"),
    (
        "long-text",
        "money",
        just("数据" * 5000),
        "ten thousand characters; the message must stay readable",
    ),
)
_NEGATIVE: tuple[tuple[str, Any, frozenset[str], str], ...] = (
    ("negative", -1.2, FINE, "growth may be negative"),
    ("negative-text", "-1.2", NOT_REFUSED, "a negative number stored as text"),
    ("negative-full-width", "－1.2", SAID, "the minus of a Chinese keyboard"),
    ("negative-typographic", "−1.2", SAID, "the minus of typesetters"),
    ("negative-in-brackets", "(1.2)", SAID, "negative to accountants"),
    ("nought", 0, FINE, "nought is a figure, not a blank"),
)


def _negative(name: str, cell: Any, outcomes: frozenset[str], why: str) -> Case:
    value = 0.0 if cell == 0 else -1.2
    return Case(
        name,
        "values",
        typed("signed", just(cell)),
        outcomes,
        why,
        place=at("signed"),
        stored=replaced("signed", lambda _: value),
    )


CASES = (
    *(
        Case(name, "values", typed(role, cell), NOT_REFUSED, why, place=at(role))
        for name, role, cell, why in _AS_IT_IS
    ),
    *(
        Case(name, "values", typed(role, cell), SAID, why, place=at(role))
        for name, role, cell, why in _CONVERTED
    ),
    *(
        Case(name, "values", typed(role, cell), ROWS, why, place=at(role), stored=without(role))
        for name, role, cell, why in _UNREADABLE
    ),
    *(_negative(*row) for row in _NEGATIVE),
    Case(
        "minus-before-money",
        "values",
        typed("money", lambda config: -config.value("money")),
        SAID,
        "an amount below nought among amounts above it",
        place=at("money"),
        stored=replaced("money", lambda value: -value),
        needed=others("money"),
    ),
)
