"""One's own second step of signing in: an app, passkeys, recovery codes; set up and taken away here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.factor.apps import begin_app
from complaints_service.accounts.factor.passkeys import PasskeyRefused, add_passkey, challenge_in
from complaints_service.accounts.factor.service import drop_app, drop_passkey, renew_codes, set_app
from complaints_service.edge.guard import needs
from complaints_service.edge.input.fields import Line, Text, Whole
from complaints_service.edge.second_step import demand_for, is_challenge, passkey_site
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.accounts import OWN_SECOND_STEP, OwnAccount
from complaints_service.errors import Words, words
from complaints_service.notify.officers.account_letter import SECOND_STEP, queue_account_letter
from complaints_service.web.account.second_step_page import APP, second_step_page
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit

blueprint = Blueprint("second_step", __name__, url_prefix="/akun-saya/langkah-kedua")

Answer = Response | tuple[str, int]


class AppCodeForm(FormSchema):
    """The code an app shows."""

    code = Text(load_default="", data_key="step_code")


class NewPasskeyForm(FormSchema):
    """A passkey as the browser has made it, and what its owner calls it."""

    name = Line(load_default="")
    credential = Text(load_default="")


class PasskeyForm(FormSchema):
    """Which passkey of the list it is."""

    passkey_id = Whole(data_key="passkey", load_default=0)


@blueprint.get("")
@needs(OWN_SECOND_STEP)
def show(reader: SignedIn, mine: OwnAccount) -> str:
    """What there is of it, and what can be set up."""
    return second_step_page(reader, mine, Typed())


@blueprint.post("/aplikasi")
@needs(OWN_SECOND_STEP, proof=True)
def post_app(reader: SignedIn, mine: OwnAccount) -> Answer:
    """Shows the secret of a new app, which counts once a first code was right; pressed twice, the second."""
    return submit(
        FormSchema(),
        Sent(
            change=lambda session, _typed: begin_app(session, account_id=mine.account_id, now=clock.now()),
            refused=lambda typed: second_step_page(reader, mine, typed),
            answer=lambda _secret: second_step_page(reader, mine, Typed(form=APP)),
            keyed=False,
        ),
    )


@blueprint.post("/aplikasi/pasti")
@needs(OWN_SECOND_STEP, proof=True)
def post_confirm(reader: SignedIn, mine: OwnAccount) -> Answer:
    """Lets the app count, and shows recovery codes, this once, where it is the first factor."""

    def change(session: Session, typed: dict[str, Any], now: datetime) -> list[str]:
        return set_app(
            session,
            account_id=mine.account_id,
            session_id=mine.session_id,
            typed=typed["code"],
            now=now,
            actor=reader.actor,
        )

    return submit(AppCodeForm(), _with_codes(reader, mine, change, APP))


@blueprint.post("/kunci-sandi")
@needs(OWN_SECOND_STEP, proof=True)
def post_passkey(reader: SignedIn, mine: OwnAccount) -> Answer:
    """Keeps a passkey, and shows recovery codes, this once, where it is the first factor."""

    def change(session: Session, typed: dict[str, Any], now: datetime) -> list[str]:
        site, challenge = passkey_site(), challenge_in(typed["credential"])
        if site is None or not is_challenge(challenge, "register", account_id=mine.account_id, now=now):
            raise PasskeyRefused
        return add_passkey(
            session,
            site=site,
            account_id=mine.account_id,
            session_id=mine.session_id,
            sent=typed["credential"],
            challenge=challenge,
            name=typed["name"],
            now=now,
            actor=reader.actor,
        )

    return submit(NewPasskeyForm(), _with_codes(reader, mine, change, "passkey"))


@blueprint.post("/kode-pemulihan")
@needs(OWN_SECOND_STEP, proof=True)
def post_codes(reader: SignedIn, mine: OwnAccount) -> Answer:
    """Shows fresh recovery codes, this once; those before stop working."""

    def change(session: Session, _typed: dict[str, Any], now: datetime) -> list[str]:
        return renew_codes(session, account_id=mine.account_id, now=now, actor=reader.actor)

    return submit(FormSchema(), _with_codes(reader, mine, change, "codes"))


@blueprint.post("/aplikasi/lepas")
@needs(OWN_SECOND_STEP, proof=True)
def post_drop_app(reader: SignedIn, mine: OwnAccount) -> Answer:
    """Takes the app away."""

    def change(session: Session, _typed: dict[str, Any], now: datetime) -> None:
        drop_app(
            session,
            account_id=mine.account_id,
            demanded=_demanded(session, mine, now),
            now=now,
            actor=reader.actor,
        )

    return submit(FormSchema(), _dropped(reader, mine, change, words("Aplikasi kode dilepas.")))


@blueprint.post("/kunci-sandi/lepas")
@needs(OWN_SECOND_STEP, proof=True)
def post_drop_passkey(reader: SignedIn, mine: OwnAccount) -> Answer:
    """Takes a passkey away."""

    def change(session: Session, typed: dict[str, Any], now: datetime) -> None:
        drop_passkey(
            session,
            account_id=mine.account_id,
            passkey_id=typed["passkey_id"],
            demanded=_demanded(session, mine, now),
            now=now,
            actor=reader.actor,
        )

    return submit(PasskeyForm(), _dropped(reader, mine, change, words("Kunci sandi dilepas.")))


def _demanded(session: Session, mine: OwnAccount, now: datetime) -> bool:
    return demand_for(session, account_id=mine.account_id, now=now) == "now"


def _with_codes(
    reader: SignedIn,
    mine: OwnAccount,
    change: Callable[[Session, dict[str, Any], datetime], list[str]],
    form: str,
) -> Sent:
    """A change that may make recovery codes: they are in the page that answers it and nowhere else."""
    return Sent(
        change=_told(mine, change),
        refused=lambda typed: second_step_page(reader, mine, typed),
        answer=lambda codes: second_step_page(reader, mine, Typed(), codes=codes, done=True),
        form=form,
        keyed=False,
    )


def _dropped(
    reader: SignedIn,
    mine: OwnAccount,
    change: Callable[[Session, dict[str, Any], datetime], None],
    said: Words,
) -> Sent:
    return Sent(
        change=_told(mine, change),
        refused=lambda typed: second_step_page(reader, mine, typed),
        done=url_for("second_step.show"),
        said=said,
    )


def _told(
    mine: OwnAccount, change: Callable[[Session, dict[str, Any], datetime], Any]
) -> Callable[[Session, dict[str, Any]], Any]:
    """The change, of which the account's owner is told by letter."""

    def changed(session: Session, typed: dict[str, Any]) -> Any:
        now = clock.now()
        result = change(session, typed, now)
        queue_account_letter(session, account_id=mine.account_id, kind=SECOND_STEP, now=now)
        return result

    return changed
