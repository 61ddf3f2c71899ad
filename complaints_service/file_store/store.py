"""What a store of files does, wherever they lie: the gate, the sweep, `verify` and backups know no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class StoredFile:
    """A file of a store: its path there with `/`, its size in bytes, and when it was last written."""

    path: str
    size: int
    changed_ns: int


class FileStore(Protocol):
    """Files by their paths. Whatever goes wrong is an OSError; a file that is not there FileNotFoundError."""

    def read(self, path: str) -> bytes:
        """The bytes of a file."""

    def write(self, path: str, content: bytes) -> None:
        """Writes a file whole or not at all; it outlasts a crash once this returns, and is young again."""

    def has(self, path: str) -> bool:
        """Whether a file is there."""

    def beginning(self, start: str) -> set[str]:
        """The paths that begin so; `start` reaches into a file's name."""

    def every(self) -> Iterator[StoredFile]:
        """All files, a few at a time; those of a hidden name are the store's own and not told."""

    def remove(self, path: str) -> None:
        """Takes a file away with all that was ever written there; nothing where there is none."""

    def remove_old(self, path: str, *, before_ns: int) -> bool:
        """Takes away what was written at a path before an instant, and never what is written meanwhile.

        False where there was nothing so old.
        """
