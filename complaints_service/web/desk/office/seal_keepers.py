"""Who gets the day's seals by mail: chosen and ended, and what became of the last letter."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _
from marshmallow import pre_load, validate
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import needs, office_right
from complaints_service.edge.input.fields import TOO_LONG, Email, Line, Whole
from complaints_service.edge.language import language
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.errors import marked, words
from complaints_service.notify.addressees import NewAddressee
from complaints_service.notify.seals.service import (
    KeeperView,
    choose_keeper,
    end_keeper,
    keepers,
)
from complaints_service.people.queries import officer_cards
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from complaints_service.web.shell.pages import page
from complaints_service.web.ticket.words import Badge
from complaints_service.web.words.formats import date_words

blueprint = Blueprint("seal_keepers", __name__, url_prefix="/pengelola/segel")
OPEN_OFFICE = office_right("open_office")
#: How the last letter of a keeper stands: the badge's shape, and its words.
STATES = {
    "new": ("new", marked("Belum ada yang dikirim")),
    "no_address": ("late", marked("Tidak punya surel")),
    "waiting": ("wait", marked("Dalam perjalanan")),
    "sent": ("done", marked("Terkirim")),
    "failed": ("late", marked("Tidak sampai")),
}

Answer = Response | tuple[str, int]


class SealKeeperForm(FormSchema):
    """Who keeps the seals: a member of the office, or a name and an address outside it."""

    officer_id = Whole(load_default=None)
    called = Line(load_default="")
    address = Email(load_default="", validate=validate.Length(max=254, error=TOO_LONG))

    @pre_load
    def _leave_out_no_address(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {name: typed for name, typed in data.items() if name != "address" or typed.strip()}


@blueprint.get("")
@needs(OPEN_OFFICE)
def listing(_reader: SignedIn) -> str:
    """Who gets the seals, and the form to choose somebody."""
    return _page(Typed())


@blueprint.post("")
@needs(OPEN_OFFICE)
def post_keeper(reader: SignedIn) -> Answer:
    """Has the seals of each day sent to somebody."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        choose_keeper(session, new=NewAddressee(**typed), now=clock.now(), actor=reader.actor)

    said = words("Tercatat. Segel dikirim kepadanya sekali sehari, mulai hari ini.")
    return submit(SealKeeperForm(), Sent(change=change, refused=_page, done=_home(), said=said))


@blueprint.post("/<id:keeper_id>/akhiri")
@needs(OPEN_OFFICE)
def post_end(reader: SignedIn, keeper_id: int) -> Answer:
    """Nothing is sent there any more."""

    def change(session: Session, _typed: dict[str, Any]) -> None:
        end_keeper(session, keeper_id=keeper_id, now=clock.now(), actor=reader.actor)

    said = words("Segel tidak dikirim lagi kepadanya.")
    return submit(FormSchema(), Sent(change=change, refused=_page, done=_home(), said=said))


def _home() -> str:
    return url_for("seal_keepers.listing")


def _page(typed: Typed) -> str:
    with reading() as session:
        found = keepers(session)
        cards = officer_cards(session)
    return page(
        "desk/segel_penerima.html",
        rows=[_row(each) for each in found],
        officers=sorted(
            ((str(card.id), f"{card.name}, {card.title}") for card in cards.values() if card.active),
            key=lambda one: one[1],
        ),
        form=typed.values,
        errors=typed.errors,
        action=url_for("seal_keepers.post_keeper"),
        seals_href=url_for("seals.show"),
    )


def _row(one: KeeperView) -> dict[str, Any]:
    shape, said = STATES[one.state]
    return {
        "who": one.called if one.address is None else f"{one.called}, {one.address}",
        "badge": Badge(shape, _(said)),
        "last": date_words(one.last_on, language()) if one.last_on else "",
        "reason": one.reason if one.state == "failed" else "",
        "end_href": url_for("seal_keepers.post_end", keeper_id=one.id),
    }
