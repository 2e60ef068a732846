"""With how many decimals is an indicator printed that does not declare them? As its publisher
prints it; what is judged goes by the plan alone.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from dashboard.core.vocabulary.digits import count_printed_decimals
from dashboard.core.vocabulary.model import DECIMALS, Registry
from dashboard.core.vocabulary.qualities import PRINTED

MOST_PRINTED = 4
"""More decimals than statistics print: a value with more was calculated before it was entered."""


def follow_published_digits(registry: Registry, observations: pd.DataFrame) -> Registry:
    """The declaration with the decimals of its data where it declares none: the most of any figure
    of quality published or better that somebody typed (columns of `model.OBSERVATIONS`, and
    `model.DECIMALS` where known).

    Digits of judging stay those of the plan, so that no figure decides how exactly it is judged.
    """
    silent = {one.id for one in registry.indicators.values() if one.plan_decimals is not None}
    rows = observations[observations["indicator"].isin(silent)]
    rows = rows[rows["quality"].isin(PRINTED)]
    decimals = _count_decimals(rows)
    printed = decimals[decimals.between(0, MOST_PRINTED)]
    most = printed.groupby(rows["indicator"]).max().to_dict()
    if not most:
        return registry
    indicators = {
        name: replace(one, decimals=int(most.get(name, one.decimals)))
        for name, one in registry.indicators.items()
    }
    return replace(registry, indicators=indicators)


def _count_decimals(rows: pd.DataFrame) -> pd.Series[int]:
    """The decimals that the cells print; those of the value where that was not noted: in an old
    workbook, which does not tell a formula from a number, or an older store.
    """
    own = rows["value"].map(count_printed_decimals)
    if DECIMALS not in rows:
        return own
    noted = pd.to_numeric(rows[DECIMALS]).astype("Int64")
    return noted.fillna(own)
