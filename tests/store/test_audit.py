"""The chain of acts: whatever is changed, lost or moved is found."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from dashboard.store.audit import FIRST_HASH, list_entries, verify_chain
from dashboard.store.database import begin_read, begin_write
from dashboard.store.versions import publish, undo
from tests.store.books import DAY, accepted, registry

REGISTRY = registry()


@pytest.fixture
def acted(engine: Engine) -> Engine:
    """Three versions and an undo."""
    for year in (2021, 2022, 2023):
        publish(engine, REGISTRY, accepted(("gdp", year, 60.0), note=f"{year}年"))
    undo(engine, 2, "管理员", DAY)
    return engine


def tamper(engine: Engine, *statements: str) -> None:
    """Change the audit as somebody with the database's password could: guards off, then by hand."""
    with begin_write(engine) as connection:
        if engine.dialect.name == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                connection.execute(text(f"DROP TRIGGER audit_no_{verb}"))
        else:
            connection.execute(text("DROP TRIGGER audit_append_only ON audit"))
        for statement in statements:
            connection.execute(text(statement))


def test_every_act_is_recorded_with_its_version(acted):
    with begin_read(acted) as connection:
        found = list(list_entries(connection))
        assert [(one.action, one.version, one.who) for one in found] == [
            ("publish", 1, "分析员"),
            ("publish", 2, "分析员"),
            ("publish", 3, "分析员"),
            ("undo", 4, "管理员"),
        ]
        assert found[0].previous == FIRST_HASH
        assert '"note": "2021年"' in found[0].details
        checked = verify_chain(connection)
    assert (checked.acts, checked.broken, checked.head) == (4, None, found[-1].hash)


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit SET who = '别人' WHERE sequence = 2", 2),
        ("UPDATE audit SET details = '{}' WHERE sequence = 3", 3),
        ("UPDATE audit SET hash = '00' WHERE sequence = 1", 1),
        ("DELETE FROM audit WHERE sequence = 2", 2),
        ("DELETE FROM audit WHERE sequence = 4", 4),
        ("DELETE FROM audit", 1),
        (
            (
                "INSERT INTO audit SELECT 5, at, who, action, version, details, previous, hash "
                "FROM "
                "audit WHERE sequence = 4"
            ),
            5,
        ),
    ],
)
def test_the_first_row_that_does_not_fit_is_named(acted, statement, broken):
    """Changed, rehashed, removed from the middle or the end, or repeated."""
    tamper(acted, statement)
    with begin_read(acted) as connection:
        assert verify_chain(connection).broken == broken


def test_rows_that_change_places_are_found(acted):
    tamper(
        acted,
        "UPDATE audit SET sequence = 9 WHERE sequence = 2",
        "UPDATE audit SET sequence = 2 WHERE sequence = 3",
        "UPDATE audit SET sequence = 3 WHERE sequence = 9",
    )
    with begin_read(acted) as connection:
        assert verify_chain(connection).broken == 2


def test_an_act_and_its_version_are_one_transaction(engine):
    """A refused publish leaves no act."""
    publish(engine, REGISTRY, accepted(("gdp", 2021, 60.0)))
    with pytest.raises(Exception, match="同一个文件"):
        publish(engine, REGISTRY, accepted(("gdp", 2021, 60.0)))
    with begin_read(engine) as connection:
        assert verify_chain(connection).acts == 1
