"""The address by which a letter is taken back before it leaves."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.acting import take_letter_back
from complaints_service.edge.guard import needs
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.tickets import VIEW_TICKET
from complaints_service.errors import words
from complaints_service.moment import Moment
from complaints_service.tickets.queries import Seen
from complaints_service.web.desk.acts.links import TypedAct
from complaints_service.web.desk.showing import again, shown_ticket
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit

blueprint = Blueprint("unsent", __name__, url_prefix="/meja")


class TakeBackForm(FormSchema):
    """A button alone."""


@blueprint.post("/<number>/urungkan/<id:unsent_id>")
@needs(VIEW_TICKET)
def take_back(reader: SignedIn, seen: Seen, number: str, unsent_id: int) -> Response | tuple[Any, int]:
    """Takes one's own letter back; its words stand in the box of the ticket again."""

    def refused(typed: Typed) -> str:
        said = " ".join(typed.errors.get("", ()))
        return shown_ticket(reader, again(reader, number), TypedAct(refusal=said))

    def change(session: Session, _loaded: dict[str, Any]) -> None:
        moment = Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=service().rulebook)
        take_letter_back(moment, number=seen.ticket.number, letter_id=unsent_id, rights=reader.rights)

    return submit(
        TakeBackForm(),
        Sent(
            change=change,
            refused=refused,
            done=url_for("desk.ticket", number=seen.ticket.number, _anchor="jawab"),
            said=words("Diurungkan: warga tidak menerima apa pun."),
        ),
    )
