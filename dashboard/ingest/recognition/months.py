"""Of which months does a title speak? In digits, in words, in English; without their year."""

from __future__ import annotations

import re

from dashboard.ingest.recognition.labels import YEAR, When, parse_quarter, squeeze_label

_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CHINESE = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_TO_ENGLISH = re.compile(rf"jan(?:uary)?(?:[-—–~]|to|through)({'|'.join(_ENGLISH)})", re.IGNORECASE)
_THROUGH = re.compile(r"(?:1[-—–~至到]|元[-—–~至到]?)(1[0-2]|0?[1-9])[月]|[前](1[0-2]|[1-9])[个]月")
_QUARTER = re.compile(r"第?([二三四2-4])[季]度|(?<![A-Za-z])[Qq]([2-4])(?![0-9])")
_DOTTED = re.compile(rf"^{YEAR}\\.(0?[1-9]|1[0-2])$")
_NUMERAL = re.compile(
    r"(?<![一二三四五六七八九十])(十[一二]?|[一二三四五六七八九])[月](?!末|底|止)"
)
_ALONE = re.compile(r"(?<![0-9—–~至到-])(1[0-2]|0?[1-9])[月](末|底|止)?(?![0-9])")
_WORDS = {"上半年": 6, "前三季度": 9, "一季度": 3, "firsthalf": 6}


def parse_months(text: str) -> When | None:
    """The months that a title speaks of, without their year: 2023年1-9月, 前三季度, 上半年; one month or
    quarter is `single`.
    """
    words = squeeze_label(text)
    for parse in (_parse_span, _parse_part, _parse_month):
        when = parse(words)
        if when is not None:
            return when
    return None


def _parse_span(words: str) -> When | None:
    """Months from January on."""
    found = _THROUGH.search(words)
    if found:
        return When(None, int(found[1] or found[2]))
    english = _TO_ENGLISH.search(words)
    if english:
        return When(None, _ENGLISH.index(english[1].lower()) + 1)
    through = (month for word, month in _WORDS.items() if word in words.lower())
    month = next(through, None)
    return None if month is None else When(None, month)


def _parse_part(words: str) -> When | None:
    """A quarter, or the second half."""
    quarter = _QUARTER.search(words)
    if quarter:
        return When(None, 3 * parse_quarter(quarter[1] or quarter[2]), single=True)
    return When(None, 12, single=True) if "下半年" in words else None


def _parse_month(words: str) -> When | None:
    """One month; the end of the year is none."""
    found = _DOTTED.match(words)
    if found:
        return _build_month(int(found[2]))
    numeral = _NUMERAL.search(words)
    if numeral:
        return _build_month(_CHINESE.index(numeral[1]) + 1)
    alone = _ALONE.search(words)
    if alone is None or (alone[1] == "12" and alone[2]):
        return None
    return When(None, int(alone[1]), single=not alone[2])


def _build_month(month: int) -> When:
    """January begins the year; another month stands alone."""
    return When(None, month, single=month > 1)
