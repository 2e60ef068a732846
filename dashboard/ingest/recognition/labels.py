"""What does a label say? A year, a unit, a name with its unit, a growth rate, a total, a footnote:
words as statistical tables use them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from dashboard.core.declaration.target_checks import normalize_name
from dashboard.core.vocabulary import qualities
from dashboard.core.vocabulary.units import Unit, find_unit

_CACHED = 8192
"""Labels repeat from row to row: what was worked out for so many texts is kept."""
FIRST_YEAR, LAST_YEAR = 1900, 2100
_DIGITS = dict(zip("〇零○一二三四五六七八九", "000123456789", strict=True))
_YEAR = r"((?:19|20|21)[0-9]{2})"
_BARE_YEAR = re.compile(
    rf"^{_YEAR}(?:年|年度|年末|年底|年全年|年1-12月)?(?:实际|实绩|实际值|实际完成|实际数|完成|完成数|数值)?$"
)
_MARKED_YEAR = re.compile(
    rf"^{_YEAR}年?[(\[]?(初步|初步核算|初步数|快报|快报数|预计|预计数|修订|最终核实|p|e|r)[)\]]?$",
    re.IGNORECASE,
)
_MONTHS = re.compile(
    rf"^(?:{_YEAR}年)?(?:1[-—–~至到](1[0-2]|0?[1-9])月(?:累计|份)?|(上半年)|(前三季度|1-3季度)|(一季度|1季度)|(全年))$"
)
_SINGLE = re.compile(
    rf"^(?:{_YEAR}年)?(?:第?([一二三四1-4])季度?|(1[0-2]|0?[1-9])月(?:份|止|末)?)$"
)
_MARKS = {
    "p": "preliminary",
    "e": "estimate",
    "r": "revised",
    "快报数": "preliminary",
    "最终核实": "final",
}
_IN_TEXT = re.compile(r"(?<![0-9])((?:19|20|21)[0-9]{2})(?![0-9])(年?)")
_SPAN = re.compile(r"(?:19|20|21)[0-9]{2}年?[-—–~至到](?:(?:19|20|21)[0-9]{2}|[0-9]{2})年?")
_PLAN = re.compile(r"目标|计划|规划|预期|任务|基期|预算数")
_GROWTH = re.compile(
    r"不变价|可比价|上年同期|去年同期|增长|增速|增幅|增减|同比|环比|比上年|较上年|比去年|±|指数|上年=100|上年=1|占比|比重|构成|位次|排名|完成率|完成进度|本"
    r"月$|当月|当季|本季|贡献率|拉动"
)
_TOTALS = frozenset(
    {
        "合计",
        "总计",
        "小计",
        "共计",
        "累计",
        "平均",
        "全国",
        "全省",
        "全国总计",
        "全省总计",
        "total",
        "subtotal",
        "sum",
    }
)
_FOOTER = re.compile(
    r"^(注|注释|备注|说明|数据来源|资料来源|来源|单位负责人|填表人|制表|审核|统计负责人|报出日期|source|note)s?\s*[:：1-9一①]|^\*|^本表|^数"
    r"据来源|^资料来源",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:[#＃·•●○◆▲\-]+|其中[:：]?|[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十0-9]+[)）]|[0-9]{1,2}[、.．)）"
    r"](?![0-9])|[①-⑳])[\s\u3000]*"
)
_TRAIL = re.compile(
    r"[\s\u3000]*(?:[①-⑳*※†#⁰¹²³⁴-⁹]+|[(\[（](?:注|[①-⑳0-9])[)\]）]|(?<=[\u4e00-\u9fff)）"
    r"])[0-9⁰¹²³⁴-⁹]{1,2}[)）])$"
)
_TAIL = re.compile(
    r"^(.*?)(?:[(\[（]([^()\[\]（）]*)[)\]）]|[_，,:：/\s]([^_，,:：/\s()（）\[\]]+))$", re.DOTALL
)
_BILINGUAL = re.compile(
    r"^(.*[\u4e00-\u9fff)）%\]])(?:[\s/]+|(?<=[)）\]]))[A-Za-z][\x20-\x7e]*$", re.DOTALL
)
_SCOPE = re.compile(
    r"^(人均|市区|城区|市辖区|市本级|农村|乡村|城镇|城市|男|女|男性|女性|全国|全省|其他|[\u4e00-\u9fff]{2,4}[市县区省州镇乡])$"
)
_ALL = frozenset(
    {
        "合计",
        "总计",
        "全部",
        "总体",
        "全体",
        "全市",
        "全域",
        "年度",
        "年报",
        "实际值",
        "实绩",
        "常规",
        "无",
        "-",
        "—",
    }
)
_PASSED_OVER = frozenset(
    normalize_name(word)
    for word in (
        "全市",
        "当年价格",
        "当年价",
        "现价",
        "按当年价格计算",
        "实际",
        "实际完成",
        "完成情况",
        "本期",
        "全年",
    )
)
"""Parts of a label that say nothing another indicator would not say too."""


@dataclass(frozen=True, slots=True)
class When:
    """A year, perhaps with the month through which it counts, and the quality that its mark
    states.
    """

    year: int | None
    month: int = 12
    quality: str | None = None
    of_day: bool = False
    """Whether it was written as a day."""
    single: bool = False
    """Whether only a month or quarter is named: whether its figures count from January is said
    elsewhere, or not at all.
    """


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it may stand in the declaration, with the unit that stood behind it."""

    text: str
    unit: Unit | None = None
    to_date: bool = False


