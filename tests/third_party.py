"""Whose work does the program rest on? `python -m tests.third_party` writes THIRD_PARTY.md."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from tests.conftest import ROOT
from tests.lock import read_pins
from tests.markdown import table
from tests.reference import MADE

PAGE = ROOT / "THIRD_PARTY.md"
UNSTATED = "not stated"
HOMES = (
    "homepage",
    "home",
    "source",
    "source code",
    "repository",
    "code",
    "github",
    "documentation",
)
"""Labels of a package's links, the most telling first."""
LONGEST = 40
"""Characters of a licence's name; what is longer is its text."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One package: the version that is pinned, the licence that it states, and its home page."""

    name: str
    version: str
    licence: str
    home: str


ELSEWHERE: dict[str, tuple[str, str]] = {
    "backports.zstd": ("PSF-2.0", "https://github.com/rogdham/backports.zstd"),
    "colorama": ("BSD License", "https://github.com/tartley/colorama"),
    "gunicorn": ("MIT", "https://gunicorn.org"),
}
"""Pins with a marker are not installed by every Python and system. Their licence and home stand
here, so that the page is the same everywhere; a test holds them against what is installed."""


def stated(name: str) -> tuple[str, str, str]:
    """Version, licence and home page, as the installed package states them."""
    about = metadata(name)

    def said(key: str) -> list[str]:
        return about.get_all(key) or []

    named = [text for text in said("License") if len(text) <= LONGEST and "\n" not in text]
    classed = [one.split(" :: ")[-1] for one in said("Classifier") if one.startswith("License :: ")]
    licence = next(filter(None, [*said("License-Expression"), *named, *classed]), UNSTATED)
    links = {
        label.strip().lower(): address.strip()
        for label, _, address in (one.partition(",") for one in said("Project-URL"))
    }
    homes = [*said("Home-page"), *(links.get(label, "") for label in HOMES)]
    return said("Version")[0], licence, next(filter(None, homes), UNSTATED)


def notice(name: str, version: str, *, marked: bool) -> Notice:
    """The row of a pinned package."""
    if marked:
        return Notice(name, version, *ELSEWHERE[name])
    installed, licence, home = stated(name)
    if installed != version:
        message = f"{name} {version} is pinned, {installed} installed: install the requirements"
        raise PackageNotFoundError(message)
    return Notice(name, version, licence, home)


def linked(home: str) -> str:
    """An address that can be followed, or the word that there is none."""
    return home if home == UNSTATED else f"<{home}>"


def packages(file: str) -> str:
    """The packages of a set of requirements, as a table."""
    rows = [notice(pin.name, pin.version, marked=bool(pin.marker)) for pin in read_pins(file)]
    return table(
        ("package", "version", "licence", "home page"),
        [(one.name, one.version, one.licence, linked(one.home)) for one in rows],
    )


@dataclass(frozen=True, slots=True)
class File:
    """A file of others in the repository, and how its first lines tell its version."""

    name: str
    path: str
    version: str
    licence: str
    text: str
    home: str


VENDORED = (
    File(
        name="plotly.js, cartesian bundle",
        path="dashboard/web/vendor/plotly-cartesian.min.js",
        version=r"plotly\.js \(cartesian - minified\) v([\d.]+)",
        licence="MIT",
        text="dashboard/web/vendor/LICENSE-plotly",
        home="https://plotly.com/javascript/",
    ),
    File(
        name="plotly.js, Chinese words",
        path="dashboard/web/assets/plotly-locale-zh-cn.js",
        version=r"plotly\.js-locales ([\d.]+)",
        licence="MIT",
        text="dashboard/web/vendor/LICENSE-plotly",
        home="https://plotly.com/javascript/",
    ),
    File(
        name="axe-core, for tests only",
        path="tests/browser/vendor/axe.min.js",
        version=r"axe v([\d.]+)",
        licence="MPL-2.0",
        text="tests/browser/vendor/LICENSE-axe",
        home="https://github.com/dequelabs/axe-core",
    ),
)


def find_version(file: File) -> str:
    """The version that a file of others states."""
    found = re.search(file.version, (ROOT / file.path).read_text("utf-8"))
    assert found, file.path
    return found[1]


def vendored() -> str:
    """The files of others in the repository, as a table."""
    rows = []
    for one in VENDORED:
        licence = f"[{one.licence}]({one.text})"
        rows.append((one.name, find_version(one), f"`{one.path}`", licence, f"<{one.home}>"))
    return table(("what", "version", "file", "licence", "home page"), rows)


def node_packages() -> str:
    """What the tests' provider of identities brings, by the lock file."""
    locked = json.loads((ROOT / "tests" / "oidc" / "package-lock.json").read_text("utf-8"))[
        "packages"
    ]
    rows = {
        (path.rpartition("node_modules/")[2], one["version"], one.get("license", UNSTATED))
        for path, one in locked.items()
        if path
    }
    return table(("package", "version", "licence"), sorted(rows))


def notices() -> str:
    """The whole page."""
    return f"""# 第三方软件 · Third-party notices

{MADE}
本程序以 [MIT 许可证](LICENSE)发布。它使用下列他人的作品，各按其自己的许可证；版本以锁定的为准，许可证和主页以软件包自身的说明为准。
软件包由 pip 在安装时取得，不在本仓库中；许可证全文随包安装，在 `.venv` 内各自的 `.dist-info` 文件夹。

The program is published under the [MIT licence](LICENSE). It uses the works of others below, each under its own licence: versions as pinned,
licences and home pages as the packages state them. pip fetches the packages when they are installed; they are not part of the repository. Each brings the
text of its licence into its `.dist-info` folder inside `.venv`.

## 运行所需 · Needed to run

`requirements.txt`. `backports.zstd` is installed before Python 3.14 only, `gunicorn` everywhere but on Windows, `colorama` there only.

{packages("requirements.txt")}
## 使用 PostgreSQL 时 · With PostgreSQL

`requirements-postgres.txt`; installed only where the store is on PostgreSQL.

{packages("requirements-postgres.txt")}
## 全国规模的评价 · For a whole country

`requirements-dask.txt`; installed only where `judge` reads Parquet files.

{packages("requirements-dask.txt")}
## 仓库中的文件 · Files in the repository

No font is among them: pages and files use the fonts of the machine.

{vendored()}
## 数据 · Data

- `data/`: published figures with their sources, see [the data](docs/data.md).
- For tests only: published judgements of other offices ([sources and licences](tests/cases/README.md)) and three real downloads
  ([sources and licence](tests/ingest/real/README.md)).

## 仅供测试 · For tests only

The tools in `requirements-dev.txt` are installed by `make test`, and by nothing that runs the program. So are the packages of npm below, from `tests/oidc/package-lock.json`:
a provider of identities for the tests.

{node_packages()}"""


def stale(page: Path = PAGE) -> bool:
    """Whether the page is not what the pinned set would make."""
    return not page.is_file() or page.read_text("utf-8") != notices()


if __name__ == "__main__":
    PAGE.write_text(notices(), "utf-8")
