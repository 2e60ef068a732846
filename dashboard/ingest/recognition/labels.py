"""What does a label say? A year, a unit, a name with its unit, a growth rate, a total, a footnote:
words as statistical tables use them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from dashboard.core.declaration.target_checks import normalize_name
from dashboard.core.vocabulary import qualities
from dashboard.core.vocabulary.units import Unit, find_unit

_CACHED = 8192
"""Labels repeat from row to row: what was worked out for so many texts is kept."""
FIRST_YEAR, LAST_YEAR = 1900, 2100
LAST_MONTH = 12
_DIGITS = dict(zip("〇零○一二三四五六七八九", "000123456789", strict=True))
YEAR = r"((?:19|20|21)[0-9]{2})"
_BARE_YEAR = re.compile(
    rf"^{YEAR}(?:年|年度|年末|年底|年全年|年1-12月)?"
    r"(?:实际|实绩|实际值|实际完成|实际数|完成|完成数|数值)?$"
)
_MARKED_YEAR = re.compile(
    rf"^{YEAR}年?[(\[]?(初步|初步核算|初步数|快报|快报数|预计|预计数|修订|最终核实|p|e|r)[)\]]?$",
    re.IGNORECASE,
)
_MONTHS = re.compile(
    rf"^(?:{YEAR}年)?(?:1[-—–~至到](1[0-2]|0?[1-9])月(?:累计|份)?|"
    r"(上半年)|(前三季度|1-3季度)|(一季度|1季度)|(全年))$"
)
_SINGLE = re.compile(
    rf"^(?:{YEAR}年)?(?:第?([一二三四1-4])季度?|(1[0-2]|0?[1-9])月(份|止|末|底)?|(下半年))$"
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
_TO_DATE = re.compile(r"^(自?年初至?)?(本年|本期|本月止|至本月)?累计(值|数|额)?$")
_PLAN = re.compile(r"目标|计划|规划|预期|任务|基期|预算数")
_OF_PLAN = re.compile(r"^[^，。；,;]{0,8}(目标|计划|规划|预期|任务)(值|数)?$")
_GROWTH = re.compile(
    r"不变价|可比价|上年同期|去年同期|增长|增速|增幅|增减|同比|环比|比上年|较上年|比去年|±|指数|"
    r"上年=100|上年=1|占比|比重|构成|位次|排名|完成率|完成进度|本月$|当月|当季|本季|贡献率|拉动"
)
GROWTH_ENDINGS = ("增速", "增长速度", "增长率", "增长", "增幅")
_GROWTH_WORD = re.compile(
    r"^(同比|比上年|较上年|比上年同期|较上年同期|累计|可比价|按可比价)?(同比)?(实际)?"
    r"(增速|增长速度|增长率|增长|增幅)$"
)
_TOTAL_WORDS = "合计 总计 小计 共计 累计 平均 全国 全省 全国总计 全省总计 total subtotal sum"
_TOTALS = frozenset(_TOTAL_WORDS.split())
_FOOTER = re.compile(
    r"^(注|注释|备注|说明|数据来源|资料来源|来源|单位负责人|填表人|制表|审核|统计负责人|报出日期|"
    r"source|note)s?\s*[:：1-9一①]|^\*|^本表|^数据来源|^资料来源",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:[#＃·•●○◆▲\-]+|其中[:：]?|[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十0-9]+[)）]|"
    r"[0-9]{1,2}[、.．)）](?![0-9])|[①-⑳])[\s\u3000]*"
)
TRAIL = re.compile(
    r"[\s\u3000]*(?:[①-⑳*※†#⁰¹²³⁴-⁹]+|[(\[（](?:注|[①-⑳0-9])[)\]）]|"
    r"(?<=[\u4e00-\u9fff)）])[0-9⁰¹²³⁴-⁹]{1,2}[)）])$"
)
_SCOPE = re.compile(
    r"^(人均(指标)?|市区|城区|市辖区|市本级|农村|乡村|城镇|城市|男|女|男性|女性|全国|全省|其他|"
    r"(规模以上|规上|限额以上|限上)?(工业|服务业|建筑业|农业|企业)|第[一二三]产业|民营经济|规模以上|限额以上|"
    r"[\u4e00-\u9fff]{2,4}[市县区省州镇乡])$"
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
PASSED_OVER = frozenset(
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


LONGEST_LABEL = 400
"""Characters of a label: what comes behind them is not looked at, so that a cell filled with marks
takes no longer than a label.
"""


@lru_cache(maxsize=_CACHED)
def clean_label(text: str) -> str:
    """A label without what cannot be seen: control, format and zero-width characters; spaces are
    single, and what is too long for a label is cut off.
    """
    visible = []
    for mark in text[:LONGEST_LABEL]:
        category = unicodedata.category(mark)
        if category in ("Cc", "Zs", "Zl", "Zp"):
            visible.append(" ")
        elif category not in ("Cf", "Cs", "Co", "Cn"):
            visible.append(mark)
    return re.sub(r" +", " ", "".join(visible)).strip()


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
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", TRAIL.sub("", clean_label(text))))


def parse_year(content: object) -> When | None:
    """The year that a label or cell states, and nothing but a year: 2018年, 2018, 2023年(初步), 二〇二三年,
    2023年1-9月.
    """
    if isinstance(content, str):
        return _parse_year_text(content)
    if isinstance(content, date):
        is_edge_of_year = (content.month, content.day) in ((1, 1), (12, 31))
        return When(content.year, of_day=True) if is_edge_of_year else None
    if isinstance(content, bool) or not isinstance(content, int | float):
        return None
    is_year = float(content).is_integer() and FIRST_YEAR <= content <= LAST_YEAR
    return When(int(content)) if is_year else None


def _parse_year_text(content: str) -> When | None:
    text = _convert_digits(squeeze_label(content)).removesuffix(".0")
    for parse in _YEAR_FORMS:
        when = parse(text)
        if when is not None:
            return when
    return None


_DASHED = re.compile(rf"^{YEAR}[-/](0[1-9]|1[0-2])$")


def _convert_digits(text: str) -> str:
    """二〇二三年 as 2023年."""
    chinese = re.match(r"^[〇零○一二三四五六七八九]{4}年", text)
    if chinese is None:
        return text
    return "".join(_DIGITS.get(mark, mark) for mark in chinese[0]) + text[5:]


def _parse_bare_year(text: str) -> When | None:
    found = _BARE_YEAR.match(text)
    return When(int(found[1])) if found else None


def _parse_marked_year(text: str) -> When | None:
    found = _MARKED_YEAR.match(text)
    if found is None:
        return None
    year, mark = found[1], found[2]
    return When(int(year), quality=_MARKS.get(mark.lower()) or qualities.find_quality(mark))


def _parse_to_date(text: str) -> When | None:
    found = _MONTHS.match(text)
    return When(int(found[1]), _read_month(found)) if found and found[1] else None


def _parse_single_month(text: str) -> When | None:
    found = _SINGLE.match(text)
    if found is None or not found[1]:
        return None
    through, is_single = _read_single(found)
    return When(int(found[1]), through, single=is_single)


def _parse_dashed_month(text: str) -> When | None:
    """2023-09 is a month; 2011-12 may be two years."""
    found = _DASHED.match(text)
    if found is None or int(found[2]) == (int(found[1]) + 1) % 100:
        return None
    return When(int(found[1]), int(found[2]), single=int(found[2]) > 1)


def _read_single(found: re.Match[str]) -> tuple[int, bool]:
    """The month that a match of `_SINGLE` ends with, and whether its figures may be of that month
    or quarter alone: 9月末 and 9月止 say that they are not, and the first ones begin the year.
    """
    _, quarter, month, behind, _ = found.groups()
    if quarter:
        through = 3 * parse_quarter(quarter)
        return through, through > 3
    if not month:
        return 12, True
    return int(month), behind in (None, "份") and int(month) > 1


_YEAR_FORMS = (
    _parse_bare_year,
    _parse_marked_year,
    _parse_to_date,
    _parse_single_month,
    _parse_dashed_month,
)


def parse_quarter(digit: str) -> int:
    """The quarter that a Chinese or Arabic digit names."""
    return "一二三四".find(digit) + 1 or int(digit)


def parse_through_month(text: str) -> int | None:
    """The month through which a label without a year counts: 1-9月, 上半年, 前三季度, 9月末."""
    words = squeeze_label(text)
    months = _MONTHS.match(words)
    if months:
        return None if months[1] else _read_month(months)
    single = _SINGLE.match(words)
    if single is None or single[1]:
        return None
    through, is_single = _read_single(single)
    return None if is_single else through


def _read_month(found: re.Match[str]) -> int:
    """The month through which a match of `_MONTHS` counts."""
    _, month, half_year, three_quarters, first_quarter, _ = found.groups()
    if month:
        return int(month)
    if half_year:
        return 6
    if three_quarters:
        return 9
    return 3 if first_quarter else 12


def is_one_month(text: str) -> bool:
    """Whether a heading names a month or quarter alone, without a year: 9月, 第三季度."""
    single = _SINGLE.match(squeeze_label(text))
    return bool(single and not single[1] and _read_single(single)[1])


def is_scope(text: str) -> bool:
    """Whether a line between the rows names a part or another place, and not a theme: 农村, 一、市区,
    杭州市.
    """
    bare = squeeze_label(strip_marks(clean_label(text)))
    return bool(_SCOPE.match(re.sub(r"\([^()]*\)$", "", bare)))


def is_to_date(text: str) -> bool:
    """Whether a label says that its figures count from the beginning of the year: 累计, 本月止累计,
    累计值.
    """
    return bool(_TO_DATE.match(squeeze_label(text)))


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
    words = squeeze_label(text).rstrip(")")
    for found in _UNIT_LINE.finditer(words):
        if _FILLED_BY.search(words[: found.start()]):
            continue  # 填报单位：市统计局
        rest = re.sub(r"(?:19|20|21)[0-9]{2}年.*$", "", words[found.end() :])
        units = [find_unit(piece) for piece in re.split(r"[、,;，；]", rest) if piece]
        known = tuple(unit for unit in units if unit is not None)
        if found["colon"]:
            return known if len(known) == len(units) else ()
        if known and len(known) == len(units):
            return known
    return None


_UNIT_LINE = re.compile(
    r"(?:(?:计量)?单位(?:均|都|皆)?|^\(?units?(?=[:：]))(?P<colon>[:：为是]?)", re.IGNORECASE
)
_FILLED_BY = re.compile(r"(填报|编制|报送|制表|责任|主办|承办|调查|发布|供稿|填表|牵头|统计)$")


def is_plan(text: str) -> bool:
    """Whether a heading speaks of what is planned and not of what happened."""
    return bool(_PLAN.search(squeeze_label(text)))


def is_of_plan(text: str) -> bool:
    """Whether a note says that a figure is a plan's: 规划目标值, 预计数."""
    return bool(_OF_PLAN.search(squeeze_label(text)))


