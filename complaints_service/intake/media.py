"""The one gate: every file of every door is made anew here, kept by its hash, and only read from here.

A file that the scanner could not judge is held: beside it lies a mark, and while that is there nobody gets
the file. `look_again` asks once more; what turns out harmful is deleted and its mark says so for ever.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from complaints_service.errors import Invalid, words
from complaints_service.intake.attachments import Kept
from complaints_service.intake.cleaning.kinds import ENDINGS, MOST_BYTES
from complaints_service.intake.cleaning.process import made_anew
from complaints_service.intake.cleaning.refusal import NotCleaned
from complaints_service.intake.refusals import why_not
from complaints_service.intake.scanning import Scanner, ScannerAway

__all__ = ["MOST_BYTES", "Checked", "FileRefused", "Gate", "Standing", "standing"]

#: `here` may be read; `held` waits for the scanner; `harmful` was deleted.
Standing = Literal["here", "held", "harmful"]
_HELD, _HARMFUL = ".held", ".harmful"
#: What may stand beside a file, by how its name goes on.
MARKS = (_HELD, _HARMFUL)
#: How a file begins that is still being written.
UNFINISHED = "tmp"


class FileRefused(Invalid):
    """Files that are not kept; `code` is why the first is not, `name` what it is called."""

    name: str

    def __init__(self, code: str, name: str, *others: FileRefused) -> None:
        told = [why_not(code, name), *(why_not(each.code, each.name) for each in others)]
        super().__init__({"files": told}, code=code)
        self.name = name


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What may be kept of a file; `held`: once the scanner has judged it."""

    content: bytes
    mime: str
    held: bool


@dataclass(frozen=True)
class Gate:
    """The gate of one media folder. It decodes and waits for the scanner: open no transaction meanwhile."""

    folder: Path
    scanner: Scanner | None = None

    def check(
        self, content: bytes, *, name: str, kinds: Collection[str] = tuple(ENDINGS), most: int = MOST_BYTES
    ) -> Checked:
        """What may be kept of these bytes; nothing is written yet. `kinds`: what this door takes.

        Raises FileRefused, which says `name`.
        """
        try:
            if len(content) > most:
                raise NotCleaned("too_large" if most == MOST_BYTES else "too_large_here")
            held = self._cannot_tell(content)
            safe, mime = made_anew(content)
        except NotCleaned as refused:
            raise FileRefused(refused.code, name) from None
        if mime not in kinds:
            raise FileRefused("not_wanted_here", name)
        return Checked(content=safe, mime=mime, held=held)

    def keep(self, checked: Checked) -> Kept:
        """Writes it, named by its hash, whole or not at all. Raises OSError."""
        name = hashlib.sha256(checked.content).hexdigest()
        path = Path(name[:2]) / f"{name}.{ENDINGS[checked.mime]}"
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with nobody_sweeps(self.folder):
            known = target.exists()
            if checked.held and not known:
                _mark(target, _HELD)
            write_whole(target, checked.content)  # also what is known: it is young again
        return Kept(str(path), len(checked.content), checked.mime)

    def has(self, kept: Kept) -> bool:
        """Whether a file is still where it was kept."""
        return (self.folder / kept.path).is_file()

    def look_again(self) -> Iterator[str]:
        """Asks the scanner about each file that is held; yields the paths of those that are harmful.

        Raises ScannerAway.
        """
        for mark in sorted(self.folder.glob(f"*/*{_HELD}")):
            target = mark.with_suffix("")
            if not target.exists():  # its writer has not come that far, or never will
                continue
            if self.scanner is not None and self.scanner.is_harmful(target.read_bytes()):
                _mark(target, _HARMFUL)
                target.unlink()
                yield str(target.relative_to(self.folder))
            mark.unlink(missing_ok=True)

    def _cannot_tell(self, content: bytes) -> bool:
        """Whether the scanner gives no verdict. Raises NotCleaned for what it finds harmful."""
        try:
            if self.scanner is not None and self.scanner.is_harmful(content):
                raise NotCleaned("infected")
        except ScannerAway:
            return True
        return False


def standing(folder: Path, path: str) -> Standing:
    """Whether a kept file may be given to anybody."""
    if (folder / f"{path}{_HARMFUL}").exists():
        return "harmful"
    return "held" if (folder / f"{path}{_HELD}").exists() else "here"


def write_whole(target: Path, content: bytes) -> None:
    """Writes a file of the folder whole or not at all, onto the disk. Raises OSError."""
    descriptor, aside = tempfile.mkstemp(dir=target.parent, prefix=UNFINISHED)  # mode 0600
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(aside).replace(target)


@contextmanager
def nobody_sweeps(folder: Path, *, sweeper: bool = False) -> Iterator[None]:
    """Many write at a time, and a sweeper alone: what is written anew cannot be swept as what was there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ".sweeping").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if sweeper else fcntl.LOCK_SH)
        yield


def _mark(target: Path, kind: str) -> None:
    target.with_name(target.name + kind).touch(mode=0o600)


#: What somebody who asks for such a file is told.
NOT_GIVEN = {
    "held": words("Berkas ini masih diperiksa dari program jahat. Coba lagi sebentar."),
    "harmful": words("Berkas ini sudah dihapus: menurut pemeriksaan, isinya program jahat."),
}
