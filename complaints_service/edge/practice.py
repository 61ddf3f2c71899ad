"""What a request of the practice mode is: below which address it comes, and as whom its reader practises.

Practice is the desk itself on another database: an invented office of the reader's own. Whatever a page does
below `PREFIX` goes to that database, because everything of a request asks `service()`; what makes the office
and lets the request in is `complaints_service/practice/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, cast

from flask import current_app, g, has_request_context, request, url_for

from complaints_service.edge.resources import Service

Start = Callable[..., Any]

OFFICES = "tanggap.practice"
#: Where a request says as whom its reader practises.
AS_WHOM = "tanggap.played"
PREFIX = "/latihan"
#: As whom one practises, by the word in the address -> that person's login in the invented office.
PLAYED = {
    "petugas": "sarpras1",
    "pemilah": "meja",
    "atasan": "kasi",
    "camat": "camat",
    "inspektur": "auditor",
}


class Below:
    """Takes the practice mode's part off an address, so that the pages below it are the desk's own."""

    def __init__(self, app: Callable[[dict[str, Any], Start], Iterable[bytes]]) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        empty, _sep, rest = environ.get("PATH_INFO", "").partition(f"{PREFIX}/")
        played, sep, below = rest.partition("/")
        if not empty and sep and played in PLAYED:
            at = f"{PREFIX}/{played}"
            environ = {
                **environ,
                "SCRIPT_NAME": environ.get("SCRIPT_NAME", "") + at,
                "PATH_INFO": f"/{below}",
                AS_WHOM: played,
            }
        return self._app(environ, start)


@dataclass(frozen=True)
class Practising:
    """Somebody who practises: as whom (a word of `PLAYED`), and their account in the invented office."""

    played: str
    account_id: int


class PracticeOffices(Protocol):
    """The invented offices, one of each person; made when it is first asked for."""

    def office_of(self, real: Service, account_id: int) -> Service:
        """The service on the invented office of an account."""

    def begin_anew(self, real: Service, account_id: int) -> None:
        """Puts a fresh office in the place of what an account practised on."""


def practising() -> Practising | None:
    """Who practises in this request; None outside of the practice mode."""
    return cast("Practising | None", g.get("practising")) if has_request_context() else None


def practice_offices() -> PracticeOffices:
    """The invented offices of this app."""
    return cast(PracticeOffices, current_app.extensions[OFFICES])


def address_here() -> str:
    """The address of this page as the browser has it, below the practice mode too."""
    return request.script_root + request.path


def address_outside(endpoint: str, **places: Any) -> str:
    """The address of a page outside of the practice mode, wherever one stands."""
    return url_for(endpoint, **places).removeprefix(request.script_root)
