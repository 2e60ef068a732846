"""Which units are there, and what is one worth in another?

A unit is a row below, or by a grammar a magnitude before such a row (百亿元, 亿亩, 万千瓦), perhaps
per another such (张/千人, 万元/人). It has a dimension and a factor to the dimension's base. Two units
convert when their dimensions agree. Counted things (个, 家, 台 …) are one dimension: a bureau that
writes 户 where the plan writes 个 means the same number. Currencies are dimensions of their own: no
rate is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from dashboard.core.vocabulary.text import Text


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measurement, with the word for a difference of two values in it."""

    name: str
    dimension: str
    factor: float
    en: str
    difference: Text
    text: Text
    """The unit's name in both languages."""
    short: Text
    """The same as a column has room for it: 亿元, 100m yuan."""
    per_person: bool = False
    """Whether it is per person: then it is the plain unit of an indicator per head, and of no
    other.
    """


def _build_unit(
    name: str, dimension: str, factor: float, en: str, difference: Text | None = None
) -> Unit:
    text = Text(name, en)
    short = Text(name, shorten_units(en))
    return Unit(name, dimension, factor, en, difference or text, text, short)


SHORT_UNITS = {"hundred million": "100m", "ten thousand": "10k", "percentage points": "pp"}


def shorten_units(english: str) -> str:
    """English units as a column has room for them; Chinese needs no shortening."""
    for long, short in SHORT_UNITS.items():
        english = english.replace(long, short)
    return english


POINTS = Text("个百分点", "percentage points")

