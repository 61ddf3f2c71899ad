"""What an officer's chat is told when the office opens: what is due today, how much waits. One message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.models import Account, OfficerChat
from complaints_service.duties.queries import count_duties, total_words
from complaints_service.errors import marked
from complaints_service.moment import Moment
from complaints_service.notify.chat import Saying, say
from complaints_service.notify.officers.morning import to_tell_this_morning
from complaints_service.people.queries import absent_on
from complaints_service.people.rights import rights_of
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.translation import sentence
from config.rulebook import Rulebook
from sla.known import windows_on

#: A worker that was down longer than this after the opening tells nobody any more.
LATEST = timedelta(hours=2)
#: So many tickets are named; the others are on the desk.
NAMED = 8
_DUE = marked("Selamat pagi. Jatuh tempo hari ini: %(count)s tiket.")
_NONE_DUE = marked("Selamat pagi. Hari ini tidak ada tiket Anda yang jatuh tempo.")
_MORE = marked("dan %(count)s lagi")
_WAITING = marked("Menunggu Anda: %(count)s hal. %(link)s")


def tell_morning(moment: Moment, *, base_url: str, limit: int) -> int:
    """Tells some of those who have not heard this morning; how many there were."""
    today = moment.rulebook.local_date(moment.now)
    opened = opening(moment.rulebook, moment.now)
    if opened is None or not opened <= moment.now < opened + LATEST:
        return 0
    found = to_tell_this_morning(moment.session, today=today, limit=limit)
    away = absent_on(moment.session, on=today)
    for chat in found:
        chat.morning_on = today
        if chat.officer_id not in away:
            _tell(moment, chat, base_url)
    return len(found)


def opening(rulebook: Rulebook, now: datetime) -> datetime | None:
    """When the office opens on the day of an instant; None where it stays shut, or nobody knows."""
    calendar = rulebook.calendar(rulebook.office.calendar)
    windows = windows_on(calendar, rulebook.local_date(now))
    if not windows:
        return None
    midnight = datetime.combine(rulebook.local_date(now), time(), calendar.zone)
    return midnight + timedelta(seconds=windows[0].start_seconds)


def _tell(moment: Moment, chat: OfficerChat, base_url: str) -> None:
    session, today = moment.session, moment.rulebook.local_date(moment.now)
    rights = rights_of(session, account_id=chat.account_id, on=today)
    if rights is None or chat.route is None or chat.chat is None:
        return
    counted, _also = count_duties(session, rights=rights, today=today)
    due = _due(session, chat.officer_id, moment)
    if not counted and not due:
        return
    tongue = session.get_one(Account, chat.account_id).language
    lines = [sentence(_DUE, tongue, count=len(due)) if due else sentence(_NONE_DUE, tongue)]
    lines += [_line(each, moment.rulebook, tongue) for each in due[:NAMED]]
    if len(due) > NAMED:
        lines.append(sentence(_MORE, tongue, count=len(due) - NAMED))
    lines.append(sentence(_WAITING, tongue, count=total_words(counted, tongue), link=f"{base_url}/menunggu"))
    say(
        session,
        route=chat.route,
        chat=chat.chat,
        cause=f"morning|{today}",
        sayings=[Saying({"text": "\n".join(lines)}, tongue)],
        now=moment.now,
    )


def _due(session: Session, officer_id: int, moment: Moment) -> Sequence[Ticket]:
    """The officer's tickets whose turn is the office's and that run out today, or did before."""
    zone = moment.rulebook.calendar(moment.rulebook.office.calendar).zone
    tomorrow = datetime.combine(moment.rulebook.local_date(moment.now) + timedelta(days=1), time(), zone)
    mine = (Ticket.holder_officer_id == officer_id, Ticket.turn == "office", Ticket.due_at < tomorrow)
    return session.scalars(select(Ticket).where(*mine).order_by(Ticket.due_at, Ticket.id)).all()


def _line(ticket: Ticket, rulebook: Rulebook, tongue: str) -> str:
    """A ticket as it may leave the house: its number and category, and when it runs out."""
    due = ticket.due_at
    at = due.astimezone(rulebook.calendar(rulebook.office.calendar).zone) if due else None
    when = f"{at:%d.%m. %H.%M}" if at else ""
    name = rulebook.category(ticket.category).names.read(tongue)
    return f"• {ticket.number} · {name} · {when}"
