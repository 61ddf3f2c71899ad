"""How news of a complaint reach its citizen: added and stopped on the tracking page; agreed to by a link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, make_response, redirect, request, url_for
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.language import language
from complaints_service.edge.problems import field_errors, say, status_of
from complaints_service.edge.resources import service
from complaints_service.edge.schemas import ReporterSchema
from complaints_service.edge.transaction import reading, writing
from complaints_service.errors import Actor, DomainError, NotFound, Words, invalid, words
from complaints_service.extensions import limiter
from complaints_service.notify.citizens import subscriptions as choosing
from complaints_service.notify.citizens.confirm_links import read_confirm_token
from complaints_service.notify.service import Recipient
from complaints_service.tickets import queries
from complaints_service.tickets.clocks.delivery import record_fates
from complaints_service.web.citizen.contact_ways import masked
from complaints_service.web.citizen.status import tracking_page
from complaints_service.web.shell.pages import page, tell
from complaints_service.web.shell.tracking_cookie import secret_for

blueprint = Blueprint("hearing", __name__)
CITIZEN = Actor.citizen("web")
#: Where nobody is known, an address of one would be.
ANONYMOUS = words("Laporan anonim tidak menyimpan alamat. Kabarnya ada di halaman ini.")


@blueprint.post("/laporan/<number>/kabar")
@limiter.limit("10/minute")
def post_address(number: str) -> Response | tuple[str, int]:
    """Asks the owner of an e-mail address whether news may go there."""
    typed = request.form.get("email", "").strip()

    def change(session: Session, own: str, now: datetime) -> None:
        recipient = Recipient(choosing.EMAIL, _address(typed), language())
        choosing.ask_owner(session, number=own, recipient=recipient, now=now, actor=CITIZEN)

    asked = words("Tautan persetujuan terkirim ke %(address)s, berlaku 24 jam.", address=masked(typed))
    return _changed(number, {"email": typed}, change, asked, adds=True)


@blueprint.post("/laporan/<number>/kabar/<int:way>/berhenti")
@limiter.limit("30/minute")
def post_stop(number: str, way: int) -> Response | tuple[str, int]:
    """No more news by one way."""

    def change(session: Session, own: str, now: datetime) -> None:
        fates = choosing.stop(session, number=own, way_id=way, now=now, actor=CITIZEN)
        record_fates(session, fates=fates, now=now, rulebook=service().rulebook)

    return _changed(number, {}, change, words("Berhenti. Kabarnya tetap ada di halaman ini."))


@blueprint.post("/laporan/<number>/kabar/<int:way>/lagi")
@limiter.limit("10/minute")
def post_again(number: str, way: int) -> Response | tuple[str, int]:
    """News by one way again; for an e-mail its owner is asked first."""

    def change(session: Session, own: str, now: datetime) -> None:
        choosing.resume(session, number=own, way_id=way, now=now, actor=CITIZEN)

    return _changed(number, {}, change, words("Kabar dilanjutkan; surel menunggu persetujuan pemiliknya."))


@blueprint.get("/kabar/<token>")
@limiter.limit("60/minute")
def confirm(token: str) -> str:
    """Asks first: programs that look at links press no buttons."""
    subscription_id, asked_at = _asked(token)
    with reading() as session:
        way = choosing.asked_for(session, subscription_id=subscription_id, asked_at=asked_at, now=clock.now())
    return page("citizen/kabar.html", address=masked(way.address), agreed=False, action=request.path)


@blueprint.post("/kabar/<token>")
@limiter.limit("30/minute")
def post_confirm(token: str) -> str:
    """The owner agrees; the report stays closed to whoever has only this link."""
    (subscription_id, asked_at), now = _asked(token), clock.now()

    def change(session: Session) -> None:
        fates = choosing.agree(session, subscription_id=subscription_id, asked_at=asked_at, now=now)
        record_fates(session, fates=fates, now=now, rulebook=service().rulebook)

    writing(change)
    return page("citizen/kabar.html", address="", agreed=True, action="")


@dataclass(frozen=True)
class _Own:
    """The report a tracking secret opens."""

    number: str
    anonymous: bool


def _own(number: str) -> _Own:
    with reading() as session:
        view = queries.tracked(
            session,
            number=number,
            secret=secret_for(request),
            now=clock.now(),
            rulebook=service().rulebook,
        )
    return _Own(view.ticket.number, view.complaint.privacy == "anonymous")


def _changed(
    number: str,
    form: dict[str, str],
    change: Callable[[Session, str, datetime], None],
    told: Words,
    *,
    adds: bool = False,
) -> Response | tuple[str, int]:
    own, now = _own(number), clock.now()
    try:
        if adds and own.anonymous:
            raise invalid("email", ANONYMOUS)
        writing(lambda session: change(session, own.number, now))
    except NotFound:
        raise
    except ValidationError as error:
        return tracking_page(own.number, form, field_errors(error)), 422
    except DomainError as error:
        errors = field_errors(error) or {"email": [say(error.detail)]}
        return tracking_page(own.number, form, errors), status_of(error)
    tell(told)
    return make_response(redirect(url_for("tracking.track", number=own.number), 303))


def _address(typed: str) -> str:
    """An address that can be one. Raises `invalid` and ValidationError naming `email`."""
    if not typed:
        raise invalid("email", words("Bagian ini perlu diisi."))
    return str(ReporterSchema().load({"email": typed})["email"])


def _asked(token: str) -> tuple[int, datetime]:
    found = read_confirm_token(service().settings.tracking_key, token)
    if found is None:
        raise NotFound
    return found
