"""What a setting may be: each reads the words of a variable, or raises ValueError saying what is wrong."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from config.errors import Problem

if TYPE_CHECKING:
    from config.settings import Settings


def text(given: str) -> str:
    """What is written."""
    return given


def yes_no(given: str) -> bool:
    """0 or 1."""
    if given not in ("0", "1"):
        raise ValueError(f"{given!r} is neither 0 nor 1")
    return given == "1"


def whole(least: int, most: int) -> Callable[[str], int]:
    """A whole number between two ends, both allowed."""

    def read(given: str) -> int:
        if not given.isascii() or not given.isdigit() or not least <= int(given) <= most:
            raise ValueError(f"{given!r} is no whole number from {least} to {most}")
        return int(given)

    return read


def http_url(given: str) -> str:
    """An address of a service, without a closing slash."""
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address such as https://example.org")
    if parts.query or parts.fragment:
        raise ValueError("must hold neither ? nor #")
    return given.rstrip("/")


def tiles_url(given: str) -> str:
    """The address of a map's pictures, with places for zoom, column and row; plain http on loopback only."""
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.hostname or any(c in given for c in " ;,'\"<>"):
        raise ValueError("must be an address such as https://tiles.example.org/{z}/{x}/{y}.png")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise ValueError("plain http is for loopback only: use https")
    if missing := [part for part in ("{z}", "{x}", "{y}") if part not in parts.path + parts.query]:
        raise ValueError(f"lacks {', '.join(missing)}")
    if "{" in parts.netloc:
        raise ValueError("names its server without { }: the page's rules allow that server alone")
    return given


def base_url(given: str) -> str:
    """The address citizens use: https, or http on loopback."""
    url = http_url(given)
    parts = urlsplit(url)
    if parts.path or parts.username:
        raise ValueError("must hold no path and no user name")
    if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
        raise ValueError("plain http is for loopback only: use https")
    return url


def issuer(given: str) -> str:
    """A provider's name, which is its address to the letter: https, or http on loopback."""
    parts = urlsplit(http_url(given))
    if parts.username:
        raise ValueError("must hold no user name")
    if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
        raise ValueError("plain http is for loopback only: use https")
    return given


def several(given: str) -> frozenset[str]:
    """Words parted by spaces."""
    return frozenset(given.split())


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def scanner(given: str) -> str:
    """A scanner's socket: a file of this machine, or a host with its port."""
    parts = urlsplit(given)
    if parts.scheme == "unix" and parts.path.startswith("/") and not parts.netloc:
        return given
    if parts.scheme == "tcp" and parts.hostname and parts.port and not parts.path:
        return given
    raise ValueError("must be unix:/run/clamav/clamd.ctl or tcp://127.0.0.1:3310")


def smtp_url(given: str) -> str:
    """A mail server with its sender."""
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


def reply_address(given: str) -> str:
    """An address of our own that takes plus addresses; short enough to carry a token."""
    if not re.fullmatch(r"[a-z0-9._-]{1,30}@[a-z0-9.-]+", given):
        raise ValueError("must be an address such as balas@contoh.example, in small letters, without a plus")
    return given


def imap_url(given: str) -> str:
    """A mailbox with its name and password."""
    parts = urlsplit(given)
    if parts.scheme not in ("imap", "imaps") or not parts.hostname or parts.port == 0 or not parts.username:
        raise ValueError("must be an address such as imaps://user:password@mail.example.org/INBOX")
    if parts.scheme == "imap" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise ValueError("is plain imap to another machine: use imaps")
    return given


def telegram_name(given: str) -> str:
    """A bot's username, without its @."""
    name = given.removeprefix("@")
    if not re.fullmatch(r"[A-Za-z]\w{3,31}", name, re.ASCII):
        raise ValueError("must be the bot's username, like tanggap_marelan_bot")
    return name


def telegram_token(given: str) -> str:
    """A bot's token, if it reads like one. Raises ValueError, which never repeats it: messages reach logs."""
    if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]{10,}", given):
        raise ValueError("is no bot token (digits, a colon, letters)")
    return given


