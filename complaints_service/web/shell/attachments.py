"""Files of a complaint, as its pages show them and as they are sent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response
from flask_babel import gettext as _

from complaints_service.edge.files import giving, uploads
from complaints_service.edge.files.draft_files import DRAFTED
from complaints_service.edge.problems import say
from complaints_service.edge.resources import service
from complaints_service.errors import NotFound
from complaints_service.file_store.opening import open_store
from complaints_service.intake.media import standing
from complaints_service.intake.models import Attachment
from complaints_service.intake.refusals import why_not
from complaints_service.web.words.vocabulary import name_of

#: What a browser may draw by itself; it was drawn anew when it was kept.
PICTURES = frozenset({"image/jpeg"})
#: The last part of the address of a picture in small.
SMALL = "kecil"


@dataclass(frozen=True, kw_only=True)
class FileEntry:
    """One file in words; `href` is empty while it is not here. `picture`: it is shown as one, `small` first.

    `seq`: the entry of the ledger it came with, 0 for the report itself; `role` as in the table.
    """

    words: str
    href: str = ""
    picture: bool = False
    seq: int = 0
    role: str = ""
    by_citizen: bool = True
    hidden: bool = False

    @property
    def small(self) -> str:
        """Where the picture is in small."""
        return f"{self.href}/{SMALL}"


@dataclass(frozen=True, kw_only=True)
class FilesShown:
    """The files of a ticket where a page shows them: under what was said with them, and the others.

    `before` and `after`: pictures that stand side by side, empty where the office showed none of its work;
    where it sent none of what was there before, the citizen's own stand there.
    """

    said: Mapping[int, Sequence[FileEntry]]
    others: Sequence[FileEntry]
    before: Sequence[FileEntry] = ()
    after: Sequence[FileEntry] = ()


@dataclass(frozen=True)
class DraftedFile:
    """A file that a form has already: what it is called, and the field and word that bring it along."""

    name: str
    field: str
    word: str
    role: str


def drafted_files() -> list[DraftedFile]:
    """The files of a form that is shown again, so that nobody sends them twice."""
    return [
        DraftedFile(each.name, "_".join(filter(None, (DRAFTED, each.role))), word, each.role)
        for word, each in uploads.draft_files()
    ]


def file_entries(attachments: Sequence[Attachment], *, address: Callable[[int], str]) -> list[FileEntry]:
    """The files of a ticket in the order they came, also those still on their way and those not taken."""
    return [_entry(one, address(one.id)) for one in attachments]


def files_shown(files: Sequence[FileEntry], *, spoken: Collection[int]) -> FilesShown:
    """Each file under its entry of the conversation, where the page has one (`spoken`)."""
    said: dict[int, list[FileEntry]] = {}
    for one in files:
        if one.seq in spoken:
            said.setdefault(one.seq, []).append(one)
    pictures = [one for one in files if one.picture]
    after = [one for one in pictures if one.role == "after"]
    before = [one for one in pictures if one.role == "before"]
    own = [one for one in pictures if one.by_citizen and one.seq == 0]
    return FilesShown(
        said=said,
        others=[one for one in files if one.seq not in spoken],
        before=(before or own) if after else [],
        after=after,
    )


def _entry(one: Attachment, href: str) -> FileEntry:
    name = name_of("file_kind", one.kind)
    whose: dict[str, Any] = {
        "seq": one.seq or 0,
        "role": one.role or "",
        "by_citizen": one.author == "citizen",
        "hidden": not one.shown_to_citizen,
    }
    if one.state == "wanted":
        return FileEntry(words=_("%(name)s, sedang diambil", name=name), **whose)
    if one.state != "kept":
        return FileEntry(words=say(why_not(one.reason or "broken", name)), **whose)
    if _is_held(one.path or ""):
        return FileEntry(words=_("%(name)s, masih diperiksa dari program jahat", name=name), **whose)
    return FileEntry(words=name, href=href, picture=one.mime in PICTURES, **whose)


def _is_held(path: str) -> bool:
    """Whether a file waits for the scanner; while the store is away, its own address says that."""
    try:
        return standing(open_store(service().settings.media_url), path) == "held"
    except OSError:
        return False


def file_answer(attachment: Attachment, number: str) -> Response:
    """A file of a complaint as a browser takes it: a picture is drawn, anything else is kept."""
    drawn = attachment.mime in PICTURES
    name = f"{number}-{attachment.id}"
    return giving.file_answer(attachment.path or "", attachment.mime, name=name, drawn=drawn)


def small_answer(attachment: Attachment, number: str) -> Response:
    """A picture of a complaint in small. Raises NotFound for what is no picture."""
    if attachment.mime not in PICTURES:
        raise NotFound("file")
    return giving.file_answer(
        attachment.path or "", attachment.mime, name=f"{number}-{attachment.id}", drawn=True, small=True
    )
