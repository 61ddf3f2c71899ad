"""Keeps the catalogue and officers' training needs.

`rights`: None where the office itself acts, by a command or as a part of an act whose right was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.audit.service import record
from complaints_service.development.models import Training, TrainingNeed
from complaints_service.development.rules import may_decide, may_propose
from complaints_service.errors import Actor, DomainError, Invalid, NotFound, Words, invalid, words
from complaints_service.people.models import Officer
from complaints_service.texts import clean, text_problem

MAX_WORDS, MAX_TITLE = 1_000, 200


@dataclass(frozen=True, kw_only=True)
class TrainingSpec:
    """An entry of the catalogue as the rulebook lists it; hours in JP, `indicator` and `value` are codes."""

    code: str
    title: str
    provider: str
    lesson_hours: int
    indicator: str | None = None
    value: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewNeed:
    """A gap to close by learning; indicator, gap (its unit) and month where a figure shows it.

    Without words of its own it is called what the chosen training is.
    """

    officer_id: int
    words: str
    reason: str
    training_id: int | None = None
    indicator_code: str | None = None
    gap: float | None = None
    month: str | None = None


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


def propose_need(
    session: Session, *, new: NewNeed, rights: Rights | None, now: datetime, actor: Actor
) -> int:
    """Keeps a need that the member or a superior proposes; its id. Raises NotFound, Invalid, `need_known`."""
    require(rights is None or may_propose(rights, new.officer_id))
    fields: dict[str, list[Words]] = {}
    chosen = chosen_training(session, new.training_id, fields)
    if chosen is not None and not new.words.strip():
        new = replace(new, words=chosen.title)
    for name, typed, empty in (
        ("words", new.words, words("Tulis apa yang perlu dipelajari.")),
        ("reason", new.reason, words("Tulis alasannya.")),
    ):
        if problem := text_problem(typed, maximum=MAX_WORDS, empty=empty):
            fields[name] = [problem]
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
    note(session, now, actor, "need.proposed", new.officer_id, need=need.id, training=new.training_id)
    return need.id


def decide_need(
    session: Session,
    *,
    need_id: int,
    approved: bool,
    decision: str,
    rights: Rights | None,
    now: datetime,
    actor: Actor,
) -> None:
    """A superior approves a proposed need, or declines it with a reason.

    Raises Invalid naming `decision`, NotFound, or `need_decided` where somebody was faster.
    """
    need = _need(session, need_id, rights)
    if need.state != "proposed":
        raise DomainError("need_decided", words("Kebutuhan ini sudah diputuskan."))
    if not approved or decision.strip():
        need.decision = _text("decision", decision, words("Tulis alasannya."))
    need.state = "approved" if approved else "declined"
    need.decided_at, need.decided_by = now, actor.officer_id
    session.flush()
    note(session, now, actor, f"need.{need.state}", need.officer_id, need=need_id)


def finish_need(
    session: Session, *, need_id: int, decision: str, rights: Rights | None, now: datetime, actor: Actor
) -> None:
    """A superior says that an approved need was met otherwise than by a recorded training, and how.

    Raises Invalid naming `decision`, NotFound, `need_not_approved`.
    """
    need = _need(session, need_id, rights)
    if need.state != "approved":
        raise DomainError("need_not_approved", words("Hanya kebutuhan yang disetujui yang bisa terpenuhi."))
    need.decision = _text("decision", decision, words("Tulis bagaimana ini terpenuhi."))
    need.state, need.decided_at, need.decided_by = "done", now, actor.officer_id
    session.flush()
    note(session, now, actor, "need.done", need.officer_id, need=need_id)


def chosen_training(
    session: Session, training_id: int | None, fields: dict[str, list[Words]], *, active_only: bool = True
) -> Training | None:
    """The training of the catalogue that was chosen; choosing none is fine, an odd one is put to `fields`."""
    if training_id is None:
        return None
    found = session.get(Training, training_id)
    if found is None or (active_only and not found.active):
        fields["training_id"] = [words("Pilih pelatihan dari katalog.")]
        return None
    return found


def _lock(session: Session, officer_id: int) -> None:
    """One at a time for one officer, so that two superiors cannot enter the same need twice."""
    if session.scalar(select(Officer.id).where(Officer.id == officer_id).with_for_update()) is None:
        raise NotFound("person")


def _waiting_for(session: Session, officer_id: int, training_id: int) -> bool:
    same = (TrainingNeed.officer_id == officer_id, TrainingNeed.training_id == training_id)
    still = TrainingNeed.state.in_(("proposed", "approved"))
    return session.scalar(select(TrainingNeed.id).where(*same, still).limit(1)) is not None


def require(allowed: bool) -> None:
    """Raises NotFound for whoever may not."""
    if not allowed:
        raise NotFound("training")


def _need(session: Session, need_id: int, rights: Rights | None) -> TrainingNeed:
    need = session.get(TrainingNeed, need_id, with_for_update=True, populate_existing=True)
    if need is None or not (rights is None or may_decide(rights, need.officer_id)):
        raise NotFound("training")
    return need


def _text(name: str, typed: str, empty: Words) -> str:
    if problem := text_problem(typed, maximum=MAX_WORDS, empty=empty):
        raise invalid(name, problem)
    return clean(typed)


def note(session: Session, now: datetime, actor: Actor, kind: str, officer_id: int, **data: object) -> None:
    """Puts what happened to a member's training into the audit record."""
    record(session, now=now, actor=actor, kind=kind, subject=f"person:{officer_id}", data=data)
