"""One's own account: password, browsers, keys of programs and the chat; each can be ended here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for
from marshmallow import ValidationError, validates_schema
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.browsers import end_browser, end_other_browsers
from complaints_service.accounts.keys import revoke_keys
from complaints_service.accounts.passwords import make_password_hash
from complaints_service.accounts.service import set_password
from complaints_service.accounts.shortcuts import set_shortcuts
from complaints_service.accounts.throttle import TooManyAttempts
from complaints_service.edge.cookies.known_browser import remember_browser
from complaints_service.edge.guard import needs
from complaints_service.edge.input.fields import Line, Text
from complaints_service.edge.problems import say
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.accounts import OWN_ACCOUNT, OwnAccount
from complaints_service.edge.transaction import is_shown_again
from complaints_service.errors import NotFound, Words, invalid, marked, words
from complaints_service.moment import Moment
from complaints_service.notify.officers import chat as officer_chat
from complaints_service.notify.officers.morning import set_morning
from complaints_service.web.account.own_page import own_page
from complaints_service.web.account.proof import WRONG, proved
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from complaints_service.web.shell.pages import tell

blueprint = Blueprint("own_account", __name__, url_prefix="/akun-saya")

Answer = Response | tuple[str, int]


class OwnPasswordForm(FormSchema):
    """The password that is in force, and a new one twice."""

    old_password = Text(load_default="")
    password = Text(load_default="")
    again = Text(load_default="")

    @validates_schema
    def _both_alike(self, data: dict[str, Any], **_: Any) -> None:
        if data["password"] != data["again"]:
            raise ValidationError(marked("Kedua isian ini tidak sama."), "again")


class MarkForm(FormSchema):
    """Which browser or key of the list it is."""

    mark = Line(required=True)


class SwitchForm(FormSchema):
    """Whether something is to be on."""

    on = Line()


@blueprint.get("")
@needs(OWN_ACCOUNT)
def show(reader: SignedIn, mine: OwnAccount) -> str:
    """All that opens this account."""
    return own_page(reader, mine, Typed())


@blueprint.post("/sandi")
@needs(OWN_ACCOUNT)
def post_password(reader: SignedIn, mine: OwnAccount) -> Answer:
    """Puts a new password in force for who knows the present one, and ends all else that opened the account.

    A wrong one counts like a wrong try to sign in: a browser left open is not a way to guess.
    """
    now = clock.now()
    attempt = None if is_shown_again() else proved(mine, request.form.get("old_password", ""), now)
    if isinstance(attempt, TooManyAttempts):
        typed = Typed(errors={"old_password": [say(attempt.detail)]}, form="password")
        return own_page(reader, mine, typed), 429

    def change(session: Session, typed: dict[str, Any]) -> None:
        if attempt is None:
            raise invalid("old_password", WRONG)
        password_hash = make_password_hash(
            typed["password"], login=mine.login, name=reader.name, office=service().rulebook.own_names()
        )
        set_password(
            session,
            account_id=mine.account_id,
            password_hash=password_hash,
            now=now,
            actor=reader.actor,
            except_session=mine.session_id,
        )

    def answer(_done: None) -> Response:
        told = words(
            "Kata sandi diganti. Sesi lain, tautan, kunci program, dan obrolan berakhir; langkah kedua tetap."
        )
        tell(told)
        led = make_response(redirect(url_for("own_account.show"), 303))
        remember_browser(led, mine.account_id, now)
        return led

    sent = Sent(
        change=change,
        refused=lambda typed: own_page(reader, mine, typed),
        done=url_for("own_account.show"),
        answer=answer,
        form="password",
    )
    return submit(OwnPasswordForm(), sent)


@blueprint.post("/sesi/akhiri")
@needs(OWN_ACCOUNT)
def post_end_session(reader: SignedIn, mine: OwnAccount) -> Answer:
    """Signs one browser out."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        end_browser(
            session, account_id=mine.account_id, mark=typed["mark"], now=clock.now(), actor=reader.actor
        )

    return submit(MarkForm(), _sent(reader, mine, change, words("Sesi itu berakhir.")))


@blueprint.post("/sesi/lain")
@needs(OWN_ACCOUNT)
def post_end_others(reader: SignedIn, mine: OwnAccount) -> Answer:
    """Signs all browsers out but this one."""

    def change(session: Session, _typed: dict[str, Any]) -> None:
        end_other_browsers(
            session, account_id=mine.account_id, mine=mine.session_id, now=clock.now(), actor=reader.actor
        )

    return submit(FormSchema(), _sent(reader, mine, change, words("Semua sesi lain berakhir.")))


@blueprint.post("/kunci/cabut")
@needs(OWN_ACCOUNT)
def post_revoke_key(reader: SignedIn, mine: OwnAccount) -> Answer:
    """Stops one of the account's keys at once."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        stopped = revoke_keys(
            session, account_id=mine.account_id, mark=typed["mark"], now=clock.now(), actor=reader.actor
        )
        if not stopped:
            raise NotFound("key")

    return submit(MarkForm(), _sent(reader, mine, change, words("Kunci itu tidak berlaku lagi.")))


@blueprint.post("/tombol")
@needs(OWN_ACCOUNT)
def post_shortcuts(reader: SignedIn, mine: OwnAccount) -> Answer:
    """Switches the keys of the desk on or off."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        set_shortcuts(session, account_id=mine.account_id, on=typed["on"] == "1")

    return submit(SwitchForm(), _sent(reader, mine, change, words("Pilihan tombol tersimpan.")))


@blueprint.post("/obrolan/pagi")
@needs(OWN_ACCOUNT)
def post_morning(reader: SignedIn, mine: OwnAccount) -> Answer:
    """Switches the list of the morning on or off for the account's chat."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        set_morning(session, account_id=mine.account_id, on=typed["on"] == "1")

    return submit(SwitchForm(), _sent(reader, mine, change, words("Pilihan daftar pagi tersimpan.")))


@blueprint.post("/obrolan/lepas")
@needs(OWN_ACCOUNT)
def post_unlink(reader: SignedIn, mine: OwnAccount) -> Answer:
    """Unlinks the account's chat; it is told."""

    def change(session: Session, _typed: dict[str, Any]) -> None:
        officer_chat.end_link(
            Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=service().rulebook),
            account_id=mine.account_id,
        )

    said = words("Obrolan dilepas. Balasan dari sana tidak menjawab tiket lagi.")
    return submit(FormSchema(), _sent(reader, mine, change, said))


def _sent(
    reader: SignedIn, mine: OwnAccount, change: Callable[[Session, dict[str, Any]], None], said: Words
) -> Sent:
    return Sent(
        change=change,
        refused=lambda typed: own_page(reader, mine, typed),
        done=url_for("own_account.show"),
        said=said,
    )
