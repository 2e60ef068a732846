"""Our own texts have both languages, and what they count reads right for one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.core.vocabulary.issues import KINDS
from dashboard.core.vocabulary.text import CountedText
from tests.conftest import ROOT
from tests.density import Source, read_sources

SOURCES = read_sources()
WORDINGS = ("Text", "CountedText", "Text.count")
LETTER = re.compile(r"[^\W\d_]")
CHINESE = re.compile("[\u3400-\u9fff，。；：？！（）、]")
QUOTED = re.compile("“[^”]*”|'[^']*'|\"[^\"]*\"")

ENGLISH_ALONE = ("the ",)
"""What English needs and Chinese has no word for."""

SHOWN_IN_CHINESE = ("owner-unknown", "month-alone", "not-exact", "boolean", "not-yes-or-no")
"""Issues whose English shows the Chinese word that stands in the workbook or on the page."""

NEVER_ONE = ("too-many-parts", "magnitude-slip")
"""Issues that name a number above a limit, or ten times and more."""

NOUNS = [
    "accounts",
    "actions",
    "acts",
    "bytes",
    "characters",
    "checks",
    "classes",
    "columns",
    "days",
    "decisions",
    "errors",
    "figures",
    "files",
    "findings",
    "gaps",
    "hours",
    "indicators",
    "issues",
    "items",
    "keys",
    "lines",
    "minutes",
    "months",
    "names",
    "notices",
    "parts",
    "places",
    "points",
    "projects",
    "proxies",
    "regions",
    "revisions",
    "rounds",
    "rows",
    "seconds",
    "sessions",
    "slides",
    "targets",
    "tests",
    "times",
    "tries",
    "uploads",
    "values",
    "verdicts",
    "versions",
    "warnings",
    "workbooks",
    "years",
]
"""What our texts count."""

NUMBER = r"\{(?P<number>[^{}]*)\}"
BETWEEN = r"(?: (?!no |has |holds |of |in |that )[a-z-]+){0,3}"
COUNTED = re.compile(rf"{NUMBER}{BETWEEN} (?:{'|'.join(NOUNS)})\b")
AGREEING = re.compile(rf"{NUMBER} (?:are|have|were)\b")
LOOSE = re.compile(rf"^ (?:[a-z]+ )?(?:{'|'.join(NOUNS)})$")
KNOWN = re.compile(r"\.en$|\.in_\('en'\)$|^(?:len\()?(?:\w+\.)*[A-Z][A-Z_]+\)?$")
"""What stands for no number, or for a constant of ours, which is never one."""

NO_COUNTS = ("{years} years behind.", "{years} years ahead.", "years {years} are")
"""Numbers with a decimal (1.0 years), and a span of years."""


def read_literal(node: ast.expr) -> str | None:
    """A text as it is written, with {…} for what is filled in; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    return "".join(_read_part(part) for part in node.values)


def _read_part(part: ast.expr) -> str:
    if isinstance(part, ast.FormattedValue):
        return f"{{{ast.unparse(part.value)}}}"
    return str(part.value) if isinstance(part, ast.Constant) else ""


