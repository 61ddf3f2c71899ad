"""Takes up what was referred, hands it over once, and asks after it until the other office is done.

The ledger's own `ticket.referred` is what waits to be sent, so nothing that was committed is forgotten. A try
takes the row for a while before it calls; whoever is killed meanwhile is followed by another with one key,
so the other office takes the report once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

from complaints_service.errors import Actor, words
from complaints_service.passing.exchange import Handed, Received, Told
from complaints_service.passing.models import PassedOn
from complaints_service.tickets.ledger.models import Complaint, Ticket, TicketEvent
from complaints_service.tickets.news.officers import News, tell
from complaints_service.translation import sentence

#: What was referred earlier went by letter: the other office's address was not known then.
TAKEN_UP = timedelta(days=3)
#: So long a try has; then it is another's.
LEASE = timedelta(minutes=2)
FIRST_WAIT, LONGEST_WAIT, MOST_TRIES = timedelta(minutes=2), timedelta(hours=6), 12
#: How often the other office is asked how it stands.
ASKED_EVERY = timedelta(minutes=30)
#: Why a report did not arrive, for officers; all else is the administrator's matter.
WHY = {
    "no_service": words("Di sana tidak ada layanan yang cocok."),
    "not_outside": words("Alamat sistemnya tidak boleh dipanggil; beri tahu pengelola."),
    "not_reached": words("Sistemnya tidak menjawab, berkali-kali."),
    "answered_401": words("Kunci kita ditolak di sana; beri tahu pengelola."),
    "answered_403": words("Kunci kita ditolak di sana; beri tahu pengelola."),
    "no_route": words("Kantor ini belum mengirim surel; beri tahu pengelola."),
    "no_paper": words("Surat pelimpahannya tidak bisa dibuat."),
    "letter_dead": words("Surelnya ditolak di sana, atau berkali-kali tidak diterima."),
    "letter_kept": words("Surelnya tidak jadi dikirim."),
}
#: Of these, those for which no letter was even queued.
BY_MAIL = frozenset({"no_route", "no_paper"})
WHY_ELSE = words("Sistemnya menolak laporan ini; beri tahu pengelola.")
#: What is over there is asked after no more.
OVER = frozenset({"closed"})


def take_up(session: Session, *, agencies: Collection[str], now: datetime) -> Sequence[PassedOn]:
    """Notes what was referred to some offices and is still there; of each report its last referral."""
    other = aliased(TicketEvent)
    last = (
        select(func.max(other.seq))
        .where(other.ticket_id == TicketEvent.ticket_id, other.kind == "ticket.referred")
        .scalar_subquery()
    )
    noted = select(PassedOn.ticket_id).where(
        PassedOn.ticket_id == TicketEvent.ticket_id, PassedOn.seq == TicketEvent.seq
    )
    found = session.execute(
        select(TicketEvent.ticket_id, TicketEvent.seq, Ticket.agency)
        .join(Ticket, Ticket.id == TicketEvent.ticket_id)
        .where(
            Ticket.state == "referred",
            Ticket.agency.in_(agencies),
            Ticket.changed_at >= now - TAKEN_UP,
            TicketEvent.seq == last,
            TicketEvent.recorded_at >= now - TAKEN_UP,
            ~noted.exists(),
        )
    ).all()
    rows = [
        PassedOn(ticket_id=ticket_id, seq=seq, agency=agency, state="waiting", due_at=now)
        for ticket_id, seq, agency in found
    ]
    session.add_all(rows)
    return rows


def claim(session: Session, *, now: datetime) -> tuple[PassedOn, Handed] | None:
    """Takes the next row that is due, for as long as a try has, with what is handed over."""
    row = session.scalar(
        select(PassedOn)
        .where(PassedOn.due_at <= now, PassedOn.letter.is_(None))
        .order_by(PassedOn.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if row is None:
        return None
    row.due_at = now + LEASE
    ticket = session.get_one(Ticket, row.ticket_id)
    said = session.scalars(select(Complaint).where(Complaint.number == ticket.number)).one()
    point = None if said.lat is None or said.lng is None else (said.lat, said.lng)
    handed = Handed(
        key=f"{ticket.number}-{row.seq}",
        category=ticket.category,
        text=said.text,
        address=said.address,
        point=point,
        hidden=said.privacy != "open",
    )
    session.flush()
    session.expunge(row)
    return row, handed


def note_taken(session: Session, row: PassedOn, taken: Received, *, now: datetime) -> None:
    """The other office has it."""
    mine = _mine(session, row)
    mine.state, mine.reason, mine.tries = "there", None, 0
    mine.their_number, mine.token, mine.passed_at, mine.due_at = taken.number, taken.token, now, now
    mine.pictures = taken.pictures


def note_told(session: Session, row: PassedOn, told: Told, *, now: datetime) -> None:
    """What the other office says of it now; nothing where it was let go while it was asked."""
    mine = _mine(session, row)
    if mine.due_at is None:
        return
    mine.their_state, mine.their_words = told.state, told.words
    mine.their_change_at, mine.their_promise_at = told.change_at, told.promise_at
    mine.asked_at, mine.tries, mine.reason = now, 0, None
    mine.due_at = None if told.state in OVER else now + ASKED_EVERY


def note_failed(session: Session, row: PassedOn, reason: str, *, for_good: bool, now: datetime) -> bool:
    """It did not go; True where it is not tried again, and somebody must act."""
    mine = _mine(session, row)
    mine.tries += 1
    mine.reason = reason
    if mine.state == "waiting" and (for_good or mine.tries >= MOST_TRIES):
        mine.state, mine.due_at = "failed", None
        tell_failed(session, mine, now=now)
        return True
    mine.due_at = now + min(FIRST_WAIT * 2 ** min(mine.tries - 1, 10), LONGEST_WAIT)
    return False


def tell_failed(session: Session, row: PassedOn, *, now: datetime) -> None:
    """Whoever referred the report hears that it did not arrive, and why."""
    officer = referred_by(session, row)
    if officer is None:
        return
    ticket = session.get_one(Ticket, row.ticket_id)
    said = session.scalars(select(Complaint).where(Complaint.number == ticket.number)).one()
    why = WHY.get(row.reason or "", WHY_ELSE)
    params = {
        tongue: {"title": said.title, "reason": sentence(why.template, tongue)} for tongue in ("id", "en")
    }
    about = "officer_not_passed"
    news = News(officer_id=officer, number=ticket.number, seq=row.seq, kind=about, params=params)
    tell(session, news=[news], actor=Actor("rule", "job"), now=now)


def referred_by(session: Session, row: PassedOn) -> int | None:
    """The officer who referred the report; None where a rule did."""
    referred = session.scalars(
        select(TicketEvent.actor).where(TicketEvent.ticket_id == row.ticket_id, TicketEvent.seq == row.seq)
    ).one()
    kind, _is, officer = referred.partition(":")
    return int(officer) if kind == "person" else None


def passed_on(session: Session, *, ticket_id: int) -> PassedOn | None:
    """How a report's last referral stands; None where it did not go to an installation."""
    return session.scalar(
        select(PassedOn).where(PassedOn.ticket_id == ticket_id).order_by(PassedOn.seq.desc()).limit(1)
    )


def still_referred(session: Session, row: PassedOn) -> bool:
    """Whether the report is still with that office: one that came back is not handed over any more."""
    ticket = session.get_one(Ticket, row.ticket_id)
    return ticket.state == "referred" and ticket.agency == row.agency


def let_go(session: Session, row: PassedOn) -> None:
    """The report came back or ended here: it is neither handed over nor asked after."""
    _mine(session, row).due_at = None


def forget_told(session: Session, *, ticket_id: int) -> None:
    """Nothing stays of what the other office wrote about a report that is erased, and it is asked no more."""
    session.execute(
        update(PassedOn)
        .where(PassedOn.ticket_id == ticket_id)
        .values(their_words=None, token=None, due_at=None)
        .execution_options(synchronize_session=False)
    )


def _mine(session: Session, row: PassedOn) -> PassedOn:
    return session.get_one(PassedOn, (row.ticket_id, row.seq), with_for_update=True)
