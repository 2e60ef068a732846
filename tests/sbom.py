"""What does the program consist of, for a machine to read? `make lock` writes docs/sbom.cdx.json: every
pinned package that serving may need, with the hashes of its files and its licence (CycloneDX 1.6,
ECMA-424).
"""

from __future__ import annotations

import json
from typing import Any

from cyclonedx.model import HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from tests.conftest import ROOT
from tests.lock import Pin, read_pins
from tests.third_party import UNSTATED, VENDORED, File, find_version, notice

PAGE = ROOT / "docs" / "sbom.cdx.json"
SETS = ("requirements.txt", "requirements-postgres.txt", "requirements-dask.txt")
"""What serving may need; what only tests need is not part of the product."""


def build_package(pin: Pin, file: str) -> Component:
    """A package of Python; its hashes are those of the files that pip may take."""
    told = notice(pin.name, pin.version, marked=bool(pin.marker))
    licences = [] if told.licence == UNSTATED else [DisjunctiveLicense(name=told.licence)]
    return Component(
        name=pin.name,
        version=pin.version,
        type=ComponentType.LIBRARY,
        purl=PackageURL("pypi", name=pin.name, version=pin.version),
        bom_ref=f"{file}/{pin.name}",
        licenses=licences,
        hashes=[
            HashType(alg=HashAlgorithm.SHA_256, content=one.removeprefix("sha256:"))
            for one in pin.hashes
        ],
    )


def build_vendored(file: File) -> Component:
    """A file of others that lies in the repository."""
    return Component(
        name=file.name,
        version=find_version(file),
        type=ComponentType.FILE,
        bom_ref=file.path,
        licenses=[DisjunctiveLicense(name=file.licence, url=XsUri(file.home))],
    )


def build_document() -> dict[str, Any]:
    """The whole document, without the moment at which it was made: the same pins make the same."""
    parts = [build_package(pin, file) for file in SETS for pin in read_pins(file)]
    parts += [build_vendored(file) for file in VENDORED if not file.path.startswith("tests/")]
    made: dict[str, Any] = json.loads(JsonV1Dot6(Bom(components=parts)).output_as_string())
    made.pop("serialNumber")
    made["metadata"] = {
        "component": {"type": "application", "name": "plan-dashboard", "bom-ref": "plan-dashboard"}
    }
    return made


def write_sbom() -> None:
    """Write the document."""
    text = json.dumps(build_document(), ensure_ascii=False, indent=1, sort_keys=True)
    PAGE.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    write_sbom()
