"""Files of a complaint: shown on its pages, opened by whoever may see the complaint."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, request, send_from_directory
from flask_babel import gettext as _

from complaints_service import clock
from complaints_service.edge.headers import SANDBOX
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import officer
from complaints_service.edge.transaction import reading
from complaints_service.errors import NotFound
from complaints_service.intake.attachments import attachment_of
from complaints_service.intake.models import Attachment
from complaints_service.tickets import queries
from complaints_service.web.shell.tracking_cookie import secret_for
from complaints_service.web.words.vocabulary import name_of

blueprint = Blueprint("files", __name__)
#: What a browser may draw by itself; it was drawn anew when it was kept.
PICTURES = frozenset({"image/jpeg"})


@dataclass(frozen=True)
class FileEntry:
    """One file in words; `href` is empty while it is not here. `picture`: it is shown as one."""

    words: str
    href: str = ""
    picture: bool = False


def file_entries(attachments: Sequence[Attachment], *, address: Callable[[int], str]) -> list[FileEntry]:
    """The files of a ticket in the order they came, also those still on their way and those not taken."""
    return [_entry(one, address(one.id)) for one in attachments]


def _entry(one: Attachment, href: str) -> FileEntry:
    name = name_of("file_kind", one.kind)
    if one.state == "kept":
        return FileEntry(name, href, one.mime in PICTURES)
    if one.state == "wanted":
        return FileEntry(_("%(name)s, sedang diambil", name=name))
    return FileEntry(_("%(name)s tidak bisa kami simpan", name=name))


@blueprint.get("/laporan/<number>/berkas/<int:attachment_id>")
def of_citizen(number: str, attachment_id: int) -> Response:
    """A file of the citizen's own complaint."""
    with reading() as session:
        view = queries.tracked(
            session,
            number=number,
            secret=secret_for(request),
            now=clock.now(),
            rulebook=service().rulebook,
        )
        return _answer(attachment_of(session, ticket_id=view.ticket.id, attachment_id=attachment_id), number)


@blueprint.get("/meja/<number>/berkas/<int:attachment_id>")
def of_officer(number: str, attachment_id: int) -> Response:
    """A file of a ticket, for whoever may see the ticket."""
    signed_in = officer()
    with reading() as session:
        view = queries.for_officer(
            session, number=number, rights=signed_in.rights, now=clock.now(), rulebook=service().rulebook
        )
        return _answer(attachment_of(session, ticket_id=view.ticket.id, attachment_id=attachment_id), number)


def _answer(attachment: Attachment | None, number: str) -> Response:
    if attachment is None or attachment.state != "kept" or attachment.path is None:
        raise NotFound
    ending = attachment.path.rpartition(".")[2]
    answer = send_from_directory(
        service().settings.media_folder,
        attachment.path,
        mimetype=attachment.mime,
        as_attachment=attachment.mime not in PICTURES,
        download_name=f"{number}-{attachment.id}.{ending}",
        conditional=False,
    )
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = "no-store"
    return answer
