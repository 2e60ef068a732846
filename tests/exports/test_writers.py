"""Every format has a writer that takes and gives what the others do."""

from __future__ import annotations

import inspect
import sys

import pytest

from dashboard import exports
from dashboard.exports import EXPORTS, DeckWriter, MissingError, Writer, import_writer


def parameters(function: object) -> dict[str, object]:
    """Name → type and default of what a function takes and gives, `self` left out."""
    signature = inspect.signature(function)  # type: ignore[arg-type]
    named = {
        name: (one.annotation, one.default, one.kind)
        for name, one in signature.parameters.items()
        if name != "self"
    }
    return {**named, "return": signature.return_annotation}


@pytest.mark.parametrize("ending", EXPORTS)
def test_every_format_is_written_by_a_module_of_its_name(ending):
    """What the type says of a writer is what the module has, though it is imported by name."""
    assert parameters(import_writer(ending).write) == parameters(Writer.write)


def test_the_writer_of_slides_takes_a_frozen_deck():
    assert parameters(import_writer("pptx").write_deck) == parameters(DeckWriter.write_deck)


@pytest.mark.parametrize("ending", [name for name, one in EXPORTS.items() if one.needs])
def test_a_missing_package_is_asked_for_by_name(ending, monkeypatch):
    """The name that pip knows, in both languages."""
    needs = EXPORTS[ending].needs
    monkeypatch.setitem(sys.modules, needs, None)
    package = exports.PACKAGES.get(needs, needs)
    with pytest.raises(MissingError) as caught:
        import_writer(ending)
    assert caught.value.text.zh == f"生成 .{ending} 需要 {package}，请先安装：pip install {package}"
    assert (
        caught.value.text.en == f"a .{ending} needs {package}: install it (pip install {package})"
    )


def test_no_format_of_ours_has_no_writer():
    with pytest.raises(KeyError):
        import_writer("odt")
