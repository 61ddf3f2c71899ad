"""What the superior of whoever has a ticket hears: that it was refused, stopped, or waits for their word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from complaints_service.errors import marked
from complaints_service.moment import Moment
from complaints_service.notify.officers.chat import chats_served
from complaints_service.notify.service import Cause, Recipient, queue_notice
from complaints_service.people.queries import emails_of
from complaints_service.people.roster import directory_on
from complaints_service.tickets.acts.ending.second_eyes import superior_of
from complaints_service.tickets.clocks.escalation import LANGUAGE
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.states import REJECT_REASONS
from complaints_service.tickets.news.officers import matter
from complaints_service.translation import sentence
from config.rulebook import Rulebook
from sla import Event

#: What happened, and by which member of its data the entry says why.
_TOLD: Mapping[str, tuple[str, str]] = {
    "ending.requested": (marked("%(who)s minta persetujuan Anda untuk mengakhirinya"), "why"),
    "ticket.rejected": (marked("ditolak oleh %(who)s"), "reason"),
    "ticket.cancelled": (marked("dibatalkan oleh %(who)s"), "reason"),
}


def tell_superior(moment: Moment, *, ticket: Ticket, by: int | None, written: Sequence[Event]) -> None:
    """Queues the news: by chat where one is linked and takes letters, else by e-mail. `by`: who did it.

    A citizen's withdrawal and a replay's history are no news of it; nor is what the superior did.
    """
    told = next((event for event in written if event.kind in _TOLD), None)
    if told is None or by is None or moment.actor.origin == "replay":
        return
    directory = directory_on(moment.session, on=moment.rulebook.local_date(moment.now))
    superior = superior_of(ticket, directory)
    if superior is None or superior == by:
        return
    chat = chats_served(moment.session, officers={superior}, now=moment.now).get(superior)
    address = emails_of(moment.session, ids=[superior]).get(superior)
    recipient = chat or (Recipient("email", address, LANGUAGE) if address else None)
    if recipient is None:
        return  # it stands on the desk
    who = directory.names.get(by, "-")
    queue_notice(
        moment.session,
        cause=Cause(number=ticket.number, seq=told.seq, kind="officer_ended"),
        recipients=[recipient],
        params=_words(ticket, told, who=who, language=recipient.language, rulebook=moment.rulebook),
        actor=moment.actor,
        now=moment.now,
    )


def _words(ticket: Ticket, told: Event, *, who: str, language: str, rulebook: Rulebook) -> dict[str, str]:
    what, member = _TOLD[told.kind]
    code = str(told.data[member])
    reasons = "reject_reason" if code in REJECT_REASONS else "cancel_reason"
    return {
        "title": matter(ticket.complaint.title, ticket.complaint.privacy, language),
        "what": sentence(what, language, who=who),
        "reason": rulebook.vocabulary.name(reasons, code, language),
    }
