"""Files of complaints: noted at once, fetched later, kept without where they came from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import PurePath

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.orm import Session

from complaints_service.errors import NotFound
from complaints_service.intake.models import Attachment
from complaints_service.tickets.ledger.append import events_of
from complaints_service.tickets.ledger.models import Complaint, Ticket
from complaints_service.tickets.opening.survivor import going_on
from complaints_service.tickets.public.openly import beginning, openly_told
from sla import Event

#: What can't be fetched is tried again, later each time; routes keep a file far longer.
FIRST_WAIT, LONGEST_WAIT, MOST_TRIES = timedelta(minutes=1), timedelta(hours=6), 12
#: So many pictures go along to another office: what one request of Open311 takes here.
MOST_PASSED = 5
#: Whoever complains, as the ledger names people.
CITIZEN = "citizen"
#: The first word of a type -> the kind of file it is; what else there is is a document.
_KINDS = {"image": "photo", "audio": "voice", "video": "video"}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A file that is still with a route; `source` is its name there, `size` in bytes as it was told."""

    route: str
    source: str
    kind: str
    size: int | None = None
    mime: str | None = None


@dataclass(frozen=True, kw_only=True)
class Sending:
    """With what files come: which entry of which ledger, by whom, when, and whether its citizen sees them.

    `role`: of a single one that is still to be fetched, `before`, `after` or none.
    """

    ticket_id: int
    seq: int | None
    author: str
    at: datetime
    shown_to_citizen: bool = True
    role: str = ""


@dataclass(frozen=True)
class Kept:
    """A file in the media folder: its path there, its size in bytes and what it is."""

    path: str
    size: int
    mime: str

    @property
    def digest(self) -> str:
        """SHA-256 of its bytes in hex: the file is named by it."""
        return PurePath(self.path).stem


def want_file(
    session: Session, *, number: str, wanted: Wanted, now: datetime, sending: Sending | None = None
) -> None:
    """Notes a file of a complaint; the complaint stands whether or not it is ever fetched.

    `sending`: with what of the office's it came; without it, it is the citizen's.
    """
    ticket_id = session.scalar(select(Ticket.id).where(Ticket.number == number))
    if ticket_id is None:
        raise NotFound
    session.execute(
        insert(Attachment).values(
            ticket_id=ticket_id,
            kind=wanted.kind,
            state="wanted",
            route=wanted.route,
            source=wanted.source,
            mime=wanted.mime,
            size=wanted.size,
            received_at=now,
            **({} if sending is None else _came_with(sending)),
        )
    )


def _came_with(sending: Sending) -> dict[str, object]:
    return {
        "seq": sending.seq,
        "author": sending.author,
        "role": sending.role or None,
        "shown_to_citizen": sending.shown_to_citizen,
    }


def attach(session: Session, sending: Sending, files: Iterable[tuple[Kept, str]]) -> None:
    """Makes kept files part of what was said, each with its role (`before`, `after` or none), once each."""
    rows = [
        {
            "ticket_id": sending.ticket_id,
            "kind": _KINDS.get(kept.mime.partition("/")[0], "document"),
            "state": "kept",
            "mime": kept.mime,
            "size": kept.size,
            "path": kept.path,
            "received_at": sending.at,
            "settled_at": sending.at,
            "seq": sending.seq,
            "author": sending.author,
            "role": role or None,
            "shown_to_citizen": sending.shown_to_citizen,
        }
        for kept, role in dict.fromkeys(files)
    ]
    if rows:
        session.execute(insert(Attachment), rows)


def attach_from_citizen(
    session: Session, ticket: Ticket, sending: Sending, files: Iterable[tuple[Kept, str]]
) -> None:
    """The same for what a citizen sends; of a merged report also where it is read, for the office alone."""
    sent = list(files)
    attach(session, sending, sent)
    if (kept := _read_on(session, ticket)) is not None:
        seq = None
        if sending.seq is not None:
            wrote = (each.seq for each in reversed(kept.events) if each.kind == "merged.wrote")
            seq = next(wrote, None)
        attach(session, replace(sending, ticket_id=kept.ticket.id, seq=seq, shown_to_citizen=False), sent)


@dataclass(frozen=True)
class _Survivor:
    """The report that goes on in a merged one's place, with its ledger, and since when it does."""

    ticket: Ticket
    events: Sequence[Event]
    since: datetime


def _read_on(session: Session, ticket: Ticket) -> _Survivor | None:
    if ticket.state != "merged":
        return None
    events = events_of(session, [ticket.id])[ticket.id]
    if (kept := going_on(session, ticket=ticket, events=events)) is None:
        return None
    since = next(each.at for each in reversed(events) if each.kind == "ticket.merged")
    return _Survivor(kept, events_of(session, [kept.id])[kept.id], since)


