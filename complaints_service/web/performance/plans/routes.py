"""A person's yearly plan (SKP): read, begun, remarked upon, signed, given up; written in `parts`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, make_response, redirect, url_for
from sqlalchemy.orm import Session

from complaints_service.appraisal.planning import service as planning
from complaints_service.appraisal.planning.opening import PlanYear
from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.plans import (
    DROP_PLAN,
    VIEW_PLAN,
    VIEW_PLANS,
    WRITE_PLAN,
    WRITE_PLANS,
)
from complaints_service.errors import Words, marked, words
from complaints_service.moment import Moment
from complaints_service.web.performance.plans.form import (
    DropForm,
    RemarkForm,
    SignForm,
    StartPlanForm,
)
from complaints_service.web.performance.plans.pages import (
    REMARK,
    drop_page,
    person_page,
    start_page,
)
from complaints_service.web.performance.scope import Look
from complaints_service.web.performance.tabs import offer_tab
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit

blueprint = Blueprint("plans", __name__, url_prefix="/rencana")
offer_tab(blueprint, "person", marked("Rencana"), place=20, civil_servants=True)
Answer = str | Response | tuple[str, int]


@blueprint.get("")
@needs(SIGNED_IN)
def mine(reader: SignedIn) -> Response:
    """The reader's own plan; whoever is no officer goes to where one may look instead."""
    own = reader.rights.officer_id
    target = url_for("figures.mine") if own is None else url_for("plans.person", officer_id=own)
    return make_response(redirect(target, 303))


@blueprint.get("/<id:officer_id>")
@needs(VIEW_PLANS)
def person(reader: SignedIn, opened: PlanYear, officer_id: int) -> str:
    """A person's plan of a year: the draft, or the version that holds."""
    return person_page(reader, opened, Typed())


@blueprint.get("/<id:officer_id>/<id:version_id>")
@needs(VIEW_PLAN)
def version(reader: SignedIn, opened: PlanYear, officer_id: int, version_id: int) -> str:
    """One version of a person's plans."""
    return person_page(reader, opened, Typed())


@blueprint.get("/<id:officer_id>/mulai")
@needs(WRITE_PLANS)
def start(reader: SignedIn, opened: PlanYear, officer_id: int) -> str:
    """The form that begins a year's plan, or a change of the signed one."""
    return start_page(reader, opened, Typed())


@blueprint.post("/<id:officer_id>/mulai")
@needs(WRITE_PLANS)
def post_start(reader: SignedIn, opened: PlanYear, officer_id: int) -> Answer:
    """Begins a draft and leads to its form."""
    look = Look()

    def change(session: Session, typed: dict[str, Any]) -> None:
        planning.start_plan(
            Moment(session=session, now=look.now, actor=reader.actor, rulebook=look.rulebook),
            new=planning.NewVersion(officer_id=officer_id, year=opened.year, **typed),
        )

    return submit(
        StartPlanForm(),
        Sent(
            change=change,
            refused=lambda typed: start_page(reader, opened, typed),
            done=url_for("plan_parts.index", officer_id=officer_id, tahun=opened.year),
        ),
    )


@blueprint.post("/<id:officer_id>/<id:version_id>/catatan")
@needs(WRITE_PLAN)
def post_remark(reader: SignedIn, opened: PlanYear, officer_id: int, version_id: int) -> Answer:
    """Says something about a draft."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        planning.remark(_moment(session, reader), version_id=version_id, **typed)

    return _act(reader, opened, RemarkForm(), change, None, form=REMARK)


@blueprint.post("/<id:officer_id>/<id:version_id>/tandatangan")
@needs(WRITE_PLAN)
def post_sign(reader: SignedIn, opened: PlanYear, officer_id: int, version_id: int) -> Answer:
    """Signs what was seen."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        planning.sign_plan(_moment(session, reader), version_id=version_id, **typed)

    return _act(reader, opened, SignForm(), change, words("Tanda tangan Anda tercatat."), form="sign")


@blueprint.get("/<id:officer_id>/<id:version_id>/batal")
@needs(DROP_PLAN)
def drop(reader: SignedIn, opened: PlanYear, officer_id: int, version_id: int) -> str:
    """Asks why a draft is given up."""
    return drop_page(opened, Typed())


@blueprint.post("/<id:officer_id>/<id:version_id>/batal")
@needs(DROP_PLAN)
def post_drop(reader: SignedIn, opened: PlanYear, officer_id: int, version_id: int) -> Answer:
    """Gives a draft up."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        planning.drop_plan(_moment(session, reader), version_id=version_id, **typed)

    return submit(
        DropForm(),
        Sent(
            change=change,
            refused=lambda typed: drop_page(opened, typed),
            done=_year_of(opened),
            said=words("Draf dibatalkan."),
        ),
    )


def _act(
    reader: SignedIn,
    opened: PlanYear,
    schema: FormSchema,
    change: Callable[[Session, dict[str, Any]], None],
    said: Words | None,
    *,
    form: str,
) -> Answer:
    """Does something with a version and returns to it; what was refused is said on its page."""
    return submit(
        schema,
        Sent(
            change=change,
            refused=lambda typed: person_page(reader, opened, typed),
            done=_year_of(opened),
            said=said,
            form=form,
        ),
    )


def _year_of(opened: PlanYear) -> str:
    return url_for("plans.person", officer_id=opened.card.id, tahun=opened.year)


def _moment(session: Session, reader: SignedIn) -> Moment:
    look = Look()
    return Moment(session=session, now=look.now, actor=reader.actor, rulebook=look.rulebook)
