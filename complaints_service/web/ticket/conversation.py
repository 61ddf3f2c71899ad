"""The conversation of a ticket with what happened between its entries, for citizens and officers alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from flask import url_for
from flask_babel import gettext as _

from complaints_service.intake.channels import channels
from complaints_service.tickets.acts.saying.unmark import unmarked
from complaints_service.tickets.ledger.kinds import KINDS
from complaints_service.tickets.ledger.models import Message
from complaints_service.tickets.ledger.moves import GIVES
from complaints_service.tickets.queries import TicketView
from complaints_service.web.drawing.model import Audience
from complaints_service.web.shell.names import Names
from complaints_service.web.ticket.event_words import office_entry
from complaints_service.web.ticket.happenings import told_events
from sla import QUESTIONS, SUBSTANTIVE, Event

#: An answer with fewer letters and digits is told to the superior.
SHORT_ANSWER = 15


@dataclass(frozen=True, kw_only=True)
class TalkEntry:
    """One line: `message` has who, where, text and `after`; `event` has words. `at` is an instant.

    `doubt`: for a superior, why it may be no answer at all, and where that is judged.

    `seq`: the entry of the ledger that a message is, 0 for the report itself, -1 for what is no message.
    """

    kind: Literal["message", "event"]
    at: datetime
    words: str = ""
    who: str = ""
    where: str = ""
    text: str = ""
    after: str = ""
    mine: bool = False
    asks: bool = False
    note: bool = False
    seq: int = -1
    doubt: tuple[str, str] | None = None


def talk_entries(view: TicketView, *, audience: Audience, names: Names, language: str) -> list[TalkEntry]:
    """The complaint itself, then messages and events in ledger order.

    To citizens no person is named, and internal notes and reasons of moves are left out.
    """
    told = told_events(view.events, naming=names.holder, audience=audience, language=language)
    happened = {event.seq: happening for event, happening in told}
    messages = {message.seq: message for message in view.messages}
    entries = [_complaint(view, audience, names, language)]
    doubts = doubtful(view) if audience == "officer" and "unmark" in view.acts else {}
    for event in view.events:
        message = messages.get(event.seq)
        happening = happened.get(event.seq)
        if message is not None:
            entries.append(replace(_message(message, event, audience, names), doubt=doubts.get(event.seq)))
        inside = office_entry(event, names=names, calendar=view.calendar) if audience == "officer" else ""
        if inside:
            entries.append(TalkEntry(kind="event", at=event.at, words=inside))
        if happening is not None and not _spoken(view, event, message):
            words = happening.words + _because(event, audience)
            entries.append(TalkEntry(kind="event", at=event.at, words=words))
    return entries


def doubtful(view: TicketView) -> dict[int, tuple[str, str]]:
    """The answers of the office that say hardly anything or the same again: why, and where it is judged."""
    gone, said, found = unmarked(view.events), set[str](), dict[int, tuple[str, str]]()
    for message in view.messages:
        if message.author == "citizen" or message.act not in SUBSTANTIVE or message.seq in gone:
            continue
        text = " ".join(message.text.casefold().split())
        href = url_for("desk.act", number=view.ticket.number, act="unmark", message=message.seq)
        if sum(letter.isalnum() for letter in text) < SHORT_ANSWER:
            found[message.seq] = _("jawaban sangat pendek"), href
        elif text in said:
            found[message.seq] = _("sama dengan jawaban sebelumnya"), href
        said.add(text)
    return found


def _spoken(view: TicketView, event: Event, message: Message | None) -> bool:
    """Whether a message of the conversation tells it already; the first one is the complaint itself."""
    return KINDS[event.kind].spoken and (message is not None or event is view.events[0])


def _complaint(view: TicketView, audience: Audience, names: Names, language: str) -> TalkEntry:
    return TalkEntry(
        kind="message",
        at=view.ticket.received_at,
        who=names.author("citizen"),
        text=view.complaint.text,
        where=door(view.complaint.channel, language),
        mine=audience == "citizen",
        seq=0,
    )


def door(channel: str, language: str) -> str:
    """ "lewat halaman web", "di loket": the door a complaint came in by."""
    known = channels().get(channel)
    if known is None:
        return channel
    name = known.names.read(language)
    return _("di loket") if channel == "counter" else _("lewat %(channel)s", channel=name)


def _message(message: Message, event: Event, audience: Audience, names: Names) -> TalkEntry:
    other, told = str(event.data.get("from", "")), str(event.data.get("mention", ""))
    citizen = message.author == "citizen"
    asks, note = message.act in QUESTIONS, message.act == "note"
    after = ""
    if asks:
        after = (
            _("jam berhenti sampai Anda menjawab")
            if audience == "citizen"
            else _("jam berhenti sampai warga menjawab")
        )
    return TalkEntry(
        kind="message",
        at=message.at,
        who=_("Warga laporan %(number)s", number=other) if other else _who(message, audience, names),
        where=_where(other, names.named(told) if told else ""),
        text=message.text,
        after=after,
        mine=citizen == (audience == "citizen"),
        asks=asks,
        note=note,
        seq=message.seq,
    )


def _where(other: str, told: str) -> str:
    """What stands behind the author: that it came with a merged report, or which colleague was told."""
    if other:
        return _("disatukan ke sini")
    return _("untuk %(who)s", who=told) if told else ""


#: How the head of an entry says what was done by it; every other act is said by its author alone.
_HEADS: dict[tuple[str, str], Callable[[str], str]] = {
    ("note", "officer"): lambda who: _("Catatan dalam, %(who)s", who=who),
    ("ending_draft", "officer"): lambda who: _("Usul %(who)s, belum terkirim ke warga", who=who),
    ("to_merged", "officer"): lambda who: _("Kepada warga laporan yang disatukan, %(who)s", who=who),
    ("dispute", "citizen"): lambda who: _("Anda menolak penyelesaian"),
    ("dispute", "officer"): lambda who: _("Warga menolak penyelesaian"),
    ("decision", "citizen"): lambda who: _("Keputusan, %(who)s", who=who),
    ("decision", "officer"): lambda who: _("Keputusan, %(who)s", who=who),
    ("progress", "citizen"): lambda who: _("Perkembangan, %(who)s", who=who),
    ("progress", "officer"): lambda who: _("Perkembangan, %(who)s", who=who),
}


def _who(message: Message, audience: Audience, names: Names) -> str:
    who = names.author(message.author)
    head = _HEADS.get((message.act, audience))
    return head(who) if head else who


def _because(event: Event, audience: Audience) -> str:
    """The reason a person gave for a move, for officers only; a rule's stands in the routing decision."""
    reason = event.data.get("reason")
    if audience == "citizen" or event.kind not in GIVES or not isinstance(reason, str) or not reason:
        return ""
    return f", “{reason}”"
