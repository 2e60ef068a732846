"""What may stand in indicators.yaml? The file's shape as typed models; the JSON schema for editors
comes from here.
"""

from __future__ import annotations

import math
import re
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    StrictStr,
    WithJsonSchema,
    create_model,
)
from pydantic_core import PydanticCustomError

from dashboard.core.vocabulary.targets import BOUNDS, Takes

LAST_YEAR = "last_year"
_FRACTION = re.compile(r"^\s*-?\d+\s*/\s*[1-9]\d*\s*$")
_YEARS = re.compile(r"^\s*(\d{4})\s*[-–—~至]\s*(\d{4})\s*$")


def _parse_number(value: object) -> float:
    """A number or an exact fraction such as 1/3; text, yes and no are refused."""
    if isinstance(value, bool):
        raise PydanticCustomError("number", "")
    if isinstance(value, int | float) and math.isfinite(value):
        return float(value)
    if isinstance(value, str) and _FRACTION.match(value):
        return float(Fraction(value.replace(" ", "")))
    raise PydanticCustomError("number", "")


def _parse_years(value: object) -> tuple[int, int]:
    """A year or a range of years: 2025, 2021-2025."""
    if isinstance(value, int) and not isinstance(value, bool) and 1900 <= value <= 2200:
        return value, value
    match = _YEARS.match(value) if isinstance(value, str) else None
    if match is None:
        raise PydanticCustomError("years", "")
    return int(match[1]), int(match[2])


def _parse_hold(value: object) -> float | str:
    return LAST_YEAR if value == LAST_YEAR else _parse_number(value)


def _parse_code(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise PydanticCustomError("code", "")
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "")
    return value


