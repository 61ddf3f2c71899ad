"""Signing in and out, and choosing a password by a one-time link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError, validates_schema
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.links import SET_PASSWORD, LinkUsedUp, redeem_one_time_link
from complaints_service.accounts.passwords import SHORTEST, check_password, make_password_hash
from complaints_service.accounts.queries import find_one_time_link
from complaints_service.accounts.service import set_password
from complaints_service.accounts.sign_in import (
    SignInRequest,
    SignInTry,
    begin_sign_in,
    end_session,
    finish_sign_in,
)
from complaints_service.accounts.throttle import TooManyAttempts
from complaints_service.edge.guard import ANYONE, Right, brings_back, needs
from complaints_service.edge.input.fields import Line, Text
from complaints_service.edge.known_browser import known_browser, remember_browser
from complaints_service.edge.problems import say
from complaints_service.edge.sign_in import clear_session_cookie, person, set_session_cookie
from complaints_service.edge.transaction import ShownAgain, is_shown_again, writing
from complaints_service.errors import Actor, marked, words
from complaints_service.extensions import limiter
from complaints_service.notify.officers.password_link import ask_password_link
from complaints_service.notify.officers.tries import tell_owner
from complaints_service.people.rights import name_of
from complaints_service.web.account.again import KEPT, form_again
from complaints_service.web.account.page import sign_in_page
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, local_path, submit
from complaints_service.web.shell.pages import page, tell

blueprint = Blueprint("accounts", __name__)
#: From so many wrong tries on, whoever signs in is told of them; fewer are slips of one's own.
WORTH_TELLING = 5


@blueprint.get("/masuk")
@needs(ANYONE)
def sign_in() -> Response | str:
    """The sign-in page."""
    if person() is not None:
        return make_response(redirect(url_for("desk.listing"), 303))
    return sign_in_page({}, {}, goes_on=request.args.get("next"))


@blueprint.post("/masuk")
@brings_back
@needs(ANYONE)
def post_sign_in() -> Response | tuple[str, int]:
    """Signs in; a wrong login and a wrong password answer alike. A form inside the page is never lost.

    In two transactions: between them the password is looked at, which is slow on purpose.
    """
    form = request.form
    if is_shown_again():
        return _refused(form, say(ShownAgain().detail), 403)
    now = clock.now()
    asked = SignInRequest(
        login=form.get("login", ""),
        password=form.get("password", ""),
        ip=request.remote_addr or "",
        user_agent=request.user_agent.string,
        origin="web",
        browser=known_browser(now),
    )
    try:
        attempt = writing(lambda session: begin_sign_in(session, request=asked, now=now))
    except TooManyAttempts as error:
        held = make_response(_refused(form, say(error.detail), 429))
        held.headers["Retry-After"] = str(error.retry_after)
        return held
    correct = check_password(attempt.password_hash, asked.password)
    token = writing(lambda session: _finished(session, asked, attempt, correct, now))
    if token is None or attempt.account_id is None:
        return _refused(form, _("Nama masuk atau kata sandi keliru."), 422)
    wanted = form.get("next")
    answer = form_again(wanted, form.get(KEPT, ""), token)
    if answer is None:
        answer = make_response(redirect(local_path(wanted) or url_for("desk.listing"), 303))
    set_session_cookie(answer, token)
    remember_browser(answer, attempt.account_id, now)
    if attempt.wrong_before >= WORTH_TELLING:
        tell(
            words(
                "Sejak Anda terakhir masuk ada %(count)s percobaan masuk yang salah. Bukan Anda? Ganti kata "
                "sandi di Akun saya.",
                count=attempt.wrong_before,
            )
        )
    return answer


def _finished(
    session: Session, asked: SignInRequest, attempt: SignInTry, correct: bool, now: datetime
) -> str | None:
    """The token of the new session; where there is none, the account's owner hears of tries that pile up."""
    token = finish_sign_in(session, request=asked, attempt=attempt, correct=correct, now=now)
    if token is None and attempt.piles_up and attempt.account_id is not None:
        tell_owner(session, account_id=attempt.account_id, now=now)
    return token


def _refused(form: Mapping[str, str], sentence: str, status: int) -> tuple[str, int]:
    errors = {"": [sentence]}
    typed = {"login": form.get("login", "")}
    return sign_in_page(typed, errors, goes_on=form.get("next"), kept=form.get(KEPT, "")), status


