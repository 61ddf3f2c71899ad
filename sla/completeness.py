"""From when the file is complete: the start of the legal decision clock (46, UU 25/2009 art. 44)."""

from __future__ import annotations

from sla.tracks import Track


class FileCheck:
    """Moves the start of `legal_decision` while the office has said, in time, what is missing.

    `due` is when the clock would be broken; None if it cannot be.
    """

    __slots__ = ("_asked", "_track", "_waits")

    def __init__(self, track: Track) -> None:
        self._track = track
        self._asked = False
        self._waits = False

    def said_missing(self, at: int, due: int | None) -> None:
        """A completeness question was delivered: unless that is too late, the file is not complete."""
        if self._in_time(at, due):
            self._track.start = None
            self._asked = self._waits = True

    def heard(self, at: int) -> None:
        """The citizen's first message after the last question completes the file; so does a decision."""
        if self._waits:
            self._waits = False
            self._track.start = at

    def completed(self, at: int, due: int | None) -> None:
        """The office said the file is complete: overrides the message, only after such a question."""
        if self._asked and self._in_time(at, due):
            self._waits = False
            self._track.start = at

    def _in_time(self, at: int, due: int | None) -> bool:
        """A breach is never undone: not by a question, nor by saying later that the file is complete."""
        return self._track.stop is None and (due is None or at <= due)
