"""Where mail is handed in, read from TANGGAP_SMTP_URL. Pure."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

#: RFC 8314: submission with TLS from the start, with STARTTLS, and plain SMTP to a relay of our own.
_SMTPS, _SUBMISSION, _RELAY = 465, 587, 25


@dataclass(frozen=True, kw_only=True)
class SmtpAccess:
    """A mail server. `tls`: `from_start`, `required` (STARTTLS), `offered` (if the server has it), `none`."""

    host: str
    port: int
    tls: str
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def domain(self) -> str:
        """The domain our message ids end in."""
        return self.sender.rpartition("@")[2]


def read_smtp_url(url: str, *, base_url: str) -> SmtpAccess:
    """`smtp://user:password@host:587/?starttls=1&from=kabar@contoh.example`, or `smtps://`.

    `starttls`: 1 requires it, 0 leaves it; unsaid, a name and password require it anywhere but on loopback.
    `from` unsaid is `tanggap@` the host citizens reach us by. The settings have checked the form.
    """
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    user = unquote(parts.username) if parts.username else None
    host = parts.hostname or "localhost"
    return SmtpAccess(
        host=host,
        port=parts.port or _default_port(parts.scheme, user),
        tls=_tls(parts.scheme, options.get("starttls"), user, host),
        sender=options.get("from") or f"tanggap@{urlsplit(base_url).hostname or 'localhost'}",
        user=user,
        password=unquote(parts.password) if parts.password else None,
    )


def _default_port(scheme: str, user: str | None) -> int:
    if scheme == "smtps":
        return _SMTPS
    return _SUBMISSION if user else _RELAY


def _tls(scheme: str, starttls: str | None, user: str | None, host: str) -> str:
    if scheme == "smtps":
        return "from_start"
    if starttls is None:
        return "required" if user and not _is_loopback(host) else "offered"
    return "required" if starttls == "1" else "none"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
