"""The page that asks who sits at a signed-in browser before power is handed out or data taken along."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Flask, Response, make_response, redirect, request, url_for
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
from complaints_service.accounts.factor.service import RECOVERY, take_code
from complaints_service.accounts.factor.tries import begin_code_try
from complaints_service.accounts.provider.service import link_of
from complaints_service.accounts.sign_in import prove_again
from complaints_service.accounts.throttle import TooManyAttempts
from complaints_service.edge.cookies.known_browser import known_browser
from complaints_service.edge.guard import needs
from complaints_service.edge.problems import say
from complaints_service.edge.provider import provider
from complaints_service.edge.second_step import is_challenge, new_challenge, passkey_site
from complaints_service.edge.sign_in import SESSION_COOKIE, ProofNeeded, SignedIn
from complaints_service.edge.subjects.accounts import OWN_SECOND_STEP, OwnAccount
from complaints_service.edge.transaction import ShownAgain, is_shown_again, reading, writing
from complaints_service.notify.officers.account_letter import SECOND_STEP, queue_account_letter
from complaints_service.notify.officers.tries import tell_owner
from complaints_service.web.account.again import form_again, kept_form
from complaints_service.web.account.page import KEPT, provider_way
from complaints_service.web.account.proof import WRONG, proved
from complaints_service.web.shell.forms import local_path
from complaints_service.web.shell.pages import page

blueprint = Blueprint("proof", __name__, url_prefix="/bukti")

Answer = Response | tuple[str, int]
#: What was wrong with a proof: the field, the sentence and the status it is answered with.
Wrong = tuple[str, str, int]


def register(app: Flask) -> None:
    """Answers a form that needs a proof with the page that asks for it, and the form inside it."""

    @app.errorhandler(ProofNeeded)
    def _needed(error: ProofNeeded) -> Response:
        return make_response(_page(error.account_id, goes_on=request.path, kept=kept_form()), 403)


@blueprint.get("")
@needs(OWN_SECOND_STEP)
def show(_reader: SignedIn, mine: OwnAccount) -> str:
    """Asks for a proof, and says what for."""
    return _page(mine.account_id, goes_on=request.args.get("next"))


@blueprint.post("")
@needs(OWN_SECOND_STEP)
def post_proof(reader: SignedIn, mine: OwnAccount) -> Answer:
    """Takes the password, or a code of the second step. A wrong one counts like a wrong try to sign in."""
    now, code = clock.now(), request.form.get("step_code", "")
    if is_shown_again():
        return _refused(mine, ("", say(ShownAgain().detail), 403))
    wrong = _wrong_code(reader, mine, code, now) if code else _wrong_password(mine, now)
    return _refused(mine, wrong) if wrong is not None else _goes_on(mine, now)


@blueprint.post("/kunci-sandi")
@needs(OWN_SECOND_STEP)
def post_passkey(_reader: SignedIn, mine: OwnAccount) -> Answer:
    """Takes one of the account's passkeys."""
    now, site, sent = clock.now(), passkey_site(), request.form.get("credential", "")
    if is_shown_again():
        return _refused(mine, ("", say(ShownAgain().detail), 403))
    challenge = challenge_in(sent)

    def take(session: Session) -> None:
        if site is None or not is_challenge(challenge, "sign_in", now=now):
            raise PasskeyRefused
        if take_passkey(session, site=site, sent=sent, challenge=challenge, now=now) != mine.account_id:
            raise PasskeyRefused

    try:
        writing(take)
    except PasskeyRefused as error:
        return _refused(mine, ("", say(error.detail), 422))
    return _goes_on(mine, now)


def _wrong_password(mine: OwnAccount, now: datetime) -> Wrong | None:
    attempt = proved(mine, request.form.get("password", ""), now)
    if isinstance(attempt, TooManyAttempts):
        return "password", say(attempt.detail), 429
    return ("password", say(WRONG), 422) if attempt is None else None


def _wrong_code(reader: SignedIn, mine: OwnAccount, code: str, now: datetime) -> Wrong | None:
    try:
        attempt_id, piles_up = writing(
            lambda session: begin_code_try(
                session, account_id=mine.account_id, browser=known_browser(now), now=now
            )
        )
    except TooManyAttempts as held:
        return "step_code", say(held.detail), 429

    def take(session: Session) -> bool:
        by = take_code(
            session,
            account_id=mine.account_id,
            typed=code,
            attempt_id=attempt_id,
            now=now,
            actor=reader.actor,
        )
        if by == RECOVERY:
            queue_account_letter(session, account_id=mine.account_id, kind=SECOND_STEP, now=now)
        elif by is None and piles_up:
            tell_owner(session, account_id=mine.account_id, now=now)
        return by is not None

    right = writing(take)
    return None if right else ("step_code", _("Kode itu keliru, sudah dipakai, atau sudah lewat."), 422)


def _goes_on(mine: OwnAccount, now: datetime) -> Response:
    """Notes the proof, and leads back to the form that waited, or to the page that was wanted."""
    writing(lambda session: prove_again(session, session_id=mine.session_id, now=now))
    wanted = request.form.get("next")
    again = form_again(wanted, request.form.get(KEPT, ""), SESSION_COOKIE.read(request))
    if again is not None:
        return again
    return make_response(redirect(local_path(wanted) or url_for("own_account.show"), 303))


def _refused(mine: OwnAccount, wrong: Wrong) -> tuple[str, int]:
    name, sentence, status = wrong
    kept, errors = request.form.get(KEPT, ""), {name: [sentence]}
    return _page(mine.account_id, goes_on=request.form.get("next"), kept=kept, errors=errors), status


def _page(
    account_id: int, *, goes_on: str | None, kept: str = "", errors: dict[str, list[str]] | None = None
) -> str:
    site = passkey_site()
    with reading() as session:
        step = second_step_of(session, account_id=account_id)
        there = provider()
        linked = there and link_of(session, account_id=account_id, issuer=there.facts.issuer)
    keys = step.passkeys if site is not None else ()
    challenge = new_challenge("sign_in", now=clock.now())
    return page(
        "account/bukti.html",
        next=goes_on,
        kept=kept,
        provider=provider_way("provider.start_proof", goes_on=goes_on, kept=kept) if linked else {},
        errors=errors or {},
        action=url_for("proof.post_proof"),
        passkey_action=url_for("proof.post_passkey"),
        app=step.app_since is not None,
        asked=sign_in_asked(site, challenge=challenge, has=keys) if site is not None and keys else "",
    )
