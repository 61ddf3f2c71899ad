"""The addresses of opening an office: the list of steps, what a person confirms, letters that try a route."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import needs, office_right
from complaints_service.edge.input.fields import Email, Line
from complaints_service.edge.language import language
from complaints_service.edge.sign_in import SignedIn
from complaints_service.errors import Words, invalid, words
from complaints_service.staffing import opening
from complaints_service.web.desk.office.page import open_page, opening_page
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit

blueprint = Blueprint("opening", __name__, url_prefix="/pengelola")
OPEN_OFFICE = office_right("open_office")

Answer = Response | tuple[str, int]


class ConfirmedStepForm(FormSchema):
    """Which step was looked at and found right."""

    step = Line(required=True)


class MailForm(FormSchema):
    """Where a letter goes to try mail out."""

    email = Email(required=True)


@blueprint.get("")
@needs(OPEN_OFFICE)
def show(reader: SignedIn) -> str:
    """What the office needs before it can work, and how it stands."""
    return opening_page(reader, Typed())


@blueprint.get("/terbuka")
@needs(OPEN_OFFICE)
def show_open(_reader: SignedIn) -> str:
    """What is still open, to be printed."""
    return open_page()


@blueprint.post("/periksa")
@needs(OPEN_OFFICE)
def post_confirmation(reader: SignedIn) -> Answer:
    """Confirms what only a person can know."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        opening.confirm(session, step=typed["step"], now=clock.now(), actor=reader.actor)

    return _sent(reader, ConfirmedStepForm(), change, words("Tercatat: sudah diperiksa dan benar."))


@blueprint.post("/uji-surel")
@needs(OPEN_OFFICE)
def post_mail(reader: SignedIn) -> Answer:
    """Sends a letter by mail, to try it out."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        opening.try_mail(
            session, address=typed["email"], language=language(), now=clock.now(), actor=reader.actor
        )

    return _sent(reader, MailForm(), change, words("Surel uji sedang dikirim. Muat ulang sebentar lagi."))


@blueprint.post("/uji-obrolan")
@needs(OPEN_OFFICE)
def post_chat(reader: SignedIn) -> Answer:
    """Sends a letter to one's own chat, to try the bot out."""

    def change(session: Session, _typed: dict[str, Any]) -> None:
        if reader.rights.officer_id is None:
            raise invalid("chat", words("Akun ini bukan milik seorang petugas, jadi tidak punya obrolan."))
        opening.try_chat(session, officer_id=reader.rights.officer_id, now=clock.now(), actor=reader.actor)

    return _sent(reader, FormSchema(), change, words("Kabar uji sedang dikirim ke obrolan Anda."))


def _sent(
    reader: SignedIn, schema: FormSchema, change: Callable[[Session, dict[str, Any]], None], said: Words
) -> Answer:
    return submit(
        schema,
        Sent(
            change=change,
            refused=lambda typed: opening_page(reader, typed),
            done=url_for("opening.show"),
            said=said,
        ),
    )
