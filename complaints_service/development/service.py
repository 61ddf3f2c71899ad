"""Keeps the catalogue, officers' training needs, and the trainings they have done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.audit.service import record
from complaints_service.development.models import Training, TrainingNeed, TrainingRecord
from complaints_service.errors import Actor, DomainError, Invalid, NotFound, Words, invalid, words
from complaints_service.people.models import Officer
from complaints_service.texts import clean, text_problem

MAX_WORDS, MAX_TITLE = 1_000, 200
#: More lesson hours than anybody is taught on one day.
HOURS_OF_A_DAY = 12


@dataclass(frozen=True)
class TrainingSpec:
    """An entry of the catalogue as the rulebook lists it; hours in JP, `indicator` and `value` are codes."""

    code: str
    title: str
    provider: str
    lesson_hours: int
    indicator: str | None = None
    value: str | None = None


@dataclass(frozen=True)
class NewNeed:
    """A gap to close by learning; indicator, gap (its unit) and month where a figure shows it."""

    officer_id: int
    words: str
    reason: str
    training_id: int | None = None
    indicator_code: str | None = None
    gap: float | None = None
    month: str | None = None


@dataclass(frozen=True)
class NewRecord:
    """A training somebody has done; whole local days, both included."""

    officer_id: int
    title: str
    lesson_hours: int
    first_on: date
    last_on: date
    certificate: str = ""
    training_id: int | None = None
    need_id: int | None = None


def seed_trainings(
    session: Session, *, trainings: Sequence[TrainingSpec], now: datetime, actor: Actor
) -> int:
    """Brings the catalogue to what the rulebook lists; what it no longer lists can no longer be chosen.

    Returns how many rows were added or changed.
    """
    there = {each.code: each for each in session.scalars(select(Training))}
    changed = 0
    for one in trainings:
        wanted = {
            "title": one.title,
            "provider": one.provider,
            "lesson_hours": one.lesson_hours,
            "indicator_code": one.indicator,
            "value_code": one.value,
            "active": True,
        }
        row = there.pop(one.code, None)
        if row is None:
            session.add(Training(code=one.code, **wanted))
            changed += 1
        elif any(getattr(row, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(row, name, value)
            changed += 1
    for gone in there.values():
        changed += gone.active
        gone.active = False
    session.flush()
    if changed:
        data = {"rows": changed}
        record(session, now=now, actor=actor, kind="trainings.seeded", subject="office", data=data)
    return changed


def propose_need(session: Session, *, new: NewNeed, now: datetime, actor: Actor) -> int:
    """Keeps a proposed need; its id. Who may is asked first. Raises Invalid, or `need_known`."""
    fields: dict[str, list[Words]] = {}
    for name, typed, empty in (
        ("words", new.words, words("Tulis apa yang perlu dipelajari.")),
        ("reason", new.reason, words("Tulis alasannya.")),
    ):
        if problem := text_problem(typed, maximum=MAX_WORDS, empty=empty):
            fields[name] = [problem]
    _check_training(session, new.training_id, fields)
    if fields:
        raise Invalid(fields)
    _lock(session, new.officer_id)
    if new.training_id is not None and _waiting_for(session, new.officer_id, new.training_id):
        raise DomainError("need_known", words("Pelatihan ini sudah tercatat sebagai kebutuhannya."))
    need = TrainingNeed(
        officer_id=new.officer_id,
        training_id=new.training_id,
        words=clean(new.words),
        reason=clean(new.reason),
        indicator_code=new.indicator_code,
        gap=new.gap,
        month=new.month,
        state="proposed",
        proposed_at=now,
        proposed_by=actor.ref,
    )
    session.add(need)
    session.flush()
    _record(session, now, actor, "need.proposed", new.officer_id, need=need.id, training=new.training_id)
    return need.id


def decide_need(
    session: Session, *, need_id: int, approved: bool, decision: str, now: datetime, actor: Actor
) -> None:
    """A superior approves a proposed need, or declines it with a reason; that the actor may is asked first.

    Raises Invalid naming `decision`, NotFound, or `need_decided` where somebody was faster.
    """
    need = _need(session, need_id)
    if need.state != "proposed":
        raise DomainError("need_decided", words("Kebutuhan ini sudah diputuskan."))
    if not approved or decision.strip():
        need.decision = _text("decision", decision, words("Tulis alasannya."))
    need.state = "approved" if approved else "declined"
    need.decided_at, need.decided_by = now, actor.officer_id
    session.flush()
    _record(session, now, actor, f"need.{need.state}", need.officer_id, need=need_id)


def finish_need(session: Session, *, need_id: int, decision: str, now: datetime, actor: Actor) -> None:
    """Says that an approved need was met otherwise than by a recorded training, and how.

    Raises Invalid naming `decision`, NotFound, `need_not_approved`.
    """
    need = _need(session, need_id)
    if need.state != "approved":
        raise DomainError("need_not_approved", words("Hanya kebutuhan yang disetujui yang bisa terpenuhi."))
    need.decision = _text("decision", decision, words("Tulis bagaimana ini terpenuhi."))
    need.state, need.decided_at, need.decided_by = "done", now, actor.officer_id
    session.flush()
    _record(session, now, actor, "need.done", need.officer_id, need=need_id)


def record_training(
    session: Session, *, new: NewRecord, confirmed: bool, today: date, now: datetime, actor: Actor
) -> int:
    """Keeps a training somebody has done; its id. `confirmed`: a superior enters it. Raises Invalid.

    Hours past a ceiling are kept: whoever enters them is warned, nobody is refused.
    """
    fields = _problems(new, today)
    _check_training(session, new.training_id, fields, active_only=False)
    if new.need_id is not None:
        need = session.get(TrainingNeed, new.need_id)
        if need is None or need.officer_id != new.officer_id or need.state != "approved":
            fields["need_id"] = [words("Pilih kebutuhan yang sudah disetujui.")]
    if fields:
        raise Invalid(fields)
    row = TrainingRecord(
        officer_id=new.officer_id,
        training_id=new.training_id,
        need_id=new.need_id,
        title=clean(new.title),
        lesson_hours=new.lesson_hours,
        first_on=new.first_on,
        last_on=new.last_on,
        certificate=clean(new.certificate) or None,
        recorded_at=now,
        recorded_by=actor.ref,
    )
    session.add(row)
    session.flush()
    _record(session, now, actor, "training.recorded", new.officer_id, record=row.id, hours=new.lesson_hours)
    if confirmed:
        _confirm(session, row, now, actor)
    return row.id


def confirm_record(session: Session, *, record_id: int, now: datetime, actor: Actor) -> None:
    """A superior confirms that the training took place; from then on its hours count. That is asked first.

    Raises NotFound, or `record_confirmed` where it was done already.
    """
    row = _unconfirmed(session, record_id)
    _confirm(session, row, now, actor)


def withdraw_record(session: Session, *, record_id: int, now: datetime, actor: Actor) -> None:
    """Takes back a record nobody has confirmed; the audit record keeps what it said."""
    row = _unconfirmed(session, record_id)
    said = {"title": row.title, "hours": row.lesson_hours, "last_on": row.last_on.isoformat()}
    _record(session, now, actor, "training.withdrawn", row.officer_id, record=row.id, **said)
    session.delete(row)
    session.flush()


def _confirm(session: Session, row: TrainingRecord, now: datetime, actor: Actor) -> None:
    row.confirmed_at, row.confirmed_by = now, actor.officer_id
    session.flush()
    _record(session, now, actor, "training.confirmed", row.officer_id, record=row.id)
    need = session.get(TrainingNeed, row.need_id, with_for_update=True) if row.need_id else None
    if need is not None and need.state == "approved":
        need.state = "done"
        session.flush()
        _record(session, now, actor, "need.done", need.officer_id, need=need.id, record=row.id)


def _problems(new: NewRecord, today: date) -> dict[str, list[Words]]:
    fields: dict[str, list[Words]] = {}
    if problem := text_problem(new.title, maximum=MAX_TITLE, empty=words("Tulis nama pelatihannya.")):
        fields["title"] = [problem]
    if new.certificate.strip() and (problem := text_problem(new.certificate, maximum=MAX_TITLE)):
        fields["certificate"] = [problem]
    if new.last_on > today:
        fields["last_on"] = [words("Catat sesudah pelatihannya selesai.")]
    if new.last_on < new.first_on:
        fields["last_on"] = [words("Hari terakhir tidak boleh sebelum hari pertama.")]
    days = max(0, (new.last_on - new.first_on).days) + 1
    if not 1 <= new.lesson_hours <= HOURS_OF_A_DAY * days:
        fields["lesson_hours"] = [
            words(
                "Isi dengan jam pelajaran (JP), paling banyak %(most)s untuk hari-hari itu.",
                most=HOURS_OF_A_DAY * days,
            )
        ]
    return fields


def _check_training(
    session: Session, training_id: int | None, fields: dict[str, list[Words]], *, active_only: bool = True
) -> None:
    if training_id is None:
        return
    found = session.get(Training, training_id)
    if found is None or (active_only and not found.active):
        fields["training_id"] = [words("Pilih pelatihan dari katalog.")]


def _lock(session: Session, officer_id: int) -> None:
    """One at a time for one officer, so that two superiors cannot enter the same need twice."""
    if session.scalar(select(Officer.id).where(Officer.id == officer_id).with_for_update()) is None:
        raise NotFound


def _waiting_for(session: Session, officer_id: int, training_id: int) -> bool:
    same = (TrainingNeed.officer_id == officer_id, TrainingNeed.training_id == training_id)
    still = TrainingNeed.state.in_(("proposed", "approved"))
    return session.scalar(select(TrainingNeed.id).where(*same, still).limit(1)) is not None


def _need(session: Session, need_id: int) -> TrainingNeed:
    need = session.get(TrainingNeed, need_id, with_for_update=True, populate_existing=True)
    if need is None:
        raise NotFound
    return need


def _unconfirmed(session: Session, record_id: int) -> TrainingRecord:
    row = session.get(TrainingRecord, record_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    if row.confirmed_at is not None:
        raise DomainError("record_confirmed", words("Pelatihan ini sudah dikukuhkan."))
    return row


def _text(name: str, typed: str, empty: Words) -> str:
    if problem := text_problem(typed, maximum=MAX_WORDS, empty=empty):
        raise invalid(name, problem)
    return clean(typed)


def _record(
    session: Session, now: datetime, actor: Actor, kind: str, officer_id: int, **data: object
) -> None:
    record(session, now=now, actor=actor, kind=kind, subject=f"person:{officer_id}", data=data)
