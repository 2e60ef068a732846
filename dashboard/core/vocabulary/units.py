"""Which units are there, and what is one worth in another?

A unit has a dimension and a factor to the dimension's base. Two units convert when their dimensions
agree. Counted things (个, 家, 台 …) are one dimension: a bureau that writes 户 where the plan writes 个
means the same number.
"""

from __future__ import annotations

from dataclasses import dataclass

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
)
_SHARES = (
    _build_unit("%", "share", 0.01, "%", POINTS),
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


def find_unit(name: str) -> Unit | None:
    """The unit of that name or spelling, or None."""
    cleaned = name.strip().replace(" ", "").replace("％", "%").replace("（", "(").replace("）", ")")
    return UNITS.get(cleaned) or UNITS.get(ALIASES.get(cleaned, ""))


def split_unit(unit: Unit) -> tuple[Unit, float]:
    """A unit without the multiple in its name, and that multiple: 万元 is 10,000 of 元, 元 is 1 of
    元.
    """
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
