"""The addresses of one's reminders: set on a ticket, listed, done."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.input.fields import Instant, Line
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.tickets import VIEW_TICKET
from complaints_service.errors import invalid, words
from complaints_service.moment import Moment
from complaints_service.tickets.queries import Seen
from complaints_service.tickets.reminders.service import end_reminder, remind
from complaints_service.tickets.reminders.times import QUICK, quick_time
from complaints_service.web.desk.acts.links import TypedAct
from complaints_service.web.desk.reminders.page import listing_page
from complaints_service.web.desk.showing import again, shown_ticket
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit

blueprint = Blueprint("reminders", __name__, url_prefix="/meja")


class ReminderForm(FormSchema):
    """One of the times offered, or one of one's own."""

    choice = Line(load_default="")
    at = Instant(load_default=None)


@blueprint.get("/pengingat")
@needs(SIGNED_IN)
def listing(reader: SignedIn) -> str:
    """One's reminders."""
    return listing_page(reader)


@blueprint.post("/<number>/ingatkan")
@needs(VIEW_TICKET)
def set_one(reader: SignedIn, seen: Seen, number: str) -> Response | tuple[Any, int]:
    """Sets when the reader wants to look at this ticket again."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        moment = Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=service().rulebook)
        calendar, at = moment.rulebook.calendar(moment.rulebook.office.calendar), typed["at"]
        if typed["choice"] in QUICK:
            at = quick_time(typed["choice"], now=moment.now, calendar=calendar)
        if at is None:
            raise invalid("at", words("Isi tanggal dan jam, atau pilih salah satu."))
        remind(moment, seen=seen, at=at, rights=reader.rights)

    def refused(typed: Typed) -> str:
        refusal = (typed.errors.get("") or [""])[0]
        shown = TypedAct(form=dict(typed.values), errors=dict(typed.errors), refusal=refusal)
        return shown_ticket(reader, again(reader, number), shown)

    return submit(
        ReminderForm(),
        Sent(
            change=change,
            refused=refused,
            done=url_for("desk.ticket", number=seen.ticket.number),
            said=words("Anda akan diingatkan. Hanya Anda yang tahu."),
        ),
    )


@blueprint.post("/pengingat/<id:reminder_id>/selesai")
@needs(SIGNED_IN)
def end_one(reader: SignedIn, reminder_id: int) -> Response | tuple[Any, int]:
    """Ends one's own reminder."""
    return submit(
        FormSchema(),
        Sent(
            change=lambda session, _typed: end_reminder(
                session, reminder_id=reminder_id, rights=reader.rights
            ),
            refused=lambda _typed: listing_page(reader),
            done=url_for("reminders.listing"),
            said=words("Pengingat selesai."),
        ),
    )
