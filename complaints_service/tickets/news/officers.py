"""What officers hear in their linked chats: new work, the citizen's words, warnings, lateness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from complaints_service.errors import Actor, marked
from complaints_service.notify.officers.chat import chats_of
from complaints_service.notify.service import Cause, queue_notice
from complaints_service.tickets.ledger.kinds import KINDS
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.translation import sentence
from config.rulebook import Rulebook
from sla import Event, known

_GIVEN = marked("diserahkan kepada Anda.")
_CLOSED = marked("baca di meja")
_LEFT_HOURS, _LEFT_MINUTES = marked("%(hours)d jam"), marked("%(minutes)d menit")
_HARDLY = marked("kurang dari semenit")
#: The office's calendar does not reach so far.
_UNKNOWN = marked("waktu yang belum diketahui")
_HOUR = 3600


@dataclass(frozen=True, kw_only=True)
class News:
    """One thing an officer hears of a ticket; `params` are the words of its notice by language.

    `clock`: the clock it is about, if it is about one.
    """

    officer_id: int
    number: str
    seq: int
    kind: str
    params: Mapping[str, Mapping[str, str]]
    clock: str | None = None


def tell(session: Session, *, news: Sequence[News], actor: Actor, now: datetime) -> None:
    """Queues news for the officers who linked a chat; a replay's news are history and go nowhere."""
    if actor.origin == "replay" or not news:
        return
    chats = chats_of(session, officers={one.officer_id for one in news})
    for one in news:
        if (chat := chats.get(one.officer_id)) is None:
            continue
        queue_notice(
            session,
            cause=Cause(number=one.number, seq=one.seq, kind=one.kind),
            recipients=[chat],
            params=one.params[chat.language],
            actor=actor,
            now=now,
        )


def assigned(
    *,
    officer_id: int,
    number: str,
    seq: int,
    title: str,
    privacy: str,
    due: datetime | None,
    reason: Mapping[str, str] | None,
    zone: str,
) -> News:
    """A ticket is the officer's now. What is not open leaves the house without its matter."""
    params = {
        language: {
            "title": matter(title, privacy, language),
            "reason": reason[language] if reason else sentence(_GIVEN, language),
            "due": _instant(due, zone),
        }
        for language in ("id", "en")
    }
    return News(officer_id=officer_id, number=number, seq=seq, kind="officer_assigned", params=params)


def matter(title: str, privacy: str, language: str) -> str:
    """What a ticket is about, as far as it may leave the house."""
    return title if privacy == "open" else sentence(_CLOSED, language)


def after_act(
    *,
    ticket: Ticket,
    before: int | None,
    by: int | None,
    written: Sequence[Event],
    reason: str | None,
    zone: str,
) -> list[News]:
    """What an act is news of to whoever has the ticket after it. `before`: who had it; `by`: who acted."""
    holder = ticket.holder_officer_id
    if holder is None or not written or holder == by or ticket.state == "merged":
        return []  # of a merged ticket whoever has the one that goes on hears
    news = []
    if holder != before:
        said = {"id": reason, "en": reason} if reason else None
        news.append(
            assigned(
                officer_id=holder,
                number=ticket.number,
                seq=written[-1].seq,
                title=ticket.complaint.title,
                privacy=ticket.complaint.privacy,
                due=ticket.due_at,
                reason=said,
                zone=zone,
            )
        )
    for event in written:
        if event.kind == "ticket.disputed":
            shown = ticket.complaint.privacy == "open"
            text = {
                one: {"text": (reason or "") if shown else sentence(_CLOSED, one)} for one in ("id", "en")
            }
            news.append(
                News(
                    officer_id=holder,
                    number=ticket.number,
                    seq=event.seq,
                    kind="officer_disputed",
                    params=text,
                )
            )
        elif event.kind in ("message.sent", "merged.wrote") and event.by == "citizen":
            due = {"due": _instant(ticket.due_at, zone)}
            news.append(
                News(
                    officer_id=holder,
                    number=ticket.number,
                    seq=event.seq,
                    kind="officer_citizen_wrote",
                    params={"id": due, "en": due},
                )
            )
    return news


def mentioned(*, ticket: Ticket, by: int | None, written: Sequence[Event]) -> list[News]:
    """Who was named in a note, and reads it on the desk: the words of a note stay in the house."""
    params = {
        language: {"title": matter(ticket.complaint.title, ticket.complaint.privacy, language)}
        for language in ("id", "en")
    }
    named = [(event, str(event.data["mention"])) for event in written if event.data.get("mention")]
    return [
        News(
            officer_id=int(reference.removeprefix("person:")),
            number=ticket.number,
            seq=event.seq,
            kind="officer_mentioned",
            params=params,
        )
        for event, reference in named
        if reference != f"person:{by}"
    ]


def after_sweep(
    *, ticket: Ticket, running: frozenset[str], written: Sequence[Event], now: datetime, rulebook: Rulebook
) -> list[News]:
    """Warnings and lateness of clocks that still run, for the officer who has the ticket."""
    holder = ticket.holder_officer_id
    if holder is None:
        return []
    zone = rulebook.office.zone
    calendar = rulebook.calendar(rulebook.office.calendar)
    news = []
    for event in written:
        kind = KINDS[event.kind]
        if not kind.notice or event.data["clock"] not in running:
            continue
        due = datetime.fromisoformat(event.data["due_at"])
        left = known.elapsed(calendar, now, due) if due > now else 0
        params = {
            language: {
                "clock": rulebook.vocabulary.name("clock", event.data["clock"], language),
                "due": _instant(due, zone),
                "remaining": _left(left, language),
            }
            for language in ("id", "en")
        }
        news.append(
            News(
                officer_id=holder,
                number=ticket.number,
                seq=event.seq,
                kind=kind.notice,
                params=params,
                clock=event.data["clock"],
            )
        )
    return news


def _left(seconds: int | None, language: str) -> str:
    if seconds is None:
        return sentence(_UNKNOWN, language)
    hours, minutes = seconds // _HOUR, seconds % _HOUR // 60
    told = [sentence(_LEFT_HOURS, language, hours=hours)] if hours else []
    told += [sentence(_LEFT_MINUTES, language, minutes=minutes)] if minutes else []
    return " ".join(told) or sentence(_HARDLY, language)


def _instant(at: datetime | None, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%d-%m-%Y %H.%M}" if at is not None else "-"