_MONEY = (
    ("元", 1.0, "yuan"),
    ("千元", 1e3, "thousand yuan"),
    ("万元", 1e4, "ten thousand yuan"),
    ("百万元", 1e6, "million yuan"),
    ("亿元", 1e8, "hundred million yuan"),
)
_DOLLARS = (
    ("美元", 1.0, "US dollars"),
    ("万美元", 1e4, "ten thousand US dollars"),
    ("亿美元", 1e8, "hundred million US dollars"),
)
_CURRENCIES = (
    ("欧元", "euros"),
    ("英镑", "pounds"),
    ("日元", "yen"),
    ("港元", "Hong Kong dollars"),
    ("澳元", "Australian dollars"),
    ("加元", "Canadian dollars"),
    ("韩元", "won"),
    ("卢布", "roubles"),
    ("瑞士法郎", "Swiss francs"),
)
_COUNTS = (
    ("个", 1.0, "units"),
    ("家", 1.0, "units"),
    ("台", 1.0, "sets"),
    ("户", 1.0, "households"),
    ("所", 1.0, "schools"),
    ("名", 1.0, "people"),
    ("人", 1.0, "people"),
    ("千人", 1e3, "thousand people"),
    ("万人", 1e4, "ten thousand people"),
    ("辆", 1.0, "vehicles"),
    ("起", 1.0, "cases"),
    ("件", 1.0, "items"),
    ("项", 1.0, "items"),
    ("部", 1.0, "items"),
    ("份", 1.0, "samples"),
    ("座", 1.0, "units"),
    ("条", 1.0, "lines"),
    ("次", 1.0, "times"),
    ("张", 1.0, "beds"),
    ("万个", 1e4, "ten thousand units"),
    ("万户", 1e4, "ten thousand households"),
    ("万份", 1e4, "ten thousand samples"),
    ("株", 1.0, "trees"),
    ("只", 1.0, "head"),
    ("头", 1.0, "head"),
    ("套", 1.0, "sets"),
    ("宗", 1.0, "cases"),
    ("例", 1.0, "cases"),
    ("艘", 1.0, "ships"),
    ("架", 1.0, "aircraft"),
    ("册", 1.0, "volumes"),
    ("篇", 1.0, "papers"),
    ("处", 1.0, "places"),
    ("批", 1.0, "batches"),
    ("场", 1.0, "events"),
    ("支", 1.0, "teams"),
    ("间", 1.0, "rooms"),
    ("村", 1.0, "villages"),
)
_SHARES = (
    _build_unit("%", "share", 0.01, "%", POINTS),
    _build_unit("个百分点", "share", 0.01, "percentage points"),
    _build_unit("‰", "share", 0.001, "‰", Text("个千分点", "per mille points")),
    _build_unit("比例", "share", 1.0, "share"),
    _build_unit("倍", "share", 1.0, "times"),
)
_OTHERS = (
    _build_unit("位", "rank", 1.0, "rank", Text("位", "places")),
    _build_unit("岁", "age", 1.0, "years"),
    _build_unit("年", "age", 1.0, "years"),
    _build_unit("分钟", "time", 1.0, "minutes"),
    _build_unit("小时", "time", 60.0, "hours"),
    _build_unit("秒", "time", 1 / 60, "seconds"),
    _build_unit("天", "time", 1440.0, "days"),
    _build_unit("个月", "months", 1.0, "months"),
    _build_unit("分", "score", 1.0, "points"),
    _build_unit("指数", "index", 1.0, "index"),
    _build_unit("分贝", "sound", 1.0, "dB"),
    _build_unit("摄氏度", "temperature", 1.0, "°C"),
    _build_unit("毫米", "length", 1e-6, "mm"),
    _build_unit("厘米", "length", 1e-5, "cm"),
    _build_unit("海里", "length", 1.852, "nautical miles"),
    _build_unit("升", "volume", 1e-3, "litres"),
    _build_unit("毫升", "volume", 1e-6, "ml"),
    _build_unit("千克", "mass", 1e-3, "kg"),
    _build_unit("克", "mass", 1e-6, "g"),
    _build_unit("毫克", "mass", 1e-9, "mg"),
    _build_unit("微克", "mass", 1e-12, "µg"),
    _build_unit("斤", "mass", 5e-4, "jin"),
    _build_unit("公斤", "mass", 1e-3, "kg"),
    _build_unit("千克标准煤", "energy", 1e-3, "kgce"),
    _build_unit("瓦", "power", 1e-3, "W"),
    _build_unit("千瓦", "power", 1.0, "kW"),
    _build_unit("兆瓦", "power", 1e3, "MW"),
    _build_unit("吉瓦", "power", 1e6, "GW"),
    _build_unit("度", "electricity", 1.0, "kWh"),
    _build_unit("TEU", "containers", 1.0, "TEU"),
    _build_unit("标箱", "containers", 1.0, "TEU"),
    _build_unit("公里", "length", 1.0, "km"),
    _build_unit("千米", "length", 1.0, "km"),
    _build_unit("米", "length", 1e-3, "m"),
    _build_unit("平方公里", "area", 1.0, "km²"),
    _build_unit("公顷", "area", 0.01, "ha"),
    _build_unit("亩", "area", 1 / 1500, "mu"),
    _build_unit("万亩", "area", 1e4 / 1500, "ten thousand mu"),
    _build_unit("平方米", "area", 1e-6, "m²"),
    _build_unit("万平方米", "area", 1e-2, "ten thousand m²"),
    _build_unit("微克/立方米", "concentration", 1.0, "µg/m³"),
    _build_unit("毫克/立方米", "concentration", 1000.0, "mg/m³"),
    _build_unit("吨", "mass", 1.0, "t"),
    _build_unit("万吨", "mass", 1e4, "ten thousand t"),
    _build_unit("吨标准煤", "energy", 1.0, "tce"),
    _build_unit("万吨标准煤", "energy", 1e4, "ten thousand tce"),
    _build_unit("吨标准煤/万元", "intensity", 1.0, "tce per 10,000 yuan"),
    _build_unit("亿立方米", "volume", 1e8, "hundred million m³"),
    _build_unit("立方米", "volume", 1.0, "m³"),
    _build_unit("千瓦时", "electricity", 1.0, "kWh"),
    _build_unit("亿千瓦时", "electricity", 1e8, "hundred million kWh"),
)

UNITS: dict[str, Unit] = {
    unit.name: unit
    for unit in (
        *(_build_unit(name, "money", factor, en) for name, factor, en in _MONEY),
        *(_build_unit(name, "dollars", factor, en) for name, factor, en in _DOLLARS),
        *(_build_unit(name, en, 1.0, en) for name, en in _CURRENCIES),
        *(_build_unit(name, "count", factor, en) for name, factor, en in _COUNTS),
        *_SHARES,
        *_OTHERS,
    )
}  # fmt: skip
"""Every unit that a plan or a workbook may use, by its Chinese name. To add one: a row above."""

