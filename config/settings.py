"""Settings from the environment: typed, frozen, and refused all at once when something is wrong."""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
import stat
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from config.errors import Problem, SettingsError

__all__ = [
    "BotSettings",
    "Settings",
    "SettingsError",
    "load_bot_settings",
    "load_settings",
    "prepare_folders",
    "telegram_token",
]

Value = TypeVar("Value")

TELEGRAM_API = "https://api.telegram.org"
SECRET_FILE = Path("var/secret.key")
TRACKING_FILE = Path("var/tracking.key")
_LEAST_SECRET = 32
# Variables the tests read themselves; the service never does.
_TEST_PREFIX = "TANGGAP_TEST_"


@dataclass(frozen=True)
class Settings:
    """What the service needs to know of its surroundings. Paths are absolute; keys never show in a repr."""

    root: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    tracking_key: bytes = field(repr=False)
    rulebook: Path
    media_url: str
    base_url: str
    host: str
    port: int
    demo: bool
    smtp_url: str | None = field(repr=False)
    telegram_token: str | None = field(repr=False)
    telegram_api_url: str
    telegram_webhook_secret: str | None = field(repr=False)
    telegram_name: str | None
    api_url: str
    api_token: str | None = field(repr=False)
    rate_limits: bool
    trusted_proxies: int

    @property
    def secure(self) -> bool:
        """Whether citizens reach us by https: secure cookies, `__Host-` and HSTS follow."""
        return self.base_url.startswith("https://")

    @property
    def media_folder(self) -> Path:
        """The folder photos are kept in."""
        return Path(self.media_url.removeprefix("file:"))


@dataclass(frozen=True)
class BotSettings:
    """What the bot needs: it keeps no state and has no key of the service."""

    telegram_token: str = field(repr=False)
    telegram_api_url: str
    telegram_webhook_secret: str | None = field(repr=False)
    api_url: str
    api_token: str = field(repr=False)


def prepare_folders(environ: Mapping[str, str], root: Path) -> None:
    """Make `var/`, and once the two key files that the environment does not give, readable by us alone."""
    (root / "var").mkdir(parents=True, exist_ok=True)
    for name, path in (("TANGGAP_SECRET_KEY", SECRET_FILE), ("TANGGAP_TRACKING_KEY", TRACKING_FILE)):
        if not environ.get(name, "").strip():
            _make_key(root / path)


def load_settings(environ: Mapping[str, str], root: Path) -> Settings:
    """The settings of the service; writes nothing. Raises SettingsError naming every bad variable."""
    reader = _Reader(environ, root.absolute())
    port = reader.take("PORT", "8000", _port)
    host = reader.take("HOST", "127.0.0.1", _text)
    here = f"http://127.0.0.1:{port}"
    settings: dict[str, Any] = {
        "root": reader.root,
        "database_url": reader.take("TANGGAP_DATABASE_URL", "sqlite:///var/tanggap.db", reader.database),
        "secret_key": reader.key("TANGGAP_SECRET_KEY", SECRET_FILE),
        "tracking_key": reader.key("TANGGAP_TRACKING_KEY", TRACKING_FILE).encode(),
        "rulebook": reader.take("TANGGAP_RULEBOOK", "config/marelan", reader.folder),
        "media_url": reader.take("TANGGAP_MEDIA_URL", "file:var/media", reader.media),
        "base_url": reader.take("TANGGAP_BASE_URL", here, _base_url),
        "host": host,
        "port": port,
        "demo": reader.take("DEMO", "1", _yes_no),
        "smtp_url": reader.optional("TANGGAP_SMTP_URL", _smtp_url),
        "telegram_token": reader.optional("TANGGAP_TELEGRAM_TOKEN", telegram_token),
        "telegram_api_url": reader.take("TANGGAP_TELEGRAM_API_URL", TELEGRAM_API, _http_url),
        "telegram_webhook_secret": reader.optional("TANGGAP_TELEGRAM_WEBHOOK_SECRET", _webhook_secret),
        "telegram_name": reader.optional("TANGGAP_TELEGRAM_NAME", _telegram_name),
        "api_url": reader.take("TANGGAP_API_URL", here, _http_url),
        "api_token": reader.optional("TANGGAP_API_TOKEN", _text),
        "rate_limits": reader.take("TANGGAP_RATE_LIMITS", "1", _yes_no),
        "trusted_proxies": reader.take("TANGGAP_TRUSTED_PROXIES", "0", _proxies),
    }
    reader.finish()
    return Settings(**settings)


