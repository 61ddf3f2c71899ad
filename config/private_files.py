"""Files that nobody else on the machine may read: those we make from now on, and those that are there."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_OTHERS = 0o077


def keep_private() -> None:
    """Whatever this process makes is its owner's alone: the first thing at every entry."""
    os.umask(_OTHERS)


def close_to_others(*, folders: Iterable[Path], files: Iterable[Path]) -> None:
    """Takes from others what earlier versions left open to them; links and what is not ours stay as they are.

    Within a folder that was closed already nothing is looked at: nobody gets there.
    """
    for folder in folders:
        if _close(folder):
            for inner in folder.rglob("*"):
                _close(inner)
    for file in files:
        _close(file)


def write_private(path: Path, text: str) -> None:
    """Puts a text into a file of its owner's alone, in the place of what was there: all of it or nothing."""
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    Path(aside).replace(path)


def _close(path: Path) -> bool:
    """Whether it was open to others before."""
    with suppress(FileNotFoundError, PermissionError):
        mode = path.lstat().st_mode
        if not stat.S_ISLNK(mode) and mode & _OTHERS:
            path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
            return True
    return False
