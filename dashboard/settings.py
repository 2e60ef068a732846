"""What can be set from outside? Every environment variable, in one place, all optional."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dashboard.core.rules import DEFAULT, RULES
from dashboard.core.text import Text
from dashboard.store import failpoints

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its default and what it does."""

    name: str
    default: str
    meaning: Text


SETTINGS: dict[str, Setting] = {
    setting.name: setting
    for setting in (
        Setting("HOST", "127.0.0.1", Text("服务监听的地址", "the address the server listens on")),
        Setting("PORT", "8050", Text("服务监听的端口", "the port the server listens on")),
        Setting("INDICATORS", "indicators.yaml", Text("目标登记文件", "the file that declares the targets")),
        Setting("DATA_DIR", "data", Text("存放工作簿的文件夹", "the folder that holds the workbooks")),
        Setting(
            "DATABASE_URL",
            "",
            Text(
                "数据库地址（默认为数据文件夹中的 SQLite 文件 dashboard.db）",
                "the database (default: the SQLite file dashboard.db in the data folder)",
            ),
        ),
        Setting("THREADS", "8", Text("服务线程数", "threads of the server")),
        Setting(
            "FAILPOINT", "", Text("仅供测试：进程在此步骤自行中止", "for tests only: the step at which the process kills itself")
        ),
        Setting("RULES", DEFAULT, Text("默认的评价规则集", "the rule set that judges unless a page or command names another")),
    )
}


class SettingError(ValueError):
    """A setting that cannot be used; the message names it, what was found and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force."""

    host: str
    port: int
    indicators: Path
    data_dir: Path
    threads: int
    rules: str = DEFAULT
    database_url: str = ""
    failpoint: str = ""

    @property
    def store_url(self) -> str:
        """The database's address: as set, else an SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'dashboard.db'}"


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings from the environment; raises SettingError. Relative paths start at the project's folder."""
    given = os.environ if environ is None else environ

    def text(name: str) -> str:
        return given.get(name, "").strip() or SETTINGS[name].default

    def whole(name: str, low: int, high: int) -> int:
        found = text(name)
        if not found.isascii() or not found.isdigit() or not low <= int(found) <= high:
            raise SettingError(
                f"{name}={found}：应为 {low} 至 {high} 的整数，请改正环境变量 · must be a whole number from {low} to {high}, correct the environment variable"
            )
        return int(found)

    def one_of(name: str, allowed: Iterable[str]) -> str:
        found = text(name)
        if found not in allowed:
            choice = ", ".join(allowed)
            raise SettingError(
                f"{name}={found}：只能是 {choice}，请改正环境变量 · must be one of {choice}, correct the environment variable"
            )
        return found

    return Settings(
        text("HOST"),
        whole("PORT", 1, 65535),
        ROOT / text("INDICATORS"),
        ROOT / text("DATA_DIR"),
        whole("THREADS", 1, 256),
        one_of("RULES", tuple(RULES)),
        text("DATABASE_URL"),
        one_of("FAILPOINT", ("", *failpoints.STEPS)),
    )
