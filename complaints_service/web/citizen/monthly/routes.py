"""Asking for the letter of each month, and the owner's yes by the link in the first one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request, url_for
from marshmallow import validate
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import ANYONE, Right, brings_back, needs
from complaints_service.edge.input.fields import TOO_LONG, Email, Line
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.errors import NotFound, invalid, words
from complaints_service.extensions import limiter
from complaints_service.notify.citizens.confirm_links import read_confirm_token
from complaints_service.notify.known_routes import EMAIL
from complaints_service.notify.monthly.service import agree_to_letters, ask_reader, asked_reader, link_key
from complaints_service.notify.service import Recipient
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from complaints_service.web.shell.pages import page

blueprint = Blueprint("monthly", __name__)


class ReaderForm(FormSchema):
    """Where the letter goes, and of which kelurahan; none: of the whole office."""

    email = Email(required=True, validate=validate.Length(max=254, error=TOO_LONG))
    kelurahan = Line(validate=validate.Length(max=13, error=TOO_LONG))


@blueprint.get("/kabar-bulanan")
@needs(ANYONE)
def form() -> str:
    """What the letter says, and the form for it."""
    return _form_page(Typed())


@blueprint.post("/kabar-bulanan")
@limiter.limit("10/minute")
@brings_back
@needs(ANYONE)
def post_form() -> Response | tuple[str, int]:
    """Asks the owner of the address; answers alike whoever has the letter already."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        kelurahan = typed["kelurahan"] or None
        if kelurahan is not None and kelurahan not in _places():
            raise invalid("kelurahan", words("Pilih salah satu kelurahan."))
        recipient = Recipient(EMAIL.code, typed["email"], language())
        ask_reader(session, recipient=recipient, kelurahan=kelurahan, now=clock.now())

    return submit(
        ReaderForm(),
        Sent(
            change=change,
            refused=_form_page,
            done=url_for("monthly.form"),
            said=words(
                "Periksa surel Anda: tautan persetujuannya berlaku 24 jam. Tanpa itu tidak ada kabar."
            ),
        ),
    )


def _asked(session: Session, *, token: str) -> tuple[int, datetime]:
    found = read_confirm_token(link_key(service().settings.tracking_key), token)
    if found is None:
        raise NotFound("link")
    asked_reader(session, reader_id=found[0], asked_at=found[1], now=clock.now())
    return found


MONTHLY_LINK = Right(
    code="monthly_link",
    who="whoever has the link that asks for the monthly letter",
    signed_in=False,
    load=_asked,
)


@blueprint.get("/kabar-bulanan/setuju/<token>")
@limiter.limit("60/minute")
@needs(MONTHLY_LINK)
def agree(asked: tuple[int, datetime], token: str) -> str:
    """Asks first: programs that look at links press no buttons."""
    return _agree_page(Typed())


@blueprint.post("/kabar-bulanan/setuju/<token>")
@limiter.limit("30/minute")
@brings_back
@needs(MONTHLY_LINK)
def post_agree(asked: tuple[int, datetime], token: str) -> Response | tuple[str, int]:
    """The owner agrees."""
    reader_id, asked_at = asked
    return submit(
        FormSchema(),
        Sent(
            change=lambda session, _typed: agree_to_letters(
                session, reader_id=reader_id, asked_at=asked_at, now=clock.now()
            ),
            refused=_agree_page,
            done=url_for("monthly.form"),
            said=words("Terima kasih. Kabar pertama datang pada awal bulan depan."),
        ),
    )


def _places() -> dict[str, str]:
    return {one.code: one.name for one in service().rulebook.kelurahan}


def _form_page(typed: Typed) -> str:
    return page(
        "citizen/monthly/minta.html",
        places=_places(),
        form=typed.values,
        errors=typed.errors,
        action=url_for("monthly.post_form"),
    )


def _agree_page(typed: Typed) -> str:
    return page("citizen/monthly/setuju.html", errors=typed.errors, action=request.path)
