"""Every setting: its default, where it comes from, and what is said when it cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.settings import ROOT, SETTINGS, SettingError, Settings, load


def test_without_any_variable_the_defaults_hold():
    assert load({}) == Settings("127.0.0.1", 8050, ROOT / "indicators.yaml", ROOT / "data", 8)


def test_every_variable_is_taken_from_the_environment(monkeypatch, tmp_path):
    given = {
        "HOST": "0.0.0.0",
        "PORT": "80",
        "INDICATORS": str(tmp_path / "i.yaml"),
        "DATA_DIR": str(tmp_path),
        "THREADS": "2",
        "RULES": "statcan",
        "DATABASE_URL": "postgresql+psycopg://127.0.0.1/x",
        "FAILPOINT": "publish.rows",
    }
    assert given.keys() == SETTINGS.keys()
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert load() == Settings(
        "0.0.0.0", 80, tmp_path / "i.yaml", tmp_path, 2, "statcan", "postgresql+psycopg://127.0.0.1/x", "publish.rows"
    )


def test_a_relative_path_starts_at_the_projects_folder_and_an_absolute_one_stands():
    loaded = load({"INDICATORS": "demo/indicators.yaml", "DATA_DIR": "/srv/data"})
    assert (loaded.indicators, loaded.data_dir) == (ROOT / "demo" / "indicators.yaml", Path("/srv/data"))


@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_variable_is_none(blank):
    assert load({"PORT": blank, "INDICATORS": blank}) == load({})


@pytest.mark.parametrize("port", ["1", "8050", " 8050 ", "65535"])
def test_a_port_in_range_is_taken(port):
    assert load({"PORT": port}).port == int(port)


@pytest.mark.parametrize(
    ("name", "found", "low", "high"),
    [
        ("PORT", "0", 1, 65535),
        ("PORT", "65536", 1, 65535),
        ("PORT", "http", 1, 65535),
        ("PORT", "-1", 1, 65535),
        ("PORT", "８０", 1, 65535),
        ("PORT", "80.0", 1, 65535),
        ("THREADS", "0", 1, 256),
        ("THREADS", "257", 1, 256),
    ],
)
def test_a_wrong_number_is_refused_with_its_name_its_value_and_the_range(name, found, low, high):
    with pytest.raises(SettingError) as refusal:
        load({name: found})
    assert str(refusal.value) == (
        f"{name}={found}：应为 {low} 至 {high} 的整数，请改正环境变量 · "
        f"must be a whole number from {low} to {high}, correct the environment variable"
    )


def test_every_setting_says_what_it_does_in_both_languages():
    assert all(name == setting.name and setting.meaning.zh and setting.meaning.en for name, setting in SETTINGS.items())


def test_an_unknown_rule_set_is_refused_with_the_choice():
    with pytest.raises(SettingError) as refusal:
        load({"RULES": "strict"})
    assert "RULES=strict" in str(refusal.value)
    assert "linear_strict, statcan" in str(refusal.value)
