"""Why a ticket is where it is: the ledger entry that brought it, and the routing decision behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from complaints_service.accounts.access import Rights
from complaints_service.edge.language import language
from complaints_service.edge.problems import say
from complaints_service.errors import words
from complaints_service.tickets.acts.ruling.decide_contest import decidable
from complaints_service.tickets.ledger.kind import Came
from complaints_service.tickets.ledger.kinds import KINDS
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.moves import GIVES, ROUTES
from complaints_service.tickets.ledger.states import LIVE
from complaints_service.tickets.ledger.turns import OFFICE
from complaints_service.tickets.queries import DeskTicket, TicketView
from complaints_service.tickets.undecided import askings, endings_asked
from complaints_service.web.desk.acts.words import ending_words, request_words
from complaints_service.web.shell.names import Names
from complaints_service.web.ticket.rule_words import routing_rule_words
from complaints_service.web.ticket.words import short_instant
from complaints_service.web.words.vocabulary import word_of
from sla import QUESTIONS, Calendar, Event


@dataclass(frozen=True)
class Routing:
    """A rule's decision: the rule in words, the reason, and everyone who was weighed, with their load."""

    rule: str
    reason: str
    considered: tuple[tuple[str, str], ...]


def why_here(events: Sequence[Event], *, names: Names, calendar: Calendar) -> str:
    """The sentence that says what brought the ticket to whoever has it now."""
    for event in reversed(events):
        kind = KINDS.get(event.kind)
        if kind is not None and kind.came is not None:
            return _move(event, kind.came, names, calendar)
    return ""


def kept_from(view: TicketView, names: Names) -> list[str]:
    """What the citizen said of whom it is about, and to whom it is closed."""
    told = {
        "yes": _("Warga menjawab: tentang petugas atau kantor."),
        "unsure": _("Warga menjawab: tidak yakin apakah tentang petugas atau kantor."),
    }
    answer = told.get(str(view.events[0].data.get("about_office")))
    closed = ", ".join(names.named(each) for each in view.ticket.accused)
    return [
        *([answer] if answer else []),
        *([_("Tertutup bagi %(whom)s", whom=closed)] if closed else []),
    ]


def why_waiting(ticket: Ticket, events: Sequence[Event], *, names: Names, calendar: Calendar) -> str:
    """What the citizen is waited for: an answer to a question, or a judgement; empty for other states.

    Of one that is resolved or closed, and on which the citizen wrote since, that they did.
    """
    state = ticket.state
    if ticket.turn == OFFICE and state not in LIVE:
        wrote = _last(events, lambda event: event.kind == "message.sent" and event.by == "citizen")
        on = short_instant(wrote.at, calendar) if wrote is not None else ""
        return _("Warga menulis %(on)s, belum dijawab.", on=on)
    if state == "waiting":
        asked = _last(events, lambda event: event.data.get("act") in QUESTIONS)
        if asked is not None:
            who, on = names.author(asked.by), short_instant(asked.at, calendar)
            return _("%(who)s bertanya %(on)s.", who=who, on=on)
    if state == "resolved":
        done = _last(events, lambda event: event.kind == "ticket.resolved")
        if done is not None:
            on = short_instant(done.at, calendar)
            return _("Diselesaikan %(on)s. Warga sedang menilai.", on=on)
    return ""


def why_deciding(row: DeskTicket, *, rights: Rights, names: Names) -> str:
    """What of a ticket waits for this reader's decision, in sentences."""
    told = [f"{request_words(one, names)}." for one in askings(row.ticket, row.events, rights)]
    told += [f"{ending_words(one, names)}." for one in endings_asked(row.ticket, row.events, rights)]
    if decidable(row.events, rights):
        told.insert(0, _("Waktu pada tiket ini disanggah, dan Anda yang memutuskan."))
    return " ".join(told)


def routing_of(events: Iterable[Event], *, names: Names) -> Routing | None:
    """The rules' last decision (a mended place is decided again), with the alternatives; None without one."""
    decided = _last(list(events), lambda event: event.kind in GIVES | ROUTES and "alternatives" in event.data)
    if decided is None:
        return None
    data = decided.data
    considered = tuple((names.person(each["officer_id"]), _weighed(each)) for each in data["alternatives"])
    rule = routing_rule_words(data["rule"], data["version"], names.rulebook)
    return Routing(rule, _reason(data), considered)


def _move(event: Event, came: Came, names: Names, calendar: Calendar) -> str:
    data = event.data
    if isinstance(data.get("reason"), Mapping):
        return _reason(data)
    who, on = names.author(event.by), short_instant(event.at, calendar)
    why = str(data.get("reason") or "").rstrip(".")
    if not why:
        return say(words(came.bare, who=who, on=on))
    return say(words(came.reasoned, who=who, on=on, reason=why))


def _reason(data: Mapping[str, Any]) -> str:
    told = [data.get("reason"), data.get("load_note")]
    return " ".join(str(words.get(language()) or words["id"]) for words in told if isinstance(words, Mapping))


def _weighed(each: Mapping[str, Any]) -> str:
    load = ngettext("%(num)d tiket terbuka", "%(num)d tiket terbuka", each["open"])
    why = word_of("weighed", each["why"])
    return _("%(why)s: %(load)s", why=why, load=load)


def _last(events: Sequence[Event], wanted: Callable[[Event], bool]) -> Event | None:
    return next((event for event in reversed(events) if wanted(event)), None)
