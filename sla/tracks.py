"""The lives of a ticket's clocks: started, stopped, halted by an act, resumed; and the rounds of answers."""

from __future__ import annotations

from sla.holders import NOBODY

SINGLE = ("verification", "first_response", "resolution", "legal_answer", "legal_decision", "legal_notice")
LEGAL = frozenset({"legal_answer", "legal_decision", "legal_notice"})
ENDED_BY_CLOSING = ("first_response", "legal_answer")


class Track:
    """One clock's life in epoch seconds.

    `reason` None on a stopped track means its promise was kept, otherwise which act ended it. `gaps` are
    the spans between a stop and a reopening that do not count.
    """

    __slots__ = ("by", "gaps", "name", "reason", "start", "stop")

    def __init__(self, name: str, start: int | None) -> None:
        self.name = name
        self.start = start
        self.stop: int | None = None
        self.reason: str | None = None
        self.by = NOBODY
        self.gaps: list[tuple[int, int]] = []

    def end(self, at: int, by: str, reason: str | None = None) -> None:
        """Stop, if not stopped before."""
        if self.stop is None:
            self.stop, self.by, self.reason = at, by, reason

    def resume(self, at: int, *, counts_gap: bool) -> None:
        """Run again; the gap since the stop counts or is nobody's."""
        assert self.stop is not None
        if not counts_gap:
            self.gaps.append((self.stop, at))
        self.stop, self.by, self.reason = None, NOBODY, None


class Tracks:
    """All clocks of one ticket."""

    __slots__ = ("_halted", "_open_round", "rounds", "single")

    def __init__(self, received: int) -> None:
        self.single = {name: Track(name, received) for name in SINGLE}
        self.single["legal_notice"].start = None
        self.rounds: list[Track] = []
        self._open_round: Track | None = None
        self._halted: list[Track] = []

    def answered(self, at: int, by: str) -> None:
        """A substantive message: it stops the two answer clocks and the open round."""
        self.single["first_response"].end(at, by)
        self.single["legal_answer"].end(at, by)
        self.end_round(at, by)

    def asked(self, at: int) -> None:
        """A citizen message: it opens a round, or belongs to the one that is open (27)."""
        if self._open_round is None and self.single["first_response"].stop is not None:
            self._open_round = Track("next_response", at)
            self.rounds.append(self._open_round)

    def end_round(self, at: int, by: str, reason: str | None = None) -> None:
        """The open round ends: answered, or with a reason."""
        if self._open_round is not None:
            self._open_round.end(at, by, reason)
            self._open_round = None

    def halt(self, at: int, by: str, reason: str) -> None:
        """An act stops every running clock (35)."""
        self._halt(SINGLE, at, by, reason)

    def close(self, at: int, by: str) -> None:
        """Final closing ends the answer clocks and the open round (28, 32); the others run on."""
        self._halt(ENDED_BY_CLOSING, at, by, "closed")

    def _halt(self, names: tuple[str, ...], at: int, by: str, reason: str) -> None:
        tracks = [track for track in map(self.single.__getitem__, names) if track.stop is None]
        if self._open_round is not None:
            tracks.append(self._open_round)
            self._open_round = None
        for track in tracks:
            track.end(at, by, reason)
        self._halted += tracks

    def resume(self, at: int, *, void: bool) -> None:
        """What an act halted runs on.

        A void stop counts as if never made (34). Otherwise rounds stay ended and the gap counts for the
        legal clocks only (33).
        """
        for track in self._halted:
            if void:
                track.resume(at, counts_gap=True)
                if track.name == "next_response":
                    self._open_round = track
            elif track.name != "next_response":
                track.resume(at, counts_gap=track.name in LEGAL)
        self._halted = []
