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
from complaints_service.accounts.factor.rules import Demand
from complaints_service.accounts.links import SET_PASSWORD, LinkUsedUp, redeem_one_time_link
from complaints_service.accounts.passwords import SHORTEST, check_password, make_password_hash, renewed_hash
from complaints_service.accounts.provider.service import link_of
from complaints_service.accounts.queries import find_one_time_link
from complaints_service.accounts.service import set_password
from complaints_service.accounts.sign_in import (
    RightPassword,
    SignInRequest,
    SignInTry,
    begin_sign_in,
    end_session,
    finish_sign_in,
)
from complaints_service.accounts.throttle import TooManyAttempts
from complaints_service.edge.cookies.known_browser import known_browser, remember_browser
from complaints_service.edge.guard import ANYONE, Right, brings_back, needs
from complaints_service.edge.input.fields import Line, Text
from complaints_service.edge.problems import say
from complaints_service.edge.provider import provider
from complaints_service.edge.resources import service
from complaints_service.edge.second_step import HalfSignIn, demand_for, half_sign_in
from complaints_service.edge.sign_in import clear_session_cookie, person
from complaints_service.edge.transaction import ShownAgain, is_shown_again, writing
from complaints_service.errors import Actor, marked, words
from complaints_service.extensions import limiter
from complaints_service.notify.officers.password_link import ask_password_link
from complaints_service.notify.officers.tries import tell_owner
from complaints_service.people.rights import name_of
from complaints_service.web.account.entering import welcome
from complaints_service.web.account.page import mails, refused_sign_in, sign_in_page
from complaints_service.web.account.second_sign_in import second_page
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from complaints_service.web.shell.pages import page, tell

blueprint = Blueprint("accounts", __name__)


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

    In two transactions: between them the password is looked at, which is slow on purpose. Where the account
    has a second step, that is asked for next.
    """
    form = request.form
    if is_shown_again():
        return refused_sign_in(form, say(ShownAgain().detail), 403)
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
        held = make_response(refused_sign_in(form, say(error.detail), 429))
        held.headers["Retry-After"] = str(error.retry_after)
        return held
    correct = check_password(attempt.password_hash, asked.password)
    renewed = renewed_hash(attempt.password_hash, asked.password) if correct else None
    done = writing(lambda session: _finished(session, asked, attempt, correct, renewed, now))
    if done is None:
        return refused_sign_in(form, _("Nama masuk atau kata sandi keliru."), 422)
    right, demand = done
    if right.token is None:
        half = HalfSignIn(account_id=right.account_id, changed_at=right.changed_at)
        return second_page({**form, "half": half_sign_in(half, now=now)}, half), 200
    return welcome(
        form,
        token=right.token,
        account_id=right.account_id,
        wrong_before=attempt.wrong_before,
        now=now,
        lacks_step=demand != "no",
    )


def _finished(
    session: Session,
    asked: SignInRequest,
    attempt: SignInTry,
    correct: bool,
    renewed: str | None,
    now: datetime,
) -> tuple[RightPassword, Demand] | None:
    """What the right password leads to; after a wrong one its owner hears of tries that pile up."""
    account_id = attempt.account_id
    demand: Demand = "no"
    if correct and account_id is not None:
        demand = demand_for(session, account_id=account_id, now=now)
    right = finish_sign_in(
        session,
        request=asked,
        attempt=attempt,
        correct=correct,
        now=now,
        enrols=demand == "now",
        renewed=renewed,
    )
    if right is None:
        if attempt.piles_up and account_id is not None:
            tell_owner(session, account_id=account_id, now=now)
        return None
    return right, demand


@blueprint.post("/keluar")
@needs(ANYONE)
def sign_out() -> Response:
    """Ends this browser's session; who may still be signed in at the provider is led to where that ends."""
    signed_in, there = person(), provider()
    goes_on = url_for("public.front")
    if signed_in is not None and signed_in.session_id is not None:
        session_id, account_id = signed_in.session_id, signed_in.rights.account_id

        def end(session: Session) -> bool:
            end_session(session, session_id=session_id, now=clock.now())
            if there is None:
                return False
            return link_of(session, account_id=account_id, issuer=there.facts.issuer) is not None

        if writing(end):
            goes_on = url_for("provider.left")
    answer = make_response(redirect(goes_on, 303))
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
    action = url_for("accounts.post_forgotten") if mails() else ""
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
        password_hash = make_password_hash(
            typed["password"], login=owner.login, name=owner.name, office=service().rulebook.own_names()
        )
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
