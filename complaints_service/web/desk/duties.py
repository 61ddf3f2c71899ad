"""What waits for the reader, of every sort, each with the page where it is done."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, url_for
from flask_babel import gettext as _

from complaints_service import clock
from complaints_service.duties.queries import count_duties, total
from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.web.shell.pages import page

blueprint = Blueprint("duties", __name__, url_prefix="/menunggu")


@dataclass(frozen=True)
class DutyLine:
    """One sort of duty: what is to be done, how many, and where."""

    words: str
    count: int
    href: str


@blueprint.get("")
@needs(SIGNED_IN)
def listing(reader: SignedIn) -> str:
    """Everything that waits for the reader, what runs out first above."""
    today = service().rulebook.local_date(clock.now())
    with reading() as session:
        counted, _also = count_duties(session, rights=reader.rights, today=today)
    lines = [
        DutyLine(_(duty.words), count, url_for(duty.endpoint, **duty.address)) for duty, count in counted
    ]
    return page("desk/menunggu.html", lines=lines, total=total(counted))
