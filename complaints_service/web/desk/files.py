"""The files of a ticket, for whoever may see it."""

from __future__ import annotations

from flask import Blueprint, Response

from complaints_service.edge.guard import needs
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.tickets import VIEW_FILE
from complaints_service.intake.models import Attachment
from complaints_service.web.shell.attachments import SMALL, file_answer, small_answer

blueprint = Blueprint("files", __name__)


@blueprint.get("/meja/<number>/berkas/<id:attachment_id>")
@needs(VIEW_FILE)
def one(_reader: SignedIn, attachment: Attachment, number: str, attachment_id: int) -> Response:
    """A file of a ticket, for whoever may see the ticket."""
    return file_answer(attachment, number)


@blueprint.get(f"/meja/<number>/berkas/<id:attachment_id>/{SMALL}")
@needs(VIEW_FILE)
def small(_reader: SignedIn, attachment: Attachment, number: str, attachment_id: int) -> Response:
    """A picture in small, for whoever may see it whole."""
    return small_answer(attachment, number)
