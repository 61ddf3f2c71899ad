"""What follows from an evaluation, and how the office as a whole did: their forms."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.appraisal.evaluating.achieving import NewAchievement, set_achievement
from complaints_service.appraisal.evaluating.following import FollowUpView, NewFollowUp, add_follow_up, settle
from complaints_service.appraisal.evaluating.parties import OpenedEvaluation, open_evaluation
from complaints_service.appraisal.evaluating.queries import achievement_of
from complaints_service.appraisal.evaluating.rules import periods_begun
from complaints_service.edge.guard import needs
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.evaluations import (
    DECIDE_RECOMMENDATION,
    RATE_EVALUATION,
    SET_ACHIEVEMENT,
)
from complaints_service.edge.transaction import reading
from complaints_service.errors import words
from complaints_service.web.performance.evaluations.form import (
    AchievementForm,
    FollowUpForm,
    OutcomeForm,
    who_of,
)
from complaints_service.web.performance.evaluations.page import follow_up_form, one_page
from complaints_service.web.performance.evaluations.words import period_words
from complaints_service.web.performance.scope import Look
from complaints_service.web.shell.forms import Sent, Typed, submit
from complaints_service.web.shell.pages import page

blueprint = Blueprint("follow_up", __name__, url_prefix="/evaluasi")
Answer = Response | tuple[str, int]


@blueprint.post("/<id:evaluation_id>/tindak-lanjut")
@needs(RATE_EVALUATION)
def post_follow_up(reader: SignedIn, opened: OpenedEvaluation, evaluation_id: int) -> Answer:
    """Keeps what is to follow from a closed evaluation."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        now, who = clock.now(), who_of(reader, typed)
        add_follow_up(
            session,
            evaluation_id=evaluation_id,
            new=NewFollowUp(
                kind=typed["kind"],
                words=typed["words"],
                due_on=typed["due_on"],
                decider_id=typed["decider_id"],
                indicator_code=typed["indicator_code"],
            ),
            who=who,
            now=now,
            today=service().rulebook.local_date(now),
        )

    return submit(
        FollowUpForm(),
        Sent(
            change=change,
            refused=lambda typed: one_page(reader, opened, typed),
            done=url_for("evaluations.one", evaluation_id=evaluation_id),
            said=words("Tindak lanjut tercatat."),
            form="follow_up",
        ),
    )


@blueprint.post("/tindak-lanjut/<id:follow_up_id>")
@needs(DECIDE_RECOMMENDATION)
def post_decision(reader: SignedIn, about: FollowUpView, follow_up_id: int) -> Answer:
    """Whoever decides says what became of a recommendation."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        settle(session, follow_up_id=follow_up_id, who=who_of(reader, typed), now=clock.now(), **typed)

    def refused(typed: Typed) -> str:
        with reading() as session:
            opened = open_evaluation(session, reader.rights, evaluation_id=about.evaluation_id)
        return one_page(reader, opened, typed)

    return submit(
        OutcomeForm(),
        Sent(
            change=change,
            refused=refused,
            done=url_for("evaluations.one", evaluation_id=about.evaluation_id),
            said=words("Putusan atas usul ini tercatat."),
            form=follow_up_form(follow_up_id),
        ),
    )


@blueprint.get("/capaian")
@needs(SET_ACHIEVEMENT)
def achievement(reader: SignedIn) -> str:
    """How the office did in each period, and the form to enter it."""
    return _achievement_page(Typed())


@blueprint.post("/capaian")
@needs(SET_ACHIEVEMENT)
def post_achievement(reader: SignedIn) -> Answer:
    """Enters how the office did."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        new = NewAchievement(typed["period"], typed["level"], typed["basis"])
        set_achievement(
            session, new=new, who=who_of(reader, typed), now=clock.now(), rulebook=service().rulebook
        )

    return submit(
        AchievementForm(),
        Sent(
            change=change,
            refused=_achievement_page,
            done=url_for("follow_up.achievement"),
            said=words("Capaian kantor tercatat."),
        ),
    )


def _achievement_page(typed: Typed) -> str:
    look = Look()
    language, today = look.reader.language, look.rulebook.local_date(look.now)
    terms, rules = look.rulebook.evaluation.terms_on(today), look.rulebook.evaluation
    begun = periods_begun(today, terms.period_months)
    with reading() as session:
        known = [
            (span, achievement_of(session, first_month=span.first_month, last_month=span.last_month))
            for span in begun
        ]
    return page(
        "performance/evaluations/capaian.html",
        rows=[
            (period_words(span, language), rules.level(kept.level).names.read(language), kept.basis)
            for span, kept in known
            if kept is not None
        ],
        periods=[(span.code, period_words(span, language)) for span in begun],
        levels=[(level.code, level.names.read(language)) for level in rules.levels],
        form=typed.values,
        errors=typed.errors,
    )