@blueprint.post("/keluar")
@needs(ANYONE)
def sign_out() -> Response:
    """Ends this browser's session."""
    signed_in = person()
    if signed_in is not None and signed_in.session_id is not None:
        session_id = signed_in.session_id
        writing(lambda session: end_session(session, session_id=session_id, now=clock.now()))
    answer = make_response(redirect(url_for("public.front"), 303))
    clear_session_cookie(answer)
    return answer


class ForgottenForm(FormSchema):
    """Whose password is forgotten."""

    login = Line(required=True)


@blueprint.get("/sandi/lupa")
@needs(ANYONE)
def forgotten() -> str:
    """The form for a forgotten password."""
    return _forgotten_page(Typed())


@blueprint.post("/sandi/lupa")
@limiter.limit("10/minute")
@brings_back
@needs(ANYONE)
def post_forgotten() -> Response | tuple[str, int]:
    """Queues a link for the e-mail the office has; answers alike whatever was typed."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        ask_password_link(session, login=typed["login"], now=clock.now())

    return submit(
        ForgottenForm(),
        Sent(
            change=change,
            refused=_forgotten_page,
            done=url_for("accounts.forgotten"),
            said=words(
                "Kalau nama masuk itu ada dan surelnya tercatat, tautannya sedang dikirim. "
                "Berlaku 10 menit sejak dikirim. Tidak datang? Minta kepada pengelola."
            ),
        ),
    )


def _forgotten_page(typed: Typed) -> str:
    action = url_for("accounts.post_forgotten")
    return page("account/sandi_lupa.html", form=typed.values, errors=typed.errors, action=action)


@dataclass(frozen=True)
class _Owner:
    """Whose link it is."""

    login: str
    name: str


def _owner(session: Session, *, token: str) -> _Owner:
    account = find_one_time_link(session, token=token, purpose=SET_PASSWORD, now=clock.now())
    if account is None:
        raise LinkUsedUp
    return _Owner(account.login, name_of(session, account_id=account.id))


PASSWORD_LINK = Right(
    code="password_link", who="whoever has the one-time link to an account", signed_in=False, load=_owner
)


class PasswordForm(FormSchema):
    """A new password, twice."""

    password = Text(load_default="")
    again = Text(load_default="")

    @validates_schema
    def _both_alike(self, data: dict[str, Any], **_: Any) -> None:
        if data["password"] != data["again"]:
            raise ValidationError(marked("Kedua isian ini tidak sama."), "again")


@blueprint.get("/sandi/<token>")
@needs(PASSWORD_LINK)
def choose_password(owner: _Owner, token: str) -> str:
    """The page behind a one-time link; looking at it does not use the link up."""
    return _password_page(token, owner, {})


@blueprint.post("/sandi/<token>")
@brings_back
@needs(PASSWORD_LINK)
def post_password(owner: _Owner, token: str) -> Response | tuple[str, int]:
    """Uses the link up and puts the new password in force."""

    def change(session: Session, typed: dict[str, Any]) -> int:
        now = clock.now()
        password_hash = make_password_hash(typed["password"], login=owner.login, name=owner.name)
        account_id = redeem_one_time_link(session, token=token, purpose=SET_PASSWORD, now=now, origin="web")
        actor = Actor(f"account:{account_id}", "web", account_id=account_id)
        set_password(session, account_id=account_id, password_hash=password_hash, now=now, actor=actor)
        return account_id

    def answer(account_id: int) -> Response:
        # Whoever has the link has proved to be the owner: nobody's tries from elsewhere hold them up now.
        tell(words("Kata sandi tersimpan. Silakan masuk."))
        led = make_response(redirect(url_for("accounts.sign_in"), 303))
        remember_browser(led, account_id, clock.now())
        return led

    return submit(
        PasswordForm(),
        Sent(
            change=change,
            refused=lambda typed: _password_page(token, owner, typed.errors),
            done=url_for("accounts.sign_in"),
            answer=answer,
        ),
    )


def _password_page(token: str, owner: _Owner, errors: Mapping[str, Sequence[str]]) -> str:
    return page(
        "account/sandi.html",
        name=owner.name,
        login=owner.login,
        least=SHORTEST,
        errors=errors,
        action=url_for("accounts.post_password", token=token),
    )
