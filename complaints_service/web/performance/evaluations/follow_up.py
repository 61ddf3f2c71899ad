"""What follows from an evaluation, and how the office as a whole did: their forms."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.appraisal.evaluating.achieving import NewAchievement, may_set, set_achievement
from complaints_service.appraisal.evaluating.following import NewFollowUp, add_follow_up, follow_ups, settle
from complaints_service.appraisal.evaluating.queries import achievement_of
from complaints_service.appraisal.evaluating.rules import periods_of
from complaints_service.appraisal.evaluating.service import Who
from complaints_service.edge.problems import field_errors, say, status_of
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import officer
from complaints_service.edge.transaction import reading, writing
from complaints_service.edge.typed import calendar_day, whole_number
from complaints_service.errors import DomainError, NotFound, words
from complaints_service.web.performance.evaluations.listing import read_span, span_value
from complaints_service.web.performance.evaluations.page import Form
from complaints_service.web.performance.evaluations.routes import ID, ONE, refused_page
from complaints_service.web.performance.evaluations.words import period_words
from complaints_service.web.performance.scope import Look
from complaints_service.web.shell.pages import page, tell

blueprint = Blueprint("following", __name__, url_prefix="/evaluasi")


@blueprint.post(f"/{ONE}/tindak-lanjut")
def post_follow_up(evaluation_id: int) -> Response | tuple[str, int]:
    """Keeps what is to follow from a closed evaluation."""
    signed_in, now, form = officer(), clock.now(), dict(request.form)
    new = NewFollowUp(
        form.get("kind", ""),
        form.get("words", ""),
        calendar_day(form.get("due_on", "")),
        whole_number(form.get("decider_id", "")),
    )
    who = Who(signed_in.rights, signed_in.actor, whole_number(form.get("revision", "")) or 0)
    today = service().rulebook.local_date(now)
    try:
        writing(
            lambda session: add_follow_up(
                session, evaluation_id=evaluation_id, new=new, who=who, now=now, today=today
            )
        )
    except DomainError as error:
        if isinstance(error, NotFound):
            raise
        return refused_page(evaluation_id, "follow_up", error, form), status_of(error)
    tell(words("Tindak lanjut tercatat."))
    return _back(evaluation_id)


@blueprint.post(f"/tindak-lanjut/<{ID}:follow_up_id>")
def post_decision(follow_up_id: int) -> Response | tuple[str, int]:
    """Whoever decides says what became of a recommendation."""
    signed_in, now, form = officer(), clock.now(), dict(request.form)
    mine = signed_in.rights.officer_id

    def change(session: Session) -> None:
        settle(
            session, follow_up_id=follow_up_id, state=form.get("state", ""), outcome=form.get("outcome", ""),
            who=Who(signed_in.rights, signed_in.actor), now=now,
        )  # fmt: skip

    if mine is None:
        raise NotFound
    with reading() as session:
        about = next((each for each in follow_ups(session, decider_id=mine) if each.id == follow_up_id), None)
    if about is None:
        raise NotFound
    try:
        writing(change)
    except DomainError as error:
        typed = {**form, "follow_up": str(follow_up_id)}
        return refused_page(about.evaluation_id, "settle", error, typed), status_of(error)
    tell(words("Putusan atas usul ini tercatat."))
    return _back(about.evaluation_id)


@blueprint.get("/capaian")
def achievement() -> str:
    """How the office did in each period, and the form to enter it."""
    return _achievement_page(Form())


@blueprint.post("/capaian")
def post_achievement() -> Response | tuple[str, int]:
    """Enters how the office did."""
    signed_in, now, form = officer(), clock.now(), dict(request.form)
    new = NewAchievement(read_span(form.get("period", "")), form.get("level", ""), form.get("basis", ""))
    who = Who(signed_in.rights, signed_in.actor)
    try:
        writing(
            lambda session: set_achievement(session, new=new, who=who, now=now, rulebook=service().rulebook)
        )
    except DomainError as error:
        if isinstance(error, NotFound):
            raise
        errors = field_errors(error) or {"": [say(error.detail)]}
        return _achievement_page(Form("achievement", form, errors)), status_of(error)
    tell(words("Capaian kantor tercatat."))
    return make_response(redirect(url_for("following.achievement"), 303))


def _achievement_page(form: Form) -> str:
    signed_in, look = officer(), Look()
    language, today = look.reader.language, look.rulebook.local_date(look.now)
    terms, rules = look.rulebook.evaluation.terms_on(today), look.rulebook.evaluation
    with reading() as session:
        if not may_set(session, rights=signed_in.rights):
            abort(404)
        begun = [
            span
            for year in (today.year, today.year - 1)
            for span in reversed(periods_of(year, terms.period_months))
            if span.first_on <= today
        ]
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
        periods=[(span_value(span), period_words(span, language)) for span in begun],
        levels=[(level.code, level.names.read(language)) for level in rules.levels],
        form=form.values or {},
        errors=form.errors or {},
    )


def _back(evaluation_id: int) -> Response:
    return make_response(redirect(url_for("evaluations.one", evaluation_id=evaluation_id), 303))