def files_due(session: Session, *, route: str, now: datetime, most: int = 20) -> list[tuple[int, Wanted]]:
    """The files to fetch from a route now, the oldest first, by id."""
    rows = session.scalars(
        select(Attachment)
        .where(
            Attachment.state == "wanted",
            Attachment.route == route,
            Attachment.not_before.is_(None) | (Attachment.not_before <= now),
        )
        .order_by(Attachment.id)
        .limit(most)
    )
    return [
        (
            row.id,
            Wanted(
                route=route,
                source=row.source or "",
                kind=row.kind,
                size=row.size,
                mime=row.mime,
            ),
        )
        for row in rows
    ]


def keep_file(session: Session, *, attachment_id: int, kept: Kept, now: datetime) -> None:
    """The file lies in the media folder."""
    row = _wanted(session, attachment_id)
    if row is not None:
        row.state, row.route, row.source, row.settled_at, row.not_before = "kept", None, None, now, None
        row.path, row.size, row.mime = kept.path, kept.size, kept.mime
        ticket = session.get_one(Ticket, row.ticket_id)
        there = _read_on(session, ticket) if row.author == CITIZEN else None
        if there is not None and row.received_at >= there.since:  # sent by whoever knew that it is read there
            at, own = row.received_at, there.ticket.id
            copy = Sending(ticket_id=own, seq=None, author=CITIZEN, at=at, shown_to_citizen=False)
            attach(session, copy, [(kept, "")])


def refuse_file(session: Session, *, attachment_id: int, reason: str, now: datetime) -> bool:
    """The file is none that is kept; `reason` is a code such as `too_large`. False where that was known."""
    row = session.scalar(select(Attachment).where(Attachment.id == attachment_id).with_for_update())
    if row is None or row.state == "refused":
        return False
    row.state, row.route, row.source, row.settled_at, row.not_before = "refused", None, None, now, None
    row.path, row.size, row.reason = None, None, reason
    return True


def put_off(session: Session, *, attachment_id: int, now: datetime) -> bool:
    """The file could not be fetched now: later. True where it was tried often enough."""
    row = _wanted(session, attachment_id)
    if row is None:
        return False
    row.tries += 1
    row.not_before = now + min(FIRST_WAIT * 2 ** (row.tries - 1), LONGEST_WAIT)
    return row.tries >= MOST_TRIES


def files_at(session: Session, *, path: str) -> Sequence[int]:
    """The files of all reports that lie at a path of the media folder: the same photo may have come twice."""
    return session.scalars(select(Attachment.id).where(Attachment.path == path).order_by(Attachment.id)).all()


def attached_at(session: Session, *, paths: Collection[str]) -> set[str]:
    """Which of these paths of the media folder belong to some report."""
    found = session.scalars(select(Attachment.path).where(Attachment.path.in_(paths)))
    return {path for path in found if path is not None}


def attachments_of(session: Session, *, ticket_id: int, for_citizen: bool) -> Sequence[Attachment]:
    """The files of a ticket, in the order they came; `for_citizen`: without those for the office alone."""
    wanted = select(Attachment).where(Attachment.ticket_id == ticket_id, *_seen_by(for_citizen))
    return session.scalars(wanted.order_by(Attachment.id)).all()


def pictures_to_pass(session: Session, *, ticket_id: int) -> Sequence[str]:
    """Where the pictures lie that go along to another office, in the order they came.

    Those that the report's own citizen sees, of a report of which others may be told now; of any other none.
    """
    wanted = (
        select(Attachment.path)
        .join(Ticket, Ticket.id == Attachment.ticket_id)
        .join(Complaint, Complaint.id == Ticket.id)
        .join(*beginning())
        .where(
            Attachment.ticket_id == ticket_id,
            Attachment.state == "kept",
            Attachment.mime == "image/jpeg",
            *_seen_by(for_citizen=True),
            *openly_told(),
        )
        .order_by(Attachment.id)
        .limit(MOST_PASSED)
    )
    return [path for path in session.scalars(wanted) if path is not None]


def attachment_of(session: Session, *, ticket_id: int, attachment_id: int, for_citizen: bool) -> Attachment:
    """One file of this ticket that is here, and that this reader may see. Raises NotFound."""
    found = session.scalar(
        select(Attachment).where(
            Attachment.id == attachment_id,
            Attachment.ticket_id == ticket_id,
            Attachment.state == "kept",
            *_seen_by(for_citizen),
        )
    )
    if found is None:
        raise NotFound("file")
    return found


def _seen_by(for_citizen: bool) -> list[ColumnElement[bool]]:
    return [Attachment.shown_to_citizen.is_(True)] if for_citizen else []


def _wanted(session: Session, attachment_id: int) -> Attachment | None:
    return session.scalar(
        select(Attachment)
        .where(Attachment.id == attachment_id, Attachment.state == "wanted")
        .with_for_update()
    )