_NUMBER_SCHEMA = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?\d+/[1-9]\d*$"}]}
Number = Annotated[float, BeforeValidator(_parse_number), WithJsonSchema(_NUMBER_SCHEMA)]
Year = Annotated[StrictInt, Field(ge=1900, le=2200)]
Years = Annotated[
    tuple[int, int],
    BeforeValidator(_parse_years),
    WithJsonSchema(
        {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\d{4}-\d{4}$"}]}
    ),
]
Hold = Annotated[
    float | str,
    BeforeValidator(_parse_hold),
    WithJsonSchema({"anyOf": [*_NUMBER_SCHEMA["anyOf"], {"const": LAST_YEAR}]}),
]
Code = Annotated[str, BeforeValidator(_parse_code), WithJsonSchema({"type": "string"})]
Str = Annotated[StrictStr, Field(min_length=1)]


def _unwrap_description(schema: dict[str, Any]) -> None:
    """Take out of a description the line breaks that only the source needs."""
    if "description" in schema:
        schema["description"] = re.sub(r"(?<!\n)\n(?!\n)", " ", schema["description"])


class Strict(BaseModel):
    """Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_unwrap_description)


class Words(Strict):
    """A wording in Chinese and, where somebody wrote it, in English."""

    zh: Str
    en: StrictStr = ""


class DocumentIn(Strict):
    title: Words
    issued: date | None = None
    url: StrictStr = ""


class StageIn(Strict):
    stage: Literal["candidate", "voted", "running", "done", "closed"]
    on: date


class PlanIn(Strict):
    name: Words
    years: Years
    stages: list[StageIn] = []
    formerly: list[Code] = []


class ThemeIn(Words):
    within: Code | None = None
    formerly: list[Code] = []


class RegionIn(Words):
    within: Code | None = None
    aliases: list[Str] = []
    formerly: list[Code] = []


class BaseIn(Strict):
    year: Year
    value: Number | None = None
    at_most: Number | None = None
    at_least: Number | None = None


class SourceIn(Strict):
    document: Code
    section: StrictStr = ""
    phrase: Str


class BreakIn(Strict):
    year: Year
    zh: Str
    en: StrictStr = ""


class ReleasedIn(Strict):
    month: Annotated[StrictInt, Field(ge=1, le=12)]


class _PeriodIn(Strict):
    plan: Code
    id: Code | None = None
    by: Year | None = None
    in_: Annotated[Year | None, Field(alias="in")] = None
    every: Years | None = None
    total: Years | None = None
    average: Years | None = None


STATED: dict[Takes, Any] = {
    "number": Number,
    "pair": tuple[Number, Number],
    "hold": Hold,
    "indicator": Code,
    "flag": Literal[True],
    "text": Words,
}
"""What a bound takes → what may stand under its key."""

if TYPE_CHECKING:
    _BoundIn = _PeriodIn
else:  # a key for every row of the table of bounds
    _BoundIn = create_model(
        "_BoundIn",
        __base__=_PeriodIn,
        **{bound.id: (STATED[bound.takes] | None, None) for bound in BOUNDS.values()},
    )


class TargetIn(_BoundIn):
    """One target: a plan, a period, a bound, and where the plan says so."""

    tolerance: Number | None = None
    base: BaseIn | None = None
    path: Literal["linear", "compound"] = "linear"
    milestones: dict[Year, Number] = Field(default={})
    source: SourceIn | None = None
    sources: list[SourceIn] = Field(default=[])
    words: Str | None = None
    promise: Code | None = None
    nature: Literal["binding", "indicative"] | None = None
    question: Words | None = None
    assumption: Words | None = None
    themes: list[Code] | None = None
    region: Code | None = None
    regions: Literal["all"] | list[Code] | None = None
    formerly: list[Code] = Field(default=[])


class IndicatorIn(Strict):
    """One indicator with its targets."""

    name: Words
    unit: Str | None = None
    decimals: Annotated[StrictInt, Field(ge=0, le=6)] | None = None
    measure: Literal["stock", "flow", "rate", "growth", "rank"] | None = None
    taken: Literal["end", "mean"] | None = None
    better: Literal["higher", "lower", "neither"] | None = None
    themes: list[Code] = []
    owner: Words | Str | None = None
    aliases: list[Str] = []
    limits: tuple[Number, Number] | None = None
    prices: Literal["current", "constant"] | None = None
    real_growth: Code | None = None
    breaks: list[BreakIn] = []
    released: ReleasedIn | None = None
    formula: Str | None = None
    nature: Literal["binding", "indicative"] | None = None
    assumption: Words | None = None
    formerly: list[Code] = []
    targets: list[TargetIn] = []


class ImpliesIn(Words):
    unit: Str


class RelationIn(Strict):
    """What figures must agree on: a ratio, product or sum that equals an indicator or implies a
    number; or regions as parts.

    `tolerance` is in the unit of `equals`; for `parts`, indicators whose regions add up to the
    whole, a share of it.
    """

    name: Words
    ratio: tuple[Code, Code] | None = None
    product: list[Code] | None = None
    sum: list[Code] | None = None
    parts: list[Code] | None = None
    equals: Code | None = None
    tolerance: Number | None = None
    implies: ImpliesIn | None = None


class FileIn(Strict):
    """The whole file."""

    title: Words
    region: Code
    fictional: Words | None = None
    regions: dict[Code, RegionIn]
    documents: dict[Code, DocumentIn] = {}
    plans: dict[Code, PlanIn] = {}
    themes: dict[Code, ThemeIn] = {}
    indicators: dict[Code, IndicatorIn] = {}
    relations: dict[Code, RelationIn] = {}


RELATIONS = ("ratio", "product", "sum", "parts")

MODELS: dict[str, type[Strict]] = {
    "": FileIn,
    "regions": RegionIn,
    "documents": DocumentIn,
    "plans": PlanIn,
    "stages": StageIn,
    "themes": ThemeIn,
    "indicators": IndicatorIn,
    "targets": TargetIn,
    "base": BaseIn,
    "source": SourceIn,
    "sources": SourceIn,
    "breaks": BreakIn,
    "released": ReleasedIn,
    "relations": RelationIn,
    "implies": ImpliesIn,
}
"""Which model stands under which key, for suggesting the key that was meant."""


def list_keys(under: str) -> list[str]:
    """The keys allowed under a key of the file: `targets` → plan, by, in, …"""
    model = MODELS.get(under, Words)
    return [field.alias or name for name, field in model.model_fields.items()]


def list_allowed_values(under: str, key: str) -> list[str]:
    """The values a key may take where they are a fixed list."""
    model = MODELS.get(under)
    if model is None:
        return []
    schema: dict[str, Any] = model.model_json_schema(by_alias=True)["properties"].get(key, {})
    options = [schema, *schema.get("anyOf", [])]
    return [
        str(value)
        for option in options
        for value in option.get("enum", [option["const"]] if "const" in option else [])
    ]


def build_json_schema() -> dict[str, Any]:
    """The JSON schema of the file, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **FileIn.model_json_schema(by_alias=True),
    }
