"""What the citizen's other routes hear after an act: of the own number, or of the one it was merged into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from complaints_service.moment import Moment
from complaints_service.notify.service import Cause, Recipient, queue_notice, subscribers_of
from complaints_service.people.structure import unit_called
from complaints_service.places.place import Place, place_words
from complaints_service.tickets.ledger.models import OPEN_STATES, Ticket
from complaints_service.tickets.ledger.moves import MOVES
from config.rulebook import Rulebook
from sla import Event

#: How the citizen of a duplicate hears of it: she has no say on the other report, so nothing asks her.
_FOR_DUPLICATES: Mapping[str, str | None] = {
    "moved": "moved", "reopened": "reopened", "relocated": None, "disputed": None,
    "merged": None, "closed": None,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Done:
    """What an act wrote. `unit`: which unit had the ticket before; `duplicates`: merged into it.

    `notice`: which notice the act is; None: it is told only by what it wrote. `text`: the notice's words;
    `into`: the ticket that this one went into.
    """

    ticket: Ticket
    unit: str
    duplicates: Sequence[str]
    written: Sequence[Event]
    notice: str | None = None
    text: str | None = None
    into: str | None = None


def tell_citizens(moment: Moment, *, done: Done) -> None:
    """Queues the news of an act, each in its reader's language."""
    kinds = _kinds(done)
    if not kinds:
        return
    own = done.ticket.number
    numbers = (own, *done.duplicates)
    readers = subscribers_of(moment.session, numbers=numbers)
    for number in numbers:
        for kind in kinds:
            told = kind if number == own else _FOR_DUPLICATES.get(kind, "survivor")
            if told is None:
                continue
            seq = done.written[-1].seq
            cause = Cause(
                number=number, seq=seq, kind=told, message=_told(done.written) if kind != "moved" else None
            )
            if number != own:
                cause = Cause(number=number, seq=seq, kind=told, told_by=own)
            for language, recipients in _by_language(readers[number]).items():
                queue_notice(
                    moment.session,
                    cause=cause,
                    recipients=recipients,
                    params=_words(moment.session, done, told, language, moment.rulebook),
                    actor=moment.actor,
                    now=moment.now,
                )


def _kinds(done: Done) -> list[str]:
    """What an act is news of. Another unit is news whatever act brought it there."""
    kinds = []
    if done.notice is not None:
        kinds.append(done.notice)
    elif any(event.kind == "ticket.reopened" for event in done.written):
        kinds.append("reopened")
    moved = any(event.kind in MOVES for event in done.written)
    if moved and done.ticket.unit != done.unit and done.ticket.state in OPEN_STATES:
        kinds.append("moved")
    return kinds


def _words(session: Session, done: Done, kind: str, language: str, rulebook: Rulebook) -> dict[str, str]:
    if kind == "moved":
        holder = unit_called(session, code=done.ticket.unit, rulebook=rulebook, language=language)
        return {"holder": holder}
    words = {"text": done.text} if done.text else {}
    if kind == "relocated":
        mended = next(event for event in done.written if event.kind == "ticket.relocated")
        words["place"] = place_words(Place(**mended.data["place"]), rulebook)
    if kind == "merged":
        words["into"] = done.into or ""
    return words


def _by_language(recipients: Sequence[Recipient]) -> dict[str, list[Recipient]]:
    found: dict[str, list[Recipient]] = {}
    for recipient in recipients:
        found.setdefault(recipient.language, []).append(recipient)
    return found


def _told(written: Sequence[Event]) -> int | None:
    """The message to the citizen among new events, if there is one."""
    sent = (event.seq for event in written if event.kind == "message.sent" and event.by != "citizen")
    return next(sent, None)
