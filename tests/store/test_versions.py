"""Versions are added and never lost: publish, recall, undo, corrections, retries and races, on both
databases.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.core.vocabulary.model import CALCULATED, DECIMALS, OBSERVATIONS
from dashboard.store.database import begin_read, migrate, open_database
from dashboard.store.errors import StoreError
from dashboard.store.versions import (
    DuplicateError,
    StaleError,
    list_known_hashes,
    list_versions,
    load_observations,
    load_original,
    publish,
    undo,
)
from tests.sizes import laws
from tests.store.books import DAY, accepted, noted, registry, triples

COVERS = ("dashboard.store.observations",)

REGISTRY = registry()


def test_what_was_published_is_recalled_whole(engine):
    """Every column comes back as it went in, with the cell."""
    book = accepted(("gdp", 2021, 60.0), ("air", 2021, 90.5, "final", 12, date(2022, 3, 1)))
    book = replace(book, rows=book.rows.assign(decimals=[2, CALCULATED]))
    assert publish(engine, REGISTRY, book) == 1
    found = load_observations(engine, REGISTRY)
    pd.testing.assert_frame_equal(found, book.rows, check_dtype=False)
    assert list(found.columns) == [*OBSERVATIONS, DECIMALS]


def test_an_empty_store_recalls_an_empty_frame(engine):
    found = load_observations(engine, REGISTRY)
    assert len(found) == 0
    assert list(found.columns) == [*OBSERVATIONS, DECIMALS]


def test_newer_versions_come_first(engine):
    """Where nothing else decides, the newest version counts: it is handed over first."""
    publish(engine, REGISTRY, accepted(("gdp", 2021, 60.0)))
    publish(engine, REGISTRY, accepted(("gdp", 2021, 61.0)))
    assert triples(load_observations(engine, REGISTRY)) == [
        ("gdp", 2021, 61.0),
        ("gdp", 2021, 60.0),
    ]


def test_the_store_as_of_an_older_version(engine):
    """version=N shows what our screens showed then."""
    publish(engine, REGISTRY, accepted(("gdp", 2021, 60.0)))
    publish(engine, REGISTRY, accepted(("gdp", 2021, 61.0)))
    undo(engine, 1, "管理员", DAY)
    assert triples(load_observations(engine, REGISTRY, version=1)) == [("gdp", 2021, 60.0)]
    assert triples(load_observations(engine, REGISTRY, version=2)) == [
        ("gdp", 2021, 61.0),
        ("gdp", 2021, 60.0),
    ]
    assert triples(load_observations(engine, REGISTRY)) == [("gdp", 2021, 61.0)]


def test_figures_published_later_are_not_known_yet(engine):
    publish(
        engine,
        REGISTRY,
        accepted(
            ("gdp", 2021, 60.0, "published", 12, date(2022, 3, 1)),
            ("gdp", 2022, 70.0, "published", 12, date(2023, 3, 1)),
        ),
    )
    assert triples(load_observations(engine, REGISTRY, known_on=date(2022, 12, 31))) == [
        ("gdp", 2021, 60.0)
    ]


def test_undo_withdraws_one_version_and_later_ones_stand(engine):
    """And undoing the undo brings the rows back; history shows all of it."""
    publish(engine, REGISTRY, accepted(("gdp", 2021, 60.0)))
    publish(engine, REGISTRY, accepted(("air", 2021, 90.0)))
    assert undo(engine, 1, "管理员", DAY, "报错") == 3
    assert triples(load_observations(engine, REGISTRY)) == [("air", 2021, 90.0)]
    assert undo(engine, 3, "管理员", DAY) == 4
    assert triples(load_observations(engine, REGISTRY)) == [
        ("air", 2021, 90.0),
        ("gdp", 2021, 60.0),
    ]
    assert [
        (one.number, one.kind, one.withdraws, one.rows, one.withdrawn)
        for one in list_versions(engine)
    ] == [
        (4, "undo", 3, 0, False),
        (3, "undo", 1, 0, True),
        (2, "import", None, 1, False),
        (1, "import", None, 1, False),
    ]


def test_what_is_undone_or_unknown_is_not_undone_again(engine):
    publish(engine, REGISTRY, accepted(("gdp", 2021, 60.0)))
    undo(engine, 1, "管理员", DAY)
    with pytest.raises(StoreError, match="版本 1 已经撤销"):
        undo(engine, 1, "管理员", DAY)
    with pytest.raises(StoreError, match="没有版本 9"):
        undo(engine, 9, "管理员", DAY)


def test_a_correction_supersedes_whatever_its_quality(engine):
    """A row marked 更正 takes the place of a final one; other years stay; an undo brings the old one
    back.
    """
    publish(engine, REGISTRY, accepted(("gdp", 2021, 60.0, "final"), ("gdp", 2022, 70.0, "final")))
    publish(engine, REGISTRY, noted(accepted(("gdp", 2021, 61.0, "preliminary")), "更正：误录"))
    assert triples(load_observations(engine, REGISTRY)) == [
        ("gdp", 2021, 61.0),
        ("gdp", 2022, 70.0),
    ]
    undo(engine, 2, "管理员", DAY)
    assert triples(load_observations(engine, REGISTRY)) == [
        ("gdp", 2021, 60.0),
        ("gdp", 2022, 70.0),
    ]


def test_the_same_workbook_is_never_taken_twice(engine):
    """By its bytes and by its content; after an undo it may come again."""
    book = accepted(("gdp", 2021, 60.0))
    publish(engine, REGISTRY, book)
    with pytest.raises(DuplicateError, match="同一个文件"):
        publish(engine, REGISTRY, book)
    with pytest.raises(DuplicateError, match="内容相同"):
        publish(engine, REGISTRY, accepted(("gdp", 2021, 60.0), name="另存.xlsx"))
    undo(engine, 1, "管理员", DAY)
    assert publish(engine, REGISTRY, book) == 3
    with begin_read(engine) as connection:
        assert len(list_known_hashes(connection)) == 1


def test_a_retry_with_the_same_key_publishes_once(engine):
    """A lost answer: the second try gets the first one's version, whatever came between."""
    first = publish(engine, REGISTRY, accepted(("gdp", 2021, 60.0)), base=0, key="k")
    publish(engine, REGISTRY, accepted(("air", 2021, 90.0)))
    assert publish(engine, REGISTRY, accepted(("gdp", 2021, 60.0)), base=0, key="k") == first == 1
    assert len(list_versions(engine)) == 2


