"""Plans meetings, keeps their agenda, and fixes what was said there.

`rights`: None where the office itself acts, by a command or a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, Invalid, NotFound, Words, invalid, words
from complaints_service.meetings import rules
from complaints_service.meetings.attendance import fix_attendance, invited_to, write_attendance
from complaints_service.meetings.models import AgendaItem, Attendance, Meeting
from complaints_service.meetings.recurring import REPEATS
from complaints_service.meetings.reminding import call_back
from complaints_service.meetings.rules import NewItem
from complaints_service.people.models import Officer, Unit
from complaints_service.texts import clean, text_problem

#: A meeting may be entered this long after it began, and this long ahead.
ENTERED_UNTIL = timedelta(days=7)
PLANNED_AHEAD = timedelta(days=400)
MAX_WORDS, MAX_PLACE, MAX_MINUTES = 1_000, 200, 10_000


@dataclass(frozen=True, kw_only=True)
class NewMeeting:
    """A meeting to plan; `members` are all it is for, the chair included. A dialogue has two."""

    kind: str
    unit: str
    starts_at: datetime
    chair_id: int
    members: frozenset[int]
    place: str = ""
    repeats: str = ""


@dataclass(frozen=True)
class MeetingNotes:
    """What is written of a meeting: minutes, who was there, notes by kind and reference of the point, and
    why others did not come."""

    minutes: str
    present: frozenset[int]
    notes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    absent: Mapping[int, str] = field(default_factory=dict)


def plan_meeting(
    session: Session, *, new: NewMeeting, rights: Rights | None, now: datetime, actor: Actor
) -> int:
    """Plans a meeting; its id. Raises Invalid naming every field, `whom` where it is not theirs to plan."""
    fields: dict[str, list[Words]] = {}
    if not now - ENTERED_UNTIL <= new.starts_at <= now + PLANNED_AHEAD:
        when = words("Pilih waktu paling lama tujuh hari yang lalu dan paling jauh setahun lagi.")
        fields["starts_at"] = [when]
    place = clean(new.place)
    if place and (problem := text_problem(place, maximum=MAX_PLACE)):
        fields["place"] = [problem]
    unit_id = session.scalar(select(Unit.id).where(Unit.code == new.unit))
    two = len(new.members) == 2 and new.chair_id in new.members
    if unit_id is None or not (rights is None or _may_plan(rights, new)):
        fields["whom"] = [words("Pilih unit atau orang yang Anda pimpin.")]
    elif not _active(session, new.members) or (new.kind == "dialogue" and not two):
        fields["whom"] = [words("Pilih orang yang bekerja di sini.")]
    if fields or unit_id is None:
        raise Invalid(fields)
    meeting = Meeting(
        kind=new.kind,
        unit_id=unit_id,
        starts_at=new.starts_at,
        place=place or None,
        chair_id=new.chair_id,
        state="planned",
        created_at=now,
        created_by=actor.ref,
        repeats=new.repeats if new.repeats in REPEATS else "",
    )
    session.add(meeting)
    session.flush()
    session.add_all(
        Attendance(meeting_id=meeting.id, officer_id=each) for each in sorted(new.members | {new.chair_id})
    )
    session.flush()
    _record(session, now, actor, "meeting.planned", f"meeting:{meeting.id}", unit=new.unit, type=new.kind)
    return meeting.id


def set_agenda(
    session: Session,
    *,
    meeting_id: int,
    items: Sequence[NewItem],
    as_of: datetime,
    rights: Rights | None,
) -> None:
    """Draws a planned meeting's agenda up anew; own points stay, and so does every point with a note."""
    meeting = planned_meeting(session, meeting_id, rights=rights, may=rules.may_lead)
    before = _items(session, meeting_id)
    notes = {(each.kind, each.reference): each.note for each in before if each.note}
    own = [each for each in before if each.kind == "own"]
    brought = {each.key for each in items}
    kept = [
        each
        for each in before
        if each.kind != "own" and each.note and (each.kind, each.reference) not in brought
    ]
    lines = [
        *((each.kind, each.reference, dict(each.data), notes.get(each.key)) for each in items),
        *((each.kind, each.reference, each.data, each.note) for each in (*kept, *own)),
    ]
    session.execute(delete(AgendaItem).where(AgendaItem.meeting_id == meeting_id))
    session.add_all(
        AgendaItem(
            meeting_id=meeting_id, ordinal=ordinal, kind=kind, reference=reference, data=data, note=note
        )
        for ordinal, (kind, reference, data, note) in enumerate(lines, 1)
    )
    meeting.agenda_as_of = as_of
    _touch(session, meeting)


def add_own_item(
    session: Session, *, meeting_id: int, text: str, rights: Rights | None, actor: Actor
) -> None:
    """Puts a point of one's own on the agenda of a planned meeting. Raises Invalid naming `own`."""
    planned_meeting(session, meeting_id, rights=rights, may=rules.may_add)
    said = said_in("own", text, words("Tulis apa yang ingin dibicarakan."))
    before = _items(session, meeting_id)
    own = sum(each.kind == "own" for each in before)
    session.add(
        AgendaItem(
            meeting_id=meeting_id,
            ordinal=len(before) + 1,
            kind="own",
            reference=str(own + 1),
            data={"words": said, "by": actor.ref},
        )
    )
    session.flush()


