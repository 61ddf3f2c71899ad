"""Files sent with a form: through the gate before anything is locked, and then at hand for the change.

Making a file anew takes seconds, and a writing transaction must not wait for it. So a route that takes files
says so; its right is asked, the transaction ends, the files go through the gate, and the right is asked anew.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, TypeVar

from flask import Flask, current_app, g, request

from complaints_service import clock
from complaints_service.edge.files.draft_files import DRAFTED, UploadedFile, file_of, word_for
from complaints_service.edge.input.forms_in import WITH_FILES, is_form
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import sends_from_a_session
from complaints_service.errors import DomainError, Words, invalid, words
from complaints_service.file_store.opening import open_store
from complaints_service.intake.attachments import Kept
from complaints_service.intake.cleaning.kinds import ENDINGS
from complaints_service.intake.media import (
    MOST_BYTES,
    Checked,
    FileRefused,
    Gate,
)
from complaints_service.intake.scanning import scanner_at

logger = logging.getLogger(__name__)
View = TypeVar("View", bound=Callable[..., Any])
_TAKES = "_takes_files"
#: The form's field with files, and what files may show of the office's work.
FIELD, ROLES = "files", ("before", "after")
#: What a form has beside its files.
OTHER_BYTES = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Takes:
    """How many files a form takes, of which kinds, how large each may be, and what is said of too many.

    `field`: what the form calls them. `roles`: they may be said to show what was there before and after the
    work, each in a field of its own.
    `anyone`: also of whoever has no session, programs included. `most_body`: of a request with all of them.
    """

    most: int
    too_many: Words
    field: str = FIELD
    kinds: Collection[str] = tuple(ENDINGS)
    most_bytes: int = MOST_BYTES
    most_body: int = 0
    roles: bool = False
    anyone: bool = False

    @property
    def fields(self) -> dict[str, str]:
        """The form's fields with files -> the role of what comes in each."""
        return {self.field: "", **({f"{FIELD}_{role}": role for role in ROLES} if self.roles else {})}

    @property
    def body(self) -> int:
        """How large a whole request may be."""
        return self.most_body or self.most * self.most_bytes + OTHER_BYTES


#: What citizens send with a report or a message, and what the office sends; 5 and 10 at a time.
SENT_BY_ANYONE = Takes(
    most=5,
    too_many=words("Paling banyak 5 berkas sekali kirim. Kirim sisanya sebagai pesan sesudahnya."),
    anyone=True,
)
SENT_BY_OFFICE = Takes(
    most=10,
    too_many=words("Paling banyak 10 berkas sekali kirim."),
    most_body=SENT_BY_ANYONE.body,
    roles=True,
    anyone=True,
)


@dataclass(frozen=True)
class _Brought:
    """What became of a request's files: those that are kept, and why the others are not."""

    files: list[UploadedFile]
    refused: DomainError | None


def register(app: Flask) -> None:
    """Lets requests be as large as the files that their route takes, before a byte of them is read."""

    @app.url_value_preprocessor
    def _room_for_files(_endpoint: str | None, _values: dict[str, object] | None) -> None:
        takes = takes_of_request()
        if request.mimetype != WITH_FILES or takes is None:
            return
        if takes.anyone or sends_from_a_session():
            request.max_content_length = takes.body


def gate() -> Gate:
    """The gate of this service."""
    settings = service().settings
    return Gate(open_store(settings.media_url), scanner_at(settings.clamd))


def takes_files(takes: Takes) -> Callable[[View], View]:
    """Says of a form that it comes with files; stands below `@needs`."""

    def declare(view: View) -> View:
        setattr(view, _TAKES, takes)
        return view

    return declare


def brings_files(view: Callable[..., Any]) -> bool:
    """Whether this request brings files that its route takes."""
    takes = takes_of(view)
    return (
        takes is not None
        and request.mimetype == WITH_FILES
        and any(file.filename for field in takes.fields for file in request.files.getlist(field))
    )


def take_in(view: Callable[..., Any]) -> None:
    """Lets the request's files through the gate; `uploads` says what came of it."""
    takes = takes_of(view)
    assert takes is not None
    g.brought = _through(takes, gate())


def uploads() -> list[UploadedFile]:
    """The request's files, kept, and those its form brought along. Raises FileRefused, naming all refused."""
    brought = _brought()
    if brought.refused is not None:
        raise brought.refused
    return brought.files


