"""Gives feedback and takes it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, may
from complaints_service.appraisal.feedback.models import FEEDBACK_KINDS, Feedback
from complaints_service.appraisal.feedback.queries import relation_between
from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, Invalid, NotFound, Words, invalid, words
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.moment import Moment
from complaints_service.texts import clean, text_problem
from complaints_service.tickets.access import access_of
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.numbers import read_number

MAX_WORDS = 2_000


@dataclass(frozen=True, kw_only=True)
class NewFeedback:
    """Feedback as it is typed; `ticket` a number, `value_code` of BerAKHLAK, each perhaps empty."""

    officer_id: int
    kind: str
    words: str
    value_code: str = ""
    ticket: str = ""
    indicator_code: str = ""


def give(moment: Moment, *, new: NewFeedback, rights: Rights) -> int:
    """Keeps feedback, with what the giver is to the receiver today; its id.

    Raises NotFound for a person too far away (or oneself), Invalid naming every field.
    """
    giver_id = rights.officer_id
    if giver_id is None:
        raise NotFound("person")
    related = relation_between(
        moment.session,
        giver_id=giver_id,
        officer_id=new.officer_id,
        on=moment.rulebook.local_date(moment.now),
    )
    if related is None:
        raise NotFound("person")
    fields: dict[str, list[Words]] = {}
    if new.kind not in FEEDBACK_KINDS:
        fields["kind"] = [words("Pilih: penghargaan atau saran.")]
    if problem := text_problem(new.words, maximum=MAX_WORDS, empty=words("Tulis umpan baliknya.")):
        fields["words"] = [problem]
    if new.value_code and new.value_code not in {value.code for value in moment.rulebook.behaviour_values}:
        fields["value_code"] = [words("Pilih salah satu nilai BerAKHLAK.")]
    if new.indicator_code and new.indicator_code not in INDICATORS:
        fields["indicator_code"] = [words("Pilih salah satu indikator.")]
    ticket = _ticket(moment.session, new.ticket, rights) if new.ticket.strip() else None
    if new.ticket.strip() and ticket is None:
        fields["ticket"] = [words("Tiket dengan nomor ini tidak ada di antara yang boleh Anda lihat.")]
    if fields:
        raise Invalid(fields)
    row = Feedback(
        officer_id=new.officer_id,
        giver_id=giver_id,
        relation=related,
        kind=new.kind,
        words=clean(new.words),
        value_code=new.value_code or None,
        ticket_id=ticket.id if ticket else None,
        indicator_code=new.indicator_code or None,
        given_at=moment.now,
    )
    moment.session.add(row)
    moment.session.flush()
    about = {"officer": new.officer_id, "relation": related}
    record(
        moment.session,
        now=moment.now,
        actor=moment.actor,
        kind="feedback.given",
        subject=f"feedback:{row.id}",
        data=about,
    )
    return row.id


def own_feedback(session: Session, rights: Rights, *, officer_id: int, feedback_id: int) -> Feedback:
    """What this person said of a member. Raises NotFound."""
    row = session.get(Feedback, feedback_id)
    if row is None or row.officer_id != officer_id or row.giver_id != rights.officer_id:
        raise NotFound("feedback")
    return row


def take_back(
    session: Session, *, feedback_id: int, reason: str, rights: Rights, now: datetime, actor: Actor
) -> None:
    """The giver takes feedback back, with the reason; it stays readable as such.

    Raises NotFound for what is not their own, Invalid naming `reason`, `feedback_taken_back`.
    """
    row = session.get(Feedback, feedback_id, with_for_update=True, populate_existing=True)
    if row is None or rights.officer_id is None or row.giver_id != rights.officer_id:
        raise NotFound("feedback")
    if row.withdrawn_at is not None:
        raise DomainError("feedback_taken_back", words("Umpan balik ini sudah ditarik."))
    if problem := text_problem(reason, maximum=MAX_WORDS, empty=words("Tulis alasannya.")):
        raise invalid("reason", problem)
    row.withdrawn_at, row.withdrawn_reason = now, clean(reason)
    session.flush()
    subject = f"feedback:{feedback_id}"
    record(session, now=now, actor=actor, kind="feedback.taken_back", subject=subject)


def _ticket(session: Session, typed: str, rights: Rights) -> Ticket | None:
    number = read_number(typed)
    found = session.scalar(select(Ticket).where(Ticket.number == number)) if number else None
    if found is None or found.accused:
        return None
    access = access_of(found, ledger.events_of(session, [found.id])[found.id])
    return found if may(rights, "view_ticket", access) else None
