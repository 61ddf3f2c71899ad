"""Plans meetings, fixes what was said there, and keeps the actions agreed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, Invalid, NotFound, Words, invalid, words
from complaints_service.meetings.models import Action, AgendaItem, Attendance, Meeting
from complaints_service.meetings.rules import NewItem
from complaints_service.people.models import Officer, Unit
from complaints_service.texts import clean, text_problem

#: A meeting may be entered this long after it began, and this long ahead.
ENTERED_UNTIL = timedelta(days=7)
PLANNED_AHEAD = timedelta(days=400)
MAX_WORDS, MAX_PLACE, MAX_MINUTES = 1_000, 200, 10_000


@dataclass(frozen=True)
class NewMeeting:
    """A meeting to plan; `members` are all it is for, the chair included. A dialogue has two."""

    kind: str
    unit: str
    starts_at: datetime
    chair_id: int
    members: frozenset[int]
    place: str = ""


@dataclass(frozen=True)
class NewAction:
    """What one member is to do by a local day; `meeting_id` where it was agreed in one."""

    unit: str
    owner_id: int
    words: str
    due_on: date
    meeting_id: int | None = None


@dataclass(frozen=True)
class Held:
    """What is written of a meeting: minutes, who was there, and notes by kind and reference of the point."""

    minutes: str
    present: frozenset[int]
    notes: Mapping[tuple[str, str], str] = field(default_factory=dict)


def plan_meeting(session: Session, *, new: NewMeeting, now: datetime, actor: Actor) -> int:
    """Plans a meeting; its id. Who may is asked first (`rules`). Raises Invalid naming every field."""
    fields: dict[str, list[Words]] = {}
    if not now - ENTERED_UNTIL <= new.starts_at <= now + PLANNED_AHEAD:
        fields["starts_at"] = [
            words("Pilih waktu paling lama tujuh hari yang lalu dan paling jauh setahun lagi.")
        ]
    place = clean(new.place)
    if place and (problem := text_problem(place, maximum=MAX_PLACE)):
        fields["place"] = [problem]
    unit_id = session.scalar(select(Unit.id).where(Unit.code == new.unit))
    if unit_id is None:
        fields["unit"] = [words("Pilih unit yang Anda pimpin.")]
    two = len(new.members) == 2 and new.chair_id in new.members
    if not _active(session, new.members) or (new.kind == "dialogue" and not two):
        fields["officer_id"] = [words("Pilih orang yang bekerja di sini.")]
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
    revision: int | None = None,
) -> None:
    """Draws a planned meeting's agenda up anew; own points stay, and so does every point with a note."""
    meeting = _planned(session, meeting_id, revision)
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


def add_own_item(session: Session, *, meeting_id: int, text: str, actor: Actor) -> None:
    """Puts a point of one's own on the agenda of a planned meeting. Raises Invalid naming `words`."""
    _planned(session, meeting_id, None)
    said = _text("words", text, words("Tulis apa yang ingin dibicarakan."))
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
    held: Held,
    revision: int,
    now: datetime,
    actor: Actor,
) -> None:
    """Marks a meeting as held: minutes, notes and attendance are fixed from here on.

    Raises Invalid naming `minutes` or `present`, `meeting_not_begun`, `meeting_over`, `meeting_changed`.
    """
    meeting = _planned(session, meeting_id, revision)
    if now < meeting.starts_at:
        raise DomainError("meeting_not_begun", words("Rapat ini belum mulai menurut jadwalnya."))
    fields: dict[str, list[Words]] = {}
    problem = text_problem(held.minutes, maximum=MAX_MINUTES, empty=words("Tulis apa yang disepakati."))
    if problem:
        fields["minutes"] = [problem]
    invited = session.scalars(select(Attendance).where(Attendance.meeting_id == meeting_id)).all()
    if not held.present & {each.officer_id for each in invited}:
        fields["present"] = [words("Centang siapa saja yang hadir.")]
    if fields:
        raise Invalid(fields)
    for each in invited:
        each.present = each.officer_id in held.present
    _note(session, meeting_id, held.notes)
    meeting.state, meeting.minutes, meeting.held_at = "held", clean(held.minutes), now
    _touch(session, meeting)
    _record(
        session,
        now,
        actor,
        "meeting.held",
        f"meeting:{meeting_id}",
        present=sorted(each.officer_id for each in invited if each.present),
    )


def write_notes(session: Session, *, meeting_id: int, held: Held, revision: int) -> None:
    """Keeps what has been written so far of a meeting that is not over; nothing is fixed by it."""
    meeting = _planned(session, meeting_id, revision)
    if held.minutes.strip() and (problem := text_problem(held.minutes, maximum=MAX_MINUTES)):
        raise invalid("minutes", problem)
    _note(session, meeting_id, held.notes)
    for each in session.scalars(select(Attendance).where(Attendance.meeting_id == meeting_id)):
        each.present = True if each.officer_id in held.present else None
    meeting.minutes = clean(held.minutes) or None
    _touch(session, meeting)


