"""The random part of numbers, drawn from a seed, so that a replay gives the same numbers every time."""

from __future__ import annotations

import random

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.numbers import ALPHABET

_LENGTH = 4


class Tails:
    """Draws tails that no ticket has yet, in any month."""

    def __init__(self, session: Session, *, seed: str) -> None:
        self._draws = random.Random(seed)
        self._taken = {number[-_LENGTH - 1 : -1] for number in session.scalars(select(Ticket.number))}

    def draw(self) -> str:
        """The next one."""
        while (tail := "".join(self._draws.choices(ALPHABET, k=_LENGTH))) in self._taken:
            continue
        self._taken.add(tail)
        return tail
