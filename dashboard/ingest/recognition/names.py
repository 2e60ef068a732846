"""Which indicator or region does a name mean? By id, name or alias, never by likeness; what is only
alike is asked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from dashboard.core.declaration.target_checks import normalize_name
from dashboard.core.vocabulary.model import Indicator, Registry
from dashboard.core.vocabulary.suggestions import find_closest_name
from dashboard.core.vocabulary.text import Text
from dashboard.core.vocabulary.units import Unit
from dashboard.ingest.recognition import label_forms, labels

How = Literal["id", "name", "alias", "answer", "short", "whole"]
_MOST_ASKED = 300
"""Unknown names of a file that are held against the declared ones."""
_WHOLE = ("全市", "全县", "全区", "本市")
"""Words for the whole of the place that a table is about."""
_RANK = re.compile(
    "(特别行政区|自治区|自治州|自治县|自治旗|地区|新区|林区|特区|省|市|区|县|盟|旗|州)$"
)
_NEUTRAL = re.compile(
    "[0-9]{4}[年]?|[0-9]+[-—–~至到][0-9]+月|上半年|前三季度|[一二三四]季度|累计|各|全[市省县区]|设区市|城市|地区|地市|地|"
    "县市区|县市|[市县区]|分|主要|总量|情况|一览|完成|统计|数据|年度|表|及其|及|和|与|增长速度|增长|增速|排名|位次|历年|主要年份|年份|现价|"
    "当年价格|当年价|不变价|按|计算|核算|结果|初步|快报|公报|统计局|国家|全国|省|局|附表|表[0-9一二三四五六七八九十.-]*|续|第|基本|全部|合计|"
    "总计|以来|[年]?[末底]|值|个|规模|水平|发展|季度|月份|月|止|[0-9]+|[-—–~至到]|[()（）:：、,，.\\s]|亿元|万元|%"
)
"""What a title may say beside the name of its indicator without speaking of something else."""
_PEOPLES = re.compile(
    "((壮|回|藏|羌|苗|彝|傣|白|侗|满|瑶|黎|畲|土|水|佤|怒|土家|蒙古|朝鲜|景颇|哈尼|布依|傈僳|达斡尔|"
    "撒拉|东乡|保安|裕固|仡佬|拉祜|纳西|独龙|普米|布朗|毛南|仫佬|维吾尔|哈萨克|柯尔克孜|塔吉克|锡伯|"
    "鄂伦春|鄂温克|各)[族]|维吾尔|哈萨克|柯尔克孜|塔吉克|锡伯|蒙古)+$"
)
"""The peoples that name an autonomous region, prefecture or county."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a label was found to mean: an id, how it was found, and the unit that stood behind the
    name.
    """

    id: str
    how: How
    unit: Unit | None = None
    to_date: bool = False


class Names:
    """Indicators and regions of a declaration by everything they are called, and by what a person
    has answered.
    """

    def __init__(self, registry: Registry, answers: Mapping[str, str] | None = None) -> None:
        self.registry = registry
        self._indicators = _collect_names(
            [(one.id, one.name, one.aliases) for one in registry.indicators.values()]
        )
        self._regions = _collect_names(
            [(one.code, one.name, one.aliases) for one in registry.regions.values()]
        )
        self._asked = 0
        self._cache: dict[tuple[str, str], Match | None] = {}
        self._add_region_words()
        self._add_former_ids()
        for name, meant in (answers or {}).items():
            known = self._indicators if meant in registry.indicators else self._regions
            known[normalize_name(name)] = (meant, "answer")
            known[normalize_name(label_forms.strip_unit(name))] = (meant, "answer")

    @cached_property
    def _growths(self) -> dict[str, str]:
        """What has a growth that is an indicator of its own, by name, with that indicator's id."""
        growths: dict[str, str] = {}
        for one in self.registry.indicators.values():
            for spelling in (one.name.zh, *one.aliases):
                name = normalize_name(spelling)
                if one.real_growth and len(name) > 2:
                    growths[name] = one.real_growth
        for one in self.registry.indicators.values():
            for spelling in (one.name.zh, *one.aliases):
                name = normalize_name(spelling)
                stem = next(
                    (name.removesuffix(end) for end in labels.GROWTH_ENDINGS if name.endswith(end)),
                    "",
                )
                if len(stem) > 2:
                    growths[stem] = one.id
        return growths

    def _add_former_ids(self) -> None:
        """What indicators and regions were called before."""
        for kind, known in (("indicator", self._indicators), ("region", self._regions)):
            for former_id, id_ in self.registry.former.get(kind, {}).items():
                known.setdefault(normalize_name(former_id), (id_, "id"))

    def _add_region_words(self) -> None:
        """Words for the whole of the place, and names without rank that only one region has."""
        for whole in _WHOLE:
            self._regions.setdefault(normalize_name(whole), (self.registry.region, "whole"))
        codes_by_short: dict[str, set[str]] = defaultdict(set)
        for region in self.registry.regions.values():
            codes_by_short[_strip_rank(region.name.zh)].add(region.code)
        for short, codes in codes_by_short.items():
            if short and len(codes) == 1:
                self._regions.setdefault(normalize_name(short), (min(codes), "short"))

    def indicator(self, text: str) -> Match | None:
        """The indicator that a label means."""
        return self._find_match("indicator", text, self._indicators)

    def region(self, text: str) -> Match | None:
        """The region that a label means."""
        return self._find_match("region", text, self._regions)

    def _find_match(self, kind: str, text: str, known: dict[str, tuple[str, How]]) -> Match | None:
        key = (kind, text)
        if key not in self._cache:
            self._cache[key] = _match_forms(text, known)
        return self._cache[key]

    def growth_of(self, text: str) -> Match | None:
        """The one indicator that is the growth of what a title names: its name with a word for
        growth behind it, else its `real_growth`.
        """
        title = normalize_name(text)
        found = {name: id_ for name, id_ in self._growths.items() if name in title}
        longest = [name for name in found if not any(name != one and name in one for one in found)]
        if len({found[name] for name in longest}) != 1:
            return None
        is_all = self.says_no_more(title.replace(longest[0], "", 1))
        return Match(found[longest[0]], "name") if is_all else None

    def says_no_more(self, rest: str) -> bool:
        """Whether what a title says beside a name is a place, a time or a word of the trade."""
        for name in sorted(self.region_names, key=len, reverse=True):
            rest = rest.replace(normalize_name(name), "")
        return not _NEUTRAL.sub("", rest)

    def holds_declared_name(self, text: str) -> bool:
        """Whether an indicator, a theme or a plan is named in a text."""
        registry, label = self.registry, normalize_name(text)
        themes = [theme.name.zh for theme in registry.themes.values()]
        plans = [plan.name.zh for plan in registry.plans.values()]
        named = (*self.indicator_names, *themes, *plans)
        return any(normalize_name(name) in label for name in named)

    def declared(self, match: Match) -> Indicator:
        """The indicator of a match."""
        return self.registry.indicators[match.id]

    def find_likely(self, text: str) -> str | None:
        """The declared name that an unknown indicator's name is like, or None."""
        self._asked += 1
        if self._asked > _MOST_ASKED:  # looking for what is alike takes time
            return None
        declared = []
        for indicator in self.registry.indicators.values():
            declared += [indicator.name.zh, *indicator.aliases]
        return find_closest_name(label_forms.strip_unit(text)[:100], declared)

    @property
    def indicator_names(self) -> list[str]:
        """What may be written for an indicator."""
        names = []
        for indicator in self.registry.indicators.values():
            names += [indicator.name.zh, *indicator.aliases, indicator.id]
        return names

    @property
    def region_names(self) -> list[str]:
        """What may be written for a region."""
        return [region.name.zh for region in self.registry.regions.values()]


