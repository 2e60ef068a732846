"""Which files of a package may be installed? `make lock` writes the hashes of every release that the
requirements pin, so that pip takes those files and no others.

To take another version: change it in its line, leave the hashes as they are, and run `make lock`.
What another package asks for with an extra, as coverage[toml], must stand here with it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from packaging.utils import canonicalize_name

from tests.conftest import ROOT

SETS = (
    "requirements.txt",
    "requirements-postgres.txt",
    "requirements-dask.txt",
    "requirements-dev.txt",
)
_PIN = re.compile(r"([\w.-]+(?:\[\w+\])?)==([\w.]+)(?:\s*;\s*([^\\]+?))?(?:\s*\\)?")
_HASH = re.compile(r"\s+--hash=(sha256:[0-9a-f]{64})(?:\s*\\)?")


@dataclass(frozen=True, slots=True)
class Pin:
    """A package in one version, where it is installed (empty: everywhere), and its hashes."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def read_pins(file: str) -> list[Pin]:
    """The pins of a set of requirements, in their order."""
    found: list[Pin] = []
    for line in (ROOT / file).read_text("utf-8").splitlines():
        pin, hashed = _PIN.fullmatch(line), _HASH.fullmatch(line)
        if pin:
            found.append(Pin(pin[1], pin[2], (pin[3] or "").strip(), ()))
        elif hashed:
            last = found.pop()
            found.append(Pin(last.name, last.version, last.marker, (*last.hashes, hashed[1])))
    return found


def read_head(file: str) -> list[str]:
    """What a set of requirements says of itself, and the sets that it adds to."""
    lines = (ROOT / file).read_text("utf-8").splitlines()
    return [line for line in lines if line.startswith(("#", "-r"))]


def print_pins(pins: list[Pin]) -> Iterator[str]:
    """The lines of pins with their hashes."""
    for pin in pins:
        marker = f" ; {pin.marker}" if pin.marker else ""
        yield " \\\n    ".join(
            [f"{pin.name}=={pin.version}{marker}", *(f"--hash={one}" for one in pin.hashes)]
        )


def fetch_hashes(pins: list[Pin]) -> list[Pin]:
    """The same pins with the hashes of all their files, as the package index has them."""
    wanted = "\n".join(f"{pin.name}=={pin.version}" for pin in pins)
    command = [
        *(sys.executable, "-m", "uv", "pip", "compile", "-", "--quiet"),
        *("--no-deps", "--generate-hashes", "--no-header", "--no-annotate"),
    ]
    made = subprocess.run(command, input=wanted, capture_output=True, text=True, check=True)
    hashes: dict[str, list[str]] = {}
    name = ""
    for line in made.stdout.splitlines():
        pin, hashed = _PIN.fullmatch(line), _HASH.fullmatch(line)
        name = _normalize(pin[1]) if pin else name
        if hashed:
            hashes.setdefault(name, []).append(hashed[1])
    return [
        Pin(pin.name, pin.version, pin.marker, tuple(hashes[_normalize(pin.name)])) for pin in pins
    ]


def _normalize(name: str) -> str:
    return canonicalize_name(name.partition("[")[0])


def write_lock(file: str) -> None:
    """Write the hashes of a set of requirements anew."""
    lines = [*read_head(file), *print_pins(fetch_hashes(read_pins(file)))]
    (ROOT / file).write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    for one in SETS:
        write_lock(one)
