"""Evaluations on pages: a person's list, one side by side with its evidence, and each step of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.appraisal.evaluating import queries, service
from complaints_service.appraisal.evaluating.parties import AskedOpinion, OpenedEvaluation, open_evaluation
from complaints_service.appraisal.evaluating.record import canonical
from complaints_service.edge.guard import MEMBER, needs
from complaints_service.edge.resources import service as running
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.evaluations import (
    ANSWER_EVALUATION,
    BEGIN_EVALUATION,
    DECIDE_OBJECTION,
    GIVE_OPINION,
    RATE_EVALUATION,
    VIEW_EVALUATION,
)
from complaints_service.edge.subjects.people import VIEW_PERSON
from complaints_service.edge.transaction import reading, writing
from complaints_service.errors import NotFound, Words, marked, words
from complaints_service.people.queries import OfficerCard
from complaints_service.web.performance.evaluations.form import (
    AnswerForm,
    DecisionForm,
    ObjectionForm,
    OpinionForm,
    RatingForm,
    ReopenForm,
    StartEvaluationForm,
    StepForm,
    decision_of,
    ratings_of,
    who_of,
)
from complaints_service.web.performance.evaluations.listing import list_page, mine_page, opinion_page
from complaints_service.web.performance.evaluations.page import one_page
from complaints_service.web.performance.tabs import offer_tab
from complaints_service.web.shell.forms import Sent, Typed, submit

blueprint = Blueprint("evaluations", __name__, url_prefix="/evaluasi")
offer_tab(blueprint, "person", marked("Evaluasi"), place=40, civil_servants=True)
Answer = Response | tuple[str, int]


@blueprint.get("")
@needs(MEMBER)
def mine(reader: SignedIn, officer_id: int) -> str:
    """What waits for the reader: to finish, to answer, to decide, to give an opinion or a decision on."""
    return mine_page(reader, officer_id, Typed())


@blueprint.get("/pegawai/<id:officer_id>")
@needs(VIEW_PERSON)
def person(reader: SignedIn, card: OfficerCard, officer_id: int) -> str:
    """A person's evaluations, and for the superior of a period the form to begin one."""
    return list_page(reader, card, Typed())


@blueprint.post("/pegawai/<id:officer_id>")
@needs(BEGIN_EVALUATION)
def post_start(reader: SignedIn, card: OfficerCard, officer_id: int) -> Answer:
    """Begins an evaluation; refused, it comes back where it was begun from."""

    def change(session: Session, typed: dict[str, Any]) -> int:
        return service.start(
            session,
            officer_id=officer_id,
            span=typed["period"],
            who=who_of(reader, typed),
            now=clock.now(),
            rulebook=running().rulebook,
        )

    def refused(typed: Typed) -> str:
        if officer_id in reader.rights.subordinate_officers:
            return list_page(reader, card, typed)
        return mine_page(reader, reader.rights.officer_id or 0, typed)

    return submit(
        StartEvaluationForm(),
        Sent(
            change=change,
            refused=refused,
            done=lambda begun: url_for("evaluations.one", evaluation_id=begun),
            form="start",
        ),
    )


@blueprint.get("/<id:evaluation_id>")
@needs(VIEW_EVALUATION)
def one(reader: SignedIn, opened: OpenedEvaluation, evaluation_id: int) -> str:
    """One evaluation: the draft for its rater, then for whoever may see the person and the two who judge."""
    view = opened.view
    if view.officer_id == reader.rights.officer_id and view.state == "sent" and view.opened_at is None:
        now, rulebook = clock.now(), running().rulebook
        writing(
            lambda session: service.note_opened(
                session, evaluation_id=evaluation_id, now=now, rulebook=rulebook
            )
        )
        with reading() as session:
            opened = open_evaluation(session, reader.rights, evaluation_id=evaluation_id)
    return one_page(reader, opened, Typed())


@blueprint.get("/<id:evaluation_id>/catatan.json")
@needs(VIEW_EVALUATION)
def record(reader: SignedIn, opened: OpenedEvaluation, evaluation_id: int) -> Response:
    """The frozen record, spelled as it was hashed: its SHA-256 is the digest on the page."""
    view = opened.view
    with reading() as session:
        found = queries.record_of(session, evaluation_id=evaluation_id)
    if found is None:
        raise NotFound("evaluation")
    name = f"evaluasi-{view.officer_id}-{view.last_month}-{view.generation}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(canonical(found), content_type="application/json", headers=headers)


