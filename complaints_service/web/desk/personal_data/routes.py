"""What people ask of their own data: the list with its clock, one request, the decision."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.access import Rights
from complaints_service.edge.guard import Right, needs, office_right
from complaints_service.edge.input.fields import Line, Text, choice
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.errors import words
from complaints_service.moment import Moment
from complaints_service.personal_data.models import SubjectRequest
from complaints_service.personal_data.queries import request_of, requests_listed
from complaints_service.personal_data.rules import ALWAYS, grounds
from complaints_service.personal_data.service import decide
from complaints_service.personal_data.standing import standing_of
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from complaints_service.web.shell.pages import page
from complaints_service.web.words.data_requests import kept_words, kind_name, state_badge

blueprint = Blueprint("data_requests", __name__, url_prefix="/pengelola/permintaan-data")
ANSWER_DATA = office_right("answer_data")


def _request(session: Session, rights: Rights, *, request_id: int) -> tuple[SubjectRequest, Ticket]:
    return request_of(session, request_id=request_id, rights=rights)


DECIDE_REQUEST = Right(
    code="answer_data", who=f"{ANSWER_DATA.who}; nobody whom the report accuses", load=_request
)


class DataDecisionForm(FormSchema):
    """Whether it is granted, and why or why not."""

    decision = Line(required=True, validate=choice(("granted", "refused")))
    reason = Text(load_default="")


@blueprint.get("")
@needs(ANSWER_DATA)
def listing(reader: SignedIn) -> str:
    """What waits, what is due first above; and what was decided."""
    now = clock.now()
    with reading() as session:
        waiting = [_line(*one) for one in requests_listed(session, rights=reader.rights, waiting=True)]
        decided = [_line(*one) for one in requests_listed(session, rights=reader.rights, waiting=False)]
    return page(
        "desk/permintaan_data.html",
        waiting=waiting,
        decided=decided,
        now=now,
        breaches_href=url_for("data_breaches.listing"),
        processing_href=url_for("processing.listing"),
    )


@blueprint.get("/<id:request_id>")
@needs(DECIDE_REQUEST)
def one(reader: SignedIn, found: tuple[SubjectRequest, Ticket], request_id: int) -> str:
    """One request, what would stay, and the decision."""
    return _page(reader, request_id, Typed())


@blueprint.post("/<id:request_id>")
@needs(DECIDE_REQUEST, proof=True)
def post_decision(
    reader: SignedIn, found: tuple[SubjectRequest, Ticket], request_id: int
) -> Response | tuple[Any, int]:
    """Decides; what is granted happens at once."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        moment = Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=service().rulebook)
        decide(
            moment,
            request_id=request_id,
            granted=typed["decision"] == "granted",
            reason=typed["reason"],
            rights=reader.rights,
        )

    return submit(
        DataDecisionForm(),
        Sent(
            change=change,
            refused=lambda typed: _page(reader, request_id, typed),
            done=url_for("data_requests.listing"),
            said=words("Diputuskan. Warga membaca putusan dan alasannya di halaman laporannya."),
        ),
    )


def _page(reader: SignedIn, request_id: int, typed: Typed) -> str:
    with reading() as session:
        row, ticket = request_of(session, request_id=request_id, rights=reader.rights)
        stays = grounds(standing_of(session, ticket=ticket, past_term=False)) if row.kind == "erasure" else []
        line = _line(row, ticket)
    return page(
        "desk/permintaan_data_satu.html",
        one=line,
        open=row.state == "asked",
        words=row.words,
        stays=kept_words(stays),
        always=_(ALWAYS) if row.kind == "erasure" else "",
        list_href=url_for("data_requests.listing"),
        action=url_for("data_requests.post_decision", request_id=request_id),
        form=typed.values,
        errors=typed.errors,
        now=clock.now(),
    )


def _line(row: SubjectRequest, ticket: Ticket) -> dict[str, Any]:
    return {
        "kind": kind_name(row.kind),
        "number": ticket.number,
        "state": state_badge(row.state),
        "asked_at": row.asked_at,
        "due_at": row.due_at,
        "decided_at": row.decided_at,
        "reason": row.reason,
        "kept": kept_words(row.kept),
        "href": url_for("data_requests.one", request_id=row.id),
    }
