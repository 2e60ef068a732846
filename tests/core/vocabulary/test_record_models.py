"""Records have one model: a column has a type and a meaning, or there is none."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import pytest

from dashboard.core.vocabulary import record_models
from dashboard.core.vocabulary.model import OBSERVATIONS, VERDICTS
from dashboard.core.vocabulary.record_models import (
    Column,
    Record,
    build_column_schema,
    describe_columns,
    find_head,
    list_columns,
)
from dashboard.core.vocabulary.text import Text

MODELS = [
    record_models.PlanRecord,
    record_models.IndicatorRecord,
    record_models.FigureRecord,
    record_models.SaidVerdictRecord,
    record_models.CsvVerdictRecord,
    record_models.VersionRecord,
]


@pytest.mark.parametrize("model", MODELS)
def test_every_column_is_described_in_both_languages(model):
    """A record explains all of its columns."""
    described = describe_columns(model)
    assert tuple(described) == list_columns(model)
    assert all(text.zh and text.en for text in described.values())


def test_frames_have_the_columns_of_their_records():
    """What is judged, what is printed and what is explained are the same columns."""
    assert list_columns(record_models.SaidVerdictRecord)[: len(VERDICTS)] == VERDICTS
    assert list_columns(record_models.FigureRecord) == (*OBSERVATIONS, "in_force")


def test_a_column_without_a_type_is_an_error():
    """There is no type that a column has by default."""
    with pytest.raises(TypeError, match="no schema"):

        class Untyped(Record):
            amount: Annotated[object, Column(Text("数值", "a number"))]


def test_a_column_without_a_meaning_is_an_error():
    """A column that nobody has explained is not written."""
    with pytest.raises(TypeError, match="no meaning"):

        class Unexplained(Record):
            amount: float


class Trial(Record):
    """A record with a column of every kind."""

    some: Annotated[int, Column(Text("甲", "A"), Text("头", "Head"))]
    none: Annotated[date | None, Column(Text("乙", "B"))]


def test_a_schema_comes_from_the_type():
    """What may be missing says so."""
    assert build_column_schema(Trial, "some") == {"type": "integer"}
    assert build_column_schema(Trial, "none") == {"type": ["string", "null"], "format": "date"}


def test_a_head_is_short_where_there_is_one():
    """A sheet shows the short head, else the meaning."""
    assert (find_head(Trial, "some").en, find_head(Trial, "none").en) == ("Head", "B")
