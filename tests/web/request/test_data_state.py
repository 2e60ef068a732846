"""What everything depends on is one value, and holds while a page is drawn."""

from __future__ import annotations

import shutil

from dashboard.web.request.data_state import pin_state
from tests.conftest import ROOT
from tests.web.clients import application, house_of


def test_a_state_holds_while_it_is_pinned(tmp_path):
    """A workbook that comes in the meantime is there afterwards, and not before."""
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    house = house_of(application(ROOT / "indicators.yaml", data))
    before = house.data_state()
    with pin_state(before):
        (data / "later.xlsx").write_bytes(b"later")
        assert house.data_state() is before
        service, _ = house.snapshot_service()
        assert service is not None
        assert (service, service.stamp()) == (before.service, before.store.stamp)
    after = house.data_state()
    assert [file.name for file in after.store.waiting] == ["later.xlsx"]
    assert (after.key, after.mark) != (before.key, before.mark)


def test_the_mark_is_of_what_is_shown(tmp_path):
    """The same twice; another one when the declaration was written anew."""
    declared = tmp_path / "indicators.yaml"
    shutil.copy(ROOT / "indicators.yaml", declared)
    house = house_of(application(declared, ROOT / "data"))
    before = house.data_state()
    assert house.data_state().mark == before.mark
    declared.write_text(declared.read_text("utf-8") + "\n# later\n", "utf-8")
    assert house.data_state().mark != before.mark
