"""Settings from the environment: defaults, keys made once, and every bad one named at once."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.declaring import example, optional, read_settings, required, setting
from config.setting_values import text, whole
from config.settings import (
    SETTING_NAMES,
    SealerSettings,
    Settings,
    SettingsError,
    load_bot_settings,
    load_settings,
    prepare_folders,
)
from tests.rules.conftest import RULEBOOK
from tests.support.databases import IDENTITY_KEY

ROOT = RULEBOOK.parents[1]
KEYS = {
    "TANGGAP_SECRET_KEY": "s" * 32,
    "TANGGAP_TRACKING_KEY": "t" * 32,
    "TANGGAP_IDENTITY_KEY": IDENTITY_KEY,
    "TANGGAP_RULEBOOK": str(RULEBOOK),
}


def loaded(tmp_path: Path, **environ: str) -> Settings:
    return load_settings({**KEYS, **environ}, tmp_path)


def test_defaults(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/var/tanggap.db"
    assert settings.media_folder == tmp_path / "var/media"
    assert (settings.host, settings.port, settings.demo) == ("127.0.0.1", 8000, True)
    assert settings.base_url == settings.api_url == "http://127.0.0.1:8000"
    assert (settings.telegram_token, settings.smtp_url, settings.api_token) == (None, None, None)
    assert (settings.secure, settings.rate_limits, settings.trusted_proxies) == (False, True, 0)


def test_an_empty_variable_is_as_good_as_none(tmp_path: Path) -> None:
    assert loaded(tmp_path, TANGGAP_BASE_URL="", PORT=" ", DEMO="") == loaded(tmp_path)


def test_loading_writes_nothing(tmp_path: Path) -> None:
    loaded(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_port_moves_the_addresses(tmp_path: Path) -> None:
    assert loaded(tmp_path, PORT="8123").base_url == "http://127.0.0.1:8123"


def test_https_makes_it_secure(tmp_path: Path) -> None:
    settings = loaded(tmp_path, TANGGAP_BASE_URL="https://lapor.example.org/", TANGGAP_TRUSTED_PROXIES="1")
    assert (settings.base_url, settings.secure) == ("https://lapor.example.org", True)


@pytest.mark.parametrize("proxies", [{}, {"TANGGAP_TRUSTED_PROXIES": "0"}, {"TANGGAP_TRUSTED_PROXIES": ""}])
def test_https_without_a_proxy_that_is_counted_stops_the_start(
    tmp_path: Path, proxies: dict[str, str]
) -> None:
    """Else everybody shares the proxy's address: one limit for all, and what is for this machine is for all."""
    with pytest.raises(SettingsError) as refused:
        loaded(tmp_path, TANGGAP_BASE_URL="https://lapor.example.org", **proxies)
    [problem] = refused.value.problems
    assert problem.key == "TANGGAP_TRUSTED_PROXIES"
    assert "one limit for all" in str(refused.value)
    assert loaded(tmp_path, TANGGAP_BASE_URL="http://localhost:8000", **proxies).trusted_proxies == 0


@pytest.mark.parametrize("given", ["postgresql://u@h/d", "postgres://u@h/d", "postgresql+psycopg://u@h/d"])
def test_postgresql_is_reached_with_psycopg(tmp_path: Path, given: str) -> None:
    assert loaded(tmp_path, TANGGAP_DATABASE_URL=given).database_url == "postgresql+psycopg://u@h/d"


