"""A disk of its own that can be filled to the last byte: memory mounted as a file system, where that is allowed."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEBIBYTE = 1_048_576


class SmallDisk:
    """A folder that is a disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Leaves no byte free."""
        with self._ballast.open("ab") as ballast:
            for piece in (MEBIBYTE, 4096):
                _grow(ballast.fileno(), piece)

    def empty(self) -> None:
        """Frees what `fill` took."""
        self._ballast.unlink(missing_ok=True)


def _grow(file: int, piece: int) -> None:
    while True:
        try:
            os.posix_fallocate(file, os.fstat(file).st_size, piece)
        except OSError:
            return


@contextmanager
def small_disk(mebibytes: int) -> Iterator[SmallDisk]:
    """A disk of this size, until the block ends. Raises CalledProcessError where nobody may mount one."""
    folder = Path(tempfile.mkdtemp(prefix="tanggap-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "none", str(folder)], check=True)
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()
