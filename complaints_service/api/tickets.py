"""Tickets for officers' clients: lists, one ticket, and every act on it."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.scopes import ACT, READ, REPORTER
from complaints_service.api.answers import DoneAnswer, IdentityAnswer, RowsAnswer, TicketAnswer
from complaints_service.api.body import SHOWN, json_body, key_for
from complaints_service.api.files import files_json
from complaints_service.api.openapi import described
from complaints_service.api.presenting import reporter_json, row_json, ticket_json
from complaints_service.edge.acting import officer_act
from complaints_service.edge.files.uploads import SENT_BY_OFFICE, takes_files
from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.input.act_schemas import read_request, schema_of
from complaints_service.edge.input.paging import cursor_after, read_cursor
from complaints_service.edge.input.schemas import PurposeSchema
from complaints_service.edge.input.typed import instant, whole_number
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.tickets import VIEW_TICKET
from complaints_service.edge.transaction import reading, writing
from complaints_service.errors import invalid, words
from complaints_service.moment import Moment
from complaints_service.tickets import queries
from complaints_service.tickets.acts.registry import ADDRESSES
from complaints_service.tickets.identity import see_reporter
from complaints_service.tickets.ledger.states import STATES
from complaints_service.tickets.listed import VIEWS, Filter, heads_listed
from complaints_service.tickets.queries import Seen
from complaints_service.vault.opening import OpenedIdentity

blueprint = Blueprint("tickets", __name__, url_prefix="/api/v1/tickets")
#: The last part of an act's address -> what it means, and what it takes.
BODIES = {address: (act.meaning, schema_of(act)) for address, act in ADDRESSES.items()}
QUERY = {
    "view": {"type": "string", "enum": [*VIEWS, "all"], "default": "all"},
    "state": {"type": "string", "enum": list(STATES)},
    "unit": {"type": "string", "description": "A unit's code."},
    "holder": {"type": "integer", "description": "An officer's number."},
    "category": {"type": "string", "description": "A category's code."},
    "kelurahan": {"type": "string", "description": "A kelurahan's code."},
    "due_before": {"type": "string", "format": "date-time", "description": "With an offset."},
    "q": {"type": "string", "description": "A number, or words of the report."},
    "cursor": {"type": "string", "description": "`next` of the page before."},
}
_ONE_OF = ",".join(f"'{name}'" for name in ADDRESSES)


@blueprint.get("")
@needs(SIGNED_IN, scope=READ)
@described(who="officer", gives=RowsAnswer(), query=QUERY)
def list_tickets(reader: SignedIn) -> Response:
    """A page of the tickets one may see; `next` is the cursor of the page after."""
    narrowed = _filter()
    with reading() as session:
        found, more = heads_listed(session, rights=reader.rights, narrowed=narrowed, limit=queries.PAGE)
        tickets = [row_json(head, head.title) for head in found]
        cursor = cursor_after(found[-1], narrowed.view) if more else None
    return jsonify(tickets=tickets, next=cursor)


@blueprint.get("/<number>")
@needs(VIEW_TICKET, scope=READ)
@described(who="officer", gives=TicketAnswer())
def get_ticket(reader: SignedIn, seen: Seen, number: str) -> Response:
    """One ticket: ledger, custody, clocks, routing decision, and what may be done now."""
    with reading() as session:
        view = queries.desk_view(
            session, seen, rights=reader.rights, now=clock.now(), rulebook=service().rulebook
        )
        return jsonify(ticket_json(view, files=files_json(view.ticket.id, for_citizen=False)))


@blueprint.post("/<number>/reporter")
@needs(VIEW_TICKET, scope=REPORTER)
@described(who="officer", gives=IdentityAnswer(), takes=PurposeSchema())
def post_reporter(reader: SignedIn, _seen: Seen, number: str) -> Response:
    """Who complained, for whoever may know it; who looked and what for is recorded before it is opened."""
    asked = PurposeSchema().load(json_body())

    def look(session: Session) -> OpenedIdentity:
        moment = Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=service().rulebook)
        return see_reporter(moment, number=number, rights=reader.rights, purpose=asked["purpose"])

    return jsonify(reporter_json(writing(look)))


@blueprint.post(f"/<number>/<any({_ONE_OF}):act>")
@needs(VIEW_TICKET, scope=ACT)
@takes_files(SENT_BY_OFFICE)
@described(who="officer", gives=DoneAnswer(), takes_by=BODIES, keyed=True)
def post_act(reader: SignedIn, _seen: Seen, number: str, act: str) -> tuple[Response, int]:
    """Does one act; a refused one answers 409 with what is allowed."""
    body = json_body()
    asked = read_request(ADDRESSES[act], body)
    key = key_for(f"tickets/{number}/{act}/{reader.rights.account_id}", body)
    shown = request.form.get(SHOWN, "true") != "false"
    done = officer_act(reader, number, asked, key=key, shown=shown)
    return jsonify(done.answer), 201 if done.created else 200


def _filter() -> Filter:
    args = request.args
    view = args.get("view", "all")
    if view not in (*VIEWS, "all"):
        raise invalid("view", words("Pilih salah satu: %(choices)s.", choices=", ".join((*VIEWS, "all"))))
    holder = whole_number(args["holder"]) if "holder" in args else None
    if "holder" in args and holder is None:
        raise invalid("holder", words("Isi dengan nomor petugas."))
    return Filter(
        view=view,
        state=args.get("state"),
        unit=args.get("unit"),
        holder=holder,
        category=args.get("category"),
        kelurahan=args.get("kelurahan"),
        due_before=_instant("due_before"),
        q=args.get("q"),
        after=read_cursor(args["cursor"]) if "cursor" in args else None,
    )


def _instant(name: str) -> datetime | None:
    if name not in request.args:
        return None
    found = instant(request.args[name])
    if found is None:
        raise invalid(name, words("Tulis waktu dengan zonanya, misalnya 2026-11-24T14:05:00+07:00."))
    return found
