"""Whoever sits at a browser that is signed in proves with the password that it is still its owner."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Response, request
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.passwords import check_password
from complaints_service.accounts.sign_in import (
    SignInRequest,
    SignInTry,
    begin_sign_in,
    note_right,
    note_wrong,
)
from complaints_service.accounts.throttle import TooManyAttempts
from complaints_service.edge.known_browser import known_browser
from complaints_service.edge.problems import say
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.accounts import OwnAccount, own_account
from complaints_service.edge.transaction import is_shown_again, reading, writing
from complaints_service.errors import invalid, words
from complaints_service.notify.officers.tries import tell_owner
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, sent_values, submit

WRONG = words("Kata sandi yang sekarang keliru.")


def submit_proved(reader: SignedIn, schema: FormSchema, sent: Sent) -> Response | tuple[Any, int]:
    """`submit` for a form that hands out power: its field `password` must be the reader's own.

    A wrong one counts like a wrong try to sign in, and nothing is changed.
    """
    now = clock.now()
    with reading() as session:
        mine = own_account(session, reader.rights)
    attempt = None if is_shown_again() else proved(mine, request.form.get("password", ""), now)
    if isinstance(attempt, TooManyAttempts):
        held = {"password": [say(attempt.detail)]}
        return sent.refused(Typed(values=sent_values(), errors=held, form=sent.form)), 429

    def change(session: Session, loaded: dict[str, Any]) -> Any:
        if attempt is None:
            raise invalid("password", WRONG)
        return sent.change(session, loaded)

    return submit(schema, replace(sent, change=change))


def proved(mine: OwnAccount, present: str, now: datetime) -> SignInTry | TooManyAttempts | None:
    """A counted try whose password was right; None for a wrong one, or why it was not looked at."""
    asked = SignInRequest(
        login=mine.login,
        password=present,
        ip=request.remote_addr or "",
        origin="web",
        browser=known_browser(now),
    )
    try:
        attempt = writing(lambda session: begin_sign_in(session, request=asked, now=now))
    except TooManyAttempts as held:
        return held
    if check_password(attempt.password_hash, present):
        writing(lambda session: note_right(session, attempt=attempt))
        return attempt

    def wrong(session: Session) -> None:
        note_wrong(session, request=asked, attempt=attempt, now=now)
        if attempt.piles_up:
            tell_owner(session, account_id=mine.account_id, now=now)

    writing(wrong)
    return None