def cancel_meeting(
    session: Session, *, meeting_id: int, reason: str, revision: int, now: datetime, actor: Actor
) -> None:
    """Cancels a planned meeting. Raises Invalid naming `reason`, `meeting_over`, `meeting_changed`."""
    meeting = _planned(session, meeting_id, revision)
    meeting.reason = _text("reason", reason, words("Tulis alasannya."))
    meeting.state = "cancelled"
    _touch(session, meeting)
    _record(session, now, actor, "meeting.cancelled", f"meeting:{meeting_id}", reason=meeting.reason)


def open_action(session: Session, *, new: NewAction, today: date, now: datetime, actor: Actor) -> int:
    """Keeps what somebody agreed to do; its id. Raises Invalid naming every field.

    The owner belongs to the unit, or to the meeting it was agreed in, which is not over (`meeting_over`).
    """
    if new.meeting_id is not None:
        _planned(session, new.meeting_id, None)
    fields: dict[str, list[Words]] = {}
    if problem := text_problem(new.words, maximum=MAX_WORDS, empty=words("Tulis apa yang akan dikerjakan.")):
        fields["words"] = [problem]
    unit_id = session.scalar(select(Unit.id).where(Unit.code == new.unit))
    if unit_id is None or not _belongs(session, new, unit_id):
        fields["owner_id"] = [words("Pilih anggota unit ini.")]
    if not today <= new.due_on <= today + PLANNED_AHEAD:
        fields["due_on"] = [words("Pilih hari ini atau sesudahnya, paling jauh setahun lagi.")]
    if fields or unit_id is None:
        raise Invalid(fields)
    action = Action(
        unit_id=unit_id,
        owner_id=new.owner_id,
        meeting_id=new.meeting_id,
        words=clean(new.words),
        due_on=new.due_on,
        first_due_on=new.due_on,
        state="open",
        created_at=now,
        created_by=actor.ref,
    )
    session.add(action)
    session.flush()
    _record(
        session,
        now,
        actor,
        "action.opened",
        f"action:{action.id}",
        owner=new.owner_id,
        due_on=new.due_on.isoformat(),
        meeting=new.meeting_id,
    )
    return action.id


def settle_action(
    session: Session, *, action_id: int, state: str, outcome: str, now: datetime, actor: Actor
) -> None:
    """Says that an action is `done`, with what came of it, or `dropped`, with the reason.

    Raises Invalid naming `outcome`, NotFound, or `action_settled` for one that is settled already.
    """
    if state not in ("done", "dropped"):
        raise ValueError(f"no state to settle an action with: {state!r}")
    action = _open(session, action_id)
    empty = words("Tulis hasilnya.") if state == "done" else words("Tulis alasannya.")
    action.outcome = _text("outcome", outcome, empty)
    action.state, action.settled_at, action.settled_by = state, now, actor.ref
    session.flush()
    _record(session, now, actor, "action.settled", f"action:{action_id}", state=state, outcome=action.outcome)


def move_action(
    session: Session, *, action_id: int, due_on: date, reason: str, today: date, now: datetime, actor: Actor
) -> None:
    """Gives an open action another day, with the reason; the day first agreed stays beside it.

    Raises Invalid naming `due_on` or `reason`, NotFound, `action_settled`.
    """
    action = _open(session, action_id)
    if due_on == action.due_on or not today <= due_on <= today + PLANNED_AHEAD:
        raise invalid("due_on", words("Pilih hari lain: hari ini atau sesudahnya, paling jauh setahun lagi."))
    said, before = _text("reason", reason, words("Tulis alasannya.")), action.due_on
    action.due_on, action.moved_reason = due_on, said
    session.flush()
    _record(
        session,
        now,
        actor,
        "action.moved",
        f"action:{action_id}",
        before=before.isoformat(),
        due_on=due_on.isoformat(),
        reason=said,
    )


def _planned(session: Session, meeting_id: int, revision: int | None) -> Meeting:
    meeting = session.get(Meeting, meeting_id, with_for_update=True, populate_existing=True)
    if meeting is None:
        raise NotFound
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


def _touch(session: Session, meeting: Meeting) -> None:
    meeting.revision += 1
    session.flush()


def _open(session: Session, action_id: int) -> Action:
    action = session.get(Action, action_id, with_for_update=True, populate_existing=True)
    if action is None:
        raise NotFound
    if action.state != "open":
        raise DomainError("action_settled", words("Tindakan ini sudah selesai atau dihentikan."))
    return action


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


def _text(name: str, typed: str, empty: Words) -> str:
    if problem := text_problem(typed, maximum=MAX_WORDS, empty=empty):
        raise invalid(name, problem)
    return clean(typed)


def _active(session: Session, ids: Collection[int]) -> bool:
    found = session.scalar(select(func.count()).where(Officer.id.in_(ids), Officer.active))
    return bool(ids) and found == len(ids)


def _belongs(session: Session, new: NewAction, unit_id: int) -> bool:
    home = session.scalar(select(Officer.unit_id).where(Officer.id == new.owner_id, Officer.active))
    if home is None:
        return False
    return home == unit_id or (
        new.meeting_id is not None and session.get(Attendance, (new.meeting_id, new.owner_id)) is not None
    )


def _record(session: Session, now: datetime, actor: Actor, kind: str, subject: str, **data: object) -> None:
    record(session, now=now, actor=actor, kind=kind, subject=subject, data=data)
