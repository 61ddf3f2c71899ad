"""Complaints for citizens' clients: hand one in, follow it, write, judge the resolution."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request

from complaints_service import clock
from complaints_service.api.answers import CitizenDoneAnswer, ReceiptAnswer, TrackedAnswer
from complaints_service.api.body import json_body, key_for
from complaints_service.api.files import files_json
from complaints_service.api.neighbour_answers import SimilarAnswer
from complaints_service.api.openapi import described
from complaints_service.api.presenting import tracked_json
from complaints_service.edge.acting import letters_left
from complaints_service.edge.files.sent_files import attach_to_report
from complaints_service.edge.files.uploads import SENT_BY_ANYONE, takes_files, uploads
from complaints_service.edge.guard import ANYONE, needs
from complaints_service.edge.input.schemas import (
    ComplaintSchema,
    MessageSchema,
    ReasonSchema,
    ResolutionSchema,
    draft_of,
)
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.subjects.tickets import OWN_TICKET_BY_HEADER, OWNER_TICKET_BY_HEADER
from complaints_service.edge.tracking import Judgement, judgement_of, secret_of, track_act
from complaints_service.edge.transaction import reading, writing
from complaints_service.errors import Actor
from complaints_service.extensions import limiter
from complaints_service.intake.neighbours import neighbours_of
from complaints_service.intake.service import Ready, submit
from complaints_service.moment import Moment
from complaints_service.people.structure import unit_called
from complaints_service.tickets import queries
from complaints_service.tickets.acts.act import Request
from complaints_service.tickets.acts.ending.accept import Accept
from complaints_service.tickets.acts.ending.ask_reopening import AskReopening
from complaints_service.tickets.acts.ending.disputing import disputing
from complaints_service.tickets.acts.ending.withdraw import Withdraw
from complaints_service.tickets.acts.registry import act_of
from complaints_service.tickets.acts.saying.write import Write
from complaints_service.tickets.clocks.showing import left_to_page, page_opened
from complaints_service.tickets.queries import Seen

blueprint = Blueprint("complaints", __name__, url_prefix="/api/v1/complaints")
COMPLAINT, MESSAGE, RESOLUTION = ComplaintSchema(), MessageSchema(), ResolutionSchema()
REASON = ReasonSchema()
DONE = CitizenDoneAnswer()


@blueprint.post("")
@limiter.limit("60/minute")
@needs(ANYONE)
@takes_files(SENT_BY_ANYONE)
@described(who="anyone", takes=COMPLAINT, gives=ReceiptAnswer(), keyed=True)
def post_complaint() -> tuple[Response, int]:
    """Hands in a complaint; the same `Idempotency-Key` again gets the first answer."""
    body = json_body()
    draft = draft_of(COMPLAINT.load(body), channel="api", language=language())
    key, office, now = key_for("complaints", body), service(), clock.now()
    uploads()  # refuses what is not kept, before anything is written
    ready = Ready.made(draft, now=now, rulebook=office.rulebook)
    done = writing(
        lambda session: attach_to_report(
            moment := Moment(session=session, now=now, actor=Actor.citizen("api"), rulebook=office.rulebook),
            submit(moment, draft=ready, tracking_key=office.settings.tracking_key, key=key),
        )
    )
    return jsonify(done.answer), 201 if done.created else 200


@blueprint.post("/similar")
@limiter.limit("120/minute")
@needs(ANYONE)
@described(who="anyone", takes=COMPLAINT, gives=SimilarAnswer())
def post_similar() -> Response:
    """Neighbours' open reports that a complaint may repeat: `joins` follows one. Writes nothing."""
    draft = draft_of(COMPLAINT.load(json_body()), channel="api", language=language())
    rulebook = service().rulebook
    with reading() as session:
        found = neighbours_of(session, draft=draft, now=clock.now(), rulebook=rulebook)
    return jsonify(
        reports=[
            {
                "number": one.number,
                "category": one.category,
                "street": one.street or None,
                "kelurahan": one.kelurahan,
                "received_on": rulebook.local_date(one.received_at).isoformat(),
            }
            for one in found
        ]
    )


@blueprint.get("/<number>")
@limiter.limit("90/minute")
@needs(OWN_TICKET_BY_HEADER)
@described(who="citizen", gives=TrackedAnswer())
def get_complaint(seen: Seen, number: str) -> Response:
    """The citizen's own complaint: state, conversation, clocks with what counted and why, next step."""
    rulebook, now, own = service().rulebook, clock.now(), seen.ticket.number
    came = letters_left(own)
    with reading() as session:
        if came:
            seen = queries.own_ticket(session, number=own, secret=secret_of(request))
        left = left_to_page(session, number=own, events=seen.events)
    if left:
        writing(lambda session: page_opened(session, number=own, now=now, rulebook=rulebook))
    with reading() as session:
        if left:
            seen = queries.own_ticket(session, number=own, secret=secret_of(request))
        view = queries.own_view(session, seen, now=now, rulebook=rulebook)
        holder = unit_called(session, code=view.ticket.unit, rulebook=rulebook, language=language())
        return jsonify(tracked_json(view, holder=holder, files=files_json(view.ticket.id, for_citizen=True)))


@blueprint.post("/<number>/messages")
@limiter.limit("30/minute")
@needs(OWN_TICKET_BY_HEADER)
@takes_files(SENT_BY_ANYONE)
@described(who="citizen", takes=MESSAGE, gives=DONE, keyed=True)
def post_message(_seen: Seen, number: str) -> tuple[Response, int]:
    """The citizen writes."""
    body = json_body()
    loaded = MESSAGE.load(body)
    return _act(number, Write(text=loaded["text"]), body)


@blueprint.post("/<number>/resolution")
@limiter.limit("30/minute")
@needs(OWNER_TICKET_BY_HEADER)
@takes_files(SENT_BY_ANYONE)
@described(who="citizen", takes=RESOLUTION, gives=DONE, keyed=True)
def post_resolution(seen: Seen, number: str) -> tuple[Response, int]:
    """The citizen accepts the resolution, perhaps with a rating, or disputes it and says why."""
    body = json_body()
    loaded = RESOLUTION.load(body)
    comment = loaded.get("comment")
    if loaded["accepted"]:
        return _act(number, Accept(text=comment), body, judged=judgement_of(loaded))
    return _act(number, disputing(seen.ticket, comment or ""), body)


@blueprint.post("/<number>/reopening")
@limiter.limit("30/minute")
@needs(OWNER_TICKET_BY_HEADER)
@described(who="citizen", takes=REASON, gives=DONE, keyed=True)
def post_reopening(_seen: Seen, number: str) -> tuple[Response, int]:
    """The citizen opens a closed complaint again; past the limit a new one goes on, with its own secret."""
    body = json_body()
    return _act(number, AskReopening(reason=REASON.load(body)["reason"]), body)


@blueprint.post("/<number>/withdrawal")
@limiter.limit("30/minute")
@needs(OWNER_TICKET_BY_HEADER)
@described(who="citizen", takes=REASON, gives=DONE, keyed=True)
def post_withdrawal(_seen: Seen, number: str) -> tuple[Response, int]:
    """The citizen takes the complaint back."""
    body = json_body()
    return _act(number, Withdraw(reason=REASON.load(body)["reason"]), body)


def _act(
    number: str, act: Request, body: Mapping[str, Any], *, judged: Judgement | None = None
) -> tuple[Response, int]:
    key = key_for(f"complaints/{number}/{act_of(act).code}", body)
    answer, created = track_act(number, secret_of(request), act, origin="api", key=key, judged=judged)
    return jsonify(answer), 201 if created else 200
