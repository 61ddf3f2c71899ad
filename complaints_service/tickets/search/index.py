"""Keeps the words by which tickets are found, in the transaction that writes what they are of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from complaints_service.audit.written.putting import put
from complaints_service.db import Base
from complaints_service.tickets.ledger.models import Complaint, Message, Ticket, TicketEvent
from complaints_service.tickets.search.models import Stems, TicketWords
from complaints_service.tickets.search.stems import backwards, stems_of

# Over the tables themselves and made once: every complaint and every message passes here.
_WORDS = Base.metadata.tables[TicketWords.__tablename__]
_KEEP = insert(_WORDS)
_ADD = (
    update(_WORDS)
    .where(_WORDS.c.ticket_id == bindparam("of_ticket"))
    .values(stems=_WORDS.c.stems.op("||")(bindparam("more", type_=Stems())))
)
#: So many tickets are read at once when the words of all are made anew.
_BATCH = 500


def keep_words(session: Session, *, ticket_id: int, number: str, texts: Iterable[str | None]) -> None:
    """Writes down by which words a ticket that was just opened is found."""
    put(session, _WORDS, [_row(ticket_id, number, texts)])


def add_words(session: Session, said: Mapping[int, Sequence[str]]) -> None:
    """Adds what was said on tickets to the words by which they are found; their ids -> the new texts."""
    rows = [{"of_ticket": ticket_id, "more": stems_of(texts)} for ticket_id, texts in said.items()]
    if rows := [row for row in rows if row["more"]]:
        session.execute(_ADD, rows)


def index_anew(session: Session) -> int:
    """Makes the words of all tickets anew, from what is written of each; returns how many there are."""
    session.execute(delete(_WORDS))
    done, last = 0, 0
    while True:
        rows = session.execute(
            select(Complaint.id, Complaint.number, Complaint.title, Complaint.text, Complaint.address)
            .join(Ticket, Ticket.id == Complaint.id)
            .where(Complaint.id > last)
            .order_by(Complaint.id)
            .limit(_BATCH)
        ).all()
        if not rows:
            return done
        ids = [row.id for row in rows]
        also: dict[int, list[str]] = {one: [] for one in ids}
        for ticket_id, text in session.execute(
            select(Message.ticket_id, Message.text).where(Message.ticket_id.in_(ids))
        ):
            also[ticket_id].append(text)
        moved = select(TicketEvent.ticket_id, TicketEvent.data).where(
            TicketEvent.ticket_id.in_(ids), TicketEvent.kind == "ticket.relocated"
        )
        for ticket_id, data in session.execute(moved):
            also[ticket_id].append(address_told(data))
        session.execute(
            _KEEP,
            [_row(row.id, row.number, [row.title, row.text, row.address, *also[row.id]]) for row in rows],
        )
        done, last = done + len(rows), ids[-1]


def words_anew(session: Session, *, ticket_id: int) -> None:
    """Makes the words of one ticket anew, from what is written of it now."""
    complaint = session.get_one(Complaint, ticket_id)
    said = list(session.scalars(select(Message.text).where(Message.ticket_id == ticket_id)))
    moved = select(TicketEvent.data).where(
        TicketEvent.ticket_id == ticket_id, TicketEvent.kind == "ticket.relocated"
    )
    told = [address_told(data) for data in session.scalars(moved)]
    row = _row(
        ticket_id, complaint.number, [complaint.title, complaint.text, complaint.address, *said, *told]
    )
    session.execute(update(_WORDS).where(_WORDS.c.ticket_id == ticket_id).values(stems=row["stems"]))


def address_told(data: Mapping[str, Any]) -> str:
    """The address in an entry that mended a ticket's place; empty where it names none."""
    return str((data.get("place") or {}).get("address") or "")


def _row(ticket_id: int, number: str, texts: Iterable[str | None]) -> dict[str, Any]:
    stems = stems_of(text for text in texts if text)
    return {"ticket_id": ticket_id, "backwards": backwards(number), "stems": stems}
