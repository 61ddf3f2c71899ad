"""What an officer types and uploads when reporting, read into what the service takes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from werkzeug.datastructures import FileStorage

from complaints_service.appraisal.reporting.service import MOST_EVIDENCE, NewEvidence
from complaints_service.edge.input.fields import Decimal, Line, Text
from complaints_service.errors import DomainError, Words, invalid, words
from complaints_service.intake.file_content import FileRefused, safe_content
from complaints_service.intake.media import keep_safe
from complaints_service.web.shell.forms import FormSchema

#: What may stand as evidence, by content: photos (drawn anew), PDF and plain text.
TAKEN = frozenset({"image/jpeg", "application/pdf", "text/plain"})
MOST_FILE_BYTES = 10_000_000
#: A request with files, all together.
MOST_BODY = 25_000_000


class ReportedValueForm(FormSchema):
    """A value with what was done; its links and files are evidence."""

    value = Decimal()
    words = Line()
    links = Text(load_default="")


class ApprovalForm(FormSchema):
    """What the superior saw when letting a value count."""

    seen = Line()


class DeclineForm(ApprovalForm):
    """Why a value does not count."""

    reason = Text(load_default="")


class WithdrawalForm(FormSchema):
    """Why a report or a piece of evidence is taken back."""

    reason = Text(load_default="")


class EvidenceForm(FormSchema):
    """More evidence."""

    links = Text(load_default="")


def typed_links(typed: str) -> list[NewEvidence]:
    """One link a line; each is called by its host."""
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    return [NewEvidence(_host(line), link=line) for line in lines[: MOST_EVIDENCE + 1]]


def kept_files(folder: Path, files: Sequence[FileStorage]) -> list[NewEvidence]:
    """Uploads, checked one and all and then kept in the media folder. Invalid names the field `files`."""
    sent = [file for file in files if file.filename]
    if len(sent) > MOST_EVIDENCE:
        raise _refused(words("Paling banyak %(most)s bukti untuk satu realisasi.", most=MOST_EVIDENCE))
    safe = [(_file_name(file.filename or ""), *_checked(file)) for file in sent]
    return [NewEvidence(name, file=keep_safe(folder, content, mime)) for name, content, mime in safe]


def _checked(file: FileStorage) -> tuple[bytes, str]:
    file.stream.seek(0)  # a change that is tried again reads it again
    content = file.stream.read(MOST_FILE_BYTES + 1)
    name = _file_name(file.filename or "")
    if len(content) > MOST_FILE_BYTES:
        raise _refused(words("%(name)s terlalu besar: paling besar 10 MB.", name=name))
    try:
        safe, mime = safe_content(content)
    except FileRefused:
        mime, safe = "", b""
    if mime not in TAKEN:
        raise _refused(words("%(name)s bukan foto, PDF, atau teks biasa.", name=name))
    return safe, mime


def _file_name(sent: str) -> str:
    """The last part of a name, without what cannot be read (such as marks that turn letters around)."""
    last = PurePosixPath(sent.replace("\\", "/")).name
    return "".join(letter for letter in last if letter.isprintable())[:200] or "-"


def _host(link: str) -> str:
    try:
        return urlsplit(link).hostname or "-"
    except ValueError:
        return "-"


def _refused(problem: Words) -> DomainError:
    return invalid("files", problem)
