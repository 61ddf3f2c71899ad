"""Erases what was said of one ticket: report, conversation, ledger, index. What it was about and when, stays.

State, clocks, custody and so every figure follow from kinds, holders, codes and instants, which are kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, String, and_, cast, delete, insert, literal_column, or_, select, update
from sqlalchemy.orm import Session

from complaints_service.audit.chain import row_digest
from complaints_service.audit.models import AuditEvent, ErasedAct, ErasedEntry
from complaints_service.audit.purposes import purpose_erased
from complaints_service.audit.seal import SEALED_AUDIT, SealedTable
from complaints_service.audit.written.coverage import coverage_of
from complaints_service.audit.written.settling import let_go
from complaints_service.db import Base
from complaints_service.moment import Moment
from complaints_service.notify.models import Outbox
from complaints_service.tickets.forgetting.scrubbing import ERASED, scrubbed
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.folding import TicketState
from complaints_service.tickets.ledger.models import (
    Complaint,
    Message,
    ReleasedReport,
    Ticket,
    TicketEvent,
)
from complaints_service.tickets.ledger.sealing import SEALED_LEDGER
from complaints_service.tickets.ledger.state import fold
from complaints_service.tickets.ledger.states import TIED
from complaints_service.tickets.rows.keeping import keep_told, told_of
from complaints_service.tickets.search.index import words_anew
from complaints_service.tickets.unsent.models import UnsentLetter
from complaints_service.vault.finding import SEARCHED
from config.rulebook import Rulebook
from sla import Assessment

#: Groups of the vocabulary whose codes stand as reasons in the ledger, and the codes that no group has.
_REASONS = ("close_reason", "reject_reason", "cancel_reason", "clock_reason")
_CODES = frozenset({"followed", "late_answer", "asked", "accepted"})


class ErasureTouchesFigures(Exception):
    """What is left of a ledger would say something else than before: nothing is erased then."""


def erase_ticket_words(moment: Moment, *, ticket: Ticket) -> None:
    """Erases the words; the caller has written into the record that, and why."""
    session = moment.session
    codes = reason_codes(moment.rulebook)
    before = _judged(moment, ticket)
    _erase_complaint(moment, ticket.complaint)
    passed_on = _passed_on(session, ticket)
    _erase_messages(session, [(ticket.id, None), *passed_on])
    for event in session.scalars(select(TicketEvent).where(TicketEvent.ticket_id == ticket.id)).all():
        _erase_entry(session, event, SEALED_LEDGER, ErasedEntry, codes)
    for act in session.scalars(select(AuditEvent).where(told_of_ticket(ticket.number))).all():
        said = act.purpose
        _erase_entry(session, act, SEALED_AUDIT, ErasedAct, codes)
        session.refresh(act)
        purpose_erased(session, act, before=said)
    _erase_beside(session, ticket, codes)
    session.flush()
    session.expire_all()
    for other in {ticket.id, *(other for other, _seq in passed_on)}:
        words_anew(session, ticket_id=other)
    if before != (after := _judged(moment, ticket)):
        raise ErasureTouchesFigures(ticket.number)
    _tell_rows_anew(moment, ticket, after[1])


def reason_codes(rulebook: Rulebook) -> frozenset[str]:
    """The reasons that are given by a code, and are nobody's words."""
    groups = rulebook.vocabulary.groups
    return _CODES.union(*(groups.get(group, {}) for group in _REASONS))


def _erase_complaint(moment: Moment, complaint: Complaint) -> None:
    _let_change(moment.session, Complaint, [(complaint.number,)])
    complaint.text = complaint.title = ERASED
    complaint.address = complaint.lat = complaint.lng = complaint.place_accuracy = None
    complaint.erased_at = moment.now
    moment.session.flush()


def _passed_on(session: Session, ticket: Ticket) -> Sequence[tuple[int, int]]:
    """What its citizen wrote after it was merged: that stands with the report that goes on."""
    origin = TicketEvent.data["from"].as_string()
    # Word for word as the index has it: among all entries of an office these are few.
    wrote = select(TicketEvent.ticket_id, TicketEvent.seq).where(
        literal_column(f"ticket_event.{TIED}"), TicketEvent.kind == "merged.wrote", origin == ticket.number
    )
    return [(ticket_id, seq) for ticket_id, seq in session.execute(wrote)]


def _erase_messages(session: Session, which: Sequence[tuple[int, int | None]]) -> None:
    for ticket_id, seq in which:
        mine = [Message.ticket_id == ticket_id, *([] if seq is None else [Message.seq == seq])]
        keys = [tuple(key) for key in session.execute(select(Message.ticket_id, Message.seq).where(*mine))]
        _let_change(session, Message, keys)
        session.execute(
            update(Message).where(*mine).values(text=ERASED).execution_options(synchronize_session=False)
        )


def _let_change(session: Session, model: type[Base], keys: Sequence[tuple[object, ...]]) -> None:
    covered = coverage_of(Base.metadata.tables[model.__tablename__])
    assert covered is not None  # both are records
    let_go(session, covered, keys)


def told_of_ticket(number: str) -> ColumnElement[bool]:
    """Which entries of the record outside the tickets tell of one: acts on it, and searches that found it."""
    searched = and_(AuditEvent.kind == SEARCHED, cast(AuditEvent.data, String).contains(number))
    return or_(AuditEvent.subject == f"ticket:{number}", searched)


def _erase_entry(
    session: Session,
    entry: TicketEvent | AuditEvent,
    sealed: SealedTable,
    register: type[ErasedEntry | ErasedAct],
    codes: frozenset[str],
) -> None:
    left = scrubbed(entry.data, codes=codes)
    if left == entry.data or session.get(register, entry.id) is not None:
        return
    row = {name: getattr(entry, name) for name in sealed.named}
    stays = sealed.canonical_of({**row, "data": left})
    session.execute(insert(register).values(event_id=entry.id, digest=row_digest(stays)))
    session.execute(
        update(type(entry))
        .where(type(entry).id == entry.id)
        .values(data=left)
        .execution_options(synchronize_session=False)
    )


def _erase_beside(session: Session, ticket: Ticket, codes: frozenset[str]) -> None:
    session.execute(delete(UnsentLetter).where(UnsentLetter.ticket_id == ticket.id))
    session.execute(
        update(ReleasedReport).where(ReleasedReport.ticket_id == ticket.id).values(text="", answer="")
    )
    for letter in session.scalars(select(Outbox).where(Outbox.number == ticket.number)):
        letter.params = scrubbed(letter.params, codes=codes)


def _judged(moment: Moment, ticket: Ticket) -> tuple[TicketState, Assessment]:
    """What a ticket's ledger folds to, and how its clocks and custody are judged."""
    events = ledger.events_of(moment.session, [ticket.id])[ticket.id]
    version = ticket.policy_version
    found = deadlines.judge(events, rulebook=moment.rulebook, policy_version=version, as_of=moment.now)
    return fold(events), found


def _tell_rows_anew(moment: Moment, ticket: Ticket, found: Assessment) -> None:
    events = ledger.events_of(moment.session, [ticket.id])[ticket.id]
    version = ticket.policy_version
    told = told_of(ticket.id, events, found, rulebook=moment.rulebook, policy_version=version)
    keep_told(moment.session, [told])
