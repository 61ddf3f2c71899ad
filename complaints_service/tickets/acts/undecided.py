"""Which of the requests that wait on a ticket somebody answers. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from complaints_service.errors import Actor, DomainError, invalid, words


class Numbered(Protocol):
    """A request: its number on the ticket, and who asked."""

    @property
    def number(self) -> int: ...
    @property
    def by(self) -> str: ...


A = TypeVar("A", bound=Numbered)


def answered(undecided: Sequence[A], *, number: int | None, actor: Actor) -> A:
    """The request with this number, or the only one there is.

    Raises `invalid` (422) where no such request waits, `own_request` (409) for one's own.
    """
    alone = number is None and len(undecided) == 1
    found = next((each for each in undecided if alone or each.number == number), None)
    if found is None:
        raise invalid("request", words("Permintaan ini tidak menunggu keputusan."))
    if found.by == actor.ref:
        raise DomainError("own_request", words("Permintaan Anda sendiri diputuskan orang lain."))
    return found