MAGNITUDE_WORDS = ("hundred ", "thousand ", "ten thousand ", "million ")


def find_singular(unit: Text) -> str:
    """A unit's English behind exactly one: place, person; “1 ten thousand people” and “1 times” (a
    multiple) stay.
    """
    if unit.zh == "倍" or unit.en.startswith(MAGNITUDE_WORDS):
        return unit.en
    return "person" if unit.en == "people" else unit.en.removesuffix("s")


ALIASES = {
    "μg/m³": "微克/立方米",
    "μg/m3": "微克/立方米",
    "ug/m3": "微克/立方米",
    "微克每立方米": "微克/立方米",
    "%": "%",
    "百分比": "%",
    "亿": "亿元",
    "万": "万元",
    "元/人": "元",
    "千分比": "‰",
    "km": "公里",
    "人次": "次",
    "平方千米": "平方公里",
    "100millionyuan": "亿元",
    "10000yuan": "万元",
    "yuan": "元",
    "10000persons": "万人",
    "persons": "人",
    "person": "人",
    "人民币": "元",
    "人民币元": "元",
    "CNY": "元",
    "RMB": "元",
    "¥": "元",
    "USD": "美元",
    "$": "美元",
    "US$": "美元",
    "EUR": "欧元",
    "€": "欧元",
    "GBP": "英镑",
    "£": "英镑",
    "JPY": "日元",
    "港币": "港元",
    "HKD": "港元",
    "百分点": "个百分点",
    "㎡": "平方米",
    "m²": "平方米",
    "m2": "平方米",
    "平米": "平方米",
    "km²": "平方公里",
    "km2": "平方公里",
    "㎢": "平方公里",
    "hm²": "公顷",
    "ha": "公顷",
    "m³": "立方米",
    "m3": "立方米",
    "立方": "立方米",
    "kg": "千克",
    "t": "吨",
    "kW": "千瓦",
    "MW": "兆瓦",
    "kWh": "千瓦时",
    "千瓦小时": "千瓦时",
    "吨标煤": "吨标准煤",
    "tce": "吨标准煤",
    "℃": "摄氏度",
    "°C": "摄氏度",
    "dB": "分贝",
    "米": "米",
    "日": "天",
    "周岁": "岁",
    "床": "张",
    "标准箱": "标箱",
}
"""Other spellings of the same units. A bare 亿 or 万 in a unit column means money, as bureaus write
it.
"""

MAGNITUDES = {
    "百": 1e2,
    "千": 1e3,
    "万": 1e4,
    "十万": 1e5,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
    "万亿": 1e12,
}
"""Words that multiply a number or the unit behind it."""

GROWS_BY_RATIO = frozenset({"money", "dollars", "count"})
"""Dimensions for which a needed growth rate is meaningful (METHODS §2)."""


_POWERS = {"10⁴": "万", "10^4": "万", "10⁸": "亿", "10^8": "亿", "10³": "千", "10⁶": "百万"}
_MAGNITUDES_EN = {
    1e1: "ten",
    1e2: "hundred",
    1e3: "thousand",
    1e4: "ten thousand",
    1e5: "hundred thousand",
    1e6: "million",
    1e7: "ten million",
    1e8: "hundred million",
    1e9: "billion",
    1e10: "ten billion",
    1e11: "hundred billion",
    1e12: "trillion",
}
_PRODUCT = re.compile(r"^([十百千]?)(万亿|万|亿)?(.+)$")
_SMALL = {"": 1.0, "十": 10.0, "百": 100.0, "千": 1000.0}
_LARGE = {None: 1.0, "万": 1e4, "亿": 1e8, "万亿": 1e12}
_OVER = {("mass", "volume"): ("concentration", 1e12), ("energy", "money"): ("intensity", 1e4)}
"""Dimensions of a quotient that have rows of their own, and what one of their base is worth."""


