"""Search for officers' clients: words over what one may view, and who complained by a recorded look."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.scopes import READ, REPORTER
from complaints_service.api.answers import RowsAnswer
from complaints_service.api.body import json_body
from complaints_service.api.openapi import described
from complaints_service.api.presenting import row_json
from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.input.schemas import SoughtReporterSchema
from complaints_service.edge.input.typed import whole_number
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn, has_proved
from complaints_service.edge.transaction import reading, writing
from complaints_service.errors import Forbidden, words
from complaints_service.moment import Moment
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.search.matching import read_typed
from complaints_service.tickets.search.queries import search
from complaints_service.tickets.search.reporters import find_reporter

blueprint = Blueprint("search_api", __name__, url_prefix="/api/v1/search")
QUERY = {
    "q": {"type": "string", "description": "A number or its last four, words, or an address."},
    "cursor": {"type": "string", "description": "`next` of the page before."},
}


@blueprint.get("")
@needs(SIGNED_IN, scope=READ)
@described(who="officer", gives=RowsAnswer(), query=QUERY)
def search_tickets(reader: SignedIn) -> Response:
    """The reports that are meant, the newest first, among those one may view."""
    before = whole_number(request.args.get("cursor", ""))
    with reading() as session:
        meant = read_typed(request.args.get("q", ""))
        found = search(session, rights=reader.rights, meant=meant, before=before)
        following = str(found.tickets[-1].id) if found.more else None
        return jsonify(tickets=_rows(found.tickets), next=following)


@blueprint.post("/reporter")
@needs(SIGNED_IN, scope=REPORTER)
@described(who="officer", gives=RowsAnswer(), takes=SoughtReporterSchema())
def search_reporter(reader: SignedIn) -> Response:
    """The reports of one person whose identity one may have opened, by the whole name, phone or e-mail.

    That it was looked for, and what for, is recorded, whatever was found.
    """
    if not has_proved(reader):
        raise Forbidden("proof_needed", words("Cari di halaman Cari, yang meminta bukti bahwa ini Anda."))
    asked = SoughtReporterSchema().load(json_body())

    def look(session: Session) -> list[dict[str, object]]:
        moment = Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=service().rulebook)
        return _rows(find_reporter(moment, rights=reader.rights, **asked))

    return jsonify(tickets=writing(look), next=None)


def _rows(tickets: Sequence[Ticket]) -> list[dict[str, object]]:
    return [row_json(ticket, ticket.complaint.title) for ticket in tickets]