@lru_cache(maxsize=_CACHED)
def clean_label(text: str) -> str:
    """A label without what cannot be seen: control, format and zero-width characters; spaces are
    single.
    """
    seen = "".join(
        " " if unicodedata.category(mark) in ("Cc", "Zs", "Zl", "Zp") else mark
        for mark in text
        if unicodedata.category(mark) not in ("Cf", "Cs", "Co", "Cn")
    )
    return re.sub(r" +", " ", seen).strip()


@lru_cache(maxsize=_CACHED)
def has_invisible_marks(text: str) -> bool:
    """Whether a text holds characters that cannot be seen, other than line breaks and tabs."""
    return any(
        unicodedata.category(mark) in ("Cc", "Cf", "Cs", "Co", "Cn") and mark not in "\n\r\t"
        for mark in text
    )


@lru_cache(maxsize=_CACHED)
def squeeze_label(text: str) -> str:
    """A label for comparing with patterns: half-width, without spaces and footnote marks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", _TRAIL.sub("", clean_label(text))))


def parse_year(content: object) -> When | None:
    """The year that a label or cell states, and nothing but a year: 2018年, 2018, 2023年(初步), 二〇二三年,
    2023年1-9月.
    """
    if isinstance(content, date):
        return (
            When(content.year, of_day=True)
            if (content.month, content.day) in ((1, 1), (12, 31))
            else None
        )
    if isinstance(content, str):
        text = _convert_digits(squeeze_label(content)).removesuffix(".0")
        return next(
            (
                found
                for read in (
                    _parse_bare_year,
                    _parse_marked_year,
                    _parse_to_date,
                    _parse_single_month,
                )
                if (found := read(text)) is not None
            ),
            None,
        )
    if isinstance(content, bool) or not isinstance(content, int | float):
        return None
    return (
        When(int(content))
        if float(content).is_integer() and FIRST_YEAR <= content <= LAST_YEAR
        else None
    )


def _convert_digits(text: str) -> str:
    """二〇二三年 as 2023年."""
    chinese = re.match(r"^[〇零○一二三四五六七八九]{4}年", text)
    return "".join(_DIGITS.get(mark, mark) for mark in chinese[0]) + text[5:] if chinese else text


def _parse_bare_year(text: str) -> When | None:
    found = _BARE_YEAR.match(text)
    return When(int(found[1])) if found else None


def _parse_marked_year(text: str) -> When | None:
    found = _MARKED_YEAR.match(text)
    return (
        When(
            int(found[1]), quality=_MARKS.get(found[2].lower()) or qualities.find_quality(found[2])
        )
        if found
        else None
    )


def _parse_to_date(text: str) -> When | None:
    found = _MONTHS.match(text)
    return When(int(found[1]), _read_month(found)) if found and found[1] else None


def _parse_single_month(text: str) -> When | None:
    found = _SINGLE.match(text)
    if found is None or not found[1]:
        return None
    quarter = found[2] and ("一二三四".find(found[2]) + 1 or int(found[2]))
    return When(int(found[1]), 3 * quarter if quarter else int(found[3]), single=True)


def parse_through_month(text: str) -> int | None:
    """The month through which a label without a year counts: 1-9月, 上半年, 前三季度."""
    months = _MONTHS.match(squeeze_label(text))
    return _read_month(months) if months and not months[1] else None


def _read_month(found: re.Match[str]) -> int:
    if found[2]:
        return int(found[2])
    return 6 if found[3] else 9 if found[4] else 3 if found[5] else 12


def is_one_month(text: str) -> bool:
    """Whether a heading names a month or quarter alone, without a year: 9月, 第三季度."""
    single = _SINGLE.match(squeeze_label(text))
    return bool(single and not single[1])


def parse_months(text: str) -> When | None:
    """The months that a title speaks of, without their year: 2023年1-9月, 前三季度, 上半年; one month or
    quarter is `single`.
    """
    words = squeeze_label(text)
    span = re.search(r"1[-—–~至到](1[0-2]|0?[1-9])月", words)
    if span:
        return When(None, int(span[1]))
    named = next(
        (month for word, month in (("上半年", 6), ("前三季度", 9), ("一季度", 3)) if word in words),
        None,
    )
    if named is not None:
        return When(None, named)
    quarter = re.search(r"第?([二三四2-4])季度", words)
    if quarter:
        return When(None, 3 * ("一二三四".find(quarter[1]) + 1 or int(quarter[1])), single=True)
    alone = re.search(r"(?<![0-9—–~至到-])(1[0-2]|0?[1-9])月(?![0-9])", words)
    if alone and re.search(r"12月(末|底)", words):
        return None  # the end of the year
    return When(None, int(alone[1]), single=True) if alone else None


def is_scope(text: str) -> bool:
    """Whether a line between the rows names a part or another place, and not a theme: 农村, 一、市区,
    杭州市.
    """
    bare = squeeze_label(_strip_marks(clean_label(text)))
    return bool(_SCOPE.match(bare))


def is_to_date(text: str) -> bool:
    """Whether a label says that its figures count from the beginning of the year: 累计, 本月止累计,
    累计值.
    """
    return bool(
        re.match(r"^(自?年初至?)?(本年|本期|本月止|至本月)?累计(值|数|额)?$", squeeze_label(text))
    )


def list_years(text: str) -> set[int]:
    """The years that a title names; a span of years names none."""
    halved = unicodedata.normalize("NFKC", clean_label(text))
    return {int(year) for year, _ in _IN_TEXT.findall(_SPAN.sub("", halved))}


def is_span(text: str) -> bool:
    """Whether a title speaks of several years."""
    return bool(_SPAN.search(squeeze_label(text)))


def parse_unit_label(text: str) -> Unit | None:
    """The unit that a cell of a unit row holds: 亿元, (亿元), 单位：亿元."""
    inner = re.sub(r"^(计量)?单位[:：]?", "", squeeze_label(text)).strip("()[]")
    return find_unit(inner)


def parse_unit_line(text: str) -> tuple[Unit, ...] | None:
    """The units that a line such as 单位：万元、% states; empty where it states one that is unknown, None
    where it is no such line.
    """
    found = re.search(
        r"(?:计量)?单位(?:均|都|皆)?[:：为是]([^()]*)$", squeeze_label(text).rstrip(")")
    )
    if not found:
        return None
    units = [find_unit(piece) for piece in re.split(r"[、,;，；]", found[1]) if piece]
    return tuple(unit for unit in units if unit is not None) if all(units) else ()


def is_plan(text: str) -> bool:
    """Whether a heading speaks of what is planned and not of what happened."""
    return bool(_PLAN.search(squeeze_label(text)))


def is_of_plan(text: str) -> bool:
    """Whether a note says that a figure is a plan's: 规划目标值, 预计数."""
    return bool(
        re.search(r"^[^，。；,;]{0,8}(目标|计划|规划|预期|任务)(值|数)?$", squeeze_label(text))
    )


