"""The addresses of minutes: made once by who leads the meeting, opened by whoever may see it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import needs
from complaints_service.edge.limits.crowd import TAKEN_ALONG, limited
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.meetings import LEAD_MEETING, VIEW_MEETING
from complaints_service.edge.transaction import reading
from complaints_service.errors import NotFound, words
from complaints_service.meetings.queries import MeetingView
from complaints_service.moment import Moment
from complaints_service.papers.minutes import issue_minutes, minutes_of, minutes_pdf
from complaints_service.web.meetings.page import meeting_page
from complaints_service.web.performance.evaluations.documents import document_answer
from complaints_service.web.performance.scope import Look
from complaints_service.web.shell.forms import FormSchema, Sent, submit

blueprint = Blueprint("minutes", __name__, url_prefix="/rapat")


@blueprint.post("/<id:meeting_id>/notulen")
@needs(LEAD_MEETING)
def make(reader: SignedIn, found: MeetingView, meeting_id: int) -> Response | tuple[str, int]:
    """Makes the minutes of a meeting that was held; a second press leads to the same ones."""

    def change(session: Session, _typed: dict[str, Any]) -> str:
        moment = Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=service().rulebook)
        return issue_minutes(moment, meeting_id=meeting_id, rights=reader.rights).number

    return submit(
        FormSchema(),
        Sent(
            change=change,
            refused=lambda typed: meeting_page(reader, Look(), found, typed),
            done=url_for("meetings.meeting", meeting_id=meeting_id),
            said=lambda made: words("Dibuat dengan nomor %(number)s.", number=made),
            keyed=False,  # a meeting has one paper, however often it is asked for
        ),
    )


@blueprint.get("/<id:meeting_id>/notulen.pdf")
@limited(TAKEN_ALONG)
@needs(VIEW_MEETING)
def document(_reader: SignedIn, _found: MeetingView, meeting_id: int) -> Response:
    """The minutes as they were made."""
    with reading() as session:
        row = minutes_of(session, meeting_id=meeting_id)
        if row is None:
            raise NotFound("paper")
        body, number = minutes_pdf(row), row.number
    return document_answer(body, "pdf", number.replace("/", "-"))
