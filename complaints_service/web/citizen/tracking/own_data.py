"""What the office keeps of a report's citizen, for that citizen: asked about, decided on, taken along."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import brings_back, needs
from complaints_service.edge.input.fields import Line, Phone, Text
from complaints_service.edge.limits.crowd import TAKEN_ALONG, limited
from complaints_service.edge.resources import service
from complaints_service.edge.subjects.tickets import OWNER_TICKET
from complaints_service.edge.transaction import reading
from complaints_service.errors import Actor, NotFound, words
from complaints_service.extensions import limiter
from complaints_service.moment import Moment
from complaints_service.personal_data.copying import copy_of, copy_pdf
from complaints_service.personal_data.queries import granted, own_requests
from complaints_service.personal_data.rules import ALWAYS, KINDS
from complaints_service.personal_data.service import ask, lift
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.queries import Seen
from complaints_service.vault.sealing import Details
from complaints_service.web.citizen.tracking.own_page import own
from complaints_service.web.performance.evaluations.documents import document_answer
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from complaints_service.web.shell.pages import page
from complaints_service.web.words.data_requests import KINDS as KIND_WORDS
from complaints_service.web.words.data_requests import kept_words, kind_name, state_badge

blueprint = Blueprint("own_data", __name__, url_prefix="/laporan/<number>/data")


class DataForm(FormSchema):
    """Which request, why, and for a correction what shall stand there."""

    kind = Line(required=True)
    said = Text(data_key="words", load_default="")
    name = Line()
    phone = Phone(load_default="")
    email = Line()


@blueprint.get("")
@needs(OWNER_TICKET)
def show(seen: Seen, number: str) -> str:
    """What was asked and decided, and what may be asked."""
    return _page(seen, Typed())


@blueprint.post("")
@limiter.limit("10/minute")
@brings_back
@needs(OWNER_TICKET)
def post_request(seen: Seen, number: str) -> Response | tuple[Any, int]:
    """Asks something; from here three days run."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        details = Details(typed["name"] or None, typed["phone"] or None, typed["email"] or None)
        ticket = session.get_one(Ticket, seen.ticket.id)
        ask(_moment(session), ticket=ticket, kind=typed["kind"], said=typed["said"], details=details)

    return submit(
        DataForm(),
        Sent(
            change=change,
            refused=lambda typed: _page(own(number), typed),
            done=url_for("own_data.show", number=seen.ticket.number),
            said=words("Permintaan Anda diterima. Kantor memutuskan paling lama 3 x 24 jam dari sekarang."),
        ),
    )


@blueprint.post("/cabut-batas")
@limiter.limit("10/minute")
@brings_back
@needs(OWNER_TICKET)
def post_lift(seen: Seen, number: str) -> Response | tuple[Any, int]:
    """Ends the restriction; nobody has to decide on that."""
    return submit(
        FormSchema(),
        Sent(
            change=lambda session, _typed: lift(
                _moment(session), ticket=session.get_one(Ticket, seen.ticket.id)
            ),
            refused=lambda typed: _page(own(number), typed),
            done=url_for("own_data.show", number=seen.ticket.number),
            said=words("Pembatasan dicabut."),
        ),
    )


@blueprint.get("/salinan.json")
@limited(TAKEN_ALONG)
@needs(OWNER_TICKET)
def copy_json(seen: Seen, number: str) -> Response:
    """The copy for programs, once it was granted."""
    with reading() as session:
        _require_granted(session, seen)
        copied = copy_of(_moment(session), seen=seen)
    answer: Response = jsonify(copied)
    answer.headers["Content-Disposition"] = f'attachment; filename="data-{seen.ticket.number}.json"'
    return answer


@blueprint.get("/salinan.pdf")
@limited(TAKEN_ALONG)
@needs(OWNER_TICKET)
def copy_paper(seen: Seen, number: str) -> Response:
    """The copy for people."""
    with reading() as session:
        _require_granted(session, seen)
        body = copy_pdf(_moment(session), seen=seen)
    return document_answer(body, "pdf", f"data-{seen.ticket.number}")


def _require_granted(session: Session, seen: Seen) -> None:
    if not granted(own_requests(session, ticket=seen.ticket), "access"):
        raise NotFound("request")


def _moment(session: Session) -> Moment:
    return Moment(session=session, now=clock.now(), actor=Actor.citizen("web"), rulebook=service().rulebook)


def _page(seen: Seen, typed: Typed) -> str:
    ticket = seen.ticket
    with reading() as session:
        asked = own_requests(session, ticket=ticket)
    lines = [
        {
            "kind": kind_name(one.kind),
            "state": state_badge(one.state),
            "asked_at": one.asked_at,
            "due_at": one.due_at if one.state == "asked" else None,
            "decided_at": one.decided_at,
            "reason": one.reason,
            "kept": [] if one.ended_at else kept_words(one.kept),
            "ended_at": one.ended_at,
        }
        for one in asked
    ]
    anonymous = ticket.complaint.privacy == "anonymous"
    return page(
        "citizen/data.html",
        number=ticket.number,
        back_href=url_for("tracking.track", number=ticket.number),
        lines=lines,
        kinds=[
            (code, _(KIND_WORDS[code][0]), _(KIND_WORDS[code][1]))
            for code in KINDS
            if not (anonymous and code == "correction")
        ],
        always=_(ALWAYS),
        correctable=not anonymous,
        restricted=ticket.complaint.restricted_at is not None,
        action=url_for("own_data.post_request", number=ticket.number),
        lift_action=url_for("own_data.post_lift", number=ticket.number),
        copies=[
            url_for("own_data.copy_paper", number=ticket.number),
            url_for("own_data.copy_json", number=ticket.number),
        ]
        if granted(asked, "access")
        else [],
        form=typed.values,
        errors=typed.errors,
    )
