"""The files of a citizen's own complaint."""

from __future__ import annotations

from flask import Blueprint, Response

from complaints_service.edge.guard import needs
from complaints_service.edge.subjects.tickets import OWN_FILE
from complaints_service.intake.models import Attachment
from complaints_service.web.shell.attachments import SMALL, file_answer, small_answer

blueprint = Blueprint("own_files", __name__)


@blueprint.get("/laporan/<number>/berkas/<id:attachment_id>")
@needs(OWN_FILE)
def one(attachment: Attachment, number: str, attachment_id: int) -> Response:
    """A file of the citizen's own complaint."""
    return file_answer(attachment, number)


@blueprint.get(f"/laporan/<number>/berkas/<id:attachment_id>/{SMALL}")
@needs(OWN_FILE)
def small(attachment: Attachment, number: str, attachment_id: int) -> Response:
    """A picture in small, for whoever may see it whole."""
    return small_answer(attachment, number)