def is_growth(text: str) -> bool:
    """Whether a heading speaks of a change, a share or a rank beside the value."""
    return bool(_GROWTH.search(squeeze_label(text)))


def is_code(text: str) -> bool:
    """Whether a heading speaks of codes and not of names."""
    return bool(re.search(r"代码|编码|区划|code", squeeze_label(text), re.IGNORECASE))


def is_all(text: str) -> bool:
    """Whether a word says that figures are of the whole, and not of a part."""
    return (
        squeeze_label(text) in _ALL
        or is_to_date(text)
        or is_passed_over(text)
        or parse_year(text) is not None
    )


def is_total(text: str) -> bool:
    """Whether a row is a sum of others."""
    return normalize_name(text) in _TOTALS


def is_footer(text: str) -> bool:
    """Whether a line is a note below the table."""
    return bool(_FOOTER.match(squeeze_label(text)))


def is_continued(text: str) -> bool:
    """Whether a line says that a table goes on: 续表."""
    return bool(re.search(r"续(?:表|前表|上表|[0-9一二三四])", squeeze_label(text)))


WHOLE = ("全市", "全县", "全区", "本市")
"""Words for the whole of the place that a table is about."""


def is_marked(text: str) -> bool:
    """Whether a footnote mark stands behind a label."""
    return bool(_TRAIL.search(clean_label(text)))


