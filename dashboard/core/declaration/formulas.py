"""How is an indicator calculated from others? The small grammar of `formula`, read without
evaluating any code.

Names of indicators, numbers, + − × ÷, parentheses, mean(x) (this and last year-end) and
last_year(x).
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dashboard.core.vocabulary.targets import Array

_SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-", "（": "(", "）": ")"})
_OPERATORS: dict[type[ast.operator], Callable[[Array, Array], Array]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
}
LAGS = {"mean": (0, 1), "last_year": (1,)}
"""The functions of the grammar, with the years back that they read."""


LONGEST = 400


class FormulaError(ValueError):
    """A formula that cannot be read; the message is the part that is wrong."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that has been read: its tree and the indicators it reads with the years back (0 =
    the same year).
    """

    text: str
    tree: ast.expr
    reads: tuple[tuple[str, int], ...]

    @property
    def inputs(self) -> tuple[str, ...]:
        """The indicators it reads."""
        return tuple(dict.fromkeys(name for name, _ in self.reads))


def parse(text: str) -> Formula:
    """Read a formula; raises FormulaError naming the part that is outside the grammar."""
    if len(text) > LONGEST:
        raise FormulaError(text[:40] + "…")
    try:
        tree = ast.parse(text.translate(_SIGNS), mode="eval").body
    except SyntaxError as error:
        raise FormulaError(text) from error
    reads: list[tuple[str, int]] = []
    _collect_reads(tree, reads)
    return Formula(text, tree, tuple(dict.fromkeys(reads)))


def _collect_reads(node: ast.expr, reads: list[tuple[str, int]]) -> None:
    match node:
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            _collect_reads(left, reads)
            _collect_reads(right, reads)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            _collect_reads(operand, reads)
        case ast.Name(id=name):
            reads.append((name, 0))
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            pass
        case ast.Call(func=ast.Name(id=function), args=[ast.Name(id=name)], keywords=[]) if (
            function in LAGS
        ):
            reads.extend((name, lag) for lag in LAGS[function])
        case _:
            raise FormulaError(ast.unparse(node))


def evaluate_formula(formula: Formula, values: Callable[[str], Array]) -> Array:
    """The formula's values: `values(indicator)` gives an array in base units whose last axis is the
    year.

    NaN wherever an input is missing or a divisor is zero.
    """
    with np.errstate(all="ignore"):
        result = _evaluate_node(formula.tree, values)
    return np.where(np.isfinite(result), result, np.nan)


def _evaluate_node(node: ast.expr, values: Callable[[str], Array]) -> Array:
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATORS[type(op)](_evaluate_node(left, values), _evaluate_node(right, values))
        case ast.UnaryOp(operand=operand):
            return -_evaluate_node(operand, values)
        case ast.Name(id=name):
            return values(name)
        case ast.Call(func=ast.Name(id=function), args=[ast.Name(id=name)]):
            series = values(name)
            lagged = [lag_series(series, years) for years in LAGS[function]]
            return np.asarray(sum(lagged) / len(lagged))
        case ast.Constant(value=int() | float() as constant):
            return np.asarray(float(constant))
    raise FormulaError(ast.unparse(node))  # pragma: no cover - `parse` lets nothing else through


def lag_series(series: Array, years: int) -> Array:
    """A series shifted so that each year holds the value of `years` before; the first ones are
    missing.
    """
    if years == 0:
        return series
    shifted = np.full_like(series, np.nan)
    shifted[..., years:] = series[..., :-years]
    return shifted
