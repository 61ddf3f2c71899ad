"""How news of a complaint reach its citizen: added and stopped on the tracking page; agreed to by a link."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request, url_for
from marshmallow import validate
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import ANYONE, Right, brings_back, needs
from complaints_service.edge.input.fields import TOO_LONG, Email
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.subjects.tickets import OWNER_TICKET
from complaints_service.errors import Actor, NotFound, Words, invalid, words
from complaints_service.extensions import limiter
from complaints_service.notify.citizens import subscriptions as choosing
from complaints_service.notify.citizens.confirm_links import read_confirm_token
from complaints_service.notify.citizens.subscriptions import Way
from complaints_service.notify.service import Recipient
from complaints_service.tickets.clocks.delivery import record_fates
from complaints_service.tickets.queries import Seen
from complaints_service.web.citizen.tracking.contact_ways import masked
from complaints_service.web.citizen.tracking.own_page import own, tracking_page
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from complaints_service.web.shell.pages import page

blueprint = Blueprint("subscriptions", __name__)
CITIZEN = Actor.citizen("web")
#: Where nobody is known, an address of one would be.
ANONYMOUS = words("Laporan anonim tidak menyimpan alamat. Kabarnya ada di halaman ini.")


class AddressForm(FormSchema):
    """Where news may go too."""

    email = Email(required=True, validate=validate.Length(max=254, error=TOO_LONG))


@blueprint.post("/laporan/<number>/kabar")
@limiter.limit("10/minute")
@brings_back
@needs(OWNER_TICKET)
def post_address(seen: Seen, number: str) -> Response | tuple[str, int]:
    """Asks the owner of an e-mail address whether news may go there."""
    own_number, anonymous = seen.ticket.number, seen.ticket.complaint.privacy == "anonymous"

    def change(session: Session, typed: dict[str, Any]) -> str:
        if anonymous:
            raise invalid("email", ANONYMOUS)
        recipient = Recipient(choosing.EMAIL, typed["email"], language())
        choosing.ask_owner(session, number=own_number, recipient=recipient, now=clock.now(), actor=CITIZEN)
        return recipient.address

    return _changed(
        own_number,
        AddressForm(),
        change,
        lambda address: words(
            "Tautan persetujuan terkirim ke %(address)s, berlaku 24 jam.", address=masked(address)
        ),
    )


@blueprint.post("/laporan/<number>/kabar/<id:way>/berhenti")
@limiter.limit("30/minute")
@brings_back
@needs(OWNER_TICKET)
def post_stop(seen: Seen, number: str, way: int) -> Response | tuple[str, int]:
    """No more news by one way."""
    own_number = seen.ticket.number

    def change(session: Session, _typed: dict[str, Any]) -> None:
        now = clock.now()
        fates = choosing.stop(session, number=own_number, way_id=way, now=now, actor=CITIZEN)
        record_fates(session, fates=fates, now=now, rulebook=service().rulebook)

    return _changed(own_number, FormSchema(), change, words("Berhenti. Kabarnya tetap ada di halaman ini."))


@blueprint.post("/laporan/<number>/kabar/<id:way>/lagi")
@limiter.limit("10/minute")
@brings_back
@needs(OWNER_TICKET)
def post_again(seen: Seen, number: str, way: int) -> Response | tuple[str, int]:
    """News by one way again; for an e-mail its owner is asked first."""
    own_number = seen.ticket.number

    def change(session: Session, _typed: dict[str, Any]) -> None:
        choosing.resume(session, number=own_number, way_id=way, now=clock.now(), actor=CITIZEN)

    return _changed(
        own_number,
        FormSchema(),
        change,
        words("Kabar dilanjutkan; surel menunggu persetujuan pemiliknya."),
    )


def _changed(
    number: str,
    schema: FormSchema,
    change: Callable[[Session, dict[str, Any]], Any],
    said: Words | Callable[[Any], Words],
) -> Response | tuple[str, int]:
    return submit(
        schema,
        Sent(
            change=change,
            refused=lambda typed: tracking_page(own(number), typed),
            done=url_for("tracking.track", number=number),
            said=said,
            form="kabar",
        ),
    )


def _asked(session: Session, *, token: str) -> tuple[Way, datetime]:
    found = read_confirm_token(service().settings.tracking_key, token)
    if found is None:
        raise NotFound("link")
    subscription_id, asked_at = found
    way = choosing.asked_for(session, subscription_id=subscription_id, asked_at=asked_at, now=clock.now())
    return way, asked_at


CONFIRM_LINK = Right(
    code="confirm_link",
    who="whoever has the link that asks the owner of an address",
    signed_in=False,
    load=_asked,
)


@blueprint.get("/kabar/<token>")
@limiter.limit("60/minute")
@needs(CONFIRM_LINK)
def confirm(asked: tuple[Way, datetime], token: str) -> str:
    """Asks first: programs that look at links press no buttons."""
    return _confirm_page(asked[0], Typed())


@blueprint.post("/kabar/<token>")
@limiter.limit("30/minute")
@brings_back
@needs(CONFIRM_LINK)
def post_confirm(asked: tuple[Way, datetime], token: str) -> Response | tuple[str, int]:
    """The owner agrees; the report stays closed to whoever has only this link."""
    way, asked_at = asked

    def change(session: Session, _typed: dict[str, Any]) -> None:
        now = clock.now()
        fates = choosing.agree(session, subscription_id=way.id, asked_at=asked_at, now=now)
        record_fates(session, fates=fates, now=now, rulebook=service().rulebook)

    return submit(
        FormSchema(),
        Sent(
            change=change,
            refused=lambda typed: _confirm_page(way, typed),
            done=url_for("subscriptions.agreed"),
        ),
    )


@blueprint.get("/kabar/disetujui")
@needs(ANYONE)
def agreed() -> str:
    """What is said once the owner of an address has agreed."""
    return page("citizen/kabar.html", agreed=True)


def _confirm_page(way: Way, typed: Typed) -> str:
    return page(
        "citizen/kabar.html",
        address=masked(way.address),
        agreed=False,
        errors=typed.errors,
        action=request.path,
    )
