"""The addresses of acts on several tickets: chosen, tried out, done, taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.together import OWN_RUN
from complaints_service.errors import words
from complaints_service.moment import Moment
from complaints_service.tickets.together import service as together
from complaints_service.tickets.together.models import BulkRun
from complaints_service.web.desk.together.form import TogetherForm, UndoForm, together_request
from complaints_service.web.desk.together.page import chosen_page, run_page
from complaints_service.web.shell.forms import Sent, Typed, sent_values, submit

blueprint = Blueprint("together", __name__, url_prefix="/meja/massal")


@blueprint.get("")
@needs(SIGNED_IN)
def choose(reader: SignedIn) -> str:
    """The tickets chosen on a list, with the fields of the act."""
    return chosen_page(reader, Typed())


@blueprint.post("/coba")
@needs(SIGNED_IN)
def try_run(reader: SignedIn) -> Response | tuple[str, int]:
    """Tells what would become of each; nothing is done."""
    return submit(
        TogetherForm(),
        Sent(
            change=lambda session, loaded: _asked(together.try_out, session, reader, loaded),
            refused=lambda typed: chosen_page(reader, typed),
            answer=lambda outcomes: chosen_page(reader, Typed(values=sent_values()), outcomes),
            keyed=False,  # nothing is done; it is tried anew each time
        ),
    )


@blueprint.post("")
@needs(SIGNED_IN)
def post_run(reader: SignedIn) -> Response | tuple[str, int]:
    """Does it to each that can be."""
    return submit(
        TogetherForm(),
        Sent(
            change=lambda session, loaded: _asked(together.perform_together, session, reader, loaded),
            refused=lambda typed: chosen_page(reader, typed),
            done=lambda run_id: url_for("together.one", run_id=run_id),
        ),
    )


@blueprint.get("/<id:run_id>")
@needs(OWN_RUN)
def one(reader: SignedIn, _run: BulkRun, run_id: int) -> str:
    """What became of each."""
    return run_page(reader, run_id, Typed())


@blueprint.post("/<id:run_id>/batal")
@needs(OWN_RUN)
def undo(reader: SignedIn, run: BulkRun, run_id: int) -> Response | tuple[str, int]:
    """Takes it back."""
    return submit(
        UndoForm(),
        Sent(
            change=lambda session, _loaded: together.undo_together(
                _moment(session, reader), run=run, rights=reader.rights
            ),
            refused=lambda typed: run_page(reader, run_id, typed),
            done=url_for("together.one", run_id=run_id),
            said=words("Dibatalkan, sejauh bisa."),
        ),
    )


def _asked(do: Callable[..., Any], session: Session, reader: SignedIn, loaded: dict[str, Any]) -> Any:
    return do(
        _moment(session, reader),
        picks=loaded["picks"],
        request=together_request(loaded),
        rights=reader.rights,
    )


def _moment(session: Session, reader: SignedIn) -> Moment:
    return Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=service().rulebook)
