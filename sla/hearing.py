"""What was said: what counts as an answer, what waits for one, what reached the citizen (20, 25 to 28)."""

from __future__ import annotations

from typing import NamedTuple

from sla.holders import Hold
from sla.tracks import Tracks


class Said(NamedTuple):
    """A message of the citizen (`by` None) or a substantive one of a member of the office.

    `counts`: no superior unmarked it; `routeless`: the citizen had no route then, so that it is delivered by
    being written.
    """

    at: int
    by: str | None
    message: object
    had: Hold
    counts: bool
    routeless: bool


class Hearing:
    """Hands what was said to the clocks, at once or once a stop turned out to be void."""

    __slots__ = ("_answers", "_arrived", "_kept", "_told", "_tracks")

    def __init__(self, tracks: Tracks) -> None:
        self._tracks = tracks
        self._answers: dict[object, str] = {}
        self._arrived: dict[object, int] = {}
        self._kept: list[Said] = []
        self._told: object = None  # the message of the first resolution

    def answer(self, at: int, by: str, message: object, had: Hold, *, counts: bool, routeless: bool) -> None:
        """A substantive message of a member on an open or resolved ticket."""
        self._tracks.answered(at, by, had, counts=counts)
        if routeless:
            self._arrived.setdefault(message, at)
        if counts:
            self._answers[message] = by
            arrived = self._arrived.get(message)
            if arrived is not None:
                self._tracks.delivered(max(arrived, at), by, had)

    def keep(self, said: Said) -> None:
        """A message while a stop lasts that may be void."""
        self._kept.append(said)
        if said.routeless:
            self._arrived.setdefault(said.message, said.at)

    def arrive(self, message: object, at: int, had: Hold) -> None:
        """A message reached the citizen, and no bounce takes that back."""
        if self._arrived.setdefault(message, at) != at:
            return
        by = self._answers.get(message)
        if by is not None:
            self._tracks.delivered(at, by, had)
        if message == self._told:
            self._tracks.single["legal_notice"].end(at, "rule", had)

    def tell(self, message: object, at: int, by: str, had: Hold) -> None:
        """The first resolution was made, with this message: its notice runs, or is given already (46)."""
        notice = self._tracks.single["legal_notice"]
        notice.start, self._told = at, message
        if message in self._arrived:
            notice.end(at, by, had)

    def reopen(self, at: int, *, void: bool) -> None:
        """The ticket is open again, after stops that were `void` or not.

        After void ones messages count at their own instants (27); otherwise one that nobody answered opens a
        round now (28).
        """
        kept, self._kept = self._kept, []
        unanswered = self._tracks.resume(at, void=void)
        if not void:
            for said in kept:
                if said.by is None or said.counts:
                    unanswered = said.by is None
            if unanswered:
                self._tracks.asked(at)
            return
        delivered = [
            (max(self._arrived[said.message], said.at), said.by, said.had)
            for said in kept
            if said.by is not None and said.counts and said.message in self._arrived
        ]
        if delivered:
            self._tracks.delivered(*min(delivered))
        for at, by, message, had, counts, routeless in kept:
            if by is None:
                self._tracks.asked(at)
            else:
                self.answer(at, by, message, had, counts=counts, routeless=routeless)