@blueprint.post("/<id:evaluation_id>")
@needs(RATE_EVALUATION)
def post_rating(reader: SignedIn, opened: OpenedEvaluation, evaluation_id: int) -> Answer:
    """Keeps the superior's ratings, or sends them to the officer."""

    def change(session: Session, typed: dict[str, Any], **about: Any) -> Words:
        send = typed["act"] == "send"
        service.rate(session, ratings=ratings_of(typed), send=send, **about)
        if send:
            return words("Evaluasi terkirim. Pegawai membaca, lalu menerima atau berkeberatan.")
        return words("Draf tersimpan.")

    return _step(reader, opened, "rate", RatingForm(), change, lambda said: said)


@blueprint.post("/<id:evaluation_id>/terima")
@needs(ANSWER_EVALUATION)
def post_accept(reader: SignedIn, opened: OpenedEvaluation, evaluation_id: int) -> Answer:
    """The officer accepts."""

    def change(session: Session, typed: dict[str, Any], **about: Any) -> None:
        service.accept(session, comment=typed["answer"], **about)

    said = words("Evaluasi Anda terima. Angka, bukti, dan penilaiannya sekarang dibekukan.")
    return _step(reader, opened, "accept", AnswerForm(), change, said)


@blueprint.post("/<id:evaluation_id>/keberatan")
@needs(ANSWER_EVALUATION)
def post_objection(reader: SignedIn, opened: OpenedEvaluation, evaluation_id: int) -> Answer:
    """The officer objects."""

    def change(session: Session, typed: dict[str, Any], **about: Any) -> None:
        service.object_to(session, objection=typed["objection"], **about)

    said = words("Keberatan Anda tercatat. Atasan dari pejabat penilai memutuskan.")
    return _step(reader, opened, "object", ObjectionForm(), change, said)


@blueprint.post("/<id:evaluation_id>/putusan")
@needs(DECIDE_OBJECTION)
def post_decision(reader: SignedIn, opened: OpenedEvaluation, evaluation_id: int) -> Answer:
    """The superior's superior decides."""

    def change(session: Session, typed: dict[str, Any], **about: Any) -> None:
        service.decide(session, decision=decision_of(typed), **about)

    said = words("Putusan tercatat. Evaluasi ditutup dan dibekukan.")
    return _step(reader, opened, "decide", DecisionForm(), change, said)


@blueprint.post("/<id:evaluation_id>/buka")
@needs(RATE_EVALUATION)
def post_reopening(reader: SignedIn, opened: OpenedEvaluation, evaluation_id: int) -> Answer:
    """Opens a closed evaluation again."""

    def change(session: Session, typed: dict[str, Any], **about: Any) -> int:
        return service.reopen(session, reason=typed["reopen_reason"], **about)

    said = words("Evaluasi dibuka lagi sebagai draf baru. Catatan lama tetap bisa dibaca.")
    return _step(reader, opened, "reopen", ReopenForm(), change, said)


@blueprint.get("/<id:evaluation_id>/pendapat")
@needs(GIVE_OPINION)
def opinion(reader: SignedIn, asked: AskedOpinion, evaluation_id: int) -> str:
    """What a superior of a part of the period adds; for whoever was asked."""
    return opinion_page(reader, asked, Typed())


@blueprint.post("/<id:evaluation_id>/pendapat")
@needs(GIVE_OPINION)
def post_opinion(reader: SignedIn, asked: AskedOpinion, evaluation_id: int) -> Answer:
    """Gives that opinion."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        service.give_opinion(
            session,
            evaluation_id=evaluation_id,
            opinion=ratings_of(typed, "words"),
            who=who_of(reader, typed),
            now=clock.now(),
        )

    return submit(
        OpinionForm(),
        Sent(
            change=change,
            refused=lambda typed: opinion_page(reader, asked, typed),
            done=url_for("evaluations.opinion", evaluation_id=evaluation_id),
            said=words("Pendapat Anda tercatat dan dibaca pejabat penilai."),
            form="opinion",
        ),
    )


def _step(
    reader: SignedIn,
    opened: OpenedEvaluation,
    name: str,
    schema: StepForm,
    change: Callable[..., Any],
    said: Words | Callable[[Any], Words | None],
) -> Answer:
    """One step of an evaluation; where another one came of it, that one is shown next."""
    evaluation_id = opened.view.id

    def done(made: Any) -> str:
        target = made if isinstance(made, int) else evaluation_id
        return url_for("evaluations.one", evaluation_id=target)

    return submit(
        schema,
        Sent(
            change=lambda session, typed: change(
                session,
                typed,
                evaluation_id=evaluation_id,
                who=who_of(reader, typed),
                now=clock.now(),
                rulebook=running().rulebook,
            ),
            refused=lambda typed: one_page(reader, opened, typed),
            done=done,
            said=said,
            form=name,
        ),
    )
