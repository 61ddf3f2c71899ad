"""What a report is called on its pages: what it is about and where, never a citizen's first words."""

from __future__ import annotations

from complaints_service.tickets.ledger.models import Complaint, Ticket
from complaints_service.web.ticket.words import place_name
from config.rulebook import Rulebook

#: An address is at most this long in a headline: the whole of it stands with the report.
LONGEST = 60


def headline(ticket: Ticket, complaint: Complaint, rulebook: Rulebook, language: str) -> str:
    """ "Sampah, Gang Anggrek, Rengas Pulau": the class, then the place as far as it is known."""
    kelurahan = place_name(rulebook, ticket.kelurahan)
    address = " ".join((complaint.address or "").split())
    if len(address) > LONGEST:
        address = f"{address[:LONGEST].rsplit(' ', 1)[0].rstrip(' ,.')}…"
    if kelurahan and kelurahan.casefold() in address.casefold():
        kelurahan = ""
    name = rulebook.category(ticket.category).names.read(language)
    return ", ".join(part for part in (name, address, kelurahan) if part)
