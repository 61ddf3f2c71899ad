"""The files of a complaint for clients: listed with it, each at an address of its own."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from complaints_service.accounts.scopes import READ
from complaints_service.api.openapi import described
from complaints_service.edge.files.giving import file_answer
from complaints_service.edge.guard import needs
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.tickets import OWN_FILE_BY_HEADER, VIEW_FILE
from complaints_service.edge.transaction import reading
from complaints_service.intake.attachments import attachments_of
from complaints_service.intake.models import Attachment

blueprint = Blueprint("file_answers", __name__, url_prefix="/api/v1")


def files_json(ticket_id: int, *, for_citizen: bool) -> list[dict[str, Any]]:
    """The files of a ticket that this reader may see, in the order they came."""
    with reading() as session:
        found = attachments_of(session, ticket_id=ticket_id, for_citizen=for_citizen)
    return [
        {
            "id": one.id,
            "kind": one.kind,
            "state": one.state,
            "mime": one.mime,
            "size": one.size,
            "seq": one.seq,
            "role": one.role,
            "by": ("citizen" if one.author == "citizen" else "office") if for_citizen else one.author,
            "shown_to_citizen": one.shown_to_citizen,
        }
        for one in found
    ]


@blueprint.get("/complaints/<number>/files/<id:attachment_id>")
@needs(OWN_FILE_BY_HEADER)
@described(who="citizen", gives=None, file=True)
def get_own_file(attachment: Attachment, number: str, attachment_id: int) -> Response:
    """A file of the citizen's own complaint, as it is kept."""
    return _answer(attachment, number)


@blueprint.get("/tickets/<number>/files/<id:attachment_id>")
@needs(VIEW_FILE, scope=READ)
@described(who="officer", gives=None, file=True)
def get_file(_reader: SignedIn, attachment: Attachment, number: str, attachment_id: int) -> Response:
    """A file of a ticket, as it is kept."""
    return _answer(attachment, number)


def _answer(attachment: Attachment, number: str) -> Response:
    return file_answer(attachment.path or "", attachment.mime, name=f"{number}-{attachment.id}")
