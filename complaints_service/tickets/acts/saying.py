"""Acts that say something: to the citizen, by the citizen, or to the office alone. Pure."""

from __future__ import annotations

from complaints_service.tickets.acts.request import Moment, Request
from complaints_service.tickets.ledger.append import NewEvent


def to_citizen(act: str, request: Request, moment: Moment, *, text: str | None = None) -> list[NewEvent]:
    """A message to the citizen, and its delivery where showing it on the page delivers it."""
    # Where the page is the citizen's route, showing it there delivers it (sla.md, sentence 20).
    sent = NewEvent("message.sent", {"act": act}, text=text or request.text)
    return [
        sent,
        *(NewEvent("message.delivered", {"message": "last", "route": route}) for route in moment.routes),
    ]


def message(request: Request, moment: Moment) -> list[NewEvent]:
    """An answer, a decision or a report of progress."""
    return to_citizen(request.message_act, request, moment)


def question(request: Request, moment: Moment) -> list[NewEvent]:
    """A question, or one about what the file lacks."""
    return to_citizen("completeness" if request.completeness else "question", request, moment)


def withdraw_question(request: Request, moment: Moment) -> list[NewEvent]:
    """The question need not be answered any more: every pause ends with it (sla.md, sentence 23)."""
    asked = request.message if request.message is not None else moment.state.questions[-1]
    return [NewEvent("question.withdrawn", {"message": asked, "reason": request.reason or ""})]


def note(request: Request, moment: Moment) -> list[NewEvent]:
    """Words for the office alone."""
    return [NewEvent("ticket.noted", {"act": "note"}, text=request.text)]


def write(request: Request, moment: Moment) -> list[NewEvent]:
    """The citizen writes; a late answer reopens what was closed for want of one."""
    written = NewEvent("message.sent", {"act": "message"}, text=request.text)
    if moment.state.state == "closed":
        return [NewEvent("ticket.reopened", {"reason": "late_answer"}), written]
    return [written]
