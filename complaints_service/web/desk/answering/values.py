"""What a template's fields say of one ticket, in the language its citizen reads."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.moment import Moment
from complaints_service.people.queries import unit_names
from complaints_service.people.structure import unit_title
from complaints_service.tickets.identity import see_reporter
from complaints_service.tickets.ledger.states import LIVE
from complaints_service.tickets.queries import TicketView
from complaints_service.tickets.where import place_now
from complaints_service.web.ticket.words import place_name
from complaints_service.web.words.formats import instant_words
from config.rulebook import Rulebook

#: What an identity is opened for, where a template names who complained; the citizen and auditors read it.
PURPOSE = "Nama untuk surat jawaban"


def field_values(
    session: Session, view: TicketView, *, rulebook: Rulebook, named: Collection[str]
) -> dict[str, str | None]:
    """Each field but the citizen's name, None where this ticket has nothing for it; those `named` alone."""
    tongue, ticket = view.complaint.language, view.ticket
    place = place_now(ticket, view.events)
    due = view.assessment.clocks["resolution"].due_at if ticket.state in LIVE else None
    unit = unit_names(session).get(ticket.unit, ticket.unit)
    values = {
        "nomor": ticket.number,
        "tempat": place.address or place_name(rulebook, place.kelurahan) or None,
        "janji": instant_words(due, zone=view.calendar.zone, language=tongue) if due else None,
        "unit": unit_title(ticket.unit, unit, rulebook=rulebook, language=tongue),
    }
    return {name: values[name] for name in values if name in named}


def citizen_name(moment: Moment, view: TicketView, *, rights: Rights) -> str | None:
    """The name of who complained openly, opened for this letter and recorded; None where it is not told.

    What is written into a letter stands in the conversation for all who read it: the name of a confidential
    report never does.
    """
    if not view.identity or view.complaint.privacy != "open" or view.complaint.restricted_at is not None:
        return None
    opened = see_reporter(moment, number=view.ticket.number, rights=rights, purpose=PURPOSE)
    return opened.details.name or None
