"""The one way a cleaner says no."""

from __future__ import annotations


class NotCleaned(Exception):
    """These bytes can't be made into a file that may be kept; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
