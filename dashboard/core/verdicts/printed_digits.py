"""With how many decimals is an indicator printed that does not declare them? As its publisher
prints it; what is judged goes by the plan alone.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from dashboard.core.vocabulary.digits import count_printed_decimals
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.qualities import PRINTED

MOST_PRINTED = 4
"""More decimals than statistics print: a value with more was calculated before it was typed."""


def follow_published_digits(registry: Registry, observations: pd.DataFrame) -> Registry:
    """The declaration with the decimals of its data where it declares none: the most of any figure
    of quality published or better (columns of `model.OBSERVATIONS`).

    Digits of judging stay those of the plan, so that no figure decides how exactly it is judged.
    """
    silent = {one.id for one in registry.indicators.values() if one.plan_decimals is not None}
    rows = observations[observations["indicator"].isin(silent)]
    rows = rows[rows["quality"].isin(PRINTED)]
    most: dict[str, int] = {}
    for name, values in rows.groupby("indicator")["value"]:
        counted = [count_printed_decimals(value) for value in values.unique()]
        printed = [decimals for decimals in counted if decimals <= MOST_PRINTED]
        if printed:
            most[str(name)] = max(printed)
    if not most:
        return registry
    indicators = {
        name: replace(one, decimals=most.get(name, one.decimals))
        for name, one in registry.indicators.items()
    }
    return replace(registry, indicators=indicators)