def is_growth(text: str) -> bool:
    """Whether a heading speaks of a change, a share or a rank beside the value."""
    return bool(_GROWTH.search(squeeze_label(text)))


def is_growth_word(text: str) -> bool:
    """Whether a heading says growth and nothing else: 增速, 比上年增长."""
    return bool(_GROWTH_WORD.match(squeeze_label(text)))


def is_code(text: str) -> bool:
    """Whether a heading speaks of codes and not of names."""
    return bool(re.search(r"代码|编码|区划|code", squeeze_label(text), re.IGNORECASE))


def is_all(text: str) -> bool:
    """Whether a word says that figures are of the whole, and not of a part."""
    if squeeze_label(text) in _ALL or is_passed_over(text):
        return True
    return is_to_date(text) or parse_year(text) is not None


def is_total(text: str) -> bool:
    """Whether a row is a sum of others."""
    return normalize_name(text) in _TOTALS


def is_footer(text: str) -> bool:
    """Whether a line is a note below the table."""
    return bool(_FOOTER.match(squeeze_label(text)))


def is_continued(text: str) -> bool:
    """Whether a line says that a table goes on: 续表."""
    return bool(re.search(r"续(?:表|前表|上表|[0-9一二三四])", squeeze_label(text)))


def is_marked(text: str) -> bool:
    """Whether a footnote mark stands behind a label."""
    return bool(TRAIL.search(clean_label(text)))


def is_imprint(text: str) -> bool:
    """Whether a line says when the table was issued, not of when its figures are."""
    return bool(re.search(r"日期|发布|公布|编制|更新|印发|填报|制表|制于", squeeze_label(text)))


def strip_marks(text: str) -> str:
    """A label without numbering in front and footnote marks behind."""
    before = None
    while before != text:
        before = text
        text = TRAIL.sub("", _LEAD.sub("", text)).strip()
    return text


def is_passed_over(text: str) -> bool:
    """Whether a heading adds nothing: 绝对数, 全市, 现价."""
    return normalize_name(squeeze_label(text)) in PASSED_OVER


def parse_dated_name(text: str) -> tuple[When, str] | None:
    """A label that names a year and something else: 2023年地区生产总值(亿元)."""
    label = unicodedata.normalize("NFKC", clean_label(text))
    found = re.match(rf"^\s*{YEAR}\s*年(?:度|末)?\s*(.+)$", label)
    if found:
        return When(int(found[1])), found[2]
    found = re.match(rf"^(.+?)\s*[(]?{YEAR}\s*年(?:度|末)?[)]?$", label)
    return (When(int(found[2])), found[1]) if found else None
