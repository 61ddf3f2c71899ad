"""What the citizen's other routes hear after an act: of the own number, or of the one it was merged into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from complaints_service.moment import Moment
from complaints_service.notify.messages import NOTICES
from complaints_service.notify.service import Cause, Recipient, queue_notice, subscribers_of
from complaints_service.people.structure import unit_called
from complaints_service.places.place import Place, place_words
from complaints_service.tickets.ledger.models import OPEN_STATES, Ticket
from complaints_service.tickets.ledger.moves import MOVES
from config.rulebook import Rulebook
from sla import Event

#: Entries after which a ticket stands otherwise, as far as citizens of merged reports are concerned.
_TURNS = frozenset(
    {"ticket.resolved", "ticket.closed", "ticket.rejected", "ticket.cancelled", "ticket.referred"}
)


@dataclass(frozen=True, kw_only=True)
class Done:
    """What an act wrote. `unit`: which unit had the ticket before; `duplicates`: merged into it.

    `notice`: which notice the act is; None: it is told only by what it wrote. `text`: the notice's words, for
    its own citizen; `for_others`: words meant for the citizens of merged reports; `into`: the ticket that
    this one went into.
    """

    ticket: Ticket
    unit: str
    duplicates: Sequence[str]
    written: Sequence[Event]
    notice: str | None = None
    text: str | None = None
    for_others: str | None = None
    into: str | None = None


def tell_citizens(moment: Moment, *, done: Done) -> None:
    """Queues the news of an act, each in its reader's language."""
    own, others = _kinds(done), _kinds_for_merged(done)
    numbers = ((done.ticket.number,) if own else ()) + (tuple(done.duplicates) if others else ())
    if not numbers:
        return
    readers = subscribers_of(moment.session, numbers=numbers)
    for kind in own:
        message = _told(done.written) if kind != "moved" else None
        cause = Cause(number=done.ticket.number, seq=done.written[-1].seq, kind=kind, message=message)
        _queue(moment, done, cause, readers[done.ticket.number])
    for number in done.duplicates if others else ():
        for kind in others:
            seq = done.written[-1].seq
            cause = Cause(number=number, seq=seq, kind=kind, told_by=done.ticket.number)
            _queue(moment, done, cause, readers[number])


def _queue(moment: Moment, done: Done, cause: Cause, readers: Sequence[Recipient]) -> None:
    for language, recipients in _by_language(readers).items():
        queue_notice(
            moment.session,
            cause=cause,
            recipients=recipients,
            params=_words(moment.session, done, cause.kind, language, moment.rulebook),
            actor=moment.actor,
            now=moment.now,
        )


def _kinds_for_merged(done: Done) -> list[str]:
    """Of what citizens of merged reports hear: what names them as readers, and nothing else."""
    if not done.duplicates:
        return []
    kinds = [kind for kind in _kinds(done) if "merged" in NOTICES[kind].readers]
    if done.for_others is not None:
        return [*kinds, "survivor"]
    turned = any(event.kind in _TURNS for event in done.written)
    return [*kinds, "merged_state"] if turned else kinds


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
    if kind in ("merged_state", "reopened"):
        return {}
    text = done.for_others if kind == "survivor" else done.text
    words = {"text": text} if text else {}
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
