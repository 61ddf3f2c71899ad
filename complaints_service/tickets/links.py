"""The links that open a citizen's report: the owner's, of the receipt, and those that read and answer.

Every link belongs to a generation of its report; one generation up ends them all. A reading link belongs to
one way of news too, and opens nothing once that way has ended.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from complaints_service.audit.service import record
from complaints_service.errors import Actor, Forbidden, NotFound, words
from complaints_service.moment import Moment
from complaints_service.notify.models import Subscription
from complaints_service.notify.senders.reply_addresses import ReplyToken
from complaints_service.notify.service import Cause, queue_notice, subscribers
from complaints_service.tickets.ledger.models import Complaint, ReaderLink, Ticket
from complaints_service.tickets.ledger.numbers import (
    read_number,
    reader_secret,
    reply_proof,
    secret_digest,
    tracking_secret,
)
from complaints_service.vault.opening import RULE, open_identity


class OwnerLinkNeeded(Forbidden):
    """Whoever came by a link that only reads asked for what is the owner's."""

    def __init__(self) -> None:
        super().__init__(
            "owner_link_needed",
            words(
                "Tautan dari kabar hanya untuk membaca dan menjawab. Untuk ini buka tautan di bukti laporan, "
                "atau minta kode di halaman laporan."
            ),
        )


@dataclass(frozen=True)
class OpenedReport:
    """A report that a secret opens. `way`: the subscription whose letters carried it; None: the owner's."""

    ticket: Ticket
    way: int | None = None

    @property
    def role(self) -> str:
        """What whoever has the link is to the report."""
        return "citizen" if self.way is None else "reader"


def opened_by(session: Session, *, secret: str) -> OpenedReport | None:
    """The report a secret opens, and how; None for any other string, and for a link that has ended."""
    if not secret:
        return None
    digest = secret_digest(secret)
    own = select(Ticket).join(Ticket.complaint).where(Complaint.secret_digest == digest)
    if (ticket := session.scalar(own)) is not None:
        return OpenedReport(ticket)
    found = session.execute(
        select(Ticket, ReaderLink.way)
        .join(Ticket.complaint)
        .join(ReaderLink, ReaderLink.complaint_id == Complaint.id)
        .join(Subscription, Subscription.id == ReaderLink.way)
        .where(
            ReaderLink.digest == digest,
            ReaderLink.generation == Complaint.secret_generation,
            Subscription.number == Complaint.number,
            Subscription.ended_at.is_(None),
        )
    ).first()
    return None if found is None else OpenedReport(found[0], found[1])


@dataclass(frozen=True, kw_only=True)
class ReplyTo:
    """What a reply by mail answers: the report, and the way its letter went, by the mark of its address."""

    ticket: Ticket
    address: str
    language: str


def reply_to(session: Session, *, token: ReplyToken, key: bytes) -> ReplyTo | None:
    """What a reply's token opens; None once its way or its link has ended, as for the link in that letter."""
    found = session.execute(
        select(Ticket, Complaint.secret_generation, Subscription)
        .join(Ticket.complaint)
        .join(Subscription, Subscription.number == Complaint.number)
        .where(Subscription.id == token.way, Subscription.ended_at.is_(None))
    ).first()
    if found is None:
        return None
    ticket, generation, way = found
    proof = reply_proof(key, ticket.number, generation, token.way)
    if not hmac.compare_digest(proof, token.proof):
        return None
    opened = open_identity(session, number=ticket.number, reader=RULE)
    address = opened.address(mark=way.address, sealed=way.sealed) or ""
    return ReplyTo(ticket=ticket, address=address, language=way.language)


def reply_token(session: Session, *, number: str, way: int, key: bytes) -> ReplyToken | None:
    """What the address for replies to a letter by this way carries; None for no report."""
    generation = session.scalar(select(Complaint.secret_generation).where(Complaint.number == number))
    return None if generation is None else ReplyToken(way, reply_proof(key, number, generation, way))


def reading_link(session: Session, *, number: str, way: int, key: bytes, now: datetime) -> str | None:
    """The secret that a letter by this way carries, made known where it is not yet; None for no report."""
    report = session.execute(
        select(Complaint.id, Complaint.secret_generation).where(Complaint.number == number)
    ).first()
    if report is None:
        return None
    secret = reader_secret(key, number, report.secret_generation, way)
    digest = secret_digest(secret)
    if session.get(ReaderLink, digest) is None:
        values = {"digest": digest, "complaint_id": report.id, "way": way, "made_at": now}
        session.execute(insert(ReaderLink).values(generation=report.secret_generation, **values))
    return secret


def owner_secret(session: Session, *, number: str, key: bytes) -> str | None:
    """The secret of the receipt as it is now; None for no such report."""
    generation = session.scalar(select(Complaint.secret_generation).where(Complaint.number == number))
    return None if generation is None else tracking_secret(key, number, generation)


def replace_links(moment: Moment, *, number: str, key: bytes, why: str) -> str:
    """Ends every link of a report and returns its owner's new secret; the ways it has are told.

    `why`: `leaked` (its owner says so) or `asked` (the office, after it made sure who asks). Raises NotFound.
    """
    session, now = moment.session, moment.now
    complaint = session.scalar(
        select(Complaint)
        .where(Complaint.number == (read_number(number) or number))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if complaint is None:
        raise NotFound("report")
    complaint.secret_generation += 1
    secret = tracking_secret(key, complaint.number, complaint.secret_generation)
    complaint.secret_digest = secret_digest(secret)
    session.flush()
    session.execute(delete(ReaderLink).where(ReaderLink.complaint_id == complaint.id))
    _record(session, complaint.number, f"link.{why}", moment.actor, now)
    queue_notice(
        session,
        # No ledger entry causes it: each generation is told once.
        cause=Cause(number=complaint.number, seq=-complaint.secret_generation, kind="links_replaced"),
        recipients=subscribers(session, number=complaint.number),
        params={},
        actor=moment.actor,
        now=now,
    )
    return secret


def _record(session: Session, number: str, kind: str, actor: Actor, now: datetime) -> None:
    record(session, now=now, actor=actor, kind=kind, subject=f"report:{number}")
