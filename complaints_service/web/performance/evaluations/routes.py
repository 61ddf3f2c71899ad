"""Evaluations on pages: a person's list, one side by side with its evidence, and each step of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.access import may_see_person
from complaints_service.appraisal.evaluating import parties as whose
from complaints_service.appraisal.evaluating import queries, service
from complaints_service.appraisal.evaluating.queries import EvaluationView
from complaints_service.appraisal.evaluating.record import canonical
from complaints_service.appraisal.evaluating.service import Decision, Ratings, Who
from complaints_service.edge.problems import field_errors, say, status_of
from complaints_service.edge.resources import service as running
from complaints_service.edge.sign_in import SignedIn, officer
from complaints_service.edge.transaction import reading, writing
from complaints_service.errors import DomainError, NotFound, Words, marked, words
from complaints_service.people import queries as people
from complaints_service.people.queries import OfficerCard
from complaints_service.web.performance.evaluations.listing import (
    listed,
    moved_on,
    opinion_values,
    read_span,
    waiting_lines,
)
from complaints_service.web.performance.evaluations.page import Form, page_values
from complaints_service.web.performance.scope import Look
from complaints_service.web.performance.tabs import offer_tab, tabs
from complaints_service.web.shell.pages import page, tell

blueprint = Blueprint("evaluations", __name__, url_prefix="/evaluasi")
offer_tab(blueprint, "person", marked("Evaluasi"), place=40, civil_servants=True)
#: Ids beyond this are nobody's, and no database takes them.
ID = "int(max=2147483647)"
OFFICER, ONE = f"<{ID}:officer_id>", f"<{ID}:evaluation_id>"


@blueprint.get("")
def mine() -> str:
    """What waits for the reader: to finish, to answer, to decide, to give an opinion or a decision on."""
    signed_in = officer()
    if signed_in.rights.officer_id is None:
        abort(404)
    look = Look()
    with reading() as session:
        lines = waiting_lines(session, officer_id=signed_in.rights.officer_id, look=look)
        begin = moved_on(session, rights=signed_in.rights, look=look)
    return page("performance/evaluations/evaluasi_saya.html", lines=lines, begin=begin)


@blueprint.get(f"/pegawai/{OFFICER}")
def person(officer_id: int) -> str:
    """A person's evaluations, and for the superior of a period the form to begin one."""
    return _list_page(officer_id, Form())


@blueprint.post(f"/pegawai/{OFFICER}")
def post_start(officer_id: int) -> Response | tuple[str, int]:
    """Begins an evaluation."""
    signed_in, now = officer(), clock.now()
    typed = request.form.get("period", "")
    span = read_span(typed)
    who = Who(signed_in.rights, signed_in.actor)
    try:
        one = writing(
            lambda session: service.start(
                session, officer_id=officer_id, span=span, who=who, now=now, rulebook=running().rulebook
            )
        )
    except DomainError as error:
        if isinstance(error, NotFound) or officer_id not in signed_in.rights.subordinate_officers:
            raise
        return _list_page(officer_id, _refused("start", error, {"period": typed})), status_of(error)
    return make_response(redirect(url_for("evaluations.one", evaluation_id=one), 303))


@blueprint.get(f"/{ONE}")
def one(evaluation_id: int) -> str:
    """One evaluation: the draft for its rater, then for whoever may see the person and the two who judge."""
    return _page(evaluation_id, Form())


@blueprint.get(f"/{ONE}/catatan.json")
def record(evaluation_id: int) -> Response:
    """The frozen record, spelled as it was hashed: its SHA-256 is the digest on the page."""
    signed_in = officer()
    with reading() as session:
        view, _card, _parties = _visible(session, signed_in, evaluation_id)
        found = queries.record_of(session, evaluation_id=evaluation_id)
    if found is None:
        abort(404)
    name = f"evaluasi-{view.officer_id}-{view.last_month}-{view.generation}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(canonical(found), content_type="application/json", headers=headers)


@blueprint.post(f"/{ONE}")
def post_rating(evaluation_id: int) -> Response | tuple[str, int]:
    """Keeps the superior's ratings, or sends them to the officer."""
    send = request.form.get("act") == "send"
    fields = ("result_rating", "behaviour_rating", "reason")
    ratings = Ratings(*(request.form.get(name, "") for name in fields))
    return _step(
        evaluation_id,
        "rate",
        lambda session, **who: service.rate(
            session, evaluation_id=evaluation_id, ratings=ratings, send=send, **who
        ),
        words("Evaluasi terkirim. Pegawai membaca, lalu menerima atau berkeberatan.")
        if send
        else words("Draf tersimpan."),
    )


@blueprint.post(f"/{ONE}/terima")
def post_accept(evaluation_id: int) -> Response | tuple[str, int]:
    """The officer accepts."""
    comment = request.form.get("answer", "")
    return _step(
        evaluation_id,
        "accept",
        lambda session, **who: service.accept(session, evaluation_id=evaluation_id, comment=comment, **who),
        words("Evaluasi Anda terima. Angka, bukti, dan penilaiannya sekarang dibekukan."),
    )


@blueprint.post(f"/{ONE}/keberatan")
def post_objection(evaluation_id: int) -> Response | tuple[str, int]:
    """The officer objects."""
    typed = request.form.get("objection", "")
    return _step(
        evaluation_id,
        "object",
        lambda session, **who: service.object_to(
            session, evaluation_id=evaluation_id, objection=typed, **who
        ),
        words("Keberatan Anda tercatat. Atasan dari pejabat penilai memutuskan."),
    )


