"""Who hears that a ticket lies in a unit's queue: the members at work, else whoever leads them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from complaints_service.moment import Moment
from complaints_service.notify.officers.chat import chats_of
from complaints_service.people.directory import Directory
from complaints_service.people.roster import directory_on
from complaints_service.people.structure import unit_called
from complaints_service.tickets.ledger.models import WORKING_STATES, Ticket
from complaints_service.tickets.ledger.moves import LANDS
from complaints_service.tickets.news.officers import News, assigned, matter, tell
from sla import Event


@dataclass(frozen=True, kw_only=True)
class Queued:
    """A ticket in the queue of `unit`; `seq` is the entry that put it there, `accused` whom it is about."""

    number: str
    unit: str
    seq: int
    title: str
    privacy: str
    accused: Sequence[str]


def landed(ticket: Ticket, written: Sequence[Event]) -> Queued | None:
    """The ticket, if these entries put it into a queue where it waits for somebody."""
    if ticket.holder_officer_id is not None or ticket.state not in WORKING_STATES:
        return None
    moves = [event.seq for event in written if event.kind in LANDS]
    if not moves:
        return None
    said = ticket.complaint
    return Queued(
        number=ticket.number,
        unit=ticket.unit,
        seq=moves[-1],
        title=said.title,
        privacy=said.privacy,
        accused=ticket.accused,
    )


def tell_queue(moment: Moment, *, queued: Queued, by: int | None) -> None:
    """Queues the news for those who hear of it. `by`: who put it there, and knows."""
    if moment.actor.origin == "replay":
        return
    directory = directory_on(moment.session, on=moment.rulebook.local_date(moment.now))
    known = _may_know(queued, directory) - {by}
    linked = chats_of(moment.session, officers=known)
    if not linked:
        return
    params: dict[str, Mapping[str, str]] = {
        language: {
            "title": matter(queued.title, queued.privacy, language),
            "unit": unit_called(
                moment.session, code=queued.unit, rulebook=moment.rulebook, language=language
            ),
        }
        for language in ("id", "en")
    }
    news = [
        News(officer_id=officer, number=queued.number, seq=queued.seq, kind="officer_queued", params=params)
        for officer in hearers(queued, directory, linked=linked)
    ]
    tell(moment.session, news=news, actor=moment.actor, now=moment.now)


def tell_of_part(moment: Moment, *, part: Ticket, reason: str, by: int | None) -> None:
    """A matter that was split off is new work: for whoever has it, or for the queue it lies in."""
    said = part.complaint
    if part.holder_officer_id is None:
        queued = Queued(
            number=part.number,
            unit=part.unit,
            seq=part.version,
            title=said.title,
            privacy=said.privacy,
            accused=part.accused,
        )
        tell_queue(
            moment,
            queued=queued,
            by=by,
        )
    elif part.holder_officer_id != by:
        news = assigned(
            officer_id=part.holder_officer_id,
            number=part.number,
            seq=part.version,
            title=said.title,
            privacy=said.privacy,
            due=part.due_at,
            reason={"id": reason, "en": reason} if reason else None,
            zone=moment.rulebook.office.zone,
        )
        tell(moment.session, news=[news], actor=moment.actor, now=moment.now)


def hearers(queued: Queued, directory: Directory, *, linked: Collection[int]) -> list[int]:
    """Of those with a chat: every member at work, since any may take it; else the nearest leader, even away.

    A member on leave is left in peace. Colleagues of somebody accused hear nothing; who leads them does.
    """
    known = _may_know(queued, directory) & set(linked)
    members = sorted(
        officer
        for officer in known
        if directory.unit_of[officer] == queued.unit and not _away(officer, directory)
    )
    if members:
        return members
    return [officer for officer in directory.leaders.get(queued.unit, ()) if officer in known][:1]


def _may_know(queued: Queued, directory: Directory) -> set[int]:
    leaders = {officer for officer in directory.leaders.get(queued.unit, ()) if officer in directory.unit_of}
    members = {officer for officer, unit in directory.unit_of.items() if unit == queued.unit}
    about_someone = any(reference.startswith("person:") for reference in queued.accused)
    return {
        officer
        for officer in (leaders if about_someone else leaders | members)
        if f"person:{officer}" not in queued.accused
        and f"unit:{directory.unit_of[officer]}" not in queued.accused
    }


def _away(officer: int, directory: Directory) -> bool:
    return any(leave.first_on <= directory.on <= leave.last_on for leave in directory.leave.get(officer, ()))
