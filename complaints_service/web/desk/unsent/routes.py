"""The address by which a letter is taken back before it leaves."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, url_for

from complaints_service.edge.acting import take_letter_back
from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.sign_in import SignedIn
from complaints_service.errors import NotFound, words
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.unsent.service import LetterView
from complaints_service.web.desk.acts.links import TypedAct
from complaints_service.web.desk.page import list_page
from complaints_service.web.desk.showing import again, shown_act, shown_ticket
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from complaints_service.web.shell.pages import tell

blueprint = Blueprint("unsent", __name__, url_prefix="/meja")
_BACK = words("Diurungkan: warga tidak menerima apa pun.")


class TakeBackForm(FormSchema):
    """A button alone."""


@blueprint.post("/<number>/urungkan/<id:letter_id>")
@needs(SIGNED_IN)
def take_back(reader: SignedIn, number: str, letter_id: int) -> Response | tuple[str, int]:
    """Takes one's own letter back, also where the ticket is somebody else's by now; its words are kept."""
    known = read_number(number) or number

    def shown(letter: LetterView) -> Response:
        """An answer's words stand in its box; a question's on its page."""
        tell(_BACK)
        try:
            seen = again(reader, known)
        except NotFound:
            return make_response(redirect(url_for("desk.listing"), 303))
        if letter.act == "message":
            return make_response(redirect(url_for("desk.ticket", number=known, _anchor="jawab"), 303))
        return make_response(shown_act(reader, seen, letter.act, TypedAct({"text": letter.text})))

    return submit(
        TakeBackForm(),
        Sent(
            change=lambda session, _loaded: take_letter_back(reader, session, known, letter_id),
            refused=lambda typed: _refused(reader, known, typed),
            answer=shown,
            keyed=False,  # the letter itself is there once
        ),
    )


def _refused(reader: SignedIn, number: str, typed: Typed) -> str:
    """The ticket, saying that it has left; the list where the ticket is not the reader's to see."""
    said = " ".join(typed.errors.get("", ()))
    try:
        return shown_ticket(reader, again(reader, number), TypedAct(refusal=said))
    except NotFound:
        tell(said)
        return list_page(reader)
