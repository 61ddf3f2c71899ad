"""A ticket's state and its clocks in an officer's words, each with the shape that repeats it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from complaints_service.edge.language import language
from complaints_service.tickets.ledger.deadlines import LEGAL_CLOCKS, unfinished
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.states import LIVE
from complaints_service.tickets.ledger.turns import OFFICE
from complaints_service.tickets.rows.standing import Standing
from complaints_service.web.ticket.clock_panel import MINUTE, told_seconds
from complaints_service.web.ticket.time_left import left_words
from complaints_service.web.words.formats import amount_words, instant_words
from complaints_service.web.words.vocabulary import name_of
from config.rulebook import Rulebook
from sla import Calendar, Verdict


@dataclass(frozen=True)
class Badge:
    """A shape (on, risk, late, wait, done, new, stop) and the words beside it."""

    state: str
    words: str


def clock_name(clock: str) -> str:
    """A clock as officers call it."""
    return name_of("clock", clock)


def kind_name(kind: str) -> str:
    """A class of complaint as officers call it."""
    return name_of("kind", kind)


def nearest(ticket: Ticket, found: Standing) -> Verdict | None:
    """The verdict of the clock that presses most; None where nothing is promised any more."""
    return found.pressing if _is_worked_on(ticket) else None


def _is_worked_on(ticket: Ticket) -> bool:
    return ticket.state in LIVE or ticket.turn == OFFICE


def badge_of(ticket: Ticket, found: Standing) -> Badge:
    """The state of a ticket: the nearest clock's while it is worked on, else how it ended."""
    if not _is_worked_on(ticket):
        return _rested(ticket)
    verdict = nearest(ticket, found)
    if verdict is not None and verdict.status == "breached":
        return Badge("late", name_of("clock_status", "breached"))
    if ticket.state not in LIVE:
        return Badge("risk", _("Warga menulis lagi"))
    if ticket.state == "waiting":
        return Badge("wait", name_of("state", "waiting"))
    if ticket.state == "new":
        return Badge("new", _("Belum disalurkan"))
    if verdict is not None and verdict.status == "at_risk":
        return Badge("risk", name_of("clock_status", "at_risk"))
    if unfinished(found.clocks["first_response"]):
        return Badge("new", _("Belum dijawab"))
    return Badge("on", name_of("clock_status", "running"))


def left_of(ticket: Ticket, found: Standing, calendar: Calendar) -> Badge:
    """The time left of the nearest clock, as the list says it; its state colours the words."""
    if not _is_worked_on(ticket):
        return Badge(
            "", _rested(ticket).words if ticket.state != "resolved" else name_of("state", "resolved")
        )
    verdict = nearest(ticket, found)
    if verdict is None or verdict.remaining_seconds is None:
        return Badge("", name_of("clock_status", "no_target"))
    if verdict.status == "breached":
        return Badge("late", _late(verdict, calendar, verdict.remaining_seconds))
    told = left_words(verdict, calendar, found.as_of, language())
    if verdict.paused:
        return Badge("wait", told)
    return Badge("risk" if verdict.status == "at_risk" else "", told)


def _late(verdict: Verdict, calendar: Calendar, seconds: int) -> str:
    """By how much it is late; where no minute of it has counted yet, as at a week's end, since when."""
    if abs(seconds) < MINUTE and verdict.due_at is not None:  # the office was closed ever since
        due = short_instant(verdict.due_at, calendar, ends_day=verdict.clock in LEGAL_CLOCKS)
        return _("Lewat sejak %(due)s", due=due)
    return _("Lewat %(duration)s", duration=told_seconds(seconds, verdict, calendar, language()))


def other_clock(
    verdict: Verdict, calendar: Calendar, name: str, *, as_of: datetime
) -> tuple[str, str, str] | None:
    """One line of the other clocks: shape, name, and the figures in words; None for one not promised."""
    if verdict.target is None or verdict.started_at is None:
        return None
    tongue = language()
    target = amount_words(verdict.target.kind, verdict.target.count, language=tongue)
    if verdict.due_at is None or verdict.used_seconds is None or verdict.remaining_seconds is None:
        return "new", name, _("kalender tahun itu belum ada")
    used = told_seconds(verdict.used_seconds, verdict, calendar, tongue)
    left = left_words(verdict, calendar, as_of, tongue)
    if verdict.remaining_seconds < 0:
        left = told_seconds(verdict.remaining_seconds, verdict, calendar, tongue)
    due = short_instant(verdict.due_at, calendar, ends_day=verdict.clock in LEGAL_CLOCKS)
    if verdict.status == "met":
        told = _("%(used)s; janji %(target)s, sampai %(due)s", used=used, target=target, due=due)
        return "done", name, told
    if verdict.status == "stopped":
        return "stop", name, _("dihentikan setelah %(used)s", used=used)
    if verdict.status == "breached" and verdict.stopped_at is not None:
        return "late", name, _("terlambat %(left)s dari %(target)s", left=left, target=target)
    if verdict.status == "breached" and abs(verdict.remaining_seconds) < MINUTE:
        return "late", name, _("lewat sejak %(due)s", due=due)
    if verdict.status == "breached":
        return "late", name, _("lewat %(left)s sejak %(due)s", left=left, due=due)
    if verdict.paused:
        return "wait", name, _("berhenti, sisa %(left)s dari %(target)s", left=left, target=target)
    shape = "risk" if verdict.status == "at_risk" else "on"
    return shape, name, _("sisa %(left)s, sampai %(due)s", left=left, due=due)


def short_instant(at: datetime, calendar: Calendar, *, ends_day: bool = False) -> str:
    """ "Jum, 20 Nov 13.45": an instant where the page has said the year and the zone."""
    return instant_words(
        at, zone=calendar.zone, language=language(), year=False, zone_name=False, ends_day=ends_day
    )


def _rested(ticket: Ticket) -> Badge:
    if ticket.close_reason == "no_answer":
        return Badge("stop", _("Ditutup tanpa jawaban"))
    if ticket.state == "resolved":
        return Badge("done", _("Menunggu penilaian"))
    return Badge(ended_shape(ticket.state), name_of("state", ticket.state))


def ended_shape(state: str) -> str:
    """The shape beside the word of a state that a ticket ended in."""
    return "done" if state == "closed" else "stop"


def place_name(rulebook: Rulebook, code: str | None) -> str:
    """A kelurahan's name by its code; empty for none."""
    return next((each.name for each in rulebook.kelurahan if each.code == code), "")


def voices_words(voices: int) -> str:
    """For how many citizens a report speaks; nothing to say of one alone."""
    return _("%(count)s warga", count=voices) if voices > 1 else ""
