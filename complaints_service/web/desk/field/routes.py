"""The address of field work."""

from __future__ import annotations

from flask import Blueprint

from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.sign_in import SignedIn
from complaints_service.web.desk.field.page import field_page

blueprint = Blueprint("field", __name__, url_prefix="/meja/lapangan")


@blueprint.get("")
@needs(SIGNED_IN)
def places(reader: SignedIn) -> str:
    """The places of the reader's own tickets, in walking order."""
    return field_page(reader)
