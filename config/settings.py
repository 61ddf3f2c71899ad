"""Settings from the environment: typed, frozen, and refused all at once when something is wrong.

To add one: a field here. `python -m config.settings` then writes it into `.env.example`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config import setting_values as values
from config.declaring import (
    example,
    key,
    local,
    make_keys,
    names_in,
    optional,
    read_settings,
    required,
    setting,
)
from config.errors import SettingsError
from config.private_files import close_to_others, keep_private
from config.setting_clashes import clashes
from config.setting_values import telegram_token

__all__ = [
    "BotSettings",
    "SealerSettings",
    "Settings",
    "SettingsError",
    "close_files",
    "keep_private",
    "load_bot_settings",
    "load_sealer_settings",
    "load_settings",
    "prepare_folders",
    "rulebook_folder",
    "telegram_token",
]

RULEBOOK = "config/marelan"
TELEGRAM_API = "https://api.telegram.org"


def _here(above: Mapping[str, Any]) -> str:
    return f"http://127.0.0.1:{above['port']}"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the service needs to know of its surroundings. Paths are absolute; keys never show in a repr."""

    root: Path
    host: str = setting(
        "HOST",
        values.text,
        "127.0.0.1",
        about="Where it listens. `DEMO=0` starts an empty office instead of one with 90 days of sample data.",
    )
    port: int = setting("PORT", values.whole(1, 65535), "8000")
    demo: bool = setting("DEMO", values.yes_no, "1")
    database_url: str = local(
        "TANGGAP_DATABASE_URL",
        values.database,
        "sqlite:///var/tanggap.db",
        secret=True,
        about="sqlite:///<file> (relative to the project) or postgresql://user:password@host/database",
    )
    base_url: str = setting(
        "TANGGAP_BASE_URL",
        values.base_url,
        _here,
        about="The address citizens use. https turns on secure cookies, `__Host-` names and HSTS; plain http "
        "is for loopback only.\nDefault: http://127.0.0.1:<PORT>",
    )
    secret_key: str = key(
        "TANGGAP_SECRET_KEY",
        values.text,
        file=Path("var/secret.key"),
        about="At least 32 characters each. Left empty, they are made once as var/secret.key and "
        "var/tracking.key (0600).\nThe secret key may be changed at any time (everyone signs in anew); the "
        "tracking key never: links depend on it.",
    )
    tracking_key: bytes = key("TANGGAP_TRACKING_KEY", str.encode, file=Path("var/tracking.key"))
    identity_key_file: Path = local(
        "TANGGAP_IDENTITY_KEY_FILE",
        values.place,
        "var/identity.key",
        about="Where the key lies under which names and addresses of citizens are sealed, made once (0600). "
        "Without it\nthey can never be read again: back it up apart from the database. "
        "`tanggap rotate-identity-key` changes it.",
    )
    identity_key: str = key(
        "TANGGAP_IDENTITY_KEY", values.text, file=Path("var/identity.key"), at="TANGGAP_IDENTITY_KEY_FILE"
    )
    rulebook: Path = local(
        "TANGGAP_RULEBOOK",
        values.folder,
        RULEBOOK,
        about="The folder of the rulebook, and where photos go.",
    )
    media_url: str = local("TANGGAP_MEDIA_URL", values.media, "file:var/media")
    seal_folder: Path = local(
        "TANGGAP_SEAL_FOLDER",
        values.place,
        "var/seal",
        about="Where the sealer puts its public key and its book of checkpoints, for whoever verifies.",
    )
    trusted_proxies: int = setting(
        "TANGGAP_TRUSTED_PROXIES",
        values.whole(0, 5),
        "0",
        about="How many reverse proxies stand before the service (their X-Forwarded-* headers are believed), "
        "and limits per address.\n"
        "https always has one: with an https address and 0 the service does not start.",
    )
    backup_folder: Path | None = optional(
        "TANGGAP_BACKUP_FOLDER",
        values.whole_path,
        about="Where the worker puts sealed backups, on another disk or machine; how many hours apart, how "
        "many\nstay; and after how many hours without one the board warns. Empty: run `tanggap backup`.",
    )
    backup_every_hours: int = setting("TANGGAP_BACKUP_EVERY_HOURS", values.whole(1, 720), "24")
    backup_keep: int = setting("TANGGAP_BACKUP_KEEP", values.whole(1, 1000), "14")
    backup_alarm_hours: int = setting("TANGGAP_BACKUP_ALARM_HOURS", values.whole(1, 2160), "36")
    tiles_url: str | None = optional(
        "TANGGAP_TILES_URL",
        values.tiles_url,
        about="Pictures under the map's streets, such as https://tiles.contoh.example/{z}/{x}/{y}.png, and "
        "whose they are.\nEmpty: none, and no browser asks another server for anything.",
    )
    tiles_credit: str | None = optional("TANGGAP_TILES_CREDIT", values.text)
    open_licence: str = setting(
        "TANGGAP_OPEN_LICENCE",
        values.text,
        "https://creativecommons.org/licenses/by/4.0/",
        about="The licence under which the public figures are given away; page and files name it.",
    )
    rate_limits: bool = setting("TANGGAP_RATE_LIMITS", values.yes_no, "1")
    clamd: str | None = optional(
        "TANGGAP_CLAMD",
        values.scanner,
        about="ClamAV's daemon, which looks at every file: unix:/run/clamav/clamd.ctl or tcp://host:3310. "
        "Empty: no scanner.\nWhile it does not answer, files are held and given to nobody.",
    )
    calls_this_machine: bool = setting(
        "TANGGAP_CALLS_THIS_MACHINE",
        values.yes_no,
        "0",
        about="1: hooks and media addresses may name this machine, for programs beside the service. Never "
        "where strangers\nhave keys: they could ask the machine's own services through us.",
    )
    smtp_url: str | None = optional(
        "TANGGAP_SMTP_URL",
        values.smtp_url,
        secret=True,
        about="Mail, such as smtp://user:password@mail.example.org:587 (smtps:// for TLS from the start). "
        "Empty: no mail.\nOptions: ?starttls=1 requires STARTTLS, =0 leaves it; &from=kabar@contoh.example "
        "is the sender's address.",
    )
    reply_address: str | None = optional(
        "TANGGAP_REPLY_ADDRESS",
        values.reply_address,
        about="Where citizens reply to letters, such as balas@contoh.example; the mail server must deliver "
        "balas+anything@ there too.\nEmpty: letters say that replies are not read. A mail server may pipe "
        "each letter into `tanggap mail-in`, or:",
    )
    imap_url: str | None = optional(
        "TANGGAP_IMAP_URL",
        values.imap_url,
        secret=True,
        about="The mailbox of that address, such as imaps://user:password@mail.example.org/INBOX; read, "
        "never emptied. Plain imap:// for loopback only.",
    )
    telegram_token: str | None = optional(
        "TANGGAP_TELEGRAM_TOKEN",
        values.telegram_token,
        secret=True,
        about="The Telegram bot. Empty token: no bot. The webhook secret is needed for "
        "`python -m bots.telegram --webhook` only.",
    )
    telegram_api_url: str = setting("TANGGAP_TELEGRAM_API_URL", values.http_url, TELEGRAM_API)
    telegram_webhook_secret: str | None = optional(
        "TANGGAP_TELEGRAM_WEBHOOK_SECRET", values.webhook_secret, secret=True
    )
    telegram_name: str | None = optional(
        "TANGGAP_TELEGRAM_NAME",
        values.telegram_name,
        about="The bot's username, for the links by which citizens and officers open it; without it no page "
        "names the bot.",
    )
    api_url: str = setting(
        "TANGGAP_API_URL",
        values.http_url,
        _here,
        about="The bot's way to the service; `tanggap up` gives its own bot both. "
        "Default: http://127.0.0.1:<PORT>",
    )
    api_token: str | None = optional("TANGGAP_API_TOKEN", values.text, secret=True)

    @property
    def secure(self) -> bool:
        """Whether citizens reach us by https: secure cookies, `__Host-` and HSTS follow."""
        return self.base_url.startswith("https://")

    @property
    def backup_wanted_hours(self) -> int | None:
        """How old the newest backup may be; None where none is made by the clock."""
        return None if self.backup_folder is None else self.backup_alarm_hours

    @property
    def database_files(self) -> list[Path]:
        """SQLite's file with those it keeps beside it; none of another database's."""
        if not self.database_url.startswith("sqlite:///"):
            return []
        file = self.database_url.removeprefix("sqlite:///").partition("?")[0]
        return [Path(f"{file}{ending}") for ending in ("", "-wal", "-shm", "-journal")]

    @property
    def media_folder(self) -> Path:
        """The folder photos are kept in."""
        return Path(self.media_url.removeprefix("file:"))


