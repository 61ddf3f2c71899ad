"""The lives of a ticket's clocks: started, stopped, halted by an act, resumed; and the rounds of answers."""

from __future__ import annotations

SINGLE = ("verification", "first_response", "resolution", "legal_answer", "legal_decision", "legal_notice")
LEGAL = frozenset({"legal_answer", "legal_decision", "legal_notice"})
ENDED_BY_CLOSING = frozenset({"first_response", "legal_answer", "next_response"})


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
        self.by = ""
        self.gaps: list[tuple[int, int]] = []

    @property
    def running(self) -> bool:
        """Started and not stopped."""
        return self.start is not None and self.stop is None

    def end(self, at: int, by: str, reason: str | None = None) -> None:
        """Stop, if running."""
        if self.stop is None and self.start is not None:
            self.stop, self.by, self.reason = at, by, reason

    def resume(self, at: int, *, counts_gap: bool) -> None:
        """Run again; the gap since the stop counts or is nobody's."""
        if not counts_gap and self.stop is not None:
            self.gaps.append((self.stop, at))
        self.stop, self.by, self.reason = None, "", None


class Tracks:
    """All clocks of one ticket."""

    __slots__ = ("_halted", "_open_round", "_overheard", "rounds", "single")

    def __init__(self, received: int) -> None:
        self.single = {name: Track(name, received) for name in SINGLE}
        self.single["legal_notice"].start = None
        self.rounds: list[Track] = []
        self._open_round: Track | None = None
        self._halted: list[Track] = []
        self._overheard: list[tuple[int, str | None]] = []

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

    def overheard(self, at: int, by: str | None) -> None:
        """A message while a stop lasts that may turn out void; `by` None means the citizen."""
        self._overheard.append((at, by))

    def halt(self, at: int, by: str, reason: str) -> None:
        """An act stops every running clock (35)."""
        self._halt([track for track in self.single.values() if track.running], at, by, reason)

    def close(self, at: int, by: str) -> None:
        """Final closing ends the answer clocks and the open round (28, 32); the others run on."""
        ended = [track for name, track in self.single.items() if name in ENDED_BY_CLOSING and track.running]
        self._halt(ended, at, by, "closed")

    def _halt(self, tracks: list[Track], at: int, by: str, reason: str) -> None:
        if self._open_round is not None:
            tracks.append(self._open_round)
            self._open_round = None
        for track in tracks:
            track.end(at, by, reason)
        self._halted += tracks

    def resume(self, at: int, *, void: bool) -> None:
        """What an act halted runs on.

        A void stop counts as if never made (34), and messages since it are heard at their own instants
        (27). Otherwise rounds stay ended and the gap counts for the legal clocks only (33).
        """
        for track in self._halted:
            if void:
                track.resume(at, counts_gap=True)
                if track.name == "next_response":
                    self._open_round = track
            elif track.name != "next_response":
                track.resume(at, counts_gap=track.name in LEGAL)
        self._halted = []
        overheard, self._overheard = self._overheard, []
        if void:
            for when, by in overheard:
                if by is None:
                    self.asked(when)
                else:
                    self.answered(when, by)
