"""The search: one box over every report one may view, and a form of its own for who complained."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request
from marshmallow import validate
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.input.fields import TOO_LONG, Text
from complaints_service.edge.limits.crowd import limited
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.moment import Moment
from complaints_service.tickets.identity import MOST_LETTERS
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.search.reporters import find_reporter
from complaints_service.web.desk.search.page import reporter_page, search_page
from complaints_service.web.shell.forms import FormSchema, Sent, submit

blueprint = Blueprint("search", __name__, url_prefix="/cari")


class ReporterForm(FormSchema):
    """Whose reports somebody looks for, and what for."""

    typed = Text(validate=validate.Length(max=MOST_LETTERS, error=TOO_LONG), load_default="")
    purpose = Text(validate=validate.Length(max=MOST_LETTERS, error=TOO_LONG), load_default="")


@blueprint.get("")
@limited(60)
@needs(SIGNED_IN)
def listing(reader: SignedIn) -> str:
    """The reports that are meant, the newest first, among those the reader may view."""
    return search_page(reader, typed=request.args.get("q", ""), cursor=request.args.get("cursor"))


@blueprint.post("/pelapor")
@needs(SIGNED_IN, proof=True)
def by_reporter(reader: SignedIn) -> Response | tuple[str, int]:
    """The reports of one person; that it was looked for, and what for, is recorded."""

    def look(session: Session, typed: dict[str, Any]) -> Sequence[Ticket]:
        moment = Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=service().rulebook)
        return find_reporter(moment, rights=reader.rights, typed=typed["typed"], purpose=typed["purpose"])

    return submit(
        ReporterForm(),
        Sent(
            change=look,
            refused=lambda form: reporter_page(reader, form=form),
            answer=lambda found: reporter_page(reader, found=found),
            keyed=False,  # what is looked for once more is looked at once more
        ),
    )
