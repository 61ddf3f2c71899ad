"""The slip of a report: its number, what comes next, and its link as a code that a telephone reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.tickets.queries import TicketView
from complaints_service.web.citizen.tracking.bounds import Bound, bounds_of
from complaints_service.web.shell.assets import qr
from complaints_service.web.shell.names import names_for
from complaints_service.web.ticket.headline import headline


@dataclass(frozen=True, kw_only=True)
class Slip:
    """What stands on a slip. `own`: whoever reads it sent the report, whose draft is over.

    `survey`: where its citizen says how they were served, while a survey asks.
    """

    number: str
    title: str
    received_at: datetime
    holder: str
    bounds: tuple[Bound, ...]
    link: str
    qr: Markup
    own: bool = False
    survey: str = ""
    survey_qr: Markup = Markup("")


def slip_of(session: Session, view: TicketView, *, secret: str, own: bool = False, survey: str = "") -> Slip:
    """The slip of a report whose link has this secret."""
    rulebook = service().rulebook
    names = names_for(session, events=view.events, audience="citizen", rulebook=rulebook)
    link = service().settings.base_url + url_for("tracking.open_link", secret=secret)
    return Slip(
        number=view.ticket.number,
        title=headline(view.ticket, view.complaint, rulebook, language()),
        received_at=view.ticket.received_at,
        holder=names.unit(view.ticket.unit),
        bounds=bounds_of(view, rulebook),
        link=link,
        qr=qr(link),
        own=own,
        survey=survey,
        survey_qr=qr(survey) if survey else Markup(""),
    )
