"""The second step of signing in, after a right password; and a passkey, which is both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import Blueprint, Response, make_response, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.factor.passkeys import (
    PasskeyRefused,
    challenge_in,
    sign_in_asked,
    take_passkey,
)
from complaints_service.accounts.factor.queries import second_step_of
from complaints_service.accounts.factor.service import PASSKEY, RECOVERY, take_code
from complaints_service.accounts.factor.tries import begin_code_try
from complaints_service.accounts.models import Account
from complaints_service.accounts.sign_in import account_actor, account_of_half, admit, note_refused
from complaints_service.accounts.throttle import TooManyAttempts
from complaints_service.edge.cookies.known_browser import known_browser
from complaints_service.edge.guard import ANYONE, brings_back, needs
from complaints_service.edge.problems import say
from complaints_service.edge.resources import service
from complaints_service.edge.second_step import (
    HalfSignIn,
    is_challenge,
    new_challenge,
    passkey_site,
    read_half_sign_in,
)
from complaints_service.edge.transaction import ShownAgain, is_shown_again, reading, writing
from complaints_service.extensions import limiter
from complaints_service.notify.officers.account_letter import SECOND_STEP, queue_account_letter
from complaints_service.notify.officers.tries import tell_owner
from complaints_service.web.account.entering import welcome
from complaints_service.web.account.page import KEPT, refused_sign_in
from complaints_service.web.shell.pages import page

blueprint = Blueprint("second_sign_in", __name__, url_prefix="/masuk")

Answer = Response | tuple[str, int]


@blueprint.post("/langkah-kedua")
@brings_back
@needs(ANYONE)
def post_code() -> Answer:
    """Takes a code after a right password. In two transactions: the try is counted before it is looked at."""
    form, now = request.form, clock.now()
    half = read_half_sign_in(form.get("half", ""), now=now)
    if half is None:
        return refused_sign_in(form, _("Waktunya sudah lewat. Masuk lagi dari awal."), 403)
    if is_shown_again():
        return second_page(form, half, say(ShownAgain().detail)), 403
    try:
        attempt_id, piles_up = writing(
            lambda session: begin_code_try(
                session, account_id=half.account_id, browser=known_browser(now), now=now
            )
        )
    except TooManyAttempts as error:
        held = make_response(second_page(form, half, say(error.detail)), 429)
        held.headers["Retry-After"] = str(error.retry_after)
        return held

    def take(session: Session) -> tuple[str, int] | None:
        account = account_of_half(session, account_id=half.account_id, changed_at=half.changed_at)
        if account is None:
            return None
        actor = account_actor(account.id, account.officer_id, "web")
        by = take_code(
            session,
            account_id=account.id,
            typed=form.get("step_code", ""),
            attempt_id=attempt_id,
            now=now,
            actor=actor,
        )
        if by is None:
            if piles_up:
                tell_owner(session, account_id=account.id, now=now)
            return None
        if by == RECOVERY:
            queue_account_letter(session, account_id=account.id, kind=SECOND_STEP, now=now)
        return _admitted(session, account, by, now)

    found = writing(take)
    if found is None:
        return second_page(form, half, _("Kode itu keliru, sudah dipakai, atau sudah lewat.")), 422
    token, wrong_before = found
    return welcome(form, token=token, account_id=half.account_id, wrong_before=wrong_before, now=now)


@blueprint.post("/kunci-sandi")
@limiter.limit("60/minute")
@brings_back
@needs(ANYONE)
def post_passkey() -> Answer:
    """Signs in with a passkey, with a password before it or without."""
    form, now, site = request.form, clock.now(), passkey_site()
    if is_shown_again():
        return refused_sign_in(form, say(ShownAgain().detail), 403)
    sent = form.get("credential", "")
    challenge = challenge_in(sent)

    def take(session: Session) -> tuple[int, str, int]:
        if site is None or not is_challenge(challenge, "sign_in", now=now):
            raise PasskeyRefused
        account_id = take_passkey(session, site=site, sent=sent, challenge=challenge, now=now)
        return account_id, *_admitted(session, session.get_one(Account, account_id), PASSKEY, now)

    try:
        account_id, token, wrong_before = writing(take)
    except PasskeyRefused as error:
        writing(lambda session: note_refused(session, origin="web", now=now))
        return refused_sign_in(form, say(error.detail), 422)
    return welcome(form, token=token, account_id=account_id, wrong_before=wrong_before, now=now)


def second_page(form: Mapping[str, str], half: HalfSignIn, refused: str = "") -> str:
    """The page that asks for a code or a passkey; what was right stands in it as our signed word."""
    now, site = clock.now(), passkey_site()
    with reading() as session:
        step = second_step_of(session, account_id=half.account_id)
    keys = step.passkeys if site is not None else ()
    challenge = new_challenge("sign_in", now=now)
    return page(
        "account/langkah_kedua_masuk.html",
        half=form.get("half", ""),
        provider=service().settings.provider_name if half.first == "provider" else "",
        next=form.get("next"),
        kept=form.get(KEPT, ""),
        errors={"step_code": [refused]} if refused else {},
        app=step.app_since is not None,
        asked=sign_in_asked(site, challenge=challenge, has=keys) if site is not None and keys else "",
        code_action=url_for("second_sign_in.post_code"),
        passkey_action=url_for("second_sign_in.post_passkey"),
        again=url_for("accounts.sign_in"),
    )


def _admitted(session: Session, account: Account, by: str, now: datetime) -> tuple[str, int]:
    """The token of the new session, and how many wrong tries came before it."""
    wrong_before = account.failed_count
    actor = account_actor(account.id, account.officer_id, "web")
    token = admit(
        session,
        account_id=account.id,
        by=by,
        user_agent=request.user_agent.string,
        now=now,
        actor=actor,
    )
    return token, wrong_before
