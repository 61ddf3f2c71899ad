"""What becomes of one of several tickets, as it is told and as it is kept. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from complaints_service.errors import Words
from complaints_service.tickets.ledger.numbers import read_number

#: The longest version of a ticket.
MOST_DIGITS = 9


@dataclass(frozen=True, kw_only=True)
class Pick:
    """A ticket somebody chose, in the version they saw."""

    number: str
    version: int

    @property
    def code(self) -> str:
        """As a list's box sends it."""
        return f"{self.number}:{self.version}"


def read_pick(sent: str) -> Pick | None:
    """A ticket as a list's box sends it; None where it is nothing of the kind."""
    typed, _sep, version = sent.strip().rpartition(":")
    number = read_number(typed)
    if number is None or not version.isascii() or not version.isdigit() or len(version) > MOST_DIGITS:
        return None
    return Pick(number=number, version=int(version))


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one ticket: it was done, or `why` it was not.

    `version`: the ticket's afterwards; `inverse`: the act and the fields that take it back, where one does.
    """

    number: str
    why: Words | None = None
    version: int = 0
    inverse: tuple[str, Mapping[str, Any]] | None = None

    @property
    def done(self) -> bool:
        """Whether it was done."""
        return self.why is None

    def kept(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "number": self.number,
            "why": [self.why.template, {name: str(each) for name, each in self.why.values.items()}]
            if self.why
            else None,
            "version": self.version,
            "inverse": [self.inverse[0], dict(self.inverse[1])] if self.inverse else None,
        }


def outcome_of(kept: Mapping[str, Any]) -> Outcome:
    """An outcome as it was stored."""
    why, inverse = kept["why"], kept["inverse"]
    return Outcome(
        number=kept["number"],
        why=Words(why[0], why[1]) if why else None,
        version=kept["version"],
        inverse=(inverse[0], inverse[1]) if inverse else None,
    )