def load_bot_settings(environ: Mapping[str, str]) -> BotSettings:
    """The settings of the Telegram bot. Raises SettingsError naming every bad or missing variable."""
    reader = _Reader(environ, Path("/"))
    settings: dict[str, Any] = {
        "telegram_token": reader.required("TANGGAP_TELEGRAM_TOKEN", telegram_token),
        "telegram_api_url": reader.take("TANGGAP_TELEGRAM_API_URL", TELEGRAM_API, _http_url),
        "telegram_webhook_secret": reader.optional("TANGGAP_TELEGRAM_WEBHOOK_SECRET", _webhook_secret),
        "api_url": reader.take("TANGGAP_API_URL", "http://127.0.0.1:8000", _http_url),
        "api_token": reader.required("TANGGAP_API_TOKEN", _text),
    }
    reader.finish()
    return BotSettings(**settings)


_KNOWN = frozenset(
    {
        "TANGGAP_DATABASE_URL",
        "TANGGAP_SECRET_KEY",
        "TANGGAP_TRACKING_KEY",
        "TANGGAP_RULEBOOK",
        "TANGGAP_MEDIA_URL",
        "TANGGAP_BASE_URL",
        "TANGGAP_SMTP_URL",
        "TANGGAP_TELEGRAM_TOKEN",
        "TANGGAP_TELEGRAM_API_URL",
        "TANGGAP_TELEGRAM_WEBHOOK_SECRET",
        "TANGGAP_TELEGRAM_NAME",
        "TANGGAP_API_URL",
        "TANGGAP_API_TOKEN",
        "TANGGAP_RATE_LIMITS",
        "TANGGAP_TRUSTED_PROXIES",
    }
)
SETTING_NAMES = (*sorted(_KNOWN), "HOST", "PORT", "DEMO")


class _Reader:
    """Takes variables one by one and remembers what is wrong with each."""

    def __init__(self, environ: Mapping[str, str], root: Path) -> None:
        self.environ = environ
        self.root = root
        self.problems: list[Problem] = []

    def finish(self) -> None:
        """Raise SettingsError if anything was wrong, misspelled names included."""
        for name in sorted(self.environ):
            if name.startswith("TANGGAP_") and name not in _KNOWN and not name.startswith(_TEST_PREFIX):
                self.refuse(name, "unknown_setting", "nobody knows this setting; see .env.example")
        if self.problems:
            raise SettingsError(self.problems)

    def refuse(self, name: str, code: str, message: str) -> None:
        self.problems.append(Problem("environment", name, code, message))

    def take(self, name: str, default: str, read: Callable[[str], Value]) -> Value | None:
        """The variable, or the default where it is unset or empty; None where it is bad."""
        given = self.environ.get(name, "").strip() or default
        try:
            return read(given)
        except ValueError as wrong:
            self.refuse(name, "bad_setting", str(wrong))
            return None

    def optional(self, name: str, read: Callable[[str], Value]) -> Value | None:
        """The variable, or None where it is unset or empty."""
        return self.take(name, "", read) if self.environ.get(name, "").strip() else None

    def required(self, name: str, read: Callable[[str], Value]) -> Value | None:
        """The variable, which must be set."""
        if not self.environ.get(name, "").strip():
            self.refuse(name, "missing_setting", "is not set")
            return None
        return self.take(name, "", read)

    def key(self, name: str, file: Path) -> str:
        """A secret from the environment, or from its file made by `prepare_folders`."""
        given = self.environ.get(name, "").strip()
        where, path = "", self.root / file
        if not given:
            where = f" in {file}"
            try:
                if stat.S_IMODE(path.stat().st_mode) & 0o077:
                    self.refuse(name, "open_key_file", f"{file} can be read by others: chmod 600 {file}")
                given = path.read_text(encoding="ascii").strip()
            except FileNotFoundError:
                self.refuse(
                    name, "missing_setting", f"is not set, and there is no {file}: run `tanggap init`"
                )
                return ""
            except (OSError, UnicodeDecodeError) as wrong:
                self.refuse(name, "bad_setting", f"{file} cannot be read: {wrong}")
                return ""
        if len(given) < _LEAST_SECRET:
            self.refuse(name, "bad_setting", f"is shorter than {_LEAST_SECRET} characters{where}")
        return given

    def database(self, given: str) -> str:
        if given in ("sqlite://", "sqlite:///:memory:"):
            raise ValueError("an in-memory database is lost with its process: name a file")
        if given.startswith("sqlite:///"):
            path = given.removeprefix("sqlite:///")
            if not path:
                raise ValueError("names no file")
            return f"sqlite:///{(self.root / path).resolve()}"
        for scheme in ("postgresql+psycopg://", "postgresql://", "postgres://"):
            if given.startswith(scheme):
                return "postgresql+psycopg://" + given.removeprefix(scheme)
        raise ValueError("must begin with sqlite:/// or postgresql://")

    def folder(self, given: str) -> Path:
        path = (self.root / given).resolve()
        if not path.is_dir():
            raise ValueError(f"there is no folder {given}")
        return path

    def media(self, given: str) -> str:
        if not given.startswith("file:"):
            raise ValueError("must begin with file:")
        path = given.removeprefix("file:").removeprefix("//")
        if not path:
            raise ValueError("names no folder")
        return f"file:{(self.root / path).resolve()}"


