"""The addresses of papers: one is made, one is opened."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import needs
from complaints_service.edge.limits.crowd import TAKEN_ALONG, limited
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.tickets import VIEW_PAPER, VIEW_TICKET
from complaints_service.errors import words
from complaints_service.moment import Moment
from complaints_service.papers.drawing import paper_pdf
from complaints_service.papers.models import TicketPaper
from complaints_service.papers.service import issue_paper
from complaints_service.tickets.queries import Seen
from complaints_service.web.desk.acts.links import TypedAct
from complaints_service.web.desk.showing import again, shown_ticket
from complaints_service.web.performance.evaluations.documents import document_answer
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from config.entries.papers import PAPER_KINDS

blueprint = Blueprint("papers", __name__, url_prefix="/meja/<number>/surat")


@blueprint.post(f"/<any({','.join(PAPER_KINDS)}):kind>")
@needs(VIEW_TICKET)
def make(reader: SignedIn, _seen: Seen, number: str, kind: str) -> Response | tuple[str, int]:
    """Makes the paper of the last entry that gave the ticket on; a second press leads to the same one."""

    def change(session: Session, _typed: dict[str, Any]) -> str:
        moment = Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=service().rulebook)
        return issue_paper(moment, number=number, kind=kind, rights=reader.rights).number

    def refused(form: Typed) -> str:
        told = TypedAct(refusal=(form.errors.get("") or [""])[0])
        return shown_ticket(reader, again(reader, number), told)

    return submit(
        FormSchema(),
        Sent(
            change=change,
            refused=refused,
            done=url_for("desk.ticket", number=number, _anchor="surat"),
            said=lambda made: words("Dibuat dengan nomor %(number)s.", number=made),
            keyed=False,  # an entry has one paper, however often it is asked for
        ),
    )


@blueprint.get("/<id:paper_id>.pdf")
@limited(TAKEN_ALONG)
@needs(VIEW_PAPER)
def one(_reader: SignedIn, paper: TicketPaper, number: str, paper_id: int) -> Response:
    """A paper as it was made."""
    return document_answer(paper_pdf(paper), "pdf", paper.number.replace("/", "-"))
