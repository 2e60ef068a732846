"""What is installed is what was locked: every pin has the hashes of its files, the list of parts is
current, nothing is missing, and an office without a network can install it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import lock, sbom
from tests.conftest import ROOT


@pytest.mark.parametrize("file", lock.SETS)
def test_every_pin_has_the_hashes_of_its_files(file):
    """pip refuses a set of which one line has none, and takes no file that is not listed."""
    pins = lock.read_pins(file)
    assert pins
    for pin in pins:
        assert pin.hashes, pin.name
        assert list(pin.hashes) == sorted(set(pin.hashes)), pin.name
    lines = [*lock.read_head(file), *lock.print_pins(pins)]
    assert (ROOT / file).read_text("utf-8") == "\n".join(lines) + "\n"


def test_make_installs_nothing_without_its_hash():
    made = re.findall(r"pip install .*", (ROOT / "Makefile").read_text("utf-8"))
    assert made
    assert all("--require-hashes" in line for line in made)


def test_what_is_installed_fits_together():
    """`pip check`: nothing is missing, no versions that exclude each other."""
    command = [sys.executable, "-m", "pip", "check", "--disable-pip-version-check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_a_file_that_was_changed_is_not_installed(tmp_path: Path):
    """The same name and version with another content: refused, without a network."""
    wheel = build_wheel(tmp_path / "wheels", "trial")
    good = f"trial==1.0 --hash=sha256:{digest(wheel)}\n"
    assert install(tmp_path, good).returncode == 0
    wheel.write_bytes(wheel.read_bytes() + b"\0")
    refused = install(tmp_path, good)
    assert refused.returncode != 0
    assert "DO NOT MATCH THE HASHES" in refused.stderr
    assert "hash" in install(tmp_path, "trial==1.0\n").stderr.lower()


def test_an_office_installs_from_a_folder(tmp_path: Path):
    """As the guide says: from a folder of wheels, without an index; what is not there is named."""
    wheel = build_wheel(tmp_path / "wheels", "trial")
    assert install(tmp_path, f"trial==1.0 --hash=sha256:{digest(wheel)}\n").returncode == 0
    assert (tmp_path / "site" / "trial.py").is_file()
    missing = install(tmp_path, "other==1.0 --hash=sha256:" + "0" * 64 + "\n")
    assert "No matching distribution found for other==1.0" in missing.stderr


def build_wheel(folder: Path, name: str) -> Path:
    """A wheel of one module."""
    import zipfile  # noqa: PLC0415

    folder.mkdir(exist_ok=True)
    wheel = folder / f"{name}-1.0-py3-none-any.whl"
    about = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{name}.py", "")
        archive.writestr(
            f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
        )
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{about}/RECORD", f"{name}.py,,\n")
    return wheel


def digest(file: Path) -> str:
    import hashlib  # noqa: PLC0415

    return hashlib.sha256(file.read_bytes()).hexdigest()


def install(folder: Path, requirements: str) -> subprocess.CompletedProcess[str]:
    """Install a set from a folder of wheels alone, beside this environment."""
    (folder / "set.txt").write_text(requirements, "utf-8")
    command = [
        *(sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--quiet"),
        *("--no-index", "--find-links", str(folder / "wheels"), "--require-hashes"),
        *("--target", str(folder / "site"), "--upgrade", "-r", str(folder / "set.txt")),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_list_of_parts_is_current():
    """docs/sbom.cdx.json holds every pin with licence and hashes."""
    assert json.loads(sbom.PAGE.read_text("utf-8")) == sbom.build_document()


def test_the_list_of_parts_is_a_cyclonedx_document():
    text = sbom.PAGE.read_text("utf-8")
    made = json.loads(text)
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    names = {one["name"] for one in made["components"]}
    assert {pin.name for file in sbom.SETS for pin in lock.read_pins(file)} <= names
    for one in made["components"]:
        assert one["version"], one["name"]
        if one["type"] == "library":
            assert one["purl"].startswith("pkg:pypi/")
            assert one["hashes"], one["name"]
            assert one["licenses"], one["name"]