def _make_key(path: Path) -> None:
    # Written aside, then linked: of two processes starting at once one wins, and neither reads half a key.
    if path.exists():
        return
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(aside, path)
    finally:
        Path(aside).unlink()


def _text(given: str) -> str:
    return given


def _yes_no(given: str) -> bool:
    if given not in ("0", "1"):
        raise ValueError(f"{given!r} is neither 0 nor 1")
    return given == "1"


def _whole(given: str, least: int, most: int) -> int:
    if not given.isascii() or not given.isdigit() or not least <= int(given) <= most:
        raise ValueError(f"{given!r} is no whole number from {least} to {most}")
    return int(given)


def _port(given: str) -> int:
    return _whole(given, 1, 65535)


def _proxies(given: str) -> int:
    return _whole(given, 0, 5)


def _http_url(given: str) -> str:
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address such as https://example.org")
    if parts.query or parts.fragment:
        raise ValueError("must hold neither ? nor #")
    return given.rstrip("/")


def _base_url(given: str) -> str:
    url = _http_url(given)
    parts = urlsplit(url)
    if parts.path or parts.username:
        raise ValueError("must hold no path and no user name")
    if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
        raise ValueError("plain http is for loopback only: use https")
    return url


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _smtp_url(given: str) -> str:
    parts = urlsplit(given)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.port == 0:
        raise ValueError("must be an address such as smtp://user:password@mail.example.org:587")
    options = parse_qs(parts.query, keep_blank_values=True)
    if unknown := sorted(options.keys() - {"starttls", "from"}):
        raise ValueError(f"knows no option {', '.join(unknown)}, only starttls and from")
    if options.get("starttls", ["0"])[-1] not in ("0", "1"):
        raise ValueError("starttls is 0 or 1")
    if not re.fullmatch(r"[!-?A-~]+@[!-?A-~]+", options.get("from", ["a@b"])[-1]):
        raise ValueError("names no e-mail address after from=")
    return given


def _telegram_name(given: str) -> str:
    name = given.removeprefix("@")
    if not re.fullmatch(r"[A-Za-z]\w{3,31}", name, re.ASCII):
        raise ValueError("must be the bot's username, like tanggap_marelan_bot")
    return name


def telegram_token(given: str) -> str:
    """A bot's token, if it reads like one. Raises ValueError, which never repeats it: messages reach logs."""
    if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]{10,}", given):
        raise ValueError("is no bot token (digits, a colon, letters)")
    return given


def _webhook_secret(given: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", given):
        raise ValueError("may hold up to 256 letters, digits, '_' and '-'")
    return given
