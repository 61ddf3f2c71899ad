"""What goes to a provider and comes back from it, and what can be wrong with that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

#: OpenID Connect Core 1.0, 2: a subject is at most so many letters of ASCII.
SUBJECT_LETTERS = 255


class ProviderDown(Exception):
    """The provider did not answer, or not as a provider does; it may another time."""


class ProviderRefused(Exception):
    """What came back proves nobody; `reason` is a word for the log, the visitor hears of a failed try."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class ProviderFacts:
    """What the office says of its provider. `second_step`: the words in `amr` or `acr` that tell of one."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    second_step: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Trip:
    """One way to the provider and back: what only the browser that began it can bring along.

    `fresh`: whoever sits there has to sign in at the provider again.
    """

    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    began_at: datetime
    fresh: bool = False


@dataclass(frozen=True, kw_only=True)
class Returned:
    """What a browser brings back in its address."""

    state: str
    code: str = field(repr=False)
    issuer: str
    error: str

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Returned:
        """The address's parameters."""
        return cls(
            state=args.get("state", ""),
            code=args.get("code", ""),
            issuer=args.get("iss", ""),
            error=args.get("error", ""),
        )


@dataclass(frozen=True, kw_only=True)
class Proved:
    """Whom the provider vouches for. `name`: what they are called there, to be shown; it opens nothing.

    `second_step`: they were asked for one there.
    """

    subject: str
    name: str
    second_step: bool