def webhook_secret(given: str) -> str:
    """What Telegram repeats in each call."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", given):
        raise ValueError("may hold up to 256 letters, digits, '_' and '-'")
    return given


def database(given: str, root: Path) -> str:
    """A SQLite file, from the root on, or a PostgreSQL database reached with psycopg."""
    if given in ("sqlite://", "sqlite:///:memory:"):
        raise ValueError("an in-memory database is lost with its process: name a file")
    if given.startswith("sqlite:///"):
        path = given.removeprefix("sqlite:///")
        if not path:
            raise ValueError("names no file")
        return f"sqlite:///{(root / path).resolve()}"
    for scheme in ("postgresql+psycopg://", "postgresql://", "postgres://"):
        if given.startswith(scheme):
            return "postgresql+psycopg://" + _written_to(given.removeprefix(scheme))
    raise ValueError("must begin with sqlite:/// or postgresql://")


def _written_to(place: str) -> str:
    """A place that, where it names several hosts, asks for the one that takes writes: others follow it."""
    named = parse_qs(place.partition("?")[2])
    several = len(named.get("host", ())) > 1 or "," in named.get("host", [""])[0]
    if "," in place.partition("?")[0].rpartition("@")[2].partition("/")[0]:
        raise ValueError("several hosts go behind the database: /office?host=one,two&port=5432,5432")
    if several and named.get("target_session_attrs") != ["read-write"]:
        raise ValueError("names several hosts: add target_session_attrs=read-write")
    return place


def folder(given: str, root: Path) -> Path:
    """A folder that is there."""
    path = (root / given).resolve()
    if not path.is_dir():
        raise ValueError(f"there is no folder {given}")
    return path


def place(given: str, root: Path) -> Path:
    """A file or folder that may not be there yet."""
    return (root / given).resolve()


def whole_path(given: str) -> Path:
    """A folder's path from / on: what is meant does not depend on where a command is typed."""
    path = Path(given)
    if not path.is_absolute():
        raise ValueError("must be a whole path, such as /mnt/cadangan")
    return path


def media(given: str, root: Path) -> str:
    """Where photos go: a folder, as `file:` with the whole path, or a bucket of an S3 server."""
    if given.startswith(("s3:", "s3+http:")):
        return _bucket(given)
    if not given.startswith("file:"):
        raise ValueError("must begin with file: or s3:")
    path = given.removeprefix("file:").removeprefix("//")
    if not path:
        raise ValueError("names no folder")
    return f"file:{(root / path).resolve()}"


def _bucket(given: str) -> str:
    """A bucket with the name and secret of its key. Raises ValueError, which never repeats it."""
    parts = urlsplit(given)
    bucket = parts.path.strip("/")
    if not parts.hostname or parts.port == 0 or not parts.username or not parts.password:
        raise ValueError("must be like s3://name:secret@s3.example.org/bucket")
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{2,62}", bucket):
        raise ValueError("names no bucket after the server")
    if parts.scheme == "s3+http" and not _is_loopback(parts.hostname):
        raise ValueError("is plain http to another machine: use s3")
    if unknown := sorted(parse_qs(parts.query, keep_blank_values=True).keys() - {"region"}):
        raise ValueError(f"knows no option {', '.join(unknown)}, only region")
    return given


def other_offices(given: str) -> str:
    """Installations of other offices. Raises ValueError, which never repeats a key."""
    for one in given.split():
        code, _is, address = one.partition("=")
        parts = urlsplit(address)
        if not re.fullmatch(r"[a-z0-9_]+", code) or not parts.hostname or not parts.username:
            raise ValueError("must be like satpol_pp=https://KEY@lapor.example.org/open311/v2")
        if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname)):
            raise ValueError(f"names no https address for {code}")
    return given


def clashes(made: Settings) -> Iterator[Problem]:
    """What goes wrong without a word: behind a proxy nobody believes, everybody has the proxy's address."""
    if made.imap_url and not made.reply_address:
        yield Problem(
            "environment",
            "TANGGAP_REPLY_ADDRESS",
            "bad_setting",
            "is empty while TANGGAP_IMAP_URL names a mailbox: no letter would name an address to reply to",
        )
    if made.provider_issuer:
        for name, given in (
            ("TANGGAP_PROVIDER_CLIENT_ID", made.provider_client_id),
            ("TANGGAP_PROVIDER_CLIENT_SECRET", made.provider_client_secret),
        ):
            if not given:
                message = "is empty while TANGGAP_PROVIDER_ISSUER names a provider: it lets nobody in without"
                yield Problem("environment", name, "bad_setting", message)
    if made.secure and not made.trusted_proxies:
        message = (
            "is 0 while TANGGAP_BASE_URL is https: the service itself speaks plain http, so a proxy stands "
            "before it, and every visitor would come from the proxy's address, with one limit for all of "
            "them. Say how many proxies there are, mostly 1"
        )
        yield Problem("environment", "TANGGAP_TRUSTED_PROXIES", "bad_setting", message)