@dataclass(frozen=True, kw_only=True)
class SealerSettings:
    """What the sealer alone needs to know: no other process reads where its key is."""

    seal_key: Path = local(
        "TANGGAP_SEAL_KEY",
        values.place,
        "var/sealer/seal.key",
        about="The sealer's own key, made at its first start (0600). Give it to another user of the machine, "
        "and run `tanggap sealer` as that one.",
    )


SETTING_NAMES = (*names_in(Settings), *names_in(SealerSettings))


def close_files(settings: Settings) -> None:
    """Makes this process's files its owner's alone, and closes those that earlier versions left open."""
    keep_private()
    close_to_others(folders=[settings.root / "var", settings.media_folder], files=settings.database_files)


@dataclass(frozen=True, kw_only=True)
class BotSettings:
    """What the bot needs: it keeps no state and has no key of the service."""

    telegram_token: str = required("TANGGAP_TELEGRAM_TOKEN", values.telegram_token, secret=True)
    telegram_api_url: str = setting("TANGGAP_TELEGRAM_API_URL", values.http_url, TELEGRAM_API)
    telegram_webhook_secret: str | None = optional(
        "TANGGAP_TELEGRAM_WEBHOOK_SECRET", values.webhook_secret, secret=True
    )
    api_url: str = setting("TANGGAP_API_URL", values.http_url, "http://127.0.0.1:8000")
    api_token: str = required("TANGGAP_API_TOKEN", values.text, secret=True)


