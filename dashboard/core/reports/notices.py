"""What is said, after a publish, to those who asked? The verdicts that flipped, a sentence each;
nothing where none did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pydantic import TypeAdapter

from dashboard.core.changes.compare import Flip
from dashboard.core.reports.deck import NOTHING
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.statuses import BAD, IN_NEED_OF_CARE, STATUSES
from dashboard.core.vocabulary.text import Language, Text


def _is_worse(flip: Flip) -> bool:
    """Whether a verdict is bad now and was less so before."""
    return (
        flip.after is not None
        and flip.after in BAD
        and (flip.before is None or STATUSES[flip.after].severity < STATUSES[flip.before].severity)
    )


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody may ask to be told: its name, and which flips belong to it."""

    name: Text
    holds: Callable[[Flip], bool]


WISHES: dict[str, Wish] = {
    "all": Wish(Text("所有评价变化", "every verdict that changes"), lambda _: True),
    "worse": Wish(
        Text(f"只在转为{IN_NEED_OF_CARE.zh}时", f"only what turns {IN_NEED_OF_CARE.en}"), _is_worse
    ),
}
"""Key → what may be asked for."""


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """One flip as it is told."""

    target: str
    indicator: str
    region: str
    before: str | None
    after: str | None
    causes: tuple[str, ...]
    sentence: Text
    year: int = 0
    plan: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Notice:
    """What a version changed, and where to look at it."""

    version: int
    title: Text
    told: tuple[NoticeItem, ...]
    link: str

    def lines(self, language: Language) -> list[str]:
        """The sentences; where two are about one indicator, with the plan of each."""
        often = Counter((one.indicator, one.region) for one in self.told)
        return [
            f"· {_format_year(one).in_(language)}{one.sentence.in_(language)}"
            + (f" [{one.plan.in_(language)}]" if often[one.indicator, one.region] > 1 else "")
            for one in self.told
        ]

    def format_to_fit(self, language: Language, most: int) -> str:
        """Title, sentences and link in at most so many bytes; what does not fit is counted. Titles
        and links are short.
        """
        lines, left = self.lines(language), len(self.told)
        while True:
            out = len(lines) - left
            more = (
                [
                    Text(f"另有{out}项，请打开链接查看", f"and {out} more: follow the link").in_(
                        language
                    )
                ]
                if out
                else []
            )
            text = "\n".join([self.title.in_(language), *lines[:left], *more, self.link])
            if len(text.encode("utf-8")) <= most or not left:
                return text
            left -= 1


def build_notice(
    version: int,
    flips: Iterable[Flip],
    registry: Registry,
    wish: str,
    link: str,
    source: Text | None = None,
) -> Notice | None:
    """What is told of a version to somebody with a wish; None where there is nothing to tell.

    Those of the plan declared first come first. `source` says what made the version.
    """
    order = list(registry.plans)
    wanted = sorted(
        (one for one in flips if WISHES[wish].holds(one)),
        key=lambda one: order.index(registry.target(one.target).plan),
    )
    items = tuple(
        NoticeItem(
            one.target,
            one.indicator,
            one.region,
            one.before,
            one.after,
            one.causes,
            one.sentence(registry),
            one.year,
            registry.plans[registry.target(one.target).plan].name,
        )
        for one in wanted
    )
    if not items:
        return None
    worse = sum(one.after in BAD for one in items)
    bad = NOTHING
    if worse:
        of_them = "" if len(items) == 1 else f" {worse} of them"
        bad = Text(f"，其中{worse}项{IN_NEED_OF_CARE.zh}", f",{of_them} {IN_NEED_OF_CARE.en}")
    what = Text(f"（{source.zh}）", f" ({source.en})") if source else NOTHING
    verdicts = Text.count(len(items), "{n}项评价", "{n} verdict", "{n} verdicts")
    title = Text(
        f"【规划监测】数据版本{version}{what.zh}：{verdicts.zh}有变化{bad.zh}",
        f"[Plan monitoring] data version {version}{what.en}: {verdicts.en} changed{bad.en}",
    )
    return Notice(version, title, items, link)


def _format_year(one: NoticeItem) -> Text:
    return Text(f"{one.year}年 ", f"{one.year}, ") if one.year else NOTHING


_ADAPTER: TypeAdapter[Notice] = TypeAdapter(Notice)


def serialize_notice(made: Notice) -> str:
    """A notice as JSON, as it is kept until it is sent."""
    return _ADAPTER.dump_json(made).decode("utf-8")


def parse_notice(text: str) -> Notice:
    """The notice of a JSON text."""
    return _ADAPTER.validate_json(text)