@blueprint.post(f"/{ONE}/putusan")
def post_decision(evaluation_id: int) -> Response | tuple[str, int]:
    """The superior's superior decides."""
    form = request.form
    decision = Decision(
        {"yes": True, "no": False}.get(form.get("upheld", "")),
        *(form.get(name, "") for name in ("reason", "result_rating", "behaviour_rating")),
    )
    return _step(
        evaluation_id,
        "decide",
        lambda session, **who: service.decide(session, evaluation_id=evaluation_id, decision=decision, **who),
        words("Putusan tercatat. Evaluasi ditutup dan dibekukan."),
    )


@blueprint.post(f"/{ONE}/buka")
def post_reopening(evaluation_id: int) -> Response | tuple[str, int]:
    """Opens a closed evaluation again."""
    reason = request.form.get("reopen_reason", "")
    return _step(
        evaluation_id,
        "reopen",
        lambda session, **who: service.reopen(session, evaluation_id=evaluation_id, reason=reason, **who),
        words("Evaluasi dibuka lagi sebagai draf baru. Catatan lama tetap bisa dibaca."),
    )


@blueprint.get(f"/{ONE}/pendapat")
def opinion(evaluation_id: int) -> str:
    """What a superior of a part of the period adds; for whoever was asked."""
    return _opinion_page(evaluation_id, Form())


@blueprint.post(f"/{ONE}/pendapat")
def post_opinion(evaluation_id: int) -> Response | tuple[str, int]:
    """Gives that opinion."""
    signed_in, now, form = officer(), clock.now(), dict(request.form)
    said = Ratings(*(form.get(name, "") for name in ("result_rating", "behaviour_rating", "words")))
    try:
        writing(
            lambda session: service.give_opinion(
                session, evaluation_id=evaluation_id, opinion=said,
                who=Who(signed_in.rights, signed_in.actor), now=now,
            )
        )  # fmt: skip
    except DomainError as error:
        if isinstance(error, NotFound):
            raise
        return _opinion_page(evaluation_id, _refused("opinion", error, form)), status_of(error)
    tell(words("Pendapat Anda tercatat dan dibaca pejabat penilai."))
    return make_response(redirect(url_for("evaluations.opinion", evaluation_id=evaluation_id), 303))


def _step(
    evaluation_id: int, name: str, change: Callable[..., Any], done: Words
) -> Response | tuple[str, int]:
    """One step; a refused form keeps what was typed and says why."""
    signed_in, now = officer(), clock.now()
    revision = request.form.get("revision", "")
    who = Who(
        signed_in.rights, signed_in.actor, int(revision) if revision.isascii() and revision.isdigit() else 0
    )
    try:
        made = writing(lambda session: change(session, who=who, now=now, rulebook=running().rulebook))
    except DomainError as error:
        if isinstance(error, NotFound):
            raise
        return refused_page(evaluation_id, name, error, dict(request.form)), status_of(error)
    tell(done)
    target = made if isinstance(made, int) else evaluation_id
    return make_response(redirect(url_for("evaluations.one", evaluation_id=target), 303))


def refused_page(evaluation_id: int, name: str, error: DomainError, typed: dict[str, str]) -> str:
    """The page of an evaluation with a form that was refused."""
    return _page(evaluation_id, _refused(name, error, typed))


def _refused(name: str, error: DomainError, typed: dict[str, str]) -> Form:
    return Form(name, typed, field_errors(error) or {"": [say(error.detail)]})


def _visible(
    session: Session, signed_in: SignedIn, evaluation_id: int
) -> tuple[EvaluationView, OfficerCard, whose.Parties]:
    view = queries.evaluation(session, evaluation_id=evaluation_id)
    card = people.officer_card(session, officer_id=view.officer_id) if view is not None else None
    if view is None or card is None:
        abort(404)
    parties = whose.parties_of(session, view=view)
    if not whose.may_see(signed_in.rights, view, parties):
        abort(404)
    return view, card, parties


def _page(evaluation_id: int, form: Form) -> str:
    signed_in, look = officer(), Look()
    with reading() as session:
        view, card, parties = _visible(session, signed_in, evaluation_id)
        values = page_values(
            session, view=view, card=card, parties=parties, rights=signed_in.rights, look=look, form=form
        )
    sees_person = may_see_person(signed_in.rights, view.officer_id, card.unit)
    return page(
        "performance/evaluations/evaluasi.html",
        back_href=url_for("evaluations.person", officer_id=view.officer_id) if sees_person else "",
        sees_person=sees_person,
        **values,
    )


def _list_page(officer_id: int, form: Form) -> str:
    signed_in, look = officer(), Look()
    rights = signed_in.rights
    with reading() as session:
        card = people.officer_card(session, officer_id=officer_id)
        if card is None or not may_see_person(rights, officer_id, card.unit):
            abort(404)
        values = listed(session, card=card, rights=rights, look=look)
    own = officer_id == rights.officer_id
    return page(
        "performance/evaluations/evaluasi_daftar.html",
        heading=_("Evaluasi saya") if own else card.name,
        card=card,
        own=own,
        tabs=tabs(officer_id, "evaluations.person", civil_servant=card.is_civil_servant),
        typed=form.values or {},
        errors=form.errors or {},
        **values,
    )


def _opinion_page(evaluation_id: int, form: Form) -> str:
    signed_in, look = officer(), Look()
    with reading() as session:
        view = queries.evaluation(session, evaluation_id=evaluation_id)
        values = None
        if view is not None and signed_in.rights.officer_id is not None:
            values = opinion_values(session, view=view, rights=signed_in.rights, look=look)
        if values is None:
            abort(404)
    return page(
        "performance/evaluations/evaluasi_pendapat.html",
        typed=form.values,
        errors=form.errors or {},
        **values,
    )
