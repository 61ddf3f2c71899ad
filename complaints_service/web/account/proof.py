"""Whoever sits at a browser that is signed in proves with the password that it is still its owner."""

from __future__ import annotations

from datetime import datetime

from flask import request
from sqlalchemy.orm import Session

from complaints_service.accounts.passwords import check_password
from complaints_service.accounts.sign_in import (
    SignInRequest,
    SignInTry,
    begin_sign_in,
    note_right,
    note_wrong,
)
from complaints_service.accounts.throttle import TooManyAttempts
from complaints_service.edge.cookies.known_browser import known_browser
from complaints_service.edge.subjects.accounts import OwnAccount
from complaints_service.edge.transaction import writing
from complaints_service.errors import words
from complaints_service.notify.officers.tries import tell_owner

WRONG = words("Kata sandi yang sekarang keliru.")


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
