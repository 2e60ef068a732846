"""A problem has a place, a sentence and a remedy."""

from __future__ import annotations

import string

import pytest

from dashboard.core.vocabulary.issues import KINDS, Issue, find_worst_severity
from dashboard.core.vocabulary.text import Text


def test_an_issue_says_where():
    """A line of a file, or file › sheet › cell."""
    assert Issue("no-period", {}, "indicators.yaml", 12, 5).place == "indicators.yaml:12:5"
    assert (
        Issue("not-a-number", {"found": "x"}, "2023年.xlsx", sheet="数据", cell="D7").place
        == "2023年.xlsx › 数据 › D7"
    )


def test_an_issue_says_what_was_found_and_what_to_do():
    """Both languages hold the finding and the remedy."""
    message = Issue("not-a-number", {"found": "12.3亿"}).message
    assert message == Text(
        "“12.3亿”不是数字；请只填数值，单位写在单位列。",
        "“12.3亿” is not a number; give the number alone, its unit in the unit column.",
    )


def test_the_worst_severity_decides():
    """An error outweighs warnings and findings; nothing is worst of nothing."""
    assert (
        find_worst_severity([Issue("converted"), Issue("unit-assumed"), Issue("bad-year")])
        == "error"
    )
    assert find_worst_severity([]) is None


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "1 hidden column was read as well; check it; delete the column if it is not meant."),
        (2, "2 hidden columns were read as well; check them; delete columns that are not meant."),
    ],
)
def test_an_issue_of_one_thing_reads_as_one(count, said):
    """A row may state two English forms; its count chooses."""
    assert Issue("columns-hidden", {"count": count}).message.en == said


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_both_languages_fill_the_same_places(kind):
    """Sentence and remedy name the same findings in zh and en."""

    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert places(kind.sentence.zh) == places(kind.sentence.en)
    assert places(kind.remedy.zh) == places(kind.remedy.en)
