"""The one gate: every file of every door is made anew here, kept by its hash, and only read from here.

A file that the scanner could not judge is held: beside it lies a mark, and while that is there nobody gets
the file. `look_again` asks once more; what turns out harmful is deleted and its mark says so for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from complaints_service.errors import Invalid, words
from complaints_service.file_store.store import FileStore
from complaints_service.intake.attachments import Kept
from complaints_service.intake.cleaning.kinds import ENDINGS, MOST_BYTES
from complaints_service.intake.cleaning.process import made_anew
from complaints_service.intake.cleaning.refusal import NotCleaned
from complaints_service.intake.refusals import why_not
from complaints_service.intake.scanning import Scanner, ScannerAway

__all__ = ["MOST_BYTES", "Checked", "FileRefused", "Gate", "Standing", "standing"]

#: `here` may be read; `held` waits for the scanner; `harmful` was deleted.
Standing = Literal["here", "held", "harmful"]
HELD, _HARMFUL = ".held", ".harmful"
#: What may stand beside a file, by how its name goes on.
MARKS = (HELD, _HARMFUL)


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
    """The gate of one store. It decodes and waits for the scanner: open no transaction meanwhile."""

    store: FileStore
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
        path = f"{name[:2]}/{name}.{ENDINGS[checked.mime]}"
        # The mark first: a sweep takes a file before its marks, so what is known and bare was judged once.
        marked = self.store.has(f"{path}{HELD}")
        if checked.held and (marked or not self.store.has(path)):
            self.store.write(f"{path}{HELD}", b"")
        self.store.write(path, checked.content)  # also what is known: it is young again
        return Kept(path, len(checked.content), checked.mime)

    def has(self, kept: Kept) -> bool:
        """Whether a file is still where it was kept. Raises OSError."""
        return self.store.has(kept.path)

    def look_again(self) -> Iterator[str]:
        """Asks the scanner about each file that is held; yields the paths of those that are harmful.

        Raises ScannerAway and OSError.
        """
        for mark in [each.path for each in self.store.every() if each.path.endswith(HELD)]:
            path = mark.removesuffix(HELD)
            try:
                content = self.store.read(path)
            except FileNotFoundError:  # its writer has not come that far, or never will
                continue
            if self.scanner is not None and self.scanner.is_harmful(content):
                self.store.write(f"{path}{_HARMFUL}", b"")
                self.store.remove(path)
                yield path
            self.store.remove(mark)

    def _cannot_tell(self, content: bytes) -> bool:
        """Whether the scanner gives no verdict. Raises NotCleaned for what it finds harmful."""
        try:
            if self.scanner is not None and self.scanner.is_harmful(content):
                raise NotCleaned("infected")
        except ScannerAway:
            return True
        return False


def standing(store: FileStore, path: str) -> Standing:
    """Whether a kept file may be given to anybody. Raises OSError."""
    beside = store.beginning(path)
    if f"{path}{_HARMFUL}" in beside:
        return "harmful"
    return "held" if f"{path}{HELD}" in beside else "here"


#: What somebody who asks for such a file is told.
NOT_GIVEN = {
    "held": words("Berkas ini masih diperiksa dari program jahat. Coba lagi sebentar."),
    "harmful": words("Berkas ini sudah dihapus: menurut pemeriksaan, isinya program jahat."),
}
