"""One class per route out, which carries a letter and says what became of it; one that brings files.

They know no table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol


@dataclass(frozen=True, kw_only=True)
class Enclosure:
    """A file that goes with a letter by mail."""

    name: str
    mime: str
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One notice in words, ready for a route.

    `key` is the same for every try of the same notice. `parts`: how many parts of a long text this address
    has accepted already. `link` opens the complaint, `stop_link` ends the subscription, `reply_to` takes
    answers, `survey_link` asks how one was served; each may be absent.
    """

    key: str
    kind: str
    number: str | None
    address: str
    language: str
    subject: str
    text: str
    footer: str
    office: str
    written_at: datetime
    link: str | None = None
    stop_link: str | None = None
    reply_to: str | None = None
    survey_link: str | None = None
    parts: int = 0
    params: Mapping[str, Any] = field(default_factory=dict)
    enclosures: tuple[Enclosure, ...] = ()


@dataclass(frozen=True)
class Accepted:
    """The route took it. `receipts`: its own names for what it took, by which an answer can be recognised."""

    receipts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Later:
    """Certainly not taken, but worth another try. `wait`: the route named how long (None: longer each time).

    `whole_route`: nobody on this route is served until then, and it is no fault of this letter.
    """

    detail: str
    wait: timedelta | None = None
    whole_route: bool = False
    parts: int = 0


@dataclass(frozen=True)
class Unclear:
    """The answer was lost: taken or not, nobody knows. `parts` before the unknown one were taken."""

    detail: str
    parts: int = 0


@dataclass(frozen=True)
class LetterRefused:
    """This letter will never be taken; the address may take others."""

    detail: str


@dataclass(frozen=True)
class Gone:
    """Nobody takes anything at this address any more: bounced, blocked, closed."""

    detail: str


@dataclass(frozen=True)
class Moved:
    """Not taken: the address has a new name, and what is meant for it goes there."""

    address: str


Outcome = Accepted | Later | Unclear | LetterRefused | Gone | Moved


class Sender(Protocol):
    """A way out. It is done with one letter well within `outbox.LEASE`, and every failure is an Outcome.

    No transaction is open while it works; it opens none.
    """

    route: str

    def send(self, letter: Letter) -> Outcome:
        """Carries one letter and tells what became of it."""
        ...

    def close(self) -> None:
        """Lets go of connections; called when nothing is left to send for now."""
        ...


class NoSuchFile(Exception):
    """The route will never give this file; `code` says why, such as `too_large`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotFetched(Exception):
    """The file could not be had now; it may be another time."""


class Fetcher(Protocol):
    """A way in for files that people sent in a chat. No transaction is open while it works."""

    def fetch(self, source: str) -> bytes:
        """The bytes of a file, by its name on the route. Raises NoSuchFile, NotFetched."""
        ...

    def close(self) -> None:
        """Lets go of connections."""
        ...
