"""The report a duplicate was merged into: what its citizen reads of it, and how their words get there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.errors import DomainError, words
from complaints_service.moment import Moment
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.append import LedgerChange, NewEvent
from complaints_service.tickets.ledger.audience import FROM_MERGED, TO_MERGED
from complaints_service.tickets.ledger.models import OPEN_STATES, Message, Ticket
from complaints_service.tickets.ledger.state import fold
from complaints_service.tickets.news import officers as officer_news
from sla import Event


@dataclass(frozen=True)
class SurvivorNews:
    """The report that goes on, its state, which unit has it, and what was said to these citizens since."""

    number: str
    state: str
    unit: str
    said: tuple[tuple[datetime, str], ...]


def survivor_news(session: Session, *, ticket: Ticket, events: Sequence[Event]) -> SurvivorNews | None:
    """The news for a merged ticket's citizen; None where it was not merged. Follows a chain of mergers.

    Of what the office says there only the words meant for them: an answer is its own citizen's.
    """
    if (kept := going_on(session, ticket=ticket, events=events)) is None:
        return None
    since = next(event.at for event in reversed(events) if event.kind == "ticket.merged")
    rows = session.execute(
        select(Message.at, Message.text)
        .where(Message.ticket_id == kept.id, Message.act == TO_MERGED, Message.at >= since)
        .order_by(Message.seq)
    )
    return SurvivorNews(kept.number, kept.state, kept.unit, tuple((at, text) for at, text in rows))


def going_on(session: Session, *, ticket: Ticket, events: Sequence[Event]) -> Ticket | None:
    """The ticket that goes on in a merged one's place, at the end of a chain of mergers."""
    if ticket.state != "merged":
        return None
    into, seen = fold(events).into, {ticket.number}
    while into is not None and into not in seen:
        seen.add(into)
        kept = session.scalar(select(Ticket).where(Ticket.number == into))
        if kept is None or kept.state != "merged":
            return kept
        into = fold(ledger.events_of(session, [kept.id])[kept.id]).into
    return None


def taken_there(
    session: Session, *, ticket: Ticket, events: Sequence[Event], acts: Sequence[str]
) -> list[str]:
    """Of what the citizen of a merged report may do, what the one that goes on takes now."""
    kept = going_on(session, ticket=ticket, events=events)
    if kept is None or kept.state not in OPEN_STATES:
        return [act for act in acts if act not in ("write", "object")]
    return [act for act in acts if act != "object" or kept.state == "resolved"]


def merged_into(session: Session, *, numbers: Sequence[str]) -> list[str]:
    """The numbers that were merged into a ticket, and all that were merged into those before."""
    found = list(numbers)
    for number in found:
        ticket = session.scalar(select(Ticket).where(Ticket.number == number))
        if ticket is not None:
            inner = fold(ledger.events_of(session, [ticket.id])[ticket.id]).duplicates
            found += [one for one in inner if one not in found]
    return found


def pass_on(moment: Moment, *, ticket: Ticket, events: Sequence[Event], text: str, dispute: bool) -> None:
    """Enters what a merged report's citizen said in the ledger of the one that goes on, for the office alone.

    Whoever has that one hears of it. Raises DomainError `survivor_ended` (409) where nobody works on it.
    """
    kept = going_on(moment.session, ticket=ticket, events=events)
    locked = ledger.lock(moment.session, number=kept.number) if kept is not None else None
    if locked is None or locked.state not in OPEN_STATES:
        raise DomainError(
            "survivor_ended",
            words(
                "Laporan yang menampung laporan Anda sudah selesai ditangani. Kalau masalahnya masih ada, "
                "buatlah laporan baru."
            ),
        )
    data = {"act": FROM_MERGED, "from": ticket.number, **({"dispute": True} if dispute else {})}
    entry = NewEvent(kind="merged.wrote", data=data, text=text)
    [written] = ledger.append(moment, [LedgerChange(locked, [entry])])
    news = officer_news.after_act(
        ticket=locked,
        before=locked.holder_officer_id,
        by=None,
        written=written,
        reason=None,
        zone=moment.rulebook.office.zone,
    )
    officer_news.tell(moment.session, news=news, actor=moment.actor, now=moment.now)
