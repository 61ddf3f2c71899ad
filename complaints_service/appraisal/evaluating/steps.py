"""What every step of an evaluation shares: who does it, the lock, what refuses it, what is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.appraisal.evaluating.closing import span_of
from complaints_service.appraisal.evaluating.kinds import RATINGS
from complaints_service.appraisal.evaluating.models import Evaluation
from complaints_service.appraisal.evaluating.parties import parties_of
from complaints_service.appraisal.evaluating.queries import evaluation
from complaints_service.appraisal.evaluating.rules import STEPS, word_count
from complaints_service.audit.queries import events_about
from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, NotFound, Words, words
from complaints_service.people.queries import names_of_officers
from complaints_service.texts import text_problem
from config.rulebook import Rulebook

MAX_WORDS = 4_000


@dataclass(frozen=True)
class Who:
    """Who does a step, and what they saw: `revision` is the one their page was opened with."""

    rights: Rights
    actor: Actor
    revision: int = 0


@dataclass(frozen=True)
class Ratings:
    """The superior's two ratings and the reason the officer will read; empty while not chosen.

    `without_evidence`: the superior knows that nothing stands behind a rating, where that is so.
    """

    result: str = ""
    behaviour: str = ""
    reason: str = ""
    without_evidence: bool = False


def begin(session: Session, evaluation_id: int, step: str, who: Who) -> Evaluation:
    """The evaluation, locked for a step of this person.

    Raises NotFound for whoever takes no part in it, `evaluation_moved_on` where it is no longer at this step,
    `evaluation_changed` where somebody was faster.
    """
    row = locked(session, evaluation_id)
    view = evaluation(session, evaluation_id=evaluation_id)
    if view is None:
        raise NotFound("evaluation")
    if STEPS[step].who not in parties_of(session, view=view, on=who.rights.on).roles(who.rights):
        raise NotFound("evaluation")
    if row.state != STEPS[step].state:
        raise moved_on(session, row)
    if row.revision != who.revision:
        raise DomainError(
            "evaluation_changed",
            words(
                "%(name)s lebih dulu mengubah evaluasi ini. Tulisan Anda masih di sini; "
                "baca dulu yang baru, lalu simpan lagi.",
                name=_last_to_act(session, row),
            ),
        )
    return row


def locked(session: Session, evaluation_id: int) -> Evaluation:
    """The evaluation, locked. Raises NotFound."""
    row = session.get(Evaluation, evaluation_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("evaluation")
    return row


def moved_on(session: Session, row: Evaluation) -> DomainError:
    """What is said where somebody else was faster."""
    told = words(
        "Langkah ini sudah lewat: %(name)s lebih dulu. Muat ulang halaman untuk melihat keadaannya.",
        name=_last_to_act(session, row),
    )
    return DomainError("evaluation_moved_on", told)


def _last_to_act(session: Session, row: Evaluation) -> str:
    for event in events_about(session, subject=f"evaluation:{row.id}", limit=1):
        kind, _sep, key = event.actor.partition(":")
        if kind == "person":
            return names_of_officers(session, ids=[int(key)]).get(int(key), event.actor)
    return "Tanggap"


def rating_problems(result: str, behaviour: str, *, required: bool) -> dict[str, list[Words]]:
    """What is wrong with two ratings, by their fields."""
    fields: dict[str, list[Words]] = {}
    for name, given in (("result_rating", result), ("behaviour_rating", behaviour)):
        if (given or required) and given not in RATINGS:
            fields[name] = [words("Pilih di atas, sesuai, atau di bawah ekspektasi.")]
    return fields


def words_problem(text: str, minimum: int) -> Words | None:
    """What is wrong with a reason that needs so many words."""
    if problem := text_problem(text, maximum=MAX_WORDS, empty=words("Tulis alasannya.")):
        return problem
    if word_count(text) < minimum:
        return words("Tulis paling sedikit %(minimum)s kata.", minimum=minimum)
    return None


def look_up(row: Evaluation, rulebook: Rulebook) -> None:
    """The predicate follows from the two ratings, by the matrix in force on the period's last day."""
    row.predicate = None
    if row.result_rating is not None and row.behaviour_rating is not None:
        cell = rulebook.evaluation.cell(row.result_rating, row.behaviour_rating, span_of(row).last_on)
        row.predicate = cell.predicate


def done(session: Session, row: Evaluation, what: str, who: Who, now: datetime, **data: object) -> None:
    """Ends a step: the next form must have seen it."""
    row.revision += 1
    session.flush()
    write_down(session, row, what, who, now, **data)


def write_down(session: Session, row: Evaluation, what: str, who: Who, now: datetime, **data: object) -> None:
    """Puts a step into the audit record, without the texts and ratings.

    Of a closed one also its record's digest: the seals over the audit record then hold it too.
    """
    if row.digest is not None:
        data["digest"] = row.digest
    record(
        session,
        now=now,
        actor=who.actor,
        kind=f"evaluation.{what}",
        subject=f"evaluation:{row.id}",
        data={"officer": row.officer_id, "generation": row.generation, **data},
    )
