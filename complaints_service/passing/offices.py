"""The installations of other offices, as the settings name them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit


@dataclass(frozen=True)
class OtherOffice:
    """Where another office takes reports; `service`: asked of it where it has none like ours."""

    url: str
    key: str
    service: str

    def __repr__(self) -> str:
        return f"OtherOffice({self.url})"


def other_offices(setting: str | None) -> Mapping[str, OtherOffice]:
    """Agency's code -> its installation: `satpol_pp=https://KEY@host/open311/v2?service=x`, by blanks."""
    found = {}
    for one in (setting or "").split():
        code, _is, address = one.partition("=")
        parts = urlsplit(address)
        host = parts.netloc.rpartition("@")[2]
        fallback = parse_qs(parts.query).get("service", [""])[-1]
        url = f"{parts.scheme}://{host}{parts.path.rstrip('/')}"
        found[code] = OtherOffice(url, unquote(parts.username or ""), fallback)
    return found


def named(code: str, office: OtherOffice) -> str:
    """An installation as the settings would name it: what `other_offices` reads."""
    parts = urlsplit(office.url)
    fallback = f"?{urlencode({'service': office.service})}" if office.service else ""
    return f"{code}={parts.scheme}://{quote(office.key, safe='')}@{parts.netloc}{parts.path}{fallback}"
