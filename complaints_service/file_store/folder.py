"""Files in a folder of this machine's disk."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from complaints_service.file_store.store import StoredFile

#: How a file begins that is still being written.
UNFINISHED = "tmp"
_LOCK = ".sweeping"


@dataclass(frozen=True)
class FolderStore:
    """The store of one folder, which is made when the first file comes."""

    folder: Path

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        return self._place(path).read_bytes()

    def write(self, path: str, content: bytes) -> None:
        """Writes a file aside, onto the disk, and renames it: whole or not at all."""
        target = self._place(path)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._locked(fcntl.LOCK_SH):
            descriptor, aside = tempfile.mkstemp(dir=target.parent, prefix=UNFINISHED)  # mode 0600
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(aside).replace(target)

    def has(self, path: str) -> bool:
        """Whether a file is there."""
        return self._place(path).is_file()

    def beginning(self, start: str) -> set[str]:
        """The paths that begin so."""
        place = self._place(start)
        try:
            found = list(place.parent.iterdir())
        except FileNotFoundError:
            return set()
        return {
            each.relative_to(self.folder).as_posix() for each in found if each.name.startswith(place.name)
        }

    def every(self) -> Iterator[StoredFile]:
        """All files in the order of their paths, also what a crash left unfinished."""
        for place in sorted(self.folder.rglob("*")):
            if place.name.startswith(".") or not place.is_file() or place.is_symlink():
                continue
            try:
                found = place.stat()
            except FileNotFoundError:  # somebody took it away meanwhile
                continue
            yield StoredFile(place.relative_to(self.folder).as_posix(), found.st_size, found.st_mtime_ns)

    def remove(self, path: str) -> None:
        """Takes a file away; nothing where there is none."""
        self._place(path).unlink(missing_ok=True)

    def remove_old(self, path: str, *, before_ns: int) -> bool:
        """Takes a file away if it is that old; nobody writes while it is looked at."""
        place = self._place(path)
        if not place.exists():
            return False
        with self._locked(fcntl.LOCK_EX):
            try:
                if place.stat().st_mtime_ns >= before_ns:
                    return False
                place.unlink()
            except FileNotFoundError:  # somebody else was faster
                return False
        return True

    def _place(self, path: str) -> Path:
        if not path or path.startswith("/") or ".." in PurePosixPath(path).parts:
            raise FileNotFoundError(f"{path!r} is no path of a store")
        return self.folder / path

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        """Many write at a time, and a sweeper alone."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / _LOCK).open("a") as lock:
            fcntl.flock(lock, how)
            yield
