"""From when the file is complete: the start of the legal decision clock (46, UU 25/2009 art. 44)."""

from __future__ import annotations

from sla.policies import Amount
from sla.tracks import Track

#: Within these the office says what is missing, or it never does.
SAY_WITHIN = Amount("calendar_days", 14)


class FileCheck:
    """Moves the start of `legal_decision`, once, if the office said in time what is missing.

    Only the citizen's answer to the completeness question delivered first moves it, or the office's note of
    what the citizen handed in; however else that question ends, the clock has run from `received`.
    """

    __slots__ = ("_said", "_track", "_until")

    def __init__(self, track: Track) -> None:
        self._track = track
        self._said = False
        self._until: int | None = None  # while it waits: the question's own expiry

    @property
    def said(self) -> bool:
        """Whether a completeness question was delivered before: no later one changes anything."""
        return self._said

    def say_missing(self, until: int, *, in_time: bool) -> None:
        """The first completeness question was delivered."""
        self._said = True
        if in_time and self._track.stop is None:
            self._until = until

    def complete(self, at: int) -> None:
        """The citizen wrote, or the office noted what they handed in."""
        if self._until is not None:
            if at <= self._until:
                self._track.start = at
            self._until = None

    def give_up(self) -> None:
        """The question ended otherwise: withdrawn, or by an act that ends every pause."""
        self._until = None

    def rest(self, now: int) -> None:
        """At the instant asked: while it waits, all is as if the file were completed now."""
        if self._until is not None and now <= self._until:
            self._track.start = now
            self._track.waits = True
