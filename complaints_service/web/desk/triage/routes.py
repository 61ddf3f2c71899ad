"""The addresses of triage: the next report to sort, one of them, and by which rules reports went astray."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, redirect, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import needs, office_right
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.errors import words
from complaints_service.moment import Moment
from complaints_service.tickets.acts.holding.refer import Refer
from complaints_service.tickets.service import perform
from complaints_service.tickets.triage.service import send_on
from complaints_service.web.desk.triage.form import ReferForm, SendOnForm
from complaints_service.web.desk.triage.misroutes import misroutes_page
from complaints_service.web.desk.triage.page import first_unsorted, one_page, sorted_out_page
from complaints_service.web.shell.forms import Sent, Typed, sent_values, submit

blueprint = Blueprint("triage", __name__, url_prefix="/meja/pilah")
TRIAGE = office_right("triage")


@blueprint.get("")
@needs(TRIAGE)
def following(reader: SignedIn) -> Response | str:
    """The most urgent report that nobody has sorted yet."""
    number = first_unsorted(reader)
    if number is None:
        return sorted_out_page()
    return make_response(redirect(url_for("triage.one", number=number), 303))


@blueprint.get("/salah-salur")
@needs(TRIAGE)
def misroutes(reader: SignedIn) -> str:
    """By which rules reports went to whom they do not concern."""
    return misroutes_page(reader)


@blueprint.get("/<number>")
@needs(TRIAGE)
def one(reader: SignedIn, number: str) -> str:
    """One report, with what it may be and where it would go."""
    return one_page(reader, number, Typed())


@blueprint.post("/<number>")
@needs(TRIAGE)
def post_one(reader: SignedIn, number: str) -> Response | tuple[str, int]:
    """Sends it on, and leads to the next one."""

    def change(session: Session, loaded: dict[str, Any]) -> str:
        return send_on(
            Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=service().rulebook),
            number=number,
            rights=reader.rights,
            **loaded,
        )

    return submit(
        SendOnForm(),
        Sent(
            change=change,
            refused=lambda typed: one_page(reader, number, typed),
            done=url_for("triage.following"),
            said=words("Laporan %(number)s tersalurkan.", number=number),
        ),
    )


@blueprint.post("/<number>/limpahkan")
@needs(TRIAGE)
def post_refer(reader: SignedIn, number: str) -> Response | tuple[str, int]:
    """Refers it to another office, and leads to the next one."""

    def change(session: Session, loaded: dict[str, Any]) -> None:
        moment = Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=service().rulebook)
        perform(moment, number=number, request=Refer(**loaded), rights=reader.rights)

    return submit(
        ReferForm(),
        Sent(
            change=change,
            refused=lambda typed: one_page(reader, number, typed),
            done=url_for("triage.following"),
            said=words("Laporan %(number)s dilimpahkan. Alasannya sudah terkirim ke warga.", number=number),
        ),
    )


@blueprint.post("/<number>/lihat")
@needs(TRIAGE)
def look_again(reader: SignedIn, number: str) -> Response | tuple[str, int]:
    """Where it would go with the category that was chosen; nothing is done."""
    return submit(
        SendOnForm(),
        Sent(
            change=lambda _session, _loaded: None,
            refused=lambda typed: one_page(reader, number, typed),
            answer=lambda _nothing: one_page(reader, number, Typed(values=sent_values())),
            keyed=False,
        ),
    )