def list_wordings(source: Source) -> Iterator[tuple[ast.Call, str, list[str]]]:
    """Every wording with its Chinese and its English forms, as far as they are literals."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or ast.unparse(node.func) not in WORDINGS:
            continue
        texts = node.args[ast.unparse(node.func) == "Text.count" :]
        forms = [read_literal(text) for text in texts]
        if forms and forms[0] is not None:
            yield node, forms[0], [form for form in forms[1:] if form is not None]


def list_half_texts(source: Source) -> list[str]:
    """Wordings of which one language says something and the other nothing."""
    return [
        f"{source.place(node)} {zh!r} {form!r}"
        for node, zh, forms in list_wordings(source)
        for form in forms
        if bool(_has_words(zh)) != bool(_has_words(form)) and form not in ENGLISH_ALONE
    ]


def _has_words(text: str) -> bool:
    return bool(LETTER.search(text)) or "{" in text


def list_chinese_in_english(source: Source) -> list[str]:
    """English with Chinese characters or stops outside quotation marks."""
    return [
        f"{source.place(node)} {form!r}"
        for node, _, forms in list_wordings(source)
        for form in forms
        if CHINESE.search(QUOTED.sub("", _empty_places(form)))
    ]


def _empty_places(text: str) -> str:
    return re.sub(r"\{[^{}]*\}", "{}", text)


def list_uncounted(source: Source) -> list[str]:
    """English with a number before a noun or verb of many, beside `Text.count`."""
    counted = {
        id(inner)
        for node, _, _ in list_wordings(source)
        if ast.unparse(node.func) != "Text"
        for inner in ast.walk(node)
    }
    found = []
    for node in ast.walk(source.tree):
        text = read_literal(node) if isinstance(node, ast.expr) else None
        if text and id(node) not in counted and _counts(source, node, text):
            found.append(f"{source.place(node)} {text!r}")
    return found


def _counts(source: Source, node: ast.AST, text: str) -> bool:
    is_wording = any(node in outer.args for outer in _list_calls(source, node))
    if isinstance(node, ast.Constant):
        return is_wording and bool(LOOSE.search(text) or _says_number(text))
    return text not in NO_COUNTS and _says_number(text)


def _list_calls(source: Source, node: ast.AST) -> Iterator[ast.Call]:
    parent = source.parents.get(node)
    if isinstance(parent, ast.Call) and ast.unparse(parent.func) == "Text":
        yield parent


def _says_number(text: str) -> bool:
    found = [*COUNTED.finditer(text), *AGREEING.finditer(text)]
    return any(not KNOWN.search(match["number"]) for match in found)


def list_filled_patterns(source: Source) -> list[str]:
    """`Text.count` with a pattern that was filled already: a name in it may hold braces."""
    return [
        source.place(node)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Text.count"
        if any(isinstance(part, ast.JoinedStr) for part in node.args[1:])
    ]


LAWS = {
    "half texts": list_half_texts,
    "Chinese in English": list_chinese_in_english,
    "uncounted": list_uncounted,
    "filled patterns": list_filled_patterns,
}


@pytest.mark.parametrize("law", LAWS)
def test_our_texts_read_in_both_languages(law: str):
    """No wording of dashboard/ lacks a language or counts by hand."""
    assert [place for source in SOURCES for place in LAWS[law](source)] == []


@pytest.mark.parametrize(
    ("law", "code"),
    [
        ("half texts", 'Text("目标", "")'),
        ("half texts", 'Text(f"{n}项", "")'),
        ("half texts", 'Text("", "targets")'),
        ("Chinese in English", 'Text("目标", "目标")'),
        ("Chinese in English", 'Text("甲，乙", "A，B")'),
        ("Chinese in English", 'Text.count(n, "{n}项", "one", "{n}项")'),
        ("uncounted", 'Text(f"{n}项目标", f"{n} targets")'),
        ("uncounted", 'Text(f"另有{more}个", f" and {more} more figures")'),
        ("uncounted", 'words = f"{len(found)} targets with a gap"'),
        ("uncounted", 'Text("{n}项没有", "{n} have none")'),
        ("uncounted", 'Text("项目标", " targets")'),
        ("filled patterns", 'Text.count(n, "{n}项", f"{name}: {{n}} target", "many")'),
    ],
)
def test_each_law_finds_its_fault(law: str, code: str):
    """A law that finds nothing anywhere would be no law."""
    assert LAWS[law](make_source(code))


@pytest.mark.parametrize(
    "code",
    [
        'Text("", "")',
        'Text("、", ", ")',
        'Text("", " ")',
        'Text(f"没有“{name}”", f"there is no “{name}”")',
        'Text("写“是”", "write “是”")',
        'Text.count(n, "{n}项目标", "{n} target", "{n} targets")',
        'Text(f"{plan.zh}没有目标", f"{plan.en} states no targets")',
        'Text(f"最多 {MOST_KEYS} 个", f"{MOST_KEYS} keys at most")',
        'Text(f"评价改变：{n}", f"Verdicts changed: {n}")',
    ],
)
def test_what_reads_right_is_no_fault(code: str):
    assert [place for law in LAWS.values() for place in law(make_source(code))] == []


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_issues_read_in_english(kind):
    """An issue that counts says it of one as well; Chinese stands in it only to be shown."""
    for text in (kind.sentence, kind.remedy):
        says_number = _says_number(text.en.replace("{limit}", "9"))
        assert not says_number or isinstance(text, CountedText) or kind.code in NEVER_ONE
        has_chinese = bool(CHINESE.search(QUOTED.sub("", text.en)))
        assert not has_chinese or kind.code in SHOWN_IN_CHINESE


def make_source(code: str) -> Source:
    """A source of a few lines."""
    return Source(ROOT / Path("made.py"), code, ast.parse(code))
