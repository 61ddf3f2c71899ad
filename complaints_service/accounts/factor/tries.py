"""Tries of codes: written before a code is looked at, and bounded for each account.

Whoever tries codes knows the password already, so there is little room for all strange browsers together,
from however many addresses. A browser the account was proved in before has room of its own, and a passkey is
never held up: nobody is locked out by somebody else's tries.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.accounts.models import SignInAttempt
from complaints_service.accounts.secrets import digest
from complaints_service.accounts.throttle import (
    KnownBrowser,
    SignInLimits,
    one_at_a_time,
    refuse_if_throttled,
)

#: In a window of an hour: for a browser known before, and for all others together.
CODE_LIMITS = SignInLimits(window=timedelta(hours=1), login_from_place=10)
#: From so many wrong codes on, the account's owner hears of it: somebody may have the password.
WORTH_A_LETTER = 5


def begin_code_try(
    session: Session, *, account_id: int, browser: KnownBrowser | None, now: datetime
) -> tuple[int, bool]:
    """Counts a try of a code as a wrong one: its id, and whether so many are worth telling the owner.

    The transaction must be committed before the code is looked at. Raises TooManyAttempts.
    """
    known = browser if browser is not None and account_id in browser.accounts else None
    login_key = digest(f"code:{account_id}")
    place_key = digest(f"code:browser:{known.name}" if known else f"code:elsewhere:{account_id}")
    one_at_a_time(session, login_key, place_key)
    refuse_if_throttled(
        session,
        login_key=login_key,
        place_key=place_key,
        known=True,
        lately=0,
        now=now,
        limits=CODE_LIMITS,
    )
    attempt = SignInAttempt(login_key=login_key, ip_key=place_key, at=now, wrong=True)
    session.add(attempt)
    session.flush()
    wrong = session.scalar(
        select(func.count())
        .select_from(SignInAttempt)
        .where(
            SignInAttempt.login_key == login_key,
            SignInAttempt.wrong,
            SignInAttempt.at > now - CODE_LIMITS.window,
        )
    )
    return attempt.id, (wrong or 0) >= WORTH_A_LETTER
