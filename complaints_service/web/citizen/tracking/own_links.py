"""The links of a citizen's report on their page: remembered or forgotten here, replaced, earned by a code."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.cookies.tracking_cookie import forget_secrets, keep_secret, secret_for
from complaints_service.edge.guard import brings_back, needs
from complaints_service.edge.input.fields import Line
from complaints_service.edge.problems import say
from complaints_service.edge.resources import service
from complaints_service.edge.subjects.tickets import OWN_TICKET, OWNER_TICKET
from complaints_service.errors import Actor, NotFound, words
from complaints_service.extensions import limiter
from complaints_service.moment import Moment
from complaints_service.notify.known_routes import route_name
from complaints_service.tickets import links, owner_codes
from complaints_service.tickets.queries import Seen
from complaints_service.web.citizen.tracking.own_page import own, tracking_page
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from complaints_service.web.shell.pages import tell

blueprint = Blueprint("own_links", __name__)
WRONG_CODE = words("Kode itu salah atau sudah tidak berlaku. Periksa, atau minta yang baru.")


class CodeForm(FormSchema):
    """The code that came by the second way."""

    code = Line(required=True)


@blueprint.post("/laporan/<number>/lupakan")
@limiter.limit("30/minute")
@brings_back
@needs(OWN_TICKET)
def forget(seen: Seen, number: str) -> Response | tuple[str, int]:
    """This device opens the report no more; its links stay as they are."""

    def forgotten(_done: object) -> Response:
        tell(words("Perangkat ini tidak lagi membuka laporan itu. Tautannya sendiri tetap berlaku."))
        answer = make_response(redirect(url_for("public.front"), 303))
        forget_secrets(answer, seen.ticket.number)
        return answer

    return _sent(number, FormSchema(), lambda _session, _typed: None, forgotten, form="lupakan")


@blueprint.post("/laporan/<number>/perangkat")
@limiter.limit("30/minute")
@brings_back
@needs(OWN_TICKET)
def remember(seen: Seen, number: str) -> Response | tuple[str, int]:
    """The device is the reader's own: it opens the report for thirty days."""

    def remembered(_done: object) -> Response:
        tell(words("Perangkat ini membuka laporan Anda selama 30 hari, tanpa tautan."))
        answer = make_response(redirect(url_for("tracking.track", number=seen.ticket.number), 303))
        reads = seen.way is not None
        keep_secret(answer, seen.ticket.number, secret_for(request), reads=reads, own_device=True)
        return answer

    return _sent(number, FormSchema(), lambda _session, _typed: None, remembered, form="perangkat")


@blueprint.post("/laporan/<number>/bocor")
@limiter.limit("10/minute")
@brings_back
@needs(OWNER_TICKET)
def leaked(seen: Seen, number: str) -> Response | tuple[str, int]:
    """Somebody else may have the link: all links end, and the owner gets a new one here."""

    def change(session: Session, _typed: dict[str, Any]) -> str:
        return links.replace_links(_moment(session), number=seen.ticket.number, key=_key(), why="leaked")

    def replaced(secret: str) -> Response:
        tell(words("Semua tautan lama mati. Ini bukti dengan tautan baru; cetak atau simpan lagi."))
        answer = make_response(redirect(url_for("complaint_form.receipt", number=seen.ticket.number), 303))
        keep_secret(answer, seen.ticket.number, secret)
        return answer

    return _sent(number, FormSchema(), change, replaced, form="bocor")


@blueprint.post("/laporan/<number>/kode")
@limiter.limit("10/minute")
@brings_back
@needs(OWN_TICKET)
def ask_code(seen: Seen, number: str) -> Response | tuple[str, int]:
    """Sends a code to the second way of whoever came by the first."""

    def change(session: Session, _typed: dict[str, Any]) -> str:
        if seen.way is None:
            raise NotFound("link")  # by the owner's own link there is nothing to show
        way = owner_codes.send_code(_moment(session), ticket=seen.ticket, way=seen.way, key=_key())
        return way.route

    def sent(route: str) -> Response:
        tell(_("Kode terkirim lewat %(way)s, berlaku 10 menit.", way=route_name(route, "id")))
        return make_response(redirect(url_for("tracking.track", number=number, _anchor="kode"), 303))

    return _sent(number, FormSchema(), change, sent, form="kode")


@blueprint.post("/laporan/<number>/kode/periksa")
@limiter.limit("10/minute")
@brings_back
@needs(OWN_TICKET)
def post_code(seen: Seen, number: str) -> Response | tuple[str, int]:
    """The right code makes this browser the owner's; a wrong one is counted."""

    def change(session: Session, typed: dict[str, Any]) -> str | None:
        if seen.way is None:
            raise NotFound("link")
        right = owner_codes.redeem(
            _moment(session), ticket=seen.ticket, way=seen.way, typed=typed["code"], key=_key()
        )
        return links.owner_secret(session, number=seen.ticket.number, key=_key()) if right else None

    def judged(secret: str | None) -> Response | tuple[str, int]:
        if secret is None:
            wrong = Typed(errors={"code": [say(WRONG_CODE)]}, form="kode")
            return tracking_page(own(number), wrong), 422
        tell(words("Kodenya cocok. Sekarang Anda bisa memutuskan segala hal tentang laporan ini."))
        answer = make_response(redirect(url_for("tracking.track", number=number), 303))
        keep_secret(answer, seen.ticket.number, secret)
        return answer

    return _sent(number, CodeForm(), change, judged, form="kode")


def _key() -> bytes:
    return service().settings.tracking_key


def _moment(session: Session) -> Moment:
    return Moment(session=session, now=clock.now(), actor=Actor.citizen("web"), rulebook=service().rulebook)


def _sent(number: str, schema: FormSchema, change: Any, answer: Any, *, form: str) -> Any:
    """A form whose answer sets a cookie: where it led is kept nowhere, and a second press is harmless."""
    return submit(
        schema,
        Sent(
            change=change,
            refused=lambda typed: tracking_page(own(number), typed),
            answer=answer,
            keyed=False,
            form=form,
        ),
    )