def hold_meeting(
    session: Session,
    *,
    meeting_id: int,
    held: MeetingNotes,
    revision: int,
    rights: Rights | None,
    now: datetime,
    actor: Actor,
) -> None:
    """Marks a meeting as held: minutes, notes and attendance are fixed from here on.

    Raises Invalid naming `minutes` or `present`, `meeting_not_begun`, `meeting_over`, `meeting_changed`.
    """
    meeting = planned_meeting(session, meeting_id, rights=rights, may=rules.may_lead, revision=revision)
    if now < meeting.starts_at:
        raise DomainError("meeting_not_begun", words("Rapat ini belum mulai menurut jadwalnya."))
    fields: dict[str, list[Words]] = {}
    problem = text_problem(held.minutes, maximum=MAX_MINUTES, empty=words("Tulis apa yang disepakati."))
    if problem:
        fields["minutes"] = [problem]
    invited = invited_to(session, meeting_id=meeting_id)
    if not held.present & {each.officer_id for each in invited}:
        fields["present"] = [words("Centang siapa saja yang hadir.")]
    if fields:
        raise Invalid(fields)
    fix_attendance(invited, present=held.present, absent=held.absent)
    _note(session, meeting_id, held.notes)
    meeting.state, meeting.minutes, meeting.held_at = "held", clean(held.minutes), now
    _touch(session, meeting)
    call_back(session, meeting_id=meeting_id, now=now)
    _record(
        session,
        now,
        actor,
        "meeting.held",
        f"meeting:{meeting_id}",
        present=sorted(each.officer_id for each in invited if each.present),
    )


def write_notes(
    session: Session, *, meeting_id: int, held: MeetingNotes, revision: int, rights: Rights | None
) -> None:
    """Keeps what has been written so far of a meeting that is not over; nothing is fixed by it."""
    meeting = planned_meeting(session, meeting_id, rights=rights, may=rules.may_lead, revision=revision)
    if held.minutes.strip() and (problem := text_problem(held.minutes, maximum=MAX_MINUTES)):
        raise invalid("minutes", problem)
    _note(session, meeting_id, held.notes)
    invited = invited_to(session, meeting_id=meeting_id)
    write_attendance(invited, present=held.present, absent=held.absent)
    meeting.minutes = clean(held.minutes) or None
    _touch(session, meeting)


def cancel_meeting(
    session: Session,
    *,
    meeting_id: int,
    reason: str,
    revision: int,
    rights: Rights | None,
    now: datetime,
    actor: Actor,
) -> None:
    """Cancels a planned meeting. Raises Invalid naming `reason`, `meeting_over`, `meeting_changed`."""
    meeting = planned_meeting(session, meeting_id, rights=rights, may=rules.may_lead, revision=revision)
    meeting.reason, meeting.state = said_in("reason", reason, words("Tulis alasannya.")), "cancelled"
    _touch(session, meeting)
    call_back(session, meeting_id=meeting_id, now=now)
    _record(session, now, actor, "meeting.cancelled", f"meeting:{meeting_id}", reason=meeting.reason)


def planned_meeting(
    session: Session,
    meeting_id: int,
    *,
    rights: Rights | None,
    may: Callable[[Rights, rules.MeetingAccess], bool],
    revision: int | None = None,
) -> Meeting:
    """A meeting that is not over, locked, for whoever `may` change it, as they saw it last (`revision`).

    Raises NotFound, `meeting_over`, `meeting_changed`.
    """
    meeting = session.get(Meeting, meeting_id, with_for_update=True, populate_existing=True)
    if meeting is None or not (rights is None or may(rights, _access(session, meeting))):
        raise NotFound("meeting")
    if meeting.state != "planned":
        raise DomainError("meeting_over", words("Rapat ini sudah selesai atau dibatalkan; isinya tetap."))
    if revision is not None and meeting.revision != revision:
        raise DomainError(
            "meeting_changed",
            words(
                "Orang lain baru saja mengubah rapat ini. "
                "Tulisan Anda masih di sini; periksa, lalu simpan lagi."
            ),
        )
    return meeting


def _access(session: Session, meeting: Meeting) -> rules.MeetingAccess:
    unit = session.scalars(select(Unit.code).where(Unit.id == meeting.unit_id)).one()
    members = session.scalars(select(Attendance.officer_id).where(Attendance.meeting_id == meeting.id))
    return rules.MeetingAccess(meeting.kind, unit, meeting.chair_id, frozenset(members))


def _may_plan(rights: Rights, new: NewMeeting) -> bool:
    if new.kind == "regular":
        return rules.may_plan(rights, new.unit)
    others = new.members - {new.chair_id}
    return new.chair_id == rights.officer_id and all(rules.may_plan_dialogue(rights, each) for each in others)


def _touch(session: Session, meeting: Meeting) -> None:
    meeting.revision += 1
    session.flush()


def _items(session: Session, meeting_id: int) -> Sequence[AgendaItem]:
    return session.scalars(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting_id).order_by(AgendaItem.ordinal)
    ).all()


def _note(session: Session, meeting_id: int, notes: Mapping[tuple[str, str], str]) -> None:
    for item in _items(session, meeting_id):
        typed = notes.get((item.kind, item.reference))
        if typed is None:
            continue
        said = clean(typed)
        if said and (problem := text_problem(said, maximum=MAX_WORDS)):
            raise invalid(f"note:{item.kind}:{item.reference}", problem)
        item.note = said or None


def said_in(name: str, typed: str, empty: Words) -> str:
    """The cleaned text of a field that may not be empty. Raises Invalid naming it."""
    if problem := text_problem(typed, maximum=MAX_WORDS, empty=empty):
        raise invalid(name, problem)
    return clean(typed)


def _active(session: Session, ids: Collection[int]) -> bool:
    found = session.scalar(select(func.count()).where(Officer.id.in_(ids), Officer.active))
    return bool(ids) and found == len(ids)


def _record(session: Session, now: datetime, actor: Actor, kind: str, subject: str, **data: object) -> None:
    record(session, now=now, actor=actor, kind=kind, subject=subject, data=data)
