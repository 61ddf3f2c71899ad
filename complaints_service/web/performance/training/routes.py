"""A person's training: the hours of a year, needs and their decisions, what was done; and the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.appraisal.needs import Suggestion, accept_suggestion
from complaints_service.development import queries, records
from complaints_service.development import service as development
from complaints_service.development.catalogue import training_names
from complaints_service.development.records import NewRecord
from complaints_service.development.service import NewNeed
from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.people import VIEW_PERSON
from complaints_service.edge.subjects.trainings import DECIDE_TRAINING, PROPOSE_TRAINING
from complaints_service.edge.transaction import reading
from complaints_service.errors import Words, marked, words
from complaints_service.moment import Moment
from complaints_service.people.queries import OfficerCard
from complaints_service.web.performance.indicator_rows import Reader
from complaints_service.web.performance.scope import Look
from complaints_service.web.performance.tabs import offer_tab
from complaints_service.web.performance.training.form import (
    NeedDecisionForm,
    NeedForm,
    RecordForm,
    SuggestionForm,
)
from complaints_service.web.performance.training.page import person_page
from complaints_service.web.performance.training.words import catalogue_rows, decision_form, suggestion_reason
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from complaints_service.web.shell.pages import page

blueprint = Blueprint("trainings", __name__, url_prefix="/pelatihan")
offer_tab(blueprint, "person", marked("Pelatihan"), place=60)
Answer = Response | tuple[str, int]
_DECIDED = {"approve": words("Kebutuhan disetujui."), "done": words("Kebutuhan terpenuhi.")}


@blueprint.get("/katalog")
@needs(SIGNED_IN)
def catalogue(_reader: SignedIn) -> str:
    """What one can learn, for everyone in the office."""
    tongue, rulebook = language(), service().rulebook
    with reading() as session:
        listed = queries.catalogue(session)
    rows = catalogue_rows(listed, names=training_names(rulebook, tongue), rulebook=rulebook, language=tongue)
    return page("performance/training/pelatihan_katalog.html", rows=rows)


@blueprint.get("/<id:officer_id>")
@needs(VIEW_PERSON)
def person(reader: SignedIn, card: OfficerCard, officer_id: int) -> str:
    """One member's training, for the member, the superiors above and auditors."""
    return person_page(reader, card, Typed())


@blueprint.post("/<id:officer_id>/kebutuhan")
@needs(PROPOSE_TRAINING)
def post_need(reader: SignedIn, card: OfficerCard, officer_id: int) -> Answer:
    """A need, proposed by the member or seen by a superior."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        development.propose_need(
            session,
            new=NewNeed(officer_id=officer_id, **typed),
            rights=reader.rights,
            now=clock.now(),
            actor=reader.actor,
        )

    return _changed(reader, card, NeedForm(), change, words("Kebutuhan tercatat. Atasan memutuskan."))


@blueprint.post("/<id:officer_id>/saran")
@needs(DECIDE_TRAINING)
def post_suggestion(reader: SignedIn, card: OfficerCard, officer_id: int) -> Answer:
    """A superior turns a suggestion into an approved need; the figures are looked at again first."""
    look = Look()

    def reason(one: Suggestion) -> str:
        return str(suggestion_reason(one, Reader("id", look.reader.day_seconds)))

    def change(session: Session, typed: dict[str, Any]) -> None:
        accept_suggestion(
            Moment(session=session, now=look.now, actor=reader.actor, rulebook=look.rulebook),
            officer_id=officer_id,
            reason=reason,
            rights=reader.rights,
            **typed,
        )

    said = words("Saran menjadi kebutuhan yang disetujui.")
    return _changed(reader, card, SuggestionForm(), change, said, form="suggestion")


@blueprint.post("/<id:officer_id>/kebutuhan/<id:need_id>")
@needs(DECIDE_TRAINING)
def post_decision(reader: SignedIn, card: OfficerCard, officer_id: int, need_id: int) -> Answer:
    """A superior approves, declines, or says that it was met otherwise."""

    def change(session: Session, typed: dict[str, Any]) -> Words:
        do, rights, actor, now = typed["do"], reader.rights, reader.actor, clock.now()
        about: dict[str, Any] = {"need_id": need_id, "rights": rights, "now": now, "actor": actor}
        if do == "done":
            development.finish_need(session, decision=typed["decision"], **about)
        else:
            development.decide_need(session, approved=do == "approve", decision=typed["decision"], **about)
        return _DECIDED.get(do, words("Kebutuhan ditolak. Alasannya tercatat."))

    return _changed(reader, card, NeedDecisionForm(), change, lambda said: said, form=decision_form(need_id))


@blueprint.post("/<id:officer_id>/riwayat")
@needs(PROPOSE_TRAINING)
def post_record(reader: SignedIn, card: OfficerCard, officer_id: int) -> Answer:
    """A training done; entered by a superior it counts at once, by the member once a superior confirms."""
    look = Look()

    def change(session: Session, typed: dict[str, Any]) -> None:
        records.record_training(
            session,
            new=NewRecord(officer_id=officer_id, **typed),
            rights=reader.rights,
            today=look.rulebook.local_date(look.now),
            now=look.now,
            actor=reader.actor,
        )

    return _changed(reader, card, RecordForm(), change, words("Pelatihan tercatat."))


@blueprint.post("/<id:officer_id>/riwayat/<id:record_id>/kukuhkan")
@needs(DECIDE_TRAINING)
def post_confirm(reader: SignedIn, card: OfficerCard, officer_id: int, record_id: int) -> Answer:
    """A superior confirms a training; its hours count from now on."""

    def change(session: Session, _typed: dict[str, Any]) -> None:
        records.confirm_record(
            session, record_id=record_id, rights=reader.rights, now=clock.now(), actor=reader.actor
        )

    return _changed(reader, card, FormSchema(), change, words("Pelatihan dikukuhkan. Jamnya terhitung."))


@blueprint.post("/<id:officer_id>/riwayat/<id:record_id>/tarik")
@needs(PROPOSE_TRAINING)
def post_withdraw(reader: SignedIn, card: OfficerCard, officer_id: int, record_id: int) -> Answer:
    """The member, or a superior, takes back what nobody confirmed."""

    def change(session: Session, _typed: dict[str, Any]) -> None:
        records.withdraw_record(
            session, record_id=record_id, rights=reader.rights, now=clock.now(), actor=reader.actor
        )

    return _changed(reader, card, FormSchema(), change, words("Catatan pelatihan ditarik."))


def _changed(
    reader: SignedIn,
    card: OfficerCard,
    schema: FormSchema,
    change: Callable[[Session, dict[str, Any]], Any],
    said: Words | Callable[[Any], Words | None],
    *,
    form: str = "",
) -> Answer:
    return submit(
        schema,
        Sent(
            change=change,
            refused=lambda typed: person_page(reader, card, typed),
            done=url_for("trainings.person", officer_id=card.id),
            said=said,
            form=form,
        ),
    )
