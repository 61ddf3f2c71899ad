"""Whom a ticket is kept from, and that it is with none of them.

Whoever is named by a citizen, by the citizen's words or by the office has no part in a ticket: the access
table refuses them every role. Here is what follows for the ticket itself: it leaves their hands in the
transaction in which they are named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, allows, roles_on_ticket
from complaints_service.errors import invalid, marked, words
from complaints_service.moment import Moment
from complaints_service.notify.officer_reach import call_back
from complaints_service.people.directory import Directory
from complaints_service.people.roster import directory_on
from complaints_service.routing.accusation import accuse
from complaints_service.routing.naming import roll_of
from complaints_service.tickets.access import access_of
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.append import LedgerChange, NewEvent
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.state import TicketState
from complaints_service.tickets.ledger.states import FINAL
from complaints_service.tickets.opening.about import PROTECTING
from complaints_service.translation import sentence
from sla import Event

#: Said in place of whom the complaint is about: nobody knows yet.
UNKNOWN = "unknown"
_MOVED = marked("Pemegang sebelumnya disebut dalam laporan ini.")


def office_of(moment: Moment) -> Directory:
    """The office as it stands today."""
    return directory_on(moment.session, on=moment.rulebook.local_date(moment.now))


def heard(moment: Moment, *, ticket: Ticket, state: TicketState, said: str) -> list[NewEvent]:
    """What a citizen's later words on a ticket mean for whom it is kept from.

    Whom somebody looked at and freed is named again only by words that accuse.
    """
    roll = roll_of(moment.rulebook, office_of(moment))
    named = roll.read(said, kelurahan=ticket.kelurahan, wary=state.about_office in PROTECTING)
    freed = frozenset[str]() if named.accusing else state.sorted_out
    return naming(state, [each for each in named.references if each not in freed], actor="rule")


def naming(
    state: TicketState, who: Iterable[str], *, reason: str = "", actor: str | None = None
) -> list[NewEvent]:
    """The entry by which a ticket is kept from these as well; none where it is already."""
    fresh = sorted(set(who) - set(state.accused))
    if not fresh:
        return []
    return [NewEvent(kind="accusation.named", data={"whom": fresh, "reason": reason}, actor=actor)]


def move_away(moment: Moment, *, ticket: Ticket, history: Sequence[Event], state: TicketState) -> list[Event]:
    """Takes a locked ticket out of the hands of whom it is kept from; nothing where it is with nobody such.

    What waits to be sent to one of them about it is called back. It goes to the nearest superior above them
    all who is not among them, else to be sorted anew. What is over stays where it was, and what an agency has
    comes here first: both are looked at again then.
    """
    if not state.accused:
        return []
    directory = office_of(moment)
    accusation = accuse(state.accused, directory, moment.rulebook.office.head_position)
    call_back(moment.session, number=ticket.number, officers=accusation.officers, now=moment.now)
    if state.state in FINAL or state.agency is not None:
        return []
    holder = state.holder_officer_id
    if (holder in accusation.officers) if holder is not None else (state.unit in accusation.units):
        superior = accusation.superior(directory)
        if superior is None:
            triage = moment.rulebook.routing_at(moment.now).triage_unit
            unit = accusation.unit_above(triage, directory)
            to = f"unit:{unit}"
        else:
            unit = accusation.unit_above(directory.unit_of[superior], directory)
            to = f"person:{superior}"
        if to == state.holder:
            return []
        [written] = ledger.append(moment, [LedgerChange(ticket, [_moved(state, to, unit)], history)])
        return written
    return []


def _moved(state: TicketState, to: str, unit: str) -> NewEvent:
    reason = {language: sentence(_MOVED, language) for language in ("id", "en")}
    data = {"unit": unit, "holder": to, "reason": reason, "kept_from": True}
    kind = "ticket.handed_over"
    if state.state == "new":
        kind = "ticket.routed" if to.startswith("person:") else "ticket.queued"
        data["rule"] = "by_hand"
    return NewEvent(kind=kind, data=data, actor="rule")


def references(session: Session, typed: str, directory: Directory, *, field: str = "who") -> tuple[str, ...]:
    """Holder references as typed (`person:7`, a unit's code, several with commas). Raises Invalid."""
    found: list[str] = []
    for one in (each.strip() for each in typed.split(",")):
        code = one.removeprefix("unit:")
        if one.startswith("person:") and one.removeprefix("person:").isdigit():
            reference = f"person:{int(one.removeprefix('person:'))}"
            known = int(one.removeprefix("person:")) in directory.unit_of
        else:
            reference, known = f"unit:{code}", code in directory.parent_of
        if not known:
            raise invalid(field, words("Pilih orang atau unit yang ada."))
        found.append(reference)
    return tuple(dict.fromkeys(found))


def whoever_has_it(moment: Moment, state: TicketState) -> tuple[str, ...]:
    """The present holder and unit: while nobody knows whom it is about, it may be them.

    Nobody, where it lies with those who sort: there it belongs until somebody knows.
    """
    if state.holder_officer_id is None and state.unit == moment.rulebook.routing_at(moment.now).triage_unit:
        return ()
    return tuple(dict.fromkeys((state.holder, f"unit:{state.unit}")))


def named_by_persons(history: Sequence[Event]) -> frozenset[str]:
    """Whom members of the office named, not a citizen's words alone."""
    named = (event for event in history if event.kind == "accusation.named" and event.by != "rule")
    return frozenset(who for event in named for who in event.data["whom"])


def looks_on(ticket: Ticket, rights: Rights, right: str, history: Sequence[Event]) -> bool:
    """Whether the reader has a right on a ticket otherwise than by having the ticket."""
    roles = roles_on_ticket(rights, access_of(ticket, history)) - {"holder"}
    return allows(roles, right, ticket.complaint.privacy)


def in_line_of(rights: Rights, who: Collection[str], directory: Directory) -> bool:
    """Whether the reader is one of these, or works under one of them or in one of these units."""
    accusation = accuse(who, directory, "")
    if rights.officer_id in accusation.officers or rights.unit_code in accusation.units:
        return True
    above = {*accusation.officers, *_heads(accusation.units, directory)} - {rights.officer_id}
    return not above.isdisjoint(directory.superiors.get(rights.officer_id or 0, ()))


def _heads(units: Collection[str], directory: Directory) -> set[int]:
    """Who leads these units from within; those above them are not meant."""
    leading = {officer for unit in units for officer in directory.leaders.get(unit, ())}
    return {officer for officer in leading if directory.unit_of.get(officer) in units}


def leads_all(rights: Rights, who: Collection[str]) -> bool:
    """Whether the reader stands above every one of these; oneself counts as led."""
    for reference in who:
        kind, _sep, name = reference.partition(":")
        led = (
            int(name) in {*rights.subordinate_officers, rights.officer_id}
            if kind == "person"
            else name in rights.subordinate_units
        )
        if not led:
            return False
    return True
