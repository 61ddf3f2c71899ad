"""Tickets for officers' clients: lists, one ticket, and every act on it."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.api.body import json_body, key_for
from complaints_service.api.presenting import row_json, ticket_json
from complaints_service.edge.schemas import ActSchema
from complaints_service.edge.service import service
from complaints_service.edge.sign_in import officer
from complaints_service.edge.transaction import reading, writing
from complaints_service.errors import invalid, words
from complaints_service.tickets import queries
from complaints_service.tickets.acts import Request
from complaints_service.tickets.idempotency import first_answer, remember
from complaints_service.tickets.service import perform

blueprint = Blueprint("tickets", __name__, url_prefix="/api/v1/tickets")
ACT = ActSchema()

#: The last part of the address -> the act of the workflow table.
ACTS = {
    "take": "take", "assign": "assign", "messages": "message", "questions": "question", "notes": "note",
    "handover": "handover", "resolve": "resolve", "reject": "reject", "classify": "classify",
}


@blueprint.get("")
def list_tickets() -> Response:
    """A page of the tickets one may see; `next` is the cursor of the page after."""
    signed_in = officer()
    narrowed = _filter()
    with reading() as session:
        rows = queries.desk(
            session, rights=signed_in.rights, narrowed=narrowed, now=clock.now(), rulebook=service().rulebook
        )
        tickets = [row_json(row) for row in rows]
        cursor = _cursor(rows[-1]) if len(rows) == queries.PAGE else None
    return jsonify(tickets=tickets, next=cursor)


@blueprint.get("/<number>")
def get_ticket(number: str) -> Response:
    """One ticket: ledger, custody, clocks, routing decision, and what may be done now."""
    with reading() as session:
        view = queries.for_officer(
            session, number=number, rights=officer().rights, now=clock.now(), rulebook=service().rulebook
        )
        return jsonify(ticket_json(view))


@blueprint.post("/<number>/<any(take,assign,messages,questions,notes,handover,resolve,reject,classify):act>")
def post_act(number: str, act: str) -> tuple[Response, int]:
    """Does one act; a refused one answers 409 with what is allowed."""
    signed_in = officer()
    body = json_body()
    loaded = ACT.load(body)
    asked = Request(
        ACTS[act], text=loaded.get("text"), reason=loaded.get("reason"), version=loaded.get("version"),
        to=loaded.get("to"), message_act=loaded.get("act", "answer"),
        completeness=loaded.get("completeness", False), category=loaded.get("category"), kind=loaded.get("kind"),
    )
    key, now = key_for(f"tickets/{number}/{act}/{signed_in.rights.account_id}", body), clock.now()

    def change(session: Session) -> tuple[dict[str, Any], bool]:
        if key is not None and (answer := first_answer(session, key=key)) is not None:
            return answer, False
        done = perform(
            session, number=number, request=asked, actor=signed_in.actor, rights=signed_in.rights, now=now,
            rulebook=service().rulebook,
        )
        ticket = done.ticket
        answer = {"number": ticket.number, "status": ticket.state, "version": ticket.version}
        if key is not None:
            remember(session, key=key, answer=answer, now=now)
        return answer, True

    answer, created = writing(change)
    return jsonify(answer), 201 if created else 200


def _filter() -> queries.Filter:
    args = request.args
    view = args.get("view", "all")
    if view not in (*queries.VIEWS, "all"):
        raise invalid("view", words("Pilih salah satu: %(choices)s.", choices=", ".join((*queries.VIEWS, "all"))))
    try:
        holder = int(args["holder"]) if "holder" in args else None
    except ValueError:
        raise invalid("holder", words("Isi dengan nomor petugas.")) from None
    return queries.Filter(
        view=view, state=args.get("state"), unit=args.get("unit"), holder=holder, category=args.get("category"),
        kelurahan=args.get("kelurahan"), due_before=_instant("due_before"), q=args.get("q"), after=_after(),
    )


def _instant(name: str) -> datetime | None:
    if name not in request.args:
        return None
    try:
        found = datetime.fromisoformat(request.args[name])
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise invalid(name, words("Tulis waktu dengan zonanya, misalnya 2026-11-24T14:05:00+07:00."))
    return found


def _cursor(row: queries.Row) -> str:
    due = row.ticket.due_at.isoformat() if row.ticket.due_at else None
    return urlsafe_b64encode(json.dumps([due, row.ticket.id]).encode()).decode()


def _after() -> tuple[datetime | None, int] | None:
    if "cursor" not in request.args:
        return None
    try:
        due, ticket_id = json.loads(urlsafe_b64decode(request.args["cursor"]))
        return (datetime.fromisoformat(due) if due else None), int(ticket_id)
    except (ValueError, TypeError, Base64Error):
        raise invalid("cursor", words("Penanda halaman ini tidak dikenal.")) from None
