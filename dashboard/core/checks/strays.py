"""Which stored figures belong to nothing that is declared? Those of indicators and regions that the
declaration no longer knows, or knows in a unit that theirs does not turn into.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.core.checks.findings import Evidence, Finding
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.suggestions import find_closest_name
from dashboard.core.vocabulary.text import Text, format_untranslated


@dataclass(frozen=True, slots=True)
class Stray:
    """Stored figures that are shown nowhere: of what `kind` (indicator, region, or the unit of an
    indicator), called what, how many, and the first of their cells.
    """

    kind: str
    name: str
    count: int
    cell: str
    unit: str = ""


def find_likely_name(registry: Registry, stray: Stray) -> str | None:
    """The declared id that is probably meant."""
    declared = registry.regions if stray.kind == "region" else registry.indicators
    return find_closest_name(stray.name, declared)


def describe_stray(registry: Registry, stray: Stray) -> Text:
    """What is stored, why it is not shown, and what to write."""
    figures = Text.count(stray.count, "{n}条数据", "{n} figure", "{n} figures")
    if stray.kind == "unit":
        declared = registry.indicators[stray.name].unit_text
        return Text(
            f"库中指标“{stray.name}”的{figures.zh}以“{stray.unit}”为单位，"
            f"不能换算为现在登记的“{declared.zh}”，未显示。请改回单位，或用更正的工作簿重新上传。",
            f"{figures.en} of “{stray.name}” are stored in {stray.unit}, which does not turn into "
            f"{declared.en}, and are not shown. Declare the old unit, or upload corrected figures.",
        )
    word = Text("地区", "region") if stray.kind == "region" else Text("指标", "indicator")
    likely = find_likely_name(registry, stray)
    advice = Text("如已改名，请在新编码下写", "If it was renamed, write under its new id")
    if likely:
        advice = Text(
            f"是否已改名为“{likely}”？请在其下写", f"Is it “{likely}” now? Then write there"
        )
    return Text(
        f"库中{word.zh}“{stray.name}”的{figures.zh}不属于任何登记的{word.zh}，未显示。"
        f"{advice.zh} formerly: [{stray.name}]。",
        f"{figures.en} of the {word.en} “{stray.name}” belong to no {word.en} that is declared, "
        f"and are not shown. {advice.en} formerly: [{stray.name}].",
    )


def check_strays(registry: Registry, strays: tuple[Stray, ...]) -> Iterator[Finding]:
    """Each as a finding, with its first cell."""
    for stray in strays:
        place = Evidence(Text("单元格", "cell"), format_untranslated(stray.name), stray.cell)
        sentence = describe_stray(registry, stray)
        concerned = (stray.name,) if stray.kind == "unit" else ()
        yield Finding("stray", "differs", sentence, concerned, (place,))