def test_an_absolute_file_stays_where_it_is(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/other.db"
    assert loaded(tmp_path, TANGGAP_DATABASE_URL=url).database_url == url


def test_keys_are_made_once_and_for_us_alone(tmp_path: Path) -> None:
    environ = {"TANGGAP_RULEBOOK": str(RULEBOOK)}
    prepare_folders(environ, tmp_path)
    first = load_settings(environ, tmp_path)
    prepare_folders(environ, tmp_path)
    again = load_settings(environ, tmp_path)
    assert (first.secret_key, first.tracking_key) == (again.secret_key, again.tracking_key)
    assert first.secret_key != first.tracking_key.decode()
    for name in ("secret.key", "tracking.key"):
        assert stat.S_IMODE((tmp_path / "var" / name).stat().st_mode) == 0o600


def test_keys_given_by_the_environment_make_no_files(tmp_path: Path) -> None:
    prepare_folders(KEYS, tmp_path)
    assert list((tmp_path / "var").iterdir()) == []


def test_a_key_file_others_can_read_is_refused(tmp_path: Path) -> None:
    environ = {"TANGGAP_RULEBOOK": str(RULEBOOK)}
    prepare_folders(environ, tmp_path)
    (tmp_path / "var/secret.key").chmod(0o644)
    with pytest.raises(SettingsError, match=r"chmod 600 var/secret\.key"):
        load_settings(environ, tmp_path)


BAD = {
    "TANGGAP_DATABASE_URL": "mysql://h/d",
    "TANGGAP_SECRET_KEY": "short",
    "TANGGAP_RULEBOOK": "nowhere",
    "TANGGAP_MEDIA_URL": "s3://bucket",
    "TANGGAP_BASE_URL": "http://lapor.example.org",
    "TANGGAP_SMTP_URL": "mail.example.org",
    "TANGGAP_TELEGRAM_TOKEN": "secret-but-no-token",
    "TANGGAP_TELEGRAM_API_URL": "ftp://example.org",
    "TANGGAP_TELEGRAM_WEBHOOK_SECRET": "with space",
    "TANGGAP_API_URL": "example.org",
    "TANGGAP_RATE_LIMITS": "yes",
    "TANGGAP_TRUSTED_PROXIES": "-1",
    "TANGGAP_DATABSE_URL": "sqlite:///x.db",
    "PORT": "80000",
    "DEMO": "no",
}


def test_every_bad_setting_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(BAD, tmp_path)
    assert {problem.key for problem in refused.value.problems} == {*BAD, "TANGGAP_TRACKING_KEY", "TANGGAP_IDENTITY_KEY"}
    for name in BAD:
        assert name in str(refused.value)


def test_no_secret_shows_in_a_message_or_a_repr(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(BAD, tmp_path)
    assert "secret-but-no-token" not in str(refused.value)
    settings = loaded(
        tmp_path, TANGGAP_TELEGRAM_TOKEN="123456:abcdefghijkl", TANGGAP_DATABASE_URL="postgresql://u:pw77@h/d"
    )
    for secret in ("s" * 32, "t" * 32, "abcdefghijkl", "pw77"):
        assert secret not in repr(settings)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///"])
def test_a_database_that_would_be_lost_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError):
        loaded(tmp_path, TANGGAP_DATABASE_URL=url)


def test_the_bot_needs_its_token_and_the_services(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        load_bot_settings({"TANGGAP_API_URL": "http://127.0.0.1:8000"})
    assert [problem.key for problem in refused.value.problems] == [
        "TANGGAP_TELEGRAM_TOKEN",
        "TANGGAP_API_TOKEN",
    ]
    bot = load_bot_settings({"TANGGAP_TELEGRAM_TOKEN": "123456:abcdefghijkl", "TANGGAP_API_TOKEN": "x"})
    assert bot.telegram_api_url == "https://api.telegram.org"
    assert "abcdefghijkl" not in repr(bot)


def test_the_example_file_is_what_the_settings_say_of_themselves() -> None:
    written = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert written == example(Settings, SealerSettings), "run `python -m config.settings`"
    assert set(re.findall(r"^([A-Z_]+)=", written, re.MULTILINE)) == set(SETTING_NAMES)


@dataclass(frozen=True, kw_only=True)
class Colours:
    """Settings of a test's own."""

    wall: str = setting("WALL", text, "white", about="What the room looks like.")
    door: str = setting("DOOR", text, lambda above: f"{above['wall']} too")
    panes: int | None = optional("PANES", whole(1, 8))
    key: str = required("KEY", text, secret=True)


def test_a_field_says_all_there_is_of_a_setting() -> None:
    found = read_settings(Colours, {"WALL": "green", "KEY": "k"}, Path("/"), (), {})
    assert (found.wall, found.door, found.panes) == ("green", "green too", None)
    assert "'k'" not in repr(found)
    assert "\n\n# What the room looks like.\nWALL=white\nDOOR=\nPANES=\nKEY=\n" in example(Colours)
    with pytest.raises(SettingsError) as refused:
        read_settings(Colours, {"PANES": "9", "TANGGAP_WALL": "red"}, Path("/"), (), {})
    assert [(problem.key, problem.code) for problem in refused.value.problems] == [
        ("PANES", "bad_setting"), ("KEY", "missing_setting"), ("TANGGAP_WALL", "unknown_setting"),
    ]  # fmt: skip


def test_the_example_file_can_be_used_as_it_is(tmp_path: Path) -> None:
    written = (ROOT / ".env.example").read_text(encoding="utf-8")
    environ = dict(re.findall(r"^([A-Z_]+)=(.*)$", written, re.MULTILINE))
    assert loaded(tmp_path, **{**environ, **KEYS}) == loaded(tmp_path)
