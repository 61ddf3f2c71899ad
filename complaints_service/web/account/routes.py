"""Signing in and out, and choosing a password by a one-time link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask_babel import gettext as _

from complaints_service import clock
from complaints_service.accounts.links import SET_PASSWORD, LinkUsedUp, redeem_one_time_link
from complaints_service.accounts.passwords import SHORTEST, check_password, make_password_hash
from complaints_service.accounts.queries import find_one_time_link
from complaints_service.accounts.service import set_password
from complaints_service.accounts.sign_in import (
    SignInRequest,
    TooManyAttempts,
    begin_sign_in,
    end_session,
    finish_sign_in,
)
from complaints_service.edge.problems import field_errors, say
from complaints_service.edge.sign_in import clear_session_cookie, person, set_session_cookie
from complaints_service.edge.transaction import reading, writing
from complaints_service.errors import Actor, DomainError, words
from complaints_service.extensions import limiter
from complaints_service.notify.officers.password_link import ask_password_link
from complaints_service.people.rights import name_of
from complaints_service.web.account.again import KEPT, form_again
from complaints_service.web.account.page import sign_in_page
from complaints_service.web.shell.forms import local_path
from complaints_service.web.shell.pages import page, tell

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/masuk")
def sign_in() -> Response | str:
    """The sign-in page."""
    if person() is not None:
        return make_response(redirect(url_for("desk.listing"), 303))
    return sign_in_page({}, {}, goes_on=request.args.get("next"))


@blueprint.post("/masuk")
def post_sign_in() -> Response | tuple[str, int]:
    """Signs in; a wrong login and a wrong password answer alike."""
    form = request.form
    asked = SignInRequest(
        login=form.get("login", ""),
        password=form.get("password", ""),
        ip=request.remote_addr or "",
        user_agent=request.user_agent.string,
        origin="web",
    )
    now = clock.now()
    try:
        attempt = writing(lambda session: begin_sign_in(session, request=asked, now=now))
    except TooManyAttempts as error:
        return _refused(form, say(error.detail), 429)
    correct = check_password(attempt.password_hash, asked.password)
    token = writing(
        lambda session: finish_sign_in(session, request=asked, attempt=attempt, correct=correct, now=now)
    )
    if token is None:
        return _refused(form, _("Nama masuk atau kata sandi keliru."), 422)
    wanted = form.get("next")
    answer = form_again(wanted, form.get(KEPT, ""), token)
    if answer is None:
        answer = make_response(redirect(local_path(wanted) or url_for("desk.listing"), 303))
    set_session_cookie(answer, token)
    return answer


def _refused(form: Mapping[str, str], sentence: str, status: int) -> tuple[str, int]:
    errors = {"": [sentence]}
    typed = {"login": form.get("login", "")}
    return sign_in_page(typed, errors, goes_on=form.get("next"), kept=form.get(KEPT, "")), status


@blueprint.post("/keluar")
def sign_out() -> Response:
    """Ends this browser's session."""
    signed_in = person()
    if signed_in is not None and signed_in.session_id is not None:
        session_id = signed_in.session_id
        writing(lambda session: end_session(session, session_id=session_id, now=clock.now()))
    answer = make_response(redirect(url_for("public.front"), 303))
    clear_session_cookie(answer)
    return answer


@blueprint.get("/sandi/lupa")
def forgotten() -> str:
    """The form for a forgotten password."""
    return _forgotten_page({}, sent=False)


@blueprint.post("/sandi/lupa")
@limiter.limit("10/minute")
def post_forgotten() -> str | tuple[str, int]:
    """Queues a link for the e-mail the office has; answers alike whatever was typed."""
    login, now = request.form.get("login", "").strip(), clock.now()
    if not login:
        return _forgotten_page({"login": [_("Bagian ini perlu diisi.")]}, sent=False), 422
    writing(lambda session: ask_password_link(session, login=login, now=now))
    return _forgotten_page({}, sent=True)


def _forgotten_page(errors: dict[str, list[str]], *, sent: bool) -> str:
    action = url_for("accounts.post_forgotten")
    return page("account/sandi_lupa.html", form={}, errors=errors, action=action, sent=sent)


@blueprint.get("/sandi/<token>")
def choose_password(token: str) -> str:
    """The page behind a one-time link; looking at it does not use the link up."""
    return _password_page(token, _owner(token), {})


@blueprint.post("/sandi/<token>")
def post_password(token: str) -> Response | tuple[str, int]:
    """Uses the link up and puts the new password in force."""
    typed, again, now = request.form.get("password", ""), request.form.get("again", ""), clock.now()
    owner = _owner(token)
    if typed != again:
        return _password_page(token, owner, {"again": [_("Kedua isian ini tidak sama.")]}), 422
    try:
        password_hash = make_password_hash(typed, login=owner.login, name=owner.name)
    except DomainError as error:
        return _password_page(token, owner, field_errors(error)), 422

    def change(session):  # type: ignore[no-untyped-def]
        account_id = redeem_one_time_link(session, token=token, purpose=SET_PASSWORD, now=now, origin="web")
        actor = Actor(f"account:{account_id}", "web", account_id=account_id)
        set_password(session, account_id=account_id, password_hash=password_hash, now=now, actor=actor)

    writing(change)
    tell(words("Kata sandi tersimpan. Silakan masuk."))
    return make_response(redirect(url_for("accounts.sign_in"), 303))


@dataclass(frozen=True)
class _Owner:
    """Whose link it is."""

    login: str
    name: str


def _owner(token: str) -> _Owner:
    """Whose password a link sets. Raises LinkUsedUp."""
    with reading() as session:
        account = find_one_time_link(session, token=token, purpose=SET_PASSWORD, now=clock.now())
        if account is None:
            raise LinkUsedUp
        return _Owner(account.login, name_of(session, account_id=account.id))


def _password_page(token: str, owner: _Owner, errors: dict[str, list[str]]) -> str:
    return page(
        "account/sandi.html",
        name=owner.name,
        login=owner.login,
        least=SHORTEST,
        errors=errors,
        action=url_for("accounts.post_password", token=token),
    )
