"""The lives of a ticket's clocks: started, stopped, halted by an act, resumed; and the rounds of answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sla.holders import NOBODY, Hold

OFFICE = ("verification", "first_response", "resolution")
LEGAL = ("legal_answer", "legal_decision", "legal_notice")
SINGLE = (*OFFICE, *LEGAL)
ENDED_BY_CLOSING = ("first_response", "legal_answer")

Inherited = Literal["stop", "breach"]


class Track:
    """One clock's life in epoch seconds.

    `reason` None on a stopped track means its promise was kept, otherwise which act ended it. `gaps` are
    the spans between a stop and a reopening that do not count. `had`: who was given the ticket last before
    the stop; `belongs`: whose a round opened on a resolved ticket is; `asker`: whose question had no answer.
    """

    # What most tracks never come to have stands here once, not in each: a ticket has seven and more.
    stop: int | None = None
    reason: str | None = None
    by = NOBODY
    had: Hold | None = None
    asker: str | None = None
    gaps: Sequence[tuple[int, int]] = ()
    inherited: Inherited | None = None  # the stop was copied from the ticket it was split off (38)
    redone = False  # of a resolution: it came after a dispute or reopening, or one followed (59)
    waits = False  # of the legal decision: the file is not complete yet (46)

    def __init__(self, name: str, start: int | None, belongs: str | None = None) -> None:
        self.name = name
        self.start = start
        self.belongs = belongs

    def end(self, at: int, by: str, had: Hold, reason: str | None = None) -> None:
        """Stop, if not stopped before."""
        if self.stop is None:
            self.stop, self.by, self.had, self.reason = at, by, had, reason

    def resume(self, at: int, *, counts_gap: bool) -> None:
        """Run again; the gap since the stop counts or is nobody's."""
        assert self.stop is not None
        if not counts_gap:
            self.gaps = [*self.gaps, (self.stop, at)]
        self.stop, self.by, self.had, self.reason = None, NOBODY, None, None
        self.asker = self.inherited = None


class Tracks:
    """All clocks of one ticket; `lives` are the resolution clock's, of which `single` has the last (33)."""

    __slots__ = ("_answered", "_current", "_halted", "_kept", "_open", "lives", "rounds", "single")

    def __init__(self, received: int) -> None:
        self.single = {name: Track(name, received) for name in SINGLE}
        self.single["legal_notice"].start = None
        self.lives = [self.single["resolution"]]
        self.rounds: list[Track] = []
        self._answered = False  # there was a first response, as far as was known then
        self._open: list[Track] = []  # rounds that nobody has answered
        self._current: Track | None = None  # the one of them that further messages belong to
        self._halted: list[Track] = []
        self._kept: Track | None = None

    def answered(self, at: int, by: str, had: Hold, *, counts: bool) -> None:
        """A substantive message: it stops the first response and the open round.

        One that is unmarked later (`counts` False) stopped nothing, but what was written after it opened a
        round of its own, and that stays: a breach once seen never vanishes.
        """
        self._answered = True
        self._current = None
        if counts:
            self.single["first_response"].end(at, by, had)
            if self._open:
                self._end_rounds(at, by, had, None)

    def delivered(self, at: int, by: str, had: Hold) -> None:
        """A substantive message reached the citizen: it stops the legal answer.

        Also where an act that came after the message has ended that clock meanwhile (20).
        """
        track = self.single["legal_answer"]
        if track.reason is not None:
            track.stop = track.reason = track.asker = None
            self._halted.remove(track)
        track.end(at, by, had)

    def asked(self, at: int, belongs: str | None = None) -> None:
        """A citizen message: it opens a round, or belongs to the one that is open (27)."""
        if self._current is None and self._answered:
            self._current = track = Track("next_response", at, belongs)
            self.rounds.append(track)
            self._open.append(track)

    def end_round(self, at: int, by: str, had: Hold, reason: str) -> None:
        """The open round ends with a reason (28)."""
        self._current = None
        self._end_rounds(at, by, had, reason)

    def _end_rounds(self, at: int, by: str, had: Hold, reason: str | None) -> None:
        for track in self._open:
            track.end(at, by, had, reason)
        self._open = []

    def halt(
        self,
        at: int,
        by: str,
        had: Hold,
        reason: str,
        *,
        names: tuple[str, ...] = SINGLE,
        asker: str | None = None,
    ) -> None:
        """An act stops these clocks where they run, and the open round (35)."""
        tracks = [track for track in map(self.single.__getitem__, names) if track.stop is None] + self._open
        for track in tracks:
            track.end(at, by, had, reason)
            track.asker = asker
        self._kept = self._current or self._kept
        self._open, self._current = [], None
        self._halted += tracks

    def close(self, at: int, by: str, had: Hold) -> None:
        """Final closing ends the answer clocks and the open round (28, 32); the others run on."""
        self.halt(at, by, had, "closed", names=ENDED_BY_CLOSING)

    def resume(self, at: int, *, void: bool) -> bool:
        """What an act halted runs on; whether a citizen's message was left without an answer.

        A void stop counts as if never made (34). Otherwise rounds stay ended and the gap counts for the
        legal clocks only (33).
        """
        unanswered = False
        for track in self._halted:
            if void:
                track.resume(at, counts_gap=True)
                if track.name == "next_response":
                    self._open.append(track)
            elif track.name == "next_response":
                unanswered = True
            else:
                track.resume(at, counts_gap=track.name in LEGAL)
        if void:
            self._current = self._kept
        self._halted, self._kept = [], None
        return unanswered

    def begin_life(self, at: int) -> None:
        """The resolution clock begins a new life; the stop of the one before stands (33)."""
        self.single["resolution"] = track = Track("resolution", at)
        track.redone = self.lives[-1].redone = True
        self.lives.append(track)

    def inherit(self) -> None:
        """The ticket was split off: what is stopped now was stopped on the other one (38)."""
        for track in (*self.single.values(), *self.lives, *self.rounds):
            if track.stop is not None:
                track.inherited = "stop"