def test_a_stale_preview_is_refused_with_the_version_that_came(engine):
    publish(engine, REGISTRY, accepted(("gdp", 2021, 60.0)), base=0)
    with pytest.raises(StaleError) as refusal:
        publish(engine, REGISTRY, accepted(("gdp", 2021, 61.0)), base=0)
    assert refusal.value.current == 1
    assert len(list_versions(engine)) == 1


def test_a_changed_unit_in_the_declaration_converts_what_was_stored(engine):
    """Accepted in 亿元, declared in 万元 today."""
    publish(engine, REGISTRY, accepted(("gdp", 2021, 60.0)))
    assert triples(load_observations(engine, registry("万元"))) == [("gdp", 2021, 600_000.0)]
    assert triples(load_observations(engine, registry('"%"'))) == []


def test_the_workbook_comes_back_byte_for_byte(engine):
    book = accepted(("gdp", 2021, 60.0), data=bytes(range(256)) * 40)
    publish(engine, REGISTRY, book)
    assert load_original(engine, 1) == ("书.xlsx", book.data)
    undo(engine, 1, "管理员", DAY)
    with pytest.raises(StoreError, match="没有工作簿"):
        load_original(engine, 2)


def test_two_writers_lose_nothing_and_double_nothing(url):
    """Two engines publish from the same base until each has had its turn: every loser hears
    "stale", nobody "locked".
    """
    store = open_database(url)
    migrate(store)
    heard: list[str] = []

    def write(name: str, times: int) -> None:
        engine = open_database(url)
        for turn in range(times):
            while True:
                base = max((one.number for one in list_versions(engine)), default=0)
                try:
                    publish(
                        engine,
                        REGISTRY,
                        accepted(
                            ("gdp", 2021, float(turn)),
                            name=f"{name}{turn}.xlsx",
                            data=f"{name}{turn}".encode(),
                        ),
                        base=base,
                    )
                    break
                except StaleError:
                    heard.append("stale")
                except DuplicateError:
                    break
        engine.dispose()

    writers = [threading.Thread(target=write, args=(name, 20)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    found = list_versions(store)
    store.dispose()
    assert sorted(one.number for one in found) == list(range(1, len(found) + 1))
    assert set(heard) <= {"stale"}
    assert {one.file for one in found} & {"a0.xlsx", "b0.xlsx"}


@settings(max_examples=laws(15))
@given(
    steps=st.lists(st.tuples(st.sampled_from(["publish", "undo"]), st.integers(0, 30)), max_size=12)
)
def test_the_store_is_what_a_plain_model_says(tmp_path_factory, steps):
    """Any run of publishes and undos leaves what a list and a set would."""
    engine = open_database(f"sqlite:///{tmp_path_factory.mktemp('model') / 's.db'}")
    migrate(engine)
    model: list[tuple[str, int]] = []  # ("publish", value) or ("undo", number)
    for turn, (act, number) in enumerate(steps):
        if act == "publish":
            publish(engine, REGISTRY, accepted(("gdp", 2021, float(turn))))
            model.append(("publish", turn))
            continue
        holding = _holding(model)
        if number in holding:
            undo(engine, number, "w", DAY)
            model.append(("undo", number))
        else:
            with pytest.raises(StoreError):
                undo(engine, number, "w", DAY)
    wanted = [
        ("gdp", 2021, float(model[number - 1][1]))
        for number in _holding(model)
        if model[number - 1][0] == "publish"
    ]
    assert triples(load_observations(engine, REGISTRY)) == wanted
    engine.dispose()


def _holding(model: list[tuple[str, int]]) -> list[int]:
    holding: list[int] = []
    gone: set[int] = set()
    for number in range(len(model), 0, -1):
        if number not in gone:
            holding.append(number)
            if model[number - 1][0] == "undo":
                gone.add(model[number - 1][1])
    return holding
