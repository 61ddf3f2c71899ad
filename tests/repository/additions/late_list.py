"""A page of the tests' own, about one person: how many of their tickets are late."""

from __future__ import annotations

from flask import Blueprint, abort
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, may_see_person
from complaints_service.edge.guard import SIGNED_IN, Right, needs
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.errors import NotFound, marked
from complaints_service.measurement.indicators.queries import officer_month
from complaints_service.people.queries import OfficerCard, officer_card
from complaints_service.web.performance.scope import Look
from complaints_service.web.performance.tabs import offer_link, offer_tab, tabs
from complaints_service.web.shell.pages import page

blueprint = Blueprint("late_list", __name__)
offer_tab(blueprint, "person", marked("Yang terlambat"), place=15)
offer_link(
    blueprint,
    "all_of_us",
    marked("Yang terlambat di kantor"),
    place=30,
    shown=lambda _session, rights: bool(rights.subordinate_officers),
)


def _seen(session: Session, rights: Rights, *, officer_id: int) -> OfficerCard:
    card = officer_card(session, officer_id=officer_id)
    if card is None or not may_see_person(rights, officer_id, card.unit):
        raise NotFound
    return card


@blueprint.get("/terlambat/<id:officer_id>")
@needs(Right(code="view_person", who="whoever may see the person's figures", load=_seen))
def person(_reader: SignedIn, card: OfficerCard, officer_id: int) -> str:
    """One person's, for whoever may see their figures."""
    look = Look()
    with reading() as session:
        month = look.month(session)
        found = officer_month(session, officer_id=officer_id, month=month, rulebook=look.rulebook)
    return page(
        "performance/figures/terlambat.html",
        name=card.name,
        late=found.value("open_and_late").value,
        tabs=tabs(officer_id, "late_list.person"),
    )


@blueprint.get("/terlambat")
@needs(SIGNED_IN)
def all_of_us(reader: SignedIn) -> str:
    """For whoever leads somebody."""
    if not reader.rights.subordinate_officers:
        abort(404)
    return page("performance/figures/terlambat.html", name="", late=0, tabs=[])
