"""The key that signs: made once, private, strong, and the same for every replica."""

from __future__ import annotations

import stat

import pytest
from sqlalchemy import Engine

from dashboard.operations import signing_key
from dashboard.store.database import migrate, open_database
from dashboard.store.errors import StoreError
from tests.conftest import new_store
from tests.operations.test_authentication import caller

STRONG = "0123456789abcdefghijklmnopqrstuvwxyz"


def engine() -> Engine:
    made = open_database(new_store())
    migrate(made)
    return made


def test_a_house_with_a_file_makes_its_own(tmp_path):
    store = engine()
    first = signing_key.read_signing_key("", store, tmp_path)
    assert signing_key.read_signing_key("", store, tmp_path) == first
    assert len(first) >= signing_key.SHORTEST_KEY
    assert stat.S_IMODE((tmp_path / signing_key.KEY_FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize("weak", ["short", "a" * 64, "ab" * 32])
def test_a_weak_one_is_refused(tmp_path, weak):
    with pytest.raises(StoreError, match="过短或过于简单"):
        signing_key.read_signing_key(weak, engine(), tmp_path)


def test_another_key_than_the_other_replicas_is_refused_until_it_is_adopted(tmp_path):
    store = engine()
    signing_key.read_signing_key(STRONG, store, tmp_path)
    with pytest.raises(StoreError, match="与其他副本"):
        signing_key.read_signing_key(STRONG[::-1], store, tmp_path)
    signing_key.adopt_key(store, caller())
    assert signing_key.read_signing_key(STRONG[::-1], store, tmp_path) == STRONG[::-1]
