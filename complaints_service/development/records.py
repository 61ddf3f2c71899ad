"""Trainings officers have done: recorded, confirmed by a superior, taken back; `rights` as in `service`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.development.models import TrainingNeed, TrainingRecord
from complaints_service.development.rules import may_decide, may_propose
from complaints_service.development.service import MAX_TITLE, chosen_training, note, require
from complaints_service.errors import Actor, DomainError, Invalid, NotFound, Words, words
from complaints_service.texts import clean, text_problem

#: More lesson hours than anybody is taught on one day.
HOURS_OF_A_DAY = 12


@dataclass(frozen=True, kw_only=True)
class NewRecord:
    """A training somebody has done; whole local days, both included.

    Title and hours that are left open are those of the chosen training.
    """

    officer_id: int
    title: str
    lesson_hours: int | None
    first_on: date
    last_on: date
    certificate: str = ""
    training_id: int | None = None
    need_id: int | None = None


def record_training(
    session: Session, *, new: NewRecord, rights: Rights | None, today: date, now: datetime, actor: Actor
) -> int:
    """Keeps a training somebody has done; its id. Raises NotFound, Invalid.

    Entered by a superior or by the office it counts at once, by the member once a superior confirms it. Hours
    past a ceiling are kept: whoever enters them is warned, nobody is refused.
    """
    require(rights is None or may_propose(rights, new.officer_id))
    fields: dict[str, list[Words]] = {}
    chosen = chosen_training(session, new.training_id, fields, active_only=False)
    if chosen is not None:
        hours = chosen.lesson_hours if new.lesson_hours is None else new.lesson_hours
        new = replace(new, title=new.title.strip() or chosen.title, lesson_hours=hours)
    fields |= _problems(new, today)
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
    note(session, now, actor, "training.recorded", new.officer_id, record=row.id, hours=new.lesson_hours)
    if rights is None or may_decide(rights, new.officer_id):
        _confirm(session, row, now, actor)
    return row.id


def confirm_record(
    session: Session, *, record_id: int, rights: Rights | None, now: datetime, actor: Actor
) -> None:
    """A superior confirms that the training took place; from then on its hours count.

    Raises NotFound, or `record_confirmed` where it was done already.
    """
    row = _unconfirmed(session, record_id, rights, may_decide)
    _confirm(session, row, now, actor)


def withdraw_record(
    session: Session, *, record_id: int, rights: Rights | None, now: datetime, actor: Actor
) -> None:
    """The member or a superior takes back a record nobody has confirmed; the audit record keeps it."""
    row = _unconfirmed(session, record_id, rights, may_propose)
    said = {"title": row.title, "hours": row.lesson_hours, "last_on": row.last_on.isoformat()}
    note(session, now, actor, "training.withdrawn", row.officer_id, record=row.id, **said)
    session.delete(row)
    session.flush()


def _confirm(session: Session, row: TrainingRecord, now: datetime, actor: Actor) -> None:
    row.confirmed_at, row.confirmed_by = now, actor.officer_id
    session.flush()
    note(session, now, actor, "training.confirmed", row.officer_id, record=row.id)
    need = session.get(TrainingNeed, row.need_id, with_for_update=True) if row.need_id else None
    if need is not None and need.state == "approved":
        need.state = "done"
        session.flush()
        note(session, now, actor, "need.done", need.officer_id, need=need.id, record=row.id)


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
    if new.lesson_hours is None:
        fields["lesson_hours"] = [words("Isi dengan angka.")]
    elif not 1 <= new.lesson_hours <= HOURS_OF_A_DAY * days:
        fields["lesson_hours"] = [
            words(
                "Isi dengan jam pelajaran (JP), paling banyak %(most)s untuk hari-hari itu.",
                most=HOURS_OF_A_DAY * days,
            )
        ]
    return fields


def _unconfirmed(
    session: Session, record_id: int, rights: Rights | None, may: Callable[[Rights, int], bool]
) -> TrainingRecord:
    row = session.get(TrainingRecord, record_id, with_for_update=True, populate_existing=True)
    if row is None or not (rights is None or may(rights, row.officer_id)):
        raise NotFound("training")
    if row.confirmed_at is not None:
        raise DomainError("record_confirmed", words("Pelatihan ini sudah dikukuhkan."))
    return row