def bring(content: bytes, *, name: str) -> None:
    """Adds what this request only named, and was fetched for it; open no transaction. Raises FileRefused."""
    takes, through = takes_of_request(), gate()
    assert takes is not None
    checked = through.check(content, name=name, kinds=takes.kinds, most=takes.most_bytes)
    sent = hashlib.sha256(content).hexdigest()
    brought = _brought()
    kept = _kept(through, checked, name)
    g.brought = _Brought([*brought.files, UploadedFile(name, kept, sent)], brought.refused)


def draft_files() -> list[tuple[str, UploadedFile]]:
    """What the form has when it is shown again: each file that was taken, with the word that means it."""
    now = clock.now()
    return [(word_for(each, now=now), each) for each in _brought().files]


def files_digest() -> dict[str, list[str]]:
    """The request's files as part of what was sent: the same key with other files is another sending."""
    sent = [f"{each.role} {each.sent}".strip() for each in _brought().files]
    return {FIELD: sent} if sent else {}


def takes_of_request() -> Takes | None:
    """What the route of this request takes of files; None for nothing."""
    return takes_of(current_app.view_functions.get(request.endpoint or ""))


def takes_of(view: Callable[..., Any] | None) -> Takes | None:
    """What a route takes of files; None for nothing."""
    return getattr(view, _TAKES, None)


def _brought() -> _Brought:
    """The files of this request, fresh and brought along; asked for without any of them it costs nothing."""
    kept: _Brought | None = g.get("brought")
    if kept is None:
        takes = takes_of_request() if is_form(request) and (request.form or request.files) else None
        kept = g.brought = _through(takes, gate()) if takes is not None else _Brought([], None)
    return kept


def _through(takes: Takes, through: Gate) -> _Brought:
    """All that may be kept of what came, and of the rest why not: nothing good is lost for what is not."""
    files, refused = _brought_along(takes, through)
    sent = [
        (role, file)
        for field, role in takes.fields.items()
        for file in request.files.getlist(field)
        if file.filename
    ]
    if len(files) + len(sent) > takes.most:
        return _Brought(files[: takes.most], invalid(FIELD, takes.too_many))
    for role, file in sent:
        name = file_name(file.filename or "")
        try:
            content = file.stream.read(takes.most_bytes + 1)
            checked = through.check(content, name=name, kinds=takes.kinds, most=takes.most_bytes)
            kept = _kept(through, checked, name)
        except FileRefused as why:
            refused.append(why)
        else:
            files.append(UploadedFile(name, kept, hashlib.sha256(content).hexdigest(), role))
        finally:
            file.close()
    if refused:
        return _Brought(files, FileRefused(refused[0].code, refused[0].name, *refused[1:]))
    return _Brought(files, None)


def _kept(through: Gate, checked: Checked, name: str) -> Kept:
    """Raises FileRefused where the store takes nothing now: what was typed beside the file is not lost."""
    try:
        return through.keep(checked)
    except OSError:
        logger.exception("a file was not stored")
        raise FileRefused("not_stored", name) from None


def _is_there(through: Gate, found: UploadedFile) -> bool:
    """Whether a draft's file still lies there; while the store is away, as the draft's signed word says."""
    try:
        return through.has(found.kept)
    except OSError:
        return True


def _brought_along(takes: Takes, through: Gate) -> tuple[list[UploadedFile], list[FileRefused]]:
    files: list[UploadedFile] = []
    refused: list[FileRefused] = []
    now = clock.now()
    for field, role in takes.fields.items():
        for word in dict.fromkeys(request.form.getlist(f"{DRAFTED}{field.removeprefix(FIELD)}")):
            found = file_of(word, role=role, now=now)
            if found is None or not _is_there(through, found):
                refused.append(FileRefused("gone", found.name if found else "-"))
            elif found.kept.mime not in takes.kinds or found.kept.size > takes.most_bytes:
                refused.append(FileRefused("not_wanted_here", found.name))
            else:
                files.append(found)
    return files, refused


def file_name(sent: str) -> str:
    """The last part of a name, without what cannot be read (such as marks that turn letters around)."""
    last = PurePosixPath(sent.replace("\\", "/")).name
    return "".join(letter for letter in last if letter.isprintable())[:200] or "-"


def sent_to_read(field: str) -> bytes | None:
    """A file of the office's own that is read and not kept, such as rules or outlines; None for none."""
    sent = request.files.get(field)
    return sent.read() if sent is not None and sent.filename else None
