"""Files sent with a form: through the gate before anything is locked, and then at hand for the change.

Making a file anew takes seconds, and a writing transaction must not wait for it. So a route that takes files
says so; its right is asked, the transaction ends, the files go through the gate, and the right is asked anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, TypeVar

from flask import Response, g, request, send_from_directory
from werkzeug.datastructures import FileStorage

from complaints_service.edge.headers import SANDBOX
from complaints_service.edge.resources import service
from complaints_service.errors import DomainError, Words, invalid
from complaints_service.intake.attachments import Kept
from complaints_service.intake.cleaning.kinds import ENDINGS
from complaints_service.intake.media import (
    MOST_BYTES,
    NOT_GIVEN,
    Checked,
    FileRefused,
    Gate,
    standing,
)
from complaints_service.intake.scanning import scanner_at

View = TypeVar("View", bound=Callable[..., Any])
_TAKES = "_takes_files"


@dataclass(frozen=True, kw_only=True)
class Takes:
    """How many files a form takes, of which kinds, how large each may be, and what is said of too many."""

    most: int
    too_many: Words
    kinds: Collection[str] = tuple(ENDINGS)
    most_bytes: int = MOST_BYTES
    field: str = "files"


@dataclass(frozen=True)
class UploadedFile:
    """A file that came with a form and lies in the media folder; `name` as its sender called it."""

    name: str
    kept: Kept


def gate() -> Gate:
    """The gate of this service."""
    settings = service().settings
    return Gate(settings.media_folder, scanner_at(settings.clamd))


def takes_files(takes: Takes) -> Callable[[View], View]:
    """Says of a form that it comes with files; stands below `@needs`."""

    def declare(view: View) -> View:
        setattr(view, _TAKES, takes)
        return view

    return declare


def brings_files(view: Callable[..., Any]) -> bool:
    """Whether this request brings files that its route takes."""
    takes: Takes | None = getattr(view, _TAKES, None)
    return takes is not None and any(file.filename for file in request.files.getlist(takes.field))


def take_in(view: Callable[..., Any]) -> None:
    """Lets the request's files through the gate, one and all or none; `uploads` says what came of it."""
    takes: Takes = getattr(view, _TAKES)
    try:
        g.uploads = _through(takes, gate())
    except DomainError as refused:
        g.uploads = refused


def uploads() -> list[UploadedFile]:
    """The request's files, kept. Raises FileRefused naming every one that is not taken."""
    found: list[UploadedFile] | DomainError = g.get("uploads", [])
    if isinstance(found, DomainError):
        raise found
    return found


def _through(takes: Takes, through: Gate) -> list[UploadedFile]:
    sent = [file for file in request.files.getlist(takes.field) if file.filename]
    if len(sent) > takes.most:
        raise invalid(takes.field, takes.too_many)
    checked: list[tuple[str, Checked]] = []
    refused: list[FileRefused] = []
    for file in sent:
        name = file_name(file.filename or "")
        try:
            checked.append((name, _checked(file, name, takes, through)))
        except FileRefused as why:
            refused.append(why)
        finally:
            file.close()
    if refused:
        raise FileRefused(refused[0].code, refused[0].name, *refused[1:])
    return [UploadedFile(name, through.keep(each)) for name, each in checked]


def _checked(file: FileStorage, name: str, takes: Takes, through: Gate) -> Checked:
    content = file.stream.read(takes.most_bytes + 1)
    return through.check(content, name=name, kinds=takes.kinds, most=takes.most_bytes)


def file_name(sent: str) -> str:
    """The last part of a name, without what cannot be read (such as marks that turn letters around)."""
    last = PurePosixPath(sent.replace("\\", "/")).name
    return "".join(letter for letter in last if letter.isprintable())[:200] or "-"


def file_answer(path: str, mime: str | None, *, name: str, drawn: bool = False) -> Response:
    """A kept file as a browser takes it; `drawn`: by itself, instead of kept. Held ones are not given.

    `name` goes without an ending. Raises DomainError `file_held`, `file_harmful`.
    """
    folder = service().settings.media_folder
    stands = standing(folder, path)
    if stands != "here":
        raise DomainError(f"file_{stands}", NOT_GIVEN[stands])
    ending = path.rpartition(".")[2]
    answer = send_from_directory(
        folder,
        path,
        mimetype=mime,
        as_attachment=not drawn,
        download_name=f"{name}.{ending}",
        conditional=False,
    )
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = "no-store"
    return answer