@dataclass(frozen=True, kw_only=True)
class _RulebookSettings:
    rulebook: Path = local("TANGGAP_RULEBOOK", values.folder, RULEBOOK)


def prepare_folders(environ: Mapping[str, str], root: Path) -> None:
    """Make `var/`, and once the key files that the environment does not give, readable by us alone."""
    (root / "var").mkdir(parents=True, exist_ok=True)
    make_keys(Settings, environ, root)


def load_settings(environ: Mapping[str, str], root: Path) -> Settings:
    """The settings of the service; writes nothing. Raises SettingsError naming every bad variable."""
    root = root.absolute()
    return read_settings(Settings, environ, root, SETTING_NAMES, {"root": root}, clashes)


def load_bot_settings(environ: Mapping[str, str]) -> BotSettings:
    """The settings of the Telegram bot. Raises SettingsError naming every bad or missing variable."""
    return read_settings(BotSettings, environ, Path("/"), SETTING_NAMES, {})


def load_sealer_settings(environ: Mapping[str, str], root: Path) -> SealerSettings:
    """The settings of the sealer. Raises SettingsError."""
    return read_settings(SealerSettings, environ, root.absolute(), SETTING_NAMES, {})


def rulebook_folder(environ: Mapping[str, str]) -> Path:
    """Where the rulebook lies, for a process that needs nothing else of the service's settings.

    Raises SettingsError.
    """
    return read_settings(_RulebookSettings, environ, Path.cwd(), SETTING_NAMES, {}).rulebook


if __name__ == "__main__":
    Path(".env.example").write_text(example(Settings, SealerSettings), encoding="utf-8")