@lru_cache(maxsize=8192)
def find_unit(name: str) -> Unit | None:
    """The unit of a name or spelling, or by the grammar; None where it is none."""
    cleaned = name.strip().replace(" ", "").replace("％", "%").replace("（", "(").replace("）", ")")
    known = UNITS.get(cleaned) or UNITS.get(ALIASES.get(cleaned, "")) or _ENGLISH.get(name.strip())
    if known is not None or len(cleaned) > _LONGEST:
        return known
    over, slash, under = cleaned.partition("/" if "/" in cleaned else "每")
    if not slash:
        return _find_product(cleaned)
    top, bottom = _find_product(over), _find_product(under)
    if top is None or bottom is None or bottom.dimension in _SINGLE:
        return None
    return _divide(cleaned, top, bottom)


def _find_product(text: str) -> Unit | None:
    """A row, else a magnitude before a row without one; the longest row wins: 千瓦 is one."""
    for written, word in _POWERS.items():
        text = text.replace(written, word)
    known = UNITS.get(text) or UNITS.get(ALIASES.get(text, ""))
    found = _PRODUCT.match(text)
    if known is not None or found is None:
        return known
    small, large, rest = found.groups()
    atom = UNITS.get(rest) or UNITS.get(ALIASES.get(rest, ""))
    multiple = _SMALL[small] * _LARGE[large]
    if atom is None or multiple == 1.0 or split_unit(atom)[1] != 1.0 or atom.dimension in _SINGLE:
        return None
    english = f"{_MAGNITUDES_EN[multiple]} {atom.en}" if multiple in _MAGNITUDES_EN else atom.en
    return _build_unit(text, atom.dimension, atom.factor * multiple, english)


def _divide(name: str, top: Unit, bottom: Unit) -> Unit:
    """One unit per another; per person it is the plain unit of an indicator per head."""
    english = f"{top.en} per {find_singular(bottom.text)}"
    if bottom.name == "人":
        return replace(_build_unit(name, top.dimension, top.factor, english), per_person=True)
    own, base = _OVER.get((top.dimension, bottom.dimension), ("", 1.0))
    factor = float(f"{top.factor / bottom.factor * base:.12g}")
    return _build_unit(name, own or f"{top.dimension}/{bottom.dimension}", factor, english)


_LONGEST = 20
_SINGLE = ("share", "rank", "index", "score", "age")
"""Dimensions that no magnitude stands before: 万% is no unit."""
_ENGLISH = {
    **{unit.short.en: unit for unit in reversed(UNITS.values()) if unit.dimension != "count"},
    **{unit.en: unit for unit in reversed(UNITS.values()) if unit.dimension != "count"},
    **{
        unit.en: unit
        for unit in UNITS.values()
        if unit.name in ("人", "千人", "万人", "户", "万户")
    },
}
"""Units as the product prints them in English; of counted things those of people and households."""


_KILO = ("千克", "千克标准煤", "千米", "千瓦", "千瓦时")
"""Units of their own, and no thousand of another."""


def split_unit(unit: Unit) -> tuple[Unit, float]:
    """A unit without the multiple in its name, and that multiple: 万元 is 10,000 of 元, 元 is 1 of
    元.
    """
    if unit.name in _KILO:
        return unit, 1.0
    # The longest word first: 万亿元 is 10¹² of 元, not 10,000 of 亿元.
    for word in sorted(MAGNITUDES, key=len, reverse=True):
        if not unit.name.startswith(word):
            continue
        root = UNITS.get(unit.name.removeprefix(word))
        if root is not None and root.dimension == unit.dimension:
            return root, MAGNITUDES[word]
    return unit, 1.0


def is_same_unit(one: Unit, other: Unit) -> bool:
    """Whether two units mean the same: a bureau's 户 is a plan's 个."""
    return (one.dimension, one.factor) == (other.dimension, other.factor)


def find_conversion_factor(of: Unit, to: Unit) -> float | None:
    """What one of the first unit is in the second, or None where they do not convert: 万元 → 亿元 is
    0.0001.
    """
    if of.dimension != to.dimension:
        return None
    # Money factors are powers of ten: dividing the larger by the smaller keeps them exact.
    if of.factor >= to.factor:
        return of.factor / to.factor
    return 1 / (to.factor / of.factor)


def convert_value(value: float, of: Unit, to: Unit) -> float:
    """A value in another unit of the same dimension; raises ValueError where the dimensions
    differ.
    """
    by = find_conversion_factor(of, to)
    if by is None:
        raise ValueError(f"{of.name} does not convert to {to.name}")
    if by >= 1:
        return value * by
    return value / (1 / by)