def is_imprint(text: str) -> bool:
    """Whether a line says when the table was issued, not of when its figures are."""
    return bool(re.search(r"日期|发布|公布|编制|更新|印发|填报|制表|制于", squeeze_label(text)))


def list_names(text: str) -> Iterator[Name]:
    """The names that a label may mean, the most literal first: without marks in front, footnotes,
    unit, or its English half.
    """
    seen: dict[tuple[str, str], None] = {}
    for name in _list_forms(clean_label(text)):
        key = (normalize_name(name.text), name.unit.name if name.unit else "")
        if name.text and key not in seen:
            seen[key] = None
            yield name


def _list_forms(text: str) -> Iterator[Name]:
    yield Name(text)
    bare = _strip_marks(text)
    whole = [Name(bare), *_split_unit(bare)]
    yield from whole
    for name in whole:
        halves = _BILINGUAL.match(name.text)
        if halves:  # the Chinese half alone: in 人均 GDP the other half names another indicator
            yield Name(halves[1].strip(), name.unit, name.to_date)
            yield from _split_unit(halves[1].strip(), name.unit, to_date=name.to_date)


def _strip_marks(text: str) -> str:
    before = None
    while before != text:
        before = text
        text = _TRAIL.sub("", _LEAD.sub("", text)).strip()
    return text


def _split_unit(text: str, unit: Unit | None = None, *, to_date: bool = False) -> Iterator[Name]:
    """A name and the unit at its end; parts that say nothing more are passed over."""
    tail = _TAIL.match(text)
    if tail is None:
        return
    rest, inner = (
        _TRAIL.sub("", tail[1].strip()),
        (tail[2] if tail[2] is not None else tail[3]).strip(),
    )
    found = find_unit(inner)
    if found is None and tail[2] is not None:  # (亿元，当年价格)
        pieces = [
            piece
            for piece in re.split(r"[,，;；、]", inner)
            if normalize_name(piece) not in _PASSED_OVER
        ]
        found = find_unit(pieces[0]) if len(pieces) == 1 else None
    if found is not None and (unit is None or found.name == unit.name):
        yield Name(rest, found, to_date)
        yield from _split_unit(rest, found, to_date=to_date)
    elif normalize_name(inner) in _PASSED_OVER or is_to_date(inner):
        yield Name(rest, unit, to_date or is_to_date(inner))
        yield from _split_unit(rest, unit, to_date=to_date or is_to_date(inner))


def strip_unit(text: str) -> str:
    """A label without its unit, for suggestions."""
    forms = list(list_names(text))
    return forms[-1].text if forms else ""


def is_passed_over(text: str) -> bool:
    """Whether a heading adds nothing: 绝对数, 全市, 现价."""
    return normalize_name(squeeze_label(text)) in _PASSED_OVER


def parse_dated_name(text: str) -> tuple[When, str] | None:
    """A label that names a year and something else: 2023年地区生产总值(亿元)."""
    found = re.match(
        rf"^\s*{_YEAR}\s*年(?:度|末)?\s*(.+)$", unicodedata.normalize("NFKC", clean_label(text))
    )
    if found:
        return When(int(found[1])), found[2]
    found = re.match(
        rf"^(.+?)\s*[(]?{_YEAR}\s*年(?:度|末)?[)]?$",
        unicodedata.normalize("NFKC", clean_label(text)),
    )
    return (When(int(found[2])), found[1]) if found else None