def _collect_names(
    declared: list[tuple[str, Text, tuple[str, ...]]],
) -> dict[str, tuple[str, How]]:
    """What everything is called by, with its id and how it was called: ids go before names, names
    before aliases.
    """
    known: dict[str, tuple[str, How]] = {}
    for id_, _, _ in declared:
        known.setdefault(normalize_name(id_), (id_, "id"))
    for id_, name, _ in declared:
        for spelling in filter(None, (name.zh, name.en)):
            known.setdefault(normalize_name(spelling), (id_, "name"))
    for id_, _, aliases in declared:
        for spelling in filter(None, aliases):
            known.setdefault(normalize_name(spelling), (id_, "alias"))
    return known


def _match_forms(text: str, known: dict[str, tuple[str, How]]) -> Match | None:
    """The first of a label's forms that is a known name."""
    for form in label_forms.list_names(text):
        name = normalize_name(form.text)
        if name in known:
            return Match(*known[name], form.unit, form.to_date)
    return None


def _strip_rank(name: str) -> str:
    """A region's name without its rank and its peoples: 绍兴市 → 绍兴, 广西壮族自治区 → 广西, 内蒙古自治区 →
    内蒙古; one character is no name.
    """
    rank = _RANK.search(name)
    short = name[: rank.start()] if rank else ""
    if rank and rank[1].startswith("自治"):
        bare = _PEOPLES.sub("", short)
        short = bare if len(bare) > 1 else short
    return short if len(short) > 1 else ""
